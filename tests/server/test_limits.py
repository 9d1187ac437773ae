"""Limits really stop a query: time, memory, size of the answer, number at once; and nothing is left running.

Takes half a minute: each query here is one that must be cut off.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kg.graph.store import Store
from tests.server.serving import Server, running

SECONDS = 0.6
GRACE = 0.5
"""No core may stay busy longer than this after the limit."""
SLACK = 2.0
"""Until the client has its answer, on a machine where others are busy."""
SIZE = 300
TRIPLES = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
RUNAWAYS = {
    "cross product": f"SELECT * WHERE {{ {TRIPLES} FILTER(?c = ?l && ?f > ?i && ?a = ?d) }}",
    "aggregate": f"SELECT (COUNT(*) AS ?n) WHERE {{ {TRIPLES} }}",
    "group": f"SELECT ?c (SUM(?f) AS ?n) WHERE {{ {TRIPLES} }} GROUP BY ?c",
    "order": f"SELECT ?c WHERE {{ {TRIPLES} }} ORDER BY ?f ?c LIMIT 1",
    "distinct": f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?c ?f ?i WHERE {{ {TRIPLES} }} }}",
    "path": "SELECT (COUNT(*) AS ?n) WHERE { ?a (<urn:next>|!<urn:x>)* ?b . ?c (<urn:next>|!<urn:x>)* ?d }",
    "construct": f"CONSTRUCT {{ ?a ?b ?l }} WHERE {{ {TRIPLES} FILTER(?c = ?l && ?f > ?i && ?a = ?d) }}",
    "ask": f"ASK {{ {TRIPLES} FILTER(?c + ?f + ?i + ?l < 0) }}",
    "text": f'ASK {{ {TRIPLES} FILTER(REGEX(CONCAT(STR(?c), STR(?i), STR(?l)), "(a|b|c|1)*x")) }}',
}


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of numbers, whose products are more than anybody can count."""
    path = tmp_path_factory.mktemp("limits") / "store"
    with Store(path) as store:
        graph = ox.NamedNode("https://w3id.org/irkg/article/numbers")
        nodes = [ox.NamedNode(f"urn:n{n}") for n in range(SIZE)]
        quads = [ox.Quad(node, ox.NamedNode("urn:is"), ox.Literal(n), graph) for n, node in enumerate(nodes)]
        quads += [ox.Quad(a, ox.NamedNode("urn:next"), b, graph) for a, b in pairwise(nodes)]
        store.replace_article("numbers", quads)
    return path


@pytest.fixture(scope="module")
def server(numbers: Path) -> Iterator[Server]:
    options = ("--timeout", str(SECONDS), "--workers", "2", "--max-size", "1", "--memory", "1500")
    with running(numbers, *options) as started:
        yield started


def cpu_seconds(server: Server) -> float:
    """The time that the server and its workers, dead ones too, have had of any core."""
    ticks = 0
    for process in (server.process.pid, *server.workers()):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("name", RUNAWAYS)
def test_runaway_query_is_stopped_in_time(server: Server, name: str) -> None:
    began = time.monotonic()
    response = server.ask(RUNAWAYS[name], "*/*")
    took = time.monotonic() - began
    assert response.status_code == 503, response.text[:200]
    assert f"stopped after {SECONDS:g} seconds" in response.text
    assert SECONDS <= took < SECONDS + SLACK
    assert server.holds("ASK { <urn:n1> <urn:is> 1 }")


def test_no_core_is_busy_after_the_limit(server: Server) -> None:
    with ThreadPoolExecutor(8) as clients:
        statuses = [
            r.status_code for r in clients.map(server.ask, [RUNAWAYS["aggregate"], RUNAWAYS["order"]] * 4)
        ]
    assert statuses == [503] * 8
    time.sleep(GRACE)
    before = cpu_seconds(server)
    time.sleep(1)
    assert cpu_seconds(server) - before < 0.2
    assert len(server.workers()) == 2


def test_quick_queries_go_on_beside_a_runaway(server: Server) -> None:
    with ThreadPoolExecutor(1) as other:
        runaway = other.submit(server.ask, RUNAWAYS["aggregate"])
        time.sleep(0.1)
        assert all(server.holds("ASK { <urn:n1> <urn:is> 1 }") for _ in range(4))
        assert not runaway.done()
        assert runaway.result().status_code == 503


def test_a_query_ends_when_its_client_leaves(numbers: Path) -> None:
    with running(numbers, "--workers", "1", "--timeout", "60") as server:
        (worker,) = server.workers()
        with pytest.raises(httpx.ReadTimeout):
            server.client.get("/sparql", params={"query": RUNAWAYS["aggregate"]}, timeout=0.5)
        time.sleep(GRACE)
        assert not is_running(worker)
        assert server.holds("ASK { <urn:n1> <urn:is> 1 }")


def test_large_answer_is_refused_and_not_cut_off(server: Server) -> None:
    cross = "?a <urn:is> ?b . ?c <urn:is> ?d"
    response = server.ask(f"SELECT * {{ {cross} }}")
    assert response.status_code == 507
    assert "1,048,576 bytes" in response.text
    response = server.ask(
        f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {cross} . ?a ?p ?b }} ", "application/n-triples"
    )
    assert response.status_code in (507, 200)
    assert server.ask(f"SELECT ?b {{ {cross} }} LIMIT 9000").status_code == 200


def test_large_request_is_refused(server: Server) -> None:
    long = "ASK { } #" + "x" * 1_100_000
    parts = (long[start : start + 10_000].encode() for start in range(0, len(long), 10_000))
    headers = {"Content-Type": "application/sparql-query"}
    for content in (long, parts):
        with httpx.Client(base_url=server.url) as client:
            assert client.post("/sparql", content=content, headers=headers).status_code == 413
    assert server.holds("ASK {}")


def test_memory(numbers: Path) -> None:
    with running(numbers, "--memory", "300", "--timeout", "60", "--workers", "1") as server:
        response = server.ask(RUNAWAYS["order"].replace("LIMIT 1", ""))
        assert response.status_code == 507
        assert "memory" in response.text
        assert server.holds("ASK { <urn:n1> <urn:is> 1 }")


@pytest.mark.parametrize("text", ["SELECT * {" + "{" * 100_000, "ASK {} #" + '"""' * 300_000, "(" * 900_000])
def test_text_that_is_hard_to_read(server: Server, text: str) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    response = server.client.post("/sparql", content=text, headers=headers)
    assert response.status_code in (200, 400, 503, 507)
    assert server.holds("ASK { <urn:n1> <urn:is> 1 }")


def test_too_many_at_once_are_sent_away(numbers: Path) -> None:
    with running(numbers, "--workers", "1", "--timeout", "1") as server, ThreadPoolExecutor(100) as clients:
        limits = httpx.Limits(max_connections=100)
        with httpx.Client(base_url=server.url, timeout=120, limits=limits) as client:

            def ask(_: int) -> httpx.Response:
                return client.get("/sparql", params={"query": RUNAWAYS["aggregate"]})

            runaways = [clients.submit(ask, n) for n in range(80)]
            time.sleep(1)
            refused = [r for r in (f.result() for f in runaways if f.done()) if "Retry-After" in r.headers]
            assert len(refused) >= 80 - 64 - 3
            assert all(r.status_code == 503 and "too many requests" in r.text for r in refused)
            server.process.send_signal(signal.SIGTERM)
            for future in runaways:
                future.exception()


def folders_of(server: Server) -> list[Path]:
    """The folders with copies of the store that the server keeps."""
    return list(server.store.parent.glob(f".*serve-{server.process.pid}-*"))


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_gracefully(numbers: Path, number: signal.Signals) -> None:
    with running(numbers) as server:
        workers = server.workers()
        assert workers
        server.process.send_signal(number)
        assert server.process.wait(timeout=10) == 0
        assert not any(map(is_running, workers))
    assert folders_of(server) == []


def test_workers_end_with_a_server_that_is_killed(numbers: Path) -> None:
    with running(numbers, "--timeout", "60", "--workers", "1") as killed, ThreadPoolExecutor(1) as other:
        runaway = other.submit(killed.ask, RUNAWAYS["aggregate"])
        time.sleep(0.5)
        (worker,) = killed.workers()
        killed.process.kill()
        assert isinstance(runaway.exception(), httpx.HTTPError)
        time.sleep(0.3)
        assert not is_running(worker)
        assert folders_of(killed)
    with running(numbers) as server:  # removes what the other one left
        assert server.holds("ASK { <urn:n1> <urn:is> 1 }")
        assert len(folders_of(server)) == 1
        assert folders_of(killed) == []
