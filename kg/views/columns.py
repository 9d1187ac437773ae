"""What a table of claims is made of: columns, the rows they look at, and values that several tables share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kg.model import Claim, Evidence, Modality
from kg.ontology import root_of

Value = str | int | float | date | None


class Kind(StrEnum):
    """What a column holds; a category is text of which there are few."""

    TEXT = "text"
    CATEGORY = "category"
    DAY = "day"
    WHOLE = "whole"
    NUMBER = "number"


class Row(NamedTuple):
    """A claim seen by one piece of its evidence, the first one where a row is a whole claim."""

    claim: Claim
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Column:
    """A column with the function that fills it."""

    name: str
    kind: Kind
    value: Callable[[Row], Value]


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns in their order, and the modalities that the table can tell of."""

    columns: tuple[Column, ...]
    modalities: frozenset[Modality]


def root(row: Row) -> str:
    """The category of PLOVER that the claim counts under."""
    return root_of(row.claim.relation, row.claim.modality)


def topics(row: Row) -> str | None:
    """The topics with semicolons between them."""
    return ";".join(row.claim.topics) or None


def sources(row: Row) -> int:
    """How many publishers say so; an article without a publisher counts as its own."""
    return len({e.publisher or f"article {e.article}" for e in row.claim.evidence})


def articles(row: Row) -> int:
    """How many articles say so."""
    return len({e.article for e in row.claim.evidence})


def first_published(row: Row) -> date | None:
    """When it was first said, of the articles with a date."""
    return min((e.published for e in row.claim.evidence if e.published is not None), default=None)
