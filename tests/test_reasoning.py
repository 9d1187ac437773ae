"""What a reasoner concludes from the ontology and the codebooks: nothing false, and no contradiction."""

from __future__ import annotations

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg import resources
from kg.ids import CODEBOOKS
from tests.test_ontology import CLASSES, IR, RELATIONS, above

CAMEO, PLOVER = (Namespace(f"{CODEBOOKS}{name}#") for name in ("cameo", "plover"))

SUBJECTS = [
    *("State", "Person", "Government", "IntergovernmentalOrganization", "NonStateArmedGroup", "Company"),
    *("Organization", "Group", "Territory", "Agreement"),
]
"""The kinds of entities that claims are made of: whoever acts is not merely a place."""

SKOS_RULES = """
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    skos:Concept owl:disjointWith skos:ConceptScheme .
    skos:inScheme rdfs:range skos:ConceptScheme .
    skos:topConceptOf rdfs:subPropertyOf skos:inScheme ; owl:inverseOf skos:hasTopConcept .
    skos:semanticRelation rdfs:domain skos:Concept ; rdfs:range skos:Concept .
    skos:broaderTransitive a owl:TransitiveProperty ; rdfs:subPropertyOf skos:semanticRelation .
    skos:broader rdfs:subPropertyOf skos:broaderTransitive ; owl:inverseOf skos:narrower .
    skos:broadMatch rdfs:subPropertyOf skos:broader ; owl:inverseOf skos:narrowMatch .
    skos:related a owl:SymmetricProperty ; rdfs:subPropertyOf skos:semanticRelation ;
        owl:propertyDisjointWith skos:broaderTransitive .
    skos:relatedMatch rdfs:subPropertyOf skos:related .
"""
"""What SKOS says of its own terms, as far as the codebooks use them (https://www.w3.org/TR/skos-reference/)."""

ERRORS = "http://www.daml.org/2002/03/agents/agent-ont#"
"""Namespace in which owlrl reports contradictions."""


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(resources.ontologies() / "ir.ttl", format="turtle")


def codebooks() -> Graph:
    """Both codebooks with the rules of SKOS."""
    graph = Graph().parse(data=SKOS_RULES, format="turtle")
    for path in (resources.ontologies() / "codebooks").glob("*.ttl"):
        graph.parse(path, format="turtle")
    return graph


def acts_of_every_kind(graph: Graph) -> Graph:
    """One leaf of each shape, done by and to one entity of every kind that a claim may join.

    To a reasoner two leaves differ by what is above them, their sides and whether they hold both ways. A
    place stands only where the relation allows one.
    """
    acts = Graph()
    for name in (*SUBJECTS, "Place"):
        acts.add((IR[f"some{name}"], RDF.type, IR[name]))
    shapes = {}
    for relation in RELATIONS.values():
        sides = tuple(graph.value(IR[relation.id], name) for name in (RDFS.domain, RDFS.range))
        shapes[relation.quad, relation.symmetric, sides] = relation.id
    for (_, _, (_, expected)), name in shapes.items():
        for kind in SUBJECTS:
            acts.add((IR[f"some{kind}"], IR[name], IR.someOther))
            acts.add((IR.someOther, IR[name], IR[f"some{kind}"]))
        if expected == IR.Participant:
            acts.add((IR.someOther, IR[name], IR.somePlace))
    acts.add((IR.someOther, RDF.type, IR.State))
    return acts


def closure(graph: Graph) -> Graph:
    """What follows from a graph under OWL 2 RL, texts left out."""
    closed = Graph()
    for triple in graph:
        if not isinstance(triple[2], Literal):
            closed.add(triple)
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(closed)
    return closed


def contradictions(closed: Graph) -> list[str]:
    """The messages that the reasoner leaves in a graph that contradicts itself."""
    return [str(message) for message in closed.objects(None, URIRef(f"{ERRORS}error"))]


def test_consistent_under_owl_rl(graph: Graph) -> None:
    """No contradiction, with an office and records beside all that acts and is acted upon."""
    some = acts_of_every_kind(graph)
    for name in CLASSES:
        some.add((IR[f"some{name}"], RDF.type, IR[name]))
    closed = closure(graph + codebooks() + some)
    assert contradictions(closed) == []
    assert (IR.someState, IR.actsTowards, IR.someOther) in closed
    assert (IR.somePlace, IR.isTargetOf, IR.someOther) in closed
    assert (IR.someCompany, RDF.type, IR.Actor) in closed


def test_acting_makes_nobody_what_he_is_not(graph: Graph) -> None:
    """A reasoner learns no class of an entity from its acts that its own class does not have above it."""
    closed = closure(graph + acts_of_every_kind(graph))
    for kind in (*SUBJECTS, "Place"):
        found = {c for c in closed.objects(IR[f"some{kind}"], RDF.type) if str(c).startswith(IR)}
        assert found == above(graph, kind), kind


@pytest.mark.parametrize(
    ("subject", "name", "value"),
    [
        (IR.expelsDiplomatsOf, RDFS.range, IR.Person),
        (IR.withdrawsFrom, RDFS.range, IR.Actor),
        (IR.materialConflict, RDFS.domain, IR.Group),
        (IR.someState, IR.withdrawsFrom, IR.someOffice),
    ],
)
def test_contradiction_is_found(graph: Graph, subject: Node, name: Node, value: Node) -> None:
    broken = Graph()
    for rule in (RDFS.subClassOf, OWL.disjointWith, RDFS.subPropertyOf, RDFS.domain, RDFS.range):
        broken += graph.triples((None, rule, None))
    broken.add((IR.someOffice, RDF.type, IR.Office))
    for relation in ("expelsDiplomatsOf", "withdrawsFrom"):
        broken.add((IR.someState, IR[relation], IR.someAgreement))
    for kind in ("State", "Agreement"):
        broken.add((IR[f"some{kind}"], RDF.type, IR[kind]))
    assert contradictions(closure(broken)) == []
    broken.add((subject, name, value))
    assert contradictions(closure(broken)) != []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SKOS.broader, URIRef(f"{CODEBOOKS}cameo")),
        (SKOS.related, CAMEO.c13),
        (SKOS.relatedMatch, PLOVER["THREATEN-relations"]),
    ],
)
def test_contradiction_of_codebooks_is_found(name: Node, value: Node) -> None:
    broken = codebooks()
    broken.add((CAMEO.c134, name, value))
    assert contradictions(closure(broken)) != []
