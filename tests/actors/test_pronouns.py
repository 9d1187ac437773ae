"""Pronouns lead to whom a reader would think of, and to nobody where nobody fits."""

from __future__ import annotations

import pytest

from kg.model import Form
from tests.actors.reading import Reader


class TestHeAndShe:
    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Sergei Lavrov met Wang Yi. He left Moscow.", "He", "Sergei_Lavrov"),
            ("Angela Merkel met Emmanuel Macron. He left.", "He", "Emmanuel_Macron"),
            ("Emmanuel Macron met Angela Merkel. She left.", "She", "Angela_Merkel"),
            ("Toma Oland met Mr Berg Moen. She left.", "She", "Toma_Oland"),
            ("Emmanuel Macron said that Keir Starmer had called him.", "him", "Emmanuel_Macron"),
            ("Vladimir Putin called Donald Trump. Putin thanked him.", "him", "Donald_Trump"),
            ("Joseph Kabila feared Etienne Moke. Kabila chased him out.", "him", "Etienne_Moke"),
        ],
    )
    def test_by_first_name_title_and_place(
        self, reader: Reader, text: str, words: str, expected: str
    ) -> None:
        reading = reader.read(text)
        assert reading.of(words) == [expected]
        assert reading.form(words) is Form.PRONOUN

    def test_by_what_the_text_said_before(self, reader: Reader) -> None:
        reading = reader.read("Toma Berg praised Peru after she had left Chad. Jon Ek came. He met her.")
        assert (reading.of("she"), reading.of("her")) == (["Toma_Berg"], ["Toma_Berg"])
        assert reading.of("He") == ["Jon_Ek"]

    def test_who_was_called_she_is_not_he(self, reader: Reader) -> None:
        reading = reader.read("Toma Berg praised Peru after she had left Chad. He thanked Norway.")
        assert reading.of("He") == []

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Before she left, Angela Merkel praised Poland.", "she", "Angela_Merkel"),
            ("When he arrived, Emmanuel Macron praised Chad.", "he", "Emmanuel_Macron"),
            ("After his speech, Emmanuel Macron praised Chad.", "his", "Emmanuel_Macron"),
        ],
    )
    def test_who_comes_after(self, reader: Reader, text: str, words: str, expected: str) -> None:
        assert reader.read(text).of(words) == [expected]

    def test_after_a_private_person_it_is_none_of_those_before(self, reader: Reader) -> None:
        reading = reader.read("Jens Stoltenberg left Peru. A grocer was hurt. He thanked nobody.")
        assert reading.of("He") == []


class TestIt:
    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Turkey said it would host talks between Russia and Ukraine.", "it", ["Turkey"]),
            ("The Kremlin praised Iran. It will leave Syria.", "It", ["Russia"]),
            ("Iran attacked Israel, and Israel attacked it.", "it", ["Iran"]),
            ("Chad closed the border with Niger. Its army left.", "Its", ["Chad"]),
            ("Norway sent help to Peru. The radio played all night. It praised the king.", "It", []),
            ("Norway spoke. It is clear that Peru will help.", "It", []),
            ("Norway spoke. It took two hours to vote.", "It", []),
            ("Norway called it a success.", "it", []),
        ],
    )
    def test_is_the_subject_before_unless_it_means_nothing(
        self, reader: Reader, text: str, words: str, expected: list[str]
    ) -> None:
        assert reader.read(text).of(words) == expected


class TestThey:
    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("France and Germany signed a treaty. They praised Poland.", "They", ["France", "Germany"]),
            ("Norway, Denmark and Peru said they would meet.", "they", ["Norway", "Denmark", "Peru"]),
            ("The Swedes praised Peru. They sent help.", "They", ["Sweden"]),
            ("Norwegian officials met in Oslo. They praised Peru.", "They", ["Norway"]),
            ("The Houthis attacked a ship. They vowed to attack Israel.", "They", ["Houthis"]),
            ("Protesters in Georgia threw stones. They left.", "They", ["Protesters_in_Georgia"]),
            ("Tariffs hurt Canada. Mexico suspended them.", "them", []),
        ],
    )
    def test_are_several_or_many(self, reader: Reader, text: str, words: str, expected: list[str]) -> None:
        assert reader.read(text).of(words) == expected

    def test_ones_that_point_to_nobody_are_counted(self, reader: Reader) -> None:
        reading = reader.read("They left the room.")
        assert reading.mentions == []
        assert reading.actors.unlinked["they"] == 1


class TestFirstPerson:
    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ('"We will help," Norwegian Defence Minister Kari Holmen said.', "We", "Norway"),
            ('Norwegian Defence Minister Kari Holmen said: "We will help."', "We", "Norway"),
            ('"We are ready," said Toma Berg, the foreign minister of Norway.', "We", "Norway"),
            ('Sergei Lavrov came to Cairo. "Our soldiers will stay," he said.', "Our", "Russia"),
            ('"Russia threatens us," Polish Prime Minister Donald Tusk said.', "us", "Poland"),
            ('"I thank Egypt," Sergei Lavrov said.', "I", "Sergei_Lavrov"),
            ('"Peru helped me," said Toma Berg.', "me", "Toma_Berg"),
        ],
    )
    def test_is_the_speaker_or_his_side(self, reader: Reader, text: str, words: str, expected: str) -> None:
        assert reader.read(text).of(words) == [expected]

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("We praise Norway, wrote a reader.", "We"),
            ('"We thank Peru," he said.', "We"),
            ('"We thank Peru," said Toma Berg.', "We"),
        ],
    )
    def test_is_nobody_without_a_known_speaker(self, reader: Reader, text: str, words: str) -> None:
        assert reader.read(text).of(words) == []
