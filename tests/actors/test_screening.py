"""Names that mean no actor where they stand are told by a reason; those that do mean one are kept."""

from __future__ import annotations

import pytest

from tests.actors.reading import Reader


def dropped(reader: Reader, text: str) -> dict[str, str]:
    """The names of a sentence that mean nobody, with the reason."""
    return {words: c.reason for words, c in reader.choose(text).items() if c.alias is None}


DROPPED: dict[str, list[tuple[str, str, str]]] = {
    "compound participles": [
        ("Iran-backed rebels attacked a ship.", "Iran", "part of “Iran-backed”"),
        ("Soviet-era tanks rolled through the town.", "Soviet", "part of “Soviet-era”"),
        ("A French-born cook won a prize.", "French", "part of “French-born”"),
        ("US-led forces attacked a village.", "US", "part of “US-led”"),
        ("The Turkish-held town was shelled.", "Turkish", "part of “Turkish-held”"),
        ("A Chinese-made drone fell.", "Chinese", "part of “Chinese-made”"),
    ],
    "teams": [
        ("Brazil beat Serbia 2-0 on Thursday.", "Serbia", "a team"),
        ("Ghana won 3–1 in the rain.", "Ghana", "a team"),
        ("Senegal thrashed Mali.", "Mali", "a team"),
        ("Croatia won the World Cup qualifier.", "Croatia", "a team"),
        ("Kenya drew with Uganda after a late goal by the captain of the squad.", "Uganda", "a team"),
        ("Portugal are top of the table.", "Portugal", "a team"),
    ],
    "antiquity": [
        ("Ancient Macedonia built the road.", "Macedonia", "antiquity: “Ancient”"),
        ("Archaeologists in Iraq found a tablet.", "Iraq", "antiquity: “Archaeologists”"),
        ("The pharaohs of Egypt traded in gold.", "Egypt", "antiquity: “pharaohs”"),
    ],
    "titles of works": [
        ('His novel "Goodbye to Russia" sold well.', "Russia", "part of the title “Goodbye to Russia”"),
        ("The film “A Night in Havana” opened.", "Havana", "part of the title “A Night in Havana”"),
    ],
    "things and private people": [
        ("She wore Panama hats.", "Panama", "belongs to something else: “hats”"),
        ("A shop sold Turkey carpets.", "Turkey", "belongs to something else: “carpets”"),
        ("French fries are cheap.", "French", "belongs to something else: “fries”"),
        ("A Russian restaurant opened.", "Russian", "belongs to something else: “restaurant”"),
        ("The barman, Chad, opened the door.", "Chad", "name of somebody or something else: “barman”"),
    ],
    "longer names": [
        ("Jordan Peterson spoke in the evening.", "Jordan", "part of the name “Jordan Peterson”"),
        ("Jack London was born there.", "London", "part of the name “Jack London”"),
        ("Michael Jordan thanked the fans.", "Jordan", "part of the name “Michael Jordan”"),
        ("The Cuban Missile Crisis ended.", "Cuban", "part of the name “The Cuban Missile Crisis”"),
        ("Red Star Belgrade hired a coach.", "Belgrade", "part of the name"),
    ],
    "words beside": [
        ("Paris Saint-Germain hired a coach.", "Paris", "part of the name “Paris Saint-Germain”"),
        ("The India Gate hotel closed.", "India", "part of the name “India Gate”"),
    ],
}

KEPT: dict[str, list[tuple[str, str]]] = {
    "bodies and offices of a state": [
        ("The Chinese Foreign Ministry praised Norway.", "Chinese"),
        ("Russian President Vladimir Putin left.", "Russian"),
        ("The Iraqi Army entered the town.", "Iraqi"),
        ("Former Brazil president Ana Paz left.", "Brazil"),
    ],
    "what a state has and does": [
        ("Norway bought Iranian oil.", "Iranian"),
        ("Chile raised tariffs on Vietnamese furniture.", "Vietnamese"),
        ("Imports of Turkish carpets were banned.", "Turkish"),
        ("The US dollar fell.", "US"),
        ("Officials discussed the Ukraine war.", "Ukraine"),
        ("The Norway talks failed.", "Norway"),
        ("The Iran deal was signed.", "Iran deal"),
        ("Turkish nuclear energy policy has changed.", "Turkish"),
    ],
    "epochs and parts of a state": [
        ("Communist China condemned the visit.", "Communist China"),
        ("Nazi Germany invaded Poland.", "Germany"),
        ("Western Europe thanked Canada.", "Western Europe"),
        ("Northern Ireland voted.", "Northern Ireland"),
        ("Occupied Norway was poor.", "Norway"),
    ],
    "names of other actors that contain one": [
        ("The Washington Post praised the treaty.", "The Washington Post"),
        ("The Bank of China opened a branch.", "Bank of China"),
        ("Air France flew to Oslo.", "Air France"),
        ("The Paris Agreement was signed.", "Paris Agreement"),
        ("South China Sea tensions grew.", "South China Sea"),
    ],
    "speech between quotation marks": [
        ('"Chad must leave," the envoy of Niger said.', "Chad"),
        ('"We will not leave Syria to its enemies," the president of Turkey said.', "Syria"),
    ],
    "words of sport and antiquity in politics": [
        ("Turkey and Syria are at war.", "Turkey"),
        ("Norway will face Denmark in court.", "Norway"),
        ("Russia defeated Ukraine in the battle.", "Ukraine"),
        ("Ghana won the final vote.", "Ghana"),
        ("Egypt, which long ago was rich, thanked Sudan for the loan of an old bronze.", "Egypt"),
    ],
    "apposition to a word for states": [("The country, Chad, opened the border.", "Chad")],
}

FAULTS = [
    pytest.param(
        "US-China talks ended on Friday.",
        "US",
    ),
    pytest.param(
        "Ukraine won back a village and lost 10-12 tanks.",
        "Ukraine",
    ),
]


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [pytest.param(*row, id=f"{topic}: {row[0]}") for topic, rows in DROPPED.items() for row in rows],
)
def test_names_that_mean_nobody(reader: Reader, text: str, name: str, reason: str) -> None:
    assert dropped(reader, text)[name].startswith(reason)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(pytest.param(*row, id=f"{topic}: {row[0]}") for topic, rows in KEPT.items() for row in rows),
        *FAULTS,
    ],
)
def test_names_that_mean_their_bearer(reader: Reader, text: str, name: str) -> None:
    choice = reader.choose(text)[name]
    assert choice.alias is not None, choice.reason


def test_the_reason_stands_at_every_reading(reader: Reader) -> None:
    choice = reader.choose("Jack London was born there.")["London"]
    assert len(choice.candidates) > 1
    assert {(c.score, c.reasons[-1]) for c in choice.candidates} == {(-1.0, choice.reason)}


def test_a_person_is_not_screened_for_words_beside(reader: Reader) -> None:
    choice = reader.choose("President Putin left.")["Putin"]
    assert choice.alias is not None
