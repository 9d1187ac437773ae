"""Common nouns lead to the actors that they describe or point back to; private people to nobody's state."""

from __future__ import annotations

from datetime import date

import pytest

from kg.model import Form
from tests.actors.reading import Reader


class TestBodies:
    def test_a_government_without_a_name_is_the_only_state_named(self, reader: Reader) -> None:
        reading = reader.read("Belarus held elections. The government was pleased.")
        assert reading.of("government") == ["Belarus"]
        assert reading.form("government") is Form.NOMINAL

    def test_a_scene_at_the_start_says_whose_government(self, reader: Reader) -> None:
        reading = reader.read("Peru praised Chile. In Colombia, the government praised Peru.")
        assert reading.of("government") == ["Colombia"]

    def test_with_two_states_and_no_scene_it_is_nobodys(self, reader: Reader) -> None:
        assert reader.read("Peru praised Chile. The government was pleased.").of("government") == []

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Russian officials met reporters.", "officials", ["Russia"]),
            ("The Iranian navy seized a ship.", "navy", ["Iran"]),
            ("Serbian police arrested a man.", "police", ["Serbia"]),
            ("The Chinese Foreign Ministry praised Peru.", "Ministry", ["China"]),
            ("Indian and Pakistani troops clashed.", "troops", ["India", "Pakistan"]),
            ("Chad closed the border with Niger. Its army left.", "army", ["Chad"]),
        ],
    )
    def test_whose_they_are(self, reader: Reader, text: str, words: str, expected: list[str]) -> None:
        assert reader.read(text).of(words) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "The Norwegian defence ministry praised Ukraine. The ministry will send tanks.",
            "Egypt's foreign ministry criticised Ethiopia, and the ministry recalled an envoy.",
        ],
    )
    def test_the_ministry_is_the_one_that_was_named(self, reader: Reader, text: str) -> None:
        reading = reader.read(text)
        assert reading.of("ministry", -1) == reading.of("ministry") != []


class TestPointingBack:
    def test_the_country_is_not_the_subject_of_its_own_clause(self, reader: Reader) -> None:
        reading = reader.read("Peru was criticised. Chile expelled an envoy of the country.")
        assert reading.of("country") == ["Peru"]

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Chad closed the border. The country is poor.", "country", "Chad"),
            ("The European Union praised Chad. The bloc offered aid.", "bloc", "European_Union"),
            ("The African Union suspended Mali. The union met again.", "union", "African_Union"),
            ("Hezbollah fired rockets at Israel. The group left.", "group", "Hezbollah"),
            ("Boko Haram attacked a village in Niger. The militants fled.", "militants", "Boko_Haram"),
            ("The rebels of the M23 attacked Goma.", "rebels", "M23"),
            (
                "The International Criminal Court sought his arrest. The court praised Norway.",
                "court",
                "International_Criminal_Court",
            ),
            ("Fiji left the Pacific Islands Forum. The forum met.", "forum", "Pacific_Islands_Forum"),
            ("The Arab League praised Oman. The league met in Cairo.", "league", "Arab_League"),
            ("The World Bank lent Chad money. The bank praised Oman.", "bank", "World_Bank"),
        ],
    )
    def test_to_what_was_named_by_another_word(
        self, reader: Reader, text: str, words: str, expected: str
    ) -> None:
        assert reader.read(text).of(words) == [expected]

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Norway's ally, Denmark, praised Peru.", "ally", ["Denmark"]),
            ("Washington, their patron, criticised Israel.", "patron", ["United_States"]),
            ("Russia's neighbours, Finland and Estonia, left.", "neighbours", ["Finland", "Estonia"]),
        ],
    )
    def test_to_the_apposition(self, reader: Reader, text: str, words: str, expected: list[str]) -> None:
        assert reader.read(text).of(words) == expected


class TestSeveral:
    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("France and Germany signed a treaty. The two countries left.", "countries", "France Germany"),
            ("Norway and Denmark praised Peru. Both countries left.", "countries", "Norway Denmark"),
            ("Chile, Peru and Bolivia met. The three countries left.", "countries", "Chile Peru Bolivia"),
            ("Iran and Iraq signed a treaty, and both sides praised Oman.", "sides", "Iran Iraq"),
            ("Iran and Iraq signed a treaty. Both sides praised Oman.", "sides", "Iran Iraq"),
            (
                "Uganda accused Rwanda. Rwanda blamed Uganda. Chad offered help. It rained. Both sides left.",
                "sides",
                "Rwanda Uganda",
            ),
            (
                "Emmanuel Macron met Volodymyr Zelensky in Paris. Both presidents praised Poland.",
                "presidents",
                "Emmanuel_Macron Volodymyr_Zelensky",
            ),
            (
                "Emmanuel Macron met Keir Starmer and Friedrich Merz. The three leaders praised Poland.",
                "leaders",
                "Emmanuel_Macron Friedrich_Merz Keir_Starmer",
            ),
            ("Marco Rubio and Wang Yi met. The two men left.", "men", "Marco_Rubio Wang_Yi"),
        ],
    )
    def test_are_those_named_here_or_before_or_most(
        self, reader: Reader, text: str, words: str, expected: str
    ) -> None:
        assert set(reader.read(text).of(words)) == set(expected.split())

    def test_without_two_there_are_no_two_sides(self, reader: Reader) -> None:
        assert reader.read("Uganda held elections. Both sides want peace.").of("sides") == []

    @pytest.mark.parametrize(
        ("year", "words", "expected"),
        [
            (2018, "Koreas", ["North_Korea", "South_Korea"]),
            (1978, "Germanys", ["East_Germany", "West_Germany"]),
            (1980, "Yemens", ["North_Yemen", "South_Yemen"]),
        ],
    )
    def test_two_states_of_one_name(self, reader: Reader, year: int, words: str, expected: list[str]) -> None:
        assert reader.read(f"The two {words} agreed to talk.", date(year, 6, 1)).of(words) == expected


class TestGroups:
    def test_people_without_a_body_are_a_group_of_their_state(self, reader: Reader) -> None:
        reading = reader.read("Protesters in Georgia demanded new elections.")
        (group,) = reading.entities("Protesters")
        assert (group.id, group.kind, group.state) == ("Protesters_in_Georgia", "Group", "GEO")
        assert reading.stand_for("Protesters") == ["Protesters_in_Georgia"]

    def test_private_people_stand_for_their_state(self, reader: Reader) -> None:
        reading = reader.read("Kenyan farmers fled to Uganda.")
        assert reading.of("farmers") == ["Farmers_in_Kenya"]
        assert reading.stand_for("farmers") == ["Kenya"]

    def test_without_a_state_they_are_a_group_of_the_article(self, reader: Reader) -> None:
        (group,) = reader.read("Demonstrators marched.").entities("Demonstrators")
        assert (group.id, group.state) == ("Demonstrators~test", None)

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("A student from Kenya was arrested in Uganda.", "student", "Student_of_Kenya~test"),
            ("An Australian student was arrested.", "student", "Student_of_Australia~test"),
            ("Norway sent help. A farmer was hurt.", "farmer", "Farmer~test"),
        ],
    )
    def test_one_of_them_stands_for_nobody(
        self, reader: Reader, text: str, words: str, expected: str
    ) -> None:
        reading = reader.read(text)
        assert reading.of(words) == [expected]
        assert reading.stand_for(words) == [None]


def test_arms_are_their_owner(reader: Reader) -> None:
    reading = reader.read("Russian jets bombed a village in Syria. Ships left.")
    assert reading.of("jets") == ["Russia"]
    assert reading.of("Ships") == []


def test_spans_are_those_of_the_article(reader: Reader) -> None:
    text = "Iran condemned Israel.\n\nLater, Norway praised Iran."
    assert [text[slice(*m.span)] for m in reader.read(text).mentions] == ["Iran", "Israel", "Norway", "Iran"]


def test_the_same_text_gives_the_same_mentions(reader: Reader) -> None:
    text = "Iran and Russia met in Tehran. Their ministers praised China. The country thanked them."
    assert reader.read(text).mentions == reader.read(text).mentions
