"""Finds expressions of time and resolves them against the day of publication.

A bare weekday is the latest such day for what happened and the next one for what is planned; weeks run
from Monday to Sunday; a month or a year is a range.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if n and name != "May"} | {
    "sept": 9
}
_DAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
_NUMBERS = {
    w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_NUMBERS |= {"a": 1, "an": 1}

_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = r"(?P<weekday>" + "|".join(_DAYS) + r")"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """An expression of time; `past` and `future` are its readings as first and last day."""

    start: int
    end: int
    past: tuple[date, date]
    future: tuple[date, date]


_PAST, _FUTURE = False, True
_Range = tuple[date, date]
_Reading = Callable[[re.Match[str], date, bool], _Range | None]


def _year_near(month: int, day: int, published: date, *, future: bool) -> int:
    """The year that puts a bare month and day nearest in the direction of the event."""
    last = calendar.monthrange(published.year, month)[1]
    here = date(published.year, month, min(day, last))
    if future:
        return published.year + (here < published)
    return published.year - (here > published)


def _calendar_day(match: re.Match[str], published: date, future: bool) -> _Range | None:  # noqa: FBT001
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    year = match["year"]
    chosen = int(year) if year else _year_near(month, day, published, future=future)
    try:
        found = date(chosen, month, day)
    except ValueError:
        return None
    return found, found


def _iso_day(match: re.Match[str], _published: date, _future: bool) -> _Range | None:  # noqa: FBT001
    try:
        found = date.fromisoformat(match.group())
    except ValueError:
        return None
    return found, found


def _whole_month(match: re.Match[str], published: date, future: bool) -> _Range | None:  # noqa: FBT001
    month = _MONTHS[match["month"].lower()]
    day = 28 if future else 1
    year = int(match["year"]) if match["year"] else _year_near(month, day, published, future=future)
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _whole_year(match: re.Match[str], _published: date, _future: bool) -> _Range | None:  # noqa: FBT001
    year = int(match["year"])
    return date(year, 1, 1), date(year, 12, 31)


def _day_of_week(match: re.Match[str], published: date, future: bool) -> _Range | None:  # noqa: FBT001
    wanted = _DAYS[match["weekday"].lower()]
    which = (match["which"] or "").lower()
    if which == "next" or (future and which != "last"):
        ahead = (wanted - published.weekday()) % 7 or 7
        found = published + timedelta(days=ahead)
    else:
        back = (published.weekday() - wanted) % 7
        found = published - timedelta(days=back or (7 if which == "last" else 0))
    return found, found


_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def _near_day(match: re.Match[str], published: date, _future: bool) -> _Range | None:  # noqa: FBT001
    found = published + timedelta(days=_NEAR[match.group().lower()])
    return found, found


def _shifted(match: re.Match[str], published: date, _future: bool) -> _Range | None:  # noqa: FBT001
    step = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}[match["which"].lower()]
    return _period(match["unit"].lower(), published, step)


def _ago(match: re.Match[str], published: date, _future: bool) -> _Range | None:  # noqa: FBT001
    written = match["count"].lower()
    count = _NUMBERS[written] if written in _NUMBERS else int(written)
    unit = match["unit"].lower()
    if unit == "day":
        found = published - timedelta(days=count)
        return found, found
    return _period(unit, published, -count)


def _period(unit: str, published: date, step: int) -> _Range | None:
    """The week, month or year that lies `step` of its kind from the published day."""
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        months = published.year * 12 + published.month - 1 + step
        year, month = divmod(months, 12)
        if year < 1:
            return None
        return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    year = published.year + step
    return (date(year, 1, 1), date(year, 12, 31)) if year > 0 else None


_OPTIONAL_YEAR = rf"(?:,?\s+{_YEAR})?"
_PATTERNS: tuple[tuple[re.Pattern[str], _Reading], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE if ignore else 0), reading)
    for pattern, ignore, reading in (
        (r"\b(?:19|20)\d\d-\d\d-\d\d\b", True, _iso_day),
        (rf"\b{_MONTH}\s+{_DAY}\b(?!:){_OPTIONAL_YEAR}", True, _calendar_day),
        (rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}{_OPTIONAL_YEAR}", True, _calendar_day),
        (rf"\b(?:(?P<which>last|next|this)\s+)?{_WEEKDAY}\b", True, _day_of_week),
        (r"\b(?:yesterday|today|tonight|tomorrow)\b", True, _near_day),
        (r"\b(?P<which>last|past|this|next|coming)\s+(?P<unit>week|month|year)\b(?!['’]s)", True, _shifted),
        (rf"\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b", True, _ago),
        (rf"\b(?:in|since|by|until|during|early|late|mid-|of)\s*{_MONTH}(?:\s+{_YEAR})?", True, _whole_month),
        (rf"\b{_MONTH}\s+{_YEAR}\b", True, _whole_month),
        (rf"\b(?:in|since|during|by|until)\s+{_YEAR}\b", True, _whole_year),
    )
)


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Find the dates in a sentence; without a publication day only full dates are resolved.

    >>> [d.past[0].isoformat() for d in find_dates("met on Tuesday", date(2025, 2, 26))]
    ['2025-02-25']
    """
    anchor = published or date(2000, 1, 1)
    found: list[DateMention] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            if any(d.start < match.end() and match.start() < d.end for d in found):
                continue
            absolute = read is _iso_day or match.groupdict().get("year") is not None
            past, future = read(match, anchor, _PAST), read(match, anchor, _FUTURE)
            if past is not None and future is not None and (published or absolute):
                found.append(DateMention(start=match.start(), end=match.end(), past=past, future=future))
    return sorted(found, key=lambda d: d.start)
