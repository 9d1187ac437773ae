from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kg.report import BuildReport
from kg.views.table import one_line, render_claims, render_report, render_rows, render_stats
from tests.views.synthetic import dozen, hostile


def test_claims_show_who_does_what_to_whom_and_the_words() -> None:
    text = render_claims(dozen()[0][:1], width=120)
    head, _rule, row, quote = text.splitlines()
    assert head.split() == ["Subject", "Relation", "Object", "Modality", "Date", "Belief"]
    assert row.split("  ")[0].strip() == "Iran"
    for part in ("rejects talks with", "United States", "actual", "2025-02-25"):
        assert part in row
    assert quote.startswith("    Iran refuses direct talks")


@pytest.mark.parametrize("width", [40, 72, 80, 100, 160])
def test_tables_keep_their_width_and_are_plain_without_colour(width: int) -> None:
    for claims in (dozen()[0], hostile()[0]):
        text = render_claims(claims, width=width)
        assert "\x1b" not in text
        assert max(cell_len(line) for line in text.splitlines()) <= width
        assert len(text.splitlines()) == 2 + 2 * len(claims)


def test_colour_is_there_when_asked_for() -> None:
    assert "\x1b[3" in render_claims(dozen()[0], width=100, colour=True)


def test_further_sentences_are_counted() -> None:
    claim = dozen()[0][0]
    twice = replace(claim, evidence=(*claim.evidence, *claim.evidence))
    assert "(+1)" in render_claims([twice])


def test_no_claims_is_said() -> None:
    assert render_claims([]) == "No claims.\n"


def test_rows_show_unbound_values_as_blank_and_markup_as_text() -> None:
    text = render_rows(["actor", "n"], [("[bold]Iran[/bold]", 3), (None, 0)])
    assert "[bold]Iran[/bold]" in text
    assert text.endswith("2 rows\n")
    assert text.splitlines()[3].split() == ["0"]


def test_a_long_column_leaves_room_for_all_others() -> None:
    row = (
        "ent:United_Kingdom",
        "ir:withdrawsFromAgreementWith",
        "ent:European_Union",
        "A long sentence " * 20,
    )
    text = render_rows(["a", "relation", "b", "quote"], [row], width=100)
    assert all(start in text for start in ("ent:United", "ir:withdra", "ent:Europe", "A long sen"))
    assert max(map(len, text.splitlines())) <= 100


def test_rows_without_columns_or_answers() -> None:
    assert render_rows([], []) == "0 rows\n"
    assert "actor" in render_rows(["actor"], [])


def test_report_names_everything_that_was_left_out() -> None:
    report = BuildReport(
        articles=3,
        articles_replaced=1,
        articles_unchanged=2,
        failed=(("broken.html", "no text found"),),
        sentences_read=1200,
        sentences_skipped=Counter(question=2),
        mentions_unlinked=Counter({f"Name{i}": 20 - i for i in range(15)}),
        claims_by_root=Counter(REJECT=2),
        rejected=Counter({"acts on itself": 1}),
    )
    text = render_report(report, width=200)
    for part in ("3 built", "2 unchanged", "1 failed", "1,200", "question 2", "Name0 20", "5 others 40",
                 "REJECT 2", "acts on itself 1", "broken.html: no text found"):  # fmt: skip
        assert part in text


def test_stats_show_numbers_and_counts() -> None:
    text = render_stats({"claims": 1234, "by_root": {"AID": 2, "REJECT": 3}, "first_date": None, "mean": 0.5})
    assert "Claims" in text
    assert "1,234" in text
    assert "REJECT 3, AID 2" in text
    assert "First date" in text


@given(st.text(alphabet=st.characters()))
def test_one_line_is_safe_for_a_terminal(text: str) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert all(char.isprintable() or char.isspace() or ord(char) > 0x9F for char in line)
    line.encode("utf-8")
