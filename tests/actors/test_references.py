"""Names, offices, descriptions and pronouns lead to the actors that a reader would understand."""

from __future__ import annotations

from datetime import date

import pytest

from kg.actors.gazetteer import read_gazetteer
from kg.actors.names import NameFinder
from kg.actors.references import ArticleActors
from kg.language.pipeline import read_pipeline
from kg.language.sentences import split_sentences
from kg.model import Mention

PUBLISHED = date(2025, 2, 26)


class Reading:
    """A text with its mentions, in the order of the text."""

    def __init__(self, finder: NameFinder, text: str, day: date | None) -> None:
        pipeline = read_pipeline()
        self.text = text
        spans = list(split_sentences(text))
        names = [finder.find_names(pipeline.make_doc(text[a:b])) for a, b in spans]
        self.actors = ArticleActors(finder, text, day, [n for found in names for n in found], "test")
        self.mentions: list[Mention] = []
        for (start, end), found in zip(spans, names, strict=True):
            self.mentions += self.actors.find_mentions(pipeline(text[start:end]), start, found)

    def of(self, words: str, nth: int = 0) -> list[str]:
        """Ids of whoever the words point to; [] if they are no mention of an actor."""
        found = [m for m in self.mentions if self.text[slice(*m.span)] == words and not m.modifier]
        return [e.id for e in found[nth].entities] if found else []

    def stand_for(self, words: str) -> list[str | None]:
        """Ids of the states for which the words stand."""
        found = next(m for m in self.mentions if self.text[slice(*m.span)] == words)
        return [None if e is None else e.id for e in found.stands_for]


class Reader:
    """Reads texts with one gazetteer and pipeline."""

    def __init__(self) -> None:
        self._finder = NameFinder(read_gazetteer(), read_pipeline())

    def read(self, text: str, day: date | None = PUBLISHED) -> Reading:
        return Reading(self._finder, text, day)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


class TestNames:
    def test_a_capital_is_its_government_and_after_in_a_city(self, reader: Reader) -> None:
        reading = reader.read("Moscow accused Kyiv. The envoys met in Minsk.")
        assert reading.of("Moscow") == ["Russia"]
        assert reading.of("Kyiv") == ["Ukraine"]
        assert reading.of("Minsk") == ["Minsk"]
        assert reading.stand_for("Minsk") == ["Belarus"]

    def test_a_seat_of_power_is_the_state(self, reader: Reader) -> None:
        assert reader.read("The Kremlin rejected the offer.").of("Kremlin") == ["Russia"]

    def test_an_adjective_alone_is_no_actor(self, reader: Reader) -> None:
        reading = reader.read("Norway bought Russian oil.")
        (adjective,) = [m for m in reading.mentions if m.modifier]
        assert reading.text[slice(*adjective.span)] == "Russian"
        assert reading.of("Russian") == []

    def test_backed_by_somebody_is_not_somebody(self, reader: Reader) -> None:
        assert reader.read("Iran-backed rebels attacked a ship.").of("Iran") == []

    def test_a_newspaper_is_not_its_city(self, reader: Reader) -> None:
        reading = reader.read("The Washington Post reported that Russia had left.")
        assert [e.id for m in reading.mentions for e in m.entities] == ["Washington_Post", "Russia"]

    def test_spellings_lead_to_one_person(self, reader: Reader) -> None:
        reading = reader.read("Abbas Araghchi arrived in Moscow. Araqchi met Sergey Lavrov.")
        assert reading.of("Abbas Araghchi") == reading.of("Araqchi") == ["Abbas_Araghchi"]
        assert reading.of("Sergey Lavrov") == ["Sergei_Lavrov"]


class TestOffices:
    def test_an_office_is_its_holder_of_the_day(self, reader: Reader) -> None:
        text = "The Iranian foreign minister met reporters."
        assert reader.read(text).of("Iranian foreign minister") == ["Abbas_Araghchi"]
        earlier = reader.read(text, date(2023, 2, 26)).of("Iranian foreign minister")
        assert earlier == ["Hossein_Amir-Abdollahian"]

    def test_without_a_date_an_office_is_its_state(self, reader: Reader) -> None:
        reading = reader.read("The Iranian foreign minister met reporters.", None)
        assert reading.of("Iranian foreign minister") == ["Iran"]

    def test_a_minister_stands_for_his_state(self, reader: Reader) -> None:
        assert reader.read("Sergei Lavrov left.").stand_for("Sergei Lavrov") == ["Russia"]

    def test_somebody_whom_no_file_knows_is_introduced_by_title(self, reader: Reader) -> None:
        text = "Norwegian Defence Minister Kari Holmen came. Holmen praised Ukraine. The minister is new."
        reading = reader.read(text)
        assert reading.of("Kari Holmen") == reading.of("Holmen") == reading.of("minister") == ["Kari_Holmen"]
        assert reading.stand_for("Kari Holmen") == ["Norway"]
        (tenure,) = reading.actors.tenures
        assert (tenure.person.id, tenure.office.id, tenure.of.id) == (
            "Kari_Holmen",
            "Defence_Minister_of_Norway",
            "Norway",
        )
        assert (tenure.start, tenure.end) == (None, None)

    def test_somebody_without_a_title_stands_for_nobody(self, reader: Reader) -> None:
        reading = reader.read("A man named Lopez Garcia left for Spain.")
        assert reading.stand_for("Lopez Garcia") == [None]
        assert reading.actors.tenures == []


class TestDescriptions:
    def test_a_government_without_a_name_is_the_only_state_named(self, reader: Reader) -> None:
        assert reader.read("Belarus held elections. The government was pleased.").of("government") == [
            "Belarus"
        ]

    def test_officials_and_counterparts_are_their_states(self, reader: Reader) -> None:
        reading = reader.read("Russian officials met their Chinese counterparts.")
        assert reading.of("Russian officials") == ["Russia"]
        assert reading.of("Chinese counterparts") == ["China"]

    def test_people_without_a_body_are_a_group_of_their_state(self, reader: Reader) -> None:
        reading = reader.read("Protesters in Georgia demanded new elections.")
        assert reading.of("Protesters") == ["Protesters_in_Georgia"]
        (group,) = reading.mentions[0].entities
        assert (group.kind, group.state) == ("Group", "GEO")

    def test_the_country_is_not_the_subject_of_its_own_clause(self, reader: Reader) -> None:
        reading = reader.read("Peru was criticised. Chile expelled an envoy of the country.")
        assert reading.of("country") != ["Chile"]

    def test_the_two_countries(self, reader: Reader) -> None:
        reading = reader.read("France and Germany signed a treaty. The two countries agreed to share data.")
        assert reading.of("countries") == ["France", "Germany"]


class TestPronouns:
    def test_he_is_the_last_subject_who_is_a_person(self, reader: Reader) -> None:
        reading = reader.read("Sergei Lavrov met Wang Yi. He left Moscow.")
        assert reading.of("He") == ["Sergei_Lavrov"]

    def test_it_is_the_subject_before(self, reader: Reader) -> None:
        reading = reader.read("Turkey said it would host talks between Russia and Ukraine.")
        assert reading.of("it") == ["Turkey"]

    def test_they_are_the_pair_before(self, reader: Reader) -> None:
        reading = reader.read("France and Germany signed a treaty. They praised Poland.")
        assert reading.of("They") == ["France", "Germany"]

    def test_one_that_points_to_nobody_is_counted(self, reader: Reader) -> None:
        reading = reader.read("They left the room.")
        assert reading.mentions == []
        assert reading.actors.unlinked["they"] == 1


def test_spans_are_those_of_the_article(reader: Reader) -> None:
    text = "Iran condemned Israel.\n\nLater, Norway praised Iran."
    assert [text[slice(*m.span)] for m in reader.read(text).mentions] == ["Iran", "Israel", "Norway", "Iran"]


def test_the_same_text_gives_the_same_mentions(reader: Reader) -> None:
    text = "Iran and Russia met in Tehran. Their ministers praised China. The country thanked them."
    assert reader.read(text).mentions == reader.read(text).mentions
