"""Belief grows with independent sources, and only with those."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.belief import DEFAULT_RELIABILITY, belief
from kg.model import Evidence
from tests.graph import samples

QUOTES = (
    "Iran will not negotiate with Washington, its foreign minister said on Tuesday.",
    "Talks are off the table while sanctions stay in place, according to Tehran.",
    "The offer from the White House was turned down flatly by the Islamic Republic.",
)


def piece(publisher: str | None, quote: str = QUOTES[0], score: float = 0.8, article: str = "a") -> Evidence:
    return replace(
        samples.EVIDENCE, publisher=publisher, quote=quote, start=0, end=len(quote), score=score,
        article=article,
    )  # fmt: skip


def test_one_piece_gives_about_its_score() -> None:
    assert belief([piece("A")]) == pytest.approx(0.8 * DEFAULT_RELIABILITY)
    assert belief([piece("A")], {"A": 1.0}) == pytest.approx(0.8)
    assert belief([]) == 0.0


def test_independent_publishers_add_up() -> None:
    both = [piece("A", QUOTES[0]), piece("B", QUOTES[1])]
    assert belief(both, {"A": 1.0, "B": 0.5}) == pytest.approx(1 - 0.2 * 0.6)


def test_one_publisher_counts_once_with_its_best() -> None:
    same = [piece("A", QUOTES[0], 0.3), piece("a ", QUOTES[1], 0.8), piece("A", QUOTES[2], 0.5)]
    assert belief(same) == belief([piece("A", QUOTES[1])])


def test_copies_of_one_text_count_once() -> None:
    copy = QUOTES[0].replace("Tuesday", "tuesday").replace(",", " -")
    near = "Reuters: " + QUOTES[0]
    copies = [piece("A"), piece("B", copy), piece("C", near), piece("D", QUOTES[0].upper())]
    assert belief(copies) == belief([piece("A")])
    assert belief([*copies, piece("E", QUOTES[2])]) > belief(copies)


def test_articles_without_publisher_are_sources_of_their_own() -> None:
    two = [piece(None, QUOTES[0], article="a"), piece(None, QUOTES[1], article="b")]
    assert belief(two) > belief(two[:1])
    assert belief([two[0], replace(two[1], article="a")]) == belief(two[:1])


pieces = st.builds(
    piece, st.sampled_from(["A", "B", "C", None]), st.sampled_from(QUOTES), st.floats(0, 1),
    st.sampled_from(["a", "b"]),
)  # fmt: skip


@given(st.lists(pieces, max_size=6), pieces)
def test_bounds_order_and_growth(evidence: list[Evidence], more: Evidence) -> None:
    value = belief(evidence)
    assert 0.0 <= value <= 1.0
    assert belief(list(reversed(evidence))) == pytest.approx(value)
    assert value >= max((e.score * DEFAULT_RELIABILITY for e in evidence), default=0.0) - 1e-9
    assert belief([*evidence, replace(more, score=1.0)]) >= DEFAULT_RELIABILITY - 1e-9
