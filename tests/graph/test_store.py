"""The store keeps articles whole, forgets them wholly, and says what is wrong in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, RdfFormat, Triple, parse

from kg import ids
from kg.errors import StoreError
from kg.graph import store_files
from kg.graph import vocabulary as v
from kg.graph.query import run_query
from kg.graph.store import Store
from kg.graph.store_files import FORMAT, MARKER, OLDEST
from kg.graph.triples import article_fingerprint, decode_claims, encode_article, merge_claims
from kg.model import Article, Claim, Modality
from tests.graph import samples

SAMPLE = encode_article(samples.ARTICLE, [samples.CLAIM], [samples.TENURE], config="v1")


def contents(store: Store) -> set[Quad]:
    return set(store.quads())


def union(store: Store) -> list[Triple]:
    """The triples of the default graph, after a check that they are those of the named graphs, each once."""
    found = store.answer("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, QueryTriples)
    triples = list(found)
    assert set(triples) == {quad.triple for quad in store.quads()}
    rows = store.answer("SELECT * WHERE { ?s ?p ?o }")
    assert isinstance(rows, QuerySolutions)
    counted = list(rows)
    assert len(counted) == len(set(triples))
    return triples


def test_article_survives_closing_and_opening(tmp_path: Path) -> None:
    with Store(tmp_path / "s") as store:
        store.replace_article("tehran", SAMPLE)
    with Store(tmp_path / "s", read_only=True) as store:
        assert contents(store) == set(SAMPLE)
        assert len(store) == len(SAMPLE)
        assert store.articles() == [replace(samples.ARTICLE, text="")]
        assert store.article_fingerprint("tehran") == article_fingerprint(samples.ARTICLE, "v1")
        assert store.article_fingerprint("absent") is None


@pytest.mark.parametrize("on_disk", [True, False])
def test_second_load_replaces_and_deletion_leaves_nothing(tmp_path: Path, on_disk: bool) -> None:
    with Store(tmp_path / "s" if on_disk else None) as store:
        store.replace_article("tehran", SAMPLE)
        fewer = encode_article(samples.ARTICLE, [], config="v2")
        store.replace_article("tehran", fewer)
        assert contents(store) == set(fewer)
        assert store.article_fingerprint("tehran") == article_fingerprint(samples.ARTICLE, "v2")
        assert store.delete_article("tehran") is True
        assert store.delete_article("tehran") is False
        assert contents(store) == set()
        assert union(store) == []


SHARED = replace(samples.CLAIM, evidence=(samples.EVIDENCE, replace(samples.EVIDENCE, article="other")))
OTHER = encode_article(replace(samples.ARTICLE, id="other"), [SHARED], [samples.TENURE], config="v1")
LABEL = "<https://w3id.org/irkg/entity/Iran> <http://www.w3.org/2004/02/skos/core#prefLabel>"


def facts(store: Store) -> tuple[int, int, int]:
    """How often queries find the shared claim, its plain edge and its evidence."""
    patterns = (
        "?found a ir:Claim",
        "?found ir:rejectsTalksWith ent:United_States",
        "?claim a ir:Claim ; ir:hasEvidence ?found",
    )
    queries = [f"SELECT (COUNT(?found) AS ?n) WHERE {{ {pattern} }}" for pattern in patterns]
    first, second, third = (int(str(run_query(store, query).rows[0][0])) for query in queries)
    return first, second, third


@pytest.mark.parametrize("on_disk", [True, False])
def test_queries_find_what_two_articles_share_once(tmp_path: Path, on_disk: bool) -> None:
    label = "SELECT ?l WHERE { ent:Iran skos:prefLabel ?l }"
    with Store(tmp_path / "s" if on_disk else None) as store:
        store.replace_article("tehran", SAMPLE)
        store.replace_article("other", OTHER)
        store.load_background("actors", "1", lambda: turtle(f'{LABEL} "Iran"@en .'))
        assert run_query(store, label).rows == [("Iran",)]
        assert len(run_query(store, "SELECT ?g { GRAPH ?g { ent:Iran skos:prefLabel ?l } }").rows) == 3
        assert facts(store) == (1, 1, 2)
        assert len(store) == len(SAMPLE) + len(OTHER) + 2
        assert len(list(store.article_quads())) == len(SAMPLE) + len(OTHER)
        store.delete_article("tehran")
        assert facts(store) == (1, 1, 1)
        store.delete_article("other")
        assert facts(store) == (0, 0, 0)
        assert run_query(store, label).rows == [("Iran",)]
        store.load_background("actors", "2", lambda: turtle(f'{LABEL} "Persia"@en .'))
        assert run_query(store, label).rows == [("Persia",)]
        assert len(union(store)) == 2


@pytest.mark.parametrize("on_disk", [True, False])
def test_corrected_article_leaves_nothing_of_the_old(tmp_path: Path, on_disk: bool) -> None:
    corrected = replace(samples.CLAIM, modality=Modality.PLANNED)
    with Store(tmp_path / "s" if on_disk else None) as store:
        store.replace_article("tehran", SAMPLE)
        store.replace_article("tehran", encode_article(samples.ARTICLE, [corrected], config="v2"))
        assert facts(store) == (1, 0, 1)
        assert run_query(store, "SELECT ?m { ?c ir:modality ?m }").rows == [("planned",)]
        assert set(union(store)) == {
            quad.triple for quad in encode_article(samples.ARTICLE, [corrected], config="v2")
        }


STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.sets(st.integers(0, 5))), max_size=8)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_default_graph_is_always_the_set_union(steps: list[tuple[str, set[int] | None]]) -> None:
    known: dict[str, set[int]] = {}
    with Store() as store:
        for name, numbers in steps:
            graph, node = NamedNode(ids.iri("article", name)), NamedNode("http://x/")
            if numbers is None:
                assert store.delete_article(name) is bool(known.pop(name, None))
            else:
                store.replace_article(name, [Quad(node, node, Literal(str(n)), graph) for n in numbers])
                known[name] = numbers
            assert {t.object for t in union(store)} == {Literal(str(n)) for n in set().union(*known.values())}


@settings(max_examples=60, deadline=None)
@given(samples.worlds())
def test_stored_claims_are_the_claims(world: tuple[list[Article], list[Claim]]) -> None:
    articles, claims = world
    with Store() as store:
        for article in articles:
            quads = encode_article(article, claims)
            for _ in range(2):  # the second time by SPARQL Update
                store.replace_article(article.id, quads)
            assert set(store.quads(NamedNode(ids.iri("article", article.id)))) == set(quads)
        assert decode_claims(store.article_quads(), samples.RELATIONS) == merge_claims(claims)


def test_quads_of_another_graph_are_refused() -> None:
    with Store() as store, pytest.raises(ValueError, match="not of the graph"):
        store.replace_article("other", SAMPLE)


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(text, RdfFormat.TURTLE)]


def test_background_is_loaded_only_when_it_changed(tmp_path: Path) -> None:
    prefixes = (
        "@prefix ent: <https://w3id.org/irkg/entity/> . @prefix ir: <https://w3id.org/irkg/ontology#> . "
    )
    with Store(tmp_path / "s", base="http://localhost/") as store:
        assert store.load_background("ontology", "1", lambda: turtle(prefixes + "ir:a ir:b ir:c ."))
        assert store.load_background("actors", "1", lambda: turtle(prefixes + "ent:Iran ent:x ent:y ."))
        assert not store.load_background("actors", "1", lambda: pytest.fail("read again"))
        assert store.load_background("actors", "2", lambda: turtle(prefixes + "ent:Iraq ent:x 'y' ."))
        quads = {(str(q.subject), str(q.object)) for q in store.quads() if q.predicate != v.VERSION}
        assert quads == {
            ("<http://localhost/entity/Iraq>", '"y"'),
            ("<https://w3id.org/irkg/ontology#a>", "<https://w3id.org/irkg/ontology#c>"),
        }
        assert list(store.article_quads()) == []
        with pytest.raises(ValueError, match="no background graph weather"):
            store.load_background("weather", "1", list)
    with Store(tmp_path / "s", read_only=True) as store:
        with pytest.raises(StoreError, match="reading only"):
            store.replace_article("tehran", SAMPLE)
        with pytest.raises(StoreError, match="reading only"):
            store.delete_article("tehran")


def test_base_is_remembered_and_another_one_refused(tmp_path: Path) -> None:
    Store(tmp_path / "s", base="http://localhost/").close()
    with Store(tmp_path / "s") as store:
        assert store.base == "http://localhost/"
    with pytest.raises(StoreError, match="has the base http://localhost/"):
        Store(tmp_path / "s", base="http://other/")


def test_other_folders_are_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("Dear")
    for path in (tmp_path / "letters", tmp_path / "letters" / "a.txt"):
        with pytest.raises(StoreError, match="holds no store"):
            Store(path)
    assert [p.name for p in (tmp_path / "letters").iterdir()] == ["a.txt"]
    with pytest.raises(StoreError, match="no store at"):
        Store(tmp_path / "absent", read_only=True)
    assert not (tmp_path / "absent").exists()
    (tmp_path / "empty").mkdir()
    Store(tmp_path / "empty").close()


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        (json.dumps({"format": FORMAT + 1, "base": "http://x/"}), "newer version"),
        (json.dumps({"format": OLDEST - 1, "base": "http://x/"}), "older version"),
        ("[]", "is damaged"),
        ("{", "is damaged"),
    ],
)
def test_other_formats_are_refused(tmp_path: Path, marker: str, message: str) -> None:
    Store(tmp_path / "s").close()
    (tmp_path / "s" / MARKER).write_text(marker)
    with pytest.raises(StoreError, match=message):
        Store(tmp_path / "s")


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout + done.stderr


OPENING = """
import sys
from kg.errors import StoreError
from kg.graph.store import Store
try:
    Store(sys.argv[1])
except StoreError as error:
    print(error)
"""


def test_store_in_use_is_said(tmp_path: Path) -> None:
    with Store(tmp_path / "s"):
        said = run(OPENING, str(tmp_path / "s"))
        assert "is open for writing in another process" in said
        assert str(os.getpid()) in said
    assert run(OPENING, str(tmp_path / "s")) == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_missing_permission_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="may not be written"):
        Store(tmp_path / "s")


def test_refusals_of_the_disk_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store_files, "write_marker", refuse)
    with pytest.raises(StoreError, match="may not be written"):
        Store(tmp_path / "s").close()


FILLING = """
import resource, signal, sys
from pyoxigraph import Literal, NamedNode, Quad
from kg import ids
from kg.errors import StoreError
from kg.graph.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
try:
    for number in range(50):
        graph = NamedNode(ids.iri("article", f"a{number}"))
        quads = [Quad(graph, graph, Literal(f"{number} {i} " * 20), graph) for i in range(100)]
        store.replace_article(f"a{number}", quads)
        print("stored", flush=True)
except StoreError as error:
    print(error)
"""


def test_full_disk_is_said_and_what_was_stored_is_kept(tmp_path: Path) -> None:
    output = run(FILLING, str(tmp_path / "s"))
    assert "the disk is full" in output
    stored = output.count("stored\n")
    assert 0 < stored < 50
    with Store(tmp_path / "s") as store:
        assert len(store) == len(union(store)) == 100 * stored
        store.replace_article("tehran", SAMPLE)
        assert store.article_fingerprint("tehran")


KILLED = """
import os, sys
from pyoxigraph import Literal, NamedNode, Quad
from kg import ids
from kg.graph.store import Store
store = Store(sys.argv[1])
graph = NamedNode(ids.iri("article", "a"))
for text in ("old", "new"):
    store.replace_article("a", [Quad(graph, graph, Literal(f"{text} {i}"), graph) for i in range(500)])
os.kill(os.getpid(), 9)
"""


def test_killed_process_leaves_whole_articles(tmp_path: Path) -> None:
    run(KILLED, str(tmp_path / "s"))
    with Store(tmp_path / "s") as store:
        texts = {q.object.value.split()[0] for q in store.quads() if isinstance(q.object, Literal)}
        assert (texts, len(store), len(union(store))) == ({"new"}, 500, 500)


REWRITING = """
import itertools, sys
from pyoxigraph import Literal, NamedNode, Quad
from kg import ids
from kg.graph.store import Store
store = Store(sys.argv[1])
for turn in itertools.count():
    for name in ("a", "b"):
        graph, node = NamedNode(ids.iri("article", name)), NamedNode("http://x/")
        quads = [Quad(node, node, Literal(f"{turn} {i}"), graph) for i in range(300)]
        store.replace_article(name, quads)
    store.delete_article("b")
    print(turn, flush=True)
"""


def test_process_killed_while_it_writes_leaves_the_default_graph_right(tmp_path: Path) -> None:
    for turns in (1, 2, 3):
        with subprocess.Popen(
            [sys.executable, "-c", REWRITING, str(tmp_path / "s")], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for _ in range(turns):
                process.stdout.readline()
            time.sleep(turns / 200)
            process.kill()
        with Store(tmp_path / "s") as store:
            assert len(union(store)) in (300, 600)
            assert len(store) in (300, 600)


def test_snapshot_opens_as_a_store(tmp_path: Path) -> None:
    with Store(tmp_path / "s", base="http://localhost/") as store:
        graph = NamedNode("http://localhost/article/a")
        store.replace_article("a", [Quad(graph, graph, Literal("x"), graph)])
        store.backup(tmp_path / "copy")
        with Store(tmp_path / "copy", read_only=True) as copy:
            assert contents(copy) == contents(store)
            assert copy.base == "http://localhost/"
    with Store() as store, pytest.raises(StoreError, match="in memory"):
        store.backup(tmp_path / "other")
