"""Pages: what they gather from a small graph, and the HTML and RDF that come of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg import ids
from kg.belief import belief
from kg.graph import vocabulary as v
from kg.graph.query import QueryResult
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.model import Modality
from kg.views.pages import (
    Addresses,
    PageError,
    Source,
    Window,
    describe,
    describe_triples,
    listing,
    near_names,
    render_missing,
    render_page,
    rendering,
    write_rdf,
)
from kg.views.pages.article import ArticlePage, PublisherPage
from kg.views.pages.claim import ClaimPage, EvidencePage
from kg.views.pages.entity import EntityPage
from kg.views.pages.terms import RelationPage, ResourcePage, TermList
from tests.views.pages_graph import (
    BASE,
    IRAN,
    ODD,
    REFUSAL,
    TEHRAN,
    USA,
    articles,
    fill,
    many,
    news,
    renamed,
    said,
    source_of,
)
from tests.views.synthetic import HOSTILE

AT = Addresses()
VOID = {"meta", "link", "path", "rect", "br"}


@pytest.fixture(scope="module")
def source() -> Source:
    return source_of(fill(Store()))


@pytest.fixture(scope="module")
def busy() -> Source:
    return source_of(fill(Store(), many(130)))


def iri(path: str) -> str:
    return AT.candidates(path)[0]


def claim_iri(relation: str, modality: Modality = Modality.ACTUAL) -> str:
    """The claim of the small graph with this relation."""
    found = [
        c for _, claims in articles() for c in claims if c.relation.id == relation and c.modality is modality
    ]
    return ids.iri(v.CLAIM, found[0].id)


def entity_page(source: Source, name: str, window: Window | None = None) -> EntityPage:
    page = describe(source, iri(f"entity/{name}"), window)
    assert isinstance(page, EntityPage)
    return page


def claim_page(source: Source, relation: str, modality: Modality = Modality.ACTUAL) -> ClaimPage:
    page = describe(source, claim_iri(relation, modality))
    assert isinstance(page, ClaimPage)
    return page


def path_of(node: str) -> str:
    path = AT.path(node)
    assert path is not None
    return path[1:]


def html_of(source: Source, path: str, window: Window | None = None) -> str:
    return render_page(describe(source, iri(path), window), AT, iri(path))


class Outline(HTMLParser):
    """Reads a page strictly: every element closed in order; collects what tests ask for."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self.marks.append((dict(attrs)["class"] or "", ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marks[-1] = (self.marks[-1][0], self.marks[-1][1] + data)

    def all(self, *tags: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.elements if tag in tags)


KINDS: list[tuple[str, type]] = [
    ("entity/Iran", EntityPage),
    ("entity/Abbas_Araghchi", EntityPage),
    ("entity/Foreign_Minister_of_Iran", EntityPage),
    ("entity/BRICS", EntityPage),
    ("entity/Çelik", EntityPage),
    (f"claim/{claim_iri('rejectsTalksWith').rpartition('/')[2]}", ClaimPage),
    ("article/tehran", ArticlePage),
    (f"article/{ODD.id}", ArticlePage),
    ("publisher/Agency", PublisherPage),
    ("publisher/A/B & C", PublisherPage),
    ("ontology/rejectsTalksWith", RelationPage),
    ("ontology/meetsWith", RelationPage),
    ("ontology/State", ResourcePage),
    ("ontology/talksRejectedBy", ResourcePage),
    ("ontology", TermList),
    ("codebooks/plover", TermList),
    ("codebooks/cameo", TermList),
    ("codebooks/plover/REJECT", ResourcePage),
    ("codebooks/cameo/c125", ResourcePage),
    ("tenure/Abbas_Araghchi.Foreign_Minister_of_Iran.2024-08-21", ResourcePage),
    ("membership/Iran.BRICS.2024-01-01", ResourcePage),
    ("name/Persia.Iran", ResourcePage),
    ("extractor/frames", ResourcePage),
    ("graph/ontology", ResourcePage),
]


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_each_kind_of_iri_has_a_page_of_sound_html(source: Source, path: str, kind: type) -> None:
    found = source.existing(AT.candidates(path))
    assert found is not None
    page = describe(source, found)
    assert type(page) is kind
    html = render_page(page, AT, found)
    assert html == render_page(describe(source, found), AT, found)
    outline = Outline(html)
    assert html.startswith("<!doctype html>")
    assert [a["lang"] for a in outline.all("html")] == ["en"]
    assert re.search(r"<title>\S.* · ", html)
    levels = [int(tag[1]) for tag, _ in outline.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    named = [a["id"] for a in (a for _, a in outline.elements) if "id" in a]
    assert len(named) == len(set(named))
    assert "content" in named
    assert all(a.get("scope") in ("row", "col") for a in outline.all("th"))


@pytest.mark.parametrize("path", [path for path, _ in KINDS])
def test_pages_run_and_load_nothing(source: Source, path: str) -> None:
    found = source.existing(AT.candidates(path))
    assert found is not None
    outline = Outline(render_page(describe(source, found), AT, found))
    assert not list(outline.all("script", "img", "iframe", "form", "object", "base"))
    assert not [
        key for _, a in outline.elements for key in a if key.startswith("on") or key in ("src", "srcset")
    ]
    assert [a["href"] for a in outline.all("link") if a["rel"] in ("icon", "stylesheet")] == ["data:,"]
    for attributes in outline.all("a"):
        href = attributes["href"] or ""
        assert href.startswith(("/", "#", "http://", "https://")), href
        assert not href.startswith("http") or "noreferrer" in (attributes["rel"] or "")


@pytest.mark.parametrize("path", [path for path, _ in KINDS])
def test_every_link_of_a_page_leads_to_a_page(source: Source, path: str) -> None:
    found = source.existing(AT.candidates(path))
    assert found is not None
    outline = Outline(render_page(describe(source, found), AT, found))
    links = {a["href"] or "" for a in outline.all("a")}
    own = {unquote(link.partition("?")[0].partition("#")[0][1:]) for link in links if link.startswith("/")}
    named = {f"{unquote((AT.path(found) or '')[1:])}.{suffix}" for suffix in ("ttl", "jsonld", "nt")}
    assert named <= own
    of_server = {"", "questions"}
    dead = [p for p in own - named - of_server if source.existing(AT.candidates(p)) is None]
    assert dead == []


class TestEntity:
    def test_names_codes_and_ties(self, source: Source) -> None:
        page = entity_page(source, "Iran")
        assert (page.entity.name, page.entity.kind) == ("Iran", "State")
        assert page.same_as == ("http://www.wikidata.org/entity/Q794",)
        assert {fact.label: fact.values for fact in page.codes} == {
            "ISO 3166-1 alpha-3": ("IRN",), "ISO 3166-1 alpha-2": ("IR",),
        }  # fmt: skip
        assert page.names[0].values == ("Islamic Republic of Iran",)
        assert [(n.what.name, n.start, n.end) for n in page.former_names] == [("Persia", None, "1935-03-22")]
        assert [(m.what.name, m.start, m.note) for m in page.memberships] == [
            ("BRICS", "2024-01-01", "member"), ("OPEC", None, None),
        ]  # fmt: skip
        assert "Places in it" in {tie.label for tie in page.ties}

    def test_who_leads_it_now_and_before(self, source: Source) -> None:
        (office,) = entity_page(source, "Iran").offices
        assert office.office.name == "Foreign Minister of Iran"
        assert [(h.what.name, h.start, h.end) for h in office.current] == [
            ("Abbas Araghchi", "2024-08-21", None)
        ]
        assert [h.what.name for h in office.former] == ["Mohammad Zarif"]
        assert entity_page(source, "Foreign_Minister_of_Iran").offices == (office,)
        posts = entity_page(source, "Mohammad_Zarif").posts
        assert [(p.what.name, p.start, p.end) for p in posts] == [
            ("Foreign Minister of Iran", "2013-08-15", "2021-08-25")
        ]

    def test_members_of_an_organisation(self, source: Source) -> None:
        assert [m.what.name for m in entity_page(source, "BRICS").members] == ["Iran"]

    def test_only_facts_count_as_cooperation_or_conflict(self, source: Source) -> None:
        page = entity_page(source, "Iran")
        assert (page.total.facts, page.total.others, page.total.total) == ((2, 0, 1, 0), 4, 7)
        assert [(p.actor.name, p.tally.facts, p.tally.others) for p in page.partners] == [
            ("United States", (1, 0, 1, 0), 2),
            ("China", (0, 0, 0, 0), 2),
            ("Côte d'Ivoire", (1, 0, 0, 0), 0),
        ]  # fmt: skip
        assert [(year, t.total) for year, t in page.years] == [(2026, 2), (2025, 4), (2024, 1)]

    def test_counts_do_not_need_the_ontology_in_the_graph(self) -> None:
        store = Store()
        for article, claims in articles():
            store.replace_article(article.id, encode_article(article, claims))
        assert entity_page(source_of(store), "Iran").total.facts == (2, 0, 1, 0)

    def test_claims_come_latest_first_by_event_or_report(self, source: Source) -> None:
        claims = entity_page(source, "Iran").claims.claims
        days = [note.claim.date or note.published for note in claims]
        assert days == sorted(days, key=str, reverse=True)
        assert days[-1] == date(2024, 5, 4)
        assert len(claims) == 7

    def test_one_counterpart_and_year(self, source: Source) -> None:
        window = Window(counterpart=iri("entity/United_States"), year=2025)
        page = entity_page(source, "Iran", window)
        assert {note.relation.name for note in page.claims.claims} == {"rejects talks with"}
        assert page.claims.total == 2
        assert page.counterpart is not None
        assert "in 2025" in Outline(html_of(source, "entity/Iran", window)).text

    def test_a_claim_without_a_day_stands_in_the_year_of_its_first_article(self) -> None:
        made = [
            (replace(a, date=date(2020 + n, 1, 1)), [replace(c[0], date=None)])
            for n, (a, c) in enumerate(many(2))
        ]
        source = source_of(fill(Store(), made))
        for year, expected in ((2020, 1), (2021, 0)):
            page = entity_page(source, "Iran", Window(year=year))
            assert len(page.claims.claims) == page.claims.total == expected

    def test_what_somebody_is_quoted_with(self, source: Source) -> None:
        page = entity_page(source, "Abbas_Araghchi")
        assert [note.iri for note in page.quoted] == [claim_iri("rejectsTalksWith")]

    def test_long_lists_come_in_pages(self, busy: Source) -> None:
        seen: list[str] = []
        for number in (1, 2, 3):
            claims = entity_page(busy, "China", Window(page=number)).claims
            seen += [note.iri for note in claims.claims]
            assert claims.left == 132 - len(seen)
        assert len(set(seen)) == 132
        text = html_of(busy, "entity/China")
        assert "and 82 more" in text
        assert '<a rel="next" href="/entity/China?page=2">' in text
        assert "There is no page 9; there are 3" in html_of(busy, "entity/China", Window(page=9))

    def test_scanning_finds_what_looking_up_finds(
        self, busy: Source, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def ask(sparql: str) -> QueryResult:
            asked.append(sparql)
            return busy.ask(sparql)

        def found() -> tuple[object, ...]:
            source, asked[:] = Source(ask, busy.base), []
            page = entity_page(source, "Iran")
            part = entity_page(source, "Iran", Window(counterpart=iri("entity/China"), year=2020, page=2))
            lists = [[note.iri for note in p.claims.claims] for p in (page, part)]
            return page.total, page.years, page.partners, lists

        looked_up = found()
        assert not any("SELECT ?claim ?modality" in sparql for sparql in asked)
        monkeypatch.setattr(listing, "_FEW", 0)
        assert found() == looked_up
        assert any("SELECT ?claim ?modality" in sparql for sparql in asked)

    @pytest.mark.parametrize(("page", "year"), [(0, None), (10**7, None), (1, 10_000), (1, -1)])
    def test_impossible_windows_are_refused(self, page: int, year: int | None) -> None:
        with pytest.raises(PageError, match="page counts from 1"):
            Window(page=page, year=year)

    def test_a_counterpart_must_be_an_iri(self, source: Source) -> None:
        with pytest.raises(PageError, match="is not an IRI"):
            entity_page(source, "Iran", Window(counterpart="no iri"))


class TestClaim:
    def test_evidence_is_shown_with_marks_and_context(self, source: Source) -> None:
        page = claim_page(source, "rejectsTalksWith")
        assert len(page.steps) == 3
        proof = page.note.proofs[0]
        assert [(p.role, p.text) for p in proof.pieces if p.role] == [
            ("subject", "Iran"), ("trigger", "will not negotiate"), ("object", "the United States"),
        ]  # fmt: skip
        assert "".join(p.text for p in proof.pieces) == REFUSAL
        wire = next(p for p in page.note.proofs if p.article.iri == iri("article/wire"))
        assert (wire.before, wire.after[:9]) == ("At night, ", " Iran did")
        outline = Outline(html_of(source, path_of(page.note.iri)))
        assert outline.marks.count(("trigger", "will not negotiate")) == 3
        for words in (
            "as long as sanctions stay",
            "Abbas Araghchi",
            "score 0.90",
            "rules: the words of the test",
        ):
            assert words in outline.text

    def test_belief_adds_up_in_steps(self, source: Source) -> None:
        page = claim_page(source, "rejectsTalksWith")
        assert [step.counts for step in page.steps] == [True, False, False]
        assert page.steps[-1].after == page.note.belief == belief(page.note.claim.evidence)
        assert all(one.after == two.before for one, two in pairwise(page.steps))
        assert page.steps[0].after == pytest.approx(page.steps[0].weight)

    def test_what_speaks_against_it(self, source: Source) -> None:
        page = claim_page(source, "rejectsTalksWith")
        assert [note.iri for note in page.denials] == [claim_iri("rejectsTalksWith", Modality.DENIED)]
        assert [note.iri for note in page.opposed] == [claim_iri("agreesToTalksWith")]
        against = claim_page(source, "rejectsTalksWith", Modality.DENIED)
        assert [note.iri for note in against.denials] == [page.note.iri]
        assert against.opposed == ()

    def test_other_claims_of_the_same_two(self, source: Source, busy: Source) -> None:
        page = claim_page(source, "rejectsTalksWith")
        assert page.others_total == len(page.others) == 3
        assert page.note.iri not in {note.iri for note in page.others}
        rumour = claim_page(busy, "condemns", Modality.HYPOTHETICAL)
        assert (len(rumour.others), rumour.others_total) == (10, 131)
        html = html_of(busy, path_of(rumour.note.iri))
        assert '<a href="/entity/Iran?with=China#claims">And 121 more</a>' in html

    @pytest.mark.parametrize(
        ("relation", "modality"),
        [
            ("visits", Modality.PLANNED),
            ("condemns", Modality.HYPOTHETICAL),
            ("rejectsTalksWith", Modality.DENIED),
            ("imposesSanctionsOn", Modality.ALLEGED),
        ],
    )
    def test_what_is_no_fact_does_not_look_like_one(
        self, source: Source, relation: str, modality: Modality
    ) -> None:
        node = claim_iri(relation, modality)
        html = html_of(source, path_of(node))
        assert f"<title>{modality.value}: " in html
        assert rendering.MODALITY_WORDS[modality] in Outline(html).text
        heading = re.search(r"<h1.*?</h1>", html, re.DOTALL)
        assert heading is not None
        assert f'class="no-fact"><span class="modality">{modality.value}' in heading[0]
        items = re.findall(
            r'<li class="q\d( no-fact)?">\s*<h3>(.*?)</h3>', html_of(source, "entity/Iran"), re.DOTALL
        )
        assert len(items) == 7
        for not_fact, sentence in items:
            assert bool(not_fact) == ('class="modality"' in sentence)

    def test_planned_acts_count_under_another_root(self, source: Source) -> None:
        assert claim_page(source, "visits", Modality.PLANNED).note.root == "AGREE"

    def test_a_claim_with_much_evidence_comes_in_pages(self) -> None:
        made = [(a, [replace(c[0], date=date(2020, 1, 1))]) for a, c in many(70)]
        crowded = source_of(fill(Store(), made))
        node = ids.iri(v.CLAIM, made[0][1][0].id)
        page = describe(crowded, node, Window(page=2))
        assert isinstance(page, ClaimPage)
        assert (len(page.steps), page.steps_left, len(page.note.proofs)) == (20, 0, 70)


def test_a_piece_of_evidence_names_its_claim(source: Source) -> None:
    proof = claim_page(source, "rejectsTalksWith").note.proofs[0]
    page = describe(source, proof.iri)
    assert isinstance(page, EvidencePage)
    assert [note.iri for note in page.claims] == [claim_iri("rejectsTalksWith")]
    assert page.proof == proof
    Outline(render_page(page, AT, proof.iri))


def test_an_article_lists_its_claims_in_the_order_of_its_text(source: Source) -> None:
    page = describe(source, iri("article/tehran"))
    assert isinstance(page, ArticlePage)
    assert [note.relation.name for note in page.claims.claims] == ["rejects talks with", "visits", "condemns"]
    assert (page.article.title, page.article.published) == (TEHRAN.title, TEHRAN.date)
    assert page.article.url == TEHRAN.url


def test_a_publisher_lists_its_articles_latest_first(source: Source) -> None:
    page = describe(source, iri("publisher/Agency"))
    assert isinstance(page, PublisherPage)
    assert [a.title for a in page.articles] == ["Title of later", "Title of copy", "Title of tehran"]


def test_a_relation_says_what_it_means_and_how_often_it_is_used(source: Source) -> None:
    page = describe(source, iri("ontology/rejectsTalksWith"))
    assert isinstance(page, RelationPage)
    assert page.used == ((Modality.ACTUAL, 1), (Modality.DENIED, 1))
    assert len(page.claims.claims) == 2
    values = {
        name.name: {x if isinstance(x, str) else x.name for x in found} for name, found in page.about.facts
    }
    assert values["opposite"] == {"agrees to talks with"}
    assert values["inverse of"] == {"talks rejected by"}
    assert {"PLOVER concept", "CAMEO concept"} <= set(values)
    assert "refuses to meet" in Outline(html_of(source, "ontology/rejectsTalksWith")).text


def test_the_ontology_lists_every_term_with_an_anchor(source: Source) -> None:
    outline = Outline(html_of(source, "ontology"))
    assert {"rejectsTalksWith", "Claim", "eventDate"} <= {a.get("id") for a in outline.all("tr")}


def test_a_claim_that_is_not_complete_is_shown_as_what_it_is() -> None:
    store = fill(Store())
    broken = ox.NamedNode(ids.iri(v.CLAIM, "broken"))
    parts = (
        (v.TYPE, v.CLAIM_CLASS), (v.SUBJECT, ox.NamedNode(iri("entity/Iran"))),
        (v.OBJECT, ox.NamedNode(iri("entity/China"))), (v.PREDICATE, v.ontology_term("condemns")),
        (v.MODALITY, ox.Literal("actual")),
    )  # fmt: skip
    store.replace_article("x", [ox.Quad(broken, p, o, ox.NamedNode(iri("article/x"))) for p, o in parts])
    source = source_of(store)
    assert isinstance(describe(source, broken.value), ResourcePage)
    claims = entity_page(source, "Iran").claims
    assert (claims.unreadable, len(claims.claims), claims.left) == ((broken.value,), 7, 0)
    assert "1 claim is not complete" in Outline(html_of(source, "entity/Iran")).text


@pytest.fixture(scope="module", params=[h.replace("\ud800", "").replace("\x00", "\x01") for h in HOSTILE])
def attacked(request: pytest.FixtureRequest) -> tuple[Source, str]:
    bad = request.param
    sentence = f"{bad} struck {bad} مرحبا بالعالم 🧨."
    article = replace(
        news(bad, f"before {bad} ", sentence, publisher=bad), title=bad, url=f"javascript:alert(1)//{bad}"
    )
    who, whom = (renamed(replace(e, id=f"{e.id} {bad}", kind="Group"), bad) for e in (IRAN, USA))
    claim = said(
        article, sentence, who, "condemns", whom, words=(bad, "struck", bad), condition=bad, speaker=who,
        modality=Modality.ALLEGED,
    )  # fmt: skip
    proof = replace(claim.evidence[0], topics=(bad,), reason=bad, extractor=bad)
    return source_of(fill(Store(), [(article, [replace(claim, evidence=(proof,))])])), bad


class TestHostileText:
    """Names, titles and sentences that would run, break out of a page or turn the text around them."""

    def pages(self, source: Source, bad: str) -> Iterator[str]:
        condemned = source.nodes("SELECT ?c { ?c rdf:predicate ir:condemns ; ir:modality 'alleged' }")
        proofs = source.nodes(f"SELECT ?e {{ <{condemned[0]}> ir:hasEvidence ?e }}")
        paths = (f"entity/Iran {bad}", f"article/{bad}", f"publisher/{bad}", f"extractor/{bad}")
        for node in (*map(iri, paths), *condemned, *proofs):
            assert source.existing([node]) == node
            yield render_page(describe(source, node), AT, node)
        yield render_missing(bad, near_names(source, f"entity/{bad}"), AT)

    def test_stays_text(self, attacked: tuple[Source, str]) -> None:
        source, bad = attacked
        for html in self.pages(source, bad):
            outline = Outline(html)
            assert not list(outline.all("script", "img", "iframe"))
            assert not [k for _, a in outline.elements for k in a if k.startswith("on")]
            hrefs = [a.get("href") or "" for a in outline.all("a", "link")]
            assert not [h for h in hrefs if h.lower().startswith(("javascript", "data:text", "vbscript"))]
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
            assert re.sub("[\x01\u202a-\u202e\u2066-\u2069]", "", bad).strip()[:6] in outline.text

    def test_is_whole_in_rdf(self, attacked: tuple[Source, str]) -> None:
        source, bad = attacked
        found = describe_triples(source, iri(f"entity/Iran {bad}")).triples
        assert ox.Literal(bad) in {t.object for t in found}
        for suffix in ("ttl", "jsonld", "nt"):
            assert read_back(write_rdf(found, suffix), suffix) == set(found)


FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "nt": ox.RdfFormat.N_TRIPLES}


def read_back(text: str, suffix: str) -> set[ox.Triple]:
    quads = list(ox.parse(text.encode(), format=FORMATS[suffix]))
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)
    return {quad.triple for quad in quads}


class TestRdf:
    @pytest.mark.parametrize("path", [path for path, _ in KINDS])
    @pytest.mark.parametrize("suffix", FORMATS)
    def test_reads_back_as_the_same_triples(self, source: Source, path: str, suffix: str) -> None:
        found = source.existing(AT.candidates(path))
        assert found is not None
        triples = describe_triples(source, found).triples
        written = write_rdf(triples, suffix)
        assert read_back(written, suffix) == set(triples)
        assert written == write_rdf(reversed(triples), suffix)
        assert set(source.own([found])) <= set(triples)

    def test_an_actor_comes_with_claims_evidence_and_names(self, source: Source) -> None:
        graph = rdflib.Graph().parse(
            data=write_rdf(describe_triples(source, iri("entity/Iran")).triples, "jsonld"), format="json-ld"
        )
        rows = graph.query(
            "PREFIX ir: <https://w3id.org/irkg/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#> "
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
            "SELECT DISTINCT ?c ?name WHERE { ?c a ir:Claim ; "
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#object>/skos:prefLabel ?name ; "
            "ir:hasEvidence/oa:hasSelector/oa:exact ?quote ; ir:hasEvidence/oa:hasSource ?article }"
        )
        assert len(list(rows)) == 7
        tenures = list(graph.subjects(rdflib.URIRef(f"{ids.ONTOLOGY}member")))
        assert len(tenures) == 1

    def test_a_long_list_comes_in_pages(self, busy: Source) -> None:
        node = iri("entity/China")
        parts = [describe_triples(busy, node, Window(page=number)) for number in (1, 2, 3)]
        assert [part.left for part in parts] == [82, 32, 0]
        claims = {t.subject for part in parts for t in part.triples if t.object == v.CLAIM_CLASS}
        assert len(claims) == 132


class TestAddresses:
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: t.strip("/")))
    def test_a_path_leads_back_to_its_iri(self, name: str) -> None:
        node = ids.iri(v.ARTICLE, name)
        path = AT.path(node)
        assert path is not None
        assert node in AT.candidates(unquote(path[1:]))

    @pytest.mark.parametrize("base", [BASE, "http://localhost:9/kg/"])
    def test_terms_keep_their_place_whatever_the_base(self, base: str) -> None:
        at = Addresses(base, "/under")
        assert at.path(f"{ids.CODEBOOKS}plover#REJECT") == "/under/codebooks/plover/REJECT"
        assert at.path(f"{base}entity/Iran") == "/under/entity/Iran"
        assert at.candidates("entity/Iran")[0] == f"{base}entity/Iran"

    @pytest.mark.parametrize("elsewhere", ["http://www.wikidata.org/entity/Q794", f"{BASE}nothing/x", BASE])
    def test_what_is_elsewhere_has_no_path(self, elsewhere: str) -> None:
        assert AT.path(elsewhere) is None

    @pytest.mark.parametrize("path", ["", "entity", "entity/", "nothing/x", "codebooks"])
    def test_paths_that_mean_nothing(self, path: str) -> None:
        assert AT.candidates(path) == ()

    def test_only_the_web_is_linked(self) -> None:
        assert AT.link("javascript:alert(1)") is None

    def test_an_iri_that_is_written_otherwise_is_found(self, source: Source) -> None:
        assert source.existing(AT.candidates("entity/Çelik")) == f"{BASE}entity/Çelik"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("entity/Irna", "Iran"),
        ("entity/islamic republic", "Iran"),
        ("entity/Abas_Araghchi", "Abbas Araghchi"),
        ("article/tehrn", "Title of tehran"),
        ("ontology/rejectTalksWith", "rejects talks with"),
    ],
)
def test_near_names_are_offered(source: Source, path: str, expected: str) -> None:
    near = near_names(source, path)
    assert expected in [named.name for named in near]
    assert expected in Outline(render_missing(path, near, AT)).text


@pytest.mark.parametrize("path", ["entity/", "entity/   ", "claim/0000", "entity/\"'\\", "entity/qqqqzzzz"])
def test_nothing_near_is_no_error(source: Source, path: str) -> None:
    assert near_names(source, path) == []


def test_bars_share_a_scale_and_say_their_numbers() -> None:
    one, other = listing.Tally((1, 2, 3, 4)), listing.Tally((0, 0, 0, 0), 5)
    assert rendering.strongest([one, other]) == 7
    drawn = str(rendering.bar(one, 7))
    widths = [float(w) for w in re.findall(r'width="([\d.]+)"', drawn)]
    assert sum(widths) == pytest.approx(1000 / 7, abs=0.1)
    assert "3 verbal conflict, 4 material conflict, 1 verbal cooperation, 2 material cooperation" in drawn
    assert "no facts" in rendering.bar(other, 7)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(
    ("text", "ground"),
    [(t, g) for t in ("ink", "soft", "link") for g in ("paper", "card")]
    + [
        ("warn", "warn-paper"),
        ("ink", "subject"),
        ("ink", "object"),
    ],
)
def test_text_stands_out_from_its_ground(source: Source, theme: int, text: str, ground: str) -> None:
    """WCAG 2.2, AA: at least 4.5 to 1."""
    html = html_of(source, "name/Persia.Iran")
    blocks = re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): ?(#[0-9a-f]{6})", blocks[theme]))
    light, dark = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_colours_of_the_two_themes_are_those_of_the_network(source: Source) -> None:
    html = html_of(source, "name/Persia.Iran")
    assert "--q1:#3b8ed6" in html
    assert "--q1:#9ad1f7" in html
