"""`kg label`: records are checked one by one, good ones answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest

import kg
from tests.conftest import RunKg

RECORD: dict[str, object] = {"id": 1, "text": "Iran condemned Israel.", "source": [0, 4], "target": [15, 21]}


@pytest.fixture(autouse=True)
def fake_label(monkeypatch: pytest.MonkeyPatch) -> None:
    def label(records: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
        return ({"id": r["id"], "root": "ACCUSE", "relation": "condemns", "score": 0.5} for r in records)

    monkeypatch.setattr(kg, "label", label)


def test_answers_are_json_lines(run_kg: RunKg) -> None:
    result = run_kg("label", "-", stdin=f"{json.dumps(RECORD)}\n\n{json.dumps(RECORD | {'id': 'é'})}\n")
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, "é"]
    assert "é" in result.stdout


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": None}, "the key 'text' is no string"),
        ({"source": [0, 40]}, "the key 'source' is no span [start, end] within the text of 22 characters"),
        ({"target": [3, 3]}, "the key 'target' is no span"),
        ({"target": "Israel"}, "the key 'target' is no span"),
    ],
)
def test_bad_record_is_reported_and_the_others_answered(
    run_kg: RunKg, change: dict[str, object], message: str
) -> None:
    result = run_kg("label", "-", stdin=f"{json.dumps(RECORD | change)}\n{{\n{json.dumps(RECORD)}\n")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    first, second = result.stderr.splitlines()
    assert first.startswith("error: <stdin>:1: ")
    assert message in first
    assert second.startswith("error: <stdin>:2: not JSON")


def test_missing_key_is_named(run_kg: RunKg) -> None:
    result = run_kg("label", "-", stdin='{"id": 1, "text": "x"}')
    assert result.exit_code == 3
    assert "the key 'source' is missing" in result.stderr
