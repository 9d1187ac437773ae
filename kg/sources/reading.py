"""From what a user names (files, folders, "-", articles) to a stream of articles."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import BinaryIO

from kg.errors import SourceError
from kg.model import Article
from kg.sources.source import STANDARD_INPUT, Input, OnError, Source, peek_opening, stop

_GROUP = "kg.sources"


@cache
def load_sources() -> tuple[Source, ...]:
    """All sources that are installed, by name; raises `SourceError` where two claim one suffix."""
    found: dict[str, Source] = {}
    for entry in sorted(entry_points(group=_GROUP), key=lambda entry: entry.name):
        source: Source = entry.load()
        found[source.name] = source
    if not found:
        raise SourceError(f"no sources are installed under the entry point group '{_GROUP}'; reinstall irkg")
    claimed: dict[str, str] = {}
    for source in found.values():
        for suffix in source.suffixes:
            if suffix in claimed:
                both = f"'{claimed[suffix]}' and '{source.name}'"
                raise SourceError(f"the sources {both} both read {suffix} files; uninstall one of them")
            claimed[suffix] = source.name
    return tuple(found.values())


def read_sources(
    sources: Iterable[str | os.PathLike[str] | Article], *, date: date | None = None, on_error: OnError = stop
) -> Iterator[Article]:
    """Read articles from files, folders, standard input ("-") and articles given as they are.

    Files are read in the order given, those in folders sorted by path. `date` is the publication date of all
    of them, whatever they say themselves. What cannot be read is told to `on_error`, which by default stops
    with the first `SourceError`; if it returns, reading goes on with what follows. Of two articles with the
    same id the second is such an error.
    """
    seen: dict[str, str] = {}
    for where, article in _read_all(sources, on_error):
        if article.id in seen:
            on_error(where, _say_twice(article.id, where, seen[article.id]))
            continue
        seen[article.id] = where
        yield article if date is None else replace(article, date=date)


def _say_twice(identifier: str, where: str, first: str) -> SourceError:
    place = "in the same file" if where == first else f"in {first}"
    message = f"{where}: the id '{identifier}' stands {place} already; give each article an id of its own"
    return SourceError(message)


def _read_all(
    sources: Iterable[str | os.PathLike[str] | Article], on_error: OnError
) -> Iterator[tuple[str, Article]]:
    for given in sources:
        if isinstance(given, Article):
            yield given.id, given
            continue
        name = os.fspath(given)
        try:
            inputs = list(_find_inputs(name))
        except SourceError as error:
            on_error(name, error)
            continue
        except OSError as error:
            message = f"{name[:100]}: {error.strerror}; give the name of a file or folder that you may read"
            on_error(name, SourceError(message))
            continue
        for source, found in inputs:
            for article in source.read(found, on_error):
                yield found.name, article


def _find_inputs(name: str) -> Iterator[tuple[Source, Input]]:
    """The inputs behind one name, each with the source that reads it."""
    path = Path(name)
    if name == "-":
        yield _open_stream(STANDARD_INPUT, sys.stdin.buffer, keep_open=True)
    elif path.is_dir():
        yield from _find_in_folder(path)
    elif not path.exists():
        raise SourceError(f"{name}: no such file or folder; check the name, or give - for standard input")
    elif not path.is_file():
        yield _open_stream(name, path.open("rb"), keep_open=False)
    else:
        source = _by_suffix().get(path.suffix.lower())
        if source is None:
            known = " ".join(sorted(_by_suffix()))
            raise SourceError(
                f"{name}: no source reads '{path.suffix or path.name}' files (known: {known});"
                " give it a known ending, or its content on standard input: kg build - < FILE"
            )
        yield source, Input(name=name, path=path)


def _find_in_folder(folder: Path) -> Iterator[tuple[Source, Input]]:
    """The files in a folder and below that some source reads, sorted; hidden ones are left out."""
    known = _by_suffix()
    found = sorted(
        path
        for root, folders, names in os.walk(folder, onerror=_raise_unreadable)
        if _drop_hidden(folders)
        for name in names
        if not name.startswith(".") and (path := Path(root, name)).suffix.lower() in known
    )
    if not found:
        raise SourceError(f"{folder}: no {' '.join(sorted(known))} files in this folder; name another one")
    for path in found:
        yield known[path.suffix.lower()], Input(name=str(path), path=path)


def _drop_hidden(folders: list[str]) -> bool:
    """Take hidden folders out of the list that `os.walk` descends into."""
    folders[:] = [name for name in folders if not name.startswith(".")]
    return True


def _raise_unreadable(error: OSError) -> None:
    raise SourceError(f"{error.filename}: {error.strerror}; check that you may read this folder") from error


def _open_stream(name: str, stream: BinaryIO, *, keep_open: bool) -> tuple[Source, Input]:
    """Find the source of a stream by its first bytes."""
    opening, whole = peek_opening(stream, keep_open=keep_open)
    installed = load_sources()
    fallback = next(source for source in installed if not source.openings)
    fitting = (source for source in installed if opening.startswith(source.openings))
    return next(fitting, fallback), Input(name=name, stream=whole)


def _by_suffix() -> dict[str, Source]:
    return {suffix: source for source in load_sources() for suffix in source.suffixes}
