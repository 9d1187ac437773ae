"""How much memory extraction and a build on disk need at most.

    python -m benchmarks.memory [--articles N] [--texts FILE.jsonl]

Each figure comes from a process of its own: the peak resident size that the operating system reports.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import kg
from benchmarks.corpus import make_articles


def extract(number: int, extra: Path | None) -> int:
    """Extract from so many articles, keeping nothing; returns the number of claims."""
    return sum(1 for _ in kg.extract(make_articles(number, extra)))


def build(number: int, extra: Path | None) -> int:
    """Build a store on disk from so many articles; returns the number of articles in it."""
    with tempfile.TemporaryDirectory(prefix="irkg-memory-") as folder:
        return kg.build(make_articles(number, extra), store=Path(folder) / "store").report.articles


def peak_after(work: Callable[[], int]) -> tuple[int, float]:
    """What the work returns, and the peak resident size of this process in MB."""
    result = work()
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def run_apart(work: Callable[[], int]) -> tuple[int, float]:
    """Do the work in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(peak_after, work).result()


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description="Peak memory of extraction and of a build.")
    parser.add_argument("--articles", type=int, default=1000, help="how many articles (default 1000)")
    parser.add_argument("--texts", type=Path, help="more articles to measure with, as JSON Lines")
    options = parser.parse_args()
    for label, work in (("kg extract", extract), ("kg build", build)):
        for number in (options.articles // 10, options.articles):
            _, peak = run_apart(partial(work, number, options.texts))
            print(f"{label}, {number:>5} articles: {peak:6,.0f} MB at most")


if __name__ == "__main__":
    main()
