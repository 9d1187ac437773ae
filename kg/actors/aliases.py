"""What texts call actors: a word or phrase, whom it can mean, and how it comes to mean that."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class AliasKind(StrEnum):
    """How a word comes to mean an entity; the value is the property that states it in the data."""

    NAME = "altLabel"
    ABBREVIATION = "abbreviation"
    DEMONYM = "demonym"
    ADJECTIVE = "adjective"
    METONYM = "metonym"
    SHORT_NAME = "shortName"


class Alias(NamedTuple):
    """A word or phrase as it stands in texts, and one entity that it can mean."""

    text: str
    entity: str
    kind: AliasKind
