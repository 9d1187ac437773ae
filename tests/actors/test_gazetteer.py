"""The actor files are consistent, and look-ups in them give the right people at the right time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from kg.actors.aliases import AliasKind
from kg.actors.ambiguity import Rule
from kg.actors.facts import Facts, Period, actor_files
from kg.actors.gazetteer import Gazetteer, read_gazetteer
from kg.ids import readable_id, unaccented
from kg.model import Entity
from kg.resources import ontologies

KNOWN_STATES = "USA CHN RUS IRN ISR PSE UKR GBR FRA DEU TWN XKX VAT PRK KOR COD COG GEO NER NGA SSD".split()


NO_SHORT_NAME = set("Dalai_Lama Guo_Jiakun Kim_Yo_Jong Lin_Jian Mao_Ning Matthew_Miller Ned_Price".split())
"""A title that is a name, and people of no dated office: frequent surnames would mean them on any day."""

NAMESAKES = {"georgebush", "salemalsabah"}
"""Names, in letters only, that two people have: presidents of the United States, ministers of Kuwait."""


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


def of_kind(gazetteer: Gazetteer, *kinds: str) -> list[Entity]:
    """All entities of some classes."""
    return [e for e in gazetteer.entities.values() if e.kind in kinds]


def meet(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    (start, end), (first, last) = one, other
    return max(start or date.min, first or date.min) < min(end or date.max, last or date.max)


class TestStatesOfTheWorld:
    def test_all_states_of_the_world_are_there(self, gazetteer: Gazetteer) -> None:
        today = [e for e in of_kind(gazetteer, "State") if gazetteer.existed(e.id, None)]
        assert len(today) == 197
        assert all(gazetteer.state(iso3) in today for iso3 in KNOWN_STATES)

    def test_states_and_territories_are_those_of_iso_3166(self, gazetteer: Gazetteer) -> None:
        pycountry = pytest.importorskip("pycountry")
        facts = Facts()
        today = [e.id for e in of_kind(gazetteer, "State", "Territory") if gazetteer.existed(e.id, None)]
        codes = [(facts.first(i, "iso2"), facts.first(i, "iso3")) for i in today if facts.first(i, "iso3")]
        assert len(codes) == 249 + 1
        assert set(codes) - {("XK", "XKX")} == {(c.alpha_2, c.alpha_3) for c in pycountry.countries}

    def test_iso_codes_are_well_formed_and_unique_among_states_of_today(self, gazetteer: Gazetteer) -> None:
        states = of_kind(gazetteer, "State")
        assert [e.id for e in states if not re.fullmatch(r"[A-Z]{3}", e.state or "")] == []
        today = Counter(e.state for e in states if gazetteer.existed(e.id, None))
        assert [code for code, times in today.items() if times > 1] == []

    def test_a_code_means_the_state_of_today(self, gazetteer: Gazetteer) -> None:
        found = [gazetteer.state(code) for code in ("DEU", "YEM", "VNM", "SUN")]
        assert [e and e.id for e in found] == ["Germany", "Yemen", "Vietnam", "Soviet_Union"]

    def test_every_state_has_name_adjective_and_demonym(self, gazetteer: Gazetteer) -> None:
        kinds: dict[str, set[AliasKind]] = defaultdict(set)
        for alias in gazetteer.aliases:
            kinds[alias.entity].add(alias.kind)
        states = [e.id for e in of_kind(gazetteer, "State")]
        assert [s for s in states if not {AliasKind.NAME, AliasKind.ADJECTIVE} <= kinds[s]] == []
        assert [s for s in states if AliasKind.DEMONYM not in kinds[s]] == ["Holy_See"]

    def test_no_alias_is_shared_by_two_states_of_one_time_without_a_rule(self, gazetteer: Gazetteer) -> None:
        shared = [
            (text, *pair)
            for text, states in states_by_alias(gazetteer).items()
            for pair in combinations(sorted(states), 2)
            if text not in gazetteer.ambiguous and meet(*map(gazetteer.period, pair))
        ]
        assert shared == []

    def test_every_state_that_is_no_more_has_a_period_and_successors(self, gazetteer: Gazetteer) -> None:
        ended = [e.id for e in of_kind(gazetteer, "State") if gazetteer.period(e.id)[1] is not None]
        assert len(ended) == 10
        assert [i for i in ended if gazetteer.period(i)[0] is None or not gazetteer.successors(i)] == []

    def test_a_successor_stands_within_a_year_of_the_end(self, gazetteer: Gazetteer) -> None:
        def stands(new: str, end: date) -> bool:
            start, until = gazetteer.period(new)
            return (start or date.min) <= end + timedelta(days=366) and (until or date.max) > end

        alone = [
            old
            for old in gazetteer.entities
            if (after := gazetteer.successors(old)) and (end := gazetteer.period(old)[1]) is not None
            if not any(stands(new, end) for new in after)
        ]
        assert alone == [
            "South_Vietnam"
        ]  # the unification of Vietnam came fourteen months after the fall of Saigon


class TestConsistency:
    def test_there_are_enough_actors_of_each_kind(self, gazetteer: Gazetteer) -> None:
        assert len(of_kind(gazetteer, "IntergovernmentalOrganization")) >= 250
        assert len(of_kind(gazetteer, "NonStateArmedGroup", "Group", "Organization", "Company")) >= 300
        assert len(of_kind(gazetteer, "Agreement")) >= 100

    def test_wikidata_ids_are_well_formed_and_unique(self, gazetteer: Gazetteer) -> None:
        items = Counter(e.wikidata for e in gazetteer.entities.values() if e.wikidata is not None)
        assert [item for item in items if not re.fullmatch(r"Q[1-9]\d*", item)] == []
        assert [item for item, times in items.items() if times > 1] == []
        facts = Facts()
        assert [i for i in facts.entities if len(set(facts.values(i, "sameAs"))) > 1] == []

    def test_identifiers_are_plain(self, gazetteer: Gazetteer) -> None:
        assert [i for i in gazetteer.entities if not re.fullmatch(r"[A-Za-z0-9_-]+", i)] == []

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

    def test_every_file_names_its_source(self) -> None:
        source = {
            ".ttl": re.compile("dct:source"),
            ".tsv": re.compile(r"^# .*(Source|Written by hand|Made by)", re.MULTILINE),
        }
        files = {*actor_files(), *(ontologies() / "actors").glob("*.tsv")}
        silent = [p.name for p in files if not source[p.suffix].search(p.read_text(encoding="utf-8"))]
        assert silent == []


class TestPeopleAndOffices:
    def test_tenures_of_one_office_do_not_overlap(self, gazetteer: Gazetteer) -> None:
        by_office = defaultdict(list)
        for tenure in gazetteer.tenures:
            by_office[tenure.office.id].append((tenure.start or date.min, tenure.end or date.max))
        for office, spans in by_office.items():
            assert all(start < end for start, end in spans), office
            assert all(end <= following for (_, end), (following, _) in pairwise(spans)), office

    def test_every_office_has_a_known_actor_a_title_and_a_holder(self, gazetteer: Gazetteer) -> None:
        offices = {e.id for e in of_kind(gazetteer, "Office")}
        assert {o for named in gazetteer.titles.values() for o in named} == offices
        assert {t.office.id for t in gazetteer.tenures} == offices
        assert all(t.of.kind != "Office" and t.of.id in gazetteer.entities for t in gazetteer.tenures)

    def test_a_type_of_office_is_written_in_one_way(self, gazetteer: Gazetteer) -> None:
        types = {t for e in of_kind(gazetteer, "Office") for t in gazetteer.office_types(e.id)}
        assert [t for t, times in Counter(map(str.lower, types)).items() if times > 1] == []

    def test_every_person_has_a_short_name(self, gazetteer: Gazetteer) -> None:
        short = {a.entity for a in gazetteer.aliases if a.kind is AliasKind.SHORT_NAME}
        assert {e.id for e in of_kind(gazetteer, "Person")} - short == NO_SHORT_NAME

    def test_no_person_is_spelt_in_two_ways(self, gazetteer: Gazetteer) -> None:
        bearers: dict[str, set[str]] = defaultdict(set)
        people = {e.id for e in of_kind(gazetteer, "Person")}
        for alias in gazetteer.aliases:
            if alias.entity in people and alias.kind is AliasKind.NAME:
                bearers[re.sub(r"\W", "", unaccented(alias.text).lower())].add(alias.entity)
        assert {n: sorted(who) for n, who in bearers.items() if len(who) > 1 and n not in NAMESAKES} == {}

    def test_people_and_offices_are_called_as_their_identifiers_say(self, gazetteer: Gazetteer) -> None:
        named = of_kind(gazetteer, "Person", "Office")
        assert [e.id for e in named if readable_id(e.name) != e.id] == []

    @pytest.mark.parametrize("year", [2010, 2016, 2022, 2025])
    def test_every_member_of_the_united_nations_is_led_by_somebody(
        self, gazetteer: Gazetteer, year: int
    ) -> None:
        day = date(year, 6, 30)
        members = {
            m.member.id
            for m in gazetteer.memberships
            if m.organization.id == "United_Nations" and m.status == "member"
            if (m.start or date.min) <= day < (m.end or date.max)
        }
        leading = {
            t.of.id
            for t in gazetteer.tenures
            if {"head of state", "head of government"} & set(gazetteer.office_types(t.office.id))
            if t in gazetteer.holders(t.office.id, day)
        }
        assert len(members) == (192 if year == 2010 else 193)
        assert members - leading == set()


class TestMemberships:
    def test_the_dates_of_memberships_are_in_order(self, gazetteer: Gazetteer) -> None:
        spans = [(m.start or date.min, m.end or date.max) for m in gazetteer.memberships]
        assert len(spans) > 2500
        assert all(start < end for start, end in spans)

    def test_two_memberships_of_one_pair_do_not_overlap(self, gazetteer: Gazetteer) -> None:
        """A suspension stands beside the membership that it suspends."""
        spans = defaultdict(list)
        for m in gazetteer.memberships:
            pair = (m.member.id, m.organization.id, m.status == "suspended")
            spans[pair].append((m.start or date.min, m.end or date.max))
        overlapping = [
            pair
            for pair, periods in spans.items()
            for (_, end), (start, _) in pairwise(sorted(periods))
            if start < end
        ]
        assert overlapping == []

    def test_no_membership_of_those_who_are_no_more_goes_on(self, gazetteer: Gazetteer) -> None:
        ended = [m for m in gazetteer.memberships if gazetteer.period(m.member.id)[1] is not None]
        assert ended
        assert [(m.member.id, m.organization.id) for m in ended if m.end is None] == []


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
