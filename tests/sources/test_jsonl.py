"""JSON Lines: good records are read, bad ones reported with file and line."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from kg import ids
from kg.errors import SourceError
from kg.model import Article
from kg.sources import read_sources
from kg.sources.source import MAX_LINE_BYTES

TEXT = "Norway and Italy signed a pact."


def read_all(path: Path) -> tuple[list[Article], list[tuple[str, str]]]:
    errors: list[tuple[str, str]] = []
    articles = list(read_sources([path], on_error=lambda where, error: errors.append((where, str(error)))))
    return articles, errors


def write_lines(folder: Path, *lines: object) -> Path:
    path = folder / "news.jsonl"
    content = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_text(content, encoding="utf-8")
    return path


def test_all_keys_are_read(tmp_path: Path) -> None:
    known = {"id": "a", "text": TEXT, "title": "T", "url": "https://x.org/a", "publisher": "Agency"}
    path = write_lines(tmp_path, known | {"date": "2025-02-26T23:10:00Z", "language": "en"})
    assert read_all(path) == ([Article(**known, date=date(2025, 2, 26))], [])


def test_missing_id_is_a_digest_of_the_text(tmp_path: Path) -> None:
    articles, _ = read_all(write_lines(tmp_path, {"text": TEXT}, {"id": None, "text": TEXT + " "}))
    assert [a.id for a in articles] == [ids.digest(TEXT), ids.digest(TEXT + " ")]


def test_number_is_an_id(tmp_path: Path) -> None:
    articles, _ = read_all(write_lines(tmp_path, {"id": 0, "text": TEXT}))
    assert articles[0].id == "0"


def test_offsets_survive_line_ends_and_blank_lines(tmp_path: Path) -> None:
    text = "  A\r\nB\n"
    articles, errors = read_all(write_lines(tmp_path, "", {"id": "a", "text": text}, "  "))
    assert [a.text for a in articles] == [text]
    assert not errors


def test_bad_line_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    good = [{"id": str(n), "text": TEXT} for n in range(9)]
    path = write_lines(tmp_path, *good[:6], '{"id": "broken", ', *good[6:])
    articles, errors = read_all(path)
    assert [a.id for a in articles] == [str(n) for n in range(9)]
    assert [where for where, _ in errors] == [f"{path}:7"]
    assert errors[0][1].startswith(f"{path}:7: not JSON (")
    assert errors[0][1].endswith("write one JSON object a line")


def test_without_a_handler_the_first_bad_line_stops(tmp_path: Path) -> None:
    path = write_lines(tmp_path, {"id": "a", "text": TEXT}, "{")
    articles = read_sources([path])
    assert next(articles).id == "a"
    with pytest.raises(SourceError, match=r"news\.jsonl:2: not JSON"):
        next(articles)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1]", "not a list"),
        ("null", "not null"),
        ('{"id": "a"}', "the key 'text' is missing"),
        ('{"id": "a", "text": ["x"]}', "the key 'text' is a list"),
        ('{"id": "a", "text": " "}', "there is no text"),
        ('{"id": {}, "text": "x y"}', "the key 'id' is a dict"),
        ('{"id": true, "text": "x y"}', "the key 'id' is a bool"),
        ('{"id": "a", "text": "x y", "date": "2025-02-30"}', "'2025-02-30' is not a date; write it"),
        ('{"id": "a", "text": "x \\u0000 y"}', r"U\+0000 at position 2"),
        ('{"id": "a", "text": "x \\ud800 y"}', r"U\+D800 at position 2"),
        ('{"id": "a\\ud800", "text": "x y"}', r"\(key 'id'\): U\+D800"),
        ('{"id": "a", "text": "<p>x</p> <p>y</p>"}', "HTML tags"),
        ("[" * 100_000, "JSON that cannot be read"),
        ('{"id": "a", "text": "x", "n": ' + "9" * 5000 + "}", "JSON that cannot be read"),
    ],
)
def test_bad_records_say_what_is_wrong(tmp_path: Path, line: str, message: str) -> None:
    path = write_lines(tmp_path, line)
    with pytest.raises(SourceError, match=message) as caught:
        list(read_sources([path]))
    assert str(caught.value).startswith(f"{path}:1")


def test_empty_file_is_reported(tmp_path: Path) -> None:
    path = write_lines(tmp_path, "", "")
    message = f"{path}: there are no records; write one JSON object a line"
    assert read_all(path) == ([], [(str(path), message)])


def test_bytes_that_are_not_utf8_are_reported_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x"}\n{"id": "b", "text": "K\xf6ln"}\n')
    articles, errors = read_all(path)
    assert [a.id for a in articles] == ["a"]
    assert errors[0][1].startswith(f"{path}:2: byte 0xf6")


def test_a_line_of_fifty_megabytes_is_refused_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    with path.open("wb") as file:
        file.write(b'{"id": "big", "text": "')
        for _ in range(50):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"id": "next", "text": TEXT}).encode())
    tracemalloc.start()
    articles, errors = read_all(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [a.id for a in articles] == ["next"]
    assert errors[0][1].startswith(f"{path}:1: a line of more than 12 MB")
    assert peak < 3 * MAX_LINE_BYTES
