"""The commands end to end: from files to a graph on disk, and everything that can be asked of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from rdflib import Dataset, Graph

from tests.conftest import TEXT, RunKg

QUERIES = Path(__file__).parents[2] / "examples" / "queries"
STORY = f"""Oslo condemns attack
{TEXT} Norway thanked Sweden for its help.
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one article and the store built from it."""
    from click.testing import CliRunner

    from kg.cli import cli

    folder = tmp_path_factory.mktemp("built")
    (folder / "2025-03-03-oslo.txt").write_text(STORY, encoding="utf-8")
    arguments = ["build", str(folder / "2025-03-03-oslo.txt"), "--store", str(folder / "store")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def store(built: Path) -> Path:
    return built / "store"


def test_build_reports_what_became_of_the_input(run_kg: RunKg, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text(json.dumps({"id": "a", "text": STORY, "date": "2025-03-03"}) + '\n{"id": "b"}\n')
    result = run_kg("build", news, "--store", tmp_path / "store", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["articles"] == 1
    assert report["failed"] == [
        {
            "where": f"{news}:2",
            "reason": f"{news}:2: the key 'text' is missing; give the article's text as a string",
        }
    ]
    assert sum(report["claims_by_root"].values()) == sum(report["claims_by_modality"].values()) > 0


def test_building_again_changes_nothing(run_kg: RunKg, built: Path, store: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before.nq", tmp_path / "after.nq"
    run_kg("export", before, "--store", store)
    result = run_kg("build", built / "2025-03-03-oslo.txt", "--store", store, "--json")
    run_kg("export", after, "--store", store)
    report = json.loads(result.stdout)
    assert (report["articles"], report["articles_unchanged"]) == (0, 1)
    assert before.read_bytes() == after.read_bytes()


def test_a_corrected_article_replaces_what_the_old_one_said(run_kg: RunKg, tmp_path: Path) -> None:
    path, store = tmp_path / "oslo.txt", tmp_path / "store"
    ask = ("query", "ASK { ?any ir:condemns ent:Russia }", "--store", store, "--format", "csv")
    path.write_text(TEXT)
    run_kg("build", path, "--store", store)
    assert run_kg(*ask).stdout.split() == ["ask", "true"]
    path.write_text(TEXT.replace("Russia", "Belarus"))
    report = json.loads(run_kg("build", path, "--store", store, "--json").stdout)
    assert report["articles_replaced"] == 1
    assert run_kg(*ask).stdout.split() == ["ask", "false"]


def test_extract_prints_the_claim_with_its_evidence(run_kg: RunKg) -> None:
    result = run_kg("extract", "-", "--date", "2025-03-03", stdin=STORY)
    claims = [json.loads(line) for line in result.stdout.splitlines()]
    (claim,) = [claim for claim in claims if claim["relation"] == "condemns"]
    assert (claim["subject"]["id"], claim["object"]["id"]) == ("Norway", "Russia")
    assert claim["subject"]["state"] == "NOR"
    assert (claim["root"], claim["modality"]) == ("ACCUSE", "actual")
    (evidence,) = claim["evidence"]
    assert STORY[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert evidence["published"] == "2025-03-03"


def test_claims_as_table_and_as_json(run_kg: RunKg, store: Path) -> None:
    table = run_kg("claims", "--store", store).stdout
    assert "condemns" in table
    assert "Norway" in table
    claims = [json.loads(line) for line in run_kg("claims", "--store", store, "--json").stdout.splitlines()]
    assert "condemns" in {claim["relation"] for claim in claims}


QUERY = "SELECT ?who WHERE { ?who ir:condemns ent:Russia }"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "who\nhttps://w3id.org/irkg/entity/Norway\n"),
        ("tsv", "?who\n<https://w3id.org/irkg/entity/Norway>\n"),
    ],
)
def test_query_knows_the_prefixes(run_kg: RunKg, store: Path, form: str, expected: str) -> None:
    result = run_kg("query", QUERY, "--store", store, "--format", form)
    assert result.stdout.replace("\r\n", "\n") == expected


def test_query_as_table_and_as_json(run_kg: RunKg, store: Path) -> None:
    assert "ent:Norway" in run_kg("query", QUERY, "--store", store).stdout
    answer = json.loads(run_kg("query", QUERY, "--store", store, "--json").stdout)
    assert answer["head"]["vars"] == ["who"]


def test_query_from_file_and_from_standard_input(run_kg: RunKg, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "who.rq"
    path.write_text(QUERY)
    assert "ent:Norway" in run_kg("query", path, "--store", store).stdout
    assert "ent:Norway" in run_kg("query", "-", "--store", store, stdin=QUERY).stdout


def test_query_for_a_graph_is_turtle(run_kg: RunKg, store: Path) -> None:
    query = "CONSTRUCT { ?s ir:condemns ?o } WHERE { ?s ir:condemns ?o }"
    result = run_kg("query", query, "--store", store, "--format", "ttl")
    assert len(Graph().parse(data=result.stdout, format="turtle")) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["SELECT ?x WHERE { ?x"], "line 1, column"),
        (["missing.rq"], "missing.rq: "),
        (["ASK {}", "--format", "ttl"], "cannot be written as 'ttl'"),
        (["DELETE WHERE { ?s ?p ?o }"], "only SELECT, ASK, CONSTRUCT and DESCRIBE"),
    ],
)
def test_query_errors_are_explained(run_kg: RunKg, store: Path, arguments: list[str], message: str) -> None:
    result = run_kg("query", *arguments, "--store", store)
    assert result.exit_code == 3
    assert result.stderr.startswith("error: ")
    assert message in result.stderr


def test_a_missing_store_is_explained(run_kg: RunKg, tmp_path: Path) -> None:
    result = run_kg("claims", "--store", tmp_path / "missing")
    assert result.exit_code == 3
    assert "there is no store at" in result.stderr
    assert not (tmp_path / "missing").exists()


def test_export_in_every_format(run_kg: RunKg, store: Path, tmp_path: Path) -> None:
    names = {"graph.ttl": "turtle", "graph.nq": "nquads", "graph.trig": "trig", "graph.jsonld": "json-ld"}
    result = run_kg("export", *(tmp_path / name for name in names), "--store", store)
    assert result.exit_code == 0
    for name, form in names.items():
        graph = Graph() if form == "turtle" else Dataset(default_union=True)
        assert len(graph.parse(tmp_path / name, format=form)) > 20


def test_export_refuses_what_it_cannot_write(run_kg: RunKg, store: Path, tmp_path: Path) -> None:
    assert run_kg("export", tmp_path / "graph.docx", "--store", store).exit_code == 3
    assert run_kg("export", tmp_path / "missing" / "graph.ttl", "--store", store).exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_view_is_one_page_with_the_claim(run_kg: RunKg, store: Path, tmp_path: Path) -> None:
    assert run_kg("view", tmp_path / "network.html", "--store", store).exit_code == 0
    page = (tmp_path / "network.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html")
    assert "Norway" in page
    assert [path.name for path in tmp_path.iterdir()] == ["network.html"]


def test_stats_and_validation(run_kg: RunKg, store: Path) -> None:
    counts = json.loads(run_kg("stats", "--store", store, "--json").stdout)
    assert counts["articles"] == 1
    assert "Articles" in run_kg("stats", "--store", store).stdout
    result = run_kg("validate", "--store", store)
    assert (result.exit_code, result.stdout) == (0, "the graph fits its shapes\n")
    assert json.loads(run_kg("validate", "--store", store, "--json").stdout) == []


@pytest.mark.parametrize("query", sorted(QUERIES.glob("*.rq")), ids=lambda path: path.stem)
def test_example_queries_are_answered(run_kg: RunKg, store: Path, query: Path) -> None:
    assert run_kg("query", query, "--store", store).exit_code == 0


def test_hostile_acts_come_with_their_sentence(run_kg: RunKg, store: Path) -> None:
    result = run_kg("query", QUERIES / "hostile_acts.rq", "--store", store, "--format", "csv")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert ("Norway", "condemns", "Russia", TEXT) in [
        (row["who"], row["does"], row["whom"], row["sentence"]) for row in rows
    ]
