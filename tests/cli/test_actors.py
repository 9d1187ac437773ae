"""`kg actors` end to end, and what is said of a file of actors that is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.views.actors import render_found, render_profile
from tests.conftest import RunKg
from tests.test_directory import OWN, PREFIXES


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "mine.ttl"
    path.write_text(OWN, encoding="utf-8")
    return path


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_search_shows_the_name_that_fits(run_kg: RunKg, own: Path) -> None:
    result = run_kg("actors", "search", "quell", "--limit", "1", "--actors", own)
    assert result.exit_code == 0
    assert rows(result.stdout)[0] == "Identifier Name Kind State Found by"
    assert rows(result.stdout)[2] == "Kestrovia Kestrovia State KVX metonym “Quellbad”"


def test_search_says_when_there_is_more(run_kg: RunKg, own: Path) -> None:
    few = run_kg("actors", "search", "kestrovia", "--limit", "2", "--actors", own)
    assert len(few.stdout.splitlines()) == 4
    assert few.stderr == "There are more than 2; --limit shows them.\n"
    assert run_kg("actors", "search", "kestrovia", "--limit", "3", "--actors", own).stderr == ""


def test_search_as_json(run_kg: RunKg, own: Path) -> None:
    result = run_kg("actors", "search", "kestrovia", "envoy", "--actors", own, "--json")
    (found,) = json.loads(result.stdout)
    assert found["entity"]["id"] == "Envoy_of_Kestrovia"
    assert (found["text"], found["kind"], found["match"]) == ("Envoy of Kestrovia", "name", "words")


def test_search_in_vain(run_kg: RunKg) -> None:
    result = run_kg("actors", "search", "qqxzzyqq")
    assert (result.exit_code, result.stdout) == (0, "No actor is called anything like that.\n")
    assert json.loads(run_kg("actors", "search", "qqxzzyqq", "--json").stdout) == []


def test_show_a_state_on_a_day(run_kg: RunKg, own: Path) -> None:
    result = run_kg("actors", "show", "kestrovia", "--date", "1931-06-01", "--actors", own)
    assert result.exit_code == 0
    shown = rows(result.stdout)
    for line in (
        "Kestrovia State, identifier Kestrovia",
        "Existed from 1920-05-01 until 1990-01-01",
        "Succeeded by Norway",
        "Metonym Quellbad",
        "In office on 1931-06-01",
        "President of Kestrovia Tibor Halvan 1930-01-01 1935-01-01",
        "Envoy of Kestrovia Ágata Deszö 1931-01-01 1932-01-01",
        "Belongs to on 1931-06-01",
        "Alpine Pact observer 1925-01-01 1936-01-01",
    ):
        assert line in shown
    assert "Members on 1931-06-01" not in shown


def test_show_says_where_no_holder_is_known(run_kg: RunKg, own: Path) -> None:
    result = run_kg("actors", "show", "Kestrovia", "--date", "1933-01-01", "--actors", own)
    assert "Envoy of Kestrovia none known" in rows(result.stdout)


def test_show_all_holders_and_a_name_of_several_words(run_kg: RunKg, own: Path) -> None:
    result = run_kg("actors", "show", "President", "of", "Kestrovia", "--all", "--actors", own)
    shown = rows(result.stdout)
    assert "In office at any time" in shown
    assert "President of Kestrovia Tibor Halvan 1930-01-01 1935-01-01" in shown
    assert "President of Kestrovia Ágata Deszö 1935-01-01 1940-01-01" in shown


def test_show_as_json(run_kg: RunKg, own: Path) -> None:
    result = run_kg("actors", "show", "Deszö", "--date", "1937-01-01", "--actors", own, "--json")
    profile = json.loads(result.stdout)
    assert profile["entity"]["name"] == "Ágata Deszö"
    assert profile["on"] == "1937-01-01"
    assert profile["speaks_for"]["id"] == "Kestrovia"
    assert [tenure["start"] for tenure in profile["tenures"]] == ["1931-01-01", "1935-01-01"]
    assert profile["names"]["short_name"] == ["Deszö"]


def test_show_without_a_date_asks_for_today(run_kg: RunKg) -> None:
    asked = date.fromisoformat(json.loads(run_kg("actors", "show", "Norway", "--json").stdout)["on"])
    assert abs((asked - date.today()).days) <= 1  # noqa: DTZ011


@pytest.mark.parametrize("width", [60, 100])
def test_colours_only_when_asked(own: Path, width: int) -> None:
    profile = kg.describe_actor("Kestrovia", on=date(1931, 6, 1), actors=[own])
    found = kg.search_actors("kestrovia", actors=[own])
    for plain in (render_profile(profile, width=width), render_found(found, width=width)):
        assert "\x1b" not in plain
        assert max(map(len, plain.splitlines())) <= width
    assert "\x1b[" in render_profile(profile, colour=True)
    assert "\x1b[" in render_found(found, colour=True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "Norwai"], 3, "error: no actor is called 'Norwai'; did you mean Norway"),
        (["show", "Norway", "--date", "May"], 2, "'May' is not a date; write it as YYYY-MM-DD"),
        (["show"], 2, "Missing argument 'NAME'"),
        (["search", "x", "--limit", "0"], 2, "0 is not in the range x>=1"),
        (["search", "x", "--actors", "missing.ttl"], 2, "File 'missing.ttl' does not exist"),
        (["search", "x", "--actors", "."], 2, "'.' is a directory"),
        (["find", "x"], 2, "No such command 'find'"),
    ],
)
def test_errors_of_usage(run_kg: RunKg, arguments: list[str], code: int, message: str) -> None:
    result = run_kg("actors", *arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.output


TENURE = """
ent:Zed a ir:Person ; skos:prefLabel "Zed"@en ; ir:represents ent:Norway .
ten:z a ir:Tenure ; ir:holder ent:Zed ; ir:office ent:Prime_Minister_of_Norway ;
    ir:start "2025-02-01"^^xsd:date ; ir:end "2024-01-01"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("open.ttl", 'ent:Zed a ir:Person ; skos:prefLabel "Zed', ":8: Parser error"),
        ("binary.ttl", b"\xff\xfe\x00", ":1: Parser error at line 1 column 1: Invalid UTF-8"),
        ("binary.tsv", b"\xff\xfe\x00", ": cannot be read: "),
        ("property.ttl", 'ent:Norway ir:shortname "N"@en .', ": Norway has the property shortname, which"),
        ("property.ttl", 'ent:Norway ir:shortname "N"@en .', "did you mean shortName?"),
        ("class.ttl", 'ent:Zed skos:prefLabel "Zed"@en .', ": Zed needs one class of Agreement, "),
        ("tenure.ttl", TENURE, "/z ends on 2024-01-01, not after its start on 2025-02-01"),
        (
            "nowhere.ttl",
            'ent:Zed a ir:Person ; skos:prefLabel "Zed"@en ; ir:represents ent:Nowhere .',
            ": Zed has ir:represents Nowhere, which no file describes",
        ),
        ("table.tsv", "head\tZed\n", ":1: the first row begins with 'head'; known are office"),
        ("short.tsv", "office\tZed\n", ":1: a row needs 'office', a name and 5 cells"),
        (
            "mine.csv",
            'ent:Zed a ir:Person ; skos:prefLabel "Zed"@en .',
            ": a file of actors is Turtle (.ttl) or a table (.tsv)",
        ),
        ("shared.ttl", 'ent:Norway skos:altLabel "Sweden"@en .', ": Norway is called 'Sweden' like Sweden"),
        ("class.ttl", 'ent:Zed a ir:Persona ; skos:prefLabel "Zed"@en .', "did you mean Person?"),
        ("blank.ttl", '[] a ir:Person ; skos:prefLabel "Zed"@en .', ": blank nodes are not used; give "),
    ],
)
def test_a_wrong_file_of_actors_is_one_clear_message(
    run_kg: RunKg, tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if path.suffix == ".tsv" else PREFIXES + content)
    for command in (("actors", "search", "zed"), ("actors", "show", "Norway"), ("link", "Zed left.")):
        result = run_kg(*command, "--actors", path)
        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.startswith(f"error: {path}:")
        assert message in result.stderr
        assert result.stderr.count("\n") == 1
