"""Clients that nobody here wrote: SPARQLWrapper, rdflib's stores, pandas and curl against a real server."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
from typing import Any, cast
from urllib.parse import urlencode

import pytest
import SPARQLWrapper
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from rdflib.query import ResultRow

from tests.server.serving import TOKEN, WRITE, Server

pd: Any = importlib.import_module("pandas")  # it has no types
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:SPARQLWrapper")

WHO = "SELECT ?who WHERE { ?claim a ir:Claim ; rdf:subject ?who }"
IRAN = "https://w3id.org/irkg/entity/Iran"
GRAPH = "urn:graph:of:clients"


def ask(
    server: Server,
    query: str,
    form: str,
    method: str = SPARQLWrapper.GET,
    request: str = SPARQLWrapper.URLENCODED,
) -> Any:
    client = SPARQLWrapper.SPARQLWrapper(server.endpoint)
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setMethod(method)
    client.setRequestMethod(request)
    return client.query().convert()


class TestSparqlWrapper:
    @pytest.mark.parametrize(
        ("method", "request_method"),
        [
            (SPARQLWrapper.GET, SPARQLWrapper.URLENCODED),
            (SPARQLWrapper.POST, SPARQLWrapper.URLENCODED),
            (SPARQLWrapper.POST, SPARQLWrapper.POSTDIRECTLY),
        ],
    )
    def test_select(self, reading: Server, method: str, request_method: str) -> None:
        found = ask(reading, WHO, SPARQLWrapper.JSON, method, request_method)
        assert [row["who"]["value"] for row in found["results"]["bindings"]] == [IRAN]

    def test_other_formats(self, reading: Server) -> None:
        assert ask(reading, WHO, SPARQLWrapper.CSV).decode() == f"who\r\n{IRAN}\r\n"
        assert ask(reading, WHO, SPARQLWrapper.TSV).decode() == f"?who\n<{IRAN}>\n"
        assert IRAN in ask(reading, WHO, SPARQLWrapper.XML).toxml()
        assert ask(reading, "ASK { ?c a ir:Claim }", SPARQLWrapper.JSON)["boolean"] is True

    @pytest.mark.parametrize(
        "form", [SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD, SPARQLWrapper.XML]
    )
    def test_construct(self, reading: Server, form: str) -> None:
        found = ask(reading, "CONSTRUCT { ?c rdf:subject ?s } WHERE { ?c rdf:subject ?s }", form)
        graph = found if isinstance(found, Graph) else Graph().parse(data=found, format="turtle")
        assert [str(value) for value in graph.objects()] == [IRAN]

    def test_error_is_passed_on(self, reading: Server) -> None:
        with pytest.raises(SPARQLWrapper.SPARQLExceptions.QueryBadFormed, match="line 1, column"):
            ask(reading, "SELECT {", SPARQLWrapper.JSON)

    @pytest.mark.parametrize("auth", ["header", "password"])
    def test_update(self, writable: Server, auth: str) -> None:
        client = SPARQLWrapper.SPARQLWrapper(writable.endpoint)
        client.setMethod(SPARQLWrapper.POST)
        client.setQuery(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:by> '{auth}' }} }}")
        if auth == "header":
            client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
        else:
            client.setCredentials("anyone", TOKEN)
        client.query()
        assert writable.holds(f"ASK {{ <urn:s> <urn:by> '{auth}' }}")


class TestRdflib:
    @pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
    @pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
    def test_select(self, reading: Server, form: str, method: str) -> None:
        graph = Graph(SPARQLStore(reading.endpoint, returnFormat=form, method=method))
        rows = cast("list[ResultRow]", list(graph.query(WHO)))
        assert [tuple(row) for row in rows] == [(URIRef(IRAN),)]

    def test_graph_is_read_as_one_of_its_own(self, reading: Server) -> None:
        graph = Graph(SPARQLStore(reading.endpoint))
        subject = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#subject")
        assert set(graph.objects(None, subject)) == {URIRef(IRAN)}
        assert len(graph) > 20
        assert (
            len(graph.query("CONSTRUCT { ?c rdf:subject ?s } WHERE { ?c rdf:subject ?s }").graph or ()) == 1
        )

    def test_update_store(self, writable: Server) -> None:
        store = SPARQLUpdateStore(writable.endpoint, writable.endpoint, auth=("anyone", TOKEN))
        graph = Graph(store, URIRef(GRAPH))
        triple = (URIRef("urn:s"), URIRef("urn:p"), Literal("Größe 'x' \"y\"\n{z}"))
        graph.add(triple)
        assert triple in graph
        assert triple in Graph(store)
        graph.update("INSERT { ?s <urn:q> ?o } WHERE { ?s <urn:p> ?o }")
        assert len(list(graph.objects(URIRef("urn:s"), URIRef("urn:q")))) == 1
        graph.remove((None, None, triple[2]))
        assert triple not in graph
        assert not writable.holds("ASK { <urn:s> <urn:p> ?o }")

    def test_update_store_that_collects_changes(self, writable: Server) -> None:
        store = SPARQLUpdateStore(
            writable.endpoint, writable.endpoint, auth=("anyone", TOKEN), autocommit=False
        )
        graph = Graph(store, URIRef(GRAPH))
        for number in range(3):
            graph.add((URIRef("urn:collected"), URIRef("urn:p"), Literal(number)))
        graph.update("PREFIX c: <urn:> DELETE DATA { c:collected c:p 1 }")
        graph.commit()
        found = writable.values("SELECT ?o { <urn:collected> <urn:p> ?o } ORDER BY ?o")
        assert found == [("0",), ("2",)]


class TestPandas:
    def test_straight_from_the_endpoint(self, reading: Server) -> None:
        address = f"{reading.endpoint}?{urlencode({'query': WHO})}"
        frame = pd.read_csv(address, storage_options={"Accept": "text/csv"})
        assert frame["who"].tolist() == [IRAN]

    def test_through_sparqlwrapper(self, reading: Server) -> None:
        frame = pd.read_csv(io.BytesIO(ask(reading, WHO, SPARQLWrapper.CSV)))
        assert frame.to_dict("list") == {"who": [IRAN]}


class TestCurl:
    def run(self, *arguments: str, content: str | None = None) -> str:
        command = ["curl", "--silent", "--show-error", "--fail-with-body", *arguments]
        return subprocess.run(command, input=content, check=True, capture_output=True, text=True).stdout

    def test_select(self, reading: Server) -> None:
        query = ("--data-urlencode", f"query={WHO}")
        assert self.run("-H", "Accept: text/csv", "-G", reading.endpoint, *query) == f"who\n{IRAN}\n"
        assert json.loads(self.run(reading.endpoint, *query))["head"] == {"vars": ["who"]}

    def test_direct_post(self, reading: Server) -> None:
        media = ("-H", "Content-Type: application/sparql-query", "-H", "Accept: text/tab-separated-values")
        assert IRAN in self.run(*media, "--data-binary", "@-", reading.endpoint, content=WHO)

    def test_graph_up_and_down(self, writable: Server) -> None:
        address, bearer = f"{writable.url}/graphs?graph={GRAPH}", f"Authorization: {WRITE['Authorization']}"
        turtle = "<urn:s> <urn:p> 1 ."
        self.run("-H", bearer, "-H", "Content-Type: text/turtle", "-T", "-", address, content=turtle)
        assert len(Graph().parse(data=self.run(address), format="turtle")) == 1
        self.run(
            "-H",
            bearer,
            "-F",
            "file=@-;type=text/turtle;filename=more.ttl",
            address,
            content="<urn:t> <urn:p> 2 .",
        )
        assert len(Graph().parse(data=self.run(address), format="turtle")) == 2
        self.run("-H", bearer, "-X", "DELETE", address)
        assert writable.client.get(address).status_code == 404
