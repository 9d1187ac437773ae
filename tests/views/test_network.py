from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Evidence, Modality, Quad
from kg.views.network import render_network, render_notebook
from kg.views.network.drawing import flag, label, width
from kg.views.network.layout import place
from kg.views.network.payload import marked, merge_lines, to_inline_json, web_link
from kg.views.network.style import KINDS, look
from tests.views.synthetic import HOSTILE, IRAN, NORWAY, USA, claim_from, crowd, dozen, hostile


class _Page(HTMLParser):
    """Collects the scripts, links and attributes of a page as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in_script = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    @property
    def payload(self) -> Any:
        return json.loads(next(text for attrs, text in self.scripts if attrs.get("id") == "data"))


@pytest.fixture(scope="module")
def page() -> _Page:
    return _Page(render_network(*dozen(), title="A dozen"))


def test_same_input_gives_same_bytes_in_any_order() -> None:
    claims, articles = crowd()
    once = render_network(claims, articles, title="Crowd")
    assert once == render_network(reversed(claims), reversed(articles), title="Crowd")
    once.encode("utf-8")


def test_page_is_html_with_language_and_title() -> None:
    html = render_network(*dozen(), title="A & B")
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>A &amp; B</title>" in html


@pytest.mark.parametrize("make", [dozen, hostile, lambda: ([], [])])
def test_nothing_is_loaded_from_outside(make: Callable[[], Any]) -> None:
    page = _Page(render_network(*make()))
    for tag, attributes in page.tags:
        assert tag not in {"iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "action"} & set(attributes), tag
        assert attributes.get("href", "data:,") == "data:,"
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("make", [dozen, hostile])
def test_policy_allows_just_the_scripts_of_the_page_by_hash(make: Callable[[], Any]) -> None:
    page = _Page(render_network(*make()))
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    running = [text for attrs, text in page.scripts if attrs.get("type") != "application/json"]
    digests = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in running}
    allowed = re.search(r"script-src ([^;]+)", policy)
    assert allowed is not None
    assert set(allowed.group(1).split()) == digests
    assert len(page.scripts) == 4
    assert "unsafe-eval" not in policy


def test_every_line_leads_to_its_evidence(page: _Page) -> None:
    data = page.payload
    edges = {edge["id"] for edge in data["network"]["edges"]}
    assert edges == set(data["lines"])
    for members in data["lines"].values():
        assert members
        for index in members:
            assert data["claims"][index]["evidence"]
    assert sorted(i for members in data["lines"].values() for i in members) == list(range(19))


def test_quote_pieces_join_to_the_quote_and_mark_the_actors(page: _Page) -> None:
    claim = next(c for c in page.payload["claims"] if c["r"] == "rejectsTalksWith")
    (evidence,) = claim["evidence"]
    text = "".join(piece for piece, _ in evidence["q"])
    assert text.startswith("Iran refuses direct talks with the United States")
    assert [pair for pair in evidence["q"] if pair[1]] == [
        ["Iran", "s"],
        ["refuses", "t"],
        ["United States", "o"],
    ]
    assert claim["if"] == "as long as sanctions remain in force"


@given(st.text(min_size=1, max_size=40), st.data())
def test_marked_pieces_always_join_to_the_quote(quote: str, data: st.DataObject) -> None:
    at = st.integers(min_value=0, max_value=200)
    spans = [data.draw(st.tuples(at, at)) for _ in range(3)]
    evidence = Evidence(
        article="a", start=50, end=50 + len(quote), quote=quote, trigger=spans[0], subject_span=spans[1],
        object_span=spans[2], extractor="x", score=1.0,
    )  # fmt: skip
    pieces = marked(evidence)
    assert "".join(text for text, _ in pieces) == quote
    assert all(text for text, _ in pieces)


def test_states_are_flags_with_their_code_and_others_have_shapes(page: _Page) -> None:
    nodes = {node["id"]: node for node in page.payload["network"]["nodes"]}
    assert nodes["Iran"]["label"] == "IRN"
    assert nodes["Iran"]["shape"] == "image"
    svg = b64decode(nodes["Iran"]["image"].partition(",")[2]).decode()
    assert svg.startswith("<svg")
    shapes = {i: nodes[i]["shape"] for i in ("NATO", "Ingrid_Solberg", "Northern_Front", "Arctic_Pact")}
    assert list(shapes.values()) == ["square", "triangle", "dot", "diamond"]
    assert label(NORWAY) == "NOR"


def test_only_the_flags_used_are_embedded(page: _Page) -> None:
    assert set(page.payload["flags"]) == {"IRN", "USA", "RUS", "UKR", "NOR", "FRA", "CHN"}


@pytest.mark.parametrize("state", ["../IRN", "ZZZ", "irn", "IRN/..", ""])
def test_unknown_codes_have_no_flag(state: str) -> None:
    assert flag(state) is None


def test_symmetric_lines_have_no_arrowhead_and_modality_is_dashed(page: _Page) -> None:
    edges = {(e["from"], e["to"], e["quadrant"]): e for e in page.payload["network"]["edges"]}
    assert not edges["China", "Russia", "Verbal cooperation"]["arrows"]["to"]["enabled"]
    assert edges["Russia", "Ukraine", "Material conflict"]["arrows"]["to"]["enabled"]
    assert edges["Russia", "Ukraine", "Material conflict"]["dashes"] is False
    assert edges["Northern_Front", "NATO", "Material conflict"]["dashes"] == [5, 4]


def test_a_planned_act_is_drawn_as_the_words_it_is(page: _Page) -> None:
    edges = {(e["from"], e["to"]): e for e in page.payload["network"]["edges"]}
    assert edges["Norway", "Ukraine"]["quadrant"] == "Verbal cooperation"
    assert edges["France", "Ukraine"]["quadrant"] == "Material cooperation"


def test_lines_merge_by_subject_object_and_quadrant() -> None:
    (article, *_rest) = dozen()[1]
    made = [
        claim_from(article, IRAN, "condemns", USA, day="2025-01-01"),
        claim_from(article, IRAN, "rejectsTalksWith", USA),
        claim_from(article, USA, "condemns", IRAN),
        claim_from(article, IRAN, "condemns", USA, modality=Modality.DENIED),
    ]
    lines = merge_lines(made)
    assert [(line.source, line.quad, len(line.claims)) for line in lines] == [
        ("Iran", Quad.VERBAL_CONFLICT, 3),
        ("United_States", Quad.VERBAL_CONFLICT, 1),
    ]
    assert width(lines[0].weight) > width(lines[1].weight)


def test_parallel_lines_bend_apart(page: _Page) -> None:
    pair = {"Iran", "United_States"}
    edges = [e for e in page.payload["network"]["edges"] if {e["from"], e["to"]} == pair]
    bends = set()
    for edge in edges:
        smooth = edge["smooth"] or {"type": "straight", "roundness": 0}
        side = 1 if (smooth["type"] == "curvedCW") == (edge["from"] == "Iran") else -1
        bends.add(side * smooth["roundness"])
    assert len(edges) == len(bends) == 4


def test_articles_and_links_reach_the_page(page: _Page) -> None:
    article = page.payload["articles"][0]
    assert article["publisher"] == "The Harbour Post"
    assert article["url"] == "https://news.example/0"


def test_unknown_article_is_named_by_its_id() -> None:
    data = _Page(render_network(dozen()[0], [])).payload
    assert data["articles"][0] == {"title": "a00", "publisher": None, "date": None, "url": None}
    assert data["claims"][0]["evidence"][0]["publisher"]


def test_aliases_of_the_caller_and_of_the_text_are_searched() -> None:
    claims, articles = dozen()
    data = _Page(
        render_network(claims, articles, aliases={"Iran": ["Islamic Republic"], "Nobody": ["x"]})
    ).payload
    assert data["actors"]["Iran"]["aliases"] == ["Islamic Republic"]
    assert "Nobody" not in data["actors"]


@pytest.mark.parametrize(
    ("mention", "kept"),
    [("Tehran", True), ("He", False), ("they", False), ("They", False), ("the US", True), ("UN", True)],
)
def test_mentions_become_names_but_pronouns_do_not(mention: str, kept: bool) -> None:
    claims, articles = dozen()
    text = f"{mention} did it."
    (evidence,) = claims[0].evidence
    span = (0, len(mention))
    from dataclasses import replace

    spoken = replace(
        evidence, start=0, end=len(text), quote=text, subject_span=span, object_span=None, trigger=(0, 1)
    )
    data = _Page(render_network([replace(claims[0], evidence=(spoken,))], articles)).payload
    assert (mention in data["actors"]["Iran"]["aliases"]) is kept


def test_hostile_text_stays_text() -> None:
    html = render_network(*hostile(), title=HOSTILE[0] + HOSTILE[4])
    html.encode("utf-8")
    page = _Page(html)
    assert len(page.scripts) == 4
    names = {actor["name"] for actor in page.payload["actors"].values()}
    assert set(HOSTILE) <= names
    assert "javascript:" not in json.dumps([a["url"] for a in page.payload["articles"]])
    assert all(e["url"] is None for c in page.payload["claims"] for e in c["evidence"])


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://news.example/a?b=c", True),
        ("http://news.example", True),
        ("JavaScript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//news.example", False),
        ("https://[", False),
        ("https:", False),
        (None, False),
    ],
)
def test_only_web_links_are_kept(url: str | None, safe: bool) -> None:
    assert (web_link(url) is not None) is safe


@given(st.text(alphabet=st.characters(), max_size=60))
def test_inline_json_keeps_any_text_and_holds_no_markup(text: str) -> None:
    inline = to_inline_json(text)
    assert json.loads(inline) == text
    assert not set("<>&\u2028\u2029") & set(inline)
    inline.encode("utf-8")


def test_empty_graph_gives_a_page_that_says_so() -> None:
    html = render_network([], [])
    assert _Page(html).payload["network"] is None
    assert "No relations yet" in html


def test_the_weaker_lines_of_a_large_graph_wait_behind_a_slider() -> None:
    data = _Page(render_network(*crowd(), max_lines=20)).payload
    assert data["maxLines"] == 20
    assert len(data["network"]["edges"]) > 100


def test_notebook_frame_holds_the_page_and_is_sandboxed() -> None:
    html = render_network(*dozen())
    frame = render_notebook(html, height=300)
    inside = re.search(r'srcdoc="([^"]*)"', frame)
    assert inside is not None
    assert unescape(inside.group(1)) == html
    assert "allow-same-origin" not in frame
    assert "height:300px" in frame


@given(st.integers(1, 40), st.data())
def test_places_are_apart_and_the_same_each_time(count: int, data: st.DataObject) -> None:
    nodes = [f"n{i}" for i in range(count)]
    pair = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)).filter(lambda p: p[0] != p[1])
    pairs = data.draw(st.lists(pair, max_size=60)) if count > 1 else []
    lines = [(a, b, 1.0) for a, b in pairs]
    spots = place(nodes, lines)
    assert spots == place(list(reversed(nodes)), list(reversed(lines)))
    assert set(spots) == set(nodes)
    assert len(set(spots.values())) == count


def test_large_graphs_are_laid_out_around_their_backbone() -> None:
    nodes = [f"n{i:04}" for i in range(700)]
    lines = [(nodes[i], nodes[i // 7], 1.0) for i in range(1, 700)]
    assert len(set(place(nodes, lines).values())) == 700


def test_all_kinds_of_the_ontology_have_a_look() -> None:
    assert {look(kind).shape for kind in KINDS} == {"image", "square", "dot", "triangle", "diamond"}
