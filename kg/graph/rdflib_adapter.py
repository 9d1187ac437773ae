"""The graph as rdflib objects, for its ecosystem and for pySHACL. The only module that loads rdflib.

Plain strings become literals without a datatype: rdflib holds `"x"` and `"x"^^xsd:string` to be
different terms, although RDF 1.1 does not, and pySHACL then reports violations that are none.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from kg.graph import vocabulary as v
from kg.graph.store import Store


def to_rdflib(store: Store) -> Dataset:
    """Copy the store into an rdflib Dataset with the same named graphs and the project's prefixes."""
    dataset = Dataset(default_union=True)
    for prefix, space in v.prefixes(store.base).items():
        dataset.bind(prefix, space, replace=True)
    graphs: dict[str, Graph] = {}
    for quad in store.quads():
        name = str(quad.graph_name)
        if name not in graphs:
            known = isinstance(quad.graph_name, ox.NamedNode)
            graphs[name] = dataset.graph(URIRef(name[1:-1])) if known else dataset.default_graph
        graphs[name].add(_triple(quad))
    return dataset


def to_graph(quads: Iterable[ox.Quad]) -> Graph:
    """Copy quads into one rdflib Graph, without the names of their graphs."""
    graph = Graph()
    for quad in quads:
        graph.add(_triple(quad))
    return graph


def _triple(quad: ox.Quad) -> tuple[Node, Node, Node]:
    return _term(quad.subject), URIRef(quad.predicate.value), _term(quad.object)


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"rdflib has no term for {term}")
    if term.language is not None:
        return Literal(term.value, lang=term.language)
    if term.datatype == v.XSD_STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
