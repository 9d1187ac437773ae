from __future__ import annotations

import networkx as nx

from kg.analysis.projection import project
from kg.model import Modality
from tests.views.synthetic import dozen


def test_actors_are_nodes_and_claims_are_edges_by_id() -> None:
    claims, _ = dozen()
    graph = project(claims)
    assert graph.number_of_nodes() == 12
    assert {key for _, _, key in graph.edges(keys=True)} == {claim.id for claim in claims}
    assert graph.nodes["Iran"] == {"name": "Iran", "kind": "State", "state": "IRN", "wikidata": None}


def test_edges_carry_the_claim() -> None:
    claims, _ = dozen()
    edge = project(claims).edges["Iran", "United_States", claims[0].id]
    assert edge["relation"] == "rejectsTalksWith"
    assert edge["label"] == "rejects talks with"
    assert edge["root"] == "REJECT"
    assert edge["quad"] == 3
    assert edge["goldstein"] == -2.0
    assert edge["modality"] == "actual"
    assert edge["date"] == "2025-02-25"
    assert edge["evidence"] == 1
    assert 0 < edge["belief"] <= 1


def test_root_follows_relation_and_modality() -> None:
    claims, _ = dozen()
    planned = next(c for c in claims if c.modality is Modality.PLANNED)
    edge = project(claims).edges[planned.subject.id, planned.object.id, planned.id]
    assert (edge["relation"], edge["root"], edge["quad"]) == ("providesMilitaryAidTo", "AGREE", 1)


def test_only_the_modalities_asked_for() -> None:
    graph = project(dozen()[0], modalities={Modality.DENIED})
    assert [(a, b) for a, b in graph.edges()] == [("Iran", "France")]


def test_graph_can_be_written_as_graphml_after_dropping_unknowns() -> None:
    graph = project(dozen()[0])
    for _, attributes in graph.nodes(data=True):
        for name in [name for name, value in attributes.items() if value is None]:
            del attributes[name]
    for _, _, attributes in graph.edges(data=True):
        for name in [name for name, value in attributes.items() if value is None]:
            del attributes[name]
    assert "rejects talks with" in "\n".join(nx.generate_graphml(graph))
