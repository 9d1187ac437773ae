"""The graph as users hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import kg
from kg import knowledge
from kg.errors import KgError, StoreError
from kg.knowledge import KnowledgeGraph
from kg.model import Article


@pytest.fixture
def graph(article: Article) -> Iterator[KnowledgeGraph]:
    with kg.build([article]) as built:
        yield built


def test_public_names() -> None:
    assert {name for name in kg.__all__ if getattr(kg, name) is None} == set()
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # type: ignore[attr-defined] # noqa: B018


def test_the_same_claims_in_every_form(graph: KnowledgeGraph, article: Article) -> None:
    (claim,) = graph.claims()
    assert (claim.subject.id, claim.object.id) == ("Norway", "Russia")
    assert graph.query("SELECT ?who { ?who ir:condemns ent:Russia }").rows == [("ent:Norway",)]
    assert graph.query("ASK { ent:Norway ir:capital ent:Oslo }")
    assert list(graph.to_networkx().edges(keys=True)) == [("Norway", "Russia", claim.id)]
    assert "ent:Norway" in graph.to_turtle()
    assert claim.id in graph.to_json_lines()
    assert len(graph.to_rdflib()) > 1000
    (known,) = graph.articles()
    assert (known.id, known.date, known.text) == (article.id, article.date, "")
    assert graph.tenures() == []
    assert graph.validate() == []


def test_labels_and_claims_that_articles_share_are_counted_once(article: Article) -> None:
    again = replace(article, id="again", url="https://example.org/again", text=f"{article.text} Rain.")
    with kg.build([article, again]) as graph:
        names = "SELECT ?l WHERE { ent:Norway skos:prefLabel ?l FILTER(LANG(?l) = 'en') }"
        assert graph.query(names).rows == [("Norway",)]
        counted = graph.query("SELECT (COUNT(*) AS ?n) WHERE { ?c a ir:Claim }").rows
        assert counted == [(graph.stats()["claims"],)] == [(1,)]


def test_page_knows_other_names_of_actors(graph: KnowledgeGraph) -> None:
    page = graph.to_html(title="North")
    assert "<title>North" in page
    assert "Russian Federation" in page
    assert "Argentina" not in page


def test_stats_count_what_is_there(graph: KnowledgeGraph) -> None:
    assert graph.stats() == {
        "articles": 1,
        "claims": 1,
        "evidence": 1,
        "actors": {"State": 2},
        "claims_by_root": {"ACCUSE": 1},
        "claims_by_modality": {"actual": 1},
    }


def test_notebook_shows_the_network(graph: KnowledgeGraph) -> None:
    assert "height:300px" in graph.show(height=300)._repr_html_()
    assert graph._repr_html_().startswith("<iframe")


@pytest.mark.parametrize("suffix", [".ttl", ".nq", ".trig", ".jsonld", ".nt", ".rdf", ".html", ".jsonl"])
def test_export_chooses_by_suffix(graph: KnowledgeGraph, tmp_path: Path, suffix: str) -> None:
    graph.export(tmp_path / f"graph{suffix}")
    assert "Norway" in (tmp_path / f"graph{suffix}").read_text(encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 1


def count_claims(graph: KnowledgeGraph) -> str:
    return str(len(graph.claims()))


def test_installed_packages_add_files(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = EntryPoint("count", f"{__name__}:count_claims", "kg.views")
    monkeypatch.setattr(EntryPoint, "load", lambda _: count_claims)
    monkeypatch.setattr(knowledge, "entry_points", lambda group: [added] if group == "kg.views" else [])
    graph.export(tmp_path / "claims.count")
    assert (tmp_path / "claims.count").read_text() == "1"
    with pytest.raises(KgError, match=r"suffix '.docx'; choose from .ttl, .*\.count"):
        graph.export(tmp_path / "claims.docx")


def test_open_reads_only_and_close_gives_free(article: Article, tmp_path: Path) -> None:
    kg.build([article], store=tmp_path / "store").close()
    with kg.open(tmp_path / "store") as graph, pytest.raises(StoreError, match="reading only"):
        graph.store.replace_article("x", [])
    with pytest.raises(StoreError, match="there is no store"):
        kg.open(tmp_path / "missing")
    kg.build([article], store=tmp_path / "store").close()
