"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import KgError


def write_whole(path: Path, content: str | bytes | Iterable[str | bytes]) -> None:
    """Write a file whole or not at all; the content may come in chunks, which are never held together.

    Raises KgError if the folder does not exist or cannot be written to, or the disk is full.
    """
    chunks = [content] if isinstance(content, str | bytes) else content
    with whole_file(path) as file:
        for chunk in chunks:
            file.write(chunk.encode() if isinstance(chunk, str) else chunk)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place only when all of it is on the disk; an error leaves nothing of it.

    It is written beside its place and then moved there, over an older file of that name.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise KgError(f"{path}: {error.strerror}; name a file in a folder that you may write to") from error
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KgError(f"{path}: {reason}; free some space or name another file") from error
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    """The bits that new files of this process lack; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
