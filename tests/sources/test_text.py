"""Plain text files: what is taken from them, what is kept, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.model import Article
from kg.sources import read_sources
from kg.sources.encoding import check_text, decode
from kg.sources.source import MAX_CHARACTERS

Write = Callable[[str, str | bytes], Path]

STORY = "Oslo and Rome sign pact\r\nNorway and Italy signed a pact on Monday.\r\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def read_one(path: Path) -> Article:
    (article,) = read_sources([path])
    return article


def test_text_is_kept_to_the_last_character(write: Write) -> None:
    assert read_one(write("oslo.txt", STORY)).text == STORY


def test_id_title_and_date_come_from_the_file(write: Write) -> None:
    article = read_one(write("2025-02-26-oslo.txt", STORY))
    assert (article.id, article.title, article.date) == (
        "2025-02-26-oslo",
        "Oslo and Rome sign pact",
        date(2025, 2, 26),
    )


@pytest.mark.parametrize("name", ["2025-02-30-oslo.txt", "2025-02-266.txt", "oslo-2025-02-26.txt"])
def test_what_only_looks_like_a_date_is_none(write: Write, name: str) -> None:
    assert read_one(write(name, STORY)).date is None


@pytest.mark.parametrize(
    "text",
    ["Norway signed a pact.\nMore.", "One line only", "x" * 300 + "\nMore.", "He said “no.”\nMore."],
)
def test_first_line_that_is_no_headline_is_no_title(write: Write, text: str) -> None:
    assert read_one(write("a.txt", text)).title is None


def test_sidecar_says_more(write: Write) -> None:
    path = write("2025-02-26-oslo.txt", STORY)
    known = {"title": "Pact", "url": "https://example.org/1", "publisher": "Agency", "id": "p1"}
    write("2025-02-26-oslo.json", json.dumps(known | {"date": "2025-03-01"}))
    assert read_one(path) == Article(**known, text=STORY, date=date(2025, 3, 1))


@pytest.mark.parametrize("sidecar", ["{", "[1]", '{"date": "yesterday"}', '{"title": 3}'])
def test_broken_sidecar_is_named(write: Write, sidecar: str) -> None:
    path = write("oslo.txt", STORY)
    write("oslo.json", sidecar)
    with pytest.raises(SourceError, match=r"oslo\.json"):
        read_one(path)


def test_byte_order_mark_is_not_text(write: Write) -> None:
    assert read_one(write("a.txt", b"\xef\xbb\xbf" + STORY.encode())).text == STORY


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no text"),
        (b" \r\n\t\n", "there is no text"),
        ("Köln und München".encode("latin-1"), "byte 0xf6 at position 1 is not UTF-8; convert"),
        ("Köln".encode("utf-16"), "iconv -f UTF-16"),
        (b"%PDF-1.7\x00\x01", "binary file"),
        (b"<html><body><p>Norway signed a pact.</p></body></html>", "HTML tags in the text"),
        (b"Norway signed<br/>a pact<br/>with Italy.", "save the page as .html"),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read_one(write("a.txt", content))
    assert "a.txt" in str(caught.value)


def test_a_comparison_is_no_tag(write: Write) -> None:
    text = "Growth was < 2 percent and > 1 percent, said <the minister>."
    assert read_one(write("a.txt", text)).text == text


def test_long_text_is_refused(write: Write) -> None:
    with pytest.raises(SourceError, match="1,000,000 characters"):
        read_one(write("a.txt", "ab " * (MAX_CHARACTERS // 3 + 1)))


def test_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(10 * 1024**4)  # a sparse file of ten terabytes
    with pytest.raises(SourceError, match="split it"):
        read_one(path)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00<"), min_size=1))
def test_decoding_and_checking_change_nothing(text: str) -> None:
    if text.strip() and not text.startswith("\ufeff"):
        assert check_text(decode(text.encode(), "a.txt"), "a.txt") == text
