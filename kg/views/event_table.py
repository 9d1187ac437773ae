"""Claims as rows: the project's own wide table, and those that users of event data know, as CSV and TSV.

A column is filled only with what the claim says; what it does not know stays empty. docs/exports.md explains
every column.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import TextIOWrapper
from types import MappingProxyType
from typing import BinaryIO

from kg.belief import belief
from kg.errors import KgError
from kg.model import Claim, Entity, Modality, Span
from kg.ontology import quad_of_root
from kg.views.columns import Column, Kind, Layout, Row, Value, articles, root, sources, topics
from kg.views.event_codings import GDELT, POLECAT

BELIEF_DIGITS = 4


def _actor(side: str, ending: str) -> Callable[[Row], Value]:
    def value(row: Row) -> Value:
        entity: Entity = getattr(row.claim, side)
        found: str | None = getattr(entity, ending)
        return found

    return value


def _speaker(row: Row) -> str | None:
    return None if row.evidence.speaker is None else row.evidence.speaker.id


def _start(span: Span | None) -> int | None:
    return None if span is None else span[0]


def _end(span: Span | None) -> int | None:
    return None if span is None else span[1]


def _actor_columns(side: str) -> tuple[Column, ...]:
    return (
        Column(f"{side}_id", Kind.CATEGORY, _actor(side, "id")),
        Column(f"{side}_name", Kind.CATEGORY, _actor(side, "name")),
        Column(f"{side}_kind", Kind.CATEGORY, _actor(side, "kind")),
        Column(f"{side}_state", Kind.CATEGORY, _actor(side, "state")),
        Column(f"{side}_wikidata", Kind.CATEGORY, _actor(side, "wikidata")),
    )


NATIVE = Layout(
    columns=(
        Column("claim", Kind.TEXT, lambda row: row.claim.id),
        Column("date", Kind.DAY, lambda row: row.claim.date),
        Column("date_end", Kind.DAY, lambda row: row.claim.date_end),
        *_actor_columns("subject"),
        Column("relation", Kind.CATEGORY, lambda row: row.claim.relation.id),
        Column("relation_label", Kind.CATEGORY, lambda row: row.claim.relation.label),
        *_actor_columns("object"),
        Column("modality", Kind.CATEGORY, lambda row: row.claim.modality.value),
        Column("root", Kind.CATEGORY, root),
        Column("mode", Kind.CATEGORY, lambda row: row.claim.relation.mode),
        Column("quad", Kind.WHOLE, lambda row: int(quad_of_root(root(row)))),
        Column("cameo", Kind.CATEGORY, lambda row: row.claim.relation.cameo),
        Column("goldstein", Kind.NUMBER, lambda row: row.claim.relation.goldstein),
        Column("condition", Kind.TEXT, lambda row: row.claim.condition),
        Column("topics", Kind.CATEGORY, topics),
        Column("belief", Kind.NUMBER, lambda row: round(belief(row.claim.evidence), BELIEF_DIGITS)),
        Column("evidence", Kind.WHOLE, lambda row: len(row.claim.evidence)),
        Column("articles", Kind.WHOLE, articles),
        Column("sources", Kind.WHOLE, sources),
        Column("article", Kind.TEXT, lambda row: row.evidence.article),
        Column("publisher", Kind.CATEGORY, lambda row: row.evidence.publisher),
        Column("published", Kind.DAY, lambda row: row.evidence.published),
        Column("url", Kind.TEXT, lambda row: row.evidence.url),
        Column("quote", Kind.TEXT, lambda row: row.evidence.quote),
        Column("start", Kind.WHOLE, lambda row: row.evidence.start),
        Column("end", Kind.WHOLE, lambda row: row.evidence.end),
        Column("trigger_start", Kind.WHOLE, lambda row: row.evidence.trigger[0]),
        Column("trigger_end", Kind.WHOLE, lambda row: row.evidence.trigger[1]),
        Column("subject_start", Kind.WHOLE, lambda row: _start(row.evidence.subject_span)),
        Column("subject_end", Kind.WHOLE, lambda row: _end(row.evidence.subject_span)),
        Column("object_start", Kind.WHOLE, lambda row: _start(row.evidence.object_span)),
        Column("object_end", Kind.WHOLE, lambda row: _end(row.evidence.object_span)),
        Column("speaker", Kind.CATEGORY, _speaker),
        Column("extractor", Kind.CATEGORY, lambda row: row.evidence.extractor),
        Column("score", Kind.NUMBER, lambda row: row.evidence.score),
    ),
    modalities=frozenset(Modality),
)

LAYOUTS: Mapping[str, Layout] = MappingProxyType({"native": NATIVE, "gdelt": GDELT, "polecat": POLECAT})


def find_layout(name: str) -> Layout:
    """The layout of this name; raises KgError that names the known ones."""
    if name not in LAYOUTS:
        raise KgError(f"there are no columns {name!r}; choose from {', '.join(LAYOUTS)}")
    return LAYOUTS[name]


def make_rows(
    claims: Iterable[Claim], layout: Layout, left_out: Counter[str], *, each_evidence: bool = False
) -> Iterator[list[Value]]:
    """Turn claims into rows, one a claim or one a piece of evidence.

    Counts in `left_out`, by modality, the claims that the layout cannot tell of. Raises KgError for one row
    a piece of evidence where rows are events.
    """
    if each_evidence and layout is not NATIVE:
        raise KgError('a row of these columns is an event; rows of evidence have the columns "native"')
    for claim in claims:
        if claim.modality not in layout.modalities:
            left_out[claim.modality.value] += 1
            continue
        for evidence in claim.evidence if each_evidence else claim.evidence[:1]:
            row = Row(claim, evidence)
            yield [column.value(row) for column in layout.columns]


def write_csv(rows: Iterable[list[Value]], layout: Layout, file: BinaryIO, *, delimiter: str = ",") -> None:
    """Write a header and the rows in UTF-8, with quotes where needed (RFC 4180); None is an empty cell."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([column.name for column in layout.columns])
    writer.writerows(rows)
    text.detach()
