"""SERVICE and LOAD send no request, however they are spelt, unless the server was told to allow them."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.server.serving import Server, running

RESULT = (
    b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "urn:reached"}}]}}'
)
QUERIES = (
    "SELECT * { SERVICE <URLx> { ?s ?p ?x } }",
    "SELECT*{service<URLx>{?s ?p ?x}}",
    "SELECT * { SERVICE SILENT <URLx> { ?s ?p ?x } }",
    "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?x } }",
    "PREFIX : <URL> SELECT * { SERVICESILENT:x { ?s ?p ?x } }",
    "PREFIX : <URL> SELECT * { ?s ?p 1SERVICE:x { ?a ?b ?x } }",
    "PREFIX : <URL> SELECT * { ?s ?p trueSERVICE:x { ?a ?b ?x } }",
    "PREFIX : <URL> SELECT * { ?s ?p?o.SERVICE:x { ?a ?b ?x } }",
    "PREFIX ex: <urn:> PREFIX : <URL> SELECT * { OPTIONAL { ?s ?p ex:a\\#b } SERVICE :x { ?a ?b ?x } }",
    "PREFIX ex: <urn:> PREFIX : <URL> SELECT * { OPTIONAL { ?s ?p ex:a\\'b } SERVICE :x { ?a ?b ?x } } # '",
    "SELECT * { { SELECT * { SERVICE <URLx> { ?s ?p ?x } } } }",
    "SELECT * { S\\u0045RVICE <URLx> { ?s ?p ?x } }",
    "ASK { FILTER EXISTS { SERVICE <URLx> { ?s ?p ?x } } }",
    "SELECT * { BIND(<URLx> AS ?where) SERVICE ?where { ?s ?p ?x } }",
)
UPDATES = (
    "LOAD <URLx>",
    "LOAD SILENT <URLx> INTO GRAPH <urn:g>",
    "load<URLx>",
    "PREFIX : <URL> LOAD:x",
    "CREATE SILENT GRAPH <urn:g>;LOAD <URLx>",
    "L\\u004FAD <URLx>",
    "INSERT { ?s ?p ?x } WHERE { SERVICE <URLx> { ?s ?p ?x } }",
)


class Listener:
    """A server on this computer that counts who comes."""

    def __init__(self) -> None:
        listener = self
        self.requests: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.requests.append(self.path)
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(200)
                self.send_header("Content-Length", str(len(RESULT)))
                self.send_header("Content-Type", "application/sparql-results+json")
                self.end_headers()
                self.wfile.write(RESULT)

            do_POST = do_GET  # noqa: N815 - the name that the base class looks for

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def listener() -> Iterator[Listener]:
    started = Listener()
    yield started
    started.server.shutdown()
    started.server.server_close()


@pytest.mark.parametrize("query", QUERIES)
def test_service_is_refused(writable: Server, listener: Listener, query: str) -> None:
    response = writable.ask(query.replace("URL", listener.url))
    assert listener.requests == []
    assert response.status_code == 403
    assert "--allow-service" in response.text


@pytest.mark.parametrize("update", UPDATES)
def test_load_is_refused(writable: Server, listener: Listener, update: str) -> None:
    response = writable.update(update.replace("URL", listener.url))
    assert listener.requests == []
    assert response.status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?load 'SERVICE <http://x/> {} LOAD' } # SERVICE LOAD",
        "PREFIX s: <http://example.org/SERVICE/> ASK { s:SERVICE ?p s:LOAD }",
        "ASK { FILTER(1 < 2) ?s ?p '''SERVICE''' }",
    ],
)
def test_the_words_alone_are_allowed(reading: Server, query: str) -> None:
    assert reading.ask(query).status_code == 200


def test_allowed_when_asked_for(store: Path, listener: Listener) -> None:
    with running(store, "--allow-service") as server:
        rows = server.values(f"SELECT ?x {{ SERVICE <{listener.url}sparql> {{ ?s ?p ?x }} }}")
        assert rows == [("urn:reached",)]
        assert listener.requests == ["/sparql"]
        assert "BasicFederatedQuery" in server.client.get("/sparql").text
