"""A sound graph passes the shapes; each planted defect is found, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import ids, ontology
from kg.background import fill_background
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.rdflib_adapter import to_rdflib
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.graph.validation import validate
from kg.model import Modality
from tests.graph import samples

MEETING = replace(
    samples.CLAIM, relation=ontology.read_relations()["meetsWith"], date=date(2025, 2, 1),
    date_end=date(2025, 2, 28),
)  # fmt: skip
PLANNED = replace(samples.CLAIM, modality=Modality.PLANNED)
QUADS = encode_article(samples.ARTICLE, [samples.CLAIM, MEETING, PLANNED], [samples.TENURE])
GRAPH = QUADS[0].graph_name
CLAIM = NamedNode(ids.iri("claim", samples.CLAIM.id))
IRAN, USA = NamedNode(ids.iri("entity", "Iran")), NamedNode(ids.iri("entity", "United_States"))
EVIDENCE = next(q.object for q in QUADS if q.subject == CLAIM and q.predicate == v.HAS_EVIDENCE)
TENURE = next(q.subject for q in QUADS if q.object == v.TENURE_CLASS)


def store_of(quads: list[Quad]) -> Store:
    store = Store()
    store.replace_article("tehran", quads)
    return store


def test_sound_graph_passes() -> None:
    assert validate(store_of(QUADS)) == []


def test_background_knowledge_passes() -> None:
    store = store_of(QUADS)
    fill_background(store)
    assert validate(store, background=True) == []


def without(subject: object, predicate: NamedNode) -> list[Quad]:
    return [q for q in QUADS if not (q.subject == subject and q.predicate == predicate)]


def holding(subject: object, predicate: NamedNode, value: NamedNode | Literal) -> list[Quad]:
    assert isinstance(subject, NamedNode)
    return [*without(subject, predicate), Quad(subject, predicate, value, GRAPH)]


def selector(end: str) -> NamedNode:
    assert isinstance(EVIDENCE, NamedNode)
    return NamedNode(EVIDENCE.value + end)


def day(text: str) -> Literal:
    return Literal(text, datatype=v.XSD_DATE)


def decimal(text: str) -> Literal:
    return Literal(text, datatype=v.XSD_DECIMAL)


ARTICLE = NamedNode(ids.iri("article", "tehran"))
REJECTS = v.ontology_term("rejectsTalksWith")
DEFECTS = {
    "no evidence": (without(CLAIM, v.HAS_EVIDENCE), "needs evidence"),
    "odd modality": (holding(CLAIM, v.MODALITY, Literal("likely")), "one modality"),
    "no modality": (without(CLAIM, v.MODALITY), "one modality"),
    "unknown relation": (holding(CLAIM, v.PREDICATE, v.ontology_term("likes")), "one predicate"),
    "acts on itself": (holding(CLAIM, v.OBJECT, IRAN), "other than the object"),
    "object is an article": (holding(CLAIM, v.OBJECT, ARTICLE), "one object"),
    "object is unknown": (holding(CLAIM, v.OBJECT, NamedNode("http://x.org/y")), "one object"),
    "edge of no claim": (
        [*QUADS, Quad(USA, REJECTS, IRAN, GRAPH)], "edge ir:rejectsTalksWith to ent:Iran has no claim",
    ),
    "edge of a plan": (holding(CLAIM, v.MODALITY, Literal("planned")), "has no claim of modality 'actual'"),
    "no edge": (without(IRAN, REJECTS), "there is no plain edge"),
    "dates in disorder": (
        [*QUADS, Quad(CLAIM, v.EVENT_DATE_END, day("2025-02-01"), GRAPH)], "not after its end",
    ),
    "date is text": (holding(CLAIM, v.EVENT_DATE, Literal("February")), "one date"),
    "score too high": (holding(EVIDENCE, v.SCORE, decimal("1.5")), "score from 0 to 1"),
    "no article": (without(EVIDENCE, v.QUOTED_FROM), "quoted from one article"),
    "no extractor": (without(EVIDENCE, v.GENERATED_BY), "one extractor"),
    "no quote": (without(selector(".quote"), v.EXACT), "the exact quote"),
    "empty quote": (holding(selector(".quote"), v.EXACT, Literal("")), "the exact quote"),
    "no position": (without(selector(".position"), v.START), "the position"),
    "orphan evidence": (
        [*QUADS, Quad(NamedNode("http://x.org/e"), v.TYPE, v.EVIDENCE_CLASS, GRAPH)], "belongs to one claim",
    ),
    "nameless": (without(IRAN, v.PREF_LABEL), "needs a preferred name"),
    "iso3": (holding(IRAN, v.ISO3, Literal("Iran")), "three capitals"),
    "tenure without office": (without(TENURE, v.OFFICE), "one office"),
    "tenure in disorder": (
        [*QUADS, Quad(TENURE, v.TENURE_END, day("2020-01-01"), GRAPH)], "not after its end",
    ),
    "office without tenure": (without(TENURE, v.HOLDER), "no tenure says since when"),
    "no digest of the text": (without(ARTICLE, v.TEXT_SHA256), "SHA-256"),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_planted_defect_is_found(defect: str) -> None:
    quads, message = DEFECTS[defect]
    found = validate(store_of(quads))
    assert any(message in violation.message for violation in found), found
    assert {violation.severity for violation in found} == {"Violation"}
    assert found == sorted(found, key=lambda x: (x.focus, x.path or "", x.message, x.value or ""))


TIES = """
<http://x.org/iran.opec> a ir:Membership ; ir:member ent:Iran ; ir:organization ent:OPEC ;
    ir:status "member" ; ir:start "1960-09-14"^^xsd:date ; ir:end "2030-01-01"^^xsd:date .
<http://x.org/iran.npt> a ir:Membership ; ir:member ent:Iran ; ir:organization ent:NPT ; ir:status "party" .
ent:OPEC a ir:IntergovernmentalOrganization ; skos:prefLabel "OPEC"@en ;
    ir:existedFrom "1960-09-14"^^xsd:date .
ent:NPT a ir:Agreement ; skos:prefLabel "NPT"@en ; ir:signed "1968-07-01"^^xsd:date .
ent:Persia a ir:State ; skos:prefLabel "Persia"@en ; ir:succeededBy ent:Iran ;
    ir:existedFrom "1501-12-22"^^xsd:date ; ir:existedUntil "1935-03-22"^^xsd:date .
"""
"""What the background knows of memberships, beginnings and ends, in small."""
TIE_DEFECTS = {
    "two members": ("ir:member ent:Iran ;", "ir:member ent:Iran, ent:Persia ;", "one member"),
    "member is an agreement": ("ir:member ent:Iran ;", "ir:member ent:NPT ;", "one member, an actor"),
    "no organisation": ("ir:organization ent:OPEC ;", "", "of one organisation"),
    "member of a state": ("ir:organization ent:OPEC", "ir:organization ent:Persia", "of one organisation"),
    "no status": ('ir:status "party"', "ir:note 'x'", "one status"),
    "unknown status": ('ir:status "member"', 'ir:status "memeber"', "one that is known"),
    "leaves before joining": ("2030-01-01", "1950-01-01", "before its end"),
    "year of joining": ('"1960-09-14"^^xsd:date ; ir:end', '"1960" ; ir:end', "starts on one date"),
    "ends before it began": ("1935-03-22", "1401-03-22", "before it ended"),
    "two ends": (
        'ir:existedUntil "1935',
        'ir:existedUntil "1979-02-11"^^xsd:date, "1935',
        "ended on one date",
    ),
    "succeeded by an agreement": ("ir:succeededBy ent:Iran", "ir:succeededBy ent:NPT", "is an actor"),
    "organisation is signed": (
        'OPEC"@en ;',
        'OPEC"@en ; ir:signed "1960-09-14"^^xsd:date ;',
        "only an agreement",
    ),
    "signed some time": ('"1968-07-01"^^xsd:date', '"1968"', "signed on one date"),
}


def store_with_ties(turtle: str) -> Store:
    known = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.PREFIXES.items())
    parsed = parse(known + turtle, format=RdfFormat.TURTLE)
    return store_of([*QUADS, *(Quad(q.subject, q.predicate, q.object, GRAPH) for q in parsed)])


def test_sound_ties_pass() -> None:
    assert validate(store_with_ties(TIES)) == []


@pytest.mark.parametrize("defect", TIE_DEFECTS)
def test_planted_defect_of_a_tie_is_found(defect: str) -> None:
    sound, wrong, message = TIE_DEFECTS[defect]
    assert sound in TIES
    found = validate(store_with_ties(TIES.replace(sound, wrong, 1)))
    assert [violation.message for violation in found if message in violation.message]


def test_violation_says_where() -> None:
    (violation,) = validate(store_of(holding(IRAN, v.ISO3, Literal("Iran"))))
    assert (violation.focus, violation.path, violation.value) == ("ent:Iran", "ir:iso3", "Iran")


def test_unknown_engine() -> None:
    with pytest.raises(KgError, match="'jena'; choose from pyshacl"):
        validate(Store(), engine="jena")


def test_rdflib_dataset_has_the_same_graphs() -> None:
    dataset = to_rdflib(store_of(QUADS))
    assert len(list(dataset.quads())) == len(QUADS)
    assert {str(graph.identifier) for graph in dataset.graphs() if len(graph)} == {ARTICLE.value}
    names = dataset.query("SELECT ?n WHERE { ent:Iran skos:prefLabel ?n }")
    assert [str(row[0]) for row in names if isinstance(row, rdflib.query.ResultRow)] == ["Iran"]
    title = dataset.value(rdflib.URIRef(ARTICLE.value), rdflib.DCTERMS.title)
    assert title == rdflib.Literal("Iran rules out talks")
