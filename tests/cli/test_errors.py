"""How commands end: exit codes, one clear message and no traceback, whatever the API raises."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import kg
from kg.errors import PipelineError, StoreError
from kg.model import Article, Claim
from tests.conftest import TEXT, RunKg


@pytest.fixture
def fake_extract(monkeypatch: pytest.MonkeyPatch, claim: Claim) -> None:
    def extract(articles: Iterable[Article], **_: object) -> Iterator[Claim]:
        return (claim for _ in articles)

    monkeypatch.setattr(kg, "extract", extract)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, BaseException], None]:
    def let_fail(name: str, error: BaseException) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(kg, name, fail)

    return let_fail


def test_known_error_is_one_message_without_traceback(
    run_kg: RunKg, failing: Callable[[str, BaseException], None]
) -> None:
    failing("open", StoreError("there is no store at x; build one first"))
    for command in (["claims"], ["query", "ASK {}"], ["export", "a.ttl"], ["view", "a.html"], ["stats"]):
        result = run_kg(*command)
        assert result.exit_code == 3
        assert result.stderr == "error: there is no store at x; build one first\n"
        assert result.stdout == ""


def test_missing_pipeline_is_told(run_kg: RunKg, failing: Callable[[str, BaseException], None]) -> None:
    failing("extract", PipelineError("the pipeline x is missing; run pip install x"))
    result = run_kg("extract", "-", stdin=TEXT)
    assert (result.exit_code, result.stderr) == (3, "error: the pipeline x is missing; run pip install x\n")


def test_interrupt_is_quiet(run_kg: RunKg, failing: Callable[[str, BaseException], None]) -> None:
    failing("open", KeyboardInterrupt())
    result = run_kg("claims")
    assert (result.exit_code, result.output) == (130, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build"], "Missing argument 'SOURCE...'"),
        (["extract", "-", "--date", "3 March"], "'3 March' is not a date; write it as YYYY-MM-DD"),
        (["query", "ASK {}", "--format", "pdf"], "'pdf' is not one of 'table', 'csv'"),
        (["label", "missing.jsonl"], "No such file"),
        (["frobnicate"], "No such command 'frobnicate'"),
    ],
)
def test_wrong_usage_is_exit_code_2(run_kg: RunKg, arguments: list[str], message: str) -> None:
    result = run_kg(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.usefixtures("fake_extract")
@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([{"id": "a", "text": TEXT}], 0),
        ([{"id": "a", "text": TEXT}, {"id": "b"}], 1),
        ([{"id": "b"}], 3),
        ([], 3),
    ],
)
def test_exit_code_tells_how_much_of_the_input_was_used(
    run_kg: RunKg, tmp_path: Path, lines: list[dict[str, str]], code: int
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    result = run_kg("extract", path)
    assert result.exit_code == code
    assert len(result.stdout.splitlines()) == sum("text" in line for line in lines)
    assert result.stderr.count("error: ") == (code > 0)


@pytest.mark.usefixtures("fake_extract")
def test_no_colours_and_no_progress_in_a_pipe(run_kg: RunKg) -> None:
    result = run_kg("extract", "-", "missing.txt", stdin=TEXT)
    assert "\x1b" not in result.output
    assert result.stderr.count("\n") == 1


def start_label(code: str) -> subprocess.Popen[bytes]:
    """Start `kg label -` in a process of its own after some code."""
    imports = "import kg, sys, time\nfrom kg.cli import main\n"
    return subprocess.Popen(
        [sys.executable, "-c", f"{imports}{code}\nsys.argv = ['kg', 'label', '-']\nmain()"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_closed_pipe_is_quiet() -> None:
    endless = "def label(records):\n    while True: yield {'id': 'x' * 1000}\nkg.label = label"
    process = start_label(endless)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=10) == 141


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_interrupt_from_the_terminal_is_quiet() -> None:
    endless = "def label(records):\n    yield {'id': 1}\n    time.sleep(30)\nkg.label = label"
    process = start_label(endless)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.stderr.read() == b""
    assert process.wait(timeout=10) == 130
