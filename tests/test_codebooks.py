"""The codebooks of PLOVER and CAMEO: sound as SKOS, in step with the relations, and in every store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg import ids, ontology, resources
from kg.background import fill_background
from kg.graph.query import run_query
from kg.graph.store import Store
from kg.model import Relation

IR = Namespace(ids.ONTOLOGY)
PLOVER = Namespace(f"{ids.CODEBOOKS}plover#")
CAMEO = Namespace(f"{ids.CODEBOOKS}cameo#")
EVENTS, CONTEXTS, CODES = (
    URIRef(ids.CODEBOOKS + name) for name in ("plover", "plover-contexts", "cameo")
)  # fmt: skip
FOLDER = resources.ontologies() / "codebooks"
FILES = sorted(FOLDER.glob("*.ttl"))
RELATIONS = ontology.read_relations()

DEPARTURES = {"055": "CONCEDE", "0831": "RETREAT", "116": "SANCTION", "163": "SANCTION"}
"""Codes that the ontology counts under another category than the conversion table, as a note of each says."""

INVERSES = {
    SKOS.broadMatch: SKOS.narrowMatch,
    SKOS.narrowMatch: SKOS.broadMatch,
    SKOS.closeMatch: SKOS.closeMatch,
}
MATCHES = (*INVERSES, SKOS.relatedMatch)


def read_books() -> Graph:
    graph = Graph()
    for path in FILES:
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def books() -> Graph:
    return read_books()


@pytest.fixture(scope="module")
def leaves() -> Graph:
    return Graph().parse(resources.ontologies() / "ir.ttl", format="turtle")


def notation(books: Graph, concept: Node) -> str:
    return str(books.value(concept, SKOS.notation))


def categories(books: Graph, code: Node) -> set[str]:
    """The categories that a code of CAMEO is matched to, by itself or through modes."""
    found = {target for name in INVERSES for target in books.objects(code, name)}
    return {notation(books, target).partition("-")[0] for target in found}


def faults_of_concepts(books: Graph) -> Iterator[str]:
    """What makes a concept unsound by itself."""
    schemes = set(books.subjects(RDF.type, SKOS.ConceptScheme))
    seen: set[tuple[Node, Node, Node]] = set()
    for concept in books.subjects(RDF.type, SKOS.Concept):
        own = list(books.objects(concept, SKOS.inScheme))
        if len(own) != 1 or own[0] not in schemes:
            yield f"{concept} is in {len(own)} schemes"
            continue
        for name in (SKOS.prefLabel, SKOS.notation):
            values = list(books.objects(concept, name))
            if len(values) != 1:
                yield f"{concept} has {len(values)} values of {name}"
            for value in values:
                if (own[0], name, value) in seen:
                    yield f"{concept} has the {name} {value} of another"
                seen.add((own[0], name, value))
                if not isinstance(value, Literal) or value.language != ("en" if "Label" in name else None):
                    yield f"{concept} has the {name} {value} in the wrong language"
        if own[0] != CODES and books.value(concept, SKOS.definition) is None:
            yield f"{concept} has no definition"


def faults_of_hierarchy(books: Graph) -> Iterator[str]:
    """What makes the tree of a scheme unsound."""
    for concept in books.subjects(RDF.type, SKOS.Concept):
        scheme = books.value(concept, SKOS.inScheme)
        above = list(books.objects(concept, SKOS.broader))
        tops = list(books.objects(concept, SKOS.topConceptOf))
        if len(above) + len(tops) != 1 or not set(tops) <= {scheme}:
            yield f"{concept} has {len(above)} concepts above it and is the top of {len(tops)} schemes"
        if tops != list(books.subjects(SKOS.hasTopConcept, concept)):
            yield f"{concept} is not the top concept of the same scheme both ways"
        if set(above) != set(books.subjects(SKOS.narrower, concept)):
            yield f"{concept} has a concept above it that does not have it below"
        if any(books.value(other, SKOS.inScheme) != scheme for other in above):
            yield f"{concept} lies below a concept of another scheme"
        if any(concept in books.transitive_objects(other, SKOS.broader) for other in above):
            yield f"{concept} lies below itself"
        if any(not notation(books, concept).startswith(notation(books, other)) for other in above):
            yield f"{concept} has a notation that does not continue that of the concept above it"


def faults_of_matches(books: Graph) -> Iterator[str]:
    """What makes the matches between the schemes unsound."""
    for name in MATCHES:
        for one, other in books.subject_objects(name):
            here, there = (books.value(concept, SKOS.inScheme) for concept in (one, other))
            if here is None or there is None or here == there:
                yield f"{one} {name} {other} does not join concepts of two schemes"
    chapters = set(books.subjects(SKOS.topConceptOf, CODES))
    for name, inverse in INVERSES.items():
        for one, other in books.subject_objects(name):
            both_ways = name == SKOS.closeMatch or one in chapters or str(one).startswith(PLOVER)
            if both_ways and (other, inverse, one) not in books:
                yield f"{one} {name} {other} has no {inverse} back"
    for category in books.subjects(SKOS.topConceptOf, EVENTS):
        if not any(other in chapters for name in INVERSES for other in books.objects(category, name)):
            yield f"{category} has no chapter of CAMEO"
    for code in books.subjects(SKOS.inScheme, CODES):
        if not notation(books, code).startswith("01") and not categories(books, code):
            yield f"{code} has no category of PLOVER"


def faults_of_relation(books: Graph, leaves: Graph, relation: Relation) -> Iterator[str]:
    """Where the codes of a relation and the codebooks do not agree."""
    wanted = f"{relation.root}-{relation.mode}" if relation.mode else relation.root
    for name, space, code in ((IR.ploverConcept, EVENTS, wanted), (IR.cameoConcept, CODES, relation.cameo)):
        found = list(leaves.objects(IR[relation.id], name))
        if [(notation(books, c), books.value(c, SKOS.inScheme)) for c in found] != [(code, space)]:
            yield f"{relation.id} has the code {code}, but {name} {found}"
    mode, code_node = leaves.value(IR[relation.id], IR.ploverConcept), CAMEO[f"c{relation.cameo}"]
    if mode is None or float(str(books.value(mode, IR.goldstein))) != relation.goldstein:
        yield f"{relation.id} has another scale value than {mode}"
    if mode is None or int(str(books.value(mode, IR.quadrant))) != relation.quad:
        yield f"{relation.id} has another quadrant than {mode}"
    agrees = categories(books, code_node) == {relation.root}
    if agrees == (relation.cameo in DEPARTURES):
        yield f"{relation.id} is {relation.root}, but {relation.cameo} is {categories(books, code_node)}"


def all_faults(books: Graph, leaves: Graph) -> list[str]:
    found = [*faults_of_concepts(books), *faults_of_hierarchy(books), *faults_of_matches(books)]
    return [*found, *(f for r in RELATIONS.values() for f in faults_of_relation(books, leaves, r))]


class TestBooks:
    def test_sizes(self, books: Graph) -> None:
        categories = {notation(books, c) for c in books.subjects(SKOS.topConceptOf, EVENTS)}
        assert categories == set(ontology.ROOTS)
        chapters = {notation(books, c) for c in books.subjects(SKOS.topConceptOf, CODES)}
        assert chapters == {f"{number:02}" for number in range(1, 21)}
        sizes = [len(list(books.subjects(SKOS.inScheme, scheme))) for scheme in (EVENTS, CONTEXTS, CODES)]
        assert sizes == [16 + 66, 34, 318]

    def test_sound(self, books: Graph, leaves: Graph) -> None:
        assert all_faults(books, leaves) == []

    def test_names_follow_notations(self, books: Graph) -> None:
        for concept in books.subjects(SKOS.inScheme, CODES):
            assert concept == CAMEO[f"c{notation(books, concept)}"]
        for concept in books.subjects(SKOS.inScheme, EVENTS):
            assert concept == PLOVER[notation(books, concept)]

    def test_quadrants(self, books: Graph) -> None:
        for concept in books.subjects(SKOS.inScheme, EVENTS):
            root = notation(books, concept).partition("-")[0]
            assert int(str(books.value(concept, IR.quadrant))) == ontology.quad_of_root(root)

    def test_contexts_are_the_topics(self, books: Graph) -> None:
        lines = (resources.ontologies() / "lexicon" / "topics.tsv").read_text("utf-8").splitlines()
        topics = {line.partition("\t")[0] for line in lines if line[:1] not in ("", "#")} - {"topic"}
        assert {notation(books, c) for c in books.subjects(SKOS.inScheme, CONTEXTS)} == topics

    @pytest.mark.parametrize("code", DEPARTURES)
    def test_departures_are_noted(self, books: Graph, leaves: Graph, code: str) -> None:
        node = CAMEO[f"c{code}"]
        assert "departs" in str(books.value(node, SKOS.scopeNote))
        related = {
            notation(books, other).partition("-")[0] for other in books.objects(node, SKOS.relatedMatch)
        }
        assert DEPARTURES[code] in related
        assert code in str(leaves.value(URIRef(ids.ONTOLOGY.rstrip("#")), SKOS.scopeNote))
        assert {r.root for r in RELATIONS.values() if r.cameo == code} == {DEPARTURES[code]}

    def test_sources_and_licences_are_named(self, books: Graph) -> None:
        for scheme in (EVENTS, CONTEXTS, CODES):
            said = {name.rpartition("/")[2] for name in map(str, books.predicates(scheme))}
            assert {"title", "description", "license", "source"} <= said


class TestFiles:
    def test_there_are_two(self) -> None:
        assert [path.name for path in FILES] == ["cameo.ttl", "plover.ttl"]

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_both_parsers_read_the_same(self, path: Path) -> None:
        graph = Graph().parse(path, format="turtle")
        quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
        assert len(set(quads)) == len(quads) == len(graph)
        assert all(isinstance(quad.subject, ox.NamedNode) for quad in quads)
        assert not any(isinstance(quad.object, ox.BlankNode) for quad in quads)

    def test_numbers_are_canonical(self, books: Graph) -> None:
        values = [
            str(v) for v in books.objects() if isinstance(v, Literal) and str(v.datatype).endswith("#decimal")
        ]
        assert len(values) == 82
        assert [v for v in values if not re.fullmatch(r"0|-?(0|[1-9]\d*)(\.\d*[1-9])?", v)] == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_concepts_stand_in_order(self, path: Path) -> None:
        names = re.findall(r"^\w+:([\w-]+) a skos:Concept", path.read_text("utf-8"), re.MULTILINE)
        assert len(names) > 100
        assert names == sorted(names)


C134, REJECT = "cameo:c134", "plover:REJECT"
DEFECTS = {
    "two labels": ("", f'{C134} skos:prefLabel "stop of talks"@en', "2 values"),
    "label of another": (f"{C134} skos:prefLabel ?x", f'{C134} skos:prefLabel "veto"@en', "of another"),
    "label without language": (f"{C134} skos:prefLabel ?x", f'{C134} skos:prefLabel "stop"', "language"),
    "no notation": (f"{C134} skos:notation ?x", "", "0 values"),
    "notation of another": (f"{C134} skos:notation ?x", f'{C134} skos:notation "129"', "of another"),
    "no scheme": (f"{C134} skos:inScheme ?x", "", "0 schemes"),
    "no definition": (f"{REJECT} skos:definition ?x", "", "no definition"),
    "cycle": ("", f"cameo:c13 skos:broader {C134} . {C134} skos:narrower cameo:c13", "below itself"),
    "nothing above": (f"{C134} skos:broader ?x", "", "0 concepts above"),
    "one way only": (f"cameo:c13 skos:narrower {C134}", "", "does not have it below"),
    "below the wrong chapter": (
        f"{C134} skos:broader ?x . ?x skos:narrower {C134}",
        f"{C134} skos:broader cameo:c12 . cameo:c12 skos:narrower {C134}",
        "does not continue",
    ),
    "below another scheme": (
        f"{C134} skos:broader ?x . ?x skos:narrower {C134}",
        f"{C134} skos:broader {REJECT} . {REJECT} skos:narrower {C134}",
        "another scheme",
    ),
    "top unknown to its scheme": (f"?x skos:hasTopConcept {REJECT}", "", "both ways"),
    "match within a scheme": ("", f"{C134} skos:closeMatch cameo:c13", "two schemes"),
    "match with nothing": ("", f"{C134} skos:broadMatch plover:SNUB", "two schemes"),
    "no way back": (f"{REJECT} skos:closeMatch cameo:c12", "", "back"),
    "category without chapter": (
        f"{REJECT} skos:closeMatch ?x . ?x skos:closeMatch {REJECT}",
        "",
        "no chapter of CAMEO",
    ),
    "code without category": ("cameo:c125 skos:broadMatch ?x", "", "no category of PLOVER"),
    "match with another category": (
        "cameo:c125 skos:broadMatch ?x",
        "cameo:c125 skos:broadMatch plover:ACCUSE",
        "rejectsTalksWith is REJECT",
    ),
    "departure that is none": (
        "cameo:c116 skos:broadMatch ?x",
        "cameo:c116 skos:broadMatch plover:SANCTION",
        "convicts is SANCTION",
    ),
    "other scale value": (
        "plover:REJECT-meet ir:goldstein ?x",
        "plover:REJECT-meet ir:goldstein 2.0",
        "another scale value",
    ),
    "other quadrant": ("plover:REJECT-meet ir:quadrant ?x", "plover:REJECT-meet ir:quadrant 4", "quadrant"),
    "other code of a relation": (
        "ir:rejectsTalksWith ir:cameoConcept ?x",
        "ir:rejectsTalksWith ir:cameoConcept cameo:c126",
        "has the code 125",
    ),
    "no mode of a relation": (
        "ir:rejectsTalksWith ir:ploverConcept ?x",
        "ir:rejectsTalksWith ir:ploverConcept plover:REJECT",
        "has the code REJECT-meet",
    ),
}
"""What to remove, what to put in, and what the fault says."""

PREFIXES = (
    f"PREFIX ir: <{IR}> PREFIX plover: <{PLOVER}> PREFIX cameo: <{CAMEO}> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)


@pytest.mark.parametrize("defect", DEFECTS)
def test_planted_defect_is_found(leaves: Graph, defect: str) -> None:
    removed, added, message = DEFECTS[defect]
    broken, links = read_books(), Graph() + leaves
    for graph in (broken, links):
        if removed:
            before = len(graph)
            graph.update(f"{PREFIXES} DELETE WHERE {{ {removed} }}")
            assert (len(graph) < before) == ((graph is links) == removed.startswith("ir:"))
    target = links if added.startswith("ir:") else broken
    if added:
        target.update(f"{PREFIXES} INSERT DATA {{ {added} }}")
    assert [fault for fault in all_faults(broken, links) if message in fault]


@pytest.mark.parametrize("base", [ids.DEFAULT_BASE, "http://localhost/"])
def test_every_store_knows_the_codebooks(base: str) -> None:
    store = Store(base=base)
    fill_background(store)
    rows = run_query(
        store,
        "SELECT ?label ?category WHERE {"
        " ir:rejectsTalksWith ir:cameoConcept ?code ; ir:ploverConcept ?mode ."
        " ?code skos:prefLabel ?label ; skos:broader/skos:closeMatch plover:REJECT . "
        "?mode skos:broader/skos:notation ?category FILTER(?code = cameo:c125) }",
    ).rows
    assert rows == [("refusal to meet or negotiate", "REJECT")]
