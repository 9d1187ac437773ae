"""The examples of docs/sparql.md work as they stand, but for the address and the token."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.serving import TOKEN, Server

DOCUMENT = Path(__file__).parents[2] / "docs" / "sparql.md"
BLOCKS = re.findall(
    r"^```(sh|python)\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def test_examples_are_found() -> None:
    assert [language for language, _ in BLOCKS] == ["sh", "python", "python", "python", "sh", "python", "sh"]


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_example(writable: Server, language: str, code: str) -> None:
    mine = code.replace("http://127.0.0.1:8080", writable.url).replace("secret", TOKEN)
    assert mine != code
    command = (
        [sys.executable, "-c", mine] if language == "python" else ["bash", "-c", f"set -euo pipefail\n{mine}"]
    )
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    if "GET" in code or "SELECT" in code:
        assert "Iran" in done.stdout
    assert "error" not in done.stdout.lower()


def test_what_the_examples_wrote_is_there(writable: Server) -> None:
    assert writable.holds("ASK { GRAPH ent:notes { ent:Iran rdfs:comment 'to check' } }")
    assert not writable.holds("ASK { GRAPH <https://example.org/notes> { ?s ?p ?o } }")
