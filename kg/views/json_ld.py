"""JSON-LD 1.1 that reads like plain JSON: short keys, and dates and IRIs as plain strings.

What the short keys mean stands in the context at the head of the file (https://www.w3.org/TR/json-ld11/):
a JSON-LD processor gets exactly the triples of the graph. Each graph has one object for a subject.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from tempfile import TemporaryFile
from typing import BinaryIO

from pyoxigraph import NamedNode

from kg import ids
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.article_graphs import ArticleGraphs, Pair
from kg.views.turtle_terms import RANK, literal_parts

_IRI, _NAME, _DATE, _DECIMAL = "@id", "@vocab", "xsd:date", "xsd:decimal"
_TERMS: Mapping[str, tuple[NamedNode, str | None]] = {
    "identifier": (v.IDENTIFIER, None), "title": (v.TITLE, None), "issued": (v.ISSUED, _DATE),
    "publishedBy": (v.PUBLISHED_BY, _IRI), "source": (v.SOURCE, _IRI), "label": (v.LABEL, None),
    "sameAs": (v.SAME_AS, _IRI),
    "subject": (v.SUBJECT, _IRI), "predicate": (v.PREDICATE, _NAME), "object": (v.OBJECT, _IRI),
    "eventDate": (v.EVENT_DATE, _DATE), "eventDateEnd": (v.EVENT_DATE_END, _DATE),
    "hasTime": (v.HAS_TIME, _IRI), "hasEvidence": (v.HAS_EVIDENCE, _IRI), "score": (v.SCORE, _DECIMAL),
    "wasAttributedTo": (v.SPEAKER, _IRI), "wasQuotedFrom": (v.QUOTED_FROM, _IRI),
    "wasGeneratedBy": (v.GENERATED_BY, _IRI), "hasSource": (v.HAS_SOURCE, _IRI),
    "hasSelector": (v.HAS_SELECTOR, _IRI), "exact": (v.EXACT, None), "prefix": (v.PREFIX, None),
    "suffix": (v.SUFFIX, None), "start": (v.START, None), "end": (v.END, None),
    "holder": (v.HOLDER, _IRI), "office": (v.OFFICE, _IRI), "officeOf": (v.OFFICE_OF, _IRI),
    "holdsOffice": (v.HOLDS_OFFICE, _IRI), "represents": (v.REPRESENTS, _IRI),
    "tenureStart": (v.TENURE_START, _DATE), "tenureEnd": (v.TENURE_END, _DATE),
    "hasBeginning": (v.HAS_BEGINNING, _IRI), "hasEnd": (v.HAS_END, _IRI), "inXSDDate": (v.IN_XSD_DATE, _DATE),
}  # fmt: skip
"""Keys with the property that each means, and what its plain strings are: IRIs, names, or of a datatype."""
_ENGLISH = {"prefLabel": v.PREF_LABEL, "condition": v.CONDITION, "reason": v.REASON}
"""Keys whose plain strings are English."""
_TYPE, _INTEGER, _STRING = str(v.TYPE), str(v.XSD_INTEGER), str(v.XSD_STRING)
_EXACT_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""What every JSON parser reads without loss."""
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_SCHEME = re.compile(r"([^:/?#]+):(?!//)")
_ALIASES = {"id": "@id", "type": "@type"}


def write_json_ld(articles: ArticleGraphs, file: BinaryIO, relations: Iterable[str]) -> None:
    """Write all graphs into a file, one at a time; `relations` are the names whose objects are actors.

    Raises KgError for what JSON-LD cannot hold: triple terms.
    """
    names = _Names(articles.base, relations)
    with TemporaryFile() as body:
        for number, graph in enumerate(articles.graphs()):
            nodes = (names.node(subject, pairs) for subject, pairs in articles.block(graph).items())
            comma, name, inner = "," if number else "", _text(names.iri(graph)), ",\n".join(nodes)
            body.write(f'{comma}\n  {{"id": {name}, "@graph": [\n{inner}\n  ]}}'.encode())
        terms = ",\n".join(f"  {_text(name)}: {_text(meant)}" for name, meant in names.context().items())
        file.write(f'{{\n"@context": {{\n{terms}\n}},\n"@graph": ['.encode())
        body.seek(0)
        shutil.copyfileobj(body, file)
        file.write(b"\n]\n}\n")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Names:
    """Shortens IRIs, and notes which keys were used."""

    def __init__(self, base: str, relations: Iterable[str]) -> None:
        self._spaces = v.prefixes(base)
        self._terms = {name: (str(node), kind) for name, (node, kind) in _TERMS.items()}
        self._terms |= {name: (str(node), None) for name, node in _ENGLISH.items()}
        self._terms |= {name: (str(v.ontology_term(name)), _IRI) for name in sorted(relations)}
        self._keys = {node: name for name, (node, _) in self._terms.items()}
        self._taken = {*self._terms, *_ALIASES, *self._spaces}
        self._used: set[str] = set()

    def context(self) -> dict[str, object]:
        """What the keys mean: prefixes, then the keys that were used."""
        found: dict[str, object] = {"@vocab": ids.ONTOLOGY, **_ALIASES, **self._spaces}
        for name, (node, kind) in self._terms.items():
            if name in self._used:
                meant = {"@id": self.iri(node)}
                if kind is not None:
                    meant["@type"] = kind
                if name in _ENGLISH:
                    meant["@language"] = "en"
                found[name] = meant if len(meant) > 1 else meant["@id"]
        return found

    def iri(self, node: str) -> str:
        """An IRI, given in <>, with a prefix where one fits; a blank node as it is."""
        if not node.startswith("<"):
            return node
        whole = node[1:-1]
        short = v.shorten(whole, self._spaces)
        if short != whole and not short.partition(":")[2].startswith("//"):
            return short
        scheme = _SCHEME.match(whole)
        if scheme is not None and scheme[1] in self._taken:
            message = f"JSON-LD would take {node} for a name with the prefix {scheme[1]}; write .nq or .trig"
            raise KgError(message)
        return whole

    def _word(self, node: str) -> str:
        """A class or property of the ontology by its name alone; others with a prefix."""
        key = self._keys.get(node)
        if key is not None:
            self._used.add(key)
            return key
        local = node[1:-1].removeprefix(ids.ONTOLOGY)
        plain = _PLAIN_NAME.fullmatch(local) is not None and local not in self._taken
        return local if plain else self.iri(node)

    def node(self, subject: str, pairs: Iterable[Pair]) -> str:
        """A subject as an object with one property a line."""
        found: dict[str, list[str]] = {}
        for predicate, value in sorted(pairs, key=_reading_order):
            if predicate == _TYPE and value.startswith("<"):
                found.setdefault("type", []).append(_text(self._class(value)))
            else:
                key = self._word(predicate) if predicate != _TYPE else "rdf:type"
                found.setdefault(key, []).append(self._value(key, value))
        lines = [f'"id": {_text(self.iri(subject))}']
        for key, values in found.items():
            lines.append(f"{_text(key)}: {values[0] if len(values) == 1 else '[' + ', '.join(values) + ']'}")
        return "    {" + ",\n     ".join(lines) + "}"

    def _class(self, node: str) -> str:
        local = node[1:-1].removeprefix(ids.ONTOLOGY)
        return local if _PLAIN_NAME.fullmatch(local) and local not in self._taken else self.iri(node)

    def _value(self, key: str, value: str) -> str:
        kind = self._terms[key][1] if key in self._terms else None
        if value.startswith("<<"):
            raise KgError("JSON-LD cannot hold the triple terms of reifiers; write .ttl, .trig, .nq or .nt")
        if value[0] != '"':
            if kind == _NAME:
                return _text(self._word(value))
            return _text(self.iri(value)) if kind == _IRI else _text({"id": self.iri(value)})
        text, language, datatype = literal_parts(value) or ("", None, None)
        if language is not None:
            return _text(text if language == "en" and key in _ENGLISH else _tagged(text, language))
        if datatype == _INTEGER and kind is None and _EXACT_INTEGER.fullmatch(text):
            return text
        if datatype is None:
            return _text({"@value": text} if kind is not None or key in _ENGLISH else text)
        short = self.iri(datatype)
        return _text(text if short == kind else {"@value": text, "@type": short})


def _reading_order(pair: Pair) -> tuple[int, Pair]:
    """As in Turtle: the class, then what a reader looks for, then the rest by name."""
    return RANK.get(pair[0], len(RANK)), pair


def _tagged(text: str, language: str) -> dict[str, str]:
    """A text with its language, and the direction of writing if that is given."""
    name, _, direction = language.partition("--")
    found = {"@value": text, "@language": name}
    return found | {"@direction": direction} if direction else found
