"""Queries know the prefixes, say where they are wrong, and never reach the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import RdfFormat, parse

from kg.errors import QueryError
from kg.graph.query import QuerySyntaxError, run_query
from kg.graph.store import Store
from kg.graph.triples import encode_article
from tests.graph import samples


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        store.replace_article("tehran", encode_article(samples.ARTICLE, [samples.CLAIM], [samples.TENURE]))
        yield store


def test_select_gives_python_values_under_known_prefixes(store: Store) -> None:
    result = run_query(store, """
        SELECT ?who ?whom ?day ?score ?start ?nothing WHERE {
          ?claim rdf:subject ?who ; rdf:object ?whom ; ir:eventDate ?day ; ir:hasEvidence ?e .
          ?e ir:score ?score ; oa:hasSelector/oa:start ?start
        }""")  # fmt: skip
    assert result.kind == "SELECT"
    assert result.columns == ("who", "whom", "day", "score", "start", "nothing")
    assert result.rows == [("ent:Iran", "ent:United_States", date(2025, 2, 25), 0.9, 9, None)]
    assert result


def test_plain_edges_are_in_the_default_graph(store: Store) -> None:
    assert run_query(store, "ASK { ent:Iran ir:rejectsTalksWith ent:United_States }").rows == [(True,)]
    assert not run_query(store, "ASK { ent:Iran ir:meets ent:United_States }")


def test_own_prefix_wins(store: Store) -> None:
    own = "PREFIX ent: <http://elsewhere/> SELECT ?x WHERE { VALUES ?x { ent:Iran } }"
    assert run_query(store, own).rows == [("http://elsewhere/Iran",)]


def test_from_chooses_the_graphs(store: Store) -> None:
    other = replace(samples.ARTICLE, id="other")
    store.replace_article("other", encode_article(other, []))
    everything = "SELECT ?a WHERE { ?a a ir:Article } ORDER BY ?a"
    assert run_query(store, everything).rows == [("art:other",), ("art:tehran",)]
    assert run_query(store, everything.replace("WHERE", "FROM art:other WHERE")).rows == [("art:other",)]
    named = "SELECT ?g FROM NAMED art:other WHERE { GRAPH ?g { ?a a ir:Article } }"
    assert run_query(store, named).rows == [("art:other",)]


def test_triples_of_several_graphs_are_found_once_but_in_each_graph(store: Store) -> None:
    other = replace(samples.ARTICLE, id="other")
    claim = replace(samples.CLAIM, evidence=(replace(samples.EVIDENCE, article="other"),))
    store.replace_article("other", encode_article(other, [claim]))
    assert run_query(store, "SELECT ?l WHERE { ent:Iran skos:prefLabel ?l }").rows == [("Iran",)]
    assert run_query(store, "SELECT (COUNT(*) AS ?n) WHERE { ?c a ir:Claim }").rows == [(1,)]
    graphs = "SELECT ?g WHERE { GRAPH ?g { ?c a ir:Claim } } ORDER BY ?g"
    assert run_query(store, graphs).rows == [("art:other",), ("art:tehran",)]
    assert run_query(store, "SELECT ?c FROM NAMED art:other WHERE { ?c a ir:Claim }").rows == []


def test_answers_in_standard_formats(store: Store) -> None:
    result = run_query(store, "SELECT ?who WHERE { ?c rdf:subject ?who }")
    assert result.serialize("csv").splitlines() == ["who", "https://w3id.org/irkg/entity/Iran"]
    assert '"https://w3id.org/irkg/entity/Iran"' in result.serialize("json")
    assert run_query(store, "ASK {}").serialize("csv") == "ask\ntrue\n"
    assert '"boolean":true' in run_query(store, "ASK {}").serialize("json")
    with pytest.raises(QueryError, match="SELECT cannot be written as 'ttl'; choose from csv"):
        result.serialize("ttl")


@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }", "DESCRIBE ent:Iran", "construct where { ?s a ?o }"]
)
def test_graphs_as_rows_and_turtle(store: Store, query: str) -> None:
    result = run_query(store, query)
    assert result.kind == query.split(maxsplit=1)[0].upper()
    assert ("ent:Iran", "rdf:type", "ir:State") in result.rows
    text = result.serialize("ttl")
    assert "ent:Iran" in text
    assert len(set(parse(text, RdfFormat.TURTLE))) == len(result.rows)
    with pytest.raises(QueryError, match="choose from ttl"):
        result.serialize("csv")


@pytest.mark.parametrize(
    ("query", "line", "message"),
    [
        ("SELECT ?s WHERE {\n  ?s ?p ?o .\n  FILTR(?s)\n}", 3, "line 3, column 11: the query cannot"),
        ("SELECT ?s WHERE { ?s foo:p ?o }", 1, "a prefix is not known"),
        ("SELECT ?s WHERE { ?s ir:p ", 1, "line 1, column 2"),
        ("INSERT DATA { ent:a ent:b ent:c }", 1, "only SELECT, ASK"),
        ("", 1, "only SELECT, ASK"),
    ],
)
def test_syntax_errors_say_where(store: Store, query: str, line: int, message: str) -> None:
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        run_query(store, query)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p <http://x/#> . SERVICE ?e { ?s ?p ?o } }",
        'SELECT * { ?s ?p """a"b\\"""" . SERVICE ?e { ?s ?p ?o } }',
        "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE ent:x { ?a ?b ?c } FILTER(?s>?o) }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o # comment\rSERVICE ?x { ?a ?b ?c } }",
    ],
)
def test_service_is_refused(store: Store, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE is refused"):
        run_query(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?p 'SERVICE' }",
        "SELECT * { ?s ?p ?o # SERVICE <http://x/>\n}",
        "SELECT * { ?s <http://x/SERVICE> ent:SERVICE, \"a SERVICE\", '''SERVICE''' }",
    ],
)
def test_the_word_service_elsewhere_is_fine(store: Store, query: str) -> None:
    run_query(store, query)
