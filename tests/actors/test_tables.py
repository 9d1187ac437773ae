"""Tables about actors: the statements that their rows stand for, and what is said of rows that are wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kg.actors.ambiguity import Ambiguity, Rule, read_ambiguities
from kg.actors.gazetteer import read_gazetteer
from kg.actors.tables import Statement, as_triples, read_columns, read_rows, read_table
from kg.errors import DataError

OFFICE = "office\tWarden of Norway\tNorway\thead of state, army chief\twarden|high warden\n"
MEMBERS = "organization\tmember\tjoined\tleft\tstatus\n"
FORMER = "state\tname\tfrom\tuntil\n"
TENURE = "https://w3id.org/irkg/tenure/"
MEMBERSHIP = "https://w3id.org/irkg/membership/"


def table(folder: Path, text: str) -> Path:
    path = folder / "mine.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def about(statements: Iterable[Statement], subject: str) -> list[tuple[str, str]]:
    """Properties and values of a subject, in order."""
    return [(name, value) for s, name, value in statements if s == subject]


class TestOffices:
    def test_an_office_has_types_and_titles(self, tmp_path: Path) -> None:
        found = list(read_table(table(tmp_path, OFFICE)))
        assert about(found, "Warden_of_Norway") == [
            ("type", "Office"),
            ("prefLabel", "Warden of Norway"),
            ("officeOf", "Norway"),
            ("officeType", "head of state"),
            ("officeType", "army chief"),
            ("title", "warden"),
            ("title", "high warden"),
        ]

    def test_a_dash_is_nothing(self, tmp_path: Path) -> None:
        row = "office\tWarden of Norway\tNorway\t-\t-\n\tJane Roe\t-\t-\t-\t-\t-\n"
        found = list(read_table(table(tmp_path, row)))
        assert [name for name, _ in about(found, "Warden_of_Norway")] == ["type", "prefLabel", "officeOf"]
        assert [name for name, _ in about(found, f"{TENURE}Jane_Roe.Warden_of_Norway.-")] == [
            "type",
            "holder",
            "office",
        ]

    @pytest.mark.parametrize(
        ("start", "end", "days"),
        [
            ("1901-02-03", "1904-05-06", ("1901-02-03", "1904-05-06")),
            ("1901-02", "1904-05", ("1901-02-01", "1904-05-01")),
            ("1901", "1904", ("1901-01-01", "1904-01-01")),
        ],
    )
    def test_a_month_or_year_begins_with_its_first_day(
        self, tmp_path: Path, start: str, end: str, days: tuple[str, str]
    ) -> None:
        found = list(read_table(table(tmp_path, f"{OFFICE}\tJane Roe\t{start}\t{end}\t-\t-\t-\n")))
        assert about(found, f"{TENURE}Jane_Roe.Warden_of_Norway.{days[0]}") == [
            ("type", "Tenure"),
            ("holder", "Jane_Roe"),
            ("office", "Warden_of_Norway"),
            ("start", days[0]),
            ("end", days[1]),
        ]

    def test_a_person_has_every_name_without_accents_too(self, tmp_path: Path) -> None:
        row = f"{OFFICE}\tÅsa Börk\t1901\t-\tÅsa-Lena Börk|Asa Bork-Roe\tBörk|Bork-Roe\tQ1\n"
        assert about(read_table(table(tmp_path, row)), "Asa_Bork") == [
            ("type", "Person"),
            ("prefLabel", "Åsa Börk"),
            ("represents", "Norway"),
            ("altLabel", "Åsa-Lena Börk"),
            ("altLabel", "Asa Bork-Roe"),
            ("altLabel", "Asa Bork"),
            ("altLabel", "Asa-Lena Bork"),
            ("shortName", "Börk"),
            ("shortName", "Bork-Roe"),
            ("shortName", "Bork"),
            ("sameAs", "http://www.wikidata.org/entity/Q1"),
        ]

    def test_without_a_short_name_it_is_the_last_word(self, tmp_path: Path) -> None:
        found = read_table(table(tmp_path, f"{OFFICE}\tJane van Roe\t1901\t-\t-\t-\t-\n"))
        assert ("shortName", "Roe") in about(found, "Jane_van_Roe")

    def test_only_the_first_row_of_a_person_describes_him(self, tmp_path: Path) -> None:
        rows = f"{OFFICE}\tJane Roe\t1901\t1903\t-\tRoe\t-\n\tJane Roe\t1905\t-\tJ. Roe\tJane\tQ1\n"
        found = list(read_table(table(tmp_path, rows)))
        assert [value for name, value in about(found, "Jane_Roe") if name in ("altLabel", "shortName")] == [
            "Roe"
        ]
        assert sum(name == "holder" for _, name, _ in found) == 2

    def test_comments_and_blank_lines_are_skipped_but_counted(self, tmp_path: Path) -> None:
        path = table(tmp_path, f"# comment\n\n{OFFICE}\t\n# more\n\tJane Roe\t1901\t-\t-\t-\t-\n")
        assert [number for number, _ in read_rows(path)] == [3, 6]


class TestMemberships:
    def test_a_row_is_a_membership_with_its_period(self, tmp_path: Path) -> None:
        found = list(read_table(table(tmp_path, f"{MEMBERS}NATO\tNorway\t1949-08\t1950\tobserver\n")))
        assert about(found, f"{MEMBERSHIP}Norway.NATO.1949-08") == [
            ("type", "Membership"),
            ("member", "Norway"),
            ("organization", "NATO"),
            ("status", "observer"),
            ("start", "1949-08-01"),
            ("end", "1950-01-01"),
        ]

    @pytest.mark.parametrize(
        ("kind", "end", "status", "plain"),
        [
            ("organization", "-", "member", [("memberOf", "Alpine_Pact")]),
            ("organization", "-", "suspended", [("memberOf", "Alpine_Pact")]),
            ("organization", "1990", "member", []),
            ("organization", "-", "observer", []),
            ("agreement", "-", "party", [("partyTo", "Alpine_Pact")]),
            ("agreement", "-", "guarantor", [("partyTo", "Alpine_Pact")]),
            ("agreement", "-", "signatory", []),
            ("agreement", "-", "member", []),
        ],
    )
    def test_who_belongs_today_has_the_plain_property(
        self, tmp_path: Path, kind: str, end: str, status: str, plain: list[tuple[str, str]]
    ) -> None:
        text = f"{kind}\tmember\tjoined\tleft\tstatus\nAlpine_Pact\tNorway\t1980\t{end}\t{status}\n"
        assert about(read_table(table(tmp_path, text)), "Norway") == plain


class TestFormerNames:
    def test_a_row_is_a_name_with_its_period(self, tmp_path: Path) -> None:
        found = list(read_table(table(tmp_path, f"{FORMER}Norway\tNoregs Land\t1901\t1903-05\n")))
        assert about(found, "https://w3id.org/irkg/name/Noregs_Land.Norway") == [
            ("type", "FormerName"),
            ("nameOf", "Norway"),
            ("prefLabel", "Noregs Land"),
            ("start", "1901-01-01"),
            ("end", "1903-05-01"),
        ]

    def test_a_user_adds_one(self, tmp_path: Path) -> None:
        found = read_gazetteer(table(tmp_path, f"{FORMER}Norway\tNoregs Land\t1901\t1903-05\n"))
        (name,) = [n for n in found.former_names if n.of.id == "Norway"]
        assert (name.name, name.start) == ("Noregs Land", date(1901, 1, 1))


class TestTriples:
    @pytest.mark.parametrize(
        ("name", "value", "term"),
        [
            ("prefLabel", "Jane Roe", Literal("Jane Roe", language="en")),
            ("officeType", "head of state", Literal("head of state")),
            ("type", "Person", NamedNode("https://w3id.org/irkg/ontology#Person")),
            ("represents", "Norway", NamedNode("https://w3id.org/irkg/entity/Norway")),
            ("sameAs", "http://www.wikidata.org/entity/Q1", NamedNode("http://www.wikidata.org/entity/Q1")),
            (
                "start",
                "1901-01-01",
                Literal("1901-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
            ),
        ],
    )
    def test_a_value_has_the_term_of_its_property(
        self, name: str, value: str, term: NamedNode | Literal
    ) -> None:
        (triple,) = as_triples([("Jane_Roe", name, value)])
        assert triple.subject == NamedNode("https://w3id.org/irkg/entity/Jane_Roe")
        assert triple.object == term

    def test_properties_of_other_vocabularies_keep_their_names(self) -> None:
        names = ("type", "prefLabel", "altLabel", "sameAs", "holder")
        triples = as_triples(("Jane_Roe", name, "x") for name in names)
        assert [t.predicate.value.removeprefix("http://www.w3.org/") for t in triples] == [
            "1999/02/22-rdf-syntax-ns#type",
            "2004/02/skos/core#prefLabel",
            "2004/02/skos/core#altLabel",
            "2002/07/owl#sameAs",
            "https://w3id.org/irkg/ontology#holder",
        ]


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "line", "problem"),
        [
            ("", 1, "the first row begins with ''"),
            ("# a\nhead\tJane Roe\n", 2, "known are office, state, organization, agreement"),
            ("\tJane Roe\t1901\t-\t-\t-\t-\n", 1, "the first row begins with ''"),
            ("office\tWarden\n", 1, "it has 2, first 'office'"),
            (f"{OFFICE}\tJane Roe\t1901\n", 2, "it has 3, first ''"),
            (f"{OFFICE}Jane Roe\t1901\t-\t-\t-\t-\t-\n", 2, "first 'Jane Roe'"),
            (f"{OFFICE}\tJane Roe\tMay 1901\t-\t-\t-\t-\n", 2, "'May 1901' is no date; write YYYY-MM-DD"),
            (f"{OFFICE}\tJane Roe\t1901\t1.2.1903\t-\t-\t-\n", 2, "'1.2.1903' is no date"),
            (f"{OFFICE}\tJane Roe\t\t-\t-\t-\t-\n", 2, "'' is no date"),
            (f"{MEMBERS}NATO\tNorway\n", 2, "2 columns where 5 are needed"),
            (f"{FORMER}Norway\tNoregs Land\n", 2, "2 columns where 4 are needed"),
            (f"{MEMBERS}\n\nNATO\tNorway\tonce\t-\tmember\n", 4, "'once' is no date"),
            (f"{OFFICE}\t\t1901\t-\t-\t-\t-\n", 2, "name"),
        ],
    )
    def test_a_wrong_row_is_named_with_its_line(
        self, tmp_path: Path, text: str, line: int, problem: str
    ) -> None:
        path = table(tmp_path, text)
        with pytest.raises(DataError) as caught:
            list(read_table(path))
        assert str(caught.value).startswith(f"{path}:{line}: ")
        assert problem in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (f"{OFFICE}\tJane Roe\t1901-13\t-\t-\t-\t-\n", "has ir:start '1901-13-01'; write YYYY-MM-DD"),
            (f"{OFFICE}\tJane Roe\t1903\t1901\t-\t-\t-\n", "ends on 1901-01-01, not after its start"),
            (
                OFFICE.replace("\tNorway\t", "\tAtlantis\t"),
                "has ir:officeOf Atlantis, which no file describes",
            ),
        ],
    )
    def test_what_the_gazetteer_finds_wrong_names_the_table(
        self, tmp_path: Path, text: str, problem: str
    ) -> None:
        path = table(tmp_path, text)
        with pytest.raises(DataError) as caught:
            read_gazetteer(path)
        assert str(caught.value).startswith(f"{path}: ")
        assert problem in str(caught.value)

    def test_a_table_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        undecodable = tmp_path / "latin.tsv"
        undecodable.write_bytes(f"{OFFICE}\tÅsa Börk\t1901\t-\t-\t-\t-\n".encode("latin-1"))
        for path in (undecodable, tmp_path / "absent.tsv", tmp_path):
            with pytest.raises(DataError) as caught:
                list(read_table(path))
            assert str(caught.value).startswith(f"{path}: cannot be read: ")

    def test_another_number_of_columns_is_named_below_the_header(self, tmp_path: Path) -> None:
        path = table(tmp_path, "# comment\nword\tstates\nKoreas\n")
        with pytest.raises(DataError) as caught:
            list(read_columns(path, columns=2))
        assert str(caught.value) == f"{path}:3: 1 columns where 2 are needed"


class TestAmbiguities:
    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ("Nice\t-\tnever\t-", "4 columns"),
            ("Nice\t-\tsometimes\t-\tadjective", "sometimes"),
            ("Nice\t-\tonly\t-\tadjective", "need words"),
            ("Nice\t-\tnever\tFrance\tadjective", "need words"),
        ],
    )
    def test_a_wrong_row_is_named(self, tmp_path: Path, row: str, problem: str) -> None:
        table = tmp_path / "ambiguous.tsv"
        table.write_text(f"# comment\nalias\tentity\trule\twords\tnote\n{row}\n")
        with pytest.raises(DataError, match=problem) as caught:
            read_ambiguities(table)
        assert f"{table}:3" in str(caught.value)

    def test_words_are_whole_words_in_the_case_given(self) -> None:
        row = Ambiguity(alias="Pole", entity="Poland", rule=Rule.ONLY, words=("Polish",), note="rod")
        assert row.allows("a Polish minister")
        assert not row.allows("to polish the Polishing")
