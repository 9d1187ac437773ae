"""Terms and blocks of Turtle (https://www.w3.org/TR/turtle/), written so that they parse back exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from pyoxigraph import Literal

from kg import ids
from kg.graph import vocabulary as v

LINE_WIDTH = 110
"""Objects that fit stand on one line with their property."""
_INDENT = "    "

_NAMES_AND_TIES = (
    "skos:altLabel", "ir:abbreviation", "ir:shortName", "ir:title", "ir:demonym", "ir:adjective",
    "ir:metonym", "ir:iso2", "ir:iso3", "ir:stateCode", "owl:sameAs", "ir:capital", "ir:capitalOf",
    "ir:locatedIn", "ir:basedIn", "ir:memberOf", "ir:alliedWith", "ir:partyTo", "ir:holdsOffice",
    "ir:represents", "ir:officeType", "ir:officeOf",
)  # fmt: skip
_FIRST_PROPERTIES = (
    v.TYPE, v.IDENTIFIER, v.TITLE, v.PREF_LABEL, v.LABEL, *map(v.term, _NAMES_AND_TIES),
    v.ISSUED, v.PUBLISHED_BY, v.SOURCE, v.TEXT_SHA256, v.TEXT_FINGERPRINT, v.CONTENT_DIGEST,
    v.SUBJECT, v.PREDICATE, v.OBJECT, v.MODALITY, v.EVENT_DATE, v.EVENT_DATE_END, v.HAS_TIME,
    v.HOLDER, v.OFFICE, v.TENURE_START, v.TENURE_END,
    v.QUOTED_FROM, v.SPEAKER, v.CONDITION, v.TOPIC, v.SCORE, v.GENERATED_BY,
    v.EXACT, v.PREFIX, v.SUFFIX, v.START, v.END,
    *v.TRIGGER_SPAN, *v.SUBJECT_SPAN, *v.OBJECT_SPAN,
    v.HAS_SOURCE, v.HAS_SELECTOR, v.HAS_EVIDENCE,
)  # fmt: skip
"""What a reader looks for comes in this order; what is not listed, such as relations, comes after it."""
_RANK = {str(term): rank for rank, term in enumerate(_FIRST_PROPERTIES)}

_LOCAL_NAME = re.compile(r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:[A-Za-z0-9_.-]|%[0-9A-Fa-f]{2})*")
_TO_ESCAPE = re.compile(r"[~!$&'()*+,;=/?#@]")
_PREFIXED = re.compile(r"(?:^|[\s^,])([a-z]+):", re.MULTILINE)
_UNSAFE = re.compile(
    "[\\\\\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""The backslash, control characters, and those that turn the direction of writing or can't be seen."""
_SHORT_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'}
_BARE = {
    v.XSD_INTEGER.value: re.compile(r"[+-]?[0-9]+"),
    v.XSD_DECIMAL.value: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    v.term("xsd:boolean").value: re.compile(r"true|false"),
}
"""Literals that Turtle lets stand without quotes."""


def short_name(node: str, prefixes: dict[str, str]) -> str:
    """Write an IRI in angle brackets as a prefixed name where Turtle allows that.

    >>> short_name("<https://w3id.org/irkg/entity/Iran>", v.PREFIXES)
    'ent:Iran'
    """
    iri = node[1:-1]
    fitting = [(len(space), name) for name, space in prefixes.items() if iri.startswith(space)]
    if not node.startswith("<") or not fitting:
        return node
    length, name = max(fitting)
    local = iri[length:]
    if not _LOCAL_NAME.fullmatch(_TO_ESCAPE.sub("_", local)) or local.endswith("."):
        return node
    return f"{name}:{_TO_ESCAPE.sub(lambda m: chr(92) + m[0], local)}"


def written_term(term: object, prefixes: dict[str, str]) -> str:
    """Write a subject or object."""
    if not isinstance(term, Literal):
        return short_name(str(term), prefixes)
    kind = term.datatype.value
    if kind in _BARE and _BARE[kind].fullmatch(term.value):
        return term.value
    text = _quoted(term.value)
    if term.language is not None:
        return f"{text}@{term.language}"
    return text if kind == v.XSD_STRING.value else f"{text}^^{short_name(str(term.datatype), prefixes)}"


def _escape(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}"


def _quoted(text: str) -> str:
    """A string in one line, or over several where the text itself has line breaks."""
    safe = _UNSAFE.sub(_escape, text).replace("\t", "\\t")
    if "\n" not in safe:
        return '"' + safe.replace('"', '\\"') + '"'
    inner = re.sub(r'"(?="|\Z)', '\\"', safe)
    return f'"""{inner}"""'


def render_block(subject: str, properties: Iterable[tuple[str, object]], prefixes: dict[str, str]) -> str:
    """Write all triples of a subject, its class first; `properties` are pairs of predicate and object."""
    ordered = sorted(properties, key=_property_order)
    parts = [
        _objects(_verb(predicate, prefixes), [written_term(value, prefixes) for _, value in group])
        for predicate, group in groupby(ordered, key=lambda pair: pair[0])
    ]
    gap = " " if parts[0].startswith("a ") else f"\n{_INDENT}"
    return f"{short_name(subject, prefixes)}{gap}" + f" ;\n{_INDENT}".join(parts) + " ."


def _property_order(pair: tuple[str, object]) -> tuple[int, str, bool, str]:
    """Known properties in their order, then others; terms of the project's ontology before others."""
    predicate, value = pair[0], str(pair[1])
    return _RANK.get(predicate, len(_RANK)), predicate, not value.startswith(f"<{ids.ONTOLOGY}"), value


def _verb(predicate: str, prefixes: dict[str, str]) -> str:
    return "a" if predicate == str(v.TYPE) else short_name(predicate, prefixes)


def _objects(verb: str, objects: list[str]) -> str:
    line = f"{verb} {', '.join(objects)}"
    if len(objects) == 1 or (len(line) <= LINE_WIDTH - len(_INDENT) and "\n" not in line):
        return line
    return f"{verb}\n{_INDENT * 2}" + f",\n{_INDENT * 2}".join(objects)


def written_prefixes(text: str, prefixes: dict[str, str]) -> list[str]:
    """Declarations of the prefixes that a text uses (or seems to: a quote may hold one, too)."""
    used = {match[1] for match in _PREFIXED.finditer(text)}
    return [f"@prefix {name}: <{space}> ." for name, space in sorted(prefixes.items()) if name in used]
