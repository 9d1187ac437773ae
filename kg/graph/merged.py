"""The article graphs as one graph: each triple once, in an order that a reader follows, in bounded memory.

Articles come in the order of the news, each with the claims that no earlier one makes and all their evidence.
What several articles tell (actors, tenures, publishers, plain edges) is collected on the way in a temporary
SQLite database, which holds each triple once and gives them sorted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import NamedTuple, Self

from kg.graph import vocabulary as v
from kg.graph.article_graphs import KEPT_GRAPHS, ArticleGraphs, Block, Pair

RECENT = 50_000
"""Shared triples that are remembered as already collected, which saves most look-ups."""
_TYPE, _HAS_EVIDENCE, _HAS_SELECTOR = map(str, (v.TYPE, v.HAS_EVIDENCE, v.HAS_SELECTOR))
_CLAIM, _ARTICLE = str(v.CLAIM_CLASS), str(v.ARTICLE_CLASS)

_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE shared (s TEXT, p TEXT, o TEXT, PRIMARY KEY (s, p, o)) WITHOUT ROWID;
    CREATE TABLE section (kind TEXT PRIMARY KEY, rank INTEGER);
    CREATE TABLE placed (s TEXT PRIMARY KEY, rank INTEGER, owner TEXT, start TEXT) WITHOUT ROWID;
"""
_PLACE_KINDS = """
    INSERT INTO placed
    SELECT s, MIN(rank), s, NULL FROM shared JOIN section ON o = kind WHERE p = ? GROUP BY s
"""
_PLACE_TENURES = """
    INSERT OR IGNORE INTO placed
    SELECT t.s, placed.rank, placed.s, COALESCE((SELECT MIN(o) FROM shared WHERE s = t.s AND p = :start), '')
    FROM (SELECT s, MIN(o) AS holder FROM shared WHERE p = :holder GROUP BY s) AS t
    JOIN placed ON placed.s = holder
    WHERE EXISTS (SELECT 1 FROM shared WHERE s = t.s AND p = :type AND o = :tenure)
"""
_PLACED = """
    SELECT rank, s, p, o FROM placed JOIN shared USING (s)
    ORDER BY rank, owner, start IS NOT NULL, start, s, p, o
"""
_REST = "SELECT s, p, o FROM shared WHERE s NOT IN (SELECT s FROM placed) ORDER BY s, p, o"


def values(block: Block, subject: str, predicate: object) -> list[str]:
    """The objects of a property, sorted."""
    wanted = str(predicate)
    return [value for name, value in block.get(subject, ()) if name == wanted]


def instances(block: Block, kind: str) -> list[str]:
    """The subjects of a class, sorted."""
    return [subject for subject, pairs in block.items() if (_TYPE, kind) in pairs]


class Told(NamedTuple):
    """What the graph of an article adds: its article and claims, what it shares, and days of articles."""

    own: Block
    """The article, and the claims that it is the first to make, with their evidence from everywhere."""
    shared: Block
    """Actors and the like, as this graph describes them."""
    days: dict[str, str]
    """When the articles of the evidence were published, as literals of N-Triples, "" if unknown."""


class MergedGraph:
    """Gives first what only one article tells, article by article, then what is shared.

    `sections` are groups of classes: the shared subjects of the first group come first, and so on.
    """

    def __init__(self, articles: ArticleGraphs, sections: Sequence[Iterable[str]] = ()) -> None:
        self._articles = articles
        self._recent: set[tuple[str, str, str]] = set()
        self._base = sqlite3.connect("")
        self._base.executescript(_TABLES)
        kinds = [(kind, rank) for rank, group in enumerate(sections) for kind in group]
        self._base.executemany("INSERT INTO section VALUES (?, ?)", kinds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def of_articles(self) -> Iterator[Told]:
        """What each graph adds, in the order of the news.

        What is shared is collected for `placed` and `rest`, to which the caller may add with `collect`.
        """
        again = lru_cache(KEPT_GRAPHS)(self._articles.block)
        with closing(self._articles.ordered()) as order:
            for graph in order:
                block = self._articles.block(graph)
                days = _days(block)
                own = {article: block.pop(article) for article in days}
                for claim in instances(block, _CLAIM):
                    first, *others = order.places(claim)
                    found = _closure(block, claim)
                    for subject in found:
                        del block[subject]
                    if first == graph:
                        own.update(found)
                        for other in map(again, others):
                            _add(own, _closure(other, claim))
                            days |= _days(other)
                self.collect(block)
                yield Told(own, block, days)

    def collect(self, block: Block) -> None:
        """Remember triples for the end; those that are known already are passed over."""
        found = {(s, p, o) for s, pairs in block.items() for p, o in pairs} - self._recent
        if len(self._recent) + len(found) > RECENT:
            self._recent.clear()
        self._recent |= found
        self._base.executemany("INSERT OR IGNORE INTO shared VALUES (?, ?, ?)", found)

    def placed(self) -> Iterator[tuple[int, str, list[Pair]]]:
        """The shared subjects of the sections: the section's number, the subject, its properties.

        A person's tenures follow the person. To be asked once, after all articles.
        """
        self._base.execute(_PLACE_KINDS, (_TYPE,))
        self._base.execute(
            _PLACE_TENURES,
            {"start": str(v.TENURE_START), "holder": str(v.HOLDER), "type": _TYPE,
             "tenure": str(v.TENURE_CLASS)},
        )  # fmt: skip
        for (rank, subject), rows in groupby(self._base.execute(_PLACED), itemgetter(0, 1)):
            yield rank, subject, [(p, o) for _, _, p, o in rows]

    def rest(self) -> Iterator[tuple[str, list[Pair]]]:
        """All other shared subjects, sorted; to be asked after `placed`."""
        for subject, rows in groupby(self._base.execute(_REST), itemgetter(0)):
            yield subject, [(p, o) for _, p, o in rows]

    def blocks(self) -> Iterator[tuple[str, list[Pair]]]:
        """Every subject with all its properties, once."""
        for told in self.of_articles():
            yield from told.own.items()
        yield from self.rest()


def _days(block: Block) -> dict[str, str]:
    return {
        article: next(iter(values(block, article, v.ISSUED)), "") for article in instances(block, _ARTICLE)
    }


def _closure(block: Block, claim: str) -> Block:
    """The claim, its evidence and the selectors of that, as one graph tells them."""
    found = {claim: block[claim]}
    for evidence in values(block, claim, _HAS_EVIDENCE):
        for subject in (evidence, *values(block, evidence, _HAS_SELECTOR)):
            if subject in block:
                found[subject] = block[subject]
    return found


def _add(block: Block, more: Block) -> None:
    for subject, pairs in more.items():
        known = block.get(subject)
        block[subject] = pairs if known is None else sorted({*known, *pairs})
