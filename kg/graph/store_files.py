"""What stands in the folder of a store: its marker, formats, leftovers, and what the disk says.

- `irkg-store.json`: the marker, with format version and base IRI
- `irkg-store.lock`: held by whoever writes (alone) or reads (together with others); see `store_lock`
- `quads/`: Oxigraph's own files; `quads.new/` while a new store is being made, renamed as the last step
- `text.sqlite`: the full-text index; made again from the quads when it is missing; see `text_index`
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError

FORMAT = 3
"""Version of what stands in a folder. 3 added the text index, which a program for 2 would let grow old."""
OLDEST = 2
"""The oldest format that is understood; opened for writing, such a store becomes one of `FORMAT`."""
MARKER, LOCK, QUADS, FRESH, TEXT = (
    "irkg-store.json", "irkg-store.lock", "quads", "quads.new", "text.sqlite",
)  # fmt: skip

_OWN = (MARKER, LOCK, FRESH, TEXT)
_MARKER_ADVICE = (
    f'put it back (it reads {{"format": {FORMAT}, "base": "BASE IRI OF THE DATA"}}), '
    "or build again in a new folder"
)
_LOADING = "bulk-*.sst"
"""What Oxigraph calls the files of a bulk load before they are part of the store."""
_NOT_COPIED = ("LOCK", "LOG")

_CAUSES = (
    (
        ("lock hold", "lock file"),
        "is open in another process; close that, or open this store for reading only",
    ),
    (
        ("no space left", "file too large", "quota", "is full", "disk i/o error"),
        "cannot grow: the disk is full. What was stored before is kept; free some space and run this again",
    ),
    (
        ("permission denied", "read-only file system", "not permitted", "readonly database"),
        "may not be written by this user; choose another folder or change its permissions",
    ),
    (
        ("malformed", "not a database", "vtable constructor"),
        f"has a damaged text index; delete its file {TEXT}, which is then made again from the graph",
    ),
    (
        ("corruption", "checksum"),
        "is damaged; put a backup of the folder in its place, or delete it and build it again",
    ),
)


@contextmanager
def reporting(path: Path | None) -> Iterator[None]:
    """Turn what the disk says of the store at `path` into a message that a user can act on."""
    try:
        yield
    except (OSError, sqlite3.DatabaseError, RuntimeError) as error:  # Oxigraph's for damage is the last
        text = str(error)
        for signs, advice in _CAUSES:
            if any(sign in text.lower() for sign in signs):
                raise StoreError(f"the store {path} {advice} ({text})") from error
        if isinstance(error, RuntimeError):
            raise
        raise StoreError(f"the store {path} cannot be read or written: {text}") from error


@dataclass(frozen=True, slots=True)
class Marker:
    """What the marker of a store says."""

    format: int
    base: str


def read_marker(path: Path) -> Marker | None:
    """The marker of the store in the folder, None for a folder in which a store may be made.

    Raises StoreError for files of others, and for a store that is not whole or that this version does not
    understand.
    """
    if path.is_dir() and (path / MARKER).is_file():
        known = _parse_marker(path)
        if (path / QUADS).is_dir():
            return known
        if (path / FRESH).is_dir():  # a process died in between: nothing was reported as stored
            return None
        raise StoreError(
            f"the store {path} has lost its folder {QUADS}; put it back, or delete {path} and build it again"
        )
    if (path / QUADS).is_dir() and (path / LOCK).is_file():
        raise StoreError(f"the store {path} has lost its file {MARKER}; {_MARKER_ADVICE}")
    if path.is_file() or (path.is_dir() and not _is_free(path)):
        raise StoreError(f"{path} exists but holds no store; give a new or empty folder")
    return None


def _is_free(path: Path) -> bool:
    """Whether the folder is empty, or holds only what is left of the making of a store that did not end."""
    names = {entry.name for entry in path.iterdir()}
    return not names or (LOCK in names and all(name.startswith(_OWN) for name in names))


def _parse_marker(path: Path) -> Marker:
    marker = path / MARKER
    try:
        known = json.loads(marker.read_text(encoding="utf-8"))
        version, base = int(known["format"]), str(known["base"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{marker} is damaged; {_MARKER_ADVICE}") from error
    if version > FORMAT:
        raise StoreError(f"the store {path} is from a newer version of irkg; update the program")
    if version < OLDEST:
        raise StoreError(f"the store {path} is from an older version of irkg; build it again in a new folder")
    return Marker(version, base)


def write_marker(path: Path, base: str) -> None:
    """Write the marker whole or not at all."""
    path.mkdir(parents=True, exist_ok=True)
    unfinished = path / f"{MARKER}.{os.getpid()}"
    unfinished.write_text(json.dumps({"format": FORMAT, "base": base}) + "\n", encoding="utf-8")
    unfinished.replace(path / MARKER)


def remove_unfinished(path: Path) -> None:
    """Remove what a process left that died while it made a store here. The caller holds the lock."""
    shutil.rmtree(path / FRESH, ignore_errors=True)
    for left in (*path.glob(f"{TEXT}*"), *path.glob(f"{MARKER}*")):
        left.unlink(missing_ok=True)


def remove_loads(quads: Path) -> None:
    """Remove the files of bulk loads that did not come to their end; they are no part of the store.

    The caller holds the lock and loads nothing at this moment.
    """
    for left in quads.glob(_LOADING):
        left.unlink(missing_ok=True)


def link_quads(source: Path, target: Path) -> None:
    """Copy Oxigraph's files, while nobody writes them: those that never change are hard links if possible.

    Its own backup of a store that is open for reading only leaves out what is still in the log.
    """
    target.mkdir(parents=True)
    for file in sorted(source.iterdir()):
        if file.match(_LOADING) or file.name.startswith(_NOT_COPIED):
            continue
        if file.suffix == ".sst":
            try:
                os.link(file, target / file.name)
            except OSError:  # another file system, or one without links
                shutil.copy2(file, target / file.name)
        else:
            shutil.copy2(file, target / file.name)
