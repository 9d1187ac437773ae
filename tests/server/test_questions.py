"""Questions over HTTP: the menu, answers by name and in plain English, and what is said without one."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from click.testing import Result

import kg
from kg.actors.gazetteer import read_gazetteer
from kg.graph.questions import read_questions
from kg.graph.store import Store
from kg.graph.triples import encode_article
from kg.knowledge import KnowledgeGraph
from kg.model import Article, Claim, Evidence, Modality
from kg.ontology import read_relations
from kg.views.answers import question_to_dict
from tests.asked_graph import SPRING, make_graph
from tests.server.serving import Server, running

RunKg = Callable[..., Result]
HTML, JSON, CSV = "text/html", "application/json", "text/csv"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SCRIPT = "<script>alert(1)</script>"
ODD = "odd/<b>&id"
"""The identifier of an article that must be escaped on a page and in a link."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the tests of questions, on disk."""
    path = tmp_path_factory.mktemp("asked") / "store"
    make_graph(path).close()
    return path


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with running(store) as started:
        yield started


def get(server: Server, path: str, accept: str = "*/*", **parameters: str) -> httpx.Response:
    return server.client.get(path, params=parameters or None, headers={"Accept": accept})


def ask(server: Server, words: str, accept: str = "*/*", **parameters: str) -> httpx.Response:
    return get(server, "/questions/ask", accept, q=words, **parameters)


def media(response: httpx.Response) -> str:
    return response.headers["Content-Type"].partition(";")[0]


class TestMenu:
    def test_programs_get_all_questions(self, server: Server) -> None:
        response = get(server, "/questions")
        assert media(response) == JSON
        assert response.json() == [question_to_dict(question) for question in kg.list_questions()]

    def test_browsers_get_a_form_for_each(self, server: Server) -> None:
        page = get(server, "/questions", BROWSER)
        assert media(page) == HTML
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        forms = dict(
            re.findall(r'<form action="/questions/(\w+)" method="get">(.*?)</form>', page.text, re.DOTALL)
        )
        assert set(forms) == {*read_questions(), "ask"}
        for name, question in read_questions().items():
            fields = dict(re.findall(r'<input name="(\w+)"[^>]*?( required)?>', forms[name]))
            assert fields == {p.name: "" if p.optional else " required" for p in question.parameters}
            assert all(p.about in unescape(forms[name]) for p in question.parameters)

    def test_no_question_has_the_name_of_the_free_field(self) -> None:
        assert "ask" not in read_questions()
        assert not {p.name for q in read_questions().values() for p in q.parameters} & {"q", "today"}

    def test_the_first_page_leads_there(self, server: Server) -> None:
        page = get(server, "/").text
        assert '<form action="/questions/ask" method="get">' in page
        assert re.search(r'<input[^>]* name="q"', page)
        for link in ("/questions", "/ontology"):
            assert f'href="{link}"' in page
            assert get(server, link).status_code == 200


class TestAnswers:
    @pytest.mark.parametrize(
        ("words", "today"),
        [
            ("who condemned Ecuador", None),
            ("who condemned Ecuador last month", "2024-05-02"),
            ("who are the rivals of Ecuador", None),
            ("what is alleged against North Korea", None),
        ],
    )
    def test_json_is_what_the_command_says(
        self, server: Server, store: Path, run_kg: RunKg, words: str, today: str | None
    ) -> None:
        day = {} if today is None else {"today": today}
        response = ask(server, words, **day)
        assert (response.status_code, media(response)) == (200, JSON)
        options = [] if today is None else ["--today", today]
        said = run_kg("ask", words, "--store", store, "--json", *options)
        assert response.json() == json.loads(said.stdout)
        assert response.json()["rows"]

    def test_by_name_with_words_for_parameters(self, server: Server) -> None:
        named = get(server, "/questions/who_did", act="condemn", target="Ecuador", period="").json()
        asked = ask(server, "who condemned Ecuador").json()
        assert [row["who"] for row in named["rows"]] == ["Brazil", "Colombia"]
        assert (named["rows"], named["sparql"]) == (asked["rows"], asked["sparql"])
        assert (named["asked"], asked["asked"]) == (None, "who condemned Ecuador")

    def test_rows_carry_their_evidence(self, server: Server) -> None:
        row = ask(server, "who condemned Ecuador").json()["rows"][0]
        assert row["quote"] == "Brazil condemns Ecuador (actual)."
        assert (row["article"], row["published"]) == (str(SPRING), str(SPRING))
        assert server.holds(f"ASK {{ {row['claim']} a ir:Claim }}")

    def test_the_sparql_gives_the_same_rows_at_the_endpoint(self, server: Server) -> None:
        answer = ask(server, "who condemned Ecuador").json()
        assert [row[0] for row in server.values(answer["sparql"])] == [row["who"] for row in answer["rows"]]

    @pytest.mark.parametrize("suffix", ["", ".csv"])
    def test_csv(self, server: Server, suffix: str) -> None:
        accept = "*/*" if suffix else CSV
        response = get(server, f"/questions/who_did{suffix}", accept, act="condemn", target="Ecuador")
        assert media(response) == CSV
        rows = list(csv.DictReader(io.StringIO(response.text)))
        assert [(row["who"], row["published"]) for row in rows] == [
            ("Brazil", str(SPRING)),
            ("Colombia", str(SPRING)),
        ]
        assert rows[0]["claim"].startswith("https://")

    def test_a_page_shows_sentences_and_links_that_lead_somewhere(self, server: Server) -> None:
        page = ask(server, "who condemned Ecuador", BROWSER)
        assert (page.status_code, media(page)) == (200, HTML)
        text = unescape(page.text)
        assert "Brazil condemns Ecuador (actual)." in text
        assert f'datetime="{SPRING}"' in text
        links = [unescape(link) for link in re.findall(r'href="(/[^"]+)"', page.text)]
        assert {"article", "claim", "sparql", "questions"} <= {re.split("[/?#]", link)[1] for link in links}
        for link in links:
            assert server.client.get(link).status_code == 200, link
        sparql = next(link for link in links if link.startswith("/sparql?"))
        assert len(server.client.get(sparql).json()["results"]["bindings"]) == 2

    def test_a_page_leads_from_a_count_to_the_sentences(self, server: Server) -> None:
        page = ask(server, "who are the rivals of Ecuador", BROWSER).text
        follow = re.findall(r'<a href="([^"]+)">show</a>', page)
        assert follow
        assert all(server.client.get(unescape(link)).json()["rows"] for link in follow)

    @pytest.mark.parametrize("name", read_questions())
    def test_every_question_has_a_page(self, server: Server, name: str) -> None:
        pages = [ask(server, words, BROWSER) for words in read_questions()[name].examples]
        refused = [unescape(page.text) for page in pages if page.status_code != 200]
        assert all("the graph knows no" in text or "that the graph knows" in text for text in refused)
        assert any(f'href="/questions#{name}"' in page.text for page in pages)

    def test_nothing_found_is_said(self, server: Server) -> None:
        assert "Nothing in the graph says so as a fact" in ask(server, "who condemned Japan", BROWSER).text

    def test_the_form_that_a_client_prefers(self, server: Server) -> None:
        words = "who condemned Ecuador"
        assert media(ask(server, words, f"{HTML};q=0.3, {CSV}")) == CSV
        assert media(ask(server, words, "image/png, */*;q=0.1")) == JSON
        assert ask(server, words, "image/png").status_code == 406

    def test_tags(self, server: Server) -> None:
        for path in ("/questions/ask?q=who+condemned+Ecuador", "/questions"):
            first = server.client.get(path)
            assert first.headers["Vary"].startswith("Accept")
            known = {"If-None-Match": first.headers["ETag"]}
            assert server.client.get(path, headers=known).status_code == 304
            assert server.client.get(path, headers=known | {"Accept": HTML}).status_code == 200


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "status", "said"),
        [
            ("/questions/ask?q=who+condemned+Equador", 400, "did you mean Ecuador"),
            ("/questions/ask?q=how+tall+is+Ecuador", 400, "Ecuador (actor)"),
            ("/questions/ask?q=who+condemned+Ecuador+last+month", 400, "last month"),
            ("/questions/ask", 400, "/questions/ask?q="),
            ("/questions/ask?q=+", 400, "/questions/ask?q="),
            ("/questions/ask?q=who+condemned+Ecuador&actor=Cuba", 400, "q and today"),
            ("/questions/ask?q=who+condemned+Ecuador&today=soon", 400, "2025-03-01"),
            ("/questions/ask?q=a&q=b", 400, "more than once"),
            (f"/questions/ask?q={'Cuba+' * 150}", 400, "500 characters"),
            ("/questions/who_did?act=condemn", 400, "needs target"),
            ("/questions/who_did?act=condemn&target=Ecuador&colour=red", 400, "no parameter 'colour'"),
            ("/questions/who_did?act=condemn&target=Ecuador&period=often", 400, "'often' is no period"),
            ("/questions/ask?q=%FF", 400, "UTF-8"),
            ("/questions/who_dit", 404, "who_did"),
            ("/questions/zzzzzzzz", 404, "/questions"),
            ("/questions/who_did/more", 404, "nothing at"),
        ],
    )  # fmt: skip
    def test_message(self, server: Server, path: str, status: int, said: str) -> None:
        for accept in ("*/*", JSON, BROWSER):
            response = get(server, path, accept)
            assert response.status_code == status
            assert said in unescape(response.text)
        assert get(server, path, JSON).json()["status"] == status

    def test_near_questions_are_links(self, server: Server) -> None:
        page = ask(server, "how tall is Ecuador", BROWSER)
        links = re.findall(r'<li><a href="(/questions/ask\?q=[^"]+)"', page.text)
        assert links
        assert {server.client.get(unescape(link)).status_code for link in links} <= {200, 400}
        unknown = get(server, "/questions/who_dit", BROWSER).text
        assert '<a href="/questions#who_did">' in unknown

    @pytest.mark.parametrize(
        "path",
        [
            f"/questions/ask?q={SCRIPT}",
            f"/questions/ask?q=who+condemned+{SCRIPT}",
            f"/questions/{SCRIPT.replace('/', '')}",
            f"/questions/who_did?act={SCRIPT}&target=Ecuador",
            f"/questions/who_did?act=condemn&target={SCRIPT}",
            f"/questions/who_did?{SCRIPT}=1",
            f'/questions/ask?q="onfocus="alert(1)+{SCRIPT}',
        ],
    )
    def test_nothing_of_a_request_becomes_markup(self, server: Server, path: str) -> None:
        page = get(server, path, BROWSER)
        assert page.status_code in (400, 404)
        assert "script" in page.text
        assert "<script" not in page.text
        assert '"onfocus=' not in page.text

    def test_words_cannot_become_sparql(self, server: Server) -> None:
        response = get(server, "/questions/who_did", act="condemn", target='Ecuador" } } #')
        assert response.status_code == 200
        assert response.json()["parameters"]["target"] == "Ecuador"
        assert "} } #" not in response.json()["sparql"]


def condemnation(text: str) -> Claim:
    """That Mexico condemns Ecuador, as an article of an odd name says in so many words."""
    entities = read_gazetteer().entities
    evidence = Evidence(
        article=ODD, start=0, end=len(text), quote=text, trigger=(0, 3), subject_span=None, object_span=None,
        extractor="hand", score=0.9,
    )  # fmt: skip
    return Claim(
        subject=entities["Mexico"], relation=read_relations()["condemns"], object=entities["Ecuador"],
        modality=Modality.ACTUAL, date=None, date_end=None, evidence=(evidence,),
    )  # fmt: skip


def wait_for(server: Server, words: str) -> str:
    """The page of who condemned Ecuador, as soon as it holds words that were written into the store."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        page = ask(server, "who condemned Ecuador", BROWSER).text
        if words in unescape(page):
            return page
        time.sleep(0.2)
    raise AssertionError(f"{words} is not served")


def test_nothing_of_an_article_becomes_markup(tmp_path: Path) -> None:
    """A sentence and an identifier with markup, and a graph that changes while it is served."""
    path = tmp_path / "store"
    KnowledgeGraph.create(path).close()
    text = f"Mexico condemned Ecuador {SCRIPT}."
    with running(path, "--max-size", "1", "--workers", "1") as server:
        assert ask(server, "who condemned Ecuador").json()["rows"] == []
        with Store(path) as store:
            article = Article(id=ODD, text=text)
            store.replace_article(ODD, list(encode_article(article, [condemnation(text)])))
        page = wait_for(server, SCRIPT)
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        links = re.findall(r'href="(/article/[^"]+)"', page)
        assert links
        assert all(server.client.get(unescape(link)).status_code == 200 for link in links)
