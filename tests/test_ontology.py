"""The ontology of relations and the lexicon: complete, consistent, and in step with each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg import ontology, resources
from kg.errors import DataError
from kg.ids import ONTOLOGY
from kg.model import Modality, Quad, Relation

IR = Namespace(ONTOLOGY)
LEXICON = resources.ontologies() / "lexicon"
RELATIONS = ontology.read_relations()
CLASSES = [
    *("Entity", "Participant", "ActorOrAgreement", "Actor", "Territory"),
    *(
        "State",
        "Government",
        "IntergovernmentalOrganization",
        "NonStateArmedGroup",
        "Organization",
        "Company",
    ),
    *("Person", "Group", "Office", "Agreement", "Place", "Tenure", "Article", "Claim", "Evidence"),
]
PREPOSITIONS = {
    *("about", "across", "against", "along", "around", "as", "at", "behind", "between", "by", "for", "from"),
    *("in", "into", "near", "of", "off", "on", "outside", "over", "to", "toward", "towards", "upon", "with"),
}

ROOTS_OF_CAMEO = {
    "03": {"AGREE"},
    "04": {"CONSULT"},
    "05": {"SUPPORT"},
    "06": {"COOPERATE"},
    "07": {"AID"},
    "08": {"CONCEDE", "RETREAT"},
    "09": {"ACCUSE"},
    "10": {"REQUEST"},
    "11": {"ACCUSE"},
    "12": {"REJECT"},
    "13": {"THREATEN"},
    "14": {"PROTEST"},
    "15": {"MOBILIZE"},
    "16": {"SANCTION"},
    "17": {"COERCE"},
    "18": {"ASSAULT"},
    "19": {"ASSAULT"},
    "20": {"ASSAULT"},
}
"""Which categories of PLOVER the chapters of CAMEO became."""

MOVED_CODES = {
    "055": "CONCEDE",
    "116": "SANCTION",
    "175": "ASSAULT",
    "1712": "ASSAULT",
    "191": "COERCE",
    "192": "COERCE",
}
"""Single codes that stand under another category than the rest of their chapter."""

LEAVES = pytest.mark.parametrize("relation", RELATIONS.values(), ids=lambda relation: relation.id)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(resources.ontologies() / "ir.ttl", format="turtle")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a lexicon file, by column."""
    lines = [line for line in (LEXICON / name).read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    header = lines[0].split("\t")
    found = [line.split("\t") for line in lines[1:]]
    assert all(len(cells) == len(header) for cells in found), [c for c in found if len(c) != len(header)]
    return [dict(zip(header, cells, strict=True)) for cells in found]


def themes() -> dict[str, list[str]]:
    return {row["theme"]: row["lemmas"].split(", ") for row in rows("themes.tsv")}


def above(graph: Graph, kind: str) -> set[Node]:
    """A class with all that are above it."""
    return {found for found in graph.transitive_objects(IR[kind], RDFS.subClassOf) if found is not None}


def opposites_at_fault(relations: Mapping[str, Relation]) -> list[str]:
    """Relations whose opposite does not name them back, or is not hostile where they are friendly."""

    def fits(relation: Relation) -> bool:
        other = relations.get(relation.opposite or "")
        friendly = {r.quad <= Quad.MATERIAL_COOPERATION for r in (relation, other) if r is not None}
        return other is not None and other.opposite == relation.id and friendly == {True, False}

    return [r.id for r in relations.values() if r.opposite is not None and not fits(r)]


class TestRelations:
    def test_every_root_has_leaves(self) -> None:
        assert {relation.root for relation in RELATIONS.values()} == set(ontology.ROOTS)
        assert len(ontology.ROOTS) == 16

    @LEAVES
    def test_codes(self, relation: Relation) -> None:
        assert re.fullmatch(r"(0[3-9]|1\d|20)\d{1,2}", relation.cameo)
        allowed = {MOVED_CODES.get(relation.cameo, "")} | ROOTS_OF_CAMEO[relation.cameo[:2]]
        assert relation.root in allowed
        assert relation.quad is ontology.quad_of_root(relation.root)
        if relation.root == "REQUEST":
            assert -1.0 <= relation.goldstein <= 0.5
        else:
            assert (relation.goldstein > 0) == (relation.quad <= Quad.MATERIAL_COOPERATION)

    @LEAVES
    def test_words(self, relation: Relation, graph: Graph) -> None:
        for name in (RDFS.label, SKOS.definition, SKOS.example):
            values = list(graph.objects(IR[relation.id], name))
            assert len(values) == 1, name
            assert isinstance(values[0], Literal)
            assert values[0].language == "en"
        assert str(graph.value(IR[relation.id], SKOS.definition)).endswith(".")
        assert str(graph.value(IR[relation.id], SKOS.example)).endswith(".")

    @LEAVES
    def test_inverse_or_symmetric(self, relation: Relation, graph: Graph) -> None:
        node = IR[relation.id]
        assert not list(graph.subjects(OWL.inverseOf, node)) or relation.inverse is not None
        if relation.symmetric:
            assert relation.inverse is None
            return
        assert relation.inverse is not None
        inverse = IR[relation.inverse]
        assert list(graph.objects(inverse, OWL.inverseOf)) == [node]
        assert graph.value(inverse, RDFS.label) is not None
        assert relation.inverse not in RELATIONS

    def test_tree(self, graph: Graph) -> None:
        for relation in RELATIONS.values():
            (root,) = graph.objects(IR[relation.id], RDFS.subPropertyOf)
            (quadrant,) = graph.objects(root, RDFS.subPropertyOf)
            assert str(graph.value(root, IR.plover)) == relation.root
            assert int(str(graph.value(quadrant, IR.quadrant))) == relation.quad
            assert list(graph.objects(quadrant, RDFS.subPropertyOf)) == [IR.actsTowards]

    @LEAVES
    def test_sides(self, relation: Relation, graph: Graph) -> None:
        """What is expected lies within what is allowed, and a place is allowed where one is expected."""
        node, names = IR[relation.id], {}
        for allows, expects in ((RDFS.domain, IR.domainIncludes), (RDFS.range, IR.rangeIncludes)):
            (allowed,) = graph.objects(node, allows)
            expected = {str(kind).removeprefix(IR) for kind in graph.objects(node, expects)}
            assert expected
            assert all(allowed in above(graph, kind) for kind in expected)
            redundant = [a for a in expected for b in expected if a != b and IR[b] in above(graph, a)]
            assert redundant == []
            names[allows] = (allowed, expected)
        if relation.symmetric:
            assert names[RDFS.domain] == names[RDFS.range]
        material = relation.quad in (Quad.MATERIAL_COOPERATION, Quad.MATERIAL_CONFLICT)
        place = material or "Place" in names[RDFS.range][1]
        assert names[RDFS.range][0] == (IR.Participant if place else IR.ActorOrAgreement)

    def test_opposites(self, graph: Graph) -> None:
        assert opposites_at_fault(RELATIONS) == []
        assert len([r for r in RELATIONS.values() if r.opposite]) == len(
            list(graph.triples((None, IR.opposite, None)))
        )
        assert RELATIONS["arrests"].opposite == "releases"

    @pytest.mark.parametrize("opposite", ["releasedBy", "arrests", "praises", "threatens"])
    def test_wrong_opposite_is_found(self, opposite: str) -> None:
        broken = {**RELATIONS, "arrests": replace(RELATIONS["arrests"], opposite=opposite)}
        assert "arrests" in opposites_at_fault(broken)

    def test_one_value_a_mode(self) -> None:
        values: dict[tuple[str, str | None], set[float]] = {}
        for relation in RELATIONS.values():
            values.setdefault((relation.root, relation.mode), set()).add(relation.goldstein)
        assert {key: found for key, found in values.items() if len(found) > 1} == {}

    def test_labels_and_examples_differ(self, graph: Graph) -> None:
        for name in (RDFS.label, SKOS.definition, SKOS.example):
            texts = Counter(str(graph.value(IR[relation], name)) for relation in RELATIONS)
            assert [text for text, count in texts.items() if count > 1] == []

    def test_leaves_stand_in_order(self) -> None:
        text = (resources.ontologies() / "ir.ttl").read_text("utf-8")
        found = [name for name in re.findall(r"^ir:(\w+) a ", text, re.MULTILINE) if name in RELATIONS]
        rank = {root: number for number, root in enumerate(ontology.ROOTS)}
        assert found == sorted(RELATIONS, key=lambda name: (rank[RELATIONS[name].root], name))


class TestOntology:
    def test_every_term_has_a_label(self, graph: Graph) -> None:
        own = {node for node in graph.subjects(RDF.type) if isinstance(node, URIRef) and node.startswith(IR)}
        assert [node for node in own if graph.value(node, RDFS.label) is None] == []

    def test_classes(self, graph: Graph) -> None:
        for name in CLASSES:
            assert (IR[name], RDF.type, OWL.Class) in graph
            assert graph.value(IR[name], SKOS.definition) is not None

    def test_no_blank_nodes_and_no_undefined_terms(self, graph: Graph) -> None:
        assert all(isinstance(node, URIRef) for node in graph.subjects())
        named = {node for triple in graph for node in triple if isinstance(node, URIRef)}
        assert {node for node in named if node.startswith(IR)} <= set(graph.subjects(RDF.type))


class TestReading:
    def test_read_once(self) -> None:
        assert ontology.read_relations() is ontology.read_relations()

    def test_relation(self) -> None:
        assert RELATIONS["condemns"] == Relation(
            id="condemns",
            label="condemns",
            root="ACCUSE",
            mode="disapprove",
            quad=Quad.VERBAL_CONFLICT,
            cameo="111",
            goldstein=-2.0,
            inverse="condemnedBy",
            opposite="praises",
        )
        assert RELATIONS["meetsWith"].symmetric
        assert RELATIONS["meetsWith"].personal

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("ir:quadrant 3 ;", "ir:quadrant 4 ;", "ir:quadrant"),
            ('ir:cameo "111"', 'ir:cameo "111", "112"', "2 values"),
            ('ir:plover "ACCUSE" ; # leaf', 'ir:plover "SNUB" ;', "SNUB"),
            ("ir:goldstein -2.5", 'ir:goldstein "low"', "not a number"),
            ("ir:goldstein -2.5", "ir:goldstein -25.0", "between -10 and 10"),
            ("owl:inverseOf ir:b", "skos:related ir:b", "owl:inverseOf"),
            ("ir:a a owl", "ir:a a a owl", "Turtle"),
            ('ir:cameo "111"', 'ir:note "111"', "no relation"),
        ],
    )
    def test_wrong_data_is_named(self, tmp_path: Path, old: str, new: str, message: str) -> None:
        text = """
            @prefix ir: <https://w3id.org/irkg/ontology#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            ir:root ir:plover "ACCUSE" .
            ir:a a owl:ObjectProperty ; rdfs:label "a"@en ; rdfs:subPropertyOf ir:root ;
                ir:plover "ACCUSE" ; # leaf
                ir:cameo "111" ; ir:quadrant 3 ; ir:goldstein -2.5 ; owl:inverseOf ir:b ."""
        path = tmp_path / "own.ttl"
        path.write_text(text, "utf-8")
        assert list(ontology.read_relations_from(path)) == ["a"]
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        with pytest.raises(DataError, match=re.escape(message)):
            ontology.read_relations_from(path)

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="cannot be read"):
            ontology.read_relations_from(tmp_path / "none.ttl")


class TestRoots:
    @pytest.mark.parametrize(
        ("relation", "root"),
        [
            ("visits", "AGREE"),
            ("signsAgreementWith", "AGREE"),
            ("tradesWith", "AGREE"),
            ("providesAidTo", "AGREE"),
            ("agreesWith", "AGREE"),
            ("withdrawsFrom", "CONCEDE"),
            ("apologisesTo", "CONCEDE"),
            ("imposesSanctionsOn", "THREATEN"),
            ("arrests", "THREATEN"),
            ("attacks", "THREATEN"),
            ("deploysForcesAgainst", "THREATEN"),
            ("protestsAgainst", "THREATEN"),
            ("threatens", "THREATEN"),
            ("asks", "REQUEST"),
            ("condemns", "ACCUSE"),
            ("rejectsTalksWith", "REJECT"),
        ],
    )
    def test_planned(self, relation: str, root: str) -> None:
        assert ontology.root_of(RELATIONS[relation], Modality.PLANNED) == root

    @pytest.mark.parametrize("modality", [m for m in Modality if m is not Modality.PLANNED])
    def test_otherwise_its_own(self, modality: Modality) -> None:
        for relation in RELATIONS.values():
            assert ontology.root_of(relation, modality) == relation.root

    def test_unknown_root(self) -> None:
        with pytest.raises(DataError, match="YIELD"):
            ontology.quad_of_root("YIELD")


class TestLexicon:
    def test_size(self) -> None:
        assert len(rows("verbs.tsv")) >= 450
        assert len(rows("nouns.tsv")) >= 350

    @pytest.mark.parametrize("name", ["verbs.tsv", "nouns.tsv"])
    def test_relations_exist_and_rows_are_sorted(self, name: str) -> None:
        found = rows(name)
        assert {row["relation"] for row in found} - set(RELATIONS) == set()
        lemmas = [row["lemma"].lower() for row in found]
        assert lemmas == sorted(lemmas)
        assert [row for row in found if row["lemma"] != row["lemma"].strip().lower()] == []

    def test_verbs(self) -> None:
        known = set(themes()) | {"-"}
        for row in rows("verbs.tsv"):
            assert row["theme"] in known, row
            assert len(row["lemma"].split()) <= 2, row
            actor, _, targets = row["frame"].partition(">")
            assert actor in {"S", "O"} | PREPOSITIONS, row
            assert set(targets.split("|")) <= {"S", "O", "I"} | PREPOSITIONS, row
            assert actor not in targets.split("|") or RELATIONS[row["relation"]].symmetric, row

    def test_nouns(self) -> None:
        for row in rows("nouns.tsv"):
            assert set(row["frame"].split("|")) <= {"poss"} | PREPOSITIONS, row
            assert not set(row["lemma"].split()) & PREPOSITIONS, row

    def test_verbs_name_one_relation_a_frame(self) -> None:
        counts = Counter(
            (row["lemma"], row["theme"], frozenset(re.split("[>|]", row["frame"])))
            for row in rows("verbs.tsv")
        )
        assert [key for key, count in counts.items() if count > 1] == []

    def test_nouns_name_one_relation_a_preposition(self) -> None:
        counts = Counter(
            (row["lemma"], preposition)
            for row in rows("nouns.tsv")
            for preposition in row["frame"].split("|")
        )
        assert [key for key, count in counts.items() if count > 1] == []

    def test_themes(self) -> None:
        found = themes()
        assert len(found) == len(rows("themes.tsv"))
        for name, lemmas in found.items():
            assert lemmas == sorted(set(lemmas)), name
        own = {"bodies"}  # of the nouns that repeat a name, "the Hamas movement", not of verbs
        assert set(found) - {row["theme"] for row in rows("verbs.tsv")} == own

    def test_topics(self) -> None:
        found = {row["topic"]: row["phrases"].split(", ") for row in rows("topics.tsv")}
        assert len(found) == 34
        for topic, phrases in found.items():
            assert len(phrases) == len(set(phrases)), topic
            assert [p for p in phrases if p != p.lower() or not p.strip()] == [], topic
        assert {"nuclear issue", "uranium enrichment"} <= set(found["nuclear"])

    def test_every_relation_has_words(self) -> None:
        others = [LEXICON / name for name in ("operators.tsv", "composition.tsv")]
        used = {row["relation"] for name in ("verbs.tsv", "nouns.tsv") for row in rows(name)}
        for path in others:
            used |= set(re.findall(r"\w+", path.read_text("utf-8")))
        assert set(RELATIONS) - used == set()
