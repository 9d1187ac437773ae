"""What commands print: tables as wide as the terminal, JSON, and what could not be read."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TypedDict

import click

from kg.cli import NOTHING_DONE, SOME_FAILED
from kg.errors import SourceError

PIPE_WIDTH = 120
"""Width of tables that go into a file or another program."""


class Look(TypedDict):
    """How wide a table may be, and whether it may have colours."""

    width: int
    colour: bool


def find_look() -> Look:
    """The width of the terminal, and colours unless NO_COLOR is set; elsewhere wide and plain."""
    if not sys.stdout.isatty():
        return {"width": PIPE_WIDTH, "colour": False}
    return {"width": shutil.get_terminal_size().columns, "colour": not os.environ.get("NO_COLOR")}


def print_json(value: object) -> None:
    """Print a value as indented JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class Failures:
    """Prints each input that could not be used, and knows the exit code at the end."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def __call__(self, where: str, error: SourceError) -> None:
        """Note and print one failure; this is the `on_error` of `read_sources`."""
        self.found.append((where, str(error)))
        click.echo(f"error: {error}", err=True)

    def exit_code(self, *, used: int, others: int = 0) -> int:
        """0 without failures, these or others; 1 if at least something was used, 3 otherwise."""
        if not self.found and not others:
            return 0
        return SOME_FAILED if used else NOTHING_DONE
