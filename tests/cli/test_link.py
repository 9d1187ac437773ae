"""`kg link` end to end: the text it is given, the table, the JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.model import Article, Candidate, Entity, Form, Mention
from kg.views.actors import render_mention, render_mentions
from tests.conftest import RunKg

STORY = "Oslo thanked Rome for its help. Benito Qvist disagreed."
OKON = """
@prefix ent: <https://w3id.org/irkg/entity/> .
@prefix ir: <https://w3id.org/irkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ent:Zed_Okon a ir:Person ; skos:prefLabel "Zed Okon"@en ; ir:represents ent:Norway .
"""
NORWAY = Entity(id="Norway", name="Norway", kind="State", state="NOR", wikidata="Q20")
OSLO = Entity(id="Oslo", name="Oslo", kind="Place", state="NOR")
ARTICLE = Article(id="a", text="Oslo met Sørensen and them.")


def weighed(entity: Entity, score: float, *reasons: str) -> Candidate:
    return Candidate(entity=entity, score=score, reasons=reasons)


@pytest.fixture
def mentions() -> list[Mention]:
    candidates = (weighed(NORWAY, 4.5, "metonym", "acts here"), weighed(OSLO, 2.8, "name"))
    against = weighed(OSLO, -1.0, "short_name", "another first name: “Mr”")
    return [
        Mention(
            span=(0, 4),
            head=0,
            entities=(NORWAY,),
            stands_for=(NORWAY,),
            form=Form.METONYM,
            candidates=candidates,
        ),
        Mention(span=(9, 17), head=2, entities=(), stands_for=(), candidates=(against,) * 2),
        Mention(span=(22, 26), head=4, entities=(NORWAY, OSLO), stands_for=(NORWAY, None), form=Form.PRONOUN),
    ]


def test_table_says_who_is_meant_and_why(mentions: list[Mention]) -> None:
    lines = [" ".join(line.split()) for line in render_mentions(mentions, ARTICLE, width=120).splitlines()]
    assert lines[0] == "Words Form Who For Score Why"
    assert lines[2:] == [
        "Oslo metonym Norway Norway 4.5 metonym; acts here",
        "or Oslo 2.8 name",
        "Sørensen name nobody - - another first name: “Mr”",
        "or Oslo -1.0 short name; another first name: “Mr”",
        "them pronoun Norway, Oslo Norway, - -",
    ]


def test_many_readings_are_counted_and_an_open_choice_is_said() -> None:
    readings = tuple(
        weighed(Entity(id=f"K{n}", name=f"Kim {n}", kind="Person"), 2.4, "name") for n in range(9)
    )
    mention = Mention(span=(0, 4), head=0, entities=(), stands_for=(), candidates=readings)
    text = render_mentions([mention], ARTICLE, width=120)
    assert "no reading stands out" in text
    assert "or Kim 2" in text
    assert "Kim 3" not in text
    assert "or 6 more" in text


@pytest.mark.parametrize("width", [40, 72, 120])
def test_table_keeps_its_width_and_has_colours_only_when_asked(mentions: list[Mention], width: int) -> None:
    plain = render_mentions(mentions, ARTICLE, width=width)
    assert max(map(len, plain.splitlines())) <= width
    assert "\x1b" not in plain
    assert "\x1b[" in render_mentions(mentions, ARTICLE, width=width, colour=True)


def test_control_characters_of_a_text_do_not_reach_the_terminal() -> None:
    article = Article(id="a", text="Os\x1b[31mlo")
    mention = Mention(span=(0, 9), head=0, entities=(NORWAY,), stands_for=(None,))
    assert "\x1b" not in render_mentions([mention], article)


def test_json_of_a_mention(mentions: list[Mention]) -> None:
    norway = {"id": "Norway", "name": "Norway", "kind": "State", "state": "NOR", "wikidata": "Q20"}
    oslo = {"id": "Oslo", "name": "Oslo", "kind": "Place", "state": "NOR", "wikidata": None}
    assert json.loads(render_mention(mentions[0], ARTICLE)) == {
        "article": "a",
        "start": 0,
        "end": 4,
        "text": "Oslo",
        "form": "metonym",
        "entities": [norway],
        "stands_for": [norway],
        "candidates": [
            {"entity": norway, "score": 4.5, "reasons": ["metonym", "acts here"]},
            {"entity": oslo, "score": 2.8, "reasons": ["name"]},
        ],
    }
    assert json.loads(render_mention(mentions[2], ARTICLE))["stands_for"] == [norway, None]


def test_text_in_quotes(run_kg: RunKg) -> None:
    table = run_kg("link", STORY)
    assert table.exit_code == 0
    assert "Norway" in table.stdout
    found = [json.loads(line) for line in run_kg("link", STORY, "--json").stdout.splitlines()]
    assert {("Oslo", "Norway"), ("Rome", "Italy")} <= {
        (mention["text"], entity["id"]) for mention in found for entity in mention["entities"]
    }
    assert all(STORY[mention["start"] : mention["end"]] == mention["text"] for mention in found)


def test_file_and_standard_input(run_kg: RunKg, tmp_path: Path) -> None:
    path = tmp_path / "oslo.txt"
    path.write_text(STORY)
    whole = run_kg("link", path, "--json").stdout.splitlines()
    piped = run_kg("link", "-", "--json", stdin=STORY).stdout.splitlines()
    assert [json.loads(line) | {"article": ""} for line in whole] == [
        json.loads(line) | {"article": ""} for line in piped
    ]
    assert json.loads(whole[0])["article"] == "oslo"


def test_articles_of_a_file_are_told_apart(run_kg: RunKg, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    records = [{"id": "one", "text": STORY}, {"id": "broken"}, {"id": "two", "text": STORY}]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    result = run_kg("link", path)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {path}:2: ")
    assert {"one", "two"} <= set(result.stdout.splitlines())


def test_a_missing_file_is_no_text(run_kg: RunKg) -> None:
    result = run_kg("link", "missing.txt")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "missing.txt: no such file" in result.stderr


@pytest.mark.parametrize("text", ["", "Rain fell.", "rain " * 2000])
def test_texts_without_actors(run_kg: RunKg, text: str) -> None:
    result = run_kg("link", text)
    assert (result.exit_code, result.stdout) == (0, "Nobody is mentioned.\n")


def test_options_reach_the_linker(run_kg: RunKg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[tuple[Article, kg.BuildOptions]]()

    def link(article: Article, *, options: kg.BuildOptions) -> list[Mention]:
        given.append((article, options))
        return []

    monkeypatch.setattr(kg, "link", link)
    mine = tmp_path / "mine.ttl"
    mine.write_text(OKON)
    run_kg("link", STORY, "--date", "2025-03-03", "--pipeline", "other", "--actors", mine)
    assert given == [
        (
            Article(id="text", text=STORY, date=date(2025, 3, 3)),
            kg.BuildOptions(pipeline="other", actors=(mine,)),
        )
    ]


def test_actors_of_the_users_own_are_linked(run_kg: RunKg, tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text(OKON)
    result = run_kg("link", "Zed Okon met reporters.", "--actors", mine, "--json")
    (mention,) = [m for line in result.stdout.splitlines() if (m := json.loads(line))["text"] == "Zed Okon"]
    assert [entity["id"] for entity in mention["entities"]] == ["Zed_Okon"]
    assert [entity["id"] for entity in mention["stands_for"]] == ["Norway"]
