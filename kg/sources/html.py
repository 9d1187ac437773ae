"""Saved web pages: the running text of an article, by the standard library's parser alone.

What a page says about itself (Open Graph and article tags, canonical link) becomes title, date, URL and
publisher. Offsets count characters of the extracted text. Menus, scripts and captions are left out by
their elements; there is no guessing by class names.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kg import ids
from kg.errors import SourceError
from kg.model import Article
from kg.sources.encoding import check_text, decode
from kg.sources.record import parse_day
from kg.sources.source import MAX_CHARACTERS, Input, OnError, Source
from kg.sources.text import read_bytes

_MAX_BYTES = 20 * MAX_CHARACTERS
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_LEFT_OUT = frozenset(
    "aside button figcaption footer form head header iframe nav noscript"
    " script select style svg template".split()
)
_BLOCKS = frozenset(
    "address article blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li main ol p pre section"
    " table td th tr ul".split()
)
_TITLES = ("og:title", "twitter:title")
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.date", "pubdate")
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher")


class _Page(HTMLParser):
    """Collects blocks of text, those inside <article> apart, and the page's own description."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.article_blocks: list[str] = []
        self.meta: dict[str, str] = {}
        self.title = ""
        self.canonical: str | None = None
        self._line = ""
        self._depths = dict.fromkeys((*_LEFT_OUT, "article", "title"), 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.end_block()
        if tag in self._depths:
            self._depths[tag] += 1
        if tag == "body":
            self._depths["head"] = 0
        if tag == "meta":
            name = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower()
            self.meta.setdefault(name, values.get("content", "").strip())
        elif tag == "link" and values.get("rel", "").lower() == "canonical":
            self.canonical = values.get("href")
        elif tag == "time" and "datetime" in values:
            self.meta.setdefault("time", values["datetime"])

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if self._depths.get(tag):
            self._depths[tag] -= 1

    def handle_data(self, data: str) -> None:
        if self._depths["title"] and not self._depths["svg"]:
            self.title += data
        elif not any(self._depths[tag] for tag in _LEFT_OUT):
            self._line += data

    def end_block(self) -> None:
        """Close the paragraph that is being collected."""
        line = _SPACE.sub(" ", self._line).strip()
        self._line = ""
        if line:
            self.blocks.append(line)
            if self._depths["article"]:
                self.article_blocks.append(line)

    def find(self, names: tuple[str, ...]) -> str | None:
        """The first of the page's descriptions that is given."""
        return next((value for name in names if (value := self.meta.get(name))), None)


def read_html(source: Input, on_error: OnError) -> Iterator[Article]:
    """Read one saved page as one article."""
    try:
        article = _read_article(source)
    except SourceError as error:
        on_error(source.name, error)
        return
    yield article


def _read_article(source: Input) -> Article:
    page = _Page()
    page.feed(_decode_page(read_bytes(source, _MAX_BYTES), source.name))
    page.close()
    page.end_block()
    text = "\n".join(page.article_blocks or page.blocks)
    check_text(text, source.name)
    day = page.find((*_DATES, "time"))
    return Article(
        id=ids.digest(text) if source.path is None else source.path.stem,
        text=text,
        title=page.find(_TITLES) or _SPACE.sub(" ", page.title).strip() or None,
        date=None if day is None else parse_day(day),
        url=page.find(("og:url",)) or page.canonical,
        publisher=page.find(_PUBLISHERS),
    )


def _decode_page(data: bytes, where: str) -> str:
    declared = _CHARSET.search(data[:2048])
    if declared is None:
        return decode(data, where)
    name = declared[1].decode("ascii", "replace")
    try:
        codec = codecs.lookup(name).name
    except LookupError as error:
        message = f"{where}: the page's character set '{name}' is unknown; save it as UTF-8"
        raise SourceError(message) from error
    return decode(data, where) if codec == "utf-8" else data.decode(codec, "replace")


HTML = Source(name="html", suffixes=(".html", ".htm"), read=read_html, openings=(b"<!doctype html", b"<html"))
