"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.files import write_whole


def test_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("old")
    write_whole(path, "néw")
    assert path.read_bytes() == "néw".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]
    assert stat.S_IMODE(path.stat().st_mode) & 0o044 == 0o044 & ~current_umask()


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_failure_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.html"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KgError, match="No space left on device; free some space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]


def test_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="No such file or directory; name a file in a folder"):
        write_whole(tmp_path / "missing" / "a.html", "x")
