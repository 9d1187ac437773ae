"""Names, titles and offices lead to the actors that a reader would understand, and for whom these speak."""

from __future__ import annotations

from datetime import date

import pytest

from kg.model import Form
from tests.actors.reading import Reader, faulty


class TestNames:
    def test_a_capital_is_its_government_and_after_in_a_city(self, reader: Reader) -> None:
        reading = reader.read("Moscow accused Kyiv. The envoys met in Minsk.")
        assert reading.of("Moscow") == ["Russia"]
        assert reading.of("Kyiv") == ["Ukraine"]
        assert reading.of("Minsk") == ["Minsk"]
        assert reading.stand_for("Minsk") == ["Belarus"]
        assert (reading.form("Kyiv"), reading.form("Minsk")) == (Form.METONYM, Form.NAME)

    def test_a_seat_of_power_is_the_state(self, reader: Reader) -> None:
        assert reader.read("The Kremlin rejected the offer.").of("Kremlin") == ["Russia"]

    def test_an_adjective_alone_is_no_actor(self, reader: Reader) -> None:
        reading = reader.read("Norway bought Russian oil.")
        (adjective,) = [m for m in reading.mentions if m.modifier]
        assert reading.text[slice(*adjective.span)] == "Russian"
        assert adjective.form is Form.ADJECTIVE
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

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("The Swedes praised Canada.", "Swedes", "Sweden"),
            ("The Americans praised Canada.", "Americans", "United_States"),
            ("Many Americans praised Canada.", "Americans", "People_in_United_States"),
            ("Thousands of Georgians marched.", "Georgians", "People_in_Georgia"),
            pytest.param(
                "The British left Iraq.",
                "British",
                "United_Kingdom",
            ),
        ],
    )
    def test_a_people_is_its_state_or_some_of_its_people(
        self, reader: Reader, text: str, words: str, expected: str
    ) -> None:
        reading = reader.read(text)
        assert reading.of(words) == [expected]
        assert reading.form(words) is Form.DEMONYM

    def test_one_of_a_people_is_nobody(self, reader: Reader) -> None:
        assert reader.read("An American praised Canada.").of("American") == []


class TestPeopleOfTheText:
    @pytest.mark.parametrize(
        "introduction",
        [
            "Norwegian Defence Minister Kari Holmen praised Ukraine.",
            "Norway's defence minister, Kari Holmen, praised Ukraine.",
            "Kari Holmen, Norway's defence minister, praised Ukraine.",
            "Kari Holmen, the defence minister of Norway, praised Ukraine.",
            "Oslo's defence minister, Kari Holmen, praised Ukraine.",
        ],
    )
    def test_a_title_before_or_after_the_name_introduces_them(
        self, reader: Reader, introduction: str
    ) -> None:
        reading = reader.read(f"{introduction} Holmen thanked Peru. The minister is new.")
        assert reading.of("Kari Holmen") == reading.of("Holmen", 1) == ["Kari_Holmen"]
        assert reading.of("minister", -1) == ["Kari_Holmen"]
        assert reading.stand_for("Kari Holmen") == ["Norway"]
        assert reading.tenures() == [("Kari_Holmen", "Defence_Minister_of_Norway", "Norway")]

    def test_they_hold_the_office_for_an_unknown_time(self, reader: Reader) -> None:
        (tenure,) = reader.read("Norwegian Defence Minister Kari Holmen left.").actors.tenures
        assert (tenure.start, tenure.end) == (None, None)

    def test_oslos_defence_chief_is_whom_the_apposition_names(self, reader: Reader) -> None:
        reading = reader.read("Oslo's defence chief, Kari Holmen, praised Ukraine.")
        assert reading.of("defence chief") == ["Kari_Holmen"]
        assert reading.form("defence chief") is Form.TITLE
        assert reading.stand_for("Kari Holmen") == ["Norway"]

    @pytest.mark.parametrize(
        ("title", "words"),
        [
            ("Mr", "Holmen"),
            ("Mr.", "Holmen"),
            ("Minister", "Holmen"),
            pytest.param(
                "Ms",
                "Holmen",
            ),
        ],
    )
    def test_a_surname_with_a_title(self, reader: Reader, title: str, words: str) -> None:
        reading = reader.read(f"Kari Holmen met reporters. {title} Holmen thanked Norway.")
        assert reading.of(words, 1) == ["Kari_Holmen"]

    def test_a_surname_is_theirs_although_the_files_know_another(self, reader: Reader) -> None:
        reading = reader.read("Kyiv's defence minister, Jan Modi, praised India. Modi left on Friday.")
        assert reading.of("Jan Modi") == reading.of("Modi", 1) == ["Jan_Modi"]
        assert reading.stand_for("Modi", 1) == ["Ukraine"]

    def test_a_surname_before_its_bearer_is_that_of_the_files(self, reader: Reader) -> None:
        reading = reader.read("Modi praised France. Kyiv's defence minister, Jan Modi, left.")
        assert reading.of("Modi") == ["Narendra_Modi"]

    def test_somebody_without_a_title_stands_for_nobody(self, reader: Reader) -> None:
        reading = reader.read("A man named Lopez Garcia left for Spain.")
        assert reading.stand_for("Lopez Garcia") == [None]
        assert reading.tenures() == []

    @pytest.mark.parametrize(
        "text",
        [
            "Jan Holt, the mayor of Oslo, praised Ukraine.",
            "Ontario's premier, Jan Holt, praised Ukraine.",
        ],
    )
    def test_a_mayor_speaks_for_no_state(self, reader: Reader, text: str) -> None:
        reading = reader.read(text)
        assert reading.stand_for("Jan Holt") == [None]
        assert reading.tenures() == []

    def test_a_deputy_does_not_hold_the_office(self, reader: Reader) -> None:
        reading = reader.read("Deputy Foreign Minister Ana Roca of Chile left for Peru.")
        assert reading.stand_for("Ana Roca") == ["Chile"]
        assert ("Ana_Roca", "Foreign_Minister_of_Chile", "Chile") not in reading.tenures()


class TestOffices:
    def test_an_office_is_its_holder_of_the_day(self, reader: Reader) -> None:
        text = "The Iranian foreign minister met reporters."
        assert reader.read(text).of("foreign minister") == ["Abbas_Araghchi"]
        earlier = reader.read(text, date(2023, 2, 26))
        assert earlier.of("foreign minister") == ["Hossein_Amir-Abdollahian"]
        assert earlier.stand_for("foreign minister") == ["Iran"]

    def test_without_a_date_an_office_is_its_state(self, reader: Reader) -> None:
        reading = reader.read("The Iranian foreign minister met reporters.", None)
        assert reading.of("foreign minister") == ["Iran"]

    def test_whom_the_text_names_goes_before_the_files(self, reader: Reader) -> None:
        text = "Iranian Foreign Minister Omid Rad left. The Iranian foreign minister is new."
        assert reader.read(text).of("foreign minister") == ["Omid_Rad"]

    def test_a_minister_stands_for_his_state(self, reader: Reader) -> None:
        assert reader.read("Sergei Lavrov left.").stand_for("Sergei Lavrov") == ["Russia"]

    def test_offices_of_several_states(self, reader: Reader) -> None:
        reading = reader.read(
            "The Norwegian and Danish defence ministers met the presidents of Chile and Peru."
        )
        assert reading.of("ministers") == ["Tore_Sandvik", "Troels_Lund_Poulsen"]
        assert reading.of("presidents") == ["Gabriel_Boric", "Dina_Boluarte"]

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("Kenyan leaders praised Uganda.", "leaders", "Kenya"),
            ("A Kenyan minister left for Uganda.", "minister", "Kenya"),
            ("Peru recalled its ambassador from Chile.", "ambassador", "Peru"),
            ("The German leader praised Chad.", "leader", "Friedrich_Merz"),
            ("The US leader praised Chad.", "leader", "Donald_Trump"),
            pytest.param(
                "The Russian leader praised Chad.",
                "leader",
                "Vladimir_Putin",
            ),
        ],
    )
    def test_an_office_that_several_may_hold(
        self, reader: Reader, text: str, words: str, expected: str
    ) -> None:
        assert reader.read(text).of(words) == [expected]

    def test_the_minister_of_the_state_that_the_text_speaks_of(self, reader: Reader) -> None:
        reading = reader.read("Belarus held elections. The president praised the voters.")
        assert reading.of("president") == ["Alexander_Lukashenko"]

    @pytest.mark.parametrize(
        "text", ["Ontario's premier criticised the United States.", "Quebec's premier met reporters."]
    )
    def test_offices_of_regions_are_nobodys(self, reader: Reader, text: str) -> None:
        assert reader.read(text).of("premier") == []


class TestFormerHolders:
    @pytest.mark.parametrize(
        ("text", "person"),
        [
            ("Former French president Nicolas Sarkozy praised Georgia.", "Nicolas Sarkozy"),
            ("The former president of Norway, Jens Vik, praised Georgia.", "Jens Vik"),
            ("Jens Vik, Norway's ousted president, praised Georgia.", "Jens Vik"),
            ("Angela Merkel praised Georgia.", "Angela Merkel"),
        ],
    )
    def test_they_stand_for_nobody(self, reader: Reader, text: str, person: str) -> None:
        reading = reader.read(text)
        assert reading.stand_for(person) == [None]
        assert reading.tenures() == []

    def test_who_was_in_office_on_the_day_stands_for_the_state(self, reader: Reader) -> None:
        reading = reader.read("Angela Merkel praised Georgia.", date(2010, 6, 1))
        assert reading.stand_for("Angela Merkel") == ["Germany"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "Mali's ousted president, Ali Kone, was held. Chad asked for the ousted president's release.",
                "Ali_Kone",
            ),
            (
                "Niger's army ousted Jon Ek, the president. France asked Niger to free the ousted president.",
                "Jon_Ek",
            ),
            ("Joe Biden criticised Russia. The former US president left.", "Joe_Biden"),
            ("Joe Biden criticised Russia. The former president left.", "Joe_Biden"),
        ],
    )
    def test_their_old_title_finds_them(self, reader: Reader, text: str, expected: str) -> None:
        assert reader.read(text).of("president", -1) == [expected]

    @pytest.mark.parametrize(
        ("successor", "expected"),
        [("Keir Starmer", "Rishi_Sunak"), ("Friedrich Merz", "Olaf_Scholz"), ("Donald Trump", "Joe_Biden")],
    )
    def test_a_predecessor(self, reader: Reader, successor: str, expected: str) -> None:
        reading = reader.read(f"{successor} praised his predecessor.")
        assert reading.of("his predecessor") == [expected]
        assert reading.stand_for("his predecessor") == [None]


class TestCounterparts:
    def test_by_the_files(self, reader: Reader) -> None:
        reading = reader.read("Russian Foreign Minister Sergei Lavrov met his Turkish counterpart.")
        assert reading.of("counterpart") == ["Hakan_Fidan"]
        assert reading.stand_for("counterpart") == ["Turkey"]

    def test_by_the_text(self, reader: Reader) -> None:
        reading = reader.read(
            "Norwegian Defence Minister Kari Holmen met Danish Defence Minister Ole Lund. "
            "Holmen thanked her Danish counterpart."
        )
        assert reading.of("counterpart") == ["Ole_Lund"]

    def test_several(self, reader: Reader) -> None:
        reading = reader.read("Sergei Lavrov met his Turkish and Egyptian counterparts.")
        assert reading.of("counterparts") == ["Hakan_Fidan", "Badr_Abdelatty"]

    def test_without_a_person_they_are_their_states(self, reader: Reader) -> None:
        reading = reader.read("Russian officials met their Chinese counterparts.")
        assert (reading.of("officials"), reading.of("counterparts")) == (["Russia"], ["China"])

    @faulty("the title of the first of two coordinated people is given to the name behind the second")
    def test_a_counterpart_with_a_name(self, reader: Reader) -> None:
        reading = reader.read(
            "Chile's Foreign Minister Ana Roca and her Peruvian counterpart, Luis Rey, met."
        )
        assert reading.of("counterpart") == reading.of("Luis Rey") == ["Luis_Rey"]
        assert reading.stand_for("Luis Rey") == ["Peru"]


class TestOrganizations:
    def test_an_acronym_in_brackets_behind_one_of_the_files(self, reader: Reader) -> None:
        reading = reader.read("The Norwegian Refugee Council (NRC) helped Chad. The NRC left.")
        assert reading.of("NRC") == reading.of("NRC", 1) == ["Norwegian_Refugee_Council"]

    def test_an_acronym_in_brackets_behind_one_that_no_file_knows(self, reader: Reader) -> None:
        reading = reader.read("The Free Valley Movement (FVM) attacked a convoy in Peru. The FVM left.")
        assert reading.of("Free Valley Movement") == reading.of("FVM", 1) == ["Free_Valley_Movement"]

    def test_one_that_no_file_knows_has_the_state_in_its_name(self, reader: Reader) -> None:
        reading = reader.read("The Chadian Herders' Association criticised Oman.")
        (found,) = reading.entities("Chadian Herders' Association")
        assert (found.kind, found.state) == ("Organization", "TCD")
        assert reading.stand_for("Chadian Herders' Association") == [found.id]

    def test_a_party_of_the_files_is_one_name(self, reader: Reader) -> None:
        reading = reader.read("The Yemeni Socialist Party criticised Oman.")
        (found,) = reading.entities("Yemeni Socialist Party")
        assert (found.kind, found.state) == ("Organization", "YEM")

    @pytest.mark.parametrize(
        ("text", "words", "expected"),
        [
            ("The Tamil Tigers fired. The Tigers left.", "Tigers", "Tamil_Tigers"),
            ("South Korea offered talks. The North rejected them.", "North", "North_Korea"),
            ("North Korea fired a missile. The South condemned the test.", "South", "South_Korea"),
        ],
    )
    def test_a_part_of_a_name(self, reader: Reader, text: str, words: str, expected: str) -> None:
        assert reader.read(text).of(words, -1) == [expected]
