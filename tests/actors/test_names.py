"""Names are found in tokenised text as stretches of tokens, longest first; headlines get their case back."""

from __future__ import annotations

import pytest

from kg.actors.aliases import AliasKind
from kg.actors.names import NameFinder
from kg.language.pipeline import read_pipeline
from tests.actors.reading import Reader


@pytest.fixture
def finder(reader: Reader) -> NameFinder:
    return reader.finder


def found(finder: NameFinder, text: str) -> list[str]:
    """The words of the names of a text."""
    doc = read_pipeline().make_doc(text)
    return [doc[name.start : name.end].text for name in finder.find_names(doc)]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("South Sudan attacked Sudan.", ["South Sudan", "Sudan"]),
            ("Papua New Guinea and Guinea-Bissau", ["Papua New Guinea", "Guinea-Bissau"]),
            ("The Democratic Republic of the Congo", ["Democratic Republic of the Congo"]),
            ("Norway's envoy left (Oslo).", ["Norway", "Oslo"]),
            ("the U.S. and the U.K. agreed", ["U.S.", "U.K."]),
            ("Iran-backed rebels", ["Iran"]),
            ("Nigerians left Niger", ["Nigerians", "Niger"]),
            ("They went home.", []),
            ("He ate turkey in the chad.", []),
            ("", []),
        ],
    )
    def test_the_longest_names_are_found(self, finder: NameFinder, text: str, names: list[str]) -> None:
        assert [name.removeprefix("The ") for name in found(finder, text)] == names

    def test_a_name_ends_where_a_token_ends(self, finder: NameFinder) -> None:
        assert found(finder, "Perugia, Chadwick and Omanson") == []

    def test_spellings_with_and_without_accents(self, finder: NameFinder) -> None:
        first, second = (
            finder.find_names(read_pipeline().make_doc(name))[0].aliases for name in ("São Tomé", "Sao Tome")
        )
        assert {a.entity for a in first} == {a.entity for a in second}

    def test_every_reading_of_a_name_is_kept(self, finder: NameFinder) -> None:
        (name,) = finder.find_names(read_pipeline().make_doc("He went to Cairo."))
        assert {alias.kind for alias in name.aliases} == {AliasKind.NAME, AliasKind.METONYM}
        assert set(finder.readings_of("Cairo")) == set(name.aliases)
        assert finder.readings_of("Cair") == ()

    def test_surnames_that_are_common_words_stand_only_behind_first_names(self, finder: NameFinder) -> None:
        assert found(finder, "He left.") == []
        assert all(a.kind is not AliasKind.SHORT_NAME for a in finder.readings_of("He"))


class TestHeadlines:
    @pytest.mark.parametrize(
        ("headline", "plain"),
        [
            ("NORWAY SENDS TANKS TO UKRAINE", "Norway sends tanks to Ukraine"),
            ("RAINS CUT ROADS IN CHAD AND SOUTH SUDAN", "Rains cut roads in Chad and South Sudan"),
            ("PAPUA NEW GUINEA'S PREMIER THANKS UN", "Papua New Guinea's premier thanks UN"),
            ("FRENCH TROOPS LEAVE N'DJAMENA, NIGER SAYS", "French troops leave N'Djamena, Niger says"),
        ],
    )
    def test_a_line_in_capitals_is_read_as_a_sentence(
        self, finder: NameFinder, headline: str, plain: str
    ) -> None:
        restored = finder.restore_case(read_pipeline().make_doc(headline))
        assert restored == plain
        assert restored.lower() == headline.lower()

    @pytest.mark.parametrize(
        "text", ["Norway sends tanks to Ukraine", "NATO AND EU", "UN", "", "The US and the EU met in the UK"]
    )
    def test_other_text_stays_as_it_is(self, finder: NameFinder, text: str) -> None:
        assert finder.restore_case(read_pipeline().make_doc(text)) == text
