"""The W3C test cases for the SPARQL Protocol, the Graph Store Protocol and the Service Description, sent as
they stand to a server in its own process. They are read from `shared/w3c` beside the project.

They take some 20 seconds: each empties the store first, and a write is answered when all can see it.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from kg.graph.store import Store
from tests.server.serving import TOKEN, WRITE, Server, running

W3C = Path(__file__).parents[3] / "shared" / "w3c"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
HTS = Namespace("http://www.w3.org/2011/http-statusCodes#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS_LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
EXPECTED = {
    "protocol": 34,
    "graph-store-protocol/manifest-indirect": 9,
    "graph-store-protocol/manifest-direct": 4,
}
NAMED_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
PATHS = {"/sparql/": "/sparql", "/gsp": "/graphs"}
"""The manifests say that a runner puts the paths of the server that is tested in place of theirs."""

pytestmark = pytest.mark.skipif(not W3C.is_dir(), reason=f"the W3C test cases are not at {W3C}")


@dataclass(frozen=True)
class Case:
    manifest: Graph
    node: Node
    name: str


def read_cases(name: str) -> list[Case]:
    path = W3C / (f"{name}.ttl" if "/" in name else f"{name}/manifest.ttl")
    if not path.is_file():
        return []
    manifest = Graph().parse(path)
    entries = next(manifest.objects(None, MF.entries))
    return [Case(manifest, node, str(node).rpartition("#")[2]) for node in manifest.items(entries)]


CASES = [case for name in EXPECTED for case in read_cases(name)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("w3c") / "store"
    Store(store).close()
    with running(store, "--writable") as started:
        yield started


@pytest.fixture
def emptied(server: Server) -> Server:
    assert server.update("CLEAR ALL ; DROP ALL").status_code == 204
    return server


@pytest.mark.parametrize("name", EXPECTED)
def test_no_case_is_missing(name: str) -> None:
    assert len(read_cases(name)) == EXPECTED[name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, emptied: Server) -> None:
    load_data(case, emptied)
    connection = next(case.manifest.objects(case.node, MF.action))
    known: dict[str, str] = {}
    for request in case.manifest.items(next(case.manifest.objects(connection, HT.requests))):
        check_response(
            case.manifest, request, *send(case.manifest, connection, request, emptied, known), known
        )


def load_data(case: Case, server: Server) -> None:
    for data in case.manifest.objects(case.node, UT.graphData):
        graph, label = case.manifest.value(data, UT.graph), case.manifest.value(data, RDFS_LABEL)
        content = (W3C / "protocol" / Path(urlsplit(str(graph)).path).name).read_bytes()
        headers = WRITE | {"Content-Type": "application/n-triples"}
        put = server.client.put("/graphs", params={"graph": str(label)}, content=content, headers=headers)
        assert put.status_code == 201


def send(
    manifest: Graph, connection: Node, request: Node, server: Server, known: dict[str, str]
) -> tuple[http.client.HTTPResponse, bytes]:
    """Send one request of a case, with nothing added but the token."""
    path = text_of(manifest, request, HT.absolutePath)
    for theirs, ours in PATHS.items():
        path = ours + path.removeprefix(theirs) if path.startswith(theirs) else path
    for name, value in known.items():
        path = path.replace(name, value)
    headers = read_headers(manifest, request)
    headers.setdefault("Authorization", f"Bearer {TOKEN}")
    headers["Host"] = text_of(manifest, connection, HT.connectionAuthority)
    body = read_body(manifest, request)
    client = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    client.putrequest(
        text_of(manifest, request, HT.methodName), path, skip_host=True, skip_accept_encoding=True
    )
    for name, value in headers.items():
        client.putheader(name, value)
    if body is not None:
        client.putheader("Content-Length", str(len(body)))
    client.endheaders(body)
    response = client.getresponse()
    content = response.read()
    client.close()
    return response, content


def text_of(manifest: Graph, node: Node, predicate: URIRef) -> str:
    return str(next(manifest.objects(node, predicate)))


def read_headers(manifest: Graph, node: Node) -> dict[str, str]:
    listed = manifest.value(node, HT.headers)
    fields = [] if listed is None else list(manifest.items(listed))
    return {text_of(manifest, f, HT.fieldName): text_of(manifest, f, HT.fieldValue) for f in fields}


def read_body(manifest: Graph, node: Node) -> bytes | None:
    body = manifest.value(node, HT.body)
    if body is None:
        return None
    return text_of(manifest, body, CNT.chars).encode(text_of(manifest, body, CNT.characterEncoding))


def check_response(
    manifest: Graph, request: Node, response: http.client.HTTPResponse, content: bytes, known: dict[str, str]
) -> None:
    expected = next(manifest.objects(request, HT.resp))
    statuses = [str(status).rpartition("#")[2] for status in manifest.objects(expected, MF.expectedStatus)]
    assert statuses
    assert any(response.status in range_of(status) for status in statuses), (response.status, content)
    media = response.headers.get_content_type()
    location = manifest.value(expected, MF.expectedLocation)
    if location is not None:
        known[str(location)] = response.headers["Location"]
    for name, value in read_headers(manifest, expected).items():
        assert response.headers[name] == value
    boolean = manifest.value(expected, MF.expectedBoolean)
    if boolean is not None:
        assert isinstance(boolean, Literal)
        assert read_boolean(content, media) is boolean.toPython()
    check_format(str(manifest.value(expected, MF.expectedFormat)), media)
    body = read_body(manifest, expected)
    if body is not None:
        assert isomorphic(Graph().parse(content, media), Graph().parse(body, media)), content.decode()


def range_of(status: str) -> range:
    if status.startswith("StatusCode"):
        first = int(status.removeprefix("StatusCode")[0]) * 100
        return range(first, first + 100)
    return range(NAMED_STATUSES[status], NAMED_STATUSES[status] + 1)


def check_format(expected: str, media: str) -> None:
    tables = {"application/sparql-results+json", "application/sparql-results+xml"}
    allowed = {
        "boolean": tables,
        "tabular": tables | {"text/csv", "text/tab-separated-values"},
        "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml"},
    }
    if expected != "None":
        assert media in allowed[expected]


def read_boolean(content: bytes, media: str) -> bool:
    assert media == "application/sparql-results+json"
    return bool(json.loads(content)["boolean"])


class TestServiceDescription:
    """The three cases of its manifest are prose."""

    @pytest.fixture
    def description(self, server: Server) -> Graph:
        response = server.client.get("/sparql", headers={"Accept": "text/turtle"})
        assert response.status_code == 200
        return Graph().parse(data=response.text, format="turtle")

    def test_all_three_are_here(self) -> None:
        manifest = Graph().parse(W3C / "service-description" / "manifest.ttl")
        entries = {
            str(n).rpartition("#")[2] for n in manifest.items(next(manifest.objects(None, MF.entries)))
        }
        assert entries == {"returns-rdf", "has-endpoint-triple", "conforms-to-schema"}

    @pytest.mark.parametrize(
        "media", ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"]
    )
    def test_returns_rdf(self, server: Server, media: str) -> None:
        response = server.client.get("/sparql", headers={"Accept": media})
        assert response.headers["Content-Type"].partition(";")[0] == media
        assert len(Graph().parse(data=response.text, format=media)) > 10

    def test_has_endpoint_triple(self, server: Server, description: Graph) -> None:
        services = list(description.subjects(RDF.type, SD.Service))
        assert [list(description.objects(service, SD.endpoint)) for service in services] == [
            [URIRef(server.endpoint)]
        ]

    def test_conforms_to_schema(self, description: Graph) -> None:
        """Each statement keeps to the domain and range that the vocabulary of service descriptions gives."""
        domains = {
            SD.endpoint: SD.Service, SD.supportedLanguage: SD.Service, SD.feature: SD.Service,
            SD.resultFormat: SD.Service, SD.inputFormat: SD.Service, SD.defaultDataset: SD.Service,
            SD.defaultGraph: SD.Dataset,
        }  # fmt: skip
        ranges = {SD.defaultDataset: SD.Dataset, SD.defaultGraph: SD.Graph}
        languages = {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update}
        features = {
            SD.DereferencesURIs,
            SD.UnionDefaultGraph,
            SD.RequiresDataset,
            SD.EmptyGraphs,
            SD.BasicFederatedQuery,
        }
        for subject, predicate, value in description:
            assert not isinstance(value, Literal)
            if predicate == RDF.type:
                assert value in {SD.Service, SD.Dataset, SD.Graph}
                continue
            assert isinstance(predicate, URIRef)
            assert (subject, RDF.type, domains[predicate]) in description
            assert predicate not in ranges or (value, RDF.type, ranges[predicate]) in description
            assert predicate != SD.supportedLanguage or value in languages
            assert predicate != SD.feature or value in features
