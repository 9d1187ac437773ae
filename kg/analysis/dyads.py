"""Two actors over time: how much cooperation and conflict, and how strong, month by month.

A dyad is a pair without direction. Which claims count is the caller's choice: pass only those of
modality `actual` for what is said to have happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kg.model import Claim, Entity, Quad
from kg.ontology import quad_of_root, root_of

COOPERATION = frozenset({Quad.VERBAL_COOPERATION, Quad.MATERIAL_COOPERATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadMonth:
    """One month of a dyad. `month` is "2025-02"; `scale` the mean scale value, -10 to +10."""

    month: str
    cooperation: int
    conflict: int
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """All claims between two actors, summed; `first` is the actor whose id sorts first.

    `scale` is the mean scale value of the claims, -10 (conflict) to +10 (cooperation). `since` and
    `until` are the first and the last date known, None where no claim of the pair has one.
    """

    first: Entity
    second: Entity
    claims: int
    cooperation: int
    conflict: int
    scale: float
    since: date | None
    until: date | None


def dyad_series(claims: Iterable[Claim], a: str, b: str) -> list[DyadMonth]:
    """Count cooperation and conflict between two actors (entity ids) by month, in order of time.

    A claim counts in the month of its event, or of its first publication where the event has no
    date; claims with neither are left out, as are months without claims.
    """
    months: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        day = event_day(claim)
        if day is not None and {claim.subject.id, claim.object.id} == {a, b}:
            months[f"{day:%Y-%m}"].append(claim)
    return [_month(month, members) for month, members in sorted(months.items())]


def dyads(claims: Iterable[Claim]) -> list[Dyad]:
    """Sum up each pair of actors, the pair with the most claims first."""
    pairs: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        first, second = sorted((claim.subject.id, claim.object.id))
        pairs[first, second].append(claim)
    summed = [_dyad(pair, members) for pair, members in pairs.items()]
    return sorted(summed, key=lambda dyad: (-dyad.claims, dyad.first.id, dyad.second.id))


def event_day(claim: Claim) -> date | None:
    """The day a claim counts under: of the event, else of the first publication, else None."""
    if claim.date is not None:
        return claim.date
    return min((e.published for e in claim.evidence if e.published is not None), default=None)


def _cooperates(claim: Claim) -> bool:
    return quad_of_root(root_of(claim.relation, claim.modality)) in COOPERATION


def _mean_scale(claims: list[Claim]) -> float:
    return round(sum(claim.relation.goldstein for claim in claims) / len(claims), 3)


def _month(month: str, claims: list[Claim]) -> DyadMonth:
    friendly = sum(map(_cooperates, claims))
    return DyadMonth(
        month=month,
        cooperation=friendly,
        conflict=len(claims) - friendly,
        scale=_mean_scale(claims),
    )


def _dyad(pair: tuple[str, str], claims: list[Claim]) -> Dyad:
    actors = {entity.id: entity for claim in claims for entity in (claim.subject, claim.object)}
    days = sorted(day for day in map(event_day, claims) if day is not None)
    friendly = sum(map(_cooperates, claims))
    return Dyad(
        first=actors[pair[0]],
        second=actors[pair[1]],
        claims=len(claims),
        cooperation=friendly,
        conflict=len(claims) - friendly,
        scale=_mean_scale(claims),
        since=days[0] if days else None,
        until=days[-1] if days else None,
    )
