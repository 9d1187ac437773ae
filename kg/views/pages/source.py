"""Where pages get their facts: a function that answers SPARQL, and the ways of asking that all pages share.

Each query names the nodes that it is about, so a graph of any size answers it quickly; what a page shows is
then read from the triples of those nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.query import QueryResult

Ask = Callable[[str], QueryResult]
"""Answers a SPARQL query; the project's prefixes need no declaration, as in `KnowledgeGraph.query`."""
Term = ox.NamedNode | ox.Literal
Triples = Iterable[ox.Triple]

LABELS = (v.PREF_LABEL, v.LABEL, v.TITLE)
"""What a thing is called, the best word for it first."""
_NAMING = (*LABELS, v.IDENTIFIER, v.TYPE, v.ISO3, v.STATE_CODE, v.SAME_AS)


@dataclass(frozen=True, slots=True)
class Source:
    """A graph that can be asked, and the base IRI of its data."""

    ask: Ask
    base: str = ids.DEFAULT_BASE

    def rows(self, sparql: str) -> list[tuple[Term | None, ...]]:
        """The solutions of a SELECT as terms, None where a variable is unbound."""
        result = self.ask(sparql)
        found = ox.parse_query_results(result.answers or b"", format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            return []
        return [tuple(map(_term, solution)) for solution in found]

    def nodes(self, sparql: str) -> list[str]:
        """The IRIs in the first column of a SELECT."""
        return [row[0].value for row in self.rows(sparql) if isinstance(row[0], ox.NamedNode)]

    def number(self, sparql: str) -> int:
        """The one number that a SELECT counts."""
        return next((int(row[0].value) for row in self.rows(sparql) if row[0] is not None), 0)

    def construct(self, pattern: str) -> list[ox.Triple]:
        """The triples of a pattern that binds ?s, ?p and ?o."""
        return [*self.ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}").triples]

    def own(self, nodes: Iterable[str]) -> list[ox.Triple]:
        """All triples whose subject is one of the nodes."""
        wanted = values("?s", nodes)
        return self.construct(f"{wanted} ?s ?p ?o") if wanted else []

    def naming(self, nodes: Iterable[str]) -> list[ox.Triple]:
        """The triples that say what the nodes are called and of which class they are."""
        wanted = values("?s", nodes)
        if not wanted:
            return []
        kept = f"FILTER(?p IN ({', '.join(map(str, _NAMING))}))"  # a second VALUES would scan all names
        return self.construct(f"{wanted} ?s ?p ?o {kept}")

    def existing(self, candidates: Sequence[str]) -> str | None:
        """The first of these IRIs that the graph says something about."""
        wanted = values("?s", candidates)
        if not wanted:
            return None
        found = set(self.nodes(f"SELECT ?s WHERE {{ {wanted} FILTER EXISTS {{ ?s ?p ?o }} }}"))
        return next((iri for iri in candidates if iri in found), None)


def values(variable: str, nodes: Iterable[str]) -> str:
    """A VALUES clause over IRIs, sorted; "" if there are none. What is no valid IRI is left out."""
    written = [str(node) for node in map(as_node, sorted(set(nodes))) if node is not None]
    return f"VALUES {variable} {{ {' '.join(written)} }}" if written else ""


def as_node(iri: str) -> ox.NamedNode | None:
    """The IRI as a term, None if it is not one: what a visitor types may be anything."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _term(value: object) -> Term | None:
    return value if isinstance(value, ox.NamedNode | ox.Literal) else None
