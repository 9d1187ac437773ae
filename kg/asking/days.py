"""Periods and days in the words of a question: "since March 2025", "between 2024-01-01 and 2024-06-30"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kg.graph.questions import QuestionError
from kg.language.dates import find_dates

Period = tuple[date | None, date | None]
"""First and last day; None is open."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_NAMES = "january february march april may june july august september october november december".split()
_ANCHOR = date(2000, 1, 1)
_SPAN = re.compile(r"\b(?:between|from) (.+?) (?:and|to|until|till) (.+)", re.IGNORECASE)
_OPENING = re.compile(r"\b(since|after|before|until|till|by|in|on|during|of|as of) (.+)", re.IGNORECASE)
_BARE = re.compile(
    r"\b((?:last|this|past|next) (?:week|month|year)|yesterday|today|tomorrow)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeriod:
    """A period at the end or beginning of a question: where its words stand, and its days."""

    start: int
    end: int
    period: Period


def find_periods(text: str, today: date | None) -> Iterator[FoundPeriod]:
    """The period that a question ends with, in each way in which its words can be read, longest first.

    Raises QuestionError for one that counts from today where no day is given.
    """
    readings = []
    for pattern in (_SPAN, _OPENING, _BARE):
        for match in _overlapping(pattern, text):
            period = read_period(match[0], today)
            if period is not None and not text[match.end() :].strip(" ?.!"):
                readings.append(FoundPeriod(start=match.start(), end=match.end(), period=period))
    yield from sorted(readings, key=lambda found: found.start)


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    place, stripped = 0, text.rstrip(" ?.!")
    while (match := pattern.search(stripped, place)) is not None:
        yield match
        place = match.start() + 1


def read_period(text: str, today: date | None) -> Period | None:
    """The days of a period in words, None if the words are none.

    >>> read_period("since March 2025", None)
    (datetime.date(2025, 3, 1), None)
    >>> read_period("between 2024-01-01 and June 2024", None)
    (datetime.date(2024, 1, 1), datetime.date(2024, 6, 30))
    """
    span = _SPAN.fullmatch(text)
    if span is not None:
        first, last = _read_days(span[1], today), _read_days(span[2], today)
        if first is None or last is None:
            return None
        if first[0] > last[1]:
            raise QuestionError(f"'{text}' ends before it begins; put the earlier day first")
        return first[0], last[1]
    opening = _OPENING.fullmatch(text)
    days = _read_days(text if opening is None else opening[2], today)
    if days is None:
        return None
    word = "in" if opening is None else opening[1].lower()
    if word in ("since", "after"):
        return (days[0] if word == "since" else days[1] + timedelta(days=1)), None
    if word in ("before", "until", "till", "by"):
        return None, (days[0] - timedelta(days=1) if word == "before" else days[1])
    return days


def read_day(text: str, today: date | None) -> date | None:
    """The day in words such as "on 2024-05-01"; of a month or year the first day, None if there is none."""
    period = read_period(text, today)
    return None if period is None else period[0] or period[1]


def _read_days(text: str, today: date | None) -> tuple[date, date] | None:
    """First and last day of a year, month, week or day; all of the words must belong to it."""
    words = text.strip()
    month = _MONTH.fullmatch(words)
    if month is not None:
        words = f"{_NAMES[int(month[2]) - 1]} {month[1]}"
    if _YEAR.fullmatch(words) or words.lower() in _NAMES:
        words = f"in {words}"
    found = find_dates(words, today)
    if not found:
        if find_dates(words, _ANCHOR) and _covers(find_dates(words, _ANCHOR)[0], words):
            raise QuestionError(
                f"'{text}' counts from a day that is not given; give it with --today YYYY-MM-DD"
            )
        return None
    return found[0].past if _covers(found[0], words) else None


def _covers(mention: object, words: str) -> bool:
    start, end = getattr(mention, "start", 0), getattr(mention, "end", 0)
    return start == 0 and end == len(words)
