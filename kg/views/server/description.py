"""The description of the service in RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.graph import vocabulary as v
from kg.views.server.negotiation import GRAPHS
from kg.views.server.served_store import RDF
from kg.views.server.service import Service

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
"""Names under https://www.w3.org/ns/formats/ for what the service writes; it reads the second line."""


def describe_service(endpoint: str, media: str, service: Service) -> bytes:
    """The description in one of the media types of `GRAPHS`."""
    triples = list(_describe(endpoint, service))
    prefixes = {"sd": SD, "formats": FORMATS}
    return ox.serialize(triples, format=RDF[GRAPHS[media]], prefixes=prefixes) or b""


def _describe(endpoint: str, service: Service) -> Iterator[ox.Triple]:
    this, dataset, graph = (ox.NamedNode(f"{endpoint}#{name}") for name in ("service", "dataset", "default"))
    options = service.options
    yield ox.Triple(this, v.TYPE, _sd("Service"))
    yield ox.Triple(this, _sd("endpoint"), ox.NamedNode(endpoint))
    yield ox.Triple(this, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(this, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in (*_RESULTS, *_GRAPHS):
        yield ox.Triple(this, _sd("resultFormat"), ox.NamedNode(FORMATS + name))
    if options.network:
        yield ox.Triple(this, _sd("feature"), _sd("BasicFederatedQuery"))
    if options.writable:
        yield ox.Triple(this, _sd("supportedLanguage"), _sd("SPARQL11Update"))
        for name in _GRAPHS:
            yield ox.Triple(this, _sd("inputFormat"), ox.NamedNode(FORMATS + name))
    yield ox.Triple(this, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, v.TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), graph)
    yield ox.Triple(graph, v.TYPE, _sd("Graph"))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
