"""Saved pages: running text without the furniture, and what the page says about itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Article
from kg.sources import read_sources

PAGE = """<!DOCTYPE html>
<html><head><title>Pact | Agency</title>
<meta property="og:title" content="Oslo and Rome sign pact">
<meta property="og:site_name" content="Agency">
<meta property="article:published_time" content="2025-02-26T08:00:00+01:00">
<link rel="canonical" href="https://example.org/pact">
<script>var a = "<p>never</p>";</script><style>p { color: red }</style></head>
<body><nav><ul><li>Home<li>World</ul></nav>
<article><h1>Oslo and Rome sign pact</h1>
<p>Norway &amp; Italy
   signed a <b>pact</b> on&nbsp;Monday.</p><p>Sweden welcomed it.<br>So did Spain.</p>
<figure><img src="x"><figcaption>A photograph</figcaption></figure></article>
<footer><p>All rights reserved</p></footer></body></html>"""


def read_page(folder: Path, content: bytes) -> Article:
    path = folder / "page.html"
    path.write_bytes(content)
    (article,) = read_sources([path])
    return article


def test_page_becomes_an_article(tmp_path: Path) -> None:
    assert read_page(tmp_path, PAGE.encode()) == Article(
        id="page",
        text=(
            "Oslo and Rome sign pact\nNorway & Italy signed a pact on Monday.\n"
            "Sweden welcomed it.\nSo did Spain."
        ),
        title="Oslo and Rome sign pact",
        date=date(2025, 2, 26),
        url="https://example.org/pact",
        publisher="Agency",
    )


def test_page_without_article_element_or_description(tmp_path: Path) -> None:
    article = read_page(tmp_path, b"<title>Pact</title><body><div>Norway signed.<p>Italy too.</div></body>")
    assert (article.text, article.title, article.date) == ("Norway signed.\nItaly too.", "Pact", None)


def test_declared_character_set_is_used(tmp_path: Path) -> None:
    page = '<html><meta charset="windows-1252"><p>Köln’s mayor met Paris’s.</p>'.encode("windows-1252")
    assert read_page(tmp_path, page).text == "Köln’s mayor met Paris’s."


@pytest.mark.parametrize(
    ("page", "message"),
    [
        (b"<html><body><script>1</script></body></html>", "there is no text"),
        (b'<meta charset="klingon"><p>x</p>', "character set 'klingon' is unknown"),
        (b"<p>K\xf6ln</p>", "not UTF-8"),
        (b"<p>&lt;p&gt;x&lt;/p&gt; &lt;p&gt;y&lt;/p&gt;</p>", "HTML tags"),
    ],
)
def test_useless_pages_are_refused(tmp_path: Path, page: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_page(tmp_path, page)
