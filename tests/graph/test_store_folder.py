"""The folder of a store: who may open it when, formats, damage and snapshots."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Oxigraph

from kg.errors import StoreError
from kg.graph.store import Store
from kg.graph.store_files import FORMAT, FRESH, LOCK, MARKER, QUADS, TEXT
from tests.conftest import RunKg
from tests.graph import synthetic

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.graph.synthetic"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with one article."""
    with Store(tmp_path / "s") as store:
        store.replace_article("a", synthetic.make_quads("a", 1))
    return tmp_path / "s"


@contextmanager
def other_process(path: Path, *, read_only: bool) -> Iterator[int]:
    """Another process has the store open; gives its number."""
    ours, theirs = FORKS.Pipe()
    process = FORKS.Process(target=synthetic.hold_open, args=(str(path), read_only, theirs))
    process.start()
    assert ours.recv() == "open"
    try:
        yield process.pid or 0
    finally:
        ours.send("close")
        process.join()


def test_writer_keeps_others_out_and_is_named(folder: Path, run_kg: RunKg) -> None:
    with other_process(folder, read_only=False) as number:
        for read_only in (True, False):
            with pytest.raises(StoreError, match=rf"open for writing in another process \(number {number}\)"):
                Store(folder, read_only=read_only)
        asked = run_kg("query", "ASK { ?s ?p ?o }", "--store", folder)
        assert asked.exit_code == 3
        assert asked.output.startswith("error: the store")
        assert asked.output.count("\n") == 1
    with Store(folder, read_only=True) as store:
        assert len(store.articles()) == 1


def test_readers_read_together_and_keep_writers_out(folder: Path, run_kg: RunKg) -> None:
    with other_process(folder, read_only=True), Store(folder, read_only=True) as store:
        assert len(store.articles()) == 1
        with pytest.raises(StoreError, match=r"open for reading in another process.*--wait"):
            Store(folder)
        built = run_kg("build", "-", "--store", folder, stdin='{"id": "b", "text": "Norway met Sweden."}')
        assert built.exit_code == 3
    with Store(folder) as store:
        store.replace_article("b", synthetic.make_quads("b", 1))


def test_writer_can_wait_for_others(folder: Path) -> None:
    with Store(folder, read_only=True) as reader:
        later = threading.Timer(0.3, reader.close)
        later.start()
        with Store(folder, wait=60.0) as store:
            assert len(store.articles()) == 1
        later.join()


def test_dead_process_holds_nothing(folder: Path) -> None:
    ours, theirs = FORKS.Pipe()
    process = FORKS.Process(target=synthetic.hold_open, args=(str(folder), False, theirs))
    process.start()
    ours.recv()
    process.kill()
    process.join()
    assert (folder / LOCK).read_text() == str(process.pid)
    with Store(folder) as store:
        assert len(store.articles()) == 1


def test_store_that_is_being_made_is_no_store_yet(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with other_process(path, read_only=False) as number:
        with pytest.raises(
            StoreError, match=rf"no store at .* yet; another process \(number {number}\) is making"
        ):
            Store(path, read_only=True)
        with pytest.raises(StoreError, match="open for writing"):
            Store(path)
        assert not (path / MARKER).exists()
    Store(path, read_only=True).close()


def test_folder_that_may_not_be_written_can_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the refusal is the only thing made up here."""
    (folder / LOCK).unlink()
    real = os.open

    def refuse(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and Path(path).name == LOCK:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with Store(folder, read_only=True) as store:
        assert len(store.articles()) == 1
    with pytest.raises(StoreError, match="may not be written by this user"):
        Store(folder)


def make_format_2(path: Path) -> None:
    """A store as version 2 wrote it: no lock file, no text index, the same quads."""
    path.mkdir()
    (path / MARKER).write_text(json.dumps({"format": 2, "base": "https://w3id.org/irkg/"}) + "\n")
    quads = Oxigraph(str(path / QUADS))
    article = synthetic.make_quads("old", 1)
    quads.extend([*article, *(Quad(*quad.triple) for quad in article)])
    quads.flush()


def test_older_format_is_read_and_becomes_the_present_one_when_written(tmp_path: Path) -> None:
    path = tmp_path / "s"
    make_format_2(path)
    with Store(path, read_only=True) as store:
        assert [article.id for article in store.articles()] == ["old"]
        assert [hit.article for hit in store.search_quotes(synthetic.WORD, limit=5)] == ["old"]
    assert json.loads((path / MARKER).read_text())["format"] == 2
    assert not (path / TEXT).exists()
    with Store(path) as store:
        store.replace_article("new", synthetic.make_quads("new", 1))
    assert json.loads((path / MARKER).read_text())["format"] == FORMAT
    with Store(path, read_only=True) as store:
        hits = store.search_quotes(synthetic.WORD, limit=5)
        assert sorted(hit.article for hit in hits) == ["new", "old"]


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "newer format": (
        lambda path: (path / MARKER).write_text(json.dumps({"format": FORMAT + 1, "base": "http://x/"})),
        "newer version of irkg; update",
    ),
    "oldest format": (
        lambda path: (path / MARKER).write_text(json.dumps({"format": 1, "base": "http://x/"})),
        "older version of irkg; build it again",
    ),
    "marker cut off": (
        lambda path: (path / MARKER).write_text('{"form'),
        r"is damaged; put it back \(it reads",
    ),
    "no marker": (lambda path: (path / MARKER).unlink(), f"has lost its file {MARKER}"),
    "no quads": (lambda path: shutil.rmtree(path / QUADS), f"has lost its folder {QUADS}"),
    "quads cut off": (
        lambda path: [file.write_bytes(b"\x00" * 7) for file in (path / QUADS).glob("MANIFEST*")],
        "is damaged; put a backup",
    ),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("read_only", [True, False])
def test_damaged_store_is_refused_and_left_as_it_is(folder: Path, how: str, read_only: bool) -> None:
    damage, message = DAMAGE[how]
    damage(folder)
    before = {file: file.stat().st_size for file in folder.rglob("*.sst")}
    with pytest.raises(StoreError, match=message):
        Store(folder, read_only=read_only)
    assert {file: file.stat().st_size for file in folder.rglob("*.sst")} == before


@pytest.mark.parametrize("left", [(FRESH,), (FRESH, MARKER), (FRESH, TEXT), ()])
def test_what_a_dead_maker_left_is_cleaned_up(tmp_path: Path, left: tuple[str, ...]) -> None:
    path, example = tmp_path / "s", tmp_path / "example"
    Store(example).close()
    path.mkdir()
    (path / LOCK).write_text("123")
    for name in left:
        source = example / (QUADS if name == FRESH else name)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, path / name)
    (path / f"{MARKER}.77").write_text("{")
    with pytest.raises(StoreError, match="there is no store at"):
        Store(path, read_only=True)
    with Store(path) as store:
        assert store.is_new
        assert len(store) == 0
    assert sorted(file.name for file in path.iterdir()) == sorted((MARKER, LOCK, QUADS, TEXT))


def test_snapshot_of_a_reader_has_what_is_still_in_the_log(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    process = FORKS.Process(target=synthetic.die_after_writing, args=(str(folder),))
    process.start()
    process.join()
    with Store(folder, read_only=True) as store:
        store.backup(copy)
        expected = set(store.quads())
    with Store(folder) as store:
        store.delete_article("a")
    with Store(copy) as store:
        assert set(store.quads()) == expected
        assert {hit.article for hit in store.search_quotes(synthetic.WORD, limit=5)} == {"a", "c"}


@pytest.mark.parametrize("text", [True, False])
def test_snapshot_of_a_writer_is_a_store_of_its_own(folder: Path, tmp_path: Path, text: bool) -> None:
    with Store(folder) as store:
        store.replace_article("b", synthetic.make_quads("b", 1))
        store.backup(tmp_path / "copy", text=text)
        store.delete_article("b")
        with pytest.raises(StoreError, match="is there already"):
            store.backup(tmp_path / "copy")
    assert (tmp_path / "copy" / TEXT).exists() is text
    with Store(tmp_path / "copy", read_only=True) as store:
        assert {hit.article for hit in store.search_quotes(synthetic.WORD, limit=5)} == {"a", "b"}


def make_triples(number: int) -> list[Quad]:
    graph = NamedNode("https://w3id.org/irkg/article/many")
    return [Quad(graph, graph, Literal(str(value)), graph) for value in range(number)]


def test_bulk_load_replaces_and_reports_each_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.shards.SHARD_QUADS", 60)
    stored: list[str] = []
    with Store(tmp_path / "s") as store:
        first = [(name, synthetic.make_quads(name, 1)) for name in "abc"]
        second = [(name, synthetic.make_quads(name, 2)) for name in "cad"]
        assert store.add_all([*first, ("c", synthetic.make_quads("c", 3)), *second], stored.append) == 7
        assert stored == list("abcccad")
        assert {a.id: store.article_fingerprint(a.id) for a in store.articles()} == {
            "a": "2", "b": "1", "c": "2", "d": "2",
        }  # fmt: skip
        with pytest.raises(ValueError, match="not of the graph"):
            store.add_all([("e", synthetic.make_quads("e", 1)), ("other", make_triples(3))], stored.append)
        assert stored[7:] == ["e"]


def test_bulk_load_keeps_what_was_read_before_an_interruption(tmp_path: Path) -> None:
    def read() -> Iterator[tuple[str, list[Quad]]]:
        yield "a", synthetic.make_quads("a", 1)
        raise KeyboardInterrupt

    stored: list[str] = []
    with Store(tmp_path / "s") as store, pytest.raises(KeyboardInterrupt):
        store.add_all(read(), stored.append)
    assert stored == ["a"]
    with Store(tmp_path / "s", read_only=True) as store:
        assert [article.id for article in store.articles()] == ["a"]
