"""How probable a claim is, given all its evidence.

After INDRA's belief engine (Gyori et al. 2017, doi:10.15252/msb.20177651): sources err independently of
each other, so a claim is wrong only if every source is wrong about it,

    belief = 1 - product over independent sources of (1 - score * reliability).

What comes from one publisher is one source, and so are near-copies of one text by several publishers
(wire stories): of each, the best evidence counts, once. Reliabilities are the user's to give; the
project ships no judgement on publishers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.model import Evidence

DEFAULT_RELIABILITY = 0.95
"""Probability that a publisher is right to say what it says; below 1, as nobody always is."""
COPY_OVERLAP = 0.8
"""Share of common words (Jaccard) from which two quotes count as copies of one text."""
_NEGLIGIBLE = 1e-6
"""Doubt below this makes no difference in the digits that are shown; what is left is not looked at."""
_WORD = re.compile(r"\w+")


def belief(evidence: Iterable[Evidence], reliability: Mapping[str, float] | None = None) -> float:
    """Compute the probability of a claim, 0 to 1, from its evidence in any order.

    One piece of evidence with score s gives s times the reliability of its publisher, none gives 0.
    `reliability` maps publishers to probabilities; others have `DEFAULT_RELIABILITY`. Evidence
    without a publisher counts as published by its article.
    """
    known = reliability or {}
    ranked = sorted(evidence, key=lambda e: (-e.score * _reliability(e, known), _publisher(e), e.quote))
    counted: list[frozenset[str]] = []
    publishers: set[str] = set()
    doubt = 1.0
    for piece in ranked:
        words = frozenset(_WORD.findall(piece.quote.casefold()))
        if _publisher(piece) in publishers or any(_copied(words, other) for other in counted):
            continue
        publishers.add(_publisher(piece))
        counted.append(words)
        doubt *= 1.0 - piece.score * _reliability(piece, known)
        if doubt < _NEGLIGIBLE:
            break
    return 1.0 - doubt


def _publisher(evidence: Evidence) -> str:
    if evidence.publisher is None:
        return f"article {evidence.article}"
    return f"publisher {evidence.publisher.casefold().strip()}"


def _reliability(evidence: Evidence, known: Mapping[str, float]) -> float:
    return known.get(evidence.publisher or "", DEFAULT_RELIABILITY)


def _copied(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of words are so alike that one text was made from the other."""
    return len(one & other) >= COPY_OVERLAP * len(one | other)
