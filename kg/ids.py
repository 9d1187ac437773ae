"""IRIs and readable identifiers: the only place where either is made or taken apart."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from urllib.parse import quote, unquote

DEFAULT_BASE = "https://w3id.org/irkg/"
ONTOLOGY = "https://w3id.org/irkg/ontology#"
CODEBOOKS = "https://w3id.org/irkg/codebooks/"

_UNSAFE = re.compile(r"[\s/\\#?<>\"{}|^`%]+")
_SAFE = "_-.~,'()!*&+:;=@"
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
     "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "a", "Ə": "A", "ħ": "h", "Ħ": "H"}
)  # fmt: skip
_DROPPED = str.maketrans("", "", "'’‘ʻʼ`,.")


def entity_id(name: str) -> str:
    """Make a readable identifier from a name.

    >>> entity_id("United States")
    'United_States'
    """
    text = unicodedata.normalize("NFC", name).strip()
    return _UNSAFE.sub("_", text).strip("_") or "unnamed"


def unaccented(name: str) -> str:
    """The name without accents and with the letters of English only.

    >>> unaccented("Mevlüt Çavuşoğlu")
    'Mevlut Cavusoglu'
    """
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def readable_id(name: str) -> str:
    """The identifier that a data file gives to a name: plain letters, no apostrophes and full stops.

    >>> readable_id("Robert O'Brien")
    'Robert_OBrien'
    """
    return entity_id(unaccented(name).translate(_DROPPED))


def is_local(identifier: str) -> bool:
    """Whether an entity has no name and is known in one article only: "a student", "activists"."""
    return "~" in identifier


def iri(kind: str, identifier: str, base: str = DEFAULT_BASE) -> str:
    """Make the IRI of an entity, claim, evidence, article or graph.

    >>> iri("entity", "Côte_d'Ivoire")
    "https://w3id.org/irkg/entity/C%C3%B4te_d'Ivoire"
    """
    return f"{base}{kind}/{quote(identifier, safe=_SAFE)}"


def identifier(kind: str, value: str, base: str = DEFAULT_BASE) -> str:
    """Take the identifier out of an IRI made by `iri`.

    >>> identifier("entity", "https://w3id.org/irkg/entity/Iran")
    'Iran'
    """
    prefix = f"{base}{kind}/"
    if not value.startswith(prefix):
        raise ValueError(f"{value} is not the IRI of a {kind} under {base}")
    return unquote(value[len(prefix) :])


def digest(*parts: str) -> str:
    """Sixteen hex digits that depend on nothing but the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
