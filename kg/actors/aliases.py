"""What texts call actors: a word or phrase, whom it can mean, and how it comes to mean that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AliasKind(StrEnum):
    """How a word comes to mean an entity; the value is the property that states it in the data."""

    NAME = "altLabel"
    ABBREVIATION = "abbreviation"
    DEMONYM = "demonym"
    ADJECTIVE = "adjective"
    METONYM = "metonym"
    SHORT_NAME = "shortName"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A word or phrase as it stands in texts, and one entity that it can mean."""

    text: str
    entity: str
    kind: AliasKind
