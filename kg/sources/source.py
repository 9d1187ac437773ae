"""What a source of articles is: the contract that built-in and foreign readers fulfil.

A reader takes an `Input` and yields articles. It stands in the entry point group `kg.sources` as
a `Source`, which also says by which suffixes or first bytes its files are known. This module
knows no format.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import SourceError
from kg.model import Article

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

OnError = Callable[[str, SourceError], None]
"""Is told what cannot be read: where ("news.jsonl:7") and why. It may raise to stop the reading."""

MAX_CHARACTERS = 1_000_000
"""Longest text of one article. It is the limit that spaCy sets its parser by default."""

MAX_LINE_BYTES = 12 * MAX_CHARACTERS
"""Longest line of a record: every character may be written as two escapes of six bytes."""

STANDARD_INPUT = "<stdin>"

_OPENING = 64
_CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file, or a stream that has no path.

    `name` is what messages call it. `stream` is read instead of the file where given, and then closed.
    """

    name: str
    path: Path | None = None
    stream: BinaryIO | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open for reading bytes; failures of the operating system become a `SourceError`."""
        try:
            if self.stream is not None:
                with self.stream as stream:
                    yield stream
            elif self.path is not None:
                with self.path.open("rb") as file:
                    yield file
            else:
                raise ValueError(f"the input {self.name} has neither a path nor a stream")
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"{self.name}: {reason}; check that the file exists and that you may read it"
            raise SourceError(message) from error


Reader = Callable[[Input, OnError], Iterator[Article]]
"""Yields the articles of an input; reports what it must leave out and goes on with the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A format that articles are read from.

    `suffixes` are lower-case file name endings (".txt"). `openings` are lower-case byte strings with
    which a stream of this format begins after white space; a source without any takes what no other
    source claims.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Reader
    openings: tuple[bytes, ...] = ()


def stop(_where: str, error: SourceError) -> None:
    """The error handler that gives up at the first error."""
    raise error


class _Joined(io.RawIOBase):
    """Bytes that were already taken from a stream, followed by the rest of it."""

    def __init__(self, head: bytes, rest: BinaryIO, *, keep_open: bool) -> None:
        self._head = head
        self._rest = rest
        self._keep_open = keep_open

    def readable(self) -> bool:
        return True

    def readinto(self, into: WriteableBuffer, /) -> int:
        buffer = memoryview(into)
        if self._head:
            chunk, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            chunk = self._rest.readline(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        super().close()
        if not self._keep_open:
            self._rest.close()


def peek_opening(stream: BinaryIO, *, keep_open: bool = False) -> tuple[bytes, BinaryIO]:
    """Look at the first bytes after white space; returns them and a stream that still has them all.

    Closing that stream closes the given one too unless `keep_open`.
    """
    head = opening = b""
    while not opening and len(head) <= MAX_LINE_BYTES and (line := stream.readline(_CHUNK)):
        head += line
        opening = head.removeprefix(codecs.BOM_UTF8).lstrip()[:_OPENING].lower()
    return opening, io.BufferedReader(_Joined(head, stream, keep_open=keep_open))
