"""Finds what a path means and gathers what is shown of it: as a page for people, as triples for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from pyoxigraph import Literal, NamedNode, Triple

from kg import ids
from kg.errors import DataError
from kg.graph import vocabulary as v
from kg.views.pages.article import ArticlePage, PublisherPage, describe_article, describe_publisher
from kg.views.pages.claim import ClaimPage, EvidencePage, describe_claim, describe_evidence
from kg.views.pages.entity import EntityPage, describe_entity
from kg.views.pages.listing import PAGE_SIZE, Claims, Window, claims_of, names_of
from kg.views.pages.records import Named, claim_triples, evidence_triples
from kg.views.pages.source import Source, as_node
from kg.views.pages.terms import (
    RelationPage,
    ResourcePage,
    TermList,
    describe_relation,
    describe_resource,
    list_terms,
)

Page = (
    EntityPage
    | ClaimPage
    | EvidencePage
    | ArticlePage
    | PublisherPage
    | RelationPage
    | ResourcePage
    | TermList
)

NEAR_NAMES = 8
"""Names that are offered in place of one that is not known."""
_LOOKED_AT = 2000
"""Names whose likeness to an unknown one is computed."""
_ALIKE, _HELD = 0.7, 0.3
"""Likeness (of difflib) from which a name is offered; what it gains by holding the longest word asked for."""
_SCHEMES = (
    ids.ONTOLOGY[:-1],
    f"{ids.CODEBOOKS}plover",
    f"{ids.CODEBOOKS}plover-contexts",
    f"{ids.CODEBOOKS}cameo",
)
_BY_CLASS: tuple[tuple[NamedNode, Callable[[Source, str, Window], Page]], ...] = (
    (v.CLAIM_CLASS, describe_claim),
    (v.EVIDENCE_CLASS, lambda source, iri, _: describe_evidence(source, iri)),
    (v.ARTICLE_CLASS, describe_article),
    (v.ORGANIZATION, describe_publisher),
)


@dataclass(frozen=True, slots=True)
class Description:
    """The triples that describe a resource; `left` claims are on further pages."""

    triples: tuple[Triple, ...]
    left: int = 0


def describe(source: Source, iri: str, window: Window | None = None) -> Page:
    """Gather what the page of a resource shows, whatever it is.

    A claim or a piece of evidence that is not complete is shown as the bare resource that it is. Raises
    PageError for a counterpart that is no IRI.
    """
    chosen = window or Window()
    if iri in _SCHEMES:
        return list_terms(source, iri)
    if iri.startswith(ids.ONTOLOGY):
        return describe_relation(source, iri, chosen)
    if iri.startswith(ids.iri(v.ENTITY, "", source.base)):
        return describe_entity(source, iri, chosen)
    classes = _classes(source, iri)
    for known, gather in _BY_CLASS:
        if known.value in classes:
            try:
                return gather(source, iri, chosen)
            except (DataError, ValueError):
                break
    return describe_resource(source, iri)


def describe_triples(source: Source, iri: str, window: Window | None = None) -> Description:
    """The triples for a client of linked data, each once.

    They are the resource's own; of a claim, also its evidence; of an actor, its offices, memberships and the
    page of its claims that the window chooses; of an article, that page of its claims; of a vocabulary, all
    its terms. Of everything named, they say what it is called.
    """
    chosen, own, classes = window or Window(), source.own([iri]), _classes(source, iri)
    found, left = list(own), 0
    if iri in _SCHEMES:
        found += source.construct(f"?s ?p ?o FILTER(STRSTARTS(STR(?s), {Literal(f'{iri}#')}))")
    elif v.CLAIM_CLASS.value in classes:
        found += claim_triples(source, [iri])
    elif v.EVIDENCE_CLASS.value in classes:
        claims = source.construct(f"?s ?p ?o . ?s ir:hasEvidence {as_node(iri)}")
        found += [*claims, *evidence_triples(source, [iri])]
    elif v.ARTICLE_CLASS.value in classes:
        pattern = f"?proof prov:wasQuotedFrom {as_node(iri)} . ?claim ir:hasEvidence ?proof"
        claims_found, left = _claims(Claims(source, pattern), chosen)
        found += claims_found
    elif iri.startswith(ids.iri(v.ENTITY, "", source.base)):
        ties = "VALUES ?tie { ir:holder ir:member ir:organization ir:nameOf ir:office ir:officeOf }"
        claims_found, left = _claims(claims_of(source, iri, chosen.counterpart), chosen)
        found += [*source.construct(f"{ties} ?s ?tie {as_node(iri)} . ?s ?p ?o"), *claims_found]
    named = {t.object.value for t in found if isinstance(t.object, NamedNode)} - {iri}
    return Description(tuple(dict.fromkeys([*found, *source.naming(named)])), left)


def _claims(claims: Claims, window: Window) -> tuple[list[Triple], int]:
    """The claims of a page with their evidence, and how many come after it."""
    number = claims.count()
    shown = claims.page(window, number)
    left = number - (window.page - 1) * PAGE_SIZE - len(shown) if shown and window.year is None else 0
    return claim_triples(claims.source, shown), max(0, left)


def _classes(source: Source, iri: str) -> set[str]:
    return set(source.nodes(f"SELECT ?class WHERE {{ {as_node(iri)} a ?class }}"))


def near_names(source: Source, path: str) -> list[Named]:
    """Things with a name like the one in a path that means nothing: entities, articles or terms."""
    kind, _, rest = path.partition("/")
    wanted = rest.replace("_", " ").strip().casefold()
    if not wanted:
        return []
    if kind == v.ENTITY:
        return _near(source, "skos:prefLabel skos:altLabel ir:shortName ir:abbreviation", wanted)
    if kind == v.ARTICLE:
        return _near(source, "dct:identifier dct:title", wanted)
    return _near_terms(source, rest) if kind == "ontology" else []


def _near(source: Source, properties: str, wanted: str) -> list[Named]:
    """What is called by one of these properties like the words wanted, the likest first."""
    longest = max(wanted.split(), key=len)
    alike = f"STRSTARTS(?small, {Literal(wanted[:2])}) || CONTAINS(?small, {Literal(longest)})"
    rows = source.rows(
        f"SELECT DISTINCT ?s ?name WHERE {{ VALUES ?p {{ {properties} }} ?s ?p ?name "
        f"BIND(LCASE(STR(?name)) AS ?small) FILTER({alike}) }} LIMIT {_LOOKED_AT}"
    )
    likeness: dict[str, float] = {}
    for node, name in rows:
        if isinstance(node, NamedNode) and name is not None:
            ratio = SequenceMatcher(None, wanted, name.value.casefold()).ratio()
            held = _HELD if longest in name.value.casefold() else 0.0
            likeness[node.value] = max(ratio + held, likeness.get(node.value, 0.0))
    best = sorted(likeness, key=lambda iri: (-likeness[iri], iri))[:NEAR_NAMES]
    names = names_of(source, best)
    return [names[iri] for iri in best if likeness[iri] >= _ALIKE]


def _near_terms(source: Source, name: str) -> list[Named]:
    known = {
        iri.removeprefix(ids.ONTOLOGY): iri
        for iri in source.nodes(
            f"SELECT DISTINCT ?s WHERE {{ ?s a ?c FILTER(STRSTARTS(STR(?s), {Literal(ids.ONTOLOGY)})) }}"
        )
    }
    close = [known[match] for match in get_close_matches(name, sorted(known), n=NEAR_NAMES)]
    names = names_of(source, close)
    return [names[iri] for iri in close]
