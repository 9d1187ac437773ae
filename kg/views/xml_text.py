"""What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets)."""

from __future__ import annotations

import re

from kg.errors import KgError

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_xml(text: str, where: str) -> str:
    """Give the text back if XML can hold it; raise KgError that names the character and the place if not.

    Control characters other than tab and line breaks, lone surrogates, U+FFFE and U+FFFF have no place in
    XML, not even as character references.
    """
    found = _IMPOSSIBLE.search(text)
    if found is not None:
        raise KgError(
            f"{where} holds U+{ord(found[0]):04X}, a character that XML cannot; "
            "write .ttl, .nq, .jsonld, .jsonl, .csv or .parquet instead"
        )
    return text
