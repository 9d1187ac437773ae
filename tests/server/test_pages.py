"""Linked data over HTTP: pages and RDF of each thing, from the real server in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import httpx
import pytest
import rdflib

from kg import ids
from kg.graph.store import Store
from tests.server.serving import Server, running
from tests.views.pages_graph import BASE, ODD, fill, many

HTML, TURTLE, JSON_LD, N_TRIPLES = "text/html", "text/turtle", "application/ld+json", "application/n-triples"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("pages") / "store"
    with Store(path) as store:
        fill(store, many(60))
    with running(path) as started:
        yield started


def get(server: Server, path: str, accept: str | None = None, **headers: str) -> httpx.Response:
    """Ask for a path; without a type, as a client that takes anything."""
    return server.client.get(path, headers={"Accept": accept or "*/*"} | headers)


def media(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", HTML),
        (BROWSER, HTML),
        (TURTLE, TURTLE),
        (JSON_LD, JSON_LD),
        (N_TRIPLES, N_TRIPLES),
        ("text/*", HTML),
        (f"{HTML};q=0.3, {TURTLE};q=0.7", TURTLE),
        (f"{JSON_LD}, */*;q=0.1", JSON_LD),
        (f"application/rdf+xml, {N_TRIPLES};q=0.5", N_TRIPLES),
    ],
)
def test_the_client_chooses_the_form(server: Server, accept: str, expected: str) -> None:
    response = get(server, "/entity/Iran", accept)
    assert (response.status_code, media(response)) == (200, expected)
    assert "Accept" in response.headers["vary"]
    document = get(server, response.headers["content-location"], "image/png")
    assert (document.status_code, media(document)) == (200, expected)
    assert document.text == response.text


def test_headers_name_the_thing_and_its_other_forms(server: Server) -> None:
    links = get(server, "/entity/Iran").links
    assert links["canonical"]["url"] == f"{BASE}entity/Iran"
    assert links["describes"]["url"] == f"{BASE}entity/Iran"
    listed = get(server, "/entity/Iran").headers["link"]
    for suffix, kind in (("ttl", TURTLE), ("jsonld", JSON_LD), ("nt", N_TRIPLES)):
        assert f'</entity/Iran.{suffix}>; rel="alternate"; type="{kind}"' in listed


def test_pages_forbid_whatever_could_run_or_load(server: Server) -> None:
    policy = get(server, "/entity/Iran").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert get(server, "/entity/Nobody").headers["content-security-policy"] == policy
    assert get(server, "/entity/Iran").headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("accept", ["image/png", "application/rdf+xml", "text/html;q=0"])
def test_a_form_that_there_is_not(server: Server, accept: str) -> None:
    response = get(server, "/entity/Iran", accept)
    assert response.status_code == 406
    assert TURTLE in response.text


def paths_of_all_kinds(server: Server) -> list[str]:
    """One path of each class that anything in the graph under the base has, and of the vocabularies."""
    rows = server.values("SELECT ?c (SAMPLE(?s) AS ?x) { ?s a ?c FILTER(isIRI(?s)) } GROUP BY ?c")
    found = [str(node) for _, node in rows]
    return ["/" + node.removeprefix(BASE).replace("#", "/") for node in found if node.startswith(BASE)]


def test_every_kind_of_thing_in_the_graph_opens_as_a_page_and_as_turtle(server: Server) -> None:
    paths = paths_of_all_kinds(server)
    assert len(paths) > 20
    kinds = {path.split("/")[1] for path in paths}
    assert {"entity", "claim", "evidence", "article", "tenure", "membership", "name", "publisher"} <= kinds
    assert {"extractor", "ontology", "codebooks"} <= kinds
    for path in paths:
        for accept in (HTML, TURTLE):
            response = get(server, path, accept)
            assert (response.status_code, media(response)) == (200, accept), (path, response.text[:200])


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        ("entity", "Côte_d'Ivoire"), ("article", ODD.id), ("publisher", "A/B & C"), ("entity", "Çelik"),
        ("tenure", "Abbas_Araghchi.Foreign_Minister_of_Iran.2024-08-21"),
    ],
)  # fmt: skip
def test_unusual_characters_lead_there_and_back(server: Server, kind: str, identifier: str) -> None:
    path = f"/{kind}/{quote(identifier, safe='')}"
    page = get(server, path, HTML)
    assert page.status_code == 200, page.text
    node = page.links["describes"]["url"]
    graph = rdflib.Graph().parse(data=get(server, path, TURTLE).text)
    written = ids.iri(kind, identifier) if identifier != "Çelik" else f"{BASE}entity/Çelik"
    assert list(graph.predicate_objects(rdflib.URIRef(written)))
    assert rdflib.URIRef(node) in (rdflib.URIRef(written), rdflib.URIRef(quote(written, safe=":/")))
    for suffix in ("html", "ttl", "jsonld", "nt"):
        document = urljoin(f"{server.url}/", page.headers["content-location"]).removesuffix("html") + suffix
        assert server.client.get(document).status_code == 200, document


def test_an_article_whose_name_looks_like_a_document(server: Server) -> None:
    """Its own name comes first: "…#1.ttl" is the article, "…#1.ttl.ttl" its Turtle."""
    path = f"/article/{quote(ODD.id, safe='')}"
    assert media(get(server, path, BROWSER)) == HTML
    assert media(get(server, f"{path}.ttl", BROWSER)) == TURTLE


def test_rdflib_reads_a_thing_by_its_address(server: Server) -> None:
    """A client that nobody here wrote, which says itself what it accepts."""
    graph = rdflib.Graph().parse(f"{server.url}/entity/Iran")
    assert (
        rdflib.URIRef(f"{BASE}entity/Iran"),
        rdflib.RDF.type,
        rdflib.URIRef(f"{ids.ONTOLOGY}State"),
    ) in graph
    again = rdflib.Graph().parse(f"{server.url}/entity/Iran.jsonld", format="json-ld")
    assert set(again) == set(graph)
    claims = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{ids.ONTOLOGY}Claim")))
    quotes = set(graph.objects(None, rdflib.URIRef("http://www.w3.org/ns/oa#exact")))
    assert len(claims) == 50
    assert {"Iran condemned China."} <= {str(text) for text in quotes}


def test_long_lists_say_where_they_go_on(server: Server) -> None:
    first = get(server, "/entity/Iran", TURTLE)
    assert first.links["next"]["url"] == "/entity/Iran?page=2"
    second = get(server, first.links["next"]["url"], TURTLE)
    assert "next" not in second.links
    assert second.headers["content-location"] == "/entity/Iran.ttl?page=2"
    assert '<a rel="next" href="/entity/Iran?page=2">' in get(server, "/entity/Iran").text
    part = get(server, "/entity/Iran?with=United_States&year=2025").text
    assert "Claims with <bdi>United States</bdi> in 2025" in part
    assert part == get(server, f"/entity/Iran?with={quote(BASE, safe='')}entity/United_States&year=2025").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=-1", "year=99999", "with=a%20b://c", "page=²", "page="]
)
def test_parts_that_cannot_be(server: Server, query: str) -> None:
    response = get(server, f"/entity/Iran?{query}")
    assert response.status_code == 400
    assert len(response.text) < 200


@pytest.mark.parametrize(
    "path", ["entity/Irna", "entity/Irna.ttl", "entity/%00", "entity/%FF", "entity/a%0Ab", "claim/x"]
)
def test_what_is_not_there(server: Server, path: str) -> None:
    assert get(server, f"/{path}", BROWSER).status_code == 404
    response = get(server, f"/{path}", TURTLE)
    assert (response.status_code, media(response)) == (404, "text/plain")


def test_names_near_the_unknown_one(server: Server) -> None:
    assert '<a href="/entity/Iran"><bdi>Iran</bdi></a>' in get(server, "/entity/Irna", BROWSER).text
    assert f"near it are {BASE}entity/Iran" in get(server, "/entity/Irna", TURTLE).text


def test_what_is_known_is_not_sent_again(server: Server) -> None:
    first = get(server, "/entity/Iran", TURTLE)
    tag = first.headers["etag"]
    again = get(server, "/entity/Iran", TURTLE, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert get(server, "/entity/Iran", JSON_LD, **{"If-None-Match": tag}).status_code == 200


def test_head_is_get_without_the_body(server: Server) -> None:
    head = server.client.head("/claim/x")
    assert head.status_code == 404
    head = server.client.head("/entity/Iran", headers={"Accept": TURTLE})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get(server, "/entity/Iran", TURTLE).headers["content-length"]


def test_the_base_of_the_data_is_not_the_address_of_the_server(tmp_path: Path) -> None:
    with Store(tmp_path / "store", base="http://data.example/kg/") as store:
        fill(store)
    with running(tmp_path / "store") as started:
        response = get(started, "/entity/Iran", TURTLE)
        assert "@prefix ent: <http://data.example/kg/entity/>" in response.text
        assert response.links["describes"]["url"] == "http://data.example/kg/entity/Iran"
        page = get(started, "/entity/Iran")
        assert '<a href="/entity/China">' in page.text
        assert '<a href="/ontology/rejectsTalksWith">' in page.text
        assert get(started, "/ontology/rejectsTalksWith").status_code == 200


def test_a_page_runs_under_the_limit_of_time(tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        fill(store)
    with running(tmp_path / "store", "--timeout", "0.000001") as started:
        response = get(started, "/entity/Iran")
        assert response.status_code == 503
        assert "stopped after" in response.text
