"""What `kg serve` costs and stands: HTTP against the bare engine, many clients, runaway and wrong requests.

    python -m benchmarks.server [queries] [stop] [clients] [fuzz] [--claims N] [--clients N]

`queries` sends eight typical queries over HTTP and to pyoxigraph in this process, turn and turn about, and
takes the best time of each: on a busy machine a server of several processes waits more often. `stop` sends
queries that nobody can answer and looks at what the cores do after the limit. `clients` lets many ask at
once. `fuzz` sends requests that are wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox

from benchmarks.validation import make_graphs
from kg.graph.store import Store
from kg.graph.vocabulary import PREFIXES
from tests.server.fuzzing import make_requests, send

TOKEN = "benchmark"  # noqa: S105 - opens only the server that is started here
ROUNDS = 15
LIMIT, GRACE = 3, 0.5
"""Seconds that a query may take in `stop`, and for which a core may be busy after that."""
QUERIES = {
    "dyad by date": "SELECT ?c ?r ?d { ?c rdf:subject ent:State_1 ; rdf:object ent:State_2 ; "
    "rdf:predicate ?r ; ir:eventDate ?d } ORDER BY ?d",
    "top ten dyads": "SELECT ?a ?b (COUNT(?c) AS ?n) { ?c rdf:subject ?a ; rdf:object ?b } GROUP BY ?a ?b "
    "ORDER BY DESC(?n) LIMIT 10",
    "months of a state": "SELECT ?m (COUNT(?c) AS ?n) { ?c rdf:subject ent:State_1 ; ir:eventDate ?d "
    "BIND(SUBSTR(STR(?d), 1, 7) AS ?m) } GROUP BY ?m ORDER BY ?m",
    "friends of rivals": "SELECT DISTINCT ?y { ent:State_1 ir:threatens ?x . ?x ir:aids ?y } LIMIT 1000",
    "names": "SELECT ?a ?l { ?a skos:prefLabel ?l FILTER(CONTAINS(?l, '12')) }",
    "neighbourhood": "CONSTRUCT { ent:State_1 ?p ?o } WHERE { ent:State_1 ?p ?o }",
    "count of subjects": "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?c rdf:subject ?a }",
    "words in quotes": "SELECT ?e ?q { ?e oa:exact ?q FILTER(CONTAINS(?q, 'Monday that it')) } LIMIT 1000",
}
EACH = "SELECT ?c ?b ?d { ?c rdf:subject ent:STATE ; rdf:object ?b ; ir:eventDate ?d } LIMIT 50"
PRODUCT = "?a rdf:subject ?s . ?b rdf:object ?t . ?c rdf:predicate ?u"
RUNAWAYS = {
    "cross product": f"SELECT * {{ {PRODUCT} FILTER(?s = ?u) }}",
    "aggregate": f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    "sort": f"SELECT ?a {{ {PRODUCT} }} ORDER BY ?u ?t LIMIT 1",
    "group": f"SELECT ?t (MAX(?u) AS ?n) {{ {PRODUCT} }} GROUP BY ?t",
}


@contextmanager
def serving(store: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Start the server in a process of its own; its address and number."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"KG_TOKEN": TOKEN}
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().partition(" at ")[2].partition(" ")[0], process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def compare(store: Path) -> None:
    """Eight queries over HTTP and in this process."""
    bare = ox.Store.read_only(str(store / "quads"))
    with serving(store) as (url, _):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        print(f"{'query':<20}{'engine ms':>11}{'HTTP ms':>10}{'ratio':>8}{'bytes':>10}")
        for name, query in QUERIES.items():
            engine, over_http, size = [], [], 0
            for _ in range(ROUNDS):
                engine.append(measure_ms(partial(answer, bare, query)))
                over_http.append(measure_ms(partial(get, connection, query)))
                size = len(get(connection, query))
            bare_ms, http_ms = min(engine), min(over_http)
            print(f"{name:<20}{bare_ms:>11.1f}{http_ms:>10.1f}{http_ms / bare_ms:>8.2f}{size:>10,}")


def answer(store: ox.Store, query: str) -> bytes | None:
    """What the engine alone answers, written in the same format."""
    found = store.query(query, prefixes=PREFIXES)
    if isinstance(found, ox.QueryTriples):
        return ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return found.serialize(format=ox.QueryResultsFormat.JSON)


def get(connection: http.client.HTTPConnection, query: str, status: int = 200) -> bytes:
    """Ask by GET on a connection that stays open."""
    connection.request("GET", f"/sparql?{urlencode({'query': query})}")
    response = connection.getresponse()
    content = response.read()
    assert response.status == status, content[:300]
    return content


def measure_ms(work: Callable[[], object]) -> float:
    """How many milliseconds the work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def stop(store: Path) -> None:
    """Queries that must be cut off, and what the cores do half a second after that."""
    with serving(store, "--timeout", str(LIMIT)) as (url, server):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        print(f"{'query':<20}{'answer s':>10}{'status':>8}{'busy after':>12}")
        for name, query in RUNAWAYS.items():
            began = time.perf_counter()
            connection.request("GET", f"/sparql?{urlencode({'query': query})}")
            response = connection.getresponse()
            response.read()
            took = time.perf_counter() - began
            time.sleep(GRACE)
            before = cpu_seconds(server)
            time.sleep(1)
            print(f"{name:<20}{took:>10.2f}{response.status:>8}{cpu_seconds(server) - before:>11.0%}")
        get(connection, "ASK { ?c a ir:Claim }")


def family(server: int) -> list[int]:
    """The process and its children."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    return [server, *map(int, children)]


def cpu_seconds(server: int) -> float:
    """The time that the server and its workers have had of any core."""
    ticks = 0
    for process in family(server):
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mb(server: int) -> float:
    """The memory of the server and its workers; what they share counts once for each."""
    pages = sum(int(Path(f"/proc/{p}/statm").read_text(encoding="ascii").split()[1]) for p in family(server))
    return pages * resource.getpagesize() / 1024**2


async def ask_on_and_on(url: str, until: float, seed: int, took: list[float], statuses: Counter[int]) -> None:
    """One client with a connection of its own."""
    where, chance = urlsplit(url), random.Random(seed)  # noqa: S311
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    while time.monotonic() < until:
        query = EACH.replace("STATE", f"State_{chance.randrange(500)}")
        began = time.perf_counter()
        writer.write(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        took.append(time.perf_counter() - began)
        statuses[int(head[9:12])] += 1
    writer.close()


async def crowd(store: Path, clients: int, seconds: int) -> None:
    """Many clients at once, and what the server's memory does."""
    took: list[float] = []
    statuses: Counter[int] = Counter()
    with serving(store) as (url, server):
        until = time.monotonic() + seconds
        asking = [asyncio.create_task(ask_on_and_on(url, until, n, took, statuses)) for n in range(clients)]
        memory = []
        while time.monotonic() < until:
            await asyncio.sleep(seconds / 6)
            memory.append(resident_mb(server))
        await asyncio.gather(*asking)
    cuts = statistics.quantiles(took, n=100)
    rate = f"{len(took) / seconds:,.0f} answers a second"
    print(f"{clients} clients, {seconds} s: {rate}, statuses {dict(statuses)}")
    print(f"p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms")
    print("memory MB " + " ".join(f"{size:.0f}" for size in memory))


def fuzz(store: Path, number: int) -> None:
    """Requests that are wrong; the slowest answer, and that the server still lives."""
    statuses: Counter[int | None] = Counter()
    slowest = 0.0
    with serving(store, "--writable", "--timeout", str(LIMIT)) as (url, _):
        for request in make_requests(number, 11, f"Bearer {TOKEN}"):
            began = time.perf_counter()
            status = send(url, request, 60)
            slowest = max(slowest, time.perf_counter() - began)
            statuses[status] += 1
            if status == 500:
                print(f"500: {request!r}")
        get(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60), "ASK { }")
    print(f"{number} malformed requests: {dict(statuses.most_common())}, slowest {slowest:.1f} s")


def main() -> None:
    """Make a store and measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", default=["queries", "stop", "clients", "fuzz"])
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--store", type=Path, help="a store made before, in place of a new one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="irkg-server-") as folder:
        store = given.store or Path(folder) / "store"
        if given.store is None:
            with Store(store) as made:
                made.add_all(make_graphs(given.claims))
        if "queries" in given.parts:
            compare(store)
        if "stop" in given.parts:
            stop(store)
        if "clients" in given.parts:
            asyncio.run(crowd(store, given.clients, given.seconds))
        if "fuzz" in given.parts:
            small = Path(folder) / "small"
            with Store(small) as made:
                made.add_all(make_graphs(100))
            fuzz(small, given.requests)


if __name__ == "__main__":
    main()
