"""Who stands on either side of an act: states and people behind its mentions, and who may not be paired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from kg import ids
from kg.coding.predicates import Act
from kg.model import Entity, Mention, Modality, Quad, Relation
from kg.ontology import root_of

SPOKEN = frozenset({Quad.VERBAL_COOPERATION, Quad.VERBAL_CONFLICT})
"""Quadrants of what is done in words."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an act: who it is, where it is named, and whether it is a private person or people."""

    entity: Entity
    mention: Mention
    private: bool = False


def pair_sides(act: Act, relation: Relation, rejected: Counter[str]) -> Iterator[tuple[Side, Side]]:
    """Every actor with every target; a symmetric act among one plural side pairs its members."""
    actors = read_sides(act.actors, relation, acting=True)
    targets = read_sides(act.targets, relation, acting=relation.symmetric)
    if relation.symmetric:
        if not targets:
            targets = actors
        elif not actors:
            actors = targets
    made: set[tuple[str, str]] = set()
    for actor in actors:
        for target in targets:
            first, second = (actor, target)
            if relation.symmetric and second.entity.id < first.entity.id:
                first, second = second, first
            pair = (first.entity.id, second.entity.id)
            reason = reason_against(first, second, relation)
            if reason is not None:
                several = relation.symmetric and max(len(actors), len(targets)) > 1
                if not (several and pair[0] == pair[1]):
                    rejected[reason] += 1
            elif pair not in made:
                made.add(pair)
                yield first, second


def camps_of(one: Entity, other: Entity) -> frozenset[str]:
    """Two sides as their states, where they belong to one: who speaks for a state is of its camp."""
    return frozenset((one.state or one.id, other.state or other.id))


def acts_of(
    one: Entity, other: Entity, relation: Relation, modality: Modality
) -> set[tuple[str | None, str, str | None]]:
    """The sides of an act by its root: who does it to anybody, and to whom anybody does it."""
    root = root_of(relation, modality)
    pairs = [(one.id, other.id), (other.id, one.id)][: 1 + relation.symmetric]
    return {side for a, b in pairs for side in ((a, root, None), (None, root, b))}


def read_sides(mentions: list[Mention], relation: Relation, *, acting: bool) -> list[Side]:
    """The entities of mentions, once each; who acts for a state gives way to it unless the act is personal.

    Private people act for themselves, but what is done to them is done to their state.
    """
    found: dict[str, Side] = {}
    for mention in mentions:
        for entity, principal in zip(mention.entities, mention.stands_for, strict=True):
            itself = (entity.kind == "Person" and relation.personal) or (entity.kind == "Group" and acting)
            side = entity if itself or principal is None else principal
            private = side.kind == "Group" and principal is not None and principal.kind == "State"
            private |= side.kind == "Person" and ids.is_local(side.id)
            found.setdefault(side.id, Side(side, mention, private))
    return list(found.values())


def reason_against(one: Side, other: Side, relation: Relation) -> str | None:
    """Why nothing can be claimed between two sides; None if it can."""
    if one.entity.id == other.entity.id:
        return "acts on itself"
    if _same_camp(one, other, relation):
        return "within one state"
    if one.entity.kind == "Place":
        return "a place cannot act"
    if one.private and relation.root != "PROTEST":
        return "private people"
    if other.entity.kind == "Place" and relation.quad in SPOKEN:
        return "a place cannot be spoken to"
    return None


def _same_camp(one: Side, other: Side, relation: Relation) -> bool:
    """Whether a state would act on its own minister in words or deeds that only concern others."""
    kinds = {one.entity.kind, other.entity.kind}
    same = one.entity.state is not None and one.entity.state == other.entity.state
    return same and kinds <= {"State", "Person"} and relation.quad is not Quad.MATERIAL_CONFLICT
