"""The actors as users look them up, most of them from a file of the tests' own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kg
from kg.directory import Match
from kg.model import Entity

PREFIXES = """
@prefix ent: <https://w3id.org/irkg/entity/> .
@prefix ten: <https://w3id.org/irkg/tenure/> .
@prefix mem: <https://w3id.org/irkg/membership/> .
@prefix ir: <https://w3id.org/irkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
OWN = f"""{PREFIXES}
ent:Kestrovia a ir:State ; skos:prefLabel "Kestrovia"@en ; ir:iso3 "KVX" ; ir:metonym "Quellbad"@en ;
    ir:existedFrom "1920-05-01"^^xsd:date ; ir:existedUntil "1990-01-01"^^xsd:date ;
    ir:succeededBy ent:Norway .
ent:President_of_Kestrovia a ir:Office ; skos:prefLabel "President of Kestrovia"@en ;
    ir:officeOf ent:Kestrovia ; ir:officeType "head of state" ; ir:title "high steward"@en .
ent:Envoy_of_Kestrovia a ir:Office ; skos:prefLabel "Envoy of Kestrovia"@en ; ir:officeOf ent:Kestrovia .
ent:Ágata_Deszö a ir:Person ; skos:prefLabel "Ágata Deszö"@en ; ir:shortName "Deszö"@en ;
    ir:represents ent:Kestrovia .
ent:Tibor_Halvan a ir:Person ; skos:prefLabel "Tibor Halvan"@en ; ir:represents ent:Kestrovia .
ten:1 a ir:Tenure ; ir:holder ent:Tibor_Halvan ; ir:office ent:President_of_Kestrovia ;
    ir:start "1930-01-01"^^xsd:date ; ir:end "1935-01-01"^^xsd:date .
ten:2 a ir:Tenure ; ir:holder ent:Ágata_Deszö ; ir:office ent:President_of_Kestrovia ;
    ir:start "1935-01-01"^^xsd:date ; ir:end "1940-01-01"^^xsd:date .
ten:3 a ir:Tenure ; ir:holder ent:Ágata_Deszö ; ir:office ent:Envoy_of_Kestrovia ;
    ir:start "1931-01-01"^^xsd:date ; ir:end "1932-01-01"^^xsd:date .
ent:Alpine_Pact a ir:IntergovernmentalOrganization ; skos:prefLabel "Alpine Pact"@en .
mem:1 a ir:Membership ; ir:member ent:Kestrovia ; ir:organization ent:Alpine_Pact ; ir:status "observer" ;
    ir:start "1925-01-01"^^xsd:date ; ir:end "1936-01-01"^^xsd:date .
"""


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a state of our own, two offices and two people."""
    path = tmp_path_factory.mktemp("actors") / "mine.ttl"
    path.write_text(OWN, encoding="utf-8")
    return path


def find(query: str, own: Path, limit: int = 20) -> list[str]:
    return [found.entity.id for found in kg.search_actors(query, actors=[own], limit=limit)]


def test_identifier_and_name_go_before_longer_names_and_words(own: Path) -> None:
    assert find("kestrovia", own) == ["Kestrovia", "Envoy_of_Kestrovia", "President_of_Kestrovia"]
    assert find("kestr", own) == ["Kestrovia", "Envoy_of_Kestrovia", "President_of_Kestrovia"]
    assert find("kestrovia president", own) == ["President_of_Kestrovia"]
    assert find("kestrovia", own, limit=2) == ["Kestrovia", "Envoy_of_Kestrovia"]


@pytest.mark.parametrize(
    "query", ["Ágata Deszö", "agata deszo", "AGATA_DESZO", "deszö", "Deszo", "agata dezso", "Agatha Deszö"]
)
def test_accents_case_and_small_misspellings_are_forgiven(own: Path, query: str) -> None:
    assert find(query, own)[0] == "Ágata_Deszö"


def test_the_name_that_fits_is_told(own: Path) -> None:
    def first(query: str) -> tuple[str, str, Match]:
        found = kg.search_actors(query, actors=[own])[0]
        return found.text, found.kind, found.match

    assert first("kestrovia") == ("Kestrovia", "name", Match.NAME)
    assert first("agata d") == ("Ágata Deszö", "name", Match.PREFIX)
    assert first("quellbad") == ("Quellbad", "metonym", Match.ALIAS)
    assert first("quell") == ("Quellbad", "metonym", Match.PREFIX)
    assert first("kestrovia envoy") == ("Envoy of Kestrovia", "name", Match.WORDS)
    assert first("quelbadd") == ("Quellbad", "metonym", Match.NEAR)


@pytest.mark.parametrize("query", ["", "  ", "?!", "qqxzzyqq"])
def test_nothing_is_found_for_nothing(query: str) -> None:
    assert kg.search_actors(query) == []


def test_actors_of_the_program_are_found_without_files() -> None:
    assert kg.search_actors("norway")[0].entity.id == "Norway"
    assert kg.search_actors("kestrovia") == [] or kg.search_actors("kestrovia")[0].match is Match.NEAR


def test_state_with_its_offices_on_a_day(own: Path) -> None:
    profile = kg.describe_actor("Kestrovia", on=date(1931, 6, 1), actors=[own])
    held = [(o.office.id, [t.person.id for t in o.tenures]) for o in profile.offices]
    assert held == [
        ("President_of_Kestrovia", ["Tibor_Halvan"]),
        ("Envoy_of_Kestrovia", ["Ágata_Deszö"]),
    ]
    assert [(m.organization.id, m.status) for m in profile.memberships] == [("Alpine_Pact", "observer")]
    assert (profile.start, profile.end) == (date(1920, 5, 1), date(1990, 1, 1))
    assert [entity.id for entity in profile.successors] == ["Norway"]
    assert profile.names == {"metonym": ("Quellbad",)}
    assert (profile.state, profile.speaks_for) == (None, None)


def test_the_day_of_a_handover_is_the_successors(own: Path) -> None:
    (held,) = kg.describe_actor("president of kestrovia", on=date(1935, 1, 1), actors=[own]).offices
    assert [t.person.id for t in held.tenures] == ["Ágata_Deszö"]


def test_all_holders_and_members_on_request(own: Path) -> None:
    later = date(2020, 1, 1)
    today = kg.describe_actor("Kestrovia", on=later, actors=[own])
    ever = kg.describe_actor("Kestrovia", on=later, ever=True, actors=[own])
    assert [len(o.tenures) for o in today.offices] == [0, 0]
    assert [len(o.tenures) for o in ever.offices] == [2, 1]
    assert (len(today.memberships), len(ever.memberships)) == (0, 1)
    pact = kg.describe_actor("alpine pact", on=later, ever=True, actors=[own])
    assert [m.member.id for m in pact.members] == ["Kestrovia"]


def test_person_with_offices_and_whom_they_speak_for(own: Path) -> None:
    profile = kg.describe_actor("deszo", on=date(1937, 1, 1), actors=[own])
    assert profile.entity.name == "Ágata Deszö"
    assert [t.office.id for t in profile.tenures] == ["Envoy_of_Kestrovia", "President_of_Kestrovia"]
    assert profile.speaks_for == profile.state == known("Kestrovia", own)
    assert kg.describe_actor("deszo", on=date(1950, 1, 1), actors=[own]).speaks_for is None


def known(identifier: str, own: Path) -> Entity:
    return kg.describe_actor(identifier, actors=[own]).entity


def test_office_has_its_titles(own: Path) -> None:
    profile = kg.describe_actor("President_of_Kestrovia", on=date(1930, 1, 1), actors=[own])
    assert profile.names["title"][0] == "high steward"


def test_without_a_day_it_is_today() -> None:
    profile = kg.describe_actor("Norway")
    assert abs((profile.on - date.today()).days) <= 1  # noqa: DTZ011


def test_unknown_name_is_answered_with_near_ones(own: Path) -> None:
    with pytest.raises(kg.KgError, match=r"no actor is called 'Kestrowia'; did you mean Kestrovia"):
        kg.describe_actor("Kestrowia", actors=[own])
    with pytest.raises(kg.KgError, match=r"no actor is called 'qqxzzyqq', or anything like it"):
        kg.describe_actor("qqxzzyqq")


def test_name_of_several_actors_is_answered_with_all(tmp_path: Path) -> None:
    path = tmp_path / "twins.ttl"
    path.write_text(
        PREFIXES + "".join(f'ent:Twin_{n} a ir:Person ; skos:prefLabel "Otto Zzyx"@en .\n' for n in range(7))
    )
    with pytest.raises(kg.KgError, match=r"7 actors are called 'otto zzyx': Twin_0, .*Twin_4 and 2 more"):
        kg.describe_actor("otto zzyx", actors=[path])
