"""Plain text files: one article a file, its text kept to the last character.

The id is the file name without its suffix. A date in front of it (2025-02-26-name.txt) is the
publication date. The first line is the title if it looks like a headline. A file `name.json`
beside `name.txt` may say more and wins: id, title, date, url, publisher.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kg import ids
from kg.errors import SourceError
from kg.model import Article
from kg.sources.encoding import check_text, decode, too_long
from kg.sources.record import Publication, parse_day, read_publication
from kg.sources.source import MAX_CHARACTERS, Input, OnError, Source

_MAX_BYTES = 4 * MAX_CHARACTERS
_MAX_SIDECAR_BYTES = 100_000
_MAX_TITLE = 200
_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_SENTENCE_END = (".", ".”", '."', ".’", "…")


def read_text(source: Input, on_error: OnError) -> Iterator[Article]:
    """Read one plain text as one article."""
    try:
        article = _read_article(source)
    except SourceError as error:
        on_error(source.name, error)
        return
    yield article


def _read_article(source: Input) -> Article:
    text = check_text(decode(read_bytes(source, _MAX_BYTES), source.name), source.name)
    known = Publication() if source.path is None else _read_sidecar(source.path)
    stem = None if source.path is None else source.path.stem
    return Article(
        id=known.id or stem or ids.digest(text),
        text=text,
        title=known.title or find_title(text),
        date=known.date or (None if stem is None else _find_date(stem)),
        url=known.url,
        publisher=known.publisher,
    )


def read_bytes(source: Input, limit: int) -> bytes:
    """Read a whole input; one that holds more than `limit` bytes is refused without reading on."""
    with source.open() as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_long(source.name)
    return data


def find_title(text: str) -> str | None:
    r"""The first line if it looks like a headline: short, without a full stop, and followed by more.

    >>> find_title("Oslo and Rome sign pact\nThe two governments signed a pact on Monday.")
    'Oslo and Rome sign pact'
    >>> find_title("The two governments signed a pact.\nMore follows.") is None
    True
    """
    first, _, rest = text.lstrip().partition("\n")
    line = first.strip()
    if not rest.strip() or len(line) > _MAX_TITLE or line.endswith(_SENTENCE_END):
        return None
    return line


def _find_date(stem: str) -> date | None:
    match = _DATED_NAME.match(stem)
    return None if match is None else parse_day(match[1])


def _read_sidecar(path: Path) -> Publication:
    sidecar = path.with_suffix(".json")
    if not sidecar.is_file():
        return Publication()
    where = str(sidecar)
    data = read_bytes(Input(name=where, path=sidecar), _MAX_SIDECAR_BYTES)
    try:
        record = json.loads(decode(data, where))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where}: not JSON ({error}); mend it or remove it") from error
    if not isinstance(record, dict):
        message = f"{where}: a JSON object with title, date, url or publisher is expected; mend or remove it"
        raise SourceError(message)
    return read_publication(record, where)


TEXT = Source(name="text", suffixes=(".txt",), read=read_text)
