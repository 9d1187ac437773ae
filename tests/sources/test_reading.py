"""Files, folders, standard input and given articles: how names become articles."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Article
from kg.sources import Input, Source, read_sources
from kg.sources.reading import load_sources

TEXT = "Norway and Italy signed a pact."
RECORD = json.dumps({"id": "r", "text": TEXT})


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def collect(*sources: str | Path | Article) -> tuple[list[Article], list[str]]:
    errors: list[str] = []
    found = list(read_sources(sources, on_error=lambda _, error: errors.append(str(error))))
    return found, errors


def test_folder_is_read_sorted_with_all_below_it(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.txt", "c.jsonl", "note.docx", ".hidden.txt", ".git/x.txt", "b.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(RECORD if name.endswith("jsonl") else "{}" if name.endswith("json") else TEXT)
    articles, errors = collect(tmp_path)
    assert [a.id for a in articles] == ["b", "r", "a"]
    assert not errors


def test_same_id_twice_is_reported(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(TEXT)
    (tmp_path / "z.jsonl").write_text(f"{RECORD}\n{RECORD}\n")
    articles, errors = collect(tmp_path)
    assert [a.id for a in articles] == ["a", "r"]
    remedy = "give each article an id of its own"
    assert errors == [
        f"{tmp_path}/y/a.txt: the id 'a' stands in {tmp_path}/x/a.txt already; {remedy}",
        f"{tmp_path}/z.jsonl: the id 'r' stands in the same file already; {remedy}",
    ]


def test_given_articles_and_a_date_for_all(tmp_path: Path) -> None:
    path = tmp_path / "2020-01-01-a.txt"
    path.write_text(TEXT)
    given = Article(id="g", text=TEXT)
    day = date(2025, 2, 26)
    articles = list(read_sources([given, path], date=day))
    assert [(a.id, a.date) for a in articles] == [("g", day), ("2020-01-01-a", day)]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.txt", "no such file or folder"),
        ("a.csv", r"no source reads '\.csv' files \(known: \.htm \.html \.jsonl \.ndjson \.txt\)"),
        ("empty", r"no \.htm .* files in this folder"),
        ("x" * 5000, "File name too long"),
    ],
)
def test_names_that_lead_nowhere(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "a.csv").write_text(TEXT)
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=message):
        list(read_sources([tmp_path / name]))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    path.chmod(0)
    with pytest.raises(SourceError, match="Permission denied; check that the file exists"):
        list(read_sources([path]))


def test_standard_input_with_one_text(feed: Callable[[bytes], None]) -> None:
    data = f"\n \n Pact signed\n{TEXT}\n"
    feed(data.encode())
    (article,) = read_sources(["-"])
    assert (article.text, article.title) == (data, "Pact signed")


def test_standard_input_with_records(feed: Callable[[bytes], None]) -> None:
    feed(b"\xef\xbb\xbf\n" + RECORD.encode() + b"\n{\n")
    articles, errors = collect("-")
    assert [a.id for a in articles] == ["r"]
    assert len(errors) == 1
    assert errors[0].startswith("<stdin>:3: not JSON (")


def test_standard_input_with_a_page(feed: Callable[[bytes], None]) -> None:
    feed(b"<!DOCTYPE HTML><p>Norway signed.</p><p>Italy too.</p>")
    (article,) = read_sources(["-"])
    assert article.text == "Norway signed.\nItaly too."


def test_empty_standard_input(feed: Callable[[bytes], None]) -> None:
    feed(b"")
    assert collect("-") == ([], ["<stdin>: there is no text; remove it from the input or fill it"])


def test_named_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, RECORD.encode())
    os.close(write_end)
    (article,) = read_sources([f"/dev/fd/{read_end}"])
    os.close(read_end)
    assert article.id == "r"


def test_standard_input_is_read_as_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, RECORD.encode() + b"\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(os.fdopen(read_end, "rb")))
    articles = read_sources(["-"])
    assert next(articles).id == "r"  # while the writer has not finished
    os.write(write_end, json.dumps({"id": "s", "text": TEXT}).encode() + b"\n")
    assert next(articles).id == "s"
    os.close(write_end)
    assert list(articles) == []


@pytest.mark.parametrize("source", load_sources(), ids=lambda source: source.name)
class TestEverySource:
    """What each installed source must do, whoever wrote it."""

    def test_names_its_files(self, source: Source) -> None:
        assert source.suffixes
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in source.suffixes)
        assert all(opening == opening.lower() for opening in source.openings)

    @pytest.mark.parametrize("content", [b"", b"\x00\x01", b"\xff\xfeA\x00", b"\x80abc"])
    def test_reports_what_it_cannot_read(self, source: Source, content: bytes) -> None:
        errors: list[tuple[str, str]] = []
        given = Input(name="given", stream=io.BytesIO(content))
        assert list(source.read(given, lambda where, error: errors.append((where, str(error))))) == []
        assert len(errors) == 1
        assert errors[0][0].startswith("given")
        assert errors[0][1].startswith("given")

    def test_reports_a_missing_file(self, source: Source, tmp_path: Path) -> None:
        path = tmp_path / "missing"
        with pytest.raises(SourceError, match="check that the file exists"):
            list(source.read(Input(name=str(path), path=path), _raise))


def _raise(_: str, error: SourceError) -> None:
    raise error
