"""Turtle and the other RDF files: nothing lost, the same bytes every time, pleasant to read."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.triples import decode_claims, encode_article, merge_claims
from kg.model import Article, Claim, Modality
from kg.views.rdf_files import SUFFIXES, render_rdf
from kg.views.turtle import render_turtle
from tests.graph import samples

LATER = Article(
    id="second", text='Iran\nagain "refused" talks with the United States.', title="Again",
    date=date(2025, 3, 1),
)  # fmt: skip
LATER_EVIDENCE = replace(
    samples.EVIDENCE, article="second", start=0, end=len(LATER.text), quote=LATER.text, trigger=(11, 18),
    subject_span=(0, 4), object_span=None, publisher=None, url=None, published=LATER.date, speaker=None,
    condition=None, topics=(),
)  # fmt: skip
PLANNED = replace(
    samples.CLAIM, relation=samples.MEETS, modality=Modality.PLANNED, date=date(2025, 4, 1),
    date_end=date(2025, 4, 30), evidence=(LATER_EVIDENCE,),
)  # fmt: skip
MERGED = replace(samples.CLAIM, evidence=(samples.EVIDENCE, LATER_EVIDENCE))


def sample_quads() -> list[ox.Quad]:
    return [
        *encode_article(samples.ARTICLE, [MERGED], [samples.TENURE]),
        *encode_article(LATER, [MERGED, PLANNED]),
    ]


def triples(quads: list[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads}


def in_rdflib(text: str) -> set[ox.Triple]:
    """What rdflib understands, as N-Triples that Oxigraph reads back."""
    graph = rdflib.Graph().parse(data=text, format="turtle")
    found = ox.parse(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES)
    return {quad.triple for quad in found}


@settings(max_examples=100, deadline=None)
@given(samples.worlds())
def test_turtle_parses_to_the_same_triples(world: tuple[list[Article], list[Claim]]) -> None:
    articles, claims = world
    quads = [quad for article in articles for quad in encode_article(article, claims)]
    text = render_turtle(quads, samples.RELATIONS)
    parsed = list(ox.parse(text, ox.RdfFormat.TURTLE))
    assert triples(parsed) == triples(quads)
    assert len(parsed) == len(triples(quads))
    assert in_rdflib(text) == triples(quads)
    assert decode_claims(parsed, samples.RELATIONS) == merge_claims(claims)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_bytes_do_not_depend_on_the_order(suffix: str) -> None:
    quads = sample_quads()
    first = render_rdf(quads, suffix, relations=samples.RELATIONS)
    for seed in range(3):
        mixed = random.Random(seed).sample(quads, len(quads))
        assert render_rdf(mixed, suffix, relations=samples.RELATIONS) == first


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_holds_all(suffix: str) -> None:
    text = render_rdf(sample_quads(), suffix)
    kind = ox.RdfFormat.from_extension(suffix[1:])
    assert kind is not None
    parsed = list(ox.parse(text, kind))
    if kind.supports_datasets:
        assert set(parsed) == set(sample_quads())
    else:
        assert triples(parsed) == triples(sample_quads())


def test_unknown_suffix_names_the_known_ones() -> None:
    with pytest.raises(KgError, match=r"'\.docx'; choose from \.ttl, \.nq"):
        render_rdf([], ".docx")


def test_layout_guides_a_reader() -> None:
    text = render_turtle(sample_quads(), samples.RELATIONS)
    lines = text.splitlines()
    assert lines[1].startswith("# 2 articles, 2 claims, 3 pieces of evidence, ")
    order = [
        '#   ir:rejectsTalksWith      1 x  REJECT -2.0  "rejects talks with"',
        "# States and their governments ----",
        "ent:Iran a ir:State ;",
        "# People and the offices they held ----",
        "ent:Abbas_Araghchi a ir:Person ;",
        "ten:Abbas_Araghchi.Foreign_Minister_of_Iran.2024-08-21 a ir:Tenure ;",
        "# Article: Iran rules out talks, 2025-02-26 ----",
        "art:tehran a ir:Article ;",
        "# Iran -> United States",
        f"claim:{MERGED.id} a ir:Claim ;",
        '    ir:modality "actual" ;',
        "ev:",
        '    oa:exact "Iran will not negotiate with the United States',
        "# Article: Again, 2025-03-01 ----",
        f"claim:{PLANNED.id} a ir:Claim ;",
        "# Publishers, extractors, times ----",
    ]
    places = [next(i for i, line in enumerate(lines) if line.startswith(start)) for start in order]
    assert places == sorted(places)
    assert '"""Iran\nagain "refused" talks with the United States."""' in text
    assert "@prefix ent: <https://w3id.org/irkg/entity/> ." in lines
    assert not any(line.startswith("@prefix sh:") for line in lines)
    assert max(map(len, lines)) < 160


def test_characters_that_mislead_are_escaped() -> None:
    quads = encode_article(replace(samples.ARTICLE, title="safe \u202eesrever\ufeff\n# ent:a"), [])
    text = render_turtle(quads, {})
    assert "\u202e" not in text
    assert "\ufeff" not in text
    assert triples(list(ox.parse(text, ox.RdfFormat.TURTLE))) == triples(quads)


def test_triples_of_no_known_kind_are_kept() -> None:
    node = ox.NamedNode("http://x.org/a b".replace(" ", "/"))
    odd = [
        ox.Triple(node, ox.NamedNode("http://x.org/p"), value)
        for value in (
            ox.Literal("1", datatype=v.XSD_DECIMAL), ox.Literal("1.5", datatype=v.XSD_DECIMAL),
            ox.Literal("7", datatype=v.XSD_INTEGER), ox.Literal("no", datatype=v.term("xsd:boolean")),
            ox.Literal("true", datatype=v.term("xsd:boolean")), ox.Literal('"'), ox.Literal('""\n"""'),
            ox.Literal("a\\u0041\n\\"), ox.NamedNode("https://w3id.org/irkg/entity/A.b.'c',%20-"),
            ox.NamedNode("https://w3id.org/irkg/entity/"), ox.NamedNode("https://w3id.org/irkg/entity/a:b"),
            ox.NamedNode("https://w3id.org/irkg/entity/-a"), ox.NamedNode("https://w3id.org/irkg/entity/a."),
        )
    ]  # fmt: skip
    text = render_turtle(odd, {})
    assert {q.triple for q in ox.parse(text, ox.RdfFormat.TURTLE)} == set(odd)


def test_nothing_gives_a_file_that_parses() -> None:
    assert list(ox.parse(render_turtle([], {}), ox.RdfFormat.TURTLE)) == []
