"""The store with what the protocols need of it: datasets for queries, updates, whole graphs.

The default graph of queries is the union of all named graphs. What is written without the name of a graph
goes to the named graph `graph:default`, which is part of the union.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import IO

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.query import explain_syntax, reaches_network
from kg.graph.store import Store
from kg.graph.text_index import ALL
from kg.graph.union import with_copies
from kg.views.server.problems import Problem
from kg.views.server.update_text import UpdateText, lift_prefixes, rewrite_update

_Run = Callable[[ox.Store, str], None]
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
"""The engine's names for the formats of `negotiation`."""
MOST_CANDIDATES = 10_000
"""Triples that are looked at one by one after an update; for more, the whole union is made again."""

_REST = """DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } ;
INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"""
"""Makes the default graph the union again, whatever was changed: some 15 µs for each triple of the store."""


class ServedStore(Store):
    """A store that answers the SPARQL protocols. Raises Problem, QueryError and StoreError."""

    @property
    def own_default(self) -> ox.NamedNode:
        """The named graph for what is written without the name of a graph."""
        return ox.NamedNode(ids.iri(v.GRAPH, "default", self.base))

    def ask(
        self, sparql: str, base_iri: str, default: Sequence[str] | None, named: Sequence[str] | None
    ) -> Answer:
        """Evaluate a query over the graphs given, or those the query names, or the union of all."""
        try:
            return self._quads.query(
                sparql,
                base_iri=base_iri,
                prefixes=v.prefixes(self.base),
                default_graph=None if default is None else [ox.NamedNode(iri) for iri in default],
                named_graphs=None if named is None else [ox.NamedNode(iri) for iri in named],
            )
        except SyntaxError as error:
            raise explain_syntax(sparql, str(error)) from error

    def update(
        self, sparql: str, base_iri: str, using: Sequence[str] | None, using_named: Sequence[str] | None
    ) -> None:
        """Carry out an update and keep the default graph the union, in one transaction."""
        text, lifted = lift_prefixes(sparql)
        run = partial(ox.Store.update, base_iri=base_iri, prefixes=v.prefixes(self.base) | lifted)
        _check_update(text, run)
        update = rewrite_update(text, self.own_default.value, using, using_named)
        if not update.operations:
            return
        touched = _touched(update, run)
        with self._reporting(), _explaining():
            self._text_index().expect([ALL] if touched is None else _graphs_of(touched))
            if touched is not None and "DELETE DATA" not in update.operations:
                self._quads.extend(with_copies(touched))
            else:
                rest = _REST if touched is None else _rest_of(touched)
                run(self._quads, f"{update.text}\n{'' if update.ended else ';'}\n{rest}")

    def has_graph(self, graph: ox.NamedNode) -> bool:
        """Whether the named graph is there; that of the default graph always is."""
        return graph == self.own_default or self._quads.contains_named_graph(graph)

    def put_graph(self, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> bool:
        """Put these triples in the place of the graph's; says whether the graph is new."""
        if not self._quads.contains_named_graph(graph):
            return self.add_to_graph(graph, triples)
        lines = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
        filling = f"CREATE GRAPH {graph} ;\nINSERT DATA {{ GRAPH {graph} {{\n{lines}\n}} }}"
        copying = f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        self._change(graph, f"{_removal(graph)} ;\n{filling} ;\n{copying}")
        return False

    def add_to_graph(self, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> bool:
        """Add these triples to the graph; says whether the graph is new."""
        new = not self._quads.contains_named_graph(graph)
        with self._reporting():
            self._text_index().expect([graph.value])
            quads = (ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
            self._quads.extend(with_copies(quads))
            self._quads.add_graph(graph)  # it is there even if it is empty
        return new

    def delete_graph(self, graph: ox.NamedNode) -> None:
        """Remove the graph and all that stands in it alone."""
        self._change(graph, _removal(graph))

    def _change(self, graph: ox.NamedNode, update: str) -> None:
        with self._reporting():
            self._text_index().expect([graph.value])
            self._quads.update(update)

    def write_graph(self, graph: ox.NamedNode, output: IO[bytes], form: str) -> None:
        """Write a named graph in one of the formats of `RDF`."""
        self._quads.dump(output, RDF[form], from_graph=graph, prefixes=v.prefixes(self.base))

    def write_dataset(self, output: IO[bytes], form: str) -> None:
        """Write all named graphs."""
        ox.serialize(self.quads(), output, RDF[form], prefixes=v.prefixes(self.base))


def _check_update(text: str, run: _Run) -> None:
    """Raise the error, with its place in the user's own text, if the update does not parse."""
    if reaches_network(text, "SERVICE") or reaches_network(text, "LOAD"):
        return  # to try it would send requests
    try:
        run(ox.Store(), text)
    except SyntaxError as error:
        raise explain_syntax(text, str(error), update=True) from error
    except (OSError, RuntimeError, ValueError):
        return  # it parses; what fails in an empty store may be right in this one


def _touched(update: UpdateText, run: _Run) -> list[ox.Quad] | None:
    """The quads that the update writes or deletes; None if the text doesn't say, or they are too many."""
    if not update.only_data:
        return None
    scratch = ox.Store()
    run(scratch, update.as_insertion())
    quads = list(scratch)
    deletes = "DELETE DATA" in update.operations
    if deletes and (len(quads) > MOST_CANDIDATES or any(map(_has_blank, quads))):
        return None  # a blank node that is inserted gets another name each time the text is read
    return quads


def parse_graph(content: bytes, form: str, base_iri: str) -> Iterator[ox.Triple]:
    """The triples of a document; blank nodes get names of their own. Raises Problem (400) with the line."""
    try:
        found = ox.parse(
            content, RDF[form], base_iri=base_iri, without_named_graphs=True, rename_blank_nodes=True
        )
        for quad in found:
            yield quad.triple
    except SyntaxError as error:
        place = "" if error.lineno is None else f"line {error.lineno}, column {error.offset}: "
        raise Problem(HTTPStatus.BAD_REQUEST, f"{place}the graph does not parse: {error.msg}") from error


@contextmanager
def _explaining() -> Iterator[None]:
    """Say what the engine says of an update that parses but cannot be carried out, as a second CREATE."""
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise Problem(HTTPStatus.CONFLICT, f"the update could not be carried out: {error}") from error


def _removal(graph: ox.NamedNode) -> str:
    """SPARQL Update that drops the graph, and from the default graph what no other graph holds.

    Found by patterns, since the graph of a client may hold blank nodes, which have no names in SPARQL.
    """
    elsewhere = f"GRAPH ?other {{ ?s ?p ?o }} FILTER(!sameTerm(?other, {graph}))"
    only_here = f"GRAPH {graph} {{ ?s ?p ?o }} FILTER NOT EXISTS {{ {elsewhere} }}"
    return f"DELETE {{ ?s ?p ?o }} WHERE {{ {only_here} }} ;\nDROP SILENT GRAPH {graph}"


def _rest_of(touched: Iterable[ox.Quad]) -> str:
    """What makes the default graph the union again where only these quads were touched."""
    rows = "\n".join(f"({q.subject} {q.predicate} {q.object})" for q in touched)
    values, elsewhere = f"VALUES (?s ?p ?o) {{ {rows} }}", "{ GRAPH ?g { ?s ?p ?o } }"
    return (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ {values} FILTER NOT EXISTS {elsewhere} }} ;\n"
        f"INSERT {{ ?s ?p ?o }} WHERE {{ {values} FILTER EXISTS {elsewhere} }}"
    )


def _graphs_of(quads: Iterable[ox.Quad]) -> set[str]:
    return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}


def _has_blank(quad: ox.Quad) -> bool:
    return "_:" in f"{quad.subject} {quad.object}"
