"""Claims as a networkx graph, for everyone who thinks in nodes and edges.

Owns the attributes of nodes and edges; measures on the graph are networkx's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import networkx as nx

from kg.belief import belief
from kg.model import Claim, Entity, Modality
from kg.ontology import quad_of_root, root_of


def project(
    claims: Iterable[Claim], *, modalities: Collection[Modality] | None = None
) -> nx.MultiDiGraph[str]:
    """Turn claims into a directed multigraph: actors are nodes, each claim is one edge with its id as key.

    Nodes carry `name`, `kind`, `state` and `wikidata`; edges `relation`, `label`, `root`, `quad`,
    `goldstein` (-10 conflict to +10 cooperation), `symmetric`, `modality`, `date` and `date_end` (ISO
    8601 or None), `belief` (0 to 1) and `evidence` (number of sentences). A symmetric claim is one
    edge from the actor whose id sorts first. `modalities` keeps only claims of these.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for claim in claims:
        if modalities is not None and claim.modality not in modalities:
            continue
        for entity in (claim.subject, claim.object):
            _add_actor(graph, entity)
        _add_claim(graph, claim)
    return graph


def _add_actor(graph: nx.MultiDiGraph[str], entity: Entity) -> None:
    graph.add_node(
        entity.id, name=entity.name, kind=entity.kind, state=entity.state, wikidata=entity.wikidata
    )


def _add_claim(graph: nx.MultiDiGraph[str], claim: Claim) -> None:
    root = root_of(claim.relation, claim.modality)
    graph.add_edge(
        claim.subject.id,
        claim.object.id,
        key=claim.id,
        relation=claim.relation.id,
        label=claim.relation.label,
        root=root,
        quad=int(quad_of_root(root)),
        goldstein=claim.relation.goldstein,
        symmetric=claim.relation.symmetric,
        modality=claim.modality.value,
        date=claim.date.isoformat() if claim.date else None,
        date_end=claim.date_end.isoformat() if claim.date_end else None,
        belief=belief(claim.evidence),
        evidence=len(claim.evidence),
    )
