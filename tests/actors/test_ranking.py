"""Which reading of a name wins: by its place in the sentence, the day, titles, and the rest of the text."""

from __future__ import annotations

from datetime import date

import pytest

from kg.actors.aliases import AliasKind
from kg.actors.ranking import MARGIN, THRESHOLD
from tests.actors.reading import Reader


def chosen(reader: Reader, text: str, day: date | None = date(2024, 3, 6)) -> dict[str, str]:
    """Ids of who is meant by the names of a text; names that mean nobody are left out."""
    return {
        words: choice.alias.entity
        for words, choice in reader.choose(text, day).items()
        if choice.alias is not None
    }


class TestPlaceOrGovernment:
    @pytest.mark.parametrize(
        "text",
        [
            "Cairo condemned the attack.",
            "The envoy thanked Cairo for its help.",
            "Talks with Cairo failed.",
            "The offer of Cairo was rejected.",
            "Weapons were sold to Cairo.",
            "Relations between Ankara and Cairo are good.",
        ],
    )
    def test_who_acts_is_the_government(self, reader: Reader, text: str) -> None:
        assert chosen(reader, text)["Cairo"] == "Egypt"

    @pytest.mark.parametrize(
        "text",
        [
            "The envoys met in Cairo.",
            "He flew to Cairo on Monday.",
            "They fled from Cairo.",
            "Bombs fell near Cairo.",
            "Crowds filled the streets of Cairo.",
            "The envoy left Cairo.",
            "The Cairo airport was closed.",
        ],
    )
    def test_where_something_happens_is_the_town(self, reader: Reader, text: str) -> None:
        assert chosen(reader, text)["Cairo"] == "Cairo"

    def test_candidates_are_sorted_with_their_reasons(self, reader: Reader) -> None:
        choice = reader.choose("Cairo condemned the attack.")["Cairo"]
        first, second = choice.candidates
        assert (first.entity.id, second.entity.id) == ("Egypt", "Cairo")
        assert first.score > second.score + MARGIN
        assert first.score >= THRESHOLD
        assert first.reasons[:2] == ("metonym", "acts here")
        assert second.reasons[0] == "name"
        assert "acts here" not in second.reasons
        assert choice.reason == ""


class TestAdjectiveOrPeople:
    @pytest.mark.parametrize(
        ("text", "name", "kind"),
        [
            ("German soldiers marched.", "German", AliasKind.ADJECTIVE),
            ("The Germans marched home.", "Germans", AliasKind.DEMONYM),
            ("Chinese officials left.", "Chinese", AliasKind.ADJECTIVE),
            ("The Chinese thanked Norway.", "Chinese", AliasKind.DEMONYM),
            ("The Dutch thanked Norway.", "Dutch", AliasKind.DEMONYM),
            ("Kenya attacked the village.", "Kenya", AliasKind.NAME),
        ],
    )
    def test_before_a_noun_or_alone(self, reader: Reader, text: str, name: str, kind: AliasKind) -> None:
        alias = reader.choose(text)[name].alias
        assert alias is not None
        assert alias.kind is kind


class TestSurnames:
    def test_in_office_on_that_day(self, reader: Reader) -> None:
        text = "Macron condemned the attack."
        assert chosen(reader, text) == {"Macron": "Emmanuel_Macron"}
        assert chosen(reader, text, date(2010, 1, 1)) == {}
        assert reader.choose(text)["Macron"].candidates[0].reasons == (
            "short_name",
            "in office on that day",
        )

    def test_without_a_date_nobody_has_left_office(self, reader: Reader) -> None:
        assert chosen(reader, "Macron condemned the attack.", None) == {"Macron": "Emmanuel_Macron"}

    def test_introduced_by_the_full_name(self, reader: Reader) -> None:
        text = "Emmanuel Macron spoke in the evening, and Macron was applauded."
        assert chosen(reader, text, date(2010, 1, 1))["Macron"] == "Emmanuel_Macron"
        candidate = reader.choose(text)["Macron"].candidates[0]
        assert candidate.reasons[1] == "introduced by the full name"

    def test_who_was_introduced_goes_before_who_is_in_office(self, reader: Reader) -> None:
        text = "Lawrence Wong spoke in the evening, and Wong was applauded."
        assert chosen(reader, text, date(2025, 6, 1))["Wong"] == "Lawrence_Wong"

    @pytest.mark.parametrize("title", ["President", "Mr", "Mr."])
    def test_a_title_speaks_for_a_reading(self, reader: Reader, title: str) -> None:
        choice = reader.choose(f"{title} Macron condemned the attack.")["Macron"]
        assert choice.alias is not None
        assert "with a title" in choice.candidates[0].reasons[1]

    def test_a_title_does_not_bring_back_to_office(self, reader: Reader) -> None:
        choice = reader.choose("President Macron condemned the attack.", date(2010, 1, 1))["Macron"]
        assert choice.alias is None
        assert choice.candidates[0].reasons[-1] == "holds no office on that day"

    @pytest.mark.parametrize("text", ["Gerda Macron condemned the attack.", "Macron Dupont condemned it."])
    def test_another_name_beside_it_means_somebody_else(self, reader: Reader, text: str) -> None:
        choice = reader.choose(text)["Macron"]
        assert choice.alias is None
        assert choice.candidates[0].score < 0

    def test_two_in_office_are_a_tie_that_links_to_nobody(self, reader: Reader) -> None:
        choice = reader.choose("Wong thanked the guests.", date(2025, 6, 1))["Wong"]
        first, second = choice.candidates[:2]
        assert first.score - second.score < MARGIN
        assert (choice.alias, choice.reason) == (None, "several readings, none better")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Wong thanked the guests from Singapore.", "Lawrence_Wong"),
            ("Australian officials said that Wong would resign.", "Penny_Wong"),
        ],
    )
    def test_a_state_that_the_text_names_breaks_the_tie(
        self, reader: Reader, text: str, expected: str
    ) -> None:
        assert chosen(reader, text, date(2025, 6, 1))["Wong"] == expected


class TestDays:
    @pytest.mark.parametrize(
        ("year", "text", "expected"),
        [
            (1985, "Moscow rejected the proposal.", "Soviet_Union"),
            (1995, "Moscow rejected the proposal.", "Russia"),
            (1980, "Russia rejected the proposal.", "Soviet_Union"),
            (2020, "Russia rejected the proposal.", "Russia"),
            (1985, "Belgrade thanked the delegates.", "Yugoslavia"),
            (1995, "Belgrade thanked the delegates.", "Serbia_and_Montenegro"),
            (2015, "Belgrade thanked the delegates.", "Serbia"),
            (1972, "Saigon rejected the offer.", "South_Vietnam"),
            (1972, "Hanoi rejected the offer.", "North_Vietnam"),
            (1980, "Hanoi rejected the offer.", "Vietnam"),
            (1985, "Prague rejected the offer.", "Czechoslovakia"),
            (2000, "Prague rejected the offer.", "Czech_Republic"),
            (1980, "East Berlin rejected the offer.", "East_Germany"),
            (2000, "Berlin rejected the offer.", "Germany"),
            pytest.param(
                1980,
                "Bonn rejected the offer.",
                "West_Germany",
            ),
        ],
    )
    def test_the_state_of_that_day_is_meant(
        self, reader: Reader, year: int, text: str, expected: str
    ) -> None:
        assert list(chosen(reader, text, date(year, 6, 1)).values()) == [expected]

    def test_the_president_of_that_day_is_meant(self, reader: Reader) -> None:
        text = "Bush criticised the war."
        assert chosen(reader, text, date(1990, 6, 1)) == {"Bush": "George_H_W_Bush"}
        assert chosen(reader, text, date(2002, 6, 1)) == {"Bush": "George_W_Bush"}
        assert chosen(reader, text, date(2024, 6, 1)) == {}

    def test_what_did_not_exist_says_so(self, reader: Reader) -> None:
        candidates = reader.choose("Moscow rejected it.", date(1995, 6, 1))["Moscow"].candidates
        reasons = {c.entity.id: c.reasons for c in candidates}
        assert "did not exist on that day" in reasons["Soviet_Union"]


class TestAmbiguousNames:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Georgia met with Armenia.", "Georgia"),
            ("Georgia voters queued in Atlanta on Monday.", "Georgia_US_state"),
            ("The envoy spoke at a fair in Athens, Georgia, on Monday.", "Georgia_US_state"),
        ],
    )
    def test_the_whole_text_decides_on_georgia(self, reader: Reader, text: str, expected: str) -> None:
        assert chosen(reader, text)["Georgia"] == expected

    def test_a_town_lies_in_the_region_behind_the_comma(self, reader: Reader) -> None:
        choice = reader.choose("The envoy spoke at a fair in Athens, Georgia, on Monday.")["Athens"]
        assert (choice.alias, choice.reason) == (None, "lies in Georgia")
        assert chosen(reader, "The envoy spoke in Athens, and Greece thanked him.")["Athens"] == "Athens"

    def test_a_rule_names_the_larger_of_two_namesakes(self, reader: Reader) -> None:
        assert chosen(reader, "Congo accused Rwanda of supporting the M23.")["Congo"] == "DR_Congo"

    def test_a_rule_that_forbids_a_reading_is_the_reason(self, reader: Reader) -> None:
        choice = reader.choose("Antigua was damaged by a quake in Guatemala.")["Antigua"]
        assert choice.alias is None
        assert choice.reason.startswith("unless Guatemala")
