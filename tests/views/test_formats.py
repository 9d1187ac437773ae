"""Exports choose by suffix, are written whole or not at all, and read a few articles at a time."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePath

import pytest

import kg
from kg.cli.export import _COLUMNS
from kg.errors import DataError, KgError
from kg.graph.article_graphs import ArticleGraphs
from kg.knowledge import KnowledgeGraph
from kg.model import Article, Claim
from kg.ontology import read_relations
from kg.views.formats import COLUMNS, SUFFIXES, TABLES, WRITERS, ExportOptions, find_writer
from kg.views.rdf_files import REIFYING
from tests.conftest import RunKg
from tests.views.stores import make_source, make_store
from tests.views.synthetic import RELATIONS, crowd, dozen

OF_CLAIMS = sorted({*SUFFIXES} - {".ttl", ".nq", ".trig", ".jsonld", ".nt", ".rdf"})


@pytest.fixture(scope="module")
def world() -> tuple[list[Claim], list[Article]]:
    return crowd(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk, with relations of the ontology."""
    path = tmp_path_factory.mktemp("stores") / "store"
    claims, articles = dozen()
    known = [claim for claim in claims if claim.relation.id in read_relations()]
    make_store(articles, known, path=path).close()
    return path


@pytest.mark.parametrize("suffix", OF_CLAIMS)
def test_bytes_do_not_depend_on_the_order_of_building(
    suffix: str, world: tuple[list[Claim], list[Article]]
) -> None:
    claims, articles = world
    found = set()
    for seed in (None, 1, 2):
        mixed = articles if seed is None else random.Random(seed).sample(articles, len(articles))
        file = BytesIO()
        WRITERS[suffix](
            make_source(make_store(mixed, claims[::-1] if seed else claims), RELATIONS.values()), file
        )
        found.add(file.getvalue())
    assert len(found) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_failure_midway_keeps_the_old_file(
    suffix: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / f"graph{suffix}"
    target.write_text("old")
    whole = ArticleGraphs._triples

    def broken(self: ArticleGraphs, graph: str) -> object:
        if graph.endswith("a02>"):
            raise DataError("the third article cannot be read")
        return whole(self, graph)

    monkeypatch.setattr(ArticleGraphs, "_triples", broken)
    with kg.open(folder) as graph, pytest.raises(DataError, match="third article"):
        graph.export(target)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


FULL_DISK = """
import resource, sys
from pathlib import Path
import kg
from kg.errors import KgError

folder, store, *suffixes = sys.argv[1:]
with kg.open(store) as graph:
    graph.export(Path(folder) / "first.parquet")
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
    for suffix in suffixes:
        target = Path(folder) / f"graph{suffix}"
        try:
            graph.export(target)
        except KgError as error:
            print(suffix, error)
"""


def test_a_full_disk_gives_one_error_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(folder), *SUFFIXES, ".html"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert set(told) == {*SUFFIXES, ".html"}
    for suffix, message in told.items():
        assert message.startswith(f"{tmp_path}/graph{suffix}: File too large; free some space")
    assert [path.name for path in tmp_path.iterdir()] == ["first.parquet"]


def test_articles_are_read_one_by_one(
    world: tuple[list[Claim], list[Article]], monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, articles = world
    read: list[str] = []
    whole = ArticleGraphs._triples

    def watched(self: ArticleGraphs, graph: str) -> object:
        read.append(graph)
        return whole(self, graph)

    monkeypatch.setattr(ArticleGraphs, "_triples", watched)
    source = make_source(make_store(articles, claims), RELATIONS.values())
    stream: Iterator[Claim] = source.claims()
    next(stream)
    assert 1 <= len(read) <= 3
    assert len(list(stream)) == len(claims) - 1
    assert len(read) >= len(articles)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("options", [ExportOptions(columns="gdelt"), ExportOptions(each_evidence=True)])
def test_only_tables_take_columns_and_rows(suffix: str, options: ExportOptions) -> None:
    if suffix in TABLES:
        assert find_writer(PurePath(f"a{suffix}"), options) is not None
    else:
        with pytest.raises(KgError, match=r"for tables only: \.csv, \.tsv, \.parquet"):
            find_writer(PurePath(f"a{suffix}"), options)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_only_some_formats_take_reifiers(suffix: str) -> None:
    if suffix in REIFYING:
        assert find_writer(PurePath(f"a{suffix}"), ExportOptions(reifiers=True)) is not None
    else:
        with pytest.raises(KgError, match=r"only \.ttl, \.nq, \.trig, \.nt can hold reifiers"):
            find_writer(PurePath(f"a{suffix}"), ExportOptions(reifiers=True))


@pytest.mark.parametrize("name", ["A.TTL", "b.Cypher.ZIP", "c.d.csv"])
def test_suffixes_are_found_in_any_case(name: str) -> None:
    assert find_writer(PurePath(name), ExportOptions()) is not None


def test_an_archive_of_another_kind_is_unknown(folder: Path, tmp_path: Path) -> None:
    with (
        kg.open(folder) as graph,
        pytest.raises(KgError, match=r"suffix '\.zip'; choose from .*\.cypher\.zip"),
    ):
        graph.export(tmp_path / "graph.zip")


def test_help_names_every_suffix_and_column(run_kg: RunKg) -> None:
    text = run_kg("export", "--help").stdout
    assert [suffix for suffix in (*SUFFIXES, ".html") if f" {suffix}" not in text] == []
    assert _COLUMNS == COLUMNS
    assert [name for name in COLUMNS if name not in text] == []


def test_export_says_what_it_left_out(run_kg: RunKg, folder: Path, tmp_path: Path) -> None:
    with kg.open(folder) as graph:
        counted = Counter(claim.modality.value for claim in graph.claims())
    actual = counted.pop("actual")
    assert len(counted) > 1
    file = tmp_path / "events.csv"
    result = run_kg("export", file, "--columns", "gdelt", "--store", folder)
    assert result.exit_code == 0
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    assert f"left out, as gdelt has no place for them: {told}\n" in result.stderr
    assert len(file.read_text(encoding="utf-8").splitlines()) == actual + 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.docx"], "suffix '.docx'; choose from .ttl, .nq"),
        (["a.jsonld", "--reifiers"], "only .ttl, .nq, .trig, .nt can hold reifiers of RDF 1.2"),
        (["a.ttl", "--columns", "gdelt"], "for tables only"),
        (["a.csv", "--rows", "evidence", "--columns", "polecat"], "a row of these columns is an event"),
    ],
)
def test_what_cannot_be_written_is_explained(
    run_kg: RunKg, folder: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = run_kg("export", tmp_path / arguments[0], *arguments[1:], "--store", folder)
    assert result.exit_code == 3
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_chunks_and_bytes_of_added_views_are_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(graph: KnowledgeGraph) -> Iterator[str | bytes]:
        yield "é"
        yield b"\x00"
        yield str(sum(1 for _ in graph.iter_claims()))

    monkeypatch.setattr(KnowledgeGraph, "_renderer", lambda self, _: lambda: render(self))
    with kg.open(folder) as graph:
        graph.export(tmp_path / "a.own")
        assert (tmp_path / "a.own").read_bytes() == f"é\x00{len(graph.claims())}".encode()
