"""Every class, relation and property has a shape, and every rule of every shape finds what breaks it.

The broken graphs are made from the shapes: for each rule, the sound graph with one value that breaks it. Each
has a base of its own, so that pySHACL can check many of them in one run; with more
than 250 graphs that is still what makes this file slow (half a minute).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import count

import pyoxigraph as ox
import pytest

from kg import ids, ontology, resources
from kg.graph import vocabulary as v
from kg.graph.triples import encode_article
from kg.graph.validation import Checker, Violation
from kg.graph.validation.checker import ontology_files, path_text, project_shapes, shape_name
from kg.graph.validation.reference import check_with_pyshacl
from kg.graph.validation.shapes import Rule, Shape, parse_shapes, read_shapes
from kg.model import Modality
from tests.graph import samples

RELATIONS = ontology.read_relations()
SHAPES = read_shapes(parse_shapes([project_shapes()]))
MEETING = replace(
    samples.CLAIM, relation=RELATIONS["meetsWith"], date=samples.CLAIM.date, date_end=samples.ARTICLE.date
)
PLANNED = replace(samples.CLAIM, modality=Modality.PLANNED)
TIES = """
ten:iran.opec a ir:Membership ; ir:member ent:Iran ; ir:organization ent:OPEC ; ir:status "member" ;
    ir:start "1960-09-14"^^xsd:date .
ent:OPEC a ir:IntergovernmentalOrganization ; skos:prefLabel "OPEC"@en ;
    ir:existedFrom "1960-09-14"^^xsd:date .
ent:NPT a ir:Agreement ; skos:prefLabel "NPT"@en ; ir:signed "1968-07-01"^^xsd:date .
ent:Tehran a ir:Place ; skos:prefLabel "Tehran"@en ; ir:locatedIn ent:Iran ; ir:capitalOf ent:Iran .
ten:persia a ir:FormerName ; ir:nameOf ent:Iran ; skos:prefLabel "Persia"@en .
"""
BATCH = 30
"""Graphs that pySHACL checks at once: a run costs it a second, and its time grows faster than the graph."""
NUMBER, DAY = ("-99", "99"), ("1000-01-01", "2999-01-01")


def sound(base: str) -> list[ox.Quad]:
    """A small graph in which most shapes have a focus node."""
    quads = encode_article(samples.ARTICLE, [samples.CLAIM, MEETING, PLANNED], [samples.TENURE], base=base)
    known = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.prefixes(base).items())
    graph = quads[0].graph_name
    ties = ox.parse(known + TIES, format=ox.RdfFormat.TURTLE)
    return [*quads, *(ox.Quad(q.subject, q.predicate, q.object, graph) for q in ties)]


def all_rules() -> list[tuple[Shape, Shape, Rule]]:
    """Each shape with a target, its part and the rule, in the same order in every process."""
    found = [(s, part, rule) for s in SHAPES for part in (s, *s.properties) for rule in part.rules]
    return sorted(found, key=lambda f: (shape_name(f[0]), path_text(f[1], v.PREFIXES) or "", f[2].kind))


RULES = {
    f"{shape_name(shape)} {path_text(part, v.PREFIXES) or ''} {rule.kind} {number}".replace("  ", " "): (
        number, shape, part, rule
    )
    for number, (shape, part, rule) in enumerate(all_rules())
}  # fmt: skip


def base_of(number: int) -> str:
    return f"https://example.org/{number}/"


@cache
def sound_with_ontology() -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in sound(ids.DEFAULT_BASE))
    store.load(path=str(resources.ontologies() / "ir.ttl"), format=ox.RdfFormat.TURTLE)
    return store


@cache
def focus_in_sound(term: str, kind: str) -> str | None:
    """The last node of the sound graph that a target finds."""
    pattern = f"?this a/rdfs:subClassOf* {term}" if kind == "targetClass" else f"?this {term} ?x"
    query = f"SELECT ?this WHERE {{ {pattern} }} ORDER BY DESC(STR(?this)) LIMIT 1"
    found = sound_with_ontology().query(query, prefixes=v.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return next((str(row["this"]) for row in found), None)


class Breaker:
    """Breaks one rule in the sound graph."""

    def __init__(self, number: int) -> None:
        self.base, self.fresh = base_of(number), count()
        self.store = ox.Store()
        self.store.extend(ox.Quad(*quad.triple) for quad in sound(self.base))

    def update(self, text: str) -> None:
        self.store.update(text, prefixes=v.prefixes(self.base))

    def iri(self) -> str:
        return f"<{self.base}fresh/{next(self.fresh)}>"

    def focus(self, shape: Shape) -> str:
        """A node that the shape is for, made up if the graph has none."""
        target = shape.targets[0]
        if target.kind == "targetObjectsOf":
            node = self.iri()
            self.update(f"INSERT {{ ?x {target.term} {node} }} WHERE {{ ?x a ir:Claim }}")
            return node
        if found := focus_in_sound(str(target.term), target.kind):
            return found.replace(ids.DEFAULT_BASE, self.base)
        node = self.iri()
        made = {"targetClass": f"a {target.term}", "targetSubjectsOf": f'{target.term} "x"'}[target.kind]
        self.update(f"INSERT DATA {{ {node} {made} }}")
        return node

    def put(self, focus: str, path: str, value: str) -> None:
        """Add a value at the end of a path, over new nodes where the path has steps."""
        steps = path.strip("()").split("/<")
        steps = [steps[0], *(f"<{step}" for step in steps[1:])]
        node = focus
        for step in steps[:-1]:
            between = self.iri()
            self.update(f"INSERT DATA {{ {node} {step} {between} }}")
            node = between
        last = steps[-1]
        triple = f"{value} {last[1:]} {node}" if last.startswith("^") else f"{node} {last} {value}"
        self.update(f"INSERT DATA {{ {triple} }}")

    def value_of(self, rule: Rule, part: Shape) -> list[str]:
        """Values that break a rule for one value, or a rule on how many there may be."""
        kinds = {r.kind: str(r.terms[0]) for r in part.rules if r.kind in ("datatype", "minInclusive")}
        kind = kinds.get("datatype", "")
        return {
            "datatype": ["5" if kind == str(v.XSD_STRING) else '"x"'], "nodeKind": ['"x"'], "in": ['"x"'],
            "pattern": ['"?"'], "minLength": ['""'], "uniqueLang": ['"x"@en', '"y"@en'],
            "minInclusive": [f'"{NUMBER[0]}"^^{kind}'], "maxInclusive": [f'"{NUMBER[1]}"^^{kind}'],
        }.get(rule.kind, [self.iri(), self.iri()])  # fmt: skip

    def apply(self, shape: Shape, part: Shape, rule: Rule) -> None:
        if part.path is None:
            self.break_node(shape, rule)
            return
        focus, path = self.focus(shape), part.path
        if rule.kind in ("minCount", "qualifiedMinCount"):
            pattern = f"?x {path[1:]} {focus}" if path.startswith("^") else f"{focus} {path} ?x"
            self.update(f"DELETE WHERE {{ {pattern} }}")
            (target, *_) = shape.targets
            if target.kind == "targetSubjectsOf" and str(target.term) == path:
                self.update(f"INSERT DATA {{ {focus} {shape.targets[1].term} {self.iri()} }}")
        elif rule.kind == "qualifiedMaxCount":
            for _ in "ab":
                node = self.iri()
                of = rule.shapes[0].rules[0].terms[0]
                self.update(f"INSERT DATA {{ {focus} {path} {node} . {node} a {of} }}")
        elif rule.kind in ("lessThan", "lessThanOrEquals"):
            (kind,) = (str(r.terms[0]) for r in part.rules if r.kind == "datatype")
            low, high = DAY if kind.endswith("date>") else NUMBER
            self.put(focus, path, f'"{high}"^^{kind}')
            self.put(focus, str(rule.terms[0]), f'"{low}"^^{kind}')
        elif rule.kind == "disjoint":
            self.update(f"INSERT {{ {focus} {path} ?x }} WHERE {{ {focus} {rule.terms[0]} ?x }}")
        else:
            for value in self.value_of(rule, part):
                self.put(focus, path, value)

    def break_node(self, shape: Shape, rule: Rule) -> None:
        target = shape.targets[0]
        if rule.kind == "nodeKind":
            self.update(f"INSERT DATA {{ _:blank a {target.term} }}")
            return
        for one in shape.targets:
            if one.kind == "targetSubjectsOf":
                self.update(f'INSERT DATA {{ {self.iri()} {one.term} "x" }}')


@cache
def broken(name: str) -> tuple[ox.Quad, ...]:
    number, shape, part, rule = RULES[name]
    breaker = Breaker(number)
    breaker.apply(shape, part, rule)
    return tuple(breaker.store)


@cache
def checker() -> Checker:
    return Checker()


@cache
def found_in(name: str) -> tuple[Violation, ...]:
    return tuple(checker().check(broken(name)))


def test_the_graph_to_break_is_sound() -> None:
    assert checker().check(sound(ids.DEFAULT_BASE)) == []
    assert check_with_pyshacl(sound(ids.DEFAULT_BASE), v.PREFIXES) == []


@pytest.mark.parametrize("name", RULES)
def test_every_rule_finds_what_breaks_it(name: str) -> None:
    _, shape, part, rule = RULES[name]
    wanted = (shape_name(shape), path_text(part, v.PREFIXES), rule.kind)
    assert wanted in {(x.shape, x.path, x.rule) for x in found_in(name)}, found_in(name)
    assert all(x.message and not x.message.startswith("breaks sh:") and x.advice for x in found_in(name))


@pytest.mark.parametrize("names", [list(RULES)[n : n + BATCH] for n in range(0, len(RULES), BATCH)])
def test_pyshacl_finds_the_same(names: list[str]) -> None:
    quads = [quad for name in names for quad in broken(name)]
    mine, theirs = set(checker().check(quads)), set(check_with_pyshacl(quads, v.PREFIXES))
    assert {x for x in mine if x not in theirs} == set()
    assert {x for x in theirs if x not in mine} == set()
    assert mine == {violation for name in names for violation in found_in(name)}


LIES = {
    "ClaimOutsideDomain": """DELETE { ?x a ?kind } INSERT { ?x a ir:Place }
        WHERE { ?claim rdf:predicate ir:rejectsTalksWith ; rdf:subject ?x . ?x a ?kind }""",
    "ClaimOutsideRange": """DELETE { ?x a ?kind } INSERT { ?x a ir:Place }
        WHERE { ?claim rdf:predicate ir:rejectsTalksWith ; rdf:object ?x . ?x a ?kind }""",
    "EdgeWithoutClaim": "INSERT DATA { ent:United_States ir:rejectsTalksWith ent:Iran }",
    "ClaimWithoutEdge": "DELETE WHERE { ent:Iran ir:rejectsTalksWith ?x }",
    "ClaimWithoutReturnEdge": "DELETE WHERE { ent:United_States ir:meetsWith ?x }",
    "OfficeWithoutTenure": "DELETE WHERE { ?x ir:holder ?y }",
    "SpanOutsideQuote": """DELETE { ?x ir:objectEnd ?e } INSERT { ?x ir:objectEnd 999 }
        WHERE { ?x ir:objectEnd ?e }""",
    "QuoteOfOtherLength": """DELETE { ?x oa:exact ?e } INSERT { ?x oa:exact 'It will not.' }
        WHERE { ?x oa:exact ?e }""",
    "IntervalInDisorder": """DELETE { ?x time:hasEnd ?y } INSERT { ?x time:hasEnd ?z . ?z a time:Instant ;
        time:inXSDDate '1999-01-01'^^xsd:date }
        WHERE { ?x time:hasEnd ?y BIND(IRI(CONCAT(STR(?y), '0')) AS ?z) }""",
}  # fmt: skip
"""A defect for each shape that looks at several nodes together."""
EDGES_THAT_ARE_NO_CLAIM = {
    "inverse": "INSERT DATA { ent:United_States ir:talksRejectedBy ent:Iran }",
    "root without a code": "INSERT DATA { ent:United_States ir:agrees ent:Iran }",
    "of a plan": """DELETE { ?x ir:modality 'actual' } INSERT { ?x ir:modality 'planned' }
        WHERE { ?x ir:modality ?m }""",
}


def lie(number: int, update: str) -> list[ox.Quad]:
    breaker = Breaker(number)
    before = set(breaker.store)
    breaker.update(update)
    assert set(breaker.store) != before
    return list(breaker.store)


def test_every_query_has_a_planted_defect() -> None:
    assert set(LIES) == {shape_name(shape) for shape in SHAPES if shape.queries}


@pytest.mark.parametrize("name", LIES)
def test_every_query_finds_its_defect(name: str) -> None:
    found = checker().check(lie(0, LIES[name]))
    assert name in {violation.shape for violation in found}


@pytest.mark.parametrize("name", EDGES_THAT_ARE_NO_CLAIM)
def test_edge_needs_an_actual_claim(name: str) -> None:
    found = checker().check(lie(0, EDGES_THAT_ARE_NO_CLAIM[name]))
    assert "EdgeWithoutClaim" in {violation.shape for violation in found}


def test_pyshacl_finds_the_same_lies() -> None:
    lies = [*LIES.values(), *EDGES_THAT_ARE_NO_CLAIM.values()]
    quads = [quad for number, update in enumerate(lies) for quad in lie(number, update)]
    found = checker().check(quads)
    assert found == check_with_pyshacl(quads, v.PREFIXES)
    assert len({violation.focus for violation in found}) >= len(lies)


# Coverage of the ontology -----------------------------------------------------------------------------


@cache
def ontology_store() -> ox.Store:
    store = ox.Store()
    for path in ontology_files():
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def names(where: str) -> list[str]:
    query = f"SELECT DISTINCT ?x WHERE {{ {where} FILTER(STRSTARTS(STR(?x), '{ids.ONTOLOGY}')) }} ORDER BY ?x"
    found = ontology_store().query(query, prefixes=v.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [row["x"].value for row in found if isinstance(row["x"], ox.NamedNode)]


IS_RELATION = "?x rdfs:subPropertyOf* ?top VALUES ?top { ir:actsTowards ir:isTargetOf }"
RELATION_NAMES = names(IS_RELATION)
PROPERTY_NAMES = sorted(set(names(
    "?x a ?kind VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }"
)) - set(RELATION_NAMES))  # fmt: skip


@pytest.mark.parametrize("name", names("?x a owl:Class"))
def test_every_class_has_a_shape(name: str) -> None:
    above = names(f"<{name}> rdfs:subClassOf* ?x")
    targets = {t.term.value for shape in SHAPES for t in shape.targets if t.kind == "targetClass"}
    asked = {
        term.value for _, _, rule in all_rules()
        for one in (rule, *(r for s in rule.shapes for r in s.rules)) if one.kind == "class"
        for term in one.terms
    }  # fmt: skip
    assert targets & set(above) or name in asked


@pytest.mark.parametrize("name", PROPERTY_NAMES)
def test_every_property_has_a_shape_for_its_values_and_subjects(name: str) -> None:
    """Its range is a rule of the property shape; its domain the class of the shape's focus nodes."""
    said = {p: names_of(name, p) for p in ("domain", "range")}
    parts = [(shape, part) for shape in SHAPES for part in shape.properties if part.path == f"<{name}>"]
    assert parts or any(t.term.value == name for shape in SHAPES for t in shape.targets)
    for wanted in said["range"]:
        rules = {
            t.value
            for _, part in parts
            for r in part.rules
            for t in terms_of(r)
            if isinstance(t, ox.NamedNode)
        }
        textual = wanted == v.XSD_STRING.value and any(
            r.kind in ("pattern", "in") for _, p in parts for r in p.rules
        )
        assert wanted in rules or textual or narrower(rules, wanted), (name, wanted, rules)
    for wanted in said["domain"]:
        subjects = [
            s for s in SHAPES if any(t.kind == "targetSubjectsOf" and t.term.value == name for t in s.targets)
        ]
        classes = {t.value for shape in subjects for r in shape.rules for t in terms_of(r)}
        assert wanted in classes or narrower(classes, wanted), (name, wanted)


def names_of(name: str, end: str) -> list[str]:
    query = f"SELECT ?x WHERE {{ <{name}> rdfs:{end} ?x }}"
    found = ontology_store().query(query, prefixes=v.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [row["x"].value for row in found if isinstance(row["x"], ox.NamedNode)]


def terms_of(rule: Rule) -> list[ox.NamedNode]:
    inner = [term for shape in rule.shapes for part in shape.rules for term in terms_of(part)]
    return [*(t for t in rule.terms if isinstance(t, ox.NamedNode)), *inner]


def narrower(classes: set[str], wanted: str) -> bool:
    """Whether all classes that a rule asks for lie below the one that the ontology names."""
    known = {c for c in classes if c.startswith(ids.ONTOLOGY)}
    return bool(known) and all(wanted in names(f"<{c}> rdfs:subClassOf* ?x") for c in known)


@pytest.mark.parametrize("end", ["subject", "object"])
@pytest.mark.parametrize(
    "relation", [name for name in RELATION_NAMES if name.rpartition("#")[2] in RELATIONS]
)
def test_claims_of_every_relation_stay_in_domain_and_range(relation: str, end: str) -> None:
    found = misplaced()
    claim = f"<{ids.DEFAULT_BASE}{end}/{relation.rpartition('#')[2]}>"
    wanted = "ClaimOutsideDomain" if end == "subject" else "ClaimOutsideRange"
    assert (claim, wanted) in found


@cache
def misplaced() -> set[tuple[str, str]]:
    """Claims of every relation with an office on one side, and the shapes that they break."""
    lines = []
    for relation in RELATION_NAMES:
        for end, other in (("subject", "object"), ("object", "subject")):
            claim = f"<{ids.DEFAULT_BASE}{end}/{relation.rpartition('#')[2]}>"
            ends = f"rdf:{end} ent:Office ; rdf:{other} ent:Iran"
            lines.append(f"{claim} a ir:Claim ; rdf:predicate <{relation}> ; {ends} .")
    known = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.PREFIXES.items())
    text = known + "ent:Office a ir:Office . ent:Iran a ir:State .\n" + "\n".join(lines)
    found = checker().check(ox.parse(text, format=ox.RdfFormat.TURTLE))
    return {(f"<{x.focus}>".replace("claim:", ids.iri("claim", "")), x.shape) for x in found}


@pytest.mark.parametrize("relation", RELATION_NAMES)
def test_no_edge_of_any_relation_without_a_claim(relation: str) -> None:
    short = f"ir:{relation.rpartition('#')[2]}"
    assert any(short in message for message in loose_edges())


@cache
def loose_edges() -> frozenset[str]:
    edges = [ox.Quad(samples_iri("Iran"), ox.NamedNode(r), samples_iri("Norway")) for r in RELATION_NAMES]
    return frozenset(f"{x.message} " for x in checker().check(edges) if x.shape == "EdgeWithoutClaim")


def samples_iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(ids.iri("entity", name))


def test_every_shape_says_what_is_wrong_and_how_bad() -> None:
    known: defaultdict[object, set[str]] = defaultdict(set)
    used = set()
    for quad in parse_shapes([project_shapes()]):
        known[quad.subject].add(quad.predicate.value.rpartition("#")[2])
        if quad.predicate.value.rpartition("#")[2] == "property":
            used.add(quad.object)
    assert len(used) > 100
    assert all({"message", "severity", "path"} <= known[node] for node in used)
    assert all(known[shape.node] >= {"severity", "comment"} for shape in SHAPES)
    assert all(query.message for shape in SHAPES for query in shape.queries)
    assert all(shape.message for shape in SHAPES if shape.rules)
