"""From bytes to characters, and what no text may hold. Nothing is normalised: offsets are sacred."""

from __future__ import annotations

import re

from kg.errors import SourceError
from kg.sources.source import MAX_CHARACTERS

_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_TAG = re.compile(
    r"<(?:/(?:a|article|body|div|em|h[1-6]|head|html|i|b|li|ol|p|script|section|span|strong|style|table|td|ul)\s*>"
    r"|br\s*/?>|!doctype\s|(?:p|div|span|td|li)(?:\s[^<>]*)?>)",
    re.IGNORECASE,
)
_TOLERATED_TAGS = 1
"""One tag may be a slip or a quotation; two are a page."""

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def decode(data: bytes, where: str) -> str:
    r"""Decode UTF-8, with or without a byte order mark; refuses anything else.

    >>> decode(b"\xef\xbb\xbfK\xc3\xb6ln\r\n", "a.txt")
    'Köln\r\n'
    """
    if data[:2] in _OTHER_ENCODINGS:
        raise SourceError(f"{where}: {_convert(_OTHER_ENCODINGS[data[:2]])}")
    if b"\x00" in data:
        raise SourceError(f"{where}: a binary file, not text; extract its text first and save that as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at position {error.start}"
        raise SourceError(f"{where}: {found} is not UTF-8; {_convert('WINDOWS-1252')}") from error


def _convert(encoding: str) -> str:
    return f"convert the file (perhaps: iconv -f {encoding} -t UTF-8 OLD > NEW)"


def check_text(text: str, where: str) -> str:
    """Return the text unchanged if an article can be made of it; raises `SourceError` otherwise."""
    if not text.strip():
        raise SourceError(f"{where}: there is no text; remove it from the input or fill it")
    if len(text) > MAX_CHARACTERS:
        raise too_long(where)
    check_characters(text, where)
    if len(tags := _TAG.findall(text[:100_000])) > _TOLERATED_TAGS:
        raise SourceError(
            f"{where}: HTML tags in the text ({tags[0]} …);"
            " strip them, or save the page as .html to have its text taken out"
        )
    return text


def check_characters(text: str, where: str) -> str:
    """Return the text unchanged if every character of it can be stored and written as UTF-8."""
    if match := _UNWRITABLE.search(text):
        code = ord(match[0])
        message = f"{where}: U+{code:04X} at position {match.start()} is no character of a text; remove it"
        raise SourceError(message)
    return text


def too_long(where: str) -> SourceError:
    """The error for a text over the limit."""
    return SourceError(
        f"{where}: longer than the {MAX_CHARACTERS:,} characters that one article may have;"
        " split it, or give a collection as JSON Lines, one article a line"
    )
