"""Full-text search: what is found, that any text may be asked, and that the index keeps up with the store."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QuerySolutions

from kg.errors import QueryError, StoreError
from kg.graph.search import find_sentences, values_clause
from kg.graph.store import Store
from kg.graph.store_files import TEXT
from kg.graph.text_index import MOST_WORDS, GraphText, TextIndex
from kg.graph.triples import encode_article
from kg.model import Article, Claim
from tests.graph import samples, synthetic

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.graph.synthetic"])


def encode(name: str, text: str = samples.TEXT, title: str | None = None) -> list[Quad]:
    """An article with the sample's claim, and the whole text as its quote."""
    article = replace(samples.ARTICLE, id=name, text=text, title=title)
    evidence = replace(samples.EVIDENCE, article=name, start=0, end=len(text), quote=text)
    return encode_article(article, [replace(samples.CLAIM, evidence=(evidence,))], config="v1")


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store with three articles."""
    made = Store(None if request.param == "memory" else tmp_path / "s")
    for name, text in TEXTS.items():
        made.replace_article(name, encode(name, text))
    return made


TEXTS = {
    "grain": "Ankara wants the grain corridor of the Black Sea to open again, the Türkiye desk said.",
    "visa": "Oslo sanctioned two officials; sanctions name \x02marked\x03 visas and the U.S. grain trade.",
    "corridor": "A corridor for grain was closed.",
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("grain corridor", ["corridor", "grain"]),
        ('"grain corridor"', ["grain"]),
        ("corridors", ["corridor", "grain"]),
        ("sanction", ["visa"]),
        ("SANCTIONING", ["visa"]),
        ("turkiye", ["grain"]),
        ("U.S.", ["visa"]),
        ("grain-corridor", ["grain"]),
        ("grain (corridor) AND", []),
        ("graph:grain", []),
        ("gra*", []),
        ("moon", []),
    ],
)
def test_words_are_found_in_all_forms(store: Store, asked: str, found: list[str]) -> None:
    with store:
        assert sorted(hit.article for hit in store.search_quotes(asked, limit=9)) == found


def test_hits_show_what_was_found_and_lead_to_the_claim(store: Store) -> None:
    with store:
        (hit,) = find_sentences(store, '"black sea"', 5, samples.RELATIONS)
        assert [hit.quote[start:end] for start, end in hit.marks] == ["Black Sea"]
        assert hit.article == replace(samples.ARTICLE, id="grain", text="", title=None)
        assert [claim.id for claim in hit.claims] == [samples.CLAIM.id]
        where = f"{values_clause([hit])} ?claim ir:hasEvidence ?e . ?e prov:wasQuotedFrom art:grain"
        answer = store.answer(f"SELECT ?e {{ {where} }}")
        assert isinstance(answer, QuerySolutions)
        (row,) = list(answer)
        assert isinstance(row["e"], NamedNode)
        assert row["e"].value.endswith(hit.evidence[0])
        (odd,) = store.search_quotes("visas", limit=5)
        assert odd.marks == ()  # it holds the characters that mark words itself


def test_best_come_first_and_no_more_than_asked(store: Store) -> None:
    with store:
        hits = store.search_quotes("corridor", limit=9)
        assert [hit.article for hit in hits] == ["corridor", "grain"]  # the shorter sentence is more about it
        assert hits[0].score > hits[1].score
        assert store.search_quotes("corridor", limit=1) == hits[:1]


def test_actors_are_found_while_somebody_calls_them_so(store: Store) -> None:
    with store:
        assert [hit.entity for hit in store.search_names("united states", limit=5)] == ["United_States"]
        (hit,) = store.search_names("araghchi", limit=5)
        assert [hit.name[start:end] for start, end in hit.marks] == ["Araghchi"]
        for name in TEXTS:
            store.delete_article(name)
        assert store.search_names("araghchi", limit=5) == []
        assert store.search_quotes("grain", limit=5) == []


@pytest.mark.parametrize("asked", ["", "  ", '""', "*** - ' \" ( )", "\x00", "…"])
def test_text_without_a_word_is_refused(store: Store, asked: str) -> None:
    with store, pytest.raises(QueryError, match="holds no word"):
        store.search_quotes(asked, limit=5)


ASKED = TextIndex()


@settings(max_examples=300, deadline=None)
@given(
    samples.words
    | st.text(max_size=20)
    | st.lists(st.sampled_from('a"*^:(){}+-, NEAR AND OR NOT')).map("".join)
)
def test_no_text_breaks_the_syntax(text: str) -> None:
    for asked in (text, f"a {text} b", f'"{text}'):
        try:
            ASKED.find_quotes(asked, 5)
        except QueryError:
            assert "a" not in asked


def test_very_long_questions_are_cut() -> None:
    assert ASKED.find_quotes("word " * 100 * MOST_WORDS, 5) == []


@settings(max_examples=30, deadline=None)
@given(samples.worlds())
def test_every_quote_is_found_by_its_own_words(world: tuple[list[Article], list[Claim]]) -> None:
    articles, claims = world
    with Store() as store:
        for article in articles:
            store.replace_article(article.id, encode_article(article, claims))
        for claim in claims:
            for evidence in claim.evidence:
                try:
                    hits = store.search_quotes(f'"{evidence.quote}"', limit=10_000)
                except QueryError:
                    continue  # no word in it
                found = [
                    hit for hit in hits if (hit.article, hit.quote) == (evidence.article, evidence.quote)
                ]
                assert all(claim.id in hit.claims for hit in found)


def quotes(path: Path) -> set[tuple[str, str]]:
    """All that the index of a store on disk finds, read by somebody who may not write."""
    with Store(path, read_only=True) as store:
        return {(hit.article, hit.quote) for hit in store.search_quotes(synthetic.WORD, limit=100)}


def expected(**versions: int) -> set[tuple[str, str]]:
    return {(name, synthetic.quote(name, version)) for name, version in versions.items()}


def write(path: Path, **versions: int) -> None:
    with Store(path) as store:
        for name, version in versions.items():
            store.replace_article(name, synthetic.make_quads(name, version))


def test_corrected_and_deleted_articles_are_found_as_they_are_now(tmp_path: Path) -> None:
    path = tmp_path / "s"
    write(path, a=1, b=1)
    write(path, a=2)
    assert quotes(path) == expected(a=2, b=1)
    with Store(path) as store:
        store.delete_article("b")
        assert {hit.article for hit in store.search_quotes(synthetic.WORD, limit=9)} == {"a"}
    assert quotes(path) == expected(a=2)


LOST: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "no database": lambda file: file.write_bytes(b"Dear Sir, " * 1000),
    "another version": lambda file: (
        sqlite3.connect(file).execute("PRAGMA user_version = 99").connection.close()
    ),
}


@pytest.mark.parametrize("how", LOST)
def test_lost_index_is_made_again(tmp_path: Path, how: str) -> None:
    path = tmp_path / "s"
    write(path, a=1, b=1)
    LOST[how](path / TEXT)
    before = (path / TEXT).read_bytes() if (path / TEXT).exists() else None
    assert quotes(path) == expected(a=1, b=1)
    assert before == ((path / TEXT).read_bytes() if (path / TEXT).exists() else None), "a reader wrote"
    write(path, c=1)
    assert quotes(path) == expected(a=1, b=1, c=1)


def test_damage_inside_the_index_is_said(tmp_path: Path) -> None:
    path = tmp_path / "s"
    write(path, **{f"a{number}": 1 for number in range(200)})
    content = bytearray((path / TEXT).read_bytes())
    content[8192:] = b"\x55" * (len(content) - 8192)
    (path / TEXT).write_bytes(content)
    with pytest.raises(StoreError, match=f"delete its file {TEXT}"):
        quotes(path)


def test_reader_finds_what_a_dead_writer_had_not_indexed(tmp_path: Path) -> None:
    path = tmp_path / "s"
    write(path, a=1, b=1)
    process = FORKS.Process(target=synthetic.die_after_writing, args=(str(path),))
    process.start()
    process.join()
    with closing(sqlite3.connect(path / TEXT)) as rows:
        assert rows.execute("SELECT COUNT(*) FROM pending").fetchone() == (3,)
    assert quotes(path) == expected(a=2, c=1)
    write(path, d=1)
    with closing(sqlite3.connect(path / TEXT)) as rows:
        assert rows.execute("SELECT COUNT(*) FROM pending").fetchone() == (0,)
    assert quotes(path) == expected(a=2, c=1, d=1)


def test_index_follows_the_graphs_that_it_was_told_of() -> None:
    class Texts:
        def __init__(self) -> None:
            self.known = {
                "g": GraphText({"old words": (("c", "e"),)}),
                "h": GraphText({"old stones": (("c", "f"),)}),
            }

        def text_graphs(self) -> list[str]:
            return list(self.known)

        def graph_text(self, graph: str) -> GraphText:
            return self.known.get(graph, GraphText({}))

    texts, index = Texts(), TextIndex()
    index.update(texts)
    texts.known["g"] = GraphText({"new words": (("c", "e"), ("d", "e"))})
    index.update(texts)
    assert [hit.text for hit in index.find_quotes("words", 5)] == ["old words"]  # nobody said so
    index.expect(["g", "gone"])
    index.update(texts)
    (hit,) = index.find_quotes("words", 5)
    assert (hit.text, index.evidence(hit.row)) == ("new words", [("c", "e"), ("d", "e")])
    assert len(index.find_quotes("old", 5)) == 1
