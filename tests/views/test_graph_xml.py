"""GraphML, GEXF and Cypher hold every actor and claim, as networkx and the formats' own schemas say."""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, BinaryIO

import networkx as nx
import pytest
import xmlschema
from hypothesis import given, settings

from kg.errors import KgError
from kg.graph.triples import merge_claims
from kg.model import Article, Claim
from kg.ontology import read_relations
from kg.views.cypher import relationship_type, write_cypher
from kg.views.graph_parts import EDGE_ATTRIBUTES, NODE_ATTRIBUTES, edge_attributes, node_attributes
from kg.views.graph_xml import token, write_gexf, write_graphml
from tests.graph import samples
from tests.views.synthetic import crowd, dozen

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
AWKWARD = "a \"b\" <c> & 'd'\r\n\t]]> \u202eשלום\u202c e\u0301 😀\x85\u2028 end "

Write = Callable[[list[Claim], BinaryIO], None]


@cache
def schema(name: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / f"{name}.xsd"), allow="local")


def written(write: Write, claims: list[Claim]) -> bytes:
    file = BytesIO()
    write(claims, file)
    return file.getvalue()


def known(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


def nodes_of(claims: list[Claim]) -> dict[str, dict[str, Any]]:
    return {e.id: known(node_attributes(e)) for c in claims for e in (c.subject, c.object)}


def edges_of(claims: list[Claim]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    return {c.id: (c.subject.id, c.object.id, known(edge_attributes(c))) for c in claims}


def check_graphml(data: bytes, claims: list[Claim]) -> None:
    schema("graphml").validate(BytesIO(data))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(nx.read_graphml(BytesIO(data), force_multigraph=True))
    named = {node: values["entity"] for node, values in graph.nodes(data=True)}
    assert {named[node]: values for node, values in graph.nodes(data=True)} == nodes_of(claims)
    found = {key: (named[a], named[b], values) for a, b, key, values in graph.edges(keys=True, data=True)}
    assert found == edges_of(claims)


def check_gexf(data: bytes, claims: list[Claim]) -> None:
    schema("gexf").validate(BytesIO(data))
    graph = nx.read_gexf(BytesIO(data), version="1.2draft")
    assert dict(graph.nodes(data=True)) == nodes_of(claims)
    found = {values.pop("id"): (a, b, values) for a, b, values in graph.edges(data=True)}
    assert found == edges_of(claims)


CHECKS = pytest.mark.parametrize(
    ("write", "check"), [(write_graphml, check_graphml), (write_gexf, check_gexf)], ids=["graphml", "gexf"]
)


def holdable(claims: list[Claim]) -> bool:
    try:
        written(write_graphml, claims)
    except KgError:
        return False
    return True


@CHECKS
@pytest.mark.parametrize("count", [0, 1, 19, 150])
def test_networkx_and_the_schema_accept_the_file(
    write: Write, check: Callable[[bytes, list[Claim]], None], count: int
) -> None:
    claims = crowd(150)[0] if count == 150 else dozen()[0][:count]
    check(written(write, claims), claims)


@CHECKS
def test_awkward_text_survives(write: Write, check: Callable[[bytes, list[Claim]], None]) -> None:
    evidence = replace(
        samples.EVIDENCE, quote=AWKWARD, start=0, end=len(AWKWARD), article=AWKWARD, publisher=AWKWARD,
        url="https://x.org/?a=1&b=<2>", condition=AWKWARD, topics=("a & b", "<c>"),
    )  # fmt: skip
    odd = replace(samples.IRAN, id="Côte_d'Ivoire:(a)&b;~c", name=" ".join(AWKWARD.split()), kind="Group")
    claims = [
        replace(samples.CLAIM, subject=odd, evidence=(evidence,)),
        replace(
            samples.CLAIM, subject=odd, relation=replace(samples.MEETS, label='"<&>"'), evidence=(evidence,)
        ),
    ]
    check(written(write, claims), claims)


@CHECKS
def test_empty_and_blank_text_survives(write: Write, check: Callable[[bytes, list[Claim]], None]) -> None:
    evidence = replace(samples.EVIDENCE, quote=" ", start=0, end=1, article="", publisher="", condition="")
    claims = [replace(samples.CLAIM, subject=replace(samples.IRAN, name="a\n  b"), evidence=(evidence,))]
    check(written(write, claims), claims)


@settings(max_examples=60, deadline=None)
@given(samples.worlds())
def test_any_claims_are_held_or_refused(world: tuple[list[Article], list[Claim]]) -> None:
    claims = merge_claims(world[1])
    for write, check in ((write_graphml, check_graphml), (write_gexf, check_gexf)):
        if holdable(claims):
            check(written(write, claims), claims)
        else:
            with pytest.raises(KgError, match=r"U\+[0-9A-F]{4}, a character that XML cannot"):
                written(write, claims)


@pytest.mark.parametrize("write", [write_graphml, write_gexf])
@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_named(write: Write, character: str) -> None:
    quote = f"a{character}b"
    evidence = replace(samples.EVIDENCE, quote=quote, start=0, end=len(quote))
    claim = replace(samples.CLAIM, evidence=(evidence,))
    with pytest.raises(KgError, match=rf"quote of the claim {claim.id} holds U\+{ord(character):04X}.*\.csv"):
        written(write, [claim])


def test_tokens_differ_where_identifiers_do() -> None:
    found = [token(name) for name in ("a:b", "a:3A:b", "a b", "a_b", "A_b", "ä", "a:", "-", ".5")]
    assert len(set(found)) == len(found)
    assert token("United_States") == "United_States"


@pytest.mark.parametrize("write", [write_graphml, write_gexf, write_cypher])
def test_same_claims_same_bytes(write: Write) -> None:
    claims = crowd(60)[0]
    assert written(write, claims) == written(write, list(claims))


def tables(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"nodes.csv", "relationships.csv", "load.cypher", "README.txt"}
    found = {
        name: list(csv.DictReader(StringIO(text, newline="")))
        for name, text in texts.items()
        if ".csv" in name
    }
    return found | {"load.cypher": [{"text": texts["load.cypher"]}]}


@settings(max_examples=40, deadline=None)
@given(samples.worlds())
def test_cypher_tables_give_actors_and_claims_back(world: tuple[list[Article], list[Claim]]) -> None:
    claims = merge_claims(world[1])
    found = tables(written(write_cypher, claims))
    nodes = {row["entity:ID"]: row for row in found["nodes.csv"]}
    assert {name: row["label:string"] for name, row in nodes.items()} == {
        e.id: e.name for c in claims for e in (c.subject, c.object)
    }
    assert len(nodes) == len(found["nodes.csv"])
    edges = {
        row["claim"]: (row[":START_ID"], row[":TYPE"], row[":END_ID"], row["date:date"], row["quote:string"])
        for row in found["relationships.csv"]
    }
    assert edges == {
        c.id: (c.subject.id, relationship_type(c.relation.id), c.object.id,
               c.date.isoformat() if c.date else "", c.evidence[0].quote)
        for c in claims
    }  # fmt: skip


def test_cypher_script_loads_every_column_and_type() -> None:
    claims = dozen()[0]
    found = tables(written(write_cypher, claims))
    script = found["load.cypher"][0]["text"]
    columns = {*found["nodes.csv"][0], *found["relationships.csv"][0]}
    assert {
        name for name in columns if f"row.`{name}`" not in script and f"row.{name}" not in script
    } == set()
    for row in found["relationships.csv"]:
        assert f"MERGE (a)-[r:`{row[':TYPE']}` {{claim: row.claim}}]->(b)" in script
    for row in found["nodes.csv"]:
        assert f"'{row[':LABEL']}'" in script
    assert script.count(";\n") == 2 + len({row[":LABEL"] for row in found["nodes.csv"]}) + len(
        {row[":TYPE"] for row in found["relationships.csv"]}
    )
    assert len(set(EDGE_ATTRIBUTES) | set(NODE_ATTRIBUTES)) > 20


def test_relations_have_types_of_their_own_in_cypher() -> None:
    names = [relationship_type(name) for name in read_relations()]
    assert len(set(names)) == len(names)
    assert all(name.replace("_", "").isupper() and name.isascii() for name in names)


def test_order_of_claims_is_kept_and_actors_are_sorted() -> None:
    claims = random.Random(3).sample(crowd(60)[0], 60)
    found = tables(written(write_cypher, claims))
    assert [row["claim"] for row in found["relationships.csv"]] == [claim.id for claim in claims]
    identifiers = [row["entity:ID"] for row in found["nodes.csv"]]
    assert identifiers == sorted(identifiers)
