"""Articles from records: the keys id, text, title, date, url and publisher, checked one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kg import ids
from kg.errors import SourceError
from kg.model import Article
from kg.sources.encoding import check_characters, check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is known about an article beside its text."""

    id: str | None = None
    title: str | None = None
    date: date | None = None
    url: str | None = None
    publisher: str | None = None


def parse_day(value: str) -> date | None:
    """Take the day out of an ISO 8601 date or time; None if it is neither.

    >>> parse_day("2025-02-26T10:30:00Z")
    datetime.date(2025, 2, 26)
    >>> parse_day("26 February") is None
    True
    """
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def read_publication(record: Mapping[str, object], where: str) -> Publication:
    """Check the keys of a record that describe an article; other keys are left alone."""
    return Publication(
        id=_read_id(record, where),
        title=_read_line(record, "title", where),
        date=_read_date(record, where),
        url=_read_line(record, "url", where),
        publisher=_read_line(record, "publisher", where),
    )


def read_record(record: Mapping[str, object], where: str) -> Article:
    """Make an article of a record; without an id it gets a digest of its text."""
    text = record.get("text")
    if not isinstance(text, str):
        found = "missing" if text is None else f"a {type(text).__name__}"
        raise SourceError(f"{where}: the key 'text' is {found}; give the article's text as a string")
    check_text(text, where)
    known = read_publication(record, where)
    return Article(
        id=known.id or ids.digest(text),
        text=text,
        title=known.title,
        date=known.date,
        url=known.url,
        publisher=known.publisher,
    )


def _read_id(record: Mapping[str, object], where: str) -> str | None:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _read_line(record, "id", where)


def _read_line(record: Mapping[str, object], key: str, where: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        kind = type(value).__name__
        raise SourceError(f"{where}: the key '{key}' is a {kind}; give a string, or null if it is unknown")
    return check_characters(value, f"{where} (key '{key}')").strip() or None


def _read_date(record: Mapping[str, object], where: str) -> date | None:
    value = _read_line(record, "date", where)
    if value is None:
        return None
    day = parse_day(value)
    if day is None:
        raise SourceError(f"{where}: '{value[:40]}' is not a date; write it as YYYY-MM-DD")
    return day
