"""Updates and whole graphs: the default graph stays the union of the named ones, whatever is written."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.graph.store import Store
from kg.views.server.served_store import ServedStore
from kg.views.server.update_text import rewrite_update
from tests.server.serving import WRITE, Server

OWN = "https://w3id.org/irkg/graph/default"
PREFIX = "PREFIX : <urn:> "
BASE = "http://example.org/"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ServedStore]:
    with ServedStore(tmp_path / "store") as opened:
        opened.update(
            PREFIX + "INSERT DATA { GRAPH :g { :a :p 1, 2 } GRAPH :h { :a :p 2, 3 } :a :p 4 }",
            BASE,
            None,
            None,
        )
        yield opened


def quads_of(store: Store) -> set[ox.Quad]:
    return set(store.quads())


def union_of(store: ServedStore) -> list[str]:
    """The default graph as queries see it, with triples as often as they are found."""
    found = store.answer("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QuerySolutions)
    return sorted(f"{row['s']} {row['p']} {row['o']}" for row in found)


def check_union(store: ServedStore) -> None:
    named = {f"{quad.subject} {quad.predicate} {quad.object}" for quad in store.quads()}
    assert union_of(store) == sorted(named)


def objects(store: ServedStore, graph: str) -> list[int]:
    quads = store.quads(ox.NamedNode(graph))
    return sorted(int(quad.object.value) for quad in quads if isinstance(quad.object, ox.Literal))


@pytest.mark.parametrize(
    ("update", "g", "h", "own"),
    [
        ("INSERT DATA { :a :p 5 }", [1, 2], [2, 3], [4, 5]),
        ("INSERT DATA { :a :p 5 . GRAPH :g { :a :p 6 } . :a :p 7 . }", [1, 2, 6], [2, 3], [4, 5, 7]),
        ("DELETE DATA { :a :p 4, 1 }", [1, 2], [2, 3], []),
        ("DELETE DATA { GRAPH :g { :a :p 2 } }", [1], [2, 3], [4]),
        ("DELETE DATA { GRAPH :g { :a :p 1 } } ; INSERT DATA { GRAPH :h { :a :p 1 } };", [2], [1, 2, 3], [4]),
        ("DELETE WHERE { GRAPH ?any { ?s ?p 2 } }", [1], [3], [4]),
        ("DELETE WHERE { ?s ?p ?o }", [1, 2], [2, 3], []),
        ("DELETE { ?s ?p ?o } INSERT { ?s ?p 9 } WHERE { ?s ?p ?o }", [1, 2], [2, 3], [9]),
        ("WITH :g DELETE { ?s ?p ?o } INSERT { ?s ?p 9 } WHERE { ?s ?p ?o }", [9], [2, 3], [4]),
        ("INSERT { GRAPH :g { ?s ?p ?o } } WHERE { ?s ?p ?o }", [1, 2, 3, 4], [2, 3], [4]),
        ("INSERT { GRAPH :g { ?s ?p ?o } } USING :h WHERE { ?s ?p ?o }", [1, 2, 3], [2, 3], [4]),
        ("CLEAR DEFAULT", [1, 2], [2, 3], []),
        ("DROP DEFAULT ; DROP DEFAULT", [1, 2], [2, 3], []),
        ("CLEAR GRAPH :g", [], [2, 3], [4]),
        ("COPY :g TO DEFAULT", [1, 2], [2, 3], [1, 2]),
        ("MOVE DEFAULT TO :g", [4], [2, 3], []),
        ("ADD DEFAULT TO :g", [1, 2, 4], [2, 3], [4]),
        ("COPY :g TO :h ; DROP GRAPH :g", [], [1, 2], [4]),
        ("CLEAR ALL", [], [], []),
        ("DROP NAMED", [], [], []),
        ("INSERT DATA { } ;", [1, 2], [2, 3], [4]),
        ("INSERT { :a :p ?n } WHERE { GRAPH :g { ?s ?p ?o } BIND(-?o AS ?n) }", [1, 2], [2, 3], [-2, -1, 4]),
        ("insert data { :a :p 5 } ; with :h delete { ?s ?p 3 } where { ?s ?p 3 }", [1, 2], [2], [4, 5]),
    ],
)  # fmt: skip
def test_update(store: ServedStore, update: str, g: list[int], h: list[int], own: list[int]) -> None:
    store.update(PREFIX + update, BASE, None, None)
    assert [objects(store, name) for name in ("urn:g", "urn:h", OWN)] == [g, h, own]
    check_union(store)


def test_blank_nodes_and_braces_in_odd_places(store: ServedStore) -> None:
    text = (
        "INSERT DATA { [] :q '}' ; :r \"{ GRAPH\" . GRAPH :g { _:x :q <urn:x> # } \n } "
        "_:x :r ( 1 [ :q 2 ] ) }"
    )
    store.update(PREFIX + text, BASE, None, None)
    assert len(list(store.quads(ox.NamedNode(OWN)))) == 1 + 2 + 1 + 5
    check_union(store)
    store.update(PREFIX + "DELETE DATA { GRAPH :g { :a :p 1 } } ; INSERT DATA { [] :q 1 }", BASE, None, None)
    check_union(store)


def test_graphs_of_the_request_stand_for_using(store: ServedStore) -> None:
    store.update(PREFIX + "DELETE WHERE { ?s ?p ?o }", BASE, ["urn:g"], [])
    assert objects(store, OWN) == [4]  # what is found in :g is not where it would be deleted
    store.update(PREFIX + "INSERT { ?s :q ?o } WHERE { ?s :p ?o }", BASE, ["urn:h"], None)
    assert objects(store, OWN) == [2, 3, 4]
    for clause in ("WITH :g", ""):
        using = "" if clause else "USING :g"
        update = f"{PREFIX} {clause} INSERT {{ ?s ?p 1 }} {using} WHERE {{ ?s ?p ?o }}"
        with pytest.raises(QueryError, match="using-graph-uri"):
            store.update(update, BASE, ["urn:h"], None)


def test_prefixes_between_operations(store: ServedStore) -> None:
    later = (
        f"{PREFIX} INSERT DATA {{ :a :p 5 }} ;\nPREFIX : <urn:>\nPREFIX q: <urn:> DELETE DATA {{ q:a :p 4 }}"
    )
    store.update(later, BASE, None, None)
    assert objects(store, OWN) == [5]
    with pytest.raises(QueryError, match="line 2, column "):
        store.update("INSERT DATA { } ; PREFIX q: <urn:>\nINSERT DATA { q:a q:b }", BASE, None, None)
    for other in ("PREFIX : <urn:other>", "BASE <urn:other>"):
        with pytest.raises(QueryError, match="at the beginning"):
            store.update(
                f"{PREFIX} INSERT DATA {{ :a :p 6 }} ; {other} INSERT DATA {{ :a :p 7 }}", BASE, None, None
            )


def test_random_updates_keep_the_union(store: ServedStore) -> None:
    chance = random.Random(7)
    graphs = ["", "GRAPH :g", "GRAPH :h", "GRAPH :i"]

    def some() -> str:
        triple = f":s{chance.randrange(3)} :p {chance.randrange(4)}"
        graph = chance.choice(graphs)
        return f"{graph} {{ {triple} }}" if graph else f"{triple} ."

    for _ in range(150):
        kind = chance.choice(["INSERT DATA", "DELETE DATA", "DELETE WHERE", "mixed", "where", "clear"])
        update = f"{kind} {{ {some()} }}"
        if kind == "mixed":
            update = " ; ".join(f"{verb} DATA {{ {some()} {some()} }}" for verb in ("DELETE", "INSERT"))
        elif kind == "where":
            update = f"DELETE {{ {some()} }} INSERT {{ {some()} }} WHERE {{ {some()} }}"
        elif kind == "clear":
            update = f"CLEAR SILENT {chance.choice(['DEFAULT', 'GRAPH :g', 'GRAPH :h'])}"
        store.update(PREFIX + update, BASE, None, None)
        check_union(store)
    assert quads_of(store)


def test_an_update_that_fails_changes_nothing(writable: Server) -> None:
    before = writable.values("SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o")
    response = writable.update("CLEAR ALL ; CREATE GRAPH <urn:x> ; CREATE GRAPH <urn:x>")
    assert response.status_code == 409
    assert "already exists" in response.text
    assert writable.values("SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o") == before


def test_a_bad_update_is_told_its_place_in_the_users_text(writable: Server) -> None:
    response = writable.update("INSERT DATA { <urn:a> <urn:b> 1 } ;\nINSERT DATA { <urn:a> <urn:b> }")
    assert response.status_code == 400
    assert response.text.startswith("line 2, column ")
    assert "is a query" in writable.update("SELECT * {}").text


def test_graph_store_keeps_the_union(writable: Server) -> None:
    def put(graph: str, turtle: str, method: str = "PUT") -> int:
        headers = WRITE | {"Content-Type": "text/turtle"}
        parameters = {"graph": graph} if graph else {"default": ""}
        return writable.client.request(
            method, "/graphs", params=parameters, content=turtle, headers=headers
        ).status_code

    def counts() -> list[str | None]:
        found = writable.values("SELECT ?o { <urn:s> <urn:n> ?o } ORDER BY ?o")
        return [row[0] for row in found]

    assert put("urn:one", "<urn:s> <urn:n> 1, 2 .") == 201
    assert put("urn:two", "<urn:s> <urn:n> 2, 3 .") == 201
    assert counts() == ["1", "2", "3"]
    assert put("urn:one", "<urn:s> <urn:n> 5 . [] <urn:n> 5 .") == 204
    assert counts() == ["2", "3", "5"]
    assert put("urn:one", "<urn:s> <urn:n> 6 .", "POST") == 204
    assert put("", "<urn:s> <urn:n> 7 .") in (201, 204)
    assert counts() == ["2", "3", "5", "6", "7"]
    assert (
        writable.client.get("/graphs?default", headers={"Accept": "application/n-triples"}).text.count("\n")
        == 1
    )
    assert writable.client.delete("/graphs?graph=urn:one", headers=WRITE).status_code == 204
    assert counts() == ["2", "3", "7"]
    assert not writable.holds("ASK { ?any <urn:n> 5 }")
    assert put("urn:empty", "") == 201
    assert writable.client.get("/graphs?graph=urn:empty").status_code == 200


def test_what_is_written_is_kept_and_is_part_of_the_graph(writable: Server) -> None:
    assert writable.update("INSERT DATA { ent:Kept ir:condemns ent:Russia }").is_success
    with Store(writable.store, read_only=True) as store:
        found = list(store.quads(ox.NamedNode(OWN)))
    assert ox.NamedNode("https://w3id.org/irkg/entity/Kept") in [quad.subject for quad in found]


def test_changes_of_another_process_are_seen(writable: Server) -> None:
    tag = writable.ask("ASK { <urn:o> ?p ?o }").headers["ETag"]
    with ServedStore(writable.store) as store:
        store.update("INSERT DATA { <urn:o> <urn:p> <urn:other> }", BASE, None, None)
    until = time.monotonic() + 15
    while not writable.holds("ASK { <urn:o> ?p ?o }") and time.monotonic() < until:
        time.sleep(0.2)
    assert writable.holds("ASK { <urn:o> ?p ?o }")
    assert writable.ask("ASK { <urn:o> ?p ?o }").headers["ETag"] != tag


def test_a_store_that_is_being_built_is_served_but_not_written(writable: Server) -> None:
    with ServedStore(writable.store):
        assert writable.holds("ASK { ?s ?p ?o }")
        response = writable.update("CLEAR ALL")
    assert response.status_code == 503
    assert "is open for writing" in response.text
    assert writable.holds("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT DATA { GRAPH <urn:d> { <urn:a> <urn:b> 1 } }"),
        ("LOAD <urn:x>", "LOAD <urn:x> INTO GRAPH <urn:d> "),
        ("LOAD <urn:x> INTO GRAPH <urn:y>", "LOAD <urn:x> INTO GRAPH <urn:y>"),
    ],
)
def test_text(text: str, expected: str) -> None:
    assert rewrite_update(text, "urn:d", None, None).text == expected
