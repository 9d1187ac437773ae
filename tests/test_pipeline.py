"""The stages together: what is read, what is skipped, what fails, and that order and counts are kept."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spacy.tokens import Doc

import kg
from kg import background
from kg import pipeline as stages
from kg.coding.claims import Coder
from kg.errors import PipelineError, SourceError
from kg.model import Article, Claim
from kg.pipeline import Sources
from kg.report import BuildReport
from tests.conftest import TEXT


def facts(claims: list[Claim]) -> list[tuple[str, str, str]]:
    return [(claim.subject.id, claim.relation.id, claim.object.id) for claim in claims]


def test_claims_come_in_the_order_of_articles_and_text(article: Article) -> None:
    second = Article(id="second", text="Sweden thanked Denmark.\nFrance condemned Iran.")
    claims = list(kg.extract([article, second]))
    assert [claim.evidence[0].article for claim in claims] == ["oslo", "second", "second"]
    assert facts(claims)[0] == ("Norway", "condemns", "Russia")
    assert [claim.object.id for claim in claims[1:]] == ["Denmark", "Iran"]


def test_groups_and_batches_do_not_change_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [Article(id=str(n), text=f"{TEXT} France thanked Italy for its help.") for n in range(7)]
    together = list(kg.extract(articles))
    monkeypatch.setattr(stages, "ARTICLES_AT_ONCE", 2)
    monkeypatch.setattr(stages, "SENTENCES_AT_ONCE", 1)
    assert list(kg.extract(articles)) == together


def test_one_article_says_a_thing_once_with_all_its_sentences(article: Article) -> None:
    twice = replace(article, text=f"{TEXT}\nNorway condemned Russia again.", date=None)
    (claim,) = kg.extract([twice])
    assert [twice.text[e.start : e.end] for e in claim.evidence] == twice.text.splitlines()
    assert claim.evidence[0].published is None


def test_sentences_that_cannot_hold_a_claim_are_counted_not_parsed(article: Article) -> None:
    crowd = "Norway condemned Russia and " + "again " * 150
    report = BuildReport()
    text = f"{TEXT}\nMarkets fell sharply today.\nRain fell.\n{crowd}"
    list(kg.extract([replace(article, text=text)], report=report))
    assert report.sentences_read == 1
    assert report.sentences_skipped == Counter(
        {"fewer than two possible actors": 1, "fewer than three words": 1, "over 150 words": 1}
    )


@pytest.mark.parametrize(
    "text",
    [
        "Iran condemned Israel.",
        "Both sides agreed to talk.",
        "They agreed to cooperate.",
        "Its ministers were arrested there.",
        "The Borduria Front attacked Russia.",
    ],
)
def test_short_sentences_with_two_actors_are_read(text: str) -> None:
    report = BuildReport()
    list(kg.extract([Article(id="a", text=text)], report=report))
    assert report.sentences_read == 1


def test_a_name_at_the_start_counts_if_it_stands_inside_elsewhere() -> None:
    report = BuildReport()
    list(kg.extract([Article(id="a", text="Iran saw Zork yesterday. Zork condemned Iran.")], report=report))
    assert report.sentences_read == 2


def test_counts_fit_the_claims(article: Article) -> None:
    report = BuildReport()
    claims = list(kg.extract([article], report=report))
    assert report.mentions_linked == 2
    assert report.claims_by_root == Counter({"ACCUSE": len(claims)})
    assert report.claims_by_modality == Counter({"actual": len(claims)})


@pytest.fixture
def broken_on_sweden(monkeypatch: pytest.MonkeyPatch) -> None:
    code = Coder.code_sentence

    def fail(self: Coder, doc: Doc, *args: Any, **kwargs: Any) -> list[Claim]:
        if "Sweden" in doc.text:
            raise RuntimeError("no Swedish")
        return code(self, doc, *args, **kwargs)

    monkeypatch.setattr(Coder, "code_sentence", fail)


@pytest.mark.usefixtures("broken_on_sweden")
def test_an_article_that_fails_is_reported_and_others_go_on(article: Article) -> None:
    broken = Article(id="broken", text="Sweden thanked Denmark.")
    with kg.build([broken, article]) as graph:
        assert graph.report.failed == (("broken", "RuntimeError: no Swedish"),)
        assert [found.id for found in graph.articles()] == ["oslo"]
        assert graph.report.articles == 1
        assert graph.report.sentences_read == 1


def test_building_again_changes_nothing_and_a_correction_replaces(article: Article, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with kg.build([article], store=store) as graph:
        before = sorted(map(str, graph.store.quads()))
    seen: list[str] = []
    with kg.build(article, store=store, progress=lambda done: seen.append(done.id)) as graph:
        assert (graph.report.articles, graph.report.articles_unchanged) == (0, 1)
        assert sorted(map(str, graph.store.quads())) == before
    assert seen == ["oslo"]
    corrected = replace(article, text=TEXT.replace("Russia", "Belarus"))
    with kg.build([corrected], store=store) as graph:
        assert graph.report.articles_replaced == 1
        assert facts(graph.claims()) == [("Norway", "condemns", "Belarus")]


def test_changed_knowledge_builds_again(
    article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.build([article], store=tmp_path / "store").close()
    monkeypatch.setattr(stages, "digest_knowledge", lambda actors: f"other{actors}")
    with kg.build([article], store=tmp_path / "store") as graph:
        assert graph.report.articles_replaced == 1


@pytest.mark.parametrize(
    "text",
    [
        "NORWAY CONDEMNS RUSSIA OVER ATTACK",
        "Norway condemned the Russian government’s plans for Ukraine.",
        "“Norway condemns Russia over the attack,” its foreign minister said.",
    ],
)
def test_text_that_is_read_in_another_form_is_quoted_as_it_stands(text: str) -> None:
    with kg.build([Article(id="oslo", text=text, date=date(2025, 3, 3))]) as graph:
        assert not graph.report.failed
        (claim,) = [c for c in graph.claims() if c.relation.id == "condemns"]
    assert (claim.subject.id, claim.object.id) == ("Norway", "Russia")
    assert claim.evidence[0].quote == text


def test_the_two_are_those_whom_a_sentence_joined_and_not_those_named_most() -> None:
    text = (
        "Norway accused Russia of lying. Norway said Russia had jammed its radars. "
        "Oslo praised the cooperation between Norway and Sweden. The meeting will be long. "
        "The two countries signed an agreement."
    )
    with kg.build([Article(id="oslo", text=text, date=date(2025, 3, 3))]) as graph:
        signed = {
            (c.subject.id, c.object.id) for c in graph.claims() if c.relation.id == "signsAgreementWith"
        }
    assert signed == {("Norway", "Sweden")}


def test_config_names_what_claims_depend_on() -> None:
    pipeline, spacy, own, knowledge = kg.BuildOptions().config.split()
    assert pipeline.startswith("en_")
    assert spacy.startswith("spacy-3.")
    assert own == f"irkg-{kg.__version__}"
    assert knowledge.startswith("knowledge-")


def test_base_of_the_data(article: Article, tmp_path: Path) -> None:
    options = kg.BuildOptions(base="https://example.org/")
    kg.build([article], store=tmp_path / "store", options=options).close()
    with kg.build([article], store=tmp_path / "store") as graph:
        assert graph.report.articles_unchanged == 1
        assert "https://example.org/" in graph.to_turtle()


def test_sources_are_files_and_folders_or_one_alone(article: Article, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(article.text)
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "b", "text": "Iran condemned Israel."}))
    given: list[Sources] = [str(tmp_path), tmp_path, [tmp_path / "a.txt", str(tmp_path / "b.jsonl")]]
    for sources in given:
        assert [claim.subject.id for claim in kg.extract(sources)] == ["Norway", "Iran"]
    with pytest.raises(SourceError):
        kg.build([tmp_path / "missing.txt"])


def test_unknown_pipeline_is_told(article: Article) -> None:
    with pytest.raises(PipelineError, match="not installed"):
        kg.build([article], options=kg.BuildOptions(pipeline="en_missing"))


def test_label_answers_every_record_in_order() -> None:
    records: list[dict[str, Any]] = [
        {"id": 1, "text": "Iran condemned Israel.", "source": [0, 4], "target": [15, 21]},
        {"id": "two", "text": "Iran Israel", "source": [0, 4], "target": [5, 11]},
    ]
    first, second = kg.label(records)
    assert (first["id"], first["root"], first["relation"]) == (1, "ACCUSE", "condemns")
    assert second["id"] == "two"
    assert second["root"]
    for answer in (first, second):
        assert isinstance(answer["score"], float)
        assert 0 <= answer["score"] <= 1


@pytest.mark.parametrize(
    ("file", "counts"),
    [("ir.ttl", True), ("lexicon/verbs.tsv", True), ("shapes.ttl", False), ("questions/words.tsv", False)],
)
def test_only_knowledge_that_decides_on_claims_makes_articles_be_read_again(
    file: str, counts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "ontologies", lambda: tmp_path)
    changed = tmp_path / file
    changed.parent.mkdir(exist_ok=True)
    changed.write_text("one", "utf-8")
    before = background.digest_knowledge()
    changed.write_text("other", "utf-8")
    assert (background.digest_knowledge() != before) is counts
