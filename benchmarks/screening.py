"""What it saves and loses to parse only the sentences that may hold a claim.

    python -m benchmarks.screening [--texts FILE.jsonl]

Extracts the claims of the sample articles, or of other texts, once with the check of `kg.selection` and once
with every sentence parsed, turn and turn about.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from unittest.mock import patch

import kg
from benchmarks.speed import measure
from kg.model import Article, Claim
from kg.report import BuildReport
from kg.selection import may_hold_claim
from kg.sources import read_sources

ROUNDS = 3


def extract(articles: list[Article], report: BuildReport, found: list[Claim]) -> None:
    """Fill the report and the list."""
    found += kg.extract(articles, report=report)


def keys(claims: Iterable[Claim]) -> set[tuple[str, ...]]:
    """What a claim is, and where it was found."""
    return {(*claim.key, evidence.article) for claim in claims for evidence in claim.evidence}


def _always(*_: object) -> bool:
    return True


def main() -> None:
    """Run both and print what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, help="articles as JSON Lines instead of the samples")
    options = parser.parse_args()
    articles = list(read_sources([options.texts or Path("examples/articles")]))
    list(kg.extract(articles[:1]))
    times: dict[bool, list[float]] = {True: [], False: []}
    claims: dict[bool, set[tuple[str, ...]]] = {}
    read: dict[bool, int] = {}
    for screened in [True, False] * ROUNDS:
        report, found = BuildReport(), list[Claim]()
        check = may_hold_claim if screened else _always
        with patch("kg.pipeline.may_hold_claim", check):
            times[screened].append(measure(partial(extract, articles, report, found)))
        claims[screened], read[screened] = keys(found), report.sentences_read
    checked, everything = (statistics.median(times[screened]) for screened in (True, False))
    print(f"{len(articles)} articles, {read[False]} sentences, of which {read[True]} may hold a claim")
    print(f"time with the check {checked / everything:.2f} of that without")
    print(f"claims {len(claims[True])} with it, {len(claims[False])} without")
    for lost in sorted(claims[False] - claims[True]):
        print("  lost", *lost)
    for won in sorted(claims[True] - claims[False]):
        print("  only with it", *won)


if __name__ == "__main__":
    main()
