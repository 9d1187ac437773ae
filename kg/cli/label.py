"""`kg label`: the relation between two actors that are given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

import click

import kg
from kg.cli.output import Failures
from kg.cli.progress import show_progress
from kg.errors import SourceError
from kg.sources.source import STANDARD_INPUT


@click.command(name="label", short_help="Label what one given actor does to another.")
@click.argument("records", type=click.File("rb"), metavar="RECORDS.jsonl")
@click.pass_context
def command(ctx: click.Context, records: BinaryIO) -> None:
    """Say what one actor does to another where both are given, as JSON Lines.

    A record is {"id", "text", "source": [start, end], "target": [start, end]}, with offsets in characters,
    end exclusive; an answer is {"id", "root", "relation", "score"}. Use - for standard input.

    \b
    Examples:
      kg label records.jsonl > labels.jsonl
      echo '{"id": 1, "text": "Iran condemned Israel.", "source": [0, 4], "target": [15, 21]}' | kg label -
    """  # noqa: D301
    failures = Failures()
    used = 0
    for answer in kg.label(show_progress(_read_records(records, failures), label="Labelling")):
        used += 1
        click.echo(json.dumps(answer, ensure_ascii=False))
    ctx.exit(failures.exit_code(used=used))


def _read_records(records: BinaryIO, failures: Failures) -> Iterator[dict[str, object]]:
    name = getattr(records, "name", STANDARD_INPUT)
    for number, line in enumerate(records, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            failures(where, SourceError(f"{where}: not JSON ({error}); write one JSON object a line"))
            continue
        if reason := _find_fault(record):
            failures(where, SourceError(f"{where}: {reason}; see kg label --help for the form of a record"))
            continue
        yield record


def _find_fault(record: object) -> str | None:
    """What keeps a record from being labelled."""
    if not isinstance(record, dict):
        return "no JSON object"
    if missing := [key for key in ("id", "text", "source", "target") if key not in record]:
        return f"the key '{missing[0]}' is missing"
    text = record["text"]
    if not isinstance(text, str):
        return "the key 'text' is no string"
    for key in ("source", "target"):
        match record[key]:
            case [int(start), int(end)] if 0 <= start < end <= len(text):
                continue
        return f"the key '{key}' is no span [start, end] within the text of {len(text)} characters"
    return None
