"""Terms and blocks of Turtle (https://www.w3.org/TR/turtle/), written so that they parse back exactly.

Terms come as N-Triples writes them: IRIs in <>, literals in quotes, triple terms in <<( )>>.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from kg import ids
from kg.graph import vocabulary as v

LINE_WIDTH = 110
"""Objects that fit stand on one line with their property."""
_INDENT = "    "
REIFIES = v.term("rdf:reifies")

_NAMES_AND_TIES = (
    "skos:altLabel", "ir:abbreviation", "ir:shortName", "ir:title", "ir:demonym", "ir:adjective",
    "ir:metonym", "ir:iso2", "ir:iso3", "ir:stateCode", "owl:sameAs", "ir:capital", "ir:capitalOf",
    "ir:locatedIn", "ir:basedIn", "ir:memberOf", "ir:alliedWith", "ir:partyTo", "ir:holdsOffice",
    "ir:represents", "ir:officeType", "ir:officeOf",
)  # fmt: skip
_FIRST_PROPERTIES = (
    v.TYPE, v.IDENTIFIER, v.TITLE, v.PREF_LABEL, v.LABEL, *map(v.term, _NAMES_AND_TIES),
    v.ISSUED, v.PUBLISHED_BY, v.SOURCE, v.TEXT_SHA256, v.TEXT_FINGERPRINT, v.CONTENT_DIGEST,
    v.SUBJECT, v.PREDICATE, v.OBJECT, REIFIES, v.MODALITY, v.EVENT_DATE, v.EVENT_DATE_END, v.HAS_TIME,
    v.HOLDER, v.OFFICE, v.TENURE_START, v.TENURE_END,
    v.QUOTED_FROM, v.SPEAKER, v.CONDITION, v.TOPIC, v.SCORE, v.GENERATED_BY,
    v.EXACT, v.PREFIX, v.SUFFIX, v.START, v.END,
    *v.TRIGGER_SPAN, *v.SUBJECT_SPAN, *v.OBJECT_SPAN,
    v.HAS_SOURCE, v.HAS_SELECTOR, v.HAS_EVIDENCE,
)  # fmt: skip
RANK = {str(term): rank for rank, term in enumerate(_FIRST_PROPERTIES)}
"""What a reader looks for comes in this order; what is not listed, such as relations, comes after it."""

_LOCAL_NAME = re.compile(r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:[A-Za-z0-9_.-]|%[0-9A-Fa-f]{2})*")
_TO_ESCAPE = re.compile(r"[~!$&'()*+,;=/?#@]")
_UNSAFE = re.compile(
    "[\\\\\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""The backslash, control characters, and those that turn the direction of writing or can't be seen."""
_SHORT_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'}
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+(?:--(?:ltr|rtl))?)|\^\^(<[^>]*>))?')
_TRIPLE_TERM = re.compile(r"<<\( ?(\S+) (\S+) (.*?) ?\)>>", re.DOTALL)
_BARE = {
    str(v.XSD_INTEGER): re.compile(r"[+-]?[0-9]+"),
    str(v.XSD_DECIMAL): re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    str(v.term("xsd:boolean")): re.compile(r"true|false"),
}
"""Literals that Turtle lets stand without quotes."""
_MOST_NAMES = 100_000
"""Short names that are kept ready; past that they are forgotten and made again."""


def literal_text(term: str) -> str:
    r"""The text of a literal, whatever its language or type; other terms as they are.

    >>> literal_text('"two\\nlines"@en')
    'two\nlines'
    """
    parts = _LITERAL.fullmatch(term)
    if parts is None:
        return term
    return _ESCAPED.sub(_unescape, parts[1]) if "\\" in parts[1] else parts[1]


def literal_parts(term: str) -> tuple[str, str | None, str | None] | None:
    """The text, language and datatype (in <>) of a literal, None for other terms."""
    parts = _LITERAL.fullmatch(term)
    return None if parts is None else (literal_text(term), parts[2], parts[3])


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _MEANT[match[3]]


class Names:
    """Writes terms with the prefixes that it was given."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._spaces = sorted(((len(space), name, space) for name, space in prefixes.items()), reverse=True)
        self._known: dict[str, str] = {}
        self._verbs: dict[str, tuple[int, str, str]] = {}

    def short(self, node: str) -> str:
        """Write an IRI in angle brackets as a prefixed name where Turtle allows that.

        >>> Names(v.PREFIXES).short("<https://w3id.org/irkg/entity/Iran>")
        'ent:Iran'
        """
        name = self._known.get(node)
        if name is None:
            if len(self._known) >= _MOST_NAMES:
                self._known.clear()
            name = self._known[node] = self._shorten(node)
        return name

    def _shorten(self, node: str) -> str:
        iri = node[1:-1]
        fitting = next((found for found in self._spaces if iri.startswith(found[2])), None)
        if not node.startswith("<") or fitting is None:
            return node
        length, name, _ = fitting
        local = iri[length:]
        if not _LOCAL_NAME.fullmatch(_TO_ESCAPE.sub("_", local)) or local.endswith("."):
            return node
        return f"{name}:{_TO_ESCAPE.sub(lambda m: chr(92) + m[0], local)}"

    def term(self, term: str) -> str:
        """Write a subject or object."""
        if term[0] == '"':
            return self._literal(term)
        if term.startswith("<<("):
            return self._triple(term)
        return self.short(term)

    def _literal(self, term: str) -> str:
        parts = _LITERAL.fullmatch(term)
        if parts is None:
            raise ValueError(f"{term} is not a literal of N-Triples")
        inner, language, kind = parts.groups()
        if kind is not None and kind in _BARE and _BARE[kind].fullmatch(inner):
            return inner
        text = _quoted(_ESCAPED.sub(_unescape, inner)) if _UNSAFE.search(inner) else f'"{inner}"'
        if language is not None:
            return f"{text}@{language}"
        return text if kind is None else f"{text}^^{self.short(kind)}"

    def _triple(self, term: str) -> str:
        parts = _TRIPLE_TERM.fullmatch(term)
        if parts is None:
            raise ValueError(f"{term} is not a triple term of N-Triples")
        return f"<<( {' '.join(map(self.term, parts.groups()))} )>>"

    def block(self, subject: str, properties: Sequence[tuple[str, str]]) -> str:
        """Write all triples of a subject, its class first; `properties` are pairs of predicate and object."""
        verbs, own = self._verbs, _OWN
        for predicate, _ in properties:
            if predicate not in verbs:
                verbs[predicate] = self._verb(predicate)
        ordered = sorted([(verbs[p], not value.startswith(own), value) for p, value in properties])
        parts = [
            _objects(verb[2], [self.term(item[2]) for item in group])
            for verb, group in groupby(ordered, key=itemgetter(0))
        ]
        gap = " " if parts[0].startswith("a ") else f"\n{_INDENT}"
        return f"{self.short(subject)}{gap}" + f" ;\n{_INDENT}".join(parts) + " ."

    def _verb(self, predicate: str) -> tuple[int, str, str]:
        """Where a property stands in a block, known ones first, then by name; and how it is written."""
        name = "a" if predicate == str(v.TYPE) else self.short(predicate)
        return RANK.get(predicate, len(RANK)), predicate, name


_OWN = f"<{ids.ONTOLOGY}"
"""Terms of the project's ontology come before others."""


def _escape(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _quoted(text: str) -> str:
    """A string in one line, or over several where the text itself has line breaks."""
    safe = _UNSAFE.sub(_escape, text).replace("\t", "\\t")
    if "\n" not in safe:
        return '"' + safe.replace('"', '\\"') + '"'
    inner = re.sub(r'"(?="|\Z)', '\\"', safe)
    return f'"""{inner}"""'


def _objects(verb: str, objects: list[str]) -> str:
    if len(objects) == 1:
        return f"{verb} {objects[0]}"
    line = f"{verb} {', '.join(objects)}"
    if len(line) <= LINE_WIDTH - len(_INDENT) and "\n" not in line:
        return line
    return f"{verb}\n{_INDENT * 2}" + f",\n{_INDENT * 2}".join(objects)
