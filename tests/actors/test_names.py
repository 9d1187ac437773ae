"""Names are found in tokenised text, longest first, and their readings chosen by article, day and place."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from kg.actors.aliases import AliasKind
from kg.actors.gazetteer import read_gazetteer
from kg.actors.names import NameChooser, NameFinder
from kg.language.pipeline import read_pipeline

DAY = date(2024, 3, 6)


@pytest.fixture(scope="session")
def pipeline() -> Language:
    return read_pipeline()


@pytest.fixture(scope="session")
def finder(pipeline: Language) -> NameFinder:
    return NameFinder(read_gazetteer(), pipeline)


def found(finder: NameFinder, pipeline: Language, text: str) -> list[str]:
    """The words of the names of a text."""
    doc = pipeline.make_doc(text)
    return [doc[name.start : name.end].text for name in finder.find_names(doc)]


def chosen(
    finder: NameFinder, pipeline: Language, text: str, day: date | None = DAY
) -> list[tuple[str, AliasKind]]:
    """Who is meant by the names of a text, and how; names that mean nobody are left out."""
    doc = pipeline(text)
    names = finder.find_names(doc)
    chooser = NameChooser(finder.gazetteer, text, day, names)
    readings = [chooser.choose(doc, name) for name in names]
    return [(reading[0].id, reading[1]) for reading in readings if reading is not None]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("South Sudan attacked Sudan.", ["South Sudan", "Sudan"]),
            ("Papua New Guinea and Guinea-Bissau", ["Papua New Guinea", "Guinea-Bissau"]),
            ("The Democratic Republic of the Congo", ["Democratic Republic of the Congo"]),
            ("They went home.", []),
            ("He ate turkey in the chad.", []),
        ],
    )
    def test_the_longest_names_are_found(
        self, finder: NameFinder, pipeline: Language, text: str, names: list[str]
    ) -> None:
        assert [name.removeprefix("The ") for name in found(finder, pipeline, text)] == names

    def test_every_reading_of_a_name_is_kept(self, finder: NameFinder, pipeline: Language) -> None:
        (name,) = finder.find_names(pipeline.make_doc("He went to Cairo."))
        assert {alias.kind for alias in name.aliases} == {AliasKind.NAME, AliasKind.METONYM}


class TestChoosing:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Cairo condemned the attack.", ("Egypt", AliasKind.METONYM)),
            ("The envoys met in Cairo.", ("Cairo", AliasKind.NAME)),
            ("German soldiers marched.", ("Germany", AliasKind.ADJECTIVE)),
            ("The Germans marched home.", ("Germany", AliasKind.DEMONYM)),
            ("Kenya attacked the village.", ("Kenya", AliasKind.NAME)),
        ],
    )
    def test_the_place_in_the_sentence_decides(
        self, finder: NameFinder, pipeline: Language, text: str, expected: tuple[str, AliasKind]
    ) -> None:
        assert chosen(finder, pipeline, text) == [expected]

    def test_a_surname_alone_means_who_is_in_office(self, finder: NameFinder, pipeline: Language) -> None:
        text = "Macron condemned the attack."
        assert chosen(finder, pipeline, text) == [("Emmanuel_Macron", AliasKind.SHORT_NAME)]
        assert chosen(finder, pipeline, text, date(2010, 1, 1)) == []

    def test_a_surname_means_who_was_introduced(self, finder: NameFinder, pipeline: Language) -> None:
        text = "Emmanuel Macron spoke in the evening, and Macron was applauded."
        assert [entity for entity, _ in chosen(finder, pipeline, text, date(2010, 1, 1))] == [
            "Emmanuel_Macron",
            "Emmanuel_Macron",
        ]

    def test_a_surname_after_another_first_name_is_somebody_else(
        self, finder: NameFinder, pipeline: Language
    ) -> None:
        assert chosen(finder, pipeline, "Gerda Macron condemned the attack.") == []

    def test_an_ambiguous_name_looks_at_the_whole_text(self, finder: NameFinder, pipeline: Language) -> None:
        assert ("Georgia", AliasKind.NAME) in chosen(finder, pipeline, "Georgia met with Armenia.")
        assert ("Georgia", AliasKind.NAME) not in chosen(
            finder, pipeline, "Georgia voters queued in Atlanta on Monday."
        )
