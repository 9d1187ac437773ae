"""What the pages of relations, of other terms, and of everything without a page of its own kind show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from kg import ids
from kg.graph import vocabulary as v
from kg.model import Modality, Relation
from kg.ontology import read_relations
from kg.views.pages.listing import ClaimList, Claims, Window
from kg.views.pages.records import Named, Records
from kg.views.pages.source import Source, as_node

LATEST = 50
"""Subjects that refer to a thing by one property and are listed on its page."""
_CLAIM_ENDS = (v.SUBJECT, v.PREDICATE, v.OBJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePage:
    """Any resource: its properties with their values, and what refers to it."""

    resource: Named
    definition: str | None
    examples: tuple[str, ...]
    facts: tuple[tuple[Named, tuple[Named | str, ...]], ...]
    incoming: tuple[tuple[Named, tuple[Named, ...], int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationPage:
    """A relation that claims may use: its description, how often it is used, and its latest claims."""

    about: ResourcePage
    relation: Relation
    used: tuple[tuple[Modality, int], ...]
    claims: ClaimList


@dataclass(frozen=True, slots=True)
class TermList:
    """The terms of a vocabulary by group, with what they mean."""

    scheme: Named
    definition: str | None
    groups: tuple[tuple[str, tuple[tuple[Named, str, str], ...]], ...]


def describe_resource(source: Source, iri: str) -> ResourcePage:
    """Gather what is said of a resource and what refers to it."""
    own = source.own([iri])
    incoming = _incoming(source, iri)
    nodes = {t.object.value for t in own if isinstance(t.object, NamedNode)}
    properties = {t.predicate.value for t in own} | set(incoming)
    subjects = {node for found, _ in incoming.values() for node in found}
    triples = [*own, *source.naming(nodes | properties | subjects)]
    records = Records(triples, source.base)
    hidden = {v.term("skos:definition").value, v.term("skos:example").value}
    facts = tuple(
        (records.name(name), tuple(x.value if isinstance(x, Literal) else records.name(x) for x in found))
        for name, found in records.values(iri).items()
        if name not in hidden
    )
    return ResourcePage(
        resource=_titled(records, iri),
        definition=next(iter(records.texts(iri, "skos:definition")), None),
        examples=tuple(records.texts(iri, "skos:example")),
        facts=facts,
        incoming=tuple(
            (records.name(name), tuple(map(records.name, found)), number)
            for name, (found, number) in sorted(incoming.items())
        ),
    )


def _incoming(source: Source, iri: str) -> dict[str, tuple[list[str], int]]:
    """By property: some of the subjects that refer to a resource, and how many there are."""
    node = as_node(iri)
    counted = source.rows(f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?s ?p {node} }} GROUP BY ?p")
    found: dict[str, tuple[list[str], int]] = {}
    for name, number in counted:
        if isinstance(name, NamedNode) and number is not None:
            asked = f"SELECT ?s WHERE {{ ?s {name} {node} }} ORDER BY ?s LIMIT {LATEST}"
            found[name.value] = source.nodes(asked), int(number.value)
    return found


def _titled(records: Records, iri: str) -> Named:
    """The resource with its name, or with one made of the things that a timed tie joins."""
    named = records.name(iri)
    ends = [
        records.name(end).name
        for term in ("ir:holder", "ir:office", "ir:member", "ir:organization", "ir:nameOf")
        for end in records.texts(iri, term)
    ]
    if not ends or named.kind not in ("Tenure", "Membership", "FormerName"):
        return named
    if named.kind == "FormerName":
        ends.insert(0, named.name)
    days = [next(iter(records.texts(iri, term)), "") for term in ("ir:start", "ir:end")]
    return Named(iri, f"{', '.join(ends)} ({' – '.join(days)})" if any(days) else ", ".join(ends), named.kind)


def describe_relation(source: Source, iri: str, window: Window | None = None) -> RelationPage | ResourcePage:
    """Gather what the page of a relation shows; other terms of the ontology are described as resources."""
    chosen, relation = window or Window(), read_relations().get(iri.removeprefix(ids.ONTOLOGY))
    about = describe_resource(source, iri)
    if relation is None:
        return about
    node = as_node(iri)
    counted = {
        modality.value: int(number.value)
        for modality, number in source.rows(
            f"SELECT ?m (COUNT(?claim) AS ?n) WHERE {{ ?claim rdf:predicate {node} ; ir:modality ?m }} "
            "GROUP BY ?m"
        )
        if modality is not None and number is not None
    }
    claims = Claims(source, f"?claim rdf:predicate {node}")
    shown = tuple(pair for pair in about.incoming if NamedNode(pair[0].iri) not in _CLAIM_ENDS)
    return RelationPage(
        about=replace(about, incoming=shown),
        relation=relation,
        used=tuple((m, counted[m.value]) for m in Modality if m.value in counted),
        claims=claims.listed(chosen),
    )


def list_terms(source: Source, scheme: str) -> TermList:
    """List the terms of the ontology or of a codebook with their definitions."""
    inside = (
        f"FILTER(STRSTARTS(STR(?s), {Literal(scheme + '#')}))"
        if scheme + "#" == ids.ONTOLOGY
        else f"?s skos:inScheme {as_node(scheme)}"
    )
    found = source.nodes(f"SELECT DISTINCT ?s WHERE {{ ?s a ?class . {inside} }} ORDER BY ?s")
    records = Records([*source.own(found), *source.own([scheme])], source.base)
    groups: defaultdict[str, list[tuple[Named, str, str]]] = defaultdict(list)
    for iri in found:
        meaning = next(iter(records.texts(iri, "skos:definition")), "")
        code = next(iter(records.texts(iri, "skos:notation") or records.texts(iri, "ir:plover")), "")
        groups[_group(records.texts(iri, "rdf:type"))].append((records.name(iri), code, meaning))
    about = next(iter(records.texts(scheme, "dct:description")), None)
    return TermList(records.name(scheme), about, tuple((k, tuple(groups[k])) for k in sorted(groups)))


def _group(classes: list[str]) -> str:
    names = {iri.rpartition("#")[2] for iri in classes}
    if "Class" in names:
        return "Classes"
    if "Concept" in names:
        return "Categories"
    return "Relations" if "ObjectProperty" in names else "Properties"
