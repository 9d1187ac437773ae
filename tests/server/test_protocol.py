"""What the W3C cases leave open: media types, errors, access, caching, and the project's own prefixes."""

from __future__ import annotations

import base64
import gzip
import json
import xml.etree.ElementTree as ET

import httpx
import pytest
from rdflib import Dataset, Graph

from tests.server.serving import JSON, SPARQL_QUERY, SPARQL_UPDATE, TOKEN, WRITE, Server

CLAIMS = "SELECT ?claim WHERE { ?claim a ir:Claim }"
CONSTRUCT = "CONSTRUCT { ?c rdf:subject ?s } WHERE { ?c rdf:subject ?s }"
FORM = "application/x-www-form-urlencoded"


def media_of(response: httpx.Response) -> str:
    return response.headers["Content-Type"].partition(";")[0]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/*", "text/xml"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, application/*;q=0.5", "application/json"),
        ("*/*, text/csv", "text/csv"),
        ("TEXT/CSV ; charset=utf-8 ; Q=1", "text/csv"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/csv;q=nonsense, */*;q=0.1", JSON),
    ],
)
def test_table_that_the_client_prefers(reading: Server, accept: str, media: str) -> None:
    response = reading.ask(CLAIMS, accept)
    assert (response.status_code, media_of(response)) == (200, media)
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/trig", "application/trig"),
        ("application/n-quads", "application/n-quads"),
        ("text/csv, text/turtle;q=0.1", "text/turtle"),
    ],
)
def test_graph_that_the_client_prefers(reading: Server, accept: str, media: str) -> None:
    response = reading.ask(CONSTRUCT, accept)
    assert (response.status_code, media_of(response)) == (200, media)
    assert len(Dataset(default_union=True).parse(data=response.text, format=media)) == 1


def test_content_is_what_the_media_type_says(reading: Server) -> None:
    claim = json.loads(reading.ask(CLAIMS, JSON).text)["results"]["bindings"][0]["claim"]["value"]
    assert reading.ask(CLAIMS, "text/csv").text == f"claim\r\n{claim}\r\n"
    assert reading.ask(CLAIMS, "text/tab-separated-values").text == f"?claim\n<{claim}>\n"
    table = ET.fromstring(reading.ask(CLAIMS, "text/xml").text)
    assert [node.text for node in table.iter("{http://www.w3.org/2005/sparql-results#}uri")] == [claim]
    assert reading.ask("ASK { ?c a ir:Claim }", "text/csv").text == "ask\ntrue\n"


@pytest.mark.parametrize(
    ("query", "accept"), [(CLAIMS, "text/turtle"), (CONSTRUCT, "text/csv"), (CLAIMS, "image/png")]
)
def test_nothing_that_the_client_accepts(reading: Server, query: str, accept: str) -> None:
    response = reading.ask(query, accept)
    assert response.status_code == 406
    assert "accept one of these" in response.text


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("SELECT * WHERE { ?s ?p", 1, 23, "cannot be understood here"),
        ("SELECT *\nWHERE { ?s nope:p ?o }", 2, 18, "PREFIX"),
        ("INSERT DATA { <a> <b> <c> }", 1, 10, "only SELECT"),
        ("", 1, 1, "only SELECT"),
    ],
)
def test_bad_query_is_told_its_place(reading: Server, query: str, line: int, column: int, said: str) -> None:
    response = reading.ask(query, "text/plain, */*")
    assert response.status_code == 400
    assert response.text.startswith(f"line {line}, column {column}: ")
    assert said in response.text
    assert media_of(response) == "text/plain"


def test_errors_are_json_for_a_program_that_wants_it(reading: Server) -> None:
    response = reading.ask("ASK {", "application/json")
    assert response.status_code == 400
    assert response.json() == {"status": 400, "message": response.json()["message"]}
    assert "line 1, column 6" in response.json()["message"]


@pytest.mark.parametrize("path", ["/nothing", "/sparql/more", "/graphical"])
def test_unknown_address(reading: Server, path: str) -> None:
    response = reading.client.get(path)
    assert response.status_code == 404
    assert path in response.text


def test_prefixes_of_the_project_and_own_ones(reading: Server) -> None:
    assert reading.values("SELECT ?s WHERE { ?c rdf:subject ?s ; a ir:Claim }") == [
        ("https://w3id.org/irkg/entity/Iran",)
    ]
    assert reading.holds("PREFIX ir: <https://w3id.org/irkg/entity/> ASK { ?c rdf:subject ir:Iran }")


def test_query_by_each_way_of_asking(reading: Server) -> None:
    wanted = reading.ask(CLAIMS).json()
    direct = reading.client.post("/sparql", content=CLAIMS, headers={"Content-Type": SPARQL_QUERY})
    form = reading.client.post("/sparql/", data={"query": CLAIMS})
    latin = reading.client.post(
        "/sparql", content=CLAIMS, headers={"Content-Type": f'{SPARQL_QUERY}; charset="utf-8"'}
    )
    assert [response.json() for response in (direct, form, latin)] == [wanted] * 3


def test_parameters_win_over_from(writable: Server) -> None:
    assert writable.update(
        "INSERT DATA { GRAPH <urn:g1> { <urn:a> <urn:p> 1 } GRAPH <urn:g2> { <urn:a> <urn:p> 2 } }"
    ).is_success
    query = "SELECT ?n FROM <urn:g1> { <urn:a> <urn:p> ?n }"
    assert writable.values(query) == [("1",)]
    assert writable.values(query, **{"default-graph-uri": "urn:g2"}) == [("2",)]
    assert writable.values(query, **{"named-graph-uri": "urn:g2"}) == []
    both = writable.values(query, **{"default-graph-uri": ["urn:g1", "urn:g2"]})
    assert sorted(both) == [("1",), ("2",)]
    inside = "SELECT ?g { GRAPH ?g { <urn:a> <urn:p> ?n } }"
    assert writable.values(inside, **{"named-graph-uri": "urn:g2"}) == [("urn:g2",)]
    assert writable.values(inside, **{"default-graph-uri": "urn:g2"}) == []


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "status"),
    [
        ("POST", "/sparql", {"Content-Type": "text/plain"}, CLAIMS, 415),
        ("POST", "/sparql", {}, CLAIMS, 415),
        ("POST", "/sparql", {"Content-Type": f"{SPARQL_QUERY}; charset=latin-1"}, CLAIMS, 415),
        ("POST", "/sparql", {"Content-Type": SPARQL_QUERY}, b"ASK { ?s ?p '\xff' }", 400),
        ("POST", "/sparql", {"Content-Type": FORM}, "query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("POST", "/sparql", {"Content-Type": FORM}, "query=ASK%7B%7D&update=CLEAR+ALL", 400),
        ("POST", "/sparql", {"Content-Type": FORM}, "other=ASK%7B%7D", 400),
        ("POST", "/sparql?query=ASK%7B%7D", {"Content-Type": SPARQL_QUERY}, "ASK {}", 400),
        ("GET", "/sparql?default-graph-uri=urn:g", {}, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=relative", {}, "", 400),
        ("GET", "/sparql?query=%FF", {}, "", 400),
        ("GET", "/sparql?update=CLEAR+ALL", {}, "", 400),
        ("PUT", "/sparql?query=ASK%7B%7D", {}, "", 405),
        ("DELETE", "/sparql", {}, "", 405),
        ("GET", "/graphs?graph=relative", {}, "", 400),
        ("GET", "/graphs?graph=urn:a&graph=urn:b", {}, "", 400),
        ("GET", "/graphs?graph=urn:a&default", {}, "", 400),
        ("GET", "/graphs?nonsense", {}, "", 400),
        ("GET", "/graphs?graph=urn:nowhere", {}, "", 404),
        ("GET", "/graphs?graph=urn:nowhere", {"Accept": "text/csv"}, "", 406),
        ("PATCH", "/graphs?graph=urn:a", {}, "", 405),
        ("PUT", "/graphs", WRITE | {"Content-Type": "text/turtle"}, "", 400),
        ("DELETE", "/graphs", WRITE, "", 405),
        ("PUT", "/graphs?graph=urn:a", WRITE | {"Content-Type": "text/csv"}, "", 415),
        ("PUT", "/graphs?graph=urn:a", WRITE | {"Content-Type": "text/turtle"}, "<urn:a> <urn:b>", 400),
        ("PUT", "/graphs?graph=urn:a", WRITE | {"Content-Type": "multipart/form-data"}, "", 415),
        ("POST", "/graphs?graph=urn:a", WRITE | {"Content-Type": "multipart/form-data"}, "", 400),
        ("POST", "/graphs?default", WRITE | {"Content-Type": "multipart/form-data; boundary=x"}, "--y", 400),
    ],
)  # fmt: skip
def test_request_that_breaks_the_rules(
    writable: Server, method: str, path: str, headers: dict[str, str], content: str | bytes, status: int
) -> None:
    request = httpx.Request(method, writable.url + path, headers=headers, content=content)
    response = writable.client.send(request)
    assert response.status_code == status, response.text
    assert response.text.strip()


def test_graph_that_does_not_parse_is_told_its_place(writable: Server) -> None:
    headers = WRITE | {"Content-Type": "text/turtle"}
    content = "<urn:a> <urn:b> 1 .\n<urn:a> nope:b 1 ."
    response = writable.client.put("/graphs?graph=urn:a", content=content, headers=headers)
    assert response.status_code == 400
    assert response.text.startswith("line 2, column ")
    assert writable.client.get("/graphs?graph=urn:a").status_code == 404


class TestAccess:
    """Nothing is written without the option and the token."""

    WRITES = (
        ("POST", "/sparql", SPARQL_UPDATE, "CLEAR ALL"),
        ("POST", "/sparql", FORM, "update=CLEAR+ALL"),
        ("PUT", "/graphs?default", "text/turtle", ""),
        ("POST", "/graphs", "text/turtle", ""),
        ("DELETE", "/graphs?graph=urn:a", None, ""),
    )

    def send(self, server: Server, write: tuple[str, str, str | None, str], **headers: str) -> httpx.Response:
        method, path, media, content = write
        fields = headers | ({} if media is None else {"Content-Type": media})
        return server.client.request(method, path, content=content, headers=fields)

    @pytest.mark.parametrize("write", WRITES)
    def test_a_server_that_reads_refuses(
        self, reading: Server, write: tuple[str, str, str | None, str]
    ) -> None:
        response = self.send(reading, write, **WRITE)
        assert response.status_code == 403
        assert "--writable" in response.text
        assert reading.values(CLAIMS)

    @pytest.mark.parametrize("write", WRITES)
    @pytest.mark.parametrize(
        "given", [None, "Bearer wrong", "Bearer", "Basic ????", f"Digest {TOKEN}", "Basic dTp3cm9uZw=="]
    )
    def test_without_the_token(
        self, writable: Server, write: tuple[str, str, str | None, str], given: str | None
    ) -> None:
        response = self.send(writable, write, **({} if given is None else {"Authorization": given}))
        assert response.status_code == 401
        assert "Bearer" in response.headers["WWW-Authenticate"]
        assert writable.values(CLAIMS)

    def test_token_as_password(self, writable: Server) -> None:
        basic = base64.b64encode(f"anyone:{TOKEN}".encode()).decode()
        assert (
            writable.update("CREATE SILENT GRAPH <urn:x>", {"Authorization": f"Basic {basic}"}).status_code
            == 204
        )

    def test_a_page_of_another_site_cannot_write(self, writable: Server) -> None:
        response = writable.update("CLEAR ALL", WRITE | {"Origin": "https://elsewhere.example"})
        assert response.status_code == 403
        assert (
            writable.update("CREATE SILENT GRAPH <urn:x>", WRITE | {"Origin": writable.url}).status_code
            == 204
        )


class TestCors:
    """Pages of other sites may read."""

    ORIGIN = "https://elsewhere.example"

    def test_reading(self, reading: Server) -> None:
        response = reading.client.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": self.ORIGIN})
        assert response.headers["Access-Control-Allow-Origin"] == "*"

    def test_an_error_can_be_read_too(self, reading: Server) -> None:
        response = reading.client.get("/sparql", params={"query": "ASK {"}, headers={"Origin": self.ORIGIN})
        assert response.headers["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize(
        ("method", "header", "status"),
        [("POST", "content-type", 200), ("PUT", "content-type", 400), ("POST", "authorization", 400)],
    )
    def test_asking_before(self, writable: Server, method: str, header: str, status: int) -> None:
        headers = {
            "Origin": self.ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": header,
        }
        assert writable.client.options("/sparql", headers=headers).status_code == status


def test_options_says_what_is_allowed(reading: Server) -> None:
    response = reading.client.options("/sparql")
    assert (response.status_code, response.headers["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")
    assert "DELETE" in reading.client.options("/graphs").headers["Allow"]


def test_head_is_get_without_the_body(reading: Server) -> None:
    parameters = {"query": CLAIMS}
    got, head = (
        reading.client.get("/sparql", params=parameters),
        reading.client.head("/sparql", params=parameters),
    )
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.content))
    assert head.headers["ETag"] == got.headers["ETag"]


class TestCaching:
    """An answer is known again until the graph changes."""

    def test_until_something_is_written(self, writable: Server) -> None:
        first = writable.ask(CLAIMS)
        headers = {"If-None-Match": f'"other", {first.headers["ETag"]}', "Accept": JSON}
        again = writable.client.get("/sparql", params={"query": CLAIMS}, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert writable.update("INSERT DATA { GRAPH <urn:new> { <urn:a> <urn:b> 'tags' } }").is_success
        assert writable.client.get("/sparql", params={"query": CLAIMS}, headers=headers).status_code == 200

    def test_other_media_types_and_queries_have_other_tags(self, reading: Server) -> None:
        asked = [(CLAIMS, JSON), (CLAIMS, "text/csv"), ("ASK {}", JSON)]
        assert len({reading.ask(*each).headers["ETag"] for each in asked}) == 3

    @pytest.mark.parametrize(
        "query", ["SELECT (NOW() AS ?n) {}", "SELECT (rand() AS ?n) {}", "SELECT (STRUUID() AS ?n) {}"]
    )
    def test_what_is_new_each_time_has_none(self, reading: Server, query: str) -> None:
        assert "ETag" not in reading.ask(query).headers

    def test_graphs(self, reading: Server) -> None:
        tag = reading.client.get("/graphs?default").headers["ETag"]
        assert reading.client.get("/graphs?default", headers={"If-None-Match": tag}).status_code == 304


def test_first_page(reading: Server) -> None:
    page = reading.client.get("/")
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert f"{reading.url}/sparql" in page.text
    assert "src=" not in page.text


def test_all_graphs(reading: Server) -> None:
    quads = reading.client.get("/graphs", headers={"Accept": "application/n-quads"}).text
    trig = reading.client.get("/graphs")
    assert media_of(trig) == "application/trig"
    read = Dataset(default_union=True).parse(data=trig.text, format="trig")
    assert 20 < len(quads.splitlines()) == len(list(read.quads()))
    assert all("/article/tehran> ." in line for line in quads.splitlines())


def test_a_graph_is_what_its_address_names(writable: Server) -> None:
    headers = WRITE | {"Content-Type": "application/ld+json"}
    document = '{"@id": "urn:a", "urn:b": {"@id": "relative"}}'
    put = writable.client.put("/graphs/some/where", content=document, headers=headers)
    assert (put.status_code, put.headers["Location"]) == (201, f"{writable.url}/graphs/some/where")
    assert writable.values("SELECT ?g ?o { GRAPH ?g { <urn:a> <urn:b> ?o } FILTER(isIRI(?o)) }") == [
        (f"{writable.url}/graphs/some/where", f"{writable.url}/graphs/some/relative")
    ]
    assert len(Graph().parse(data=writable.client.get("/graphs/some/where").text, format="turtle")) == 1


def test_compressed_bodies_are_not_read_as_text(reading: Server) -> None:
    headers = {"Content-Type": SPARQL_QUERY, "Content-Encoding": "gzip"}
    response = reading.client.post("/sparql", content=gzip.compress(b"ASK {}"), headers=headers)
    assert response.status_code in (400, 415)
