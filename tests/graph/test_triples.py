"""Claims to triples and back: nothing is lost, nothing is added."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg import ids
from kg.errors import DataError
from kg.graph import vocabulary as v
from kg.graph.triples import (
    article_fingerprint,
    decode_articles,
    decode_claims,
    decode_tenures,
    encode_article,
    merge_claims,
)
from kg.model import Article, Claim, Modality
from tests.graph import samples


def encode_all(articles: list[Article], claims: list[Claim], base: str = ids.DEFAULT_BASE) -> list[Quad]:
    return [quad for article in articles for quad in encode_article(article, claims, base=base)]


def edges(quads: list[Quad]) -> set[tuple[str, str, str]]:
    known = {v.ontology_term(name) for name in samples.RELATIONS}
    return {(short(q.subject), short(q.predicate), short(q.object)) for q in quads if q.predicate in known}


def short(term: object) -> str:
    assert isinstance(term, NamedNode)
    return v.shorten(term.value, v.PREFIXES)


@settings(max_examples=150, deadline=None)
@given(samples.worlds())
def test_claims_to_triples_to_claims_is_the_identity(world: tuple[list[Article], list[Claim]]) -> None:
    articles, claims = world
    for base in (ids.DEFAULT_BASE, "http://localhost:8000/graph/"):
        quads = encode_all(articles, claims, base)
        assert decode_claims(quads, samples.RELATIONS, base) == merge_claims(claims)
        known = [replace(article, text="") for article in sorted(articles, key=lambda a: a.id)]
        assert sorted(decode_articles(quads, base), key=lambda a: a.id) == known


@settings(max_examples=50, deadline=None)
@given(samples.worlds())
def test_no_blank_nodes_and_one_graph_an_article(world: tuple[list[Article], list[Claim]]) -> None:
    articles, claims = world
    for article in articles:
        quads = encode_article(article, claims)
        graph = NamedNode(ids.iri("article", article.id))
        assert {quad.graph_name for quad in quads} == {graph}
        assert not any(isinstance(term, BlankNode) for q in quads for term in (q.subject, q.object))
        assert len(quads) == len(set(quads))


def test_evidence_node_has_selectors_with_context() -> None:
    quads = encode_article(samples.ARTICLE, [samples.CLAIM])
    texts = {q.predicate: q.object.value for q in quads if isinstance(q.object, Literal)}
    assert texts[v.EXACT] == samples.EVIDENCE.quote
    assert texts[v.PREFIX] == "TEHRAN - "
    assert v.SUFFIX not in texts
    assert (texts[v.START], texts[v.END]) == ("9", str(len(samples.TEXT)))
    assert (v.SCORE, "0.9") in texts.items()


def test_actual_claim_makes_a_plain_edge_and_other_modalities_none() -> None:
    edge = ("ent:Iran", "ir:rejectsTalksWith", "ent:United_States")
    assert edges(encode_article(samples.ARTICLE, [samples.CLAIM])) == {edge}
    for modality in set(Modality) - {Modality.ACTUAL}:
        claim = replace(samples.CLAIM, modality=modality)
        assert edges(encode_article(samples.ARTICLE, [claim])) == set()


def test_symmetric_relation_makes_edges_both_ways() -> None:
    claim = replace(samples.CLAIM, relation=samples.MEETS)
    assert edges(encode_article(samples.ARTICLE, [claim])) == {
        ("ent:Iran", "ir:meets", "ent:United_States"),
        ("ent:United_States", "ir:meets", "ent:Iran"),
    }


def test_range_of_dates_is_an_interval() -> None:
    claim = replace(samples.CLAIM, date=date(2025, 2, 1), date_end=date(2025, 2, 28))
    quads = encode_article(samples.ARTICLE, [claim])
    written = {(short(q.subject), q.predicate): q.object for q in quads}
    interval = "interval:2025-02-01.2025-02-28"
    assert written[interval, v.HAS_END] == NamedNode(ids.iri("day", "2025-02-28"))
    assert decode_claims(quads, samples.RELATIONS) == [claim]


def test_tenures_come_back_and_hold_on_the_day_of_the_article() -> None:
    past = replace(samples.TENURE, start=date(2013, 1, 1), end=date(2021, 1, 1))
    quads = encode_article(samples.ARTICLE, [], [samples.TENURE, past])
    assert decode_tenures(quads) == [past, samples.TENURE]
    assert sum(q.predicate == v.HOLDS_OFFICE for q in quads) == 1
    gone = encode_article(samples.ARTICLE, [], [past])
    assert not any(q.predicate in (v.HOLDS_OFFICE, v.REPRESENTS) for q in gone)


def test_only_the_evidence_of_the_article_is_written() -> None:
    other = replace(samples.EVIDENCE, article="other")
    claim = replace(samples.CLAIM, evidence=(samples.EVIDENCE, other))
    assert decode_claims(encode_article(samples.ARTICLE, [claim]), samples.RELATIONS) == [samples.CLAIM]


def test_extra_entities_are_described() -> None:
    quads = encode_article(samples.ARTICLE, [], entities=[samples.IRAN])
    assert (v.ISO3, Literal("IRN")) in {(q.predicate, q.object) for q in quads}


def test_quote_that_is_not_in_the_article_is_refused() -> None:
    article = replace(samples.ARTICLE, text="x" + samples.TEXT)
    with pytest.raises(ValueError, match="article tehran: 9-"):
        encode_article(article, [samples.CLAIM])


def test_unknown_relation_and_missing_parts_are_named() -> None:
    quads = encode_article(samples.ARTICLE, [samples.CLAIM])
    with pytest.raises(DataError, match="rejectsTalksWith, which the ontology lacks"):
        decode_claims(quads, {})
    with pytest.raises(DataError, match="modality"):
        decode_claims([q for q in quads if q.predicate != v.MODALITY], samples.RELATIONS)


def test_fingerprint_tells_whether_anything_changed() -> None:
    article = samples.ARTICLE
    same = article_fingerprint(article, "a")
    assert article_fingerprint(replace(article), "a") == same
    changed = [
        article_fingerprint(article, "b"),
        article_fingerprint(replace(article, text=article.text + " "), "a"),
        article_fingerprint(replace(article, title=None), "a"),
        article_fingerprint(replace(article, title=""), "a"),
        article_fingerprint(replace(article, date=None), "a"),
    ]
    assert len({same, *changed}) == 6
