"""Tables hold the fields of the claims, and the columns that users of event data expect."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from pyarrow import parquet

from kg.belief import belief
from kg.errors import KgError
from kg.graph.triples import merge_claims
from kg.model import Article, Claim, Modality
from kg.ontology import read_relations
from kg.views import parquet as parquet_view
from kg.views.columns import Kind, Value
from kg.views.event_codings import GDELT
from kg.views.event_table import LAYOUTS, NATIVE, find_layout, make_rows, write_csv
from kg.views.formats import WRITERS
from kg.views.parquet import write_parquet
from tests.graph import samples
from tests.views.stores import make_source, make_store
from tests.views.synthetic import dozen

DOCS = Path(__file__).parents[2] / "docs" / "exports.md"


def exported(suffix: str, articles: list[Article], claims: list[Claim], **options: object) -> bytes:
    relations = {claim.relation.id: claim.relation for claim in claims}.values()
    file = BytesIO()
    WRITERS[suffix](make_source(make_store(articles, claims), relations, **options), file)
    return file.getvalue()


def by_name(claim: Claim, layout: str = "native") -> dict[str, Value]:
    (row,) = make_rows([claim], find_layout(layout), Counter())
    return {column.name: value for column, value in zip(find_layout(layout).columns, row, strict=True)}


def expected(claim: Claim) -> dict[str, Any]:
    """The fields of a claim under the names of the native columns, computed from the model alone."""
    first = claim.evidence[0]
    spans = {"subject": first.subject_span, "object": first.object_span, "trigger": first.trigger}
    sides = {"subject": claim.subject, "object": claim.object}
    return {
        "claim": claim.id, "date": claim.date, "date_end": claim.date_end, "relation": claim.relation.id,
        "modality": claim.modality.value, "cameo": claim.relation.cameo, "condition": claim.condition,
        "goldstein": claim.relation.goldstein, "belief": round(belief(claim.evidence), 4),
        "evidence": len(claim.evidence), "article": first.article, "publisher": first.publisher,
        "published": first.published, "url": first.url, "quote": first.quote, "start": first.start,
        "end": first.end, "extractor": first.extractor, "score": first.score,
        **{f"{s}_{f.name}": getattr(e, f.name) for s, e in sides.items() for f in fields(e)},
        **{f"{s}_{n}": span[i] if span else None for s, span in spans.items()
           for i, n in enumerate(("start", "end"))},
    }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(samples.worlds())
def test_parquet_gives_the_fields_back(world: tuple[list[Article], list[Claim]]) -> None:
    table = parquet.read_table(pa.BufferReader(exported(".parquet", *world)))
    rows = {row["claim"]: row for row in table.to_pylist()}
    claims = merge_claims(world[1])
    assert sorted(rows) == sorted(claim.id for claim in claims)
    for claim in claims:
        wanted = expected(claim)
        assert {name: rows[claim.id][name] for name in wanted} == wanted


@settings(max_examples=50, deadline=None)
@given(samples.worlds())
def test_csv_gives_the_fields_back(world: tuple[list[Article], list[Claim]]) -> None:
    claims = {claim.id: expected(claim) for claim in merge_claims(world[1])}
    for suffix, delimiter in ((".csv", ","), (".tsv", "\t")):
        text = exported(suffix, *world).decode()
        rows = list(csv.DictReader(StringIO(text, newline=""), delimiter=delimiter))
        assert sorted(row["claim"] for row in rows) == sorted(claims)
        for row in rows:
            wanted = claims[row["claim"]]
            assert {name: row[name] for name in wanted} == {
                name: "" if value is None else str(value) for name, value in wanted.items()
            }


def test_pandas_reads_both_alike() -> None:
    claims, articles = dozen()
    frame = pd.read_csv(BytesIO(exported(".csv", articles, claims)), dtype={"cameo": str})
    table = pd.read_parquet(BytesIO(exported(".parquet", articles, claims)))
    assert list(frame.columns) == list(table.columns)
    assert frame["quote"].tolist() == table["quote"].tolist()
    assert frame["belief"].tolist() == table["belief"].tolist()
    assert [None if day is None else day.isoformat() for day in table["date"]] == [
        day if isinstance(day, str) else None for day in frame["date"]
    ]
    assert len(frame) == len(claims)


def test_parquet_has_types() -> None:
    claims, articles = dozen()
    schema = parquet.read_schema(pa.BufferReader(exported(".parquet", articles, claims)))
    types = {
        Kind.TEXT: pa.string(), Kind.CATEGORY: pa.dictionary(pa.int32(), pa.string()), Kind.DAY: pa.date32(),
        Kind.WHOLE: pa.int64(), Kind.NUMBER: pa.float64(),
    }  # fmt: skip
    assert {field.name: field.type for field in schema} == {c.name: types[c.kind] for c in NATIVE.columns}
    chosen = {
        "date": pa.date32(),
        "start": pa.int64(),
        "relation": types[Kind.CATEGORY],
        "quote": pa.string(),
    }
    assert {name: schema.field(name).type for name in chosen} == chosen


def test_parquet_is_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_view, "ROWS_IN_GROUP", 5)
    claims, articles = dozen()
    file = parquet.ParquetFile(pa.BufferReader(exported(".parquet", articles, claims)))
    assert file.metadata.num_row_groups == -(-len(claims) // 5)
    assert sorted(file.read().column("claim").to_pylist()) == sorted(claim.id for claim in claims)


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(KgError, match=r"pip install 'irkg\[tables\]'"):
        write_parquet([], NATIVE, BytesIO())


def test_no_claims_give_a_table_without_rows() -> None:
    assert parquet.read_table(pa.BufferReader(exported(".parquet", [], []))).num_rows == 0
    assert len(exported(".csv", [], []).splitlines()) == 1


def test_a_row_can_be_a_piece_of_evidence() -> None:
    second = replace(samples.EVIDENCE, start=0, quote=samples.TEXT, speaker=None)
    claim = replace(samples.CLAIM, evidence=(second, samples.EVIDENCE))
    text = exported(".csv", [samples.ARTICLE], [claim], each_evidence=True).decode()
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert [(row["claim"], row["start"], row["speaker"]) for row in rows] == [
        (claim.id, "0", ""), (claim.id, "9", "Abbas_Araghchi"),
    ]  # fmt: skip
    assert {row["evidence"] for row in rows} == {"2"}
    with pytest.raises(KgError, match="a row of these columns is an event"):
        exported(".csv", [samples.ARTICLE], [claim], each_evidence=True, columns="gdelt")


def test_gdelt_has_the_columns_of_its_codebook_in_order() -> None:
    names = [column.name for column in GDELT.columns]
    assert len(names) == 61
    assert names[:7] == [
        "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", "Actor1Code", "Actor1Name",
    ]  # fmt: skip
    assert names.index("Actor2Code") == 15
    assert names[25:35] == [
        "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
        "NumMentions", "NumSources", "NumArticles", "AvgTone",
    ]  # fmt: skip
    assert names[51:] == [
        "ActionGeo_Type", "ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_ADM1Code",
        "ActionGeo_ADM2Code", "ActionGeo_Lat", "ActionGeo_Long", "ActionGeo_FeatureID", "DATEADDED",
        "SOURCEURL",
    ]  # fmt: skip


def test_gdelt_row_of_a_claim() -> None:
    copy = replace(samples.EVIDENCE, article="copy", publisher=None, published=date(2025, 2, 25))
    claim = replace(samples.CLAIM, evidence=(samples.EVIDENCE, copy))
    filled = {name: value for name, value in by_name(claim, "gdelt").items() if value is not None}
    assert filled == {
        "GLOBALEVENTID": claim.id, "SQLDATE": 20250225, "MonthYear": 202502, "Year": 2025,
        "FractionDate": 2025.1507, "Actor1Code": "IRN", "Actor1Name": "IRAN", "Actor1CountryCode": "IRN",
        "Actor2Code": "USA", "Actor2Name": "UNITED STATES", "Actor2CountryCode": "USA", "EventCode": "134",
        "EventBaseCode": "134", "EventRootCode": "13", "QuadClass": 3, "GoldsteinScale": -2.0,
        "NumMentions": 2, "NumSources": 2, "NumArticles": 2, "DATEADDED": 20250225,
        "SOURCEURL": "https://example.org/news/1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "state", "code", "role"),
    [("State", "IRN", "IRN", None), ("Government", "IRN", "IRNGOV", "GOV"),
     ("Company", "IRN", "IRNBUS", "BUS"), ("IntergovernmentalOrganization", None, "IGO", "IGO"),
     ("Person", None, None, None)],
)  # fmt: skip
def test_roles_of_actors(kind: str, state: str | None, code: str | None, role: str | None) -> None:
    claim = replace(samples.CLAIM, subject=replace(samples.IRAN, kind=kind, state=state))
    gdelt, polecat = by_name(claim, "gdelt"), by_name(claim, "polecat")
    assert (gdelt["Actor1Code"], gdelt["Actor1Type1Code"]) == (code, role)
    assert (polecat["Primary Actor Sector"], polecat["Actor Country"]) == (role, state)


def test_unknown_dates_are_empty() -> None:
    evidence = replace(samples.EVIDENCE, published=None, url=None, publisher=None)
    claim = replace(samples.CLAIM, date=None, evidence=(evidence,))
    gdelt, polecat = by_name(claim, "gdelt"), by_name(claim, "polecat")
    dates = ("SQLDATE", "MonthYear", "Year", "FractionDate", "DATEADDED", "SOURCEURL")
    assert [gdelt[name] for name in dates] == [None] * 6
    assert [polecat[name] for name in ("Event Date", "Publication Date", "Source")] == [None] * 3


def test_polecat_row_of_a_planned_claim() -> None:
    claim = replace(samples.CLAIM, relation=read_relations()["visits"], modality=Modality.PLANNED)
    filled = {name: value for name, value in by_name(claim, "polecat").items() if value is not None}
    assert filled == {
        "Event ID": claim.id, "Event Date": date(2025, 2, 25), "Event Type": "AGREE", "Event Mode": "visit",
        "Intensity": read_relations()["visits"].goldstein, "Quad Code": "VERBAL COOPERATION",
        "Contexts": "nuclear", "Actor Name": "Iran", "Actor Country": "IRN", "Actor Name Raw": "Iran",
        "Recipient Name": "United States", "Recipient Country": "USA", "Recipient Name Raw": "United States",
        "Source": "Example Agency", "Publication Date": date(2025, 2, 26),
    }  # fmt: skip


@pytest.mark.parametrize(("name", "told"), [("gdelt", ["actual"]), ("polecat", ["actual", "planned"])])
def test_what_did_not_happen_is_left_out_and_counted(name: str, told: list[str]) -> None:
    claims = [replace(samples.CLAIM, modality=modality) for modality in Modality]
    left_out: Counter[str] = Counter()
    rows = list(make_rows(claims, find_layout(name), left_out))
    assert len(rows) == len(told)
    assert left_out == {modality.value: 1 for modality in Modality if modality.value not in told}
    assert len(list(make_rows(claims, NATIVE, left_out))) == len(Modality)


def test_codes_come_from_the_ontology() -> None:
    relations = read_relations().values()
    rows = [by_name(replace(samples.CLAIM, relation=r), "gdelt") for r in relations if not r.symmetric]
    assert {str(row["EventRootCode"]) for row in rows} <= {f"{n:02}" for n in range(1, 21)}
    assert all(str(row["EventCode"]).startswith(str(row["EventBaseCode"])) for row in rows)
    assert all(row["QuadClass"] in {1, 2, 3, 4} for row in rows)


def test_unknown_columns_name_the_known_ones() -> None:
    with pytest.raises(KgError, match="no columns 'icews'; choose from native, gdelt, polecat"):
        find_layout("icews")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_documentation_explains_every_column(layout: str) -> None:
    explained = DOCS.read_text(encoding="utf-8")
    assert [c.name for c in LAYOUTS[layout].columns if f"`{c.name}`" not in explained] == []


def test_csv_keeps_awkward_text() -> None:
    quote = '=1+1\r\n"x"; \u202eשלום\u202c, 😀\t\x1b'
    row: list[Value] = [quote if column.name == "quote" else None for column in NATIVE.columns]
    file = BytesIO()
    write_csv([row], NATIVE, file)
    (read,) = csv.DictReader(StringIO(file.getvalue().decode(), newline=""))
    assert read["quote"] == quote
