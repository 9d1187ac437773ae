"""What a graph calls its actors, and who is meant by a name in a question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.questions import QuestionError
from kg.graph.store import Store

NEAR = 0.75
"""Least similarity of a misspelt name, as for looking actors up."""
SUGGESTED = 3
"""How many names an error offers."""

_NAMES = """
SELECT ?kind ?actor ?name WHERE {
  VALUES (?kind ?property) {
    (0 skos:prefLabel) (1 skos:altLabel) (1 ir:abbreviation) (2 ir:metonym) (2 ir:adjective) (2 ir:demonym)
    (3 ir:shortName)
  }
  ?actor ?property ?name
}
"""
_CLASSES = """
SELECT ?actor ?class WHERE {
  VALUES ?class { ir:Office ir:Place ir:Territory ir:Person }
  ?actor a ?class
}
"""
_ENDED = "SELECT ?actor WHERE { ?actor ir:existedUntil ?day }"
_BLOCS = "SELECT DISTINCT ?actor WHERE { ?membership ir:organization ?actor }"
_SHORT = 3
"""The kind of a surname alone: it means somebody only where nothing else has that name."""
_COMMON = frozenset(
    "all an and are as can for he if in is it may no not of on or so the to up was who will".split()
)
"""Words that are also abbreviations or surnames (WHO, IS, No): a name only in capitals."""
_POSSESSIVE = re.compile(r"['’]s?\b")
_MARKS = re.compile(r"[.‘’'`]")
_OTHERS = re.compile(r"[^\w~]+")


def plain_words(text: str) -> list[tuple[str, str]]:
    """The words of a text without accents, case and marks, each with how it is written.

    >>> [plain for plain, _ in plain_words("Who are Côte d'Ivoire's U.S. allies?")]
    ['who', 'are', 'cote', 'divoire', 's', 'us', 'allies']
    """
    found = []
    for written in text.split():
        split = _POSSESSIVE.sub(lambda m: " s" if m.end() == len(m.string.rstrip("?!.,")) else "", written)
        parts = _OTHERS.sub(" ", _MARKS.sub("", split).replace("_", " ")).split()
        found += [(ids.unaccented(part).casefold(), part) for part in parts]
    return found


def plain(text: str) -> str:
    """The words of a text, as names are compared.

    >>> plain("Al-Shabaab")
    'al shabaab'
    """
    return " ".join(word for word, _ in plain_words(text))


@dataclass(frozen=True, slots=True)
class _Named:
    """An actor under one of its names; `kind` says how near the name is to its own, 0 is its own."""

    kind: int
    iri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of the actors of a graph, read once by `read_names`."""

    store: Store
    labels: Mapping[str, str]
    named: Mapping[str, tuple[_Named, ...]]
    classes: Mapping[str, frozenset[str]]
    ended: frozenset[str]
    blocs: frozenset[str]
    _used: dict[str, bool] = field(default_factory=dict)

    def means_name(self, text: str, written: str) -> bool:
        """Whether words of a question can be a name, as they are written there."""
        return text in self.named and (text not in _COMMON or written.isupper())

    def find(self, text: str, kind: str = "actor") -> str:
        """The IRI of the one actor that a name means; raises QuestionError if it is none or several.

        Who takes part in claims of the graph goes before who does not, an actor before a place, its own name
        before others, what exists before what has ended.
        """
        fitting = [n for n in self.named.get(plain(text), ()) if self._fits(n.iri, kind)]
        if not fitting:
            raise QuestionError(self.unknown(text, kind))
        whole = [n for n in fitting if n.kind != _SHORT] or fitting
        if len({n.iri for n in whole}) == 1:
            return whole[0].iri
        ranked = sorted((self._rank(n), n.iri) for n in whole)
        best = sorted({iri for rank, iri in ranked if rank == ranked[0][0]})
        if len(best) > 1:
            which = ", ".join(f"{self.labels[iri]} ({self.identifier(iri)})" for iri in best[: 2 * SUGGESTED])
            raise QuestionError(f"'{text}' may be any of {which}; write one of these, or its identifier")
        return best[0]

    def _rank(self, named: _Named) -> tuple[bool, bool, int, bool]:
        place = bool(self.classes.get(named.iri, frozenset()) & {"Place", "Territory"})
        return (not self._is_used(named.iri), place, named.kind, named.iri in self.ended)

    def _is_used(self, iri: str) -> bool:
        if iri not in self._used:
            node = ox.NamedNode(iri)
            asked = f"ASK {{ ?claim a ir:Claim ; rdf:subject|rdf:object {node} }}"
            self._used[iri] = bool(self.store.answer(asked))
        return self._used[iri]

    def _fits(self, iri: str, kind: str) -> bool:
        if kind == "bloc":
            return iri in self.blocs
        is_person = "Person" in self.classes.get(iri, frozenset())
        return is_person if kind == "person" else "Office" not in self.classes.get(iri, frozenset())

    def identifier(self, iri: str) -> str:
        """The readable identifier of an actor."""
        return ids.identifier(v.ENTITY, iri, self.store.base)

    def unknown(self, text: str, kind: str = "actor") -> str:
        """What is said of a name that nobody has: who is called something like it."""
        near = get_close_matches(plain(text), self.named, n=5 * SUGGESTED, cutoff=NEAR)
        actors = [
            n.iri
            for name in near
            for n in sorted(self.named[name], key=self._rank)
            if self._fits(n.iri, kind)
        ]
        labels = list(dict.fromkeys(self.labels[iri] for iri in actors))[:SUGGESTED]
        hint = f"did you mean {', '.join(labels)}?" if labels else "look for it with: kg actors search NAME"
        sort = {"bloc": "organisation with members", "person": "person"}.get(kind, "actor")
        return f"the graph knows no {sort} called '{text}'; {hint}"


def read_names(store: Store) -> Names:
    """Read what the actors of a graph are called: every name, abbreviation, adjective and metonym."""
    labels: dict[str, str] = {}
    named: defaultdict[str, set[_Named]] = defaultdict(set)
    for kind, iri, name in _rows(store, _NAMES):
        if not iri.startswith(ids.iri(v.ENTITY, "", store.base)) or ids.is_local(iri):
            continue
        named[plain(name)].add(_Named(int(kind), iri))
        if kind == "0":
            labels.setdefault(iri, name)
            named[plain(ids.identifier(v.ENTITY, iri, store.base))].add(_Named(0, iri))
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for iri, kind in _rows(store, _CLASSES):
        classes[iri].add(kind.removeprefix(ids.ONTOLOGY))
    return Names(
        store=store,
        labels=labels,
        named={name: tuple(n for n in found if n.iri in labels) for name, found in named.items() if name},
        classes={iri: frozenset(kinds) for iri, kinds in classes.items()},
        ended=frozenset(iri for (iri,) in _rows(store, _ENDED)),
        blocs=frozenset(iri for (iri,) in _rows(store, _BLOCS)),
    )


def _rows(store: Store, sparql: str) -> Iterable[tuple[str, ...]]:
    """The solutions as the texts of their terms."""
    found = store.answer(sparql)
    if isinstance(found, ox.QuerySolutions):
        for solution in found:
            yield tuple(str(getattr(term, "value", term)) for term in solution)
