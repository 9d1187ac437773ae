"""The columns of GDELT 2.0 events and of POLECAT, filled from claims as far as claims know.

Names and order are those of the codebooks. Columns that no claim can fill are kept empty, so that programs
which go by position or by name find what they look for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from kg.model import Entity, Modality, Span
from kg.ontology import quad_of_root
from kg.views.columns import (
    Column,
    Kind,
    Layout,
    Row,
    Value,
    articles,
    first_published,
    root,
    sources,
    topics,
)

_TYPE_CODES = {"Government": "GOV", "IntergovernmentalOrganization": "IGO", "Company": "BUS"}
"""Classes of the ontology that are one role of CAMEO and one sector of PLOVER; others would be guesses."""
_DAYS_OF_MONTH, _DAYS_OF_YEAR = 30, 365
"""GDELT's fraction of a year counts months of thirty days."""

_Values = Mapping[str, tuple[Kind, Callable[[Row], Value]]]


def _layout(names: str, values: _Values, modalities: frozenset[Modality]) -> Layout:
    """Columns with these names, separated by |; those without a value are empty."""
    empty = (Kind.TEXT, lambda _: None)
    columns = [Column(name.strip(), *values.get(name.strip(), empty)) for name in names.split("|")]
    return Layout(tuple(columns), modalities)


def _fraction(row: Row) -> float | None:
    day = row.claim.date
    if day is None:
        return None
    return round(day.year + ((day.month - 1) * _DAYS_OF_MONTH + day.day) / _DAYS_OF_YEAR, 4)


def _compact(day: date | None) -> int | None:
    return None if day is None else day.year * 10_000 + day.month * 100 + day.day


def _code(entity: Entity) -> str | None:
    """CAMEO's actor code: country, then role, as far as both are known."""
    return f"{entity.state or ''}{_TYPE_CODES.get(entity.kind, '')}" or None


def _gdelt_actor(
    number: int, side: Callable[[Row], Entity]
) -> dict[str, tuple[Kind, Callable[[Row], Value]]]:
    return {
        f"Actor{number}Code": (Kind.CATEGORY, lambda row: _code(side(row))),
        f"Actor{number}Name": (Kind.CATEGORY, lambda row: side(row).name.upper()),
        f"Actor{number}CountryCode": (Kind.CATEGORY, lambda row: side(row).state),
        f"Actor{number}Type1Code": (Kind.CATEGORY, lambda row: _TYPE_CODES.get(side(row).kind)),
    }


def _subject(row: Row) -> Entity:
    return row.claim.subject


def _object(row: Row) -> Entity:
    return row.claim.object


_ACTOR = (
    "Actor{0}Code|Actor{0}Name|Actor{0}CountryCode|Actor{0}KnownGroupCode|Actor{0}EthnicCode|"
    "Actor{0}Religion1Code|Actor{0}Religion2Code|Actor{0}Type1Code|Actor{0}Type2Code|Actor{0}Type3Code"
)
_PLACE = (
    "{0}Geo_Type|{0}Geo_FullName|{0}Geo_CountryCode|{0}Geo_ADM1Code|{0}Geo_ADM2Code|{0}Geo_Lat|"
    "{0}Geo_Long|{0}Geo_FeatureID"
)
_GDELT_NAMES = "|".join(
    (
        "GLOBALEVENTID|SQLDATE|MonthYear|Year|FractionDate", _ACTOR.format(1), _ACTOR.format(2),
        "IsRootEvent|EventCode|EventBaseCode|EventRootCode|QuadClass|GoldsteinScale",
        "NumMentions|NumSources|NumArticles|AvgTone",
        *map(_PLACE.format, ("Actor1", "Actor2", "Action")), "DATEADDED|SOURCEURL",
    )
)  # fmt: skip
_GDELT_VALUES: _Values = MappingProxyType(
    {
        "GLOBALEVENTID": (Kind.TEXT, lambda row: row.claim.id),
        "SQLDATE": (Kind.WHOLE, lambda row: _compact(row.claim.date)),
        "MonthYear": (Kind.WHOLE, lambda row: (day := _compact(row.claim.date)) and day // 100),
        "Year": (Kind.WHOLE, lambda row: row.claim.date and row.claim.date.year),
        "FractionDate": (Kind.NUMBER, _fraction),
        **_gdelt_actor(1, _subject),
        **_gdelt_actor(2, _object),
        "EventCode": (Kind.CATEGORY, lambda row: row.claim.relation.cameo),
        "EventBaseCode": (Kind.CATEGORY, lambda row: row.claim.relation.cameo[:3]),
        "EventRootCode": (Kind.CATEGORY, lambda row: row.claim.relation.cameo[:2]),
        "QuadClass": (Kind.WHOLE, lambda row: int(row.claim.relation.quad)),
        "GoldsteinScale": (Kind.NUMBER, lambda row: row.claim.relation.goldstein),
        "NumMentions": (Kind.WHOLE, lambda row: len(row.claim.evidence)),
        "NumSources": (Kind.WHOLE, sources),
        "NumArticles": (Kind.WHOLE, articles),
        "DATEADDED": (Kind.WHOLE, lambda row: _compact(first_published(row))),
        "SOURCEURL": (Kind.TEXT, lambda row: row.evidence.url),
    }
)
GDELT = _layout(_GDELT_NAMES, _GDELT_VALUES, frozenset({Modality.ACTUAL}))
"""The 61 columns of the events table of GDELT 2.0; CAMEO has no code for what did not happen."""


def _raw(row: Row, span: Span | None) -> str | None:
    """The words of the quote at a span, None if the span lies outside the quote."""
    evidence = row.evidence
    if span is None or not evidence.start <= span[0] < span[1] <= evidence.end:
        return None
    return evidence.quote[span[0] - evidence.start : span[1] - evidence.start]


_SIDE = "{0} Name|{0} Country|{0} COW|Primary {0} Sector|{0} Sectors|{0} Title|{0} Name Raw|Wikipedia {0} ID"
_POLECAT_NAMES = "|".join(
    (
        "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts",
        _SIDE.format("Actor"), _SIDE.format("Recipient"),
        "Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type",
        "Source|Publication Date|Story People|Story Organizations|Story Locations|Language|Version",
    )
)  # fmt: skip


def _polecat_side(name: str, side: Callable[[Row], Entity]) -> dict[str, tuple[Kind, Callable[[Row], Value]]]:
    def sector(row: Row) -> str | None:
        return _TYPE_CODES.get(side(row).kind)

    return {
        f"{name} Name": (Kind.CATEGORY, lambda row: side(row).name),
        f"{name} Country": (Kind.CATEGORY, lambda row: side(row).state),
        f"Primary {name} Sector": (Kind.CATEGORY, sector),
        f"{name} Sectors": (Kind.CATEGORY, sector),
    }


_POLECAT_VALUES: _Values = MappingProxyType(
    {
        "Event ID": (Kind.TEXT, lambda row: row.claim.id),
        "Event Date": (Kind.DAY, lambda row: row.claim.date),
        "Event Type": (Kind.CATEGORY, root),
        "Event Mode": (Kind.CATEGORY, lambda row: row.claim.relation.mode),
        "Intensity": (Kind.NUMBER, lambda row: row.claim.relation.goldstein),
        "Quad Code": (Kind.CATEGORY, lambda row: quad_of_root(root(row)).name.replace("_", " ")),
        "Contexts": (Kind.CATEGORY, topics),
        **_polecat_side("Actor", _subject),
        **_polecat_side("Recipient", _object),
        "Actor Name Raw": (Kind.CATEGORY, lambda row: _raw(row, row.evidence.subject_span)),
        "Recipient Name Raw": (Kind.CATEGORY, lambda row: _raw(row, row.evidence.object_span)),
        "Source": (Kind.CATEGORY, lambda row: row.evidence.publisher),
        "Publication Date": (Kind.DAY, first_published),
    }
)
POLECAT = _layout(_POLECAT_NAMES, _POLECAT_VALUES, frozenset({Modality.ACTUAL, Modality.PLANNED}))
"""The columns of POLECAT's weekly files; PLOVER codes what is planned, but not what is denied or supposed."""
