"""A sound graph passes the shapes, each planted defect is found; the engines agree; reports that help."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import ids, ontology
from kg.background import fill_background
from kg.cli import cli
from kg.errors import KgError, SourceError
from kg.graph import vocabulary as v
from kg.graph.rdflib_adapter import to_rdflib
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.graph.validation import Checker, check_article, validate
from kg.graph.validation.files import FileGraph
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
    "no quote": (without(selector(".quote"), v.EXACT), "one exact quote"),
    "empty quote": (holding(selector(".quote"), v.EXACT, Literal("")), "one exact quote"),
    "no position": (without(selector(".position"), v.START), "a position selector starts"),
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
    with pytest.raises(KgError, match="'jena'; choose from sparql, pyshacl"):
        validate(Store(), engine="jena")


def test_rdflib_dataset_has_the_same_graphs() -> None:
    dataset = to_rdflib(store_of(QUADS))
    assert len(list(dataset.quads())) == len(QUADS)
    assert {str(graph.identifier) for graph in dataset.graphs() if len(graph)} == {ARTICLE.value}
    names = dataset.query("SELECT ?n WHERE { ent:Iran skos:prefLabel ?n }")
    assert [str(row[0]) for row in names if isinstance(row, rdflib.query.ResultRow)] == ["Iran"]
    title = dataset.value(rdflib.URIRef(ARTICLE.value), rdflib.DCTERMS.title)
    assert title == rdflib.Literal("Iran rules out talks")


# Parts of SHACL that the project's own shapes don't use -------------------------------------------------

USER_DATA = """
ent:a a ir:Thing ; ir:p 1, 2, 3 ; ir:q "eins"@de, "one"@en, "uno"@en ; ir:r ent:b ; ir:s "abc" .
ent:b a ir:Thing ; ir:p 10 ; ir:q "x" ; ir:r ent:a, ent:b ; ir:s "abcdefgh" ; ir:t ent:c .
ent:c a ir:Thing, ir:Other ; ir:p 5.5 ; ir:r ent:c, ent:a ; ir:v "maybe"^^xsd:boolean ;
    ir:t ent:a ; ir:u "2024-02-30"^^xsd:date, "x"^^xsd:integer .
ent:d a ir:Other ; ir:p "text" ; ir:u "2024-02-29"^^xsd:date ; ir:v true .
"""
USER_SHAPES = {
    "minCount 2": "sh:property [ sh:path ir:p ; sh:minCount 2 ]",
    "maxCount 2": "sh:property [ sh:path ir:p ; sh:maxCount 2 ]",
    "maxCount 0": "sh:property [ sh:path ir:t ; sh:maxCount 0 ]",
    "exclusive": "sh:property [ sh:path ir:p ; sh:minExclusive 1 ; sh:maxExclusive 10 ]",
    "inclusive": "sh:property [ sh:path ir:p ; sh:minInclusive 2 ; sh:maxInclusive 5 ]",
    "lengths": "sh:property [ sh:path ir:s ; sh:minLength 4 ; sh:maxLength 6 ]",
    "pattern with flags": 'sh:property [ sh:path ir:s ; sh:pattern "^ABC$" ; sh:flags "i" ]',
    "languages": 'sh:property [ sh:path ir:q ; sh:languageIn ( "en" ) ; sh:uniqueLang true ]',
    "hasValue": "sh:property [ sh:path ir:r ; sh:hasValue ent:b ]",
    "hasValue single": "sh:property [ sh:path ir:t ; sh:maxCount 1 ; sh:hasValue ent:c ]",
    "in": "sh:property [ sh:path ir:p ; sh:in ( 1 2 3 ) ]",
    "ill-formed date": "sh:property [ sh:path ir:u ; sh:datatype xsd:date ]",
    "ill-formed integer": "sh:property [ sh:path ir:u ; sh:datatype xsd:integer ]",
    "ill-formed boolean": "sh:property [ sh:path ir:v ; sh:datatype xsd:boolean ]",
    "kinds": "sh:property [ sh:path ir:r ; sh:nodeKind sh:Literal ], [ sh:path ir:p ; sh:nodeKind sh:IRI ]",
    "not": "sh:not [ sh:class ir:Other ]",
    "not of a property": "sh:not [ sh:property [ sh:path ir:t ; sh:minCount 1 ] ]",
    "and": "sh:and ( [ sh:class ir:Thing ] [ sh:property [ sh:path ir:t ; sh:minCount 1 ] ] )",
    "or": "sh:or ( [ sh:class ir:Other ] [ sh:property [ sh:path ir:p ; sh:maxCount 1 ] ] )",
    "xone": "sh:xone ( [ sh:class ir:Other ] [ sh:property [ sh:path ir:t ; sh:minCount 1 ] ] )",
    "node": "sh:property [ sh:path ir:r ; sh:node [ sh:property [ sh:path ir:p ; sh:maxCount 1 ] ] ]",
    "equals": "sh:property [ sh:path ir:r ; sh:equals ir:t ]",
    "disjoint": "sh:property [ sh:path ir:r ; sh:disjoint ir:t ]",
    "inverse": "sh:property [ sh:path [ sh:inversePath ir:r ] ; sh:minCount 2 ]",
    "sequence": "sh:property [ sh:path ( ir:r ir:p ) ; sh:maxCount 1 ]",
    "alternative": "sh:property [ sh:path [ sh:alternativePath ( ir:r ir:t ) ] ; sh:maxCount 1 ]",
    "one or more": "sh:property [ sh:path [ sh:oneOrMorePath ir:t ] ; sh:class ir:Other ]",
    "zero or more": "sh:property [ sh:path [ sh:zeroOrMorePath ir:t ] ; sh:class ir:Other ]",
    "qualified": """sh:property [ sh:path ir:r ; sh:qualifiedMinCount 2 ;
        sh:qualifiedValueShape [ sh:property [ sh:path ir:p ; sh:minInclusive 5 ] ] ]""",
    "warning": "sh:severity sh:Warning ; sh:property [ sh:path ir:t ; sh:minCount 1 ; sh:severity sh:Info ]",
    "switched off": "sh:property [ sh:path ir:t ; sh:minCount 1 ; sh:deactivated true ]",
    "a query": """sh:sparql [ sh:message "{?value} is too much" ; sh:prefixes irsh:user ;
        sh:select "SELECT $this ?value { $this ir:p ?value FILTER(isNumeric(?value) && ?value>2) }" ]""",
    "a query on the node alone": """sh:sparql [ sh:message "acts alone" ; sh:prefixes irsh:user ;
        sh:select "SELECT $this WHERE { FILTER NOT EXISTS { $this ir:t ?x } }" ]""",
}  # fmt: skip
USER_TARGETS = ["sh:targetClass ir:Thing", "sh:targetNode ent:a, ent:d", "sh:targetObjectsOf ir:r, ir:t"]


def turtle(text: str) -> str:
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.PREFIXES.items()) + text


def user_shape(folder: Path, body: str, target: str = "sh:targetClass ir:Thing") -> Path:
    path = folder / "mine.ttl"
    known = '@prefix irsh: <https://example.org/shapes#> . irsh:user sh:declare [ sh:prefix "ir" ;'
    known += f' sh:namespace "{ids.ONTOLOGY}"^^xsd:anyURI ] .\n'
    path.write_text(
        turtle(f'{known}irsh:Mine a sh:NodeShape ; {target} ; sh:message "mine" ; {body} .'), "utf-8"
    )
    return path


def user_graph(folder: Path) -> FileGraph:
    path = folder / "data.ttl"
    path.write_text(turtle(USER_DATA), "utf-8")
    return FileGraph([path])


@pytest.mark.parametrize("target", USER_TARGETS)
def test_engines_agree_on_users_shapes(target: str, tmp_path: Path) -> None:
    """Messages and advice apart: pySHACL words the messages of nameless shapes itself."""
    graph = user_graph(tmp_path)
    paths = []
    for number, body in enumerate(USER_SHAPES.values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = user_shape(folder, body, target)
        path.write_text(path.read_text("utf-8").replace("irsh:Mine", f"irsh:S{number}"), "utf-8")
        paths.append(path)

    def brief(engine: str) -> set[tuple[object, ...]]:
        found = validate(graph, engine=engine, shapes=paths)
        return {
            (x.focus, x.path, x.value, x.severity, x.shape, x.rule) for x in found if x.shape[1:].isdigit()
        }

    mine, theirs = brief("sparql"), brief("pyshacl")
    assert mine - theirs == set()
    assert theirs - mine == set()
    assert len({row[4] for row in mine}) > len(USER_SHAPES) // 2


@pytest.mark.parametrize("name", [n for n in USER_SHAPES if n != "switched off"])
def test_every_users_shape_finds_something(name: str, tmp_path: Path) -> None:
    found = validate(user_graph(tmp_path), shapes=[user_shape(tmp_path, USER_SHAPES[name])])
    assert [x for x in found if x.shape == "Mine"]


UNKNOWN = {
    "closed": ("sh:closed true", "sh:closed"),
    "a new parameter": ("sh:property [ sh:path ir:p ; sh:reifierShape ir:x ]", "sh:reifierShape"),
    "counts a hundred": ("sh:property [ sh:path ir:p ; sh:maxCount 100 ]", "up to 5"),
    "property of a property": ("sh:property [ sh:path ir:p ; sh:property [ sh:path ir:q ] ]", "use sh:node"),
    "a query inside a query": (
        "sh:sparql [ sh:prefixes irsh:user ; sh:select 'SELECT $this { { SELECT ?x { ?x a ir:Thing } } }' ]",
        "a query inside",
    ),
    "MINUS": ("sh:sparql [ sh:prefixes irsh:user ; sh:select 'SELECT $this {MINUS {$this a 1}}' ]", "MINUS"),
    "ASK": ("sh:sparql [ sh:prefixes irsh:user ; sh:ask 'ASK { $this ir:p 1 }' ]", "without sh:select"),
    "no SPARQL": ("sh:sparql [ sh:prefixes irsh:user ; sh:select 'SELECT $this {!}' ]", "does not parse"),
    "unknown path": ("sh:property [ sh:path [ ir:p ir:q ] ; sh:minCount 1 ]", "not one that SHACL knows"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known_is_refused(name: str, tmp_path: Path) -> None:
    body, message = UNKNOWN[name]
    with pytest.raises(KgError, match=message):
        validate(user_graph(tmp_path), shapes=[user_shape(tmp_path, body)])


def test_shapes_that_are_no_turtle(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text("irsh:Mine\n", "utf-8")
    with pytest.raises(KgError, match=r"mine.ttl:1: not Turtle"):
        validate(Store(), shapes=[path])
    with pytest.raises(KgError, match=r"absent.ttl: cannot be read"):
        validate(Store(), shapes=[tmp_path / "absent.ttl"])


# The build, files and reports -----------------------------------------------------------------------------


def test_articles_are_checked_one_after_another() -> None:
    """A defect of one article is not seen in the next."""
    broken = without(CLAIM, v.HAS_EVIDENCE)
    assert check_article(QUADS) == []
    assert [x.rule for x in check_article(broken) if x.shape == "Claim"] == ["minCount"]
    assert check_article(QUADS) == []


def test_checker_of_articles_finds_what_the_store_does() -> None:
    broken = holding(CLAIM, v.MODALITY, Literal("likely"))
    assert Checker().check(broken) == validate(store_of(broken))


def test_articles_under_another_base() -> None:
    base = "https://example.org/kg/"
    quads = encode_article(samples.ARTICLE, [samples.CLAIM], base=base)
    assert check_article(quads, base) == []
    (found,) = [x for x in check_article([q for q in quads if q.predicate != v.MODALITY], base) if x.path]
    assert found.focus.startswith("claim:")


GOLDEN = sorted((Path(__file__).parent.parent / "golden").glob("*.ttl"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_graphs_pass(path: Path) -> None:
    assert validate(FileGraph([path])) == []


def test_engines_agree_on_a_golden_graph_in_ruins() -> None:
    """Every tenth triple is taken out."""
    quads = [q for n, q in enumerate(FileGraph(GOLDEN[:1]).quads()) if n % 10]
    store = FileGraph([])
    store._quads.extend(quads)
    found = validate(store)
    assert len(found) > 20
    assert found == validate(store, engine="pyshacl")


@pytest.mark.parametrize(("name", "text", "message"), [
    ("graph.xyz", "", "not a suffix of RDF"), ("graph.ttl", "ent:x a", "graph.ttl:1"),
    ("no.ttl", None, "cannot be read"),
])  # fmt: skip
def test_file_that_cannot_be_read(name: str, text: str | None, message: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(SourceError, match=message):
        FileGraph([tmp_path / name])


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["validate", *map(str, words)])
    return result.exit_code, result.output


@pytest.fixture
def broken_file(tmp_path: Path) -> Path:
    quads = holding(CLAIM, v.MODALITY, Literal("likely"))
    store = FileGraph([])
    store._quads.extend(quads)
    path = tmp_path / "graph.nq"
    store._quads.dump(str(path), format=RdfFormat.N_QUADS)
    return path


def test_report_groups_and_says_where_and_what_to_do(broken_file: Path) -> None:
    code, text = run(broken_file)
    assert code == 1
    assert "one modality: actual, planned, hypothetical, denied or alleged [Claim ir:modality], 1 x" in text
    assert f"claim:{samples.CLAIM.id}: ir:modality is likely" in text
    assert 'art:tehran "Iran will not negotiate with the United States' in text
    assert "What to do: Build the article again: kg build" in text
    assert text.count("EdgeWithoutClaim") == 1
    assert "violations of 2 rules" in text


def test_report_limits_examples_and_counts_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(turtle("".join(f"ent:x{n} a ir:State .\n" for n in range(9))), "utf-8")
    code, text = run(path, "--limit", "2")
    assert (code, text.count("skos:prefLabel is missing"), "and 7 more" in text) == (1, 2, True)


def test_json_has_every_violation_with_its_sentence(broken_file: Path) -> None:
    code, text = run(broken_file, "--json", "--limit", "1")
    found = json.loads(text)
    assert code == 1
    assert len(found) == len(validate(FileGraph([broken_file])))
    (wrong,) = [row for row in found if row["shape"] == "Claim"]
    assert (wrong["rule"], wrong["value"], wrong["article"]) == ("in", "likely", "art:tehran")
    assert wrong["quote"].startswith("Iran will not negotiate")


def test_engine_and_shapes_from_the_command_line(broken_file: Path, tmp_path: Path) -> None:
    mine = user_shape(tmp_path, "sh:property [ sh:path ir:topic ; sh:maxCount 0 ]", "sh:targetClass ir:Claim")
    answers = [
        json.loads(run(broken_file, "--json", "--engine", engine, "--shapes", mine)[1])
        for engine in ("sparql", "pyshacl")
    ]
    assert any(row["shape"] == "Mine" for row in answers[0])
    first, second = ([(row["focus"], row["shape"], row["rule"]) for row in rows] for rows in answers)
    assert first == second
