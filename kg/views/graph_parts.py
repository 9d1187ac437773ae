"""Actors as nodes and claims as edges, with the attributes that graph programs get.

Owns which attributes there are; `graph_xml` and `cypher` write them. Every claim is one edge, whatever its
modality: programs filter on the attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kg.belief import belief
from kg.model import Claim, Entity
from kg.ontology import quad_of_root, root_of

Attribute = str | int | float | bool | None
NODE_ATTRIBUTES: Mapping[str, type] = MappingProxyType(
    {"entity": str, "label": str, "kind": str, "state": str, "wikidata": str}
)
EDGE_ATTRIBUTES: Mapping[str, type] = MappingProxyType(
    {
        "relation": str, "label": str, "root": str, "quad": int, "cameo": str, "goldstein": float,
        "symmetric": bool, "modality": str, "date": str, "date_end": str, "condition": str, "topics": str,
        "belief": float, "weight": float, "evidence": int, "article": str, "publisher": str, "url": str,
        "published": str, "quote": str,
    }
)  # fmt: skip
DIGITS = 4


def node_attributes(entity: Entity) -> dict[str, Attribute]:
    """What is told of an actor, under the keys of NODE_ATTRIBUTES; None where unknown."""
    return {
        "entity": entity.id,
        "label": entity.name,
        "kind": entity.kind,
        "state": entity.state,
        "wikidata": entity.wikidata,
    }


def edge_attributes(claim: Claim) -> dict[str, Attribute]:
    """What is told of a claim, under the keys of EDGE_ATTRIBUTES, with its first piece of evidence.

    `weight` is belief times the number of sentences, as in the network page.
    """
    root, first = root_of(claim.relation, claim.modality), claim.evidence[0]
    believed = belief(claim.evidence)
    return {
        "relation": claim.relation.id,
        "label": claim.relation.label,
        "root": root,
        "quad": int(quad_of_root(root)),
        "cameo": claim.relation.cameo,
        "goldstein": claim.relation.goldstein,
        "symmetric": claim.relation.symmetric,
        "modality": claim.modality.value,
        "date": None if claim.date is None else claim.date.isoformat(),
        "date_end": None if claim.date_end is None else claim.date_end.isoformat(),
        "condition": claim.condition,
        "topics": ";".join(claim.topics) or None,
        "belief": round(believed, DIGITS),
        "weight": round(believed * len(claim.evidence), DIGITS),
        "evidence": len(claim.evidence),
        "article": first.article,
        "publisher": first.publisher,
        "url": first.url,
        "published": None if first.published is None else first.published.isoformat(),
        "quote": first.quote,
    }


class Actors:
    """Collects the actors of claims that pass by, each as it was first described."""

    def __init__(self) -> None:
        self._found: dict[str, Entity] = {}

    def passing(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """The same claims; their actors are noted."""
        for claim in claims:
            self._found.setdefault(claim.subject.id, claim.subject)
            self._found.setdefault(claim.object.id, claim.object)
            yield claim

    def __iter__(self) -> Iterator[Entity]:
        """All actors that have passed, sorted by id."""
        return (entity for _, entity in sorted(self._found.items()))
