"""The folder of a store while it is open: its lock, its quads, and how a new one comes into being.

A new store is made in a fresh folder, `quads.new`. That gets its name when all is in it that the first step
brought, so what a process leaves that dies before is no store, and the next one removes it.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import ids
from kg.errors import StoreError
from kg.graph import store_files as files
from kg.graph.store_lock import StoreLock, being_made


class StoreFolder:
    """The quads of the store in a folder, which nobody else may write meanwhile.

    `base` is what the store remembers; one that is asked for must be the same. `is_new` says that this
    process makes the store. Raises StoreError with the cause: no store there, another format, in use.
    """

    def __init__(self, path: Path, *, base: str | None, read_only: bool, wait: float) -> None:
        self.path, self._read_only = path, read_only
        self.is_new = self._fresh = self._is_failed = False
        if files.read_marker(path) is None:
            if read_only:
                raise StoreError(f"there is no store at {path}{being_made(path) or '; build one first'}")
            path.mkdir(parents=True, exist_ok=True)
        self._lock = StoreLock(path, shared=read_only, wait=wait)
        try:
            self.base, self._quads = self._open(base)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, base: str | None) -> tuple[str, ox.Store | None]:
        known = files.read_marker(self.path)  # again: who had the lock may have changed it
        if known is None and self._read_only:
            raise StoreError(f"there is no store at {self.path} any more; build one first")
        if known is None:
            files.remove_unfinished(self.path)
            self.is_new = self._fresh = True
            return base or ids.DEFAULT_BASE, ox.Store(str(self.path / files.FRESH))
        if base not in (None, known.base):
            raise StoreError(f"the store {self.path} has the base {known.base}, not {base}")
        folder = self.path / files.QUADS
        if self._read_only:
            return known.base, ox.Store.read_only(str(folder))
        files.remove_loads(folder)
        quads = ox.Store(str(folder))
        if known.format < files.FORMAT:
            files.write_marker(self.path, known.base)
        return known.base, quads

    @property
    def quads(self) -> ox.Store:
        """The quads; they are opened again only when somebody asks after a new store got its name.

        To open a store that was loaded in bulk makes Oxigraph write most of it anew.
        """
        if self._quads is None:
            self._quads = ox.Store(str(self.path / files.QUADS))
        return self._quads

    def publish(self) -> None:
        """Give a new store its name; from here on it is what others find in the folder."""
        if not self._fresh:
            return
        self.quads.flush()
        self._quads = None  # closes the files
        files.write_marker(self.path, self.base)
        (self.path / files.FRESH).rename(self.path / files.QUADS)
        self._fresh = False

    def drop_load(self) -> None:
        """Remove what a bulk load left that failed; a new store that fails so is not kept."""
        self._is_failed = True
        files.remove_loads(self.path / (files.FRESH if self._fresh else files.QUADS))

    @property
    def is_dropped(self) -> bool:
        """Whether the folder holds a new store that is not worth a name."""
        return self._fresh and self._is_failed

    def finish(self) -> None:
        """Write all that is buffered."""
        if not self._read_only and not self.is_dropped:
            self.publish()
            if self._quads is not None:
                self._quads.flush()

    def close(self) -> None:
        """Let others have the folder."""
        self._quads = None
        if self.is_dropped:
            files.remove_unfinished(self.path)
        self._lock.release()

    def backup(self, target: Path) -> None:
        """Write quads and marker into a new folder, by hard links where the disk has them."""
        target.mkdir(parents=True, exist_ok=True)
        if self._read_only:
            files.link_quads(self.path / files.QUADS, target / files.QUADS)
        else:
            self.publish()
            self.quads.backup(str(target / files.QUADS))
        files.write_marker(target, self.base)
