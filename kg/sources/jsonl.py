"""JSON Lines: one record a line with id, text, title, date, url, publisher.

Bad lines are reported, the good ones before and after them are read.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from kg.errors import SourceError
from kg.model import Article
from kg.sources.encoding import decode
from kg.sources.record import read_record
from kg.sources.source import MAX_LINE_BYTES, Input, OnError, Source

_CHUNK = 65_536


def read_jsonl(source: Input, on_error: OnError) -> Iterator[Article]:
    """Read the records of a JSON Lines input one after the other, in constant memory."""
    found = False
    for where, result in _read_results(source):
        found = True
        if isinstance(result, SourceError):
            on_error(where, result)
        else:
            yield result
    if not found:
        message = f"{source.name}: there are no records; write one JSON object a line"
        on_error(source.name, SourceError(message))


def _read_results(source: Input) -> Iterator[tuple[str, Article | SourceError]]:
    try:
        with source.open() as stream:
            for number, line in _read_lines(stream):
                where = f"{source.name}:{number}"
                try:
                    yield where, _read_article(line, where)
                except SourceError as error:
                    yield where, error
    except SourceError as error:
        yield source.name, error


def _read_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Number the lines that are not blank. Of a line over the limit only one byte more is kept."""
    for number in count(1):
        line = stream.readline(MAX_LINE_BYTES + 1)
        if not line:
            return
        rest = line if len(line) > MAX_LINE_BYTES else b""
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(_CHUNK)
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if line.strip():
            yield number, line


def _read_article(line: bytes, where: str) -> Article:
    if len(line) > MAX_LINE_BYTES:
        raise SourceError(
            f"{where}: a line of more than {MAX_LINE_BYTES // 1_000_000} MB is no article;"
            " write one record a line, each with the text of one article"
        )
    try:
        record = json.loads(decode(line, where))
    except json.JSONDecodeError as error:
        message = f"{where}: not JSON ({error.msg} at column {error.colno}); write one JSON object a line"
        raise SourceError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"{where}: JSON that cannot be read ({error}); write plain keys and strings"
        raise SourceError(message) from error
    if not isinstance(record, dict):
        raise SourceError(f"{where}: a JSON object with the keys id and text is expected, not {_say(record)}")
    return read_record(record, where)


def _say(value: object) -> str:
    return {list: "a list", str: "a string", type(None): "null"}.get(type(value), f"a {type(value).__name__}")


JSONL = Source(name="jsonl", suffixes=(".jsonl", ".ndjson"), read=read_jsonl, openings=(b"{",))
