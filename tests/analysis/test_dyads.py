from __future__ import annotations

from datetime import date

from kg.analysis.dyads import DyadMonth, dyad_series, dyads
from tests.views.synthetic import IRAN, USA, claim_from, dozen


def test_series_counts_both_directions_by_month() -> None:
    rows = dyad_series(dozen()[0], "United_States", "Iran")
    assert rows == [
        DyadMonth(month="2025-02", cooperation=0, conflict=2, scale=-4.0),
        DyadMonth(month="2025-03", cooperation=0, conflict=1, scale=-3.5),
        DyadMonth(month="2025-04", cooperation=1, conflict=0, scale=4.0),
    ]


def test_undated_claims_count_when_published() -> None:
    article = dozen()[1][0]
    assert article.date == date(2025, 2, 26)
    claim = claim_from(article, IRAN, "condemns", USA, day=None)
    assert [row.month for row in dyad_series([claim], "Iran", "United_States")] == ["2025-02"]


def test_unknown_pair_has_no_rows() -> None:
    assert dyad_series(dozen()[0], "Iran", "Atlantis") == []


def test_pairs_are_summed_most_claims_first() -> None:
    first, second, *_ = dyads(dozen()[0])
    assert (first.first.id, first.second.id) == ("Iran", "United_States")
    assert (first.claims, first.cooperation, first.conflict) == (4, 1, 3)
    assert first.scale == round((-2 - 6 - 3.5 + 4) / 4, 3)
    assert (first.since, first.until) == (date(2025, 2, 24), date(2025, 4, 12))
    assert (second.first.id, second.second.id) == ("Russia", "Ukraine")
