"""Every RDF format gives the same claims back, from any store, and in a reader's order."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.article_graphs import ArticleGraphs, iter_claims
from kg.graph.reifiers import ReifiedGraphs
from kg.graph.store import Store
from kg.graph.triples import decode_claims, merge_claims
from kg.model import Article, Claim
from kg.views.json_ld import _ENGLISH, _TERMS
from kg.views.rdf_files import REIFYING, SUFFIXES, write_rdf
from kg.views.turtle_terms import literal_text
from kg.views.xml_text import check_xml
from tests.graph import samples
from tests.views.stores import make_store
from tests.views.synthetic import RELATIONS, crowd, dozen
from tests.views.test_turtle import LATER, MERGED, PLANNED

World = tuple[list[Article], list[Claim]]
REIFIES = v.term("rdf:reifies")


def written(articles: ArticleGraphs, suffix: str) -> bytes:
    file = BytesIO()
    write_rdf(articles, file, suffix, samples.RELATIONS)
    return file.getvalue()


def parsed(data: bytes, suffix: str) -> list[ox.Quad]:
    kind = ox.RdfFormat.from_extension(suffix[1:])
    assert kind is not None
    return list(ox.parse(data, kind))


def named_graphs(suffix: str) -> bool:
    return suffix in {".nq", ".trig", ".jsonld"}


def fits_xml(quads: set[ox.Quad]) -> bool:
    try:
        for quad in quads:
            check_xml(quad.object.value if isinstance(quad.object, ox.Literal) else "", "")
    except KgError:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(samples.worlds())
def test_claims_come_back_from_every_format(world: World) -> None:
    articles, claims = world
    store = make_store(articles, claims)
    stored = set(store.article_quads())
    for suffix in SUFFIXES:
        if suffix == ".rdf" and not fits_xml(stored):
            with pytest.raises(KgError, match="a character that XML cannot"):
                written(ArticleGraphs.of_store(store), suffix)
            continue
        found = parsed(written(ArticleGraphs.of_store(store), suffix), suffix)
        if named_graphs(suffix):
            assert set(found) == stored
        else:
            assert len(found) == len({quad.triple for quad in stored})
            assert {quad.triple for quad in found} == {quad.triple for quad in stored}
        assert decode_claims(found, samples.RELATIONS) == merge_claims(claims)


@settings(max_examples=60, deadline=None)
@given(samples.worlds())
def test_claims_one_by_one_are_the_claims(world: World) -> None:
    articles, claims = world
    store = make_store(articles, claims)
    found = list(iter_claims(ArticleGraphs.of_store(store), samples.RELATIONS))
    assert sorted(found, key=lambda claim: claim.key) == merge_claims(claims)


@settings(max_examples=60, deadline=None)
@given(samples.worlds())
def test_json_ld_means_the_same_to_rdflib(world: World) -> None:
    articles, claims = world
    store = make_store(articles, claims)
    data = written(ArticleGraphs.of_store(store), ".jsonld")
    found = rdflib.Dataset().parse(data=data, format="json-ld").serialize(format="nquads")
    assert set(ox.parse(found, ox.RdfFormat.N_QUADS)) == set(store.article_quads())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_bytes_depend_on_neither_the_order_nor_the_kind_of_store(suffix: str, tmp_path: Any) -> None:
    claims, articles = crowd(40)
    shared = [replace(claims[0], evidence=(*claims[0].evidence, replace(claims[1].evidence[0])))]
    first = written(ArticleGraphs.of_store(make_store(articles, [*claims, *shared])), suffix)
    for seed in range(2):
        mixed = random.Random(seed).sample(articles, len(articles))
        assert written(ArticleGraphs.of_store(make_store(mixed, [*shared, *claims])), suffix) == first
    with Store(tmp_path / "store") as store:
        memory = make_store(articles, [*claims, *shared])
        by_graph: dict[object, list[ox.Quad]] = {}
        for quad in memory.article_quads():
            by_graph.setdefault(quad.graph_name, []).append(quad)
        for article in articles:
            name = ox.NamedNode(f"{memory.base}article/{article.id}")
            store.replace_article(article.id, by_graph[name])
        assert written(ArticleGraphs.of_store(store), suffix) == first


def test_a_claim_of_several_articles_stands_at_the_first_with_all_evidence() -> None:
    store = make_store([LATER, samples.ARTICLE], [MERGED, PLANNED], [samples.TENURE])
    text = written(ArticleGraphs.of_store(store), ".ttl").decode()
    places = [
        text.index("# Article: Iran rules out talks"), text.index(f"claim:{MERGED.id} a ir:Claim"),
        text.index('"""Iran\nagain'), text.index("# Article: Again"), text.index(f"claim:{PLANNED.id} a "),
    ]  # fmt: skip
    assert places == sorted(places)
    assert text.count(f"claim:{MERGED.id} a ir:Claim") == 1
    found = list(iter_claims(ArticleGraphs.of_store(store), samples.RELATIONS))
    assert [claim.id for claim in found] == [MERGED.id, PLANNED.id]
    assert len(found[0].evidence) == 2


def test_background_knowledge_is_left_out() -> None:
    store = make_store([samples.ARTICLE], [samples.CLAIM])
    before = {suffix: written(ArticleGraphs.of_store(store), suffix) for suffix in SUFFIXES}
    known = ox.Triple(ox.NamedNode(f"{store.base}entity/Iran"), v.LABEL, ox.Literal("background"))
    store.load_background("actors", "1", lambda: [known])
    assert {suffix: written(ArticleGraphs.of_store(store), suffix) for suffix in SUFFIXES} == before


def test_json_ld_reads_like_json() -> None:
    store = make_store([samples.ARTICLE], [samples.CLAIM], [samples.TENURE])
    page = json.loads(written(ArticleGraphs.of_store(store), ".jsonld"))
    (graph,) = page["@graph"]
    assert graph["id"] == "art:tehran"
    nodes = {node["id"]: node for node in graph["@graph"]}
    claim = nodes[f"claim:{samples.CLAIM.id}"]
    (evidence,) = [node for node in nodes.values() if "Evidence" in node["type"]]
    assert claim == {
        "id": f"claim:{samples.CLAIM.id}", "type": "Claim", "subject": "ent:Iran",
        "predicate": "rejectsTalksWith", "object": "ent:United_States", "modality": "actual",
        "eventDate": "2025-02-25", "condition": "as long as sanctions stay", "topic": "nuclear",
        "hasEvidence": evidence["id"],
    }  # fmt: skip
    assert nodes["ent:Iran"] == {
        "id": "ent:Iran", "type": "State", "prefLabel": "Iran", "iso3": "IRN", "sameAs": "wd:Q794",
        "rejectsTalksWith": "ent:United_States",
    }  # fmt: skip
    assert (evidence["score"], evidence["triggerStart"]) == ("0.9", 14)
    assert nodes["art:tehran"]["issued"] == "2025-02-26"
    assert "meets" not in page["@context"], "only keys that are used are explained"


def test_keys_of_json_ld_and_prefixes_are_different_words() -> None:
    assert not {*_TERMS, *_ENGLISH} & {*v.PREFIXES, "id", "type"}


def test_json_ld_keeps_what_its_short_keys_do_not_fit() -> None:
    node, entity = ox.NamedNode("https://w3id.org/irkg/entity/A"), v.term("ir:id")
    odd: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (v.TITLE, ox.Literal("x", language="fr")), (v.PREF_LABEL, ox.Literal("plain")),
        (v.PREF_LABEL, ox.Literal("x", language="en-gb")), (v.EVENT_DATE, ox.Literal("soon")),
        (v.EVENT_DATE, ox.Literal("2025", datatype=v.term("xsd:gYear"))), (v.SUBJECT, ox.Literal("nobody")),
        (v.PREDICATE, ox.Literal("verb")), (v.PREDICATE, node), (v.SCORE, ox.Literal("1")),
        (v.START, ox.Literal("12345678901234567890", datatype=v.XSD_INTEGER)), (entity, node),
        (v.TOPIC, ox.Literal("true", datatype=v.term("xsd:boolean"))), (v.TYPE, v.term("ir:title")),
        (v.term("ir:title"), ox.Literal("Dr")), (ox.NamedNode("http://x.org/p"), ox.NamedNode("urn:x:y")),
        (v.SAME_AS, ox.NamedNode("https://w3id.org/irkg/entity///x")), (v.TYPE, ox.Literal("no class")),
        (v.TITLE, ox.NamedNode("https://example.org/title")),
    ]  # fmt: skip
    quads = [ox.Quad(node, predicate, value, ox.NamedNode("http://x.org/g")) for predicate, value in odd]
    data = written(ArticleGraphs.of_quads(quads), ".jsonld")
    assert set(parsed(data, ".jsonld")) == set(quads)


def test_json_ld_refuses_an_iri_that_it_would_misread() -> None:
    node = ox.NamedNode("time:now")
    quads = [ox.Quad(node, v.LABEL, ox.Literal("now"), ox.NamedNode("http://x.org/g"))]
    with pytest.raises(KgError, match=r"<time:now> for a name with the prefix time; write \.nq"):
        written(ArticleGraphs.of_quads(quads), ".jsonld")


@pytest.mark.parametrize("suffix", REIFYING)
def test_reifiers_name_the_triple_of_each_claim(suffix: str) -> None:
    claims, articles = dozen()
    store = make_store(articles, claims)
    found = parsed(written(ReifiedGraphs.of_store(store), suffix), suffix)
    reifying = {(str(q.subject)[1:-1], q.object) for q in found if q.predicate == REIFIES}
    expected = {
        (f"{store.base}claim/{c.id}", ox.Triple(*(ox.NamedNode(iri) for iri in (
            f"{store.base}entity/{c.subject.id}", v.ontology_term(c.relation.id).value,
            f"{store.base}entity/{c.object.id}",
        )))) for c in claims
    }  # fmt: skip
    assert reifying == expected
    plain = [quad for quad in found if quad.predicate != REIFIES]
    assert {quad.triple for quad in plain} == {quad.triple for quad in store.article_quads()}
    assert decode_claims(found, RELATIONS) == merge_claims(claims)


@pytest.mark.parametrize("suffix", [".jsonld", ".rdf"])
def test_what_cannot_hold_reifiers_does_not_lose_them_in_silence(suffix: str) -> None:
    claims, articles = dozen()
    store = make_store(articles[:1], claims[:1])
    write: Callable[[], bytes] = lambda: written(ReifiedGraphs.of_store(store), suffix)  # noqa: E731
    if suffix == ".jsonld":
        with pytest.raises(KgError, match="triple terms"):
            write()
    else:
        assert any(quad.predicate == REIFIES for quad in parsed(write(), suffix))


@pytest.mark.parametrize(
    ("character", "holds"), [("\t", True), ("\r", True), ("\x85", True), ("😀", True), ("\u202e", True),
                             ("\x00", False), ("\x1b", False), ("\ufffe", False), ("\ud800", False)],
)  # fmt: skip
def test_characters_of_xml(character: str, holds: bool) -> None:
    if holds:
        assert check_xml(f"a{character}b", "x") == f"a{character}b"
    else:
        with pytest.raises(KgError, match=f"quote of y holds U\\+{ord(character):04X}"):
            check_xml(f"a{character}b", "quote of y")


def test_text_of_literals() -> None:
    for text in ('say "x"', "a\\nb", "\n\r\t\x08\x0c\x00\x7f", "😀\u2028", ""):
        assert literal_text(str(ox.Literal(text))) == text
        assert literal_text(str(ox.Literal(text, language="en"))) == text
    assert literal_text(r'"\u0041\U0001F600"^^<http://x>') == "A😀"
