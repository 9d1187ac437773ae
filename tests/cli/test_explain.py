"""A claim can be traced to who found it and from what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import TEXT, RunKg


@pytest.fixture
def store(run_kg: RunKg, tmp_path: Path) -> Path:
    (tmp_path / "2025-03-03-oslo.txt").write_text(f"{TEXT} Norway thanked Sweden for its help.\n", "utf-8")
    run_kg("build", tmp_path / "2025-03-03-oslo.txt", "--store", tmp_path / "store")
    return tmp_path / "store"


def ids_of(run_kg: RunKg, store: Path) -> dict[str, str]:
    lines = run_kg("claims", "--json", "--store", store).output.splitlines()
    return {claim["relation"]: claim["id"] for claim in map(json.loads, lines)}


def test_explain_a_claim(run_kg: RunKg, store: Path) -> None:
    output = run_kg("explain", ids_of(run_kg, store)["condemns"], "--store", store).output
    assert "Norway — condemns — Russia" in output
    assert "[Norway] *condemned* {Russia} over the attack." in output
    assert "found by rules+classifier" in output
    assert 'rules: "condemned"' in output
    assert "classifier: ACCUSE" in output


def test_the_beginning_of_an_id_is_enough(run_kg: RunKg, store: Path) -> None:
    known = ids_of(run_kg, store)["condemns"]
    short, full = (run_kg("explain", name, "--store", store).output for name in (known[:8], known))
    assert short == full


def test_as_json(run_kg: RunKg, store: Path) -> None:
    known = ids_of(run_kg, store)["condemns"]
    assert json.loads(run_kg("explain", known, "--store", store, "--json").output)["id"] == known


@pytest.mark.parametrize(("name", "message"), [("zz", "no claim"), ("", "2 claims")])
def test_unknown_and_ambiguous_ids(run_kg: RunKg, store: Path, name: str, message: str) -> None:
    result = run_kg("explain", name, "--store", store)
    assert result.exit_code == 3
    assert message in result.output


def test_extract_explains(run_kg: RunKg, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    output = run_kg("extract", tmp_path / "a.txt", "--explain").output
    assert "[Norway] *condemned* {Russia}" in output
    assert "classifier: ACCUSE" in output
