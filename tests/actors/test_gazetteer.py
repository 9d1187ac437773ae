"""The actor files are consistent, and look-ups in them give the right people at the right time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from kg.actors.aliases import AliasKind
from kg.actors.ambiguity import Ambiguity, Rule, read_ambiguities
from kg.actors.facts import actor_files
from kg.actors.gazetteer import Gazetteer, read_gazetteer
from kg.errors import DataError

PREFIXES = """\
@prefix ent: <https://w3id.org/irkg/entity/> .
@prefix ir: <https://w3id.org/irkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ten: <https://w3id.org/irkg/tenure/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

TENURE = "ten:X a ir:Tenure ; ir:holder ent:Joe_Biden ; ir:office ent:Pope ; "

KNOWN_STATES = "USA CHN RUS IRN ISR PSE UKR GBR FRA DEU TWN XKX VAT PRK KOR COD COG GEO NER NGA SSD".split()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_gazetteer()


def states_by_alias(gazetteer: Gazetteer) -> dict[str, set[str]]:
    """Alias text -> the states that it can mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for alias in gazetteer.aliases:
        if gazetteer.entities[alias.entity].kind == "State":
            found[alias.text].add(alias.entity)
    return found


def meanings(gazetteer: Gazetteer, text: str) -> set[tuple[str, AliasKind]]:
    """What an alias can mean, and how."""
    return {(a.entity, a.kind) for a in gazetteer.aliases if a.text == text}


class TestConsistency:
    def test_all_states_of_the_world_are_there(self, gazetteer: Gazetteer) -> None:
        states = [e for e in gazetteer.entities.values() if e.kind == "State"]
        assert len(states) >= 195
        assert all(gazetteer.state(iso3) is not None for iso3 in KNOWN_STATES)

    def test_iso_codes_are_well_formed_and_unique(self, gazetteer: Gazetteer) -> None:
        codes = [e.state for e in gazetteer.entities.values() if e.kind == "State"]
        assert all(code is not None and re.fullmatch(r"[A-Z]{3}", code) for code in codes)
        assert len(codes) == len(set(codes))

    def test_wikidata_ids_are_well_formed_and_unique(self, gazetteer: Gazetteer) -> None:
        items = Counter(e.wikidata for e in gazetteer.entities.values() if e.wikidata is not None)
        assert [item for item in items if not re.fullmatch(r"Q[1-9]\d*", item)] == []
        assert [item for item, times in items.items() if times > 1] == []

    def test_identifiers_are_plain(self, gazetteer: Gazetteer) -> None:
        assert [i for i in gazetteer.entities if not re.fullmatch(r"[A-Za-z0-9_-]+", i)] == []

    def test_every_state_has_name_adjective_and_demonym(self, gazetteer: Gazetteer) -> None:
        kinds: dict[str, set[AliasKind]] = defaultdict(set)
        for alias in gazetteer.aliases:
            kinds[alias.entity].add(alias.kind)
        states = [e.id for e in gazetteer.entities.values() if e.kind == "State"]
        assert [s for s in states if not {AliasKind.NAME, AliasKind.ADJECTIVE} <= kinds[s]] == []
        assert [s for s in states if AliasKind.DEMONYM not in kinds[s]] == ["Holy_See"]

    def test_no_alias_is_shared_by_two_states_without_a_rule(self, gazetteer: Gazetteer) -> None:
        shared = {text for text, states in states_by_alias(gazetteer).items() if len(states) > 1}
        assert shared - set(gazetteer.ambiguous) == set()

    def test_aliases_are_clean_and_not_repeated(self, gazetteer: Gazetteer) -> None:
        assert [a for a in gazetteer.aliases if a.text != " ".join(a.text.split()) or len(a.text) < 2] == []
        assert len(set(gazetteer.aliases)) == len(gazetteer.aliases)

    def test_abbreviations_are_written_in_capitals(self, gazetteer: Gazetteer) -> None:
        short = [a.text for a in gazetteer.aliases if a.kind is AliasKind.ABBREVIATION]
        assert [text for text in short if 2 * sum(map(str.isupper, text)) < sum(map(str.isalpha, text))] == []

    def test_ambiguous_names_point_to_known_entities(self, gazetteer: Gazetteer) -> None:
        rows = [row for rows in gazetteer.ambiguous.values() for row in rows]
        assert [row for row in rows if row.entity is not None and row.entity not in gazetteer.entities] == []

    def test_every_rule_is_about_an_alias_in_use(self, gazetteer: Gazetteer) -> None:
        pairs = {(a.text, a.entity) for a in gazetteer.aliases}
        rows = [row for rows in gazetteer.ambiguous.values() for row in rows if row.rule is not Rule.NEVER]
        assert [row.alias for row in rows if (row.alias, row.entity) not in pairs] == []

    def test_tenures_of_one_office_do_not_overlap(self, gazetteer: Gazetteer) -> None:
        by_office = defaultdict(list)
        for tenure in gazetteer.tenures:
            by_office[tenure.office.id].append((tenure.start or date.min, tenure.end or date.max))
        for office, spans in by_office.items():
            for (start, end), (following, _) in pairwise(spans):
                assert start < end <= following, office

    def test_every_office_has_a_known_actor_a_title_and_a_holder(self, gazetteer: Gazetteer) -> None:
        offices = {e.id for e in gazetteer.entities.values() if e.kind == "Office"}
        assert {o for named in gazetteer.titles.values() for o in named} == offices
        assert {t.office.id for t in gazetteer.tenures} == offices
        assert all(t.of.kind != "Office" and t.of.id in gazetteer.entities for t in gazetteer.tenures)

    def test_every_file_names_its_source(self) -> None:
        silent = [p.name for p in actor_files() if "dct:source" not in p.read_text(encoding="utf-8")]
        assert silent == []


class TestAliases:
    @pytest.mark.parametrize(
        ("text", "entity", "kind"),
        [
            ("U.S.", "United_States", AliasKind.ABBREVIATION),
            ("Burma", "Myanmar", AliasKind.NAME),
            ("Türkiye", "Turkey", AliasKind.NAME),
            ("Czechia", "Czech_Republic", AliasKind.NAME),
            ("Nigerien", "Niger", AliasKind.ADJECTIVE),
            ("Filipinos", "Philippines", AliasKind.DEMONYM),
            ("Danish", "Denmark", AliasKind.ADJECTIVE),
            ("Kremlin", "Russia", AliasKind.METONYM),
            ("Downing Street", "United_Kingdom", AliasKind.METONYM),
            ("Kiev", "Ukraine", AliasKind.METONYM),
            ("Kiev", "Kyiv", AliasKind.NAME),
            ("Brussels", "European_Union", AliasKind.METONYM),
            ("ISIS", "Islamic_State", AliasKind.ABBREVIATION),
            ("Ansar Allah", "Houthis", AliasKind.NAME),
            ("JCPOA", "Joint_Comprehensive_Plan_of_Action", AliasKind.ABBREVIATION),
            ("Araqchi", "Abbas_Araghchi", AliasKind.SHORT_NAME),
        ],
    )
    def test_names_mean_what_news_mean_by_them(
        self, gazetteer: Gazetteer, text: str, entity: str, kind: AliasKind
    ) -> None:
        assert (entity, kind) in meanings(gazetteer, text)

    @pytest.mark.parametrize("text", ["Male", "Victoria", "PA"])
    def test_a_name_under_the_rule_never_is_no_alias(self, gazetteer: Gazetteer, text: str) -> None:
        assert meanings(gazetteer, text) == set()

    def test_rules_look_at_the_words_of_the_text(self, gazetteer: Gazetteer) -> None:
        (georgia,) = gazetteer.ambiguous["Georgia"]
        assert georgia.allows("Georgia will hold talks with Armenia.")
        assert not georgia.allows("Voters in Atlanta, Georgia, went to the polls.")
        (santiago, _) = gazetteer.ambiguous["Santiago"]
        assert santiago.allows("Santiago recalled the Chilean ambassador.")
        assert not santiago.allows("He flew to Santiago.")

    def test_brussels_is_the_union_unless_belgium_is_named(self, gazetteer: Gazetteer) -> None:
        text = {True: "Belgium said so in Brussels.", False: "Brussels imposed new sanctions."}
        taken = {
            named: [row.entity for row in gazetteer.ambiguous["Brussels"] if row.allows(words)]
            for named, words in text.items()
        }
        assert taken == {True: ["Belgium"], False: ["European_Union"]}


class TestStates:
    @pytest.mark.parametrize(
        ("entity", "iso3"),
        [
            ("Iran", "IRN"),
            ("Tehran", "IRN"),
            ("Abbas_Araghchi", "IRN"),
            ("Foreign_Minister_of_Iran", "IRN"),
            ("Islamic_Revolutionary_Guard_Corps", "IRN"),
            ("Hezbollah", "LBN"),
            ("Gazprom", "RUS"),
            ("Crimea", "UKR"),
            ("Kashmir", None),
            ("South_China_Sea", None),
            ("United_Nations", None),
            ("Antonio_Guterres", None),
        ],
    )
    def test_entities_belong_to_their_state(
        self, gazetteer: Gazetteer, entity: str, iso3: str | None
    ) -> None:
        assert gazetteer.entities[entity].state == iso3

    def test_an_unknown_code_is_nobody(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.state("XXX") is None


class TestOffices:
    @pytest.mark.parametrize(
        ("actor", "title", "day", "person"),
        [
            ("Iran", "foreign minister", date(2025, 2, 25), "Abbas_Araghchi"),
            ("Iran", "supreme leader", date(2019, 1, 1), "Ali_Khamenei"),
            ("Russia", "top diplomat", date(2025, 2, 25), "Sergei_Lavrov"),
            ("United_States", "president", date(2022, 5, 1), "Joe_Biden"),
            ("United_States", "President", date(2025, 1, 20), "Donald_Trump"),
            ("United_States", "secretary of state", date(2023, 10, 7), "Antony_Blinken"),
            ("United_States", "foreign minister", date(2015, 7, 14), "John_Kerry"),
            ("United_Kingdom", "foreign secretary", date(2024, 1, 15), "David_Cameron"),
            ("United_Kingdom", "king", date(2023, 1, 1), "Charles_III"),
            ("Germany", "chancellor", date(2021, 12, 7), "Angela_Merkel"),
            ("Germany", "chancellor", date(2021, 12, 8), "Olaf_Scholz"),
            ("Israel", "defense minister", date(2023, 10, 7), "Yoav_Gallant"),
            ("China", "premier", date(2024, 1, 1), "Li_Qiang"),
            ("NATO", "secretary-general", date(2022, 2, 24), "Jens_Stoltenberg"),
            ("International_Atomic_Energy_Agency", "chief", date(2024, 1, 1), "Rafael_Grossi"),
        ],
    )
    def test_title_and_day_find_the_holder(
        self, gazetteer: Gazetteer, actor: str, title: str, day: date, person: str
    ) -> None:
        office = gazetteer.office(actor, title)
        assert office is not None
        assert [t.person.id for t in gazetteer.holders(office.id, day)] == [person]

    def test_an_unknown_title_is_no_office(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.office("Iran", "queen") is None
        assert gazetteer.office("Nowhere", "president") is None

    def test_nobody_holds_an_empty_office(self, gazetteer: Gazetteer) -> None:
        assert gazetteer.holders("President_of_Lebanon", date(2023, 6, 1)) == ()

    def test_a_person_holds_several_offices_in_turn(self, gazetteer: Gazetteer) -> None:
        held = [t.office.id for t in gazetteer.tenures_of("Mark_Rutte", None)]
        assert held == ["Prime_Minister_of_the_Netherlands", "Secretary_General_of_NATO"]
        (tenure,) = gazetteer.tenures_of("Mark_Rutte", date(2025, 1, 1))
        assert tenure.of.id == "NATO"

    @pytest.mark.parametrize(
        ("person", "day", "actor"),
        [
            ("Mark_Rutte", date(2020, 1, 1), "Netherlands"),
            ("Mark_Rutte", date(2025, 1, 1), "NATO"),
            ("Donald_Trump", date(2018, 6, 12), "United_States"),
            ("Donald_Trump", date(2023, 6, 12), None),
            ("Donald_Trump", None, "United_States"),
            ("Dmitry_Peskov", date(2024, 1, 1), "Russia"),
            ("Alexei_Navalny", date(2020, 8, 20), None),
            ("Nobody", None, None),
        ],
    )
    def test_people_stand_for_their_office(
        self, gazetteer: Gazetteer, person: str, day: date | None, actor: str | None
    ) -> None:
        found = gazetteer.represents(person, day)
        assert (None if found is None else found.id) == actor


class TestReading:
    def test_without_extras_it_is_read_once(self) -> None:
        assert read_gazetteer() is read_gazetteer()

    def test_a_user_adds_actors_and_facts(self, tmp_path: Path) -> None:
        extra = tmp_path / "mine.ttl"
        extra.write_text(
            PREFIXES
            + 'ent:Jane_Roe a ir:Person ; skos:prefLabel "Jane Roe"@en ; ir:represents ent:Norway .\n'
            + "ten:Jane_Roe.1 a ir:Tenure ; ir:holder ent:Jane_Roe ; ir:office ent:Chancellor_of_Germany ;\n"
            + '    ir:start "1901-01-01"^^xsd:date ; ir:end "1902-01-01"^^xsd:date .\n'
            + 'ent:Norway skos:altLabel "Land of Fjords"@en .\n'
        )
        gazetteer = read_gazetteer(extra)
        assert gazetteer.entities["Jane_Roe"].state == "NOR"
        assert meanings(gazetteer, "Land of Fjords") == {("Norway", AliasKind.NAME)}
        assert gazetteer.represents("Jane_Roe", date(1901, 6, 1)) == gazetteer.state("DEU")

    @pytest.mark.parametrize(
        ("turtle", "problem"),
        [
            ("ent:X a ir:Person", "cannot be read as Turtle"),
            ('ent:X skos:prefLabel "X"@en .', "needs one class of"),
            ("ent:X a ir:Person .", "needs one skos:prefLabel"),
            ('ent:X a ir:Place ; skos:prefLabel "X"@en ; ir:locatedIn ent:Atlantis .', "no file describes"),
            ('ent:X a ir:Office ; skos:prefLabel "X"@en .', "has no ir:officeOf"),
            ('ent:X a ir:Place ; skos:prefLabel "X"@en ; ir:locatedIn [] .', "blank nodes"),
            ("ten:X a ir:Tenure ; ir:holder ent:Joe_Biden .", "one ir:holder and one ir:office"),
            (
                TENURE + 'ir:start "2020-01-01"^^xsd:date ; ir:end "2019-01-01"^^xsd:date .',
                "not after its start",
            ),
            (TENURE + 'ir:start "May 2020" .', "write YYYY-MM-DD"),
        ],
    )
    def test_a_wrong_file_is_named_with_what_is_wrong(
        self, tmp_path: Path, turtle: str, problem: str
    ) -> None:
        extra = tmp_path / "mine.ttl"
        extra.write_text(PREFIXES + turtle)
        with pytest.raises(DataError, match=problem) as caught:
            read_gazetteer(extra)
        assert str(extra) in str(caught.value)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match=r"absent\.ttl"):
            read_gazetteer(tmp_path / "absent.ttl")


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
