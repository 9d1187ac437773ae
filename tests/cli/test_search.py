"""`kg search`: sentences and actors by words, for people, for programs and for SPARQL."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Quad

import kg
from kg.graph.triples import encode_article
from kg.knowledge import KnowledgeGraph
from kg.model import Article, Claim, Entity, Evidence, Modality
from kg.ontology import read_relations
from kg.views.search import NOTHING, render_hits, render_names
from tests.conftest import RunKg

ARTICLE = Article(
    id="oslo", text="Norway condemned Russia over the attack.", title="Norway condemns attack",
    date=date(2025, 3, 3), publisher="Agency",
)  # fmt: skip
LONGER = "After weeks of talks, Norway condemned Russia over the attack on the grain corridor."


def encode(article: Article) -> tuple[str, list[Quad]]:
    """The article with one claim, of which all its text is the evidence."""
    evidence = Evidence(
        article=article.id, start=0, end=len(article.text), quote=article.text, trigger=(0, 1),
        subject_span=None, object_span=None, extractor="test", score=0.9,
    )  # fmt: skip
    claim = Claim(
        subject=Entity(id="Norway", name="Norway", kind="State", state="NOR"),
        relation=read_relations()["condemns"],
        object=Entity(id="Russia", name="Russia", kind="State", state="RUS"),
        modality=Modality.ACTUAL, date=date(2025, 3, 3), date_end=None, evidence=(evidence,),
    )  # fmt: skip
    return article.id, encode_article(article, [claim])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles of which one quotes more; the tests only read it."""
    path = tmp_path_factory.mktemp("search") / "s"
    with KnowledgeGraph.create(path) as graph:
        assert graph.add([encode(ARTICLE), encode(Article(id="bergen", text=LONGER, title="Grain"))]) == 2
    return path


def test_sentences_are_shown_with_their_article_and_claims(run_kg: RunKg, store: Path) -> None:
    found = run_kg("search", "attacks", "condemning", "--store", store)
    assert found.exit_code == 0
    assert found.output.splitlines() == [
        "2025-03-03 · Agency · Norway condemns attack · oslo",
        "Norway condemned Russia over the attack.",
        "  Norway condemns Russia (actual, 2025-03-03)",
        "",
        "Grain · bergen",
        "After weeks of talks, Norway condemned Russia over the attack on the grain corridor.",
        "  Norway condemns Russia (actual, 2025-03-03)",
    ]
    assert run_kg("search", "attack", "--limit", "1", "--store", store).output.count("Norway condemned") == 1
    assert run_kg("search", "moon", "--store", store).output == NOTHING


def test_words_are_taken_as_they_are(run_kg: RunKg, store: Path) -> None:
    for asked in (
        '"grain corridor"',
        "grain-corridor",
        "grain (corridor)",
        "corridor NOT' grain",
        "{corridor}",
    ):
        found = run_kg("search", asked, "--store", store)
        assert found.exit_code == 0
        assert ("bergen" in found.output) is ("NOT" not in asked)
    assert run_kg("search", "the grain attack", "--store", store).output.count("bergen") == 1
    nothing = run_kg("search", "?!", "--store", store)
    assert (nothing.exit_code, nothing.output.count("\n")) == (3, 1)
    assert "holds no word" in nothing.output


def test_hits_as_json(run_kg: RunKg, store: Path) -> None:
    (hit,) = json.loads(run_kg("search", "grain", "--json", "--store", store).stdout)
    assert [hit["quote"][start:end] for start, end in hit["marks"]] == ["grain"]
    assert (hit["article"], hit["title"], hit["date"], hit["publisher"]) == ("bergen", "Grain", None, None)
    (claim,) = hit["claims"]
    assert claim["subject"] == {"id": "Norway", "name": "Norway"}
    assert (claim["relation"], claim["object"]["id"], claim["modality"]) == ("condemns", "Russia", "actual")
    asked = f"ASK {{ claim:{claim['id']} ir:hasEvidence ev:{claim['evidence']} }}"
    assert "true" in run_kg("query", asked, "--format", "csv", "--store", store).output
    assert json.loads(run_kg("search", "moon", "--json", "--store", store).stdout) == []


def test_hits_join_a_query(run_kg: RunKg, store: Path) -> None:
    clause = run_kg("search", "grain", "--values", "--store", store).output
    asked = f"SELECT ?who {{ {clause} ?claim rdf:subject ?who }}"
    answer = run_kg("query", asked, "--format", "csv", "--store", store).output
    assert answer.split() == ["who", "https://w3id.org/irkg/entity/Norway"]
    clause = run_kg("search", "--actors", "kingdom of norway", "--values", "--store", store).output
    asked = f"SELECT ?what {{ {clause} ?actor ir:condemns ?what }}"
    answer = run_kg("query", asked, "--format", "csv", "--store", store).output
    assert answer.split() == ["what", "https://w3id.org/irkg/entity/Russia"]
    nobody = run_kg("search", "--actors", "zzzz", "--values", "--store", store).output
    assert "no" not in run_kg("query", f"SELECT ?x {{ {nobody} ?actor ?p ?x }}", "--store", store).output


def test_actors_by_any_of_their_names(run_kg: RunKg, store: Path) -> None:
    found = run_kg("search", "--actors", "kingdom of norway", "--store", store)
    assert found.exit_code == 0
    assert re.search(r"^Norway +Kingdom of Norway$", found.output, re.MULTILINE)
    hits = json.loads(run_kg("search", "--actors", "russian federation", "--json", "--store", store).stdout)
    assert "Russia" in [hit["id"] for hit in hits]


def test_what_was_found_is_coloured_on_a_terminal_only(store: Path) -> None:
    with kg.open(store) as graph:
        hits, names = graph.search("attack"), graph.search_actors("norway", limit=1)
    assert "\x1b" not in render_hits(hits) + render_names(names)
    assert re.search("\x1b\\[[0-9;]*mattack\x1b", render_hits(hits, colour=True))
    assert re.search("\x1b\\[[0-9;]*mNorway\x1b", render_names(names, colour=True))


def test_quotes_cannot_act_on_the_terminal(store: Path) -> None:
    with kg.open(store) as graph:
        (hit, *_) = graph.search("attack")
    odd = replace(hit, quote="an \x1b[31m attack\non \u202eit", marks=((9, 15),))
    assert "an [31m attack on it" in render_hits([odd])
