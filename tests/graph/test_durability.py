"""Whatever happens to the process or the disk: no stored article is lost, and none is there by half.

The processes that are killed come from a fork server: it has everything imported and no store open, so fifty
of them start within seconds.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph

import kg
from kg.errors import StoreError
from kg.graph.store import Store
from kg.graph.store_files import FRESH, QUADS
from tests.graph import synthetic

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.graph.synthetic"])

MEMORY = Path("/dev/shm")
KILLS = 25
"""For each of the two ways to write, so fifty in all."""
LATEST = 0.7
"""Seconds from the start of a process within which it is killed: making, opening and writing are all hit."""
ARTICLES = 500

Versions = dict[str, int]


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a kill is the same there, and nothing waits for a disk."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


def run_writer(
    work: Callable[[str, Connection, int], None], path: Path, number: int, after: float | None
) -> list[str]:
    """Run a writer, kill it after so many seconds unless it ends, and give the lines that it reported."""
    reading, writing = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=work, args=(str(path), writing, number))
    process.start()
    writing.close()
    if after is not None:
        process.join(after)
        process.kill()
    with open(reading.fileno(), closefd=False) as pipe:
        lines = pipe.read().splitlines()
    reading.close()
    process.join()
    assert process.exitcode in (-9, 0), "the writer failed by itself"
    return lines


def kill_writer(
    work: Callable[[str, Connection, int], None], path: Path, number: int, after: float
) -> Versions:
    """Run a writer, kill it after so many seconds, and give the newest version reported of each article."""
    lines = (line.split() for line in run_writer(work, path, number, after))
    return {name: int(version) for name, version in lines}


def read_store(path: Path) -> Versions:
    """The version of each article in the store, after checks that all in it is whole and fits together."""
    with Store(path, read_only=True) as store:
        check_union(store)
        found: dict[str, set[object]] = {}
        for quad in store.article_quads():
            found.setdefault(str(quad.graph_name), set()).add(quad)
        versions = {}
        for article in store.articles():
            versions[article.id] = int(store.article_fingerprint(article.id) or "0")
            quads = synthetic.make_quads(article.id, versions[article.id])
            assert found.pop(str(quads[0].graph_name)) == set(quads)
        assert not found, "an article is there by half"
        check_search(store, versions)
    return versions


def check_union(store: Store) -> None:
    """The default graph has each triple of the named graphs once."""
    triples = {quad.triple for quad in store.quads()}
    counted = Counter(
        quad.triple for quad in store._quads.quads_for_pattern(None, None, None, DefaultGraph())
    )
    assert set(counted) == triples
    assert all(number == 1 for number in counted.values())


def check_search(store: Store, versions: Versions) -> None:
    """The text index says what the store says, although nobody closed it."""
    hits = store.search_quotes(synthetic.WORD, limit=10 * ARTICLES)
    quotes = {(name, synthetic.quote(name, version)) for name, version in versions.items()}
    assert {(hit.article, hit.quote) for hit in hits} == quotes
    assert len(hits) == len(quotes)
    assert bool(store.search_names("Norway", limit=3)) is bool(versions)


def test_killed_bulk_loads_keep_what_was_reported(quick_folder: Path) -> None:
    moments = random.Random(1)
    turns, unfinished, partial = 0, 0, 0
    path, stored = quick_folder / "0", set[str]()
    for _ in range(KILLS):
        reported = kill_writer(synthetic.load_in_bulk, path, ARTICLES, moments.uniform(0, LATEST))
        stored |= set(reported)
        if not (path / QUADS).exists():
            unfinished += 1
            assert not reported
            continue
        found = read_store(path)
        assert stored <= set(found)
        partial += 0 < len(found) < ARTICLES
        if len(found) == ARTICLES:
            turns += 1
            path, stored = quick_folder / str(turns), set()
    assert unfinished, "no process was killed while it made the store"
    assert partial, "no process was killed while it loaded"
    with Store(path) as store:  # goes on where the dead stopped, and cleans up after them
        names = (str(number) for number in range(ARTICLES))
        store.add_all((name, synthetic.make_quads(name, 1)) for name in names)
        left = [*(path / QUADS).glob("bulk-*"), *path.glob(FRESH)]
    assert not left
    assert len(read_store(path)) == ARTICLES


def test_killed_changes_keep_what_was_reported(quick_folder: Path) -> None:
    moments = random.Random(2)
    path, changes = quick_folder / "s", 0
    Store(path).close()
    for kill in range(KILLS):
        before = read_store(path)
        reported = kill_writer(synthetic.keep_changing, path, kill, moments.uniform(0, LATEST))
        changes += len(reported)
        found = read_store(path)
        late = 0
        for name in {*before, *reported, *found}:
            last = reported.get(name, before.get(name, 0))
            as_reported = 0 if synthetic.is_deleted(last) else last
            if found.get(name, 0) != as_reported:
                late += 1
                following = last + 1
                assert found.get(name, 0) == (0 if synthetic.is_deleted(following) else following)
        assert late <= 1, "only the change that was under way may be there unreported"
    assert changes > KILLS


def test_little_has_to_be_replayed_after_a_kill(quick_folder: Path) -> None:
    """What is replayed when a store is opened stands in its newest log; older ones wait to be removed."""
    sizes = {}
    for flush_every in (1_000, 10**9):
        path = quick_folder / str(flush_every)
        process = FORKS.Process(target=synthetic.die_after_many, args=(str(path), flush_every))
        process.start()
        process.join()
        sizes[flush_every] = max((path / QUADS).glob("*.log")).stat().st_size
        assert len(read_store(path)) == 400
    assert sizes[1_000] < sizes[10**9] / 5


def check_full_disk(path: Path, largest_file: int) -> int:
    """Write until the disk refuses, check what is there then, and give the number of articles."""
    *lines, error = run_writer(synthetic.fill_disk, path, largest_file, None)
    assert error.startswith(f"error the store {path} cannot grow: the disk is full")
    reported = {line.split()[0] for line in lines}
    assert reported <= set(read_store(path))
    return len(reported)


@pytest.mark.parametrize("largest_file", [100_000, 300_000, 1_000_000])
def test_refused_growth_of_a_file_is_one_error_and_a_valid_store(tmp_path: Path, largest_file: int) -> None:
    path = tmp_path / "s"
    assert check_full_disk(path, largest_file)
    with Store(path) as store:
        store.replace_article("later", synthetic.make_quads("later", 1))
    assert "later" in read_store(path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes, which root can mount."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)):
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def mount(*arguments: str) -> int:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode


def test_full_disk_is_one_error_and_a_valid_store_that_goes_on(small_disk: Path) -> None:
    path = small_disk / "s"
    assert check_full_disk(path, 0)
    before = read_store(path)
    check_full_disk(path, 0)  # it is still full
    after = read_store(path)
    assert before.items() <= after.items()
    assert mount("-o", "remount,size=64m", str(small_disk)) == 0
    with Store(path) as store:
        store.replace_article("later", synthetic.make_quads("later", 1))
    assert read_store(path) == after | {"later": 1}


BUILDING = """
import resource, sys
from kg import pipeline
from kg.cli import main
from kg.graph import shards
shards.SHARD_QUADS = 300
build, limit = pipeline.build, int(sys.argv.pop(1))
report = lambda article: print(article.id, flush=True)
pipeline.build = lambda *sources, **options: build(*sources, **options, progress=report)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
main()
"""
"""The command `kg` with small shards, which prints what it reports; its first argument limits its files."""
PAIRS = ("Norway", "Russia"), ("Japan", "China"), ("Ghana", "Mali"), ("Chile", "Peru"), ("Iran", "Iraq")
NEWS = [
    {
        "id": f"n{number}",
        "date": "2025-03-03",
        "text": f"{one} condemned {other} on Monday. {other} met {one}.",
    }
    for number in range(120)
    for one, other in [PAIRS[number % len(PAIRS)]]
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred short articles."""
    path = tmp_path_factory.mktemp("news") / "news.jsonl"
    path.write_text("\n".join(json.dumps(article) for article in NEWS))
    return path


def start_build(news: Path, store: Path, largest_file: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILDING, str(largest_file), "build", str(news), "--store", str(store)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def list_articles(path: Path) -> set[str]:
    with Store(path, read_only=True) as store:
        check_union(store)
        return {article.id for article in store.articles()}


def test_killed_builds_go_on_where_they_were(news: Path, tmp_path: Path) -> None:
    """The real command is killed three times, once before and twice after it reported an article."""
    moments, path, reported = random.Random(3), tmp_path / "s", set[str]()
    for kill in range(3):
        with start_build(news, path) as process:
            assert process.stdout is not None
            if kill:
                new = next(line.strip() for line in process.stdout if line.strip() not in reported)
                reported.add(new)
                time.sleep(moments.uniform(0, 0.1))
            else:
                time.sleep(0.5)
            process.kill()
            reported.update(process.stdout.read().split())
        if kill:
            assert reported <= list_articles(path)
    assert 0 < len(reported) < len(NEWS), "no build was killed while it wrote"
    with start_build(news, path) as process:
        output = process.communicate()[0]
    assert process.returncode == 0
    built, unchanged = (int(number) for number in re.findall(r"(\d+) built, (\d+) unchanged", output)[0])
    assert built + unchanged == len(NEWS)
    assert unchanged >= len(reported)
    with Store(path, read_only=True) as store, kg.build(news) as whole:
        check_union(store)
        assert set(store.quads()) == set(whole.store.quads())


def test_build_on_a_full_disk_is_one_error_with_exit_code_3(news: Path, tmp_path: Path) -> None:
    with start_build(news, tmp_path / "s", largest_file=1_000_000) as process:
        output, error = process.communicate()
    assert (process.returncode, output) == (3, "")
    assert error.startswith("error: the store")
    assert "the disk is full" in error
    assert error.count("\n") == 1
    with pytest.raises(StoreError, match="no store at"):
        Store(tmp_path / "s", read_only=True)
    with start_build(news, tmp_path / "s") as process:
        process.communicate()
    assert process.returncode == 0
    assert len(list_articles(tmp_path / "s")) == len(NEWS)
