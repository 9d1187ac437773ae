"""The sample articles, from text to claims to Turtle.

The Turtle files and floors are data under tests/golden; `python -m scripts.update_golden` writes them
anew after a wanted change.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

import kg
from kg.knowledge import KnowledgeGraph
from scripts.score_gold import Score
from scripts.update_golden import (
    ARTICLES,
    FIGURES,
    GOLDEN,
    LEVELS,
    NAMES,
    NO_REASON,
    false_claims,
    make_turtle,
    measured,
    new_floors,
    read_floors,
    score_article,
)

FLOORS = read_floors()


@cache
def scored(name: str) -> Score:
    return score_article(name)


@pytest.fixture(scope="module")
def graph() -> Iterator[KnowledgeGraph]:
    """All sample articles in one graph."""
    with kg.build(ARTICLES) as built:
        yield built


def test_there_are_five_articles_with_floors() -> None:
    assert len(NAMES) == 5
    assert list(FLOORS) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
class TestEveryArticle:
    def test_turtle_is_the_same_to_the_byte(self, name: str) -> None:
        expected = (GOLDEN / f"{name}.ttl").read_text("utf-8")
        assert make_turtle(name) == expected, "if this is wanted: python -m scripts.update_golden"

    def test_quality_does_not_fall(self, name: str) -> None:
        found = measured(scored(name))
        fallen = [
            f"{level} {figure}: {found[level][figure]} is below {FLOORS[name][level][figure]}"
            for level in LEVELS
            for figure in FIGURES
            if found[level][figure] < FLOORS[name][level][figure]
        ]
        assert fallen == [], "\n".join(scored(name).errors)

    def test_nothing_false_but_what_is_known_to_be(self, name: str) -> None:
        known = FLOORS[name]["known_false"]
        assert false_claims(scored(name)) == sorted(known)
        assert all(reason.strip() and reason != NO_REASON for reason in known.values())

    def test_graph_keeps_every_claim(self, name: str) -> None:
        path = ARTICLES / f"{name}.txt"
        with kg.build(path) as built:
            kept = {claim.id: claim for claim in built.claims()}
        assert kept == {claim.id: claim for claim in kg.extract(path)}
        assert kept

    def test_quotes_are_the_words_of_the_article(self, name: str) -> None:
        path = ARTICLES / f"{name}.txt"
        text = path.read_text("utf-8")
        evidence = [e for claim in kg.extract(path) for e in claim.evidence]
        assert [e.quote for e in evidence if text[e.start : e.end] != e.quote] == []
        assert all(e.start <= e.trigger[0] < e.trigger[1] <= e.end for e in evidence)


def test_all_articles_together_fit_the_shapes(graph: KnowledgeGraph) -> None:
    assert graph.validate() == []


def test_all_articles_together_say_what_each_says(graph: KnowledgeGraph) -> None:
    alone = {claim.id for name in NAMES for claim in kg.extract(ARTICLES / f"{name}.txt")}
    assert {claim.id for claim in graph.claims()} == alone


class TestFloors:
    def test_rise_with_what_is_measured_and_fall_only_when_told(self) -> None:
        name = NAMES[0]
        now = measured(scored(name))
        worse = {level: dict.fromkeys(FIGURES, 0.01) for level in LEVELS}
        better = {level: dict.fromkeys(FIGURES, 1.0) for level in LEVELS}

        def after(old: dict[str, dict[str, float]], *, lower: bool) -> dict[str, dict[str, float]]:
            entry = new_floors(name, scored(name), old, lower=lower)
            return {level: entry[level] for level in LEVELS}

        assert after(worse, lower=False) == now
        assert after(better, lower=False) == better
        assert after(better, lower=True) == now

    def test_claims_of_another_modality_are_not_false_edges(self) -> None:
        total = Score(
            errors=["false   A attacks B planned   x", "false   A attacks B actual   x", "extra   C"]
        )
        assert false_claims(total) == ["A attacks B actual"]


def test_readme_shows_claims_that_the_program_makes(graph: KnowledgeGraph) -> None:
    readme = (ARTICLES.parents[1] / "README.md").read_text("utf-8")
    table = readme.partition("| Subject |")[2].partition("\n\n")[0].splitlines()[2:]
    shown = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table]
    assert len(shown) >= 5
    made = [
        ((c.subject.name, c.relation.label, c.object.name, c.modality.value, _dates(c)), e.quote)
        for c in graph.claims()
        for e in c.evidence
    ]
    missing = [
        row for row in shown if not any(row[:-1] == facts and row[-1] in quote for facts, quote in made)
    ]
    assert missing == []


def _dates(claim: kg.Claim) -> str:
    return " to ".join(day.isoformat() for day in (claim.date, claim.date_end) if day is not None)
