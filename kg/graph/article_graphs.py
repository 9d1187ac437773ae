"""Reads a graph one article at a time, so that a million claims need little more memory than a thousand.

The order is that of the news: articles by date, then by name. A claim that several articles make is met at
the first of them, with the evidence of all. What has to be remembered of the whole (which articles there
are, and which of them make a claim) stands in a temporary SQLite database, which goes to disk as it grows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from typing import Self

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.reading import Reader
from kg.graph.store import BACKGROUND, Store
from kg.graph.triples import merge_claims
from kg.model import Claim, Entity, Relation

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Pair = tuple[str, str]
"""Predicate and object of a triple as N-Triples writes them: IRIs in <>, literals in quotes."""
Block = dict[str, list[Pair]]
"""Triples by subject (as N-Triples writes it), sorted by code points."""

KEPT_GRAPHS = 256
"""Articles that are held while their claims are merged; a wire story has some dozens of copies."""
_NO_GRAPH = ox.NamedNode("urn:irkg:no-graph")
"""Where triples without a graph stand while they are read."""

_DAYS = f"SELECT ?g ?d WHERE {{ GRAPH ?g {{ ?a a {v.ARTICLE_CLASS} ; {v.ISSUED} ?d }} }}"
_PLACES = f"SELECT ?c ?g WHERE {{ GRAPH ?g {{ ?c a {v.CLAIM_CLASS} }} }}"


class ArticleGraphs:
    """The named graphs of articles, each read when it is needed.

    `answer` evaluates SPARQL, as `Store.answer` does; the graphs in `skipped` are left out.
    """

    def __init__(
        self,
        answer: Callable[[str], Answer],
        base: str = ids.DEFAULT_BASE,
        skipped: Iterable[str] = (),
        graphs_query: str = Store.graphs_query,
    ) -> None:
        self.base = base
        self._graphs_query = graphs_query
        self._answer = answer
        self._skipped = frozenset(skipped)

    @classmethod
    def of_store(cls, store: Store) -> Self:
        """All that the articles of a store say, without background knowledge."""
        background = (str(v.background_graph(name, store.base)) for name in BACKGROUND)
        return cls(store.answer, store.base, background, store.graphs_query)

    @classmethod
    def of_quads(cls, quads: Iterable[ox.Quad | ox.Triple], base: str = ids.DEFAULT_BASE) -> Self:
        """Quads that fit in memory, numbers made canonical; triples without a graph count as one graph."""
        memory = ox.Store()
        memory.extend(map(_placed, quads))
        return cls(memory.query, base)

    def _rows(self, query: str) -> Iterator[tuple[str, ...]]:
        """The answer's rows, each term as N-Triples writes it."""
        found = self._answer(query)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("the query has no rows")
        return (tuple(str(term) for term in row) for row in found)

    def graphs(self) -> list[str]:
        """The names of all graphs in <>, sorted."""
        return sorted(name for (name,) in self._rows(self._graphs_query) if name not in self._skipped)

    def _triples(self, graph: str) -> ox.QueryTriples:
        found = self._answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        if not isinstance(found, ox.QueryTriples):
            raise TypeError("the query has no triples")
        return found

    def lines(self, graph: str) -> list[str]:
        """The triples of a graph as sorted lines of N-Triples, without the full stop at their end."""
        text = (self._triples(graph).serialize(format=ox.RdfFormat.N_TRIPLES) or b"").decode()
        return sorted(line[:-2] for line in text.split("\n") if line)

    def block(self, graph: str) -> Block:
        """The triples of a graph by subject."""
        found: Block = {}
        for line in self.lines(graph):
            subject, predicate, value = line.split(" ", 2)
            if subject in found:
                found[subject].append((predicate, value))
            else:
                found[subject] = [(predicate, value)]
        return found

    def claims(self, graph: str, relations: Mapping[str, Relation], actors: dict[str, Entity]) -> list[Claim]:
        """The claims of one graph; actors that `actors` knows by their IRI are not read again."""
        return _Reader(self._triples(graph), self.base, actors).claims(relations)

    def ordered(self) -> Order:
        """The graphs in the order of the news, and which of them make a claim; to be closed after use."""
        return Order(self.graphs(), self._rows(_DAYS), self._rows(_PLACES))


class Order:
    """Graphs by the date of their article, and for each claim those that make it, in that order."""

    def __init__(
        self, graphs: Iterable[str], days: Iterable[tuple[str, ...]], places: Iterable[tuple[str, ...]]
    ) -> None:
        self._base = sqlite3.connect("")
        self._base.executescript(
            "CREATE TABLE known (graph TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;"
            "CREATE TABLE ranked (place INTEGER PRIMARY KEY, graph TEXT NOT NULL UNIQUE);"
            "CREATE TABLE made (claim TEXT, place INTEGER, PRIMARY KEY (claim, place)) WITHOUT ROWID;"
        )
        self._base.executemany("INSERT INTO known VALUES (?, '')", ((graph,) for graph in graphs))
        self._base.executemany("UPDATE known SET day = ?2 WHERE graph = ?1", days)
        self._base.execute(
            "INSERT INTO ranked SELECT row_number() OVER (ORDER BY day, graph), graph FROM known"
        )
        self._base.executemany(
            "INSERT OR IGNORE INTO made SELECT ?1, place FROM ranked WHERE graph = ?2", places
        )

    def close(self) -> None:
        """Delete the temporary database."""
        self._base.close()

    def __iter__(self) -> Iterator[str]:
        """All graphs, those of articles without a date first."""
        return (graph for (graph,) in self._base.execute("SELECT graph FROM ranked ORDER BY place"))

    def places(self, claim: str) -> list[str]:
        """The graphs that make a claim, named by its IRI in <>."""
        sql = "SELECT graph FROM made JOIN ranked USING (place) WHERE claim = ? ORDER BY place"
        return [graph for (graph,) in self._base.execute(sql, (claim,))]


class _Reader(Reader):
    """Takes actors from earlier articles as those described them."""

    def __init__(self, triples: Iterable[ox.Triple], base: str, actors: dict[str, Entity]) -> None:
        super().__init__(triples, base)
        self._actors = actors

    def entity(self, iri: str) -> Entity:
        """The entity as it was first described; one without a name is of this article only."""
        if iri in self._actors:
            return self._actors[iri]
        entity = super().entity(iri)
        if not ids.is_local(entity.id):
            self._actors[iri] = entity
        return entity


def iter_claims(articles: ArticleGraphs, relations: Mapping[str, Relation]) -> Iterator[Claim]:
    """All claims, each once with all its evidence: in the order of the news, within an article sorted by key.

    An actor is described everywhere as the first article that names it does. Memory is needed for the actors
    and for a few articles, not for the claims. Raises DataError as `decode_claims` does.
    """
    actors: dict[str, Entity] = {}

    def read(graph: str) -> dict[str, Claim]:
        found = articles.claims(graph, relations, actors)
        return {str(ox.NamedNode(ids.iri(v.CLAIM, claim.id, articles.base))): claim for claim in found}

    again = lru_cache(KEPT_GRAPHS)(read)
    with closing(articles.ordered()) as order:
        for graph in order:
            claims = read(graph)
            whole = []
            for node, claim in claims.items():
                first, *others = order.places(node)
                if first == graph:
                    whole += [claim, *(again(other)[node] for other in others)]
            yield from merge_claims(whole)


def _placed(quad: ox.Quad | ox.Triple) -> ox.Quad:
    """The quad, in a graph if it has none."""
    if isinstance(quad, ox.Quad) and not isinstance(quad.graph_name, ox.DefaultGraph):
        return quad
    return ox.Quad(quad.subject, quad.predicate, quad.object, _NO_GRAPH)
