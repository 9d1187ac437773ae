"""Cuts an article's text into sentences before anything is parsed.

News text breaks at line ends and after full stops; the parser's own segmentation breaks inside domain
names and initials, and would have to parse sentences that hold no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt adm sen rep gov rev st jr sr vs no nos op approx dept est inc "
    "ltd co corp bros jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun fig u.s "
    "u.k u.n e.u d.c a.m p.m i.e e.g".split()
)
_MONTH_OR_DAY_ENDS = frozenset({"u.s", "u.k", "u.n", "e.u", "d.c", "a.m", "p.m", "inc", "ltd", "co", "corp"})
"""Abbreviations that end a sentence as often as not: they break before a word that opens sentences."""

_OPENERS = frozenset(
    "the a an he she it they we i in on at but and his her its their this that these those after before when "
    "while according earlier later however meanwhile both".split()
)
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[A-Z0-9])")
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Z'’.-]{2,}(?: [A-Z][A-Z'’.-]+){0,3})(?:[,/] ?[A-Z][\w. ]{1,25}?){0,2}"
    r"(?: ?\([\w ./-]{1,25}\))?\s+[-–—]+\s+(?=[A-Z\"“])"
)
"""The place, day and agency before the first sentence of a report: "SEOUL, Oct 18 (AP) - "."""

_LAST_WORD = re.compile(r"(\S+)$")
_FIRST_WORD = re.compile(r"\s*[\"“‘'(\[]*(\w+)")


def find_dateline(text: str) -> Span | None:
    """The span of the place in the first dateline of a report, None without one.

    >>> find_dateline("SEOUL, Oct 18 (AP) - Talks failed.")
    (0, 5)
    """
    position = 0
    for line in text.splitlines(keepends=True):
        found = _DATELINE.match(text, position, position + len(line))
        if found is not None:
            return found.span("place")
        position += len(line)
    return None


def split_sentences(text: str) -> Iterator[Span]:
    """Yield the spans of the sentences, without datelines and white space around them.

    >>> [text[a:b] for text in ["Mr. Li left. He met the U.S. envoy."] for a, b in split_sentences(text)]
    ['Mr. Li left.', 'He met the U.S. envoy.']
    """
    position = 0
    for line in text.splitlines(keepends=True):
        yield from _split_line(text, position, position + len(line))
        position += len(line)


def _split_line(text: str, start: int, end: int) -> Iterator[Span]:
    dateline = _DATELINE.match(text, start, end)
    begin = start if dateline is None else dateline.end()
    for match in _END.finditer(text, begin, end):
        if _ends_sentence(text, begin, match):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _ends_sentence(text: str, begin: int, match: re.Match[str]) -> bool:
    if match.group()[0] != ".":
        return True
    word = _LAST_WORD.search(text[begin : match.start()])
    if word is None:
        return True
    last = word.group(1).lower().strip("\"“‘'([")
    following = _FIRST_WORD.match(text, match.end())
    opens = following is not None and following.group(1).lower() in _OPENERS
    if last in _MONTH_OR_DAY_ENDS:
        return opens
    initial = len(last) == 1 and last.isalpha()
    return not (initial or last in _ABBREVIATIONS)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    stripped = piece.strip()
    if stripped:
        yield start + left, start + left + len(stripped)
