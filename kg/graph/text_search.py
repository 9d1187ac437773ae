"""What a full-text search finds, in the terms of the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.text_index import GraphText, TextIndex
from kg.model import Span

_NAMES = (v.PREF_LABEL, v.term("skos:altLabel"))
"""The properties whose values are the names of actors."""
_MORE_NAMES = 5
"""An actor has several names, and names may be stale: so many times the limit is looked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteHit:
    """A quote of an article that was found, and the claims that it is evidence of.

    `marks` are the spans of the words found, in characters of the quote. `evidence` has the ids of the pieces
    of evidence and `claims` those of their claims, in the same order. `score` is BM25's, higher is better.
    """

    article: str
    quote: str
    marks: tuple[Span, ...]
    claims: tuple[str, ...]
    evidence: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """An actor that was found, with the name that fits best and the spans of the words found in it."""

    entity: str
    name: str
    marks: tuple[Span, ...]
    score: float

    def to_dict(self) -> dict[str, object]:
        """The hit as plain values for JSON."""
        marks = [list(span) for span in self.marks]
        return {"id": self.entity, "name": self.name, "marks": marks, "score": round(self.score, 4)}


def search_quotes(index: TextIndex, text: str, limit: int, base: str) -> list[QuoteHit]:
    """The quotes that hold all the words of the text, best first."""
    hits = []
    for found in index.find_quotes(text, limit):
        known = index.evidence(found.row)
        hits.append(
            QuoteHit(
                article=ids.identifier(v.ARTICLE, found.place, base),
                quote=found.text,
                marks=found.marks,
                claims=tuple(claim for claim, _ in known),
                evidence=tuple(evidence for _, evidence in known),
                score=found.score,
            )
        )
    return hits


def search_names(index: TextIndex, text: str, limit: int, texts: StoreTexts) -> list[NameHit]:
    """The actors with a name that holds all the words of the text, best first, each once."""
    hits: dict[str, NameHit] = {}
    for found in index.find_names(text, _MORE_NAMES * limit):
        if found.place not in hits and texts.has_name(found.place, found.text):
            hits[found.place] = NameHit(
                entity=found.place, name=found.text, marks=found.marks, score=found.score
            )
    return list(hits.values())[:limit]


class StoreTexts:
    """Reads out of the quads of a store what is to be searched."""

    def __init__(self, quads: ox.Store, base: str) -> None:
        self._find = quads.quads_for_pattern
        self._graphs = quads.named_graphs
        self._base = base
        self._articles = ids.iri(v.ARTICLE, "", base)

    def text_graphs(self) -> Iterator[str]:
        """The names of all graphs."""
        return (graph.value for graph in self._graphs() if isinstance(graph, ox.NamedNode))

    def graph_text(self, graph: str) -> GraphText:
        """The quotes with what they are evidence of, and the names of actors, of one graph."""
        node = ox.NamedNode(graph)
        quotes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        texts = dict(self._pairs(v.EXACT, node)) if graph.startswith(self._articles) else {}
        if texts:
            claims: defaultdict[str, list[str]] = defaultdict(list)
            for claim, evidence in self._pairs(v.HAS_EVIDENCE, node):
                claims[evidence].append(claim)
            for evidence, selector in self._pairs(v.HAS_SELECTOR, node):
                if selector in texts:
                    piece = ids.identifier(v.EVIDENCE, evidence, self._base)
                    quotes[texts[selector]] += [
                        (ids.identifier(v.CLAIM, claim, self._base), piece) for claim in claims[evidence]
                    ]
        names = {pair for name in _NAMES for pair in self._pairs(name, node) if self._is_actor(pair[0])}
        return GraphText(
            {text: tuple(sorted(marks)) for text, marks in quotes.items()},
            sorted((ids.identifier(v.ENTITY, entity, self._base), name) for entity, name in names),
        )

    def _pairs(self, predicate: ox.NamedNode, graph: ox.NamedNode) -> Iterator[tuple[str, str]]:
        for quad in self._find(None, predicate, None, graph):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                yield quad.subject.value, quad.object.value

    def _is_actor(self, node: str) -> bool:
        return node.startswith(ids.iri(v.ENTITY, "", self._base))

    def has_name(self, entity: str, name: str) -> bool:
        """Whether some graph gives the actor this name now."""
        node = ox.NamedNode(ids.iri(v.ENTITY, entity, self._base))
        known: Sequence[ox.Quad] = [
            quad for label in _NAMES for quad in self._find(node, label, None, ox.DefaultGraph())
        ]
        return any(isinstance(quad.object, ox.Literal) and quad.object.value == name for quad in known)
