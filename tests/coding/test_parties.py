"""Mentions of one actor become one party, marked once with its whole phrase."""

from __future__ import annotations

import pytest

from kg.coding.parties import Party, find_parties
from kg.language.pipeline import DEFAULT_PIPELINE, read_pipeline
from kg.pipeline import link


def parties(text: str) -> list[Party]:
    return find_parties(read_pipeline(DEFAULT_PIPELINE)(text), link(text), 0)


def phrases(text: str) -> list[str]:
    return [text[slice(*party.span)] for party in parties(text)]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The Norwegian government condemned Russia.", ["The Norwegian government", "Russia"]),
        ("French President Emmanuel Macron phoned Iran.", ["French President Emmanuel Macron", "Iran"]),
        ("Kenya closed its embassy in Chad.", ["Kenya", "Chad"]),
        ("Iran's army shelled Iraq.", ["Iran's army", "Iraq"]),
        ("Hundreds of Kenyan rebels attacked Uganda.", ["Kenyan rebels", "Uganda"]),
    ],
)
def test_the_whole_phrase_is_marked_once(text: str, marked: list[str]) -> None:
    assert phrases(text) == marked


def test_a_name_in_apposition_and_a_pronoun_are_of_the_same_party() -> None:
    text = "Emmanuel Macron, the French president, said he would visit Kenya."
    macron, kenya = parties(text)
    assert {text[slice(*m.span)] for m in macron.mentions} >= {"Emmanuel Macron", "he"}
    assert macron.main.entities[0].id == "Emmanuel_Macron"
    assert not macron.tied(kenya)


def test_who_owns_another_stands_apart() -> None:
    found = phrases("Iran's ally Syria recognised Abkhazia.")
    assert any(phrase.endswith("Syria") for phrase in found)
    assert "Iran" in found


def test_who_speaks_for_another_is_tied_to_it() -> None:
    minister, state, _ = parties("Sergei Lavrov said that Russia would not leave Syria.")
    assert minister.tied(state)


def test_places_are_those_of_the_sentence() -> None:
    text = "Kenya condemned Chad."
    mentions = link("Long ago. " + text)
    doc = read_pipeline(DEFAULT_PIPELINE)(text)
    assert [text[slice(*p.span)] for p in find_parties(doc, mentions, 10)] == ["Kenya", "Chad"]
