"""Triples about one thing as Turtle, JSON-LD or N-Triples; the same triples give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyoxigraph as ox

from kg import ids
from kg.ontology import read_relations
from kg.views.rdf_files import render_rdf


def write_rdf(triples: Iterable[ox.Triple], suffix: str, base: str = ids.DEFAULT_BASE) -> str:
    """Write triples as "ttl", "jsonld" or "nt". Raises KgError for another suffix."""
    found = sorted(set(triples), key=str)
    if suffix == "nt":
        return (ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    quads = (ox.Quad(*triple) for triple in found)
    written = render_rdf(quads, f".{suffix}", relations=read_relations(), base=base)
    return _without_graph(written) if suffix == "jsonld" else written


def _without_graph(written: str) -> str:
    """The nodes of a JSON-LD file outside of any named graph, where a client looks for them."""
    document = json.loads(written)
    nodes = [node for graph in document["@graph"] for node in graph.get("@graph", [graph])]
    return json.dumps(document | {"@graph": nodes}, ensure_ascii=False, indent=1) + "\n"
