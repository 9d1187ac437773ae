"""Finds sentences that share a frame with other names in it, within the corpus and against other texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.model import Span

_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d[\d,.]*\d|\d")

Shingles = frozenset[tuple[str, ...]]


def frame(text: str, actors: Iterable[Span] = ()) -> list[str]:
    """The words of a sentence with actors, other names and numbers as blanks.

    >>> frame("Iran met Iraq in Basra on May 3.", [(0, 4), (9, 13)])
    ['*', 'met', '*', 'in', '#', 'on', '#', '0']
    """
    spans = list(actors)
    capitals = text.isupper()
    words: list[str] = []
    for found in _WORD.finditer(text):
        word = found[0]
        if any(start <= found.start() < end for start, end in spans):
            blank = "*"
        elif word[0].isdigit():
            blank = "0"
        elif word[0].isupper() and found.start() > 0 and not capitals:
            blank = "#"
        else:
            blank = word.lower()
        if blank not in "*#" or words[-1:] != [blank]:
            words.append(blank)
    return words


def shingles(words: Sequence[str], size: int = 3) -> Shingles:
    """All runs of `size` words, the margins counting as a word each."""
    padded = ["^", *words, "$"]
    return frozenset(tuple(padded[i : i + size]) for i in range(max(1, len(padded) - size + 1)))


def alike(
    ours: Sequence[Shingles], others: Sequence[Shingles], least: float
) -> Iterator[tuple[int, int, float]]:
    """Pairs of indices whose shingles overlap by `least` or more (Jaccard, 0 to 1); i < j within one list."""
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, other in enumerate(others):
        for shingle in other:
            where[shingle].append(j)
    for i, own in enumerate(ours):
        shared = Counter(j for shingle in own for j in where[shingle] if ours is not others or i < j)
        for j, count in shared.items():
            overlap = count / (len(own) + len(others[j]) - count)
            if overlap >= least:
                yield i, j, overlap
