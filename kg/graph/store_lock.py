"""The lock on a folder: one process writes it, or any number read it, never both.

Oxigraph keeps a second writer out by a lock of its own, but would let a process read while another writes,
which its authors call undefined behaviour. The operating system frees the lock of a process that dies.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from kg.errors import StoreError
from kg.graph.store_files import LOCK

if sys.platform != "win32":
    import fcntl

LOOK_AGAIN = 0.05
"""Seconds between two looks at a lock that is waited for."""
NUMBER_LENGTH = 32
"""Bytes read of a lock file; it holds the number of a process."""


class StoreLock:
    """Holds the lock of a folder from when it is made until `release`.

    `wait` is how many seconds to wait for others. Raises StoreError that names them if they don't end, and
    OSError if the folder can't be written.
    """

    def __init__(self, folder: Path, *, shared: bool, wait: float = 0.0) -> None:
        self._file: int | None = None
        if sys.platform == "win32":  # it has no flock: Oxigraph's own lock still keeps writers apart
            return
        self._file = _open(folder / LOCK, shared=shared)
        if self._file is None:
            return
        try:
            self._acquire(folder, shared=shared, wait=wait)
        except BaseException:
            self.release()
            raise

    def _acquire(self, folder: Path, *, shared: bool, wait: float) -> None:
        assert self._file is not None
        until = time.monotonic() + wait
        while not _try(self._file, shared=shared):
            if time.monotonic() >= until:
                raise StoreError(_explain(folder, self._file, shared=shared))
            time.sleep(LOOK_AGAIN)
        if not shared:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let others have the folder; once is enough, twice does no harm."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def being_made(folder: Path) -> str:
    """Half a sentence that names the process which has the folder for writing; "" if there is none."""
    try:
        lock = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        return (
            ""
            if _try(lock, shared=True)
            else f" yet; {_name_writer(lock)} is making it, wait until that has ended"
        )
    finally:
        os.close(lock)


def _open(path: Path, *, shared: bool) -> int | None:
    """The lock file; None for a reader where nobody can write, as on a read-only disk."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        if not shared:
            raise
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _try(file: int, *, shared: bool) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _explain(folder: Path, file: int, *, shared: bool) -> str:
    """Who has the folder; a reader is kept out by a writer only."""
    if not shared and _try(file, shared=True):
        return (
            f"the store {folder} is open for reading in another process; "
            "wait until that has ended (kg build --wait does), or stop it"
        )
    writer = _name_writer(file)
    return f"the store {folder} is open for writing in {writer}; wait until that has ended, or stop it"


def _name_writer(file: int) -> str:
    """A writer leaves its number in the lock file."""
    number = os.pread(file, NUMBER_LENGTH, 0).decode("ascii", "replace").strip()
    return f"another process (number {number})" if number else "another process"
