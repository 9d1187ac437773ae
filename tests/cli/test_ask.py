"""`kg ask` end to end over a store on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from kg.graph.questions import read_questions
from kg.model import Article
from tests.conftest import RunKg

ATTACK = "Norway condemned Russia over the attack."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asked") / "store"
    kg.build([Article(id="oslo", text=ATTACK)], store=path).close()
    return path


def test_answer_has_the_sentence_and_the_sparql(run_kg: RunKg, store: Path) -> None:
    result = run_kg("ask", "who", "condemned", "Russia", "--store", store)
    assert result.exit_code == 0
    assert result.stdout.startswith("Who condemns Russia?\n")
    assert f"“{ATTACK}” (oslo, claim:" in result.stdout
    assert "1 row. Question: who_did" in result.stdout
    assert "VALUES ?target { ent:Russia }" in result.stdout


def test_answer_as_json(run_kg: RunKg, store: Path) -> None:
    result = run_kg("ask", "who condemned Russia", "--store", store, "--json")
    answer = json.loads(result.stdout)
    (row,) = answer["rows"]
    assert (row["who"], row["quote"], row["article"]) == ("Norway", ATTACK, "oslo")
    assert answer["question"] == "who_did"
    assert answer["parameters"] == {"act": "condemns", "target": "Russia"}
    assert "VALUES ?target { ent:Russia }" in answer["sparql"]


def test_sparql_can_be_given_to_query(run_kg: RunKg, store: Path) -> None:
    sparql = run_kg("ask", "who condemned Russia", "--store", store, "--sparql").stdout
    assert sparql.startswith("PREFIX ")
    found = json.loads(run_kg("query", sparql, "--store", store, "--json").stdout)
    assert [b["who"]["value"] for b in found["results"]["bindings"]] == ["Norway"]


def test_counts_lead_to_the_sentences(run_kg: RunKg, store: Path) -> None:
    result = run_kg("ask", "most hostile pairs", "--store", store)
    assert 'The sentences behind a row: kg ask "what happened between Norway and Russia"' in result.stdout
    row = json.loads(run_kg("ask", "most hostile pairs", "--store", store, "--json").stdout)["rows"][0]
    assert ATTACK in run_kg("ask", row["follow"], "--store", store).stdout


def test_no_answer_is_no_error(run_kg: RunKg, store: Path) -> None:
    result = run_kg("ask", "who condemned Norway", "--store", store)
    assert result.exit_code == 0
    assert "Nothing in the graph says so as a fact." in result.stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("who condemned Freedonia", 3, "error: the graph knows no actor called 'Freedonia'"),
        ("make me a sandwich", 3, "is not understood. Known in the question: nothing."),
        ("", 2, "give a question"),
    ],
)
def test_what_goes_wrong(run_kg: RunKg, store: Path, words: str, code: int, message: str) -> None:
    result = run_kg("ask", words, "--store", store)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_today_counts(run_kg: RunKg, store: Path) -> None:
    assert run_kg("ask", "who condemned Russia last year", "--store", store).exit_code == 3
    result = run_kg("ask", "who condemned Russia last year", "--store", store, "--today", "2026-01-05")
    assert (result.exit_code, "(from 2025-01-01 to 2025-12-31)" in result.stdout) == (0, True)


def test_limit_says_what_it_leaves_out(run_kg: RunKg, store: Path) -> None:
    few = run_kg("ask", "members of ASEAN", "--store", store, "--limit", "2").stdout
    assert "11 rows, of which 2 of 11 lines are shown" in few
    assert "Vietnam" in run_kg("ask", "members of ASEAN", "--store", store, "--limit", "0").stdout


def test_list_needs_no_store(run_kg: RunKg, tmp_path: Path) -> None:
    result = run_kg("ask", "--list", "--store", tmp_path / "none")
    assert result.exit_code == 0
    assert [name for name in read_questions() if name not in result.stdout] == []
    listed = json.loads(run_kg("ask", "--list", "--json").stdout)
    assert {item["name"] for item in listed} == set(read_questions())
