"""Texts to measure with: the sample articles cut and joined anew, and any texts that are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from kg.model import Article
from kg.sources import read_sources

SAMPLES = Path(__file__).resolve().parent.parent / "examples" / "articles"


def make_articles(number: int, extra: Path | None = None) -> Iterator[Article]:
    """Give so many articles; where there are fewer texts, they are repeated.

    Each copy has its paragraphs turned round, so that caches of whole texts don't make it free.
    """
    sources = [SAMPLES] if extra is None else [SAMPLES, extra]
    base = list(read_sources(sources, on_error=lambda _where, _error: None))
    if not base:
        raise SystemExit(f"no articles under {SAMPLES}")
    made = 0
    for turn in count():
        for article in base:
            if made == number:
                return
            made += 1
            yield replace(article, id=f"{article.id}-{turn}", text=_turn(article.text, turn))


def _turn(text: str, by: int) -> str:
    parts = text.splitlines()
    by %= max(len(parts), 1)
    return "\n".join(parts[by:] + parts[:by])
