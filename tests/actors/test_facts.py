"""A user's files add to what is known of the actors and correct it, and look-ups on a day follow."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kg.actors.aliases import AliasKind
from kg.actors.facts import Facts, read_actor_file, read_triples
from kg.actors.gazetteer import Gazetteer, read_gazetteer
from kg.errors import DataError
from kg.resources import ontologies
from tests.test_directory import PREFIXES

KESTROVIA = """
ent:Kestrovia a ir:State ; skos:prefLabel "Kestrovia"@en ; ir:iso3 "KVX" .
ent:Warden_of_Kestrovia a ir:Office ; skos:prefLabel "Warden of Kestrovia"@en ; ir:officeOf ent:Kestrovia ;
    ir:officeType "head of state" ; ir:title "warden"@en .
"""
JANE = 'ent:Jane_Roe a ir:Person ; skos:prefLabel "Jane Roe"@en ; ir:represents ent:Norway .\n'
TENURE = "ten:x a ir:Tenure ; ir:holder ent:Joe_Biden ; ir:office ent:Pope ; "


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer()


def turtle(folder: Path, text: str, name: str = "mine.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def names(gazetteer: Gazetteer, entity: str, kind: AliasKind = AliasKind.NAME) -> set[str]:
    return {alias.text for alias in gazetteer.aliases_of(entity) if alias.kind is kind}


class TestCorrections:
    def test_without_extras_the_gazetteer_is_read_once(self) -> None:
        assert read_gazetteer() is read_gazetteer()

    def test_a_value_of_a_property_with_one_value_replaces_ours(self, tmp_path: Path) -> None:
        path = turtle(tmp_path, 'ent:Oslo skos:prefLabel "Oslo town"@en ; ir:locatedIn ent:Sweden .')
        found = read_gazetteer(path)
        assert found.entities["Oslo"].name == "Oslo town"
        assert found.entities["Oslo"].state == "SWE"
        assert "Oslo" not in names(found, "Oslo")

    def test_a_value_of_a_property_with_many_is_added(self, tmp_path: Path, gazetteer: Gazetteer) -> None:
        path = turtle(tmp_path, 'ent:Norway skos:altLabel "Land of Fjords"@en ; ir:metonym "Fjordgate"@en .')
        found = read_gazetteer(path)
        assert names(found, "Norway") == names(gazetteer, "Norway") | {"Land of Fjords"}
        assert names(found, "Norway", AliasKind.METONYM) >= {"Oslo", "Fjordgate"}

    def test_not_called_takes_a_name_back(self, tmp_path: Path, gazetteer: Gazetteer) -> None:
        found = read_gazetteer(turtle(tmp_path, 'ent:Norway ir:notCalled "Oslo"@en .'))
        assert "Oslo" in names(gazetteer, "Norway", AliasKind.METONYM)
        assert "Oslo" not in names(found, "Norway", AliasKind.METONYM)
        assert "Oslo" in names(found, "Oslo")

    def test_the_end_of_a_tenure_can_be_given(self, tmp_path: Path, gazetteer: Gazetteer) -> None:
        day = date(2025, 3, 1)
        (held,) = gazetteer.holders("Prime_Minister_of_Norway", day)
        node = f"ten:{held.person.id}.Prime_Minister_of_Norway.{held.start}"
        found = read_gazetteer(turtle(tmp_path, f'{node} ir:end "2025-02-01"^^xsd:date .'))
        assert found.holders("Prime_Minister_of_Norway", day) == ()

    def test_triples_and_facts_agree(self, tmp_path: Path) -> None:
        path = turtle(tmp_path, 'ent:Oslo skos:prefLabel "Oslo town"@en ; skos:altLabel "Tigerstaden"@en .')
        facts = Facts((path,), memberships=True)
        said: dict[tuple[str, str], list[str]] = {}
        for triple in read_triples((path,)):
            assert isinstance(triple.subject, NamedNode)
            assert isinstance(triple.object, NamedNode | Literal)
            name = triple.predicate.value.rpartition("#")[2]
            if name in ("prefLabel", "altLabel", "iso3", "title"):
                subject = triple.subject.value.rpartition("/entity/")[2]
                said.setdefault((subject, name), []).append(triple.object.value)
        assert said["Oslo", "prefLabel"] == ["Oslo town"]
        assert len(said) > 10_000
        assert [key for key, values in said.items() if facts.values(*key) != values] == []

    def test_memberships_are_read_when_asked_for(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.tsv"
        path.write_text("organization\tmember\tjoined\tleft\tstatus\nMercosur\tNorway\t1901\t-\tobserver\n")
        (found,) = [
            m
            for m in read_gazetteer(path).memberships
            if (m.member.id, m.organization.id) == ("Norway", "Mercosur")
        ]
        assert (found.status, found.start, found.end) == ("observer", date(1901, 1, 1), None)


class TestTablesOfUsers:
    def test_a_table_adds_offices_and_holders(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.tsv"
        path.write_text(
            "office\tWarden of Norway\tNorway\tarmy chief\thigh warden\n"
            "\tJane Roe\t1901-02\t1903\tJ. Roe\t-\t-\n"
            "\tÅsa Börk\t1903\t-\t-\t-\t-\n",
            encoding="utf-8",
        )
        found = read_gazetteer(path)
        office = found.office("Norway", "high warden")
        assert office is not None
        assert office.id == "Warden_of_Norway"
        assert [t.person.name for t in found.holders(office.id, date(1902, 12, 31))] == ["Jane Roe"]
        assert [t.person.name for t in found.holders(office.id, date(1903, 1, 1))] == ["Åsa Börk"]
        assert names(found, "Jane_Roe") == {"Jane Roe", "J. Roe"}
        assert names(found, "Asa_Bork", AliasKind.SHORT_NAME) == {"Börk", "Bork"}
        assert found.entities["Asa_Bork"].state == "NOR"

    def test_several_files_are_joined(self, tmp_path: Path) -> None:
        table = tmp_path / "mine.tsv"
        table.write_text("office\tEnvoy of Kestrovia\tKestrovia\t-\tenvoy\n\tJane Roe\t1901\t-\t-\t-\t-\n")
        found = read_gazetteer(table, turtle(tmp_path, KESTROVIA))
        assert found.entities["Jane_Roe"].state == "KVX"
        assert {o.id for t in ("envoy", "warden") if (o := found.office("Kestrovia", t)) is not None} == {
            "Envoy_of_Kestrovia",
            "Warden_of_Kestrovia",
        }


class TestReadme:
    def test_the_examples_of_the_readme_are_read(self, tmp_path: Path) -> None:
        text = (ontologies() / "actors" / "README.md").read_text(encoding="utf-8")
        examples = re.findall(r"```(turtle|tsv)\n(.*?)```", text, re.DOTALL)
        assert [language for language, _ in examples] == ["tsv", "turtle", "tsv"]
        found = []
        for number, (language, example) in enumerate(examples):
            path = tmp_path / f"{number}.{'ttl' if language == 'turtle' else language}"
            path.write_text(example, encoding="utf-8")
            found.append(read_gazetteer(path))
        ministers, council, wardens = found
        (holder,) = ministers.holders("Foreign_Minister_of_Norway", date(2024, 1, 1))
        assert holder.person.id == "Espen_Barth_Eide"
        for read, actor in ((council, "Council_of_the_Fjords"), (wardens, "Norway")):
            speaks_for = read.represents("Jane_Roe", date(2024, 6, 1))
            assert speaks_for is not None
            assert speaks_for.id == actor


class TestStateOfAPerson:
    def test_it_is_that_of_the_last_office(self, tmp_path: Path) -> None:
        held = (
            "ten:1 a ir:Tenure ; ir:holder ent:Jane_Roe ; ir:office ent:Prime_Minister_of_Norway ;\n"
            '    ir:start "1901-01-01"^^xsd:date ; ir:end "1902-01-01"^^xsd:date .\n'
            "ten:2 a ir:Tenure ; ir:holder ent:Jane_Roe ; ir:office ent:Chancellor_of_Germany ;\n"
            '    ir:start "1905-01-01"^^xsd:date ; ir:end "1906-01-01"^^xsd:date .\n'
        )
        found = read_gazetteer(turtle(tmp_path, JANE + held))
        assert found.entities["Jane_Roe"].state == "DEU"
        assert found.represents("Jane_Roe", date(1901, 6, 1)) == found.state("NOR")
        assert found.represents("Jane_Roe", date(1905, 6, 1)) == found.state("DEU")
        assert found.represents("Jane_Roe", date(1903, 6, 1)) is None

    def test_a_later_holder_of_a_user_ends_our_open_tenure(
        self, tmp_path: Path, gazetteer: Gazetteer
    ) -> None:
        (now,) = gazetteer.holders("Foreign_Minister_of_Norway", date(2026, 11, 1))
        later = "ten:1 a ir:Tenure ; ir:holder ent:Jane_Roe ; ir:office ent:Foreign_Minister_of_Norway ;\n"
        later += '    ir:start "2026-10-01"^^xsd:date .\n'
        found = read_gazetteer(turtle(tmp_path, JANE + later))
        days = [date(2026, 9, 30), date(2026, 10, 1)]
        holders = [[t.person.id for t in found.holders("Foreign_Minister_of_Norway", day)] for day in days]
        assert holders == [[now.person.id], ["Jane_Roe"]]
        assert found.represents(now.person.id, date(2026, 11, 1)) is None

    def test_without_an_office_it_is_that_for_which_she_speaks(self, tmp_path: Path) -> None:
        found = read_gazetteer(turtle(tmp_path, JANE))
        assert found.entities["Jane_Roe"].state == "NOR"
        assert found.represents("Jane_Roe", date(1901, 6, 1)) == found.state("NOR")


class TestDays:
    @pytest.mark.parametrize(
        ("place", "year", "state"),
        [
            ("Moscow", 1985, "Soviet_Union"),
            ("Moscow", 1995, "Russia"),
            ("Kyiv", 1980, "Soviet_Union"),
            ("Kyiv", 2020, "Ukraine"),
            ("Belgrade", 1985, "Yugoslavia"),
            ("Belgrade", 2000, "Serbia_and_Montenegro"),
            ("Belgrade", 2020, "Serbia"),
            ("Zagreb", 1985, "Yugoslavia"),
            ("Aden", 1980, "South_Yemen"),
            ("Sanaa", 1980, "North_Yemen"),
            ("Aden", 2000, "Yemen"),
            ("Hanoi", 1970, "North_Vietnam"),
            ("Ho_Chi_Minh_City", 1970, "South_Vietnam"),
        ],
    )
    def test_a_place_lies_in_the_state_of_its_day(
        self, gazetteer: Gazetteer, place: str, year: int, state: str
    ) -> None:
        found = gazetteer.state_of(gazetteer.entities[place], date(year, 1, 1))
        assert found is not None
        assert found.id == state

    def test_without_a_day_a_place_lies_in_the_state_of_today(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.state_of(gazetteer.entities["Moscow"], None) == gazetteer.state("RUS")
        assert gazetteer.state_of(gazetteer.entities["South_China_Sea"], None) is None

    def test_a_state_exists_up_to_the_day_before_its_end(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.period("Soviet_Union") == (date(1922, 12, 30), date(1991, 12, 26))
        assert gazetteer.existed("Soviet_Union", date(1991, 12, 25))
        assert not gazetteer.existed("Soviet_Union", date(1991, 12, 26))
        assert not gazetteer.existed("Soviet_Union", None)
        assert gazetteer.existed("Norway", date(1950, 1, 1))

    def test_successors(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.successors("Czechoslovakia") == ("Czech_Republic", "Slovakia")
        assert gazetteer.successors("League_of_Nations") == ("United_Nations",)
        assert gazetteer.successors("Norway") == ()

    def test_the_last_holder_has_left_by_that_day(self, gazetteer: Gazetteer) -> None:
        def last(day: date) -> str | None:
            found = gazetteer.last_holder("Chancellor_of_Germany", day)
            return None if found is None else found.id

        assert last(date(2021, 12, 7)) == "Gerhard_Schroder"
        assert last(date(2021, 12, 8)) == "Angela_Merkel"
        assert last(date(1900, 1, 1)) is None

    @pytest.mark.parametrize(
        ("state", "office"),
        [
            ("Iran", "Supreme_Leader_of_Iran"),
            ("North_Korea", "Supreme_Leader_of_North_Korea"),
            ("Germany", "Chancellor_of_Germany"),
            ("United_States", "President_of_the_United_States"),
            ("Japan", "Prime_Minister_of_Japan"),
        ],
    )
    def test_who_leads_a_state(self, gazetteer: Gazetteer, state: str, office: str) -> None:
        found = gazetteer.leading_office(state, date(2015, 7, 14))
        assert found is not None
        assert found.id == office

    def test_who_leads_depends_on_the_day(self, gazetteer: Gazetteer) -> None:
        offices = [gazetteer.leading_office("Sudan", date(year, 6, 30)) for year in (2010, 2025)]
        assert [o and o.id for o in offices] == [
            "President_of_Sudan",
            "Chairman_of_the_Transitional_Sovereignty_Council_of_Sudan",
        ]
        assert gazetteer.leading_office("Antarctica", None) is None


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("ent:X a ir:Person", ":8: Parser error at line 8"),
            ('ent:X skos:prefLabel "X"@en .', "X needs one class of Agreement, "),
            ("ent:X a ir:Person .", "X needs one skos:prefLabel; it has 0"),
            (
                'ent:X a ir:Place ; skos:prefLabel "X"@en ; ir:locatedIn ent:Atlantis .',
                "Atlantis, which no file",
            ),
            ('ent:X a ir:Office ; skos:prefLabel "X"@en .', "X needs one ir:officeOf; it has 0"),
            ("ten:x a ir:Tenure ; ir:holder ent:Joe_Biden .", "tenure/x needs one ir:office; it has 0"),
            (
                TENURE + 'ir:start "2020-01-01"^^xsd:date ; ir:end "2019-01-01"^^xsd:date .',
                "ends on 2019-01-01, not after its start on 2020-01-01",
            ),
            (TENURE + 'ir:start "May 2020" .', "has ir:start 'May 2020'; write YYYY-MM-DD"),
        ],
    )
    def test_what_is_wrong_names_the_file(self, tmp_path: Path, text: str, problem: str) -> None:
        path = turtle(tmp_path, text)
        with pytest.raises(DataError) as caught:
            read_gazetteer(path)
        assert str(caught.value).startswith(f"{path}:")
        assert problem in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (
                'ent:Norway ir:shortname "N"@en .',
                "Norway has the property shortname, which means nothing here",
            ),
            ('ent:Norway ir:shortname "N"@en .', "did you mean shortName?"),
            ('ent:Norway ir:zzz "N"@en .', "known are abbreviation, adjective, "),
            (
                'ent:X a ir:Persona ; skos:prefLabel "X"@en .',
                "X has the class Persona, which means nothing here",
            ),
            ('ent:X a ir:Persona ; skos:prefLabel "X"@en .', "did you mean Person?"),
            ('ent:X a ir:Zzz ; skos:prefLabel "X"@en .', "known are Agreement, Company, "),
            ('ent:X a ir:Place ; skos:prefLabel "X"@en ; ir:locatedIn [] .', "blank nodes are not used"),
            ('[] a ir:Place ; skos:prefLabel "X"@en .', "blank nodes are not used"),
        ],
    )
    def test_what_means_nothing_is_refused_by_every_reader(
        self, tmp_path: Path, text: str, problem: str
    ) -> None:
        path = turtle(tmp_path, text)
        for read in (lambda: read_gazetteer(path), lambda: list(read_triples((path,)))):
            with pytest.raises(DataError) as caught:
                read()
            assert str(caught.value).startswith(f"{path}: ")
            assert problem in str(caught.value)

    def test_classes_of_other_vocabularies_may_stand_beside_ours(self, tmp_path: Path) -> None:
        text = 'ent:X a ir:Person, <http://xmlns.com/foaf/0.1/Person> ; skos:prefLabel "X"@en .'
        assert read_gazetteer(turtle(tmp_path, text)).entities["X"].kind == "Person"

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        undecodable, folder = tmp_path / "latin.ttl", tmp_path / "folder.ttl"
        undecodable.write_bytes('ent:X skos:prefLabel "Å" .'.encode("latin-1"))
        folder.mkdir()
        for path in (undecodable, folder, tmp_path / "absent.ttl", tmp_path / "mine.csv"):
            with pytest.raises(DataError) as caught:
                list(read_actor_file(path))
            assert str(caught.value).startswith(f"{path}:")


class TestSharedNames:
    @pytest.mark.parametrize(
        "name", ["skos:altLabel", "ir:abbreviation", "ir:demonym", "ir:adjective", "ir:metonym"]
    )
    def test_a_name_of_another_state_is_refused(self, tmp_path: Path, name: str) -> None:
        path = turtle(tmp_path, f'ent:Norway {name} "Swedish"@en .')
        with pytest.raises(DataError) as caught:
            read_gazetteer(path)
        assert str(caught.value).startswith(f"{path}: Norway is called 'Swedish' like Sweden")

    def test_two_states_of_a_user_share_no_name_either(self, tmp_path: Path) -> None:
        text = KESTROVIA + 'ent:Kestrovia ir:metonym "Quellbad"@en . ent:Norway ir:metonym "Quellbad"@en .'
        with pytest.raises(DataError, match="is called 'Quellbad' like "):
            read_gazetteer(turtle(tmp_path, text))

    @pytest.mark.parametrize(
        "text",
        [
            'ent:Oslo skos:altLabel "Swedish"@en .',
            'ent:Norway skos:altLabel "Georgia"@en .',
            'ent:Norway skos:altLabel "Norway"@en .',
            'ent:Norway skos:altLabel "Swedish"@en . ent:Sweden ir:notCalled "Swedish"@en .',
            KESTROVIA + 'ent:Kestrovia ir:adjective "Swedish"@en ; ir:existedUntil "1900-01-01"^^xsd:date .\n'
            'ent:Sweden ir:existedFrom "1900-01-01"^^xsd:date .',
        ],
        ids=["no state", "with a rule", "its own", "taken back", "another time"],
    )
    def test_other_names_may_be_shared(self, tmp_path: Path, text: str) -> None:
        read_gazetteer(turtle(tmp_path, text))
