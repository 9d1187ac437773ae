"""Articles in groups for bulk loads, which take each group whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from pyoxigraph import Quad

SHARD_QUADS, SHARD_SECONDS = 5_000_000, 30.0
"""A shard ends with so many quads or after so long: fewer make a smaller store, but a kill costs one."""

Named = tuple[str, Sequence[Quad]]


class Shards:
    """Takes articles from an iterable, one shard after the other, without holding more than one article.

    When the iterable raises an exception it is kept in `error`, so that what came before can be stored.
    """

    def __init__(self, articles: Iterable[Named]) -> None:
        self._articles = iter(articles)
        self.next: Named | None = None
        self.error: BaseException | None = None
        self.advance()

    def advance(self) -> None:
        """Go on to the next article; there is none after an exception."""
        try:
            self.next = next(self._articles, None)
        except BaseException as error:  # noqa: BLE001 - raised again by who loads, after loading
            self.next, self.error = None, error

    def take(self, is_new: Callable[[str], bool]) -> Iterator[Named]:
        """The articles of one shard: each new to the store and to the shard."""
        names: set[str] = set()
        size, began = 0, time.monotonic()
        while self.next is not None and size < SHARD_QUADS and time.monotonic() - began < SHARD_SECONDS:
            name, quads = self.next
            if name in names or not is_new(name):
                return
            names.add(name)
            size += len(quads)
            yield self.next
            self.advance()
