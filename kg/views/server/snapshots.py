"""Copies of the store that stand still while they are asked, made of hard links in an instant."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError
from kg.graph.store import Store
from kg.graph.store_files import QUADS

LOOK_EVERY = 1.0
"""Seconds between looks at the folder of the store, and for which it must be quiet before it is copied."""
_LOGS = "LOG"
"""Oxigraph's notes to people, which also change when nothing else does."""

Signature = dict[str, tuple[int, int]]


@dataclass
class Snapshot:
    """A copy of the store. `tag` names its content; `users` are the jobs that ask it now."""

    path: Path
    tag: str
    users: int = 0


class Snapshots:
    """The newest copy of the store in a folder, and older ones as long as they are asked.

    They stand in a folder of their own beside the store, where hard links work, else in the system's folder
    for temporary files. Raises StoreError if there is no store.
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        with Store(store, read_only=True) as opened:
            self.base = opened.base
            self.folder = _make_folder(store)
            try:
                self._seen = self._copied = _sign(store)
                self._current = self._adopt(self.next_path())
                opened.backup(self._current.path, text=False)
            except BaseException:
                self.close()
                raise
        self._looked = time.monotonic()
        self._refreshing = asyncio.Lock()

    def close(self) -> None:
        """Remove all copies."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def tag(self) -> str:
        """The name of the content that is asked now."""
        return self._current.tag

    def next_path(self) -> Path:
        """Where the next copy is to be made."""
        return self.folder / f"copy-{secrets.token_hex(8)}"

    @contextmanager
    def use(self) -> Iterator[Snapshot]:
        """The newest copy, which stays there as long as the block runs."""
        snapshot = self._current
        snapshot.users += 1
        try:
            yield snapshot
        finally:
            snapshot.users -= 1
            self._retire(snapshot)

    def replace(self, path: Path) -> None:
        """Ask the copy at `path` from now on, which was made of the store as it is now."""
        old, self._current = self._current, self._adopt(path)
        self._seen = self._copied = _sign(self.store)
        self._retire(old)

    def discard(self, path: Path) -> None:
        """Remove what there is of a copy that did not come about."""
        shutil.rmtree(path, ignore_errors=True)

    async def refresh(self) -> None:
        """Make a new copy if another process has changed the store, and has left it alone since."""
        if time.monotonic() - self._looked < LOOK_EVERY or self._refreshing.locked():
            return
        async with self._refreshing:
            self._looked = time.monotonic()
            found = _sign(self.store)
            quiet, self._seen = found == self._seen, found
            if not quiet or found == self._copied:
                return
            path = self.next_path()
            try:
                await asyncio.to_thread(_copy, self.store, path)
            except (
                StoreError
            ):  # it is being written again: what is served stays as it is until that has ended
                self.discard(path)
                return
            self.replace(path)

    def _adopt(self, path: Path) -> Snapshot:
        return Snapshot(path, path.name.removeprefix("copy-"))

    def _retire(self, snapshot: Snapshot) -> None:
        if snapshot.users == 0 and snapshot is not self._current:
            shutil.rmtree(snapshot.path, ignore_errors=True)


def _copy(store: Path, path: Path) -> None:
    with Store(store, read_only=True) as opened:
        opened.backup(path, text=False)


def _sign(store: Path) -> Signature:
    """What changes when the files of the store do."""
    try:
        files = [entry for entry in os.scandir(store / QUADS) if not entry.name.startswith(_LOGS)]
        return {file.name: (file.stat().st_size, file.stat().st_mtime_ns) for file in files}
    except OSError:  # it is being replaced
        return {}


def _make_folder(store: Path) -> Path:
    """A new folder for the copies; also removes those of servers that were killed."""
    home, prefix = store.resolve().parent, f".{store.resolve().name}.serve-"
    for left in home.glob(f"{prefix}*"):
        number = left.name.removeprefix(prefix).partition("-")[0]
        if number.isdigit() and not _is_alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    try:
        return Path(tempfile.mkdtemp(dir=home, prefix=f"{prefix}{os.getpid()}-"))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="irkg-serve-"))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
