"""Expressions of time are resolved against the day of publication."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.language.dates import DateMention, find_dates

PUBLISHED = date(2025, 2, 26)
"""A Wednesday."""

Days = tuple[date, date]


def only(text: str, published: date | None = PUBLISHED) -> DateMention:
    (mention,) = find_dates(text, published)
    return mention


def day(text: str) -> Days:
    """ "2025-02-25" as a range of one day, "2025-02-01/2025-02-28" as the range that it is."""
    first, _, last = text.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("met on Tuesday", "2025-02-25", "2025-03-04"),
        ("met on Wednesday", "2025-02-26", "2025-03-05"),
        ("met on Thursday", "2025-02-20", "2025-02-27"),
        ("met last Wednesday", "2025-02-19", "2025-02-19"),
        ("will meet next Wednesday", "2025-03-05", "2025-03-05"),
        ("left yesterday", "2025-02-25", "2025-02-25"),
        ("leaves tomorrow", "2025-02-27", "2025-02-27"),
    ],
)
def test_days_near_the_publication(text: str, past: str, future: str) -> None:
    mention = only(text)
    assert (mention.past, mention.future) == (day(past), day(future))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 2024-10-07", "2024-10-07"),
        ("on March 3, 2024", "2024-03-03"),
        ("on 3 March 2024", "2024-03-03"),
        ("on the 3rd of March 2024", "2024-03-03"),
        ("on Sept. 9, 2024", "2024-09-09"),
        ("in April 2024", "2024-04-01/2024-04-30"),
        ("in February 2024", "2024-02-01/2024-02-29"),
        ("in 2022", "2022-01-01/2022-12-31"),
    ],
)
@pytest.mark.parametrize("published", [PUBLISHED, None])
def test_dates_with_a_year_need_no_publication_day(text: str, expected: str, published: date | None) -> None:
    mention = only(text, published)
    assert mention.past == mention.future == day(expected)


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("on March 3", "2024-03-03", "2025-03-03"),
        ("on January 3", "2025-01-03", "2026-01-03"),
        ("on 26 February", "2025-02-26", "2025-02-26"),
        ("in April", "2024-04-01/2024-04-30", "2025-04-01/2025-04-30"),
        ("in January", "2025-01-01/2025-01-31", "2026-01-01/2026-01-31"),
        ("in February", "2025-02-01/2025-02-28", "2025-02-01/2025-02-28"),
    ],
)
def test_a_missing_year_is_the_nearest_on_the_side_of_the_event(text: str, past: str, future: str) -> None:
    mention = only(text)
    assert (mention.past, mention.future) == (day(past), day(future))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("last week", "2025-02-17/2025-02-23"),
        ("this week", "2025-02-24/2025-03-02"),
        ("next week", "2025-03-03/2025-03-09"),
        ("last month", "2025-01-01/2025-01-31"),
        ("next month", "2025-03-01/2025-03-31"),
        ("last year", "2024-01-01/2024-12-31"),
        ("three days ago", "2025-02-23"),
        ("a week ago", "2025-02-17/2025-02-23"),
        ("two months ago", "2024-12-01/2024-12-31"),
        ("10 years ago", "2015-01-01/2015-12-31"),
    ],
)
def test_weeks_run_from_monday_and_months_and_years_are_ranges(text: str, expected: str) -> None:
    mention = only(text)
    assert mention.past == mention.future == day(expected)


@pytest.mark.parametrize(
    "text",
    [
        "they may march to the capital",
        "the minister may leave",
        "more than 2000 soldiers",
        "on February 30, 2024",
        "last month's election",
        "the second week of talks",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


def test_without_a_publication_day_relative_dates_are_unknown() -> None:
    assert find_dates("met on Tuesday, and again last week, in April and yesterday", None) == []


def test_several_dates_stand_in_the_order_of_the_text() -> None:
    text = "The talks of March 3 were moved to next week, the minister said on Monday."
    assert [text[d.start : d.end] for d in find_dates(text, PUBLISHED)] == ["March 3", "next week", "Monday"]


WORDS = st.sampled_from(
    "Monday next last week month year March 3 31 2024 in on ago two days may of , Feb. 2024-02-30".split()
)


@given(words=st.lists(WORDS, max_size=8), published=st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_mentions_never_overlap_and_ranges_never_run_backwards(words: list[str], published: date) -> None:
    text = " ".join(words)
    position = 0
    for mention in find_dates(text, published):
        assert position <= mention.start < mention.end <= len(text)
        position = mention.end
        assert mention.past[0] <= mention.past[1]
        assert mention.future[0] <= mention.future[1]


@given(published=st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_weekday_is_within_a_week(published: date) -> None:
    mention = only("on Friday", published)
    assert published - timedelta(days=6) <= mention.past[0] <= published
    assert published < mention.future[0] <= published + timedelta(days=7)
