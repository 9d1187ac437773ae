"""Who is meant in a text, through the API: spans, forms, candidates with reasons; quality does not fall."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.actors.gazetteer import read_gazetteer
from kg.model import Article, Form, Mention
from kg.pipeline import BuildOptions
from scripts.score_actors import Score, read_texts, score_text
from tests.test_directory import PREFIXES

PIECES = (
    "OSLO, |Moscow |Macron |the Iranian foreign minister |Ms Vik |Georgia|NATO |(NATO) |they |she |said |"
    "both sides |his counterpart |met |and |, |. |“We |” |\n\n|’s |é"
).split("|")
DAY = date(2025, 6, 2)
GOLD = Path(__file__).parent / "gold"
FLOORS: dict[str, dict[str, float]] = json.loads((GOLD / "actors_floors.json").read_text("utf-8"))
STORY = (
    "OSLO, June 2 - Norwegian Defence Minister Kari Holmen condemned Moscow. “We will help Peru,” she said."
    "\n\nIran-backed rebels fired at Danish ships. The Danes thanked Holmen, and Jack London praised her."
)


def link(text: str, day: date | None = DAY, title: str | None = None) -> list[tuple[str, list[str]]]:
    """The words of each mention with the ids of who is meant."""
    mentions = kg.link(Article(id="text", text=text, date=day, title=title))
    return [(text[slice(*m.span)], [e.id for e in m.entities]) for m in mentions]


@pytest.fixture(scope="module")
def story() -> list[Mention]:
    return kg.link(Article(id="story", text=STORY, date=DAY))


class TestMentions:
    def test_are_in_the_order_of_the_text(self, story: list[Mention]) -> None:
        spans = [m.span for m in story]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(STORY) for start, end in spans)

    def test_have_the_words_and_the_form_of_the_text(self, story: list[Mention]) -> None:
        found = {(STORY[slice(*m.span)], m.form, *(e.id for e in m.entities)) for m in story if m.entities}
        assert found >= {
            ("OSLO", Form.NAME, "Oslo"),
            ("Norwegian", Form.ADJECTIVE, "Norway"),
            ("Kari Holmen", Form.NAME, "Kari_Holmen"),
            ("Moscow", Form.METONYM, "Russia"),
            ("We", Form.PRONOUN, "Norway"),
            ("she", Form.PRONOUN, "Kari_Holmen"),
            ("Danes", Form.DEMONYM, "Denmark"),
            ("Holmen", Form.NAME, "Kari_Holmen"),
            ("her", Form.PRONOUN, "Kari_Holmen"),
        }

    def test_stand_for_somebody_or_nobody_each(self, story: list[Mention]) -> None:
        assert all(len(m.stands_for) == len(m.entities) for m in story)
        (london,) = (m for m in story if STORY[slice(*m.span)] == "Jack London")
        assert london.stands_for == (None,)

    def test_have_candidates_from_the_best_to_the_worst(self, story: list[Mention]) -> None:
        weighed = [m.candidates for m in story if m.candidates]
        assert all(c.reasons for candidates in weighed for c in candidates)
        assert all(list(c) == sorted(c, key=lambda one: -one.score) for c in weighed)
        (moscow,) = (m for m in story if m.form is Form.METONYM)
        assert moscow.candidates[0].entity == moscow.entities[0]
        assert moscow.candidates[0].reasons[:2] == ("metonym", "acts here")

    @pytest.mark.parametrize(
        ("name", "reason"),
        [("Iran", "part of “Iran-backed”"), ("London", "part of the name “Jack London”")],
    )
    def test_without_entities_say_why(self, story: list[Mention], name: str, reason: str) -> None:
        (dropped,) = (m for m in story if STORY[slice(*m.span)] == name)
        assert (dropped.entities, dropped.stands_for) == ((), ())
        assert {c.reasons[-1] for c in dropped.candidates} == {reason}

    def test_are_the_same_twice(self, story: list[Mention]) -> None:
        assert kg.link(Article(id="story", text=STORY, date=DAY)) == story

    @pytest.mark.parametrize("text", ["", " \n\n", "It rained all night."])
    def test_there_are_none_in_a_text_without_actors(self, text: str) -> None:
        assert kg.link(text) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([DAY, date(1972, 1, 1), None]))
def test_whatever_the_text_spans_index_it(pieces: list[str], day: date | None) -> None:
    text = "".join(pieces)
    mentions = kg.link(Article(id="text", text=text, date=day))
    assert [m.span for m in mentions] == sorted(m.span for m in mentions)
    assert all(text[slice(*m.span)].strip() for m in mentions)
    assert all(len(m.stands_for) == len(m.entities) and (m.entities or m.candidates) for m in mentions)


class TestArticles:
    def test_a_text_alone_has_no_day(self) -> None:
        text = "The French president praised Chad."
        (_, president, _) = kg.link(text)
        assert [e.id for e in president.entities] == ["France"]
        assert ("French president", ["Emmanuel_Macron"]) in link(text)

    def test_the_day_says_who_is_in_office(self) -> None:
        text = "Merkel praised Chad."
        assert link(text, date(2010, 6, 1))[0] == ("Merkel", ["Angela_Merkel"])
        assert link(text, date(2024, 6, 1))[0] == ("Merkel", [])

    def test_the_title_introduces_people(self) -> None:
        text = "Merkel praised Chad."
        assert link(text, title="Angela Merkel in N'Djamena")[0] == ("Merkel", ["Angela_Merkel"])

    @pytest.mark.parametrize(
        ("dateline", "place", "state"),
        [
            ("OSLO, June 2 - ", "Oslo", "Norway"),
            ("CAIRO (Agency) - ", "Cairo", "Egypt"),
            ("LIMA — ", "Lima", "Peru"),
        ],
    )
    def test_the_dateline_says_of_which_state_the_text_speaks(
        self, dateline: str, place: str, state: str
    ) -> None:
        found = link(f"{dateline}The government praised Chad.")
        assert found[0] == (place.upper(), [place])
        assert found[1] == ("government", [state])

    def test_a_headline_in_capitals(self) -> None:
        assert link("NORWAY SENDS TANKS AS MACRON VISITS SOUTH SUDAN") == [
            ("NORWAY", ["Norway"]),
            ("MACRON", ["Emmanuel_Macron"]),
            ("SOUTH SUDAN", ["South_Sudan"]),
        ]


class TestWhatIsNotShown:
    @pytest.mark.parametrize(
        "text", ["Kenyan farmers fled.", "A student from Kenya fled.", "Norwegian tourists were hurt."]
    )
    def test_private_people(self, text: str) -> None:
        assert {words for words, _ in link(text)} <= {"Kenya"}

    def test_but_what_is_done_to_them_is_coded(self) -> None:
        article = Article(id="farmers", text="Uganda attacked Kenyan farmers.", date=DAY)
        assert [m.entities[0].id for m in kg.link(article)] == ["Uganda"]
        (claim,) = kg.extract(article)
        assert (claim.subject.id, claim.relation.id, claim.object.id) == ("Uganda", "attacks", "Kenya")

    def test_arms(self) -> None:
        article = Article(id="jets", text="Russian jets bombed Georgia.", date=DAY)
        assert "jets" not in " ".join(words for words, _ in link(article.text))
        assert [claim.subject.id for claim in kg.extract(article)] == ["Russia"]


def test_actors_of_a_users_own_are_linked(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        f"""{PREFIXES}
ent:Zelvia a ir:State ; skos:prefLabel "Zelvia"@en ; ir:iso3 "ZVX" ; ir:adjective "Zelvian"@en .
ent:Ora_Quist a ir:Person ; skos:prefLabel "Ora Quist"@en ; ir:represents ent:Zelvia .
""",
        encoding="utf-8",
    )
    text = "Zelvian troops left. Ora Quist thanked Peru."
    mentions = kg.link(Article(id="own", text=text, date=DAY), options=BuildOptions(actors=(own,)))
    found = [(text[slice(*m.span)], s.id) for m in mentions for s in m.stands_for if s is not None]
    assert found == [
        ("Zelvian", "Zelvia"),
        ("Zelvian troops", "Zelvia"),
        ("Ora Quist", "Zelvia"),
        ("Peru", "Peru"),
    ]
    assert "Zelvia" not in {e for _, ids in link(text) for e in ids}


@cache
def scored(name: str) -> Score:
    """The counts of a file of marked texts."""
    score = Score()
    for text in read_texts(GOLD / f"{name}.txt"):
        score_text(text, score, read_gazetteer())
    return score


@pytest.mark.parametrize(
    ("name", "measure"), [(name, measure) for name, floors in FLOORS.items() for measure in floors]
)
def test_quality_does_not_fall(name: str, measure: str) -> None:
    assert scored(name).of(measure).scores()["F1"] >= FLOORS[name][measure]


def test_every_file_of_marked_texts_has_floors() -> None:
    assert set(FLOORS) == {path.stem for path in GOLD.glob("actors_*.txt")}
    assert all(set(floors) == {"mention", "entity", "state", "pointing"} for floors in FLOORS.values())
