"""Texts are cut at the ends of sentences and nowhere else; the parse answers small questions."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Token

from kg.errors import PipelineError
from kg.language.phrases import (
    conjuncts,
    first_conjunct,
    governing_verb,
    is_passive,
    prepositions,
    subject_of,
)
from kg.language.pipeline import NEEDED, read_pipeline
from kg.language.sentences import split_sentences

ARTICLES = sorted((Path(__file__).parents[2] / "examples" / "articles").glob("*.txt"))


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Iran rejected the offer.", "Russia did not."],
        ["Did they meet?", "They did!", "Nobody said why."],
        ['"We will not go," he said.', '"Never."', "Then he left."],
        ["He was in the U.S. on Monday.", "The talks failed."],
        ["She works for the U.N.", "The agency is small."],
        ["The talks ended at 5 p.m.", "They had begun at noon."],
        ["Twelve died in 2024.", "10 more were hurt."],
    ],
)
def test_breaks_between_sentences(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Lopez met Gen. Park and Dr. Weiss.",
        "The U.S. Navy sailed past.",
        "George W. Bush and J. D. Vance spoke.",
        "Prices rose by 3.5 percent.",
        "The site example.com was blocked.",
        "It was moved from Oct. 3 to Nov. 4.",
    ],
)
def test_does_not_break_at_abbreviations_initials_and_numbers(sentence: str) -> None:
    assert split(sentence) == [sentence]


def test_lines_end_sentences() -> None:
    assert split("Talks fail\n\n  OSLO, March 3 - Norway left  \n") == [
        "Talks fail",
        "OSLO, March 3 - Norway left",
    ]


def test_nothing_in_nothing_out() -> None:
    assert split("") == split(" \n\t\n") == []


@given(st.text(alphabet="aA.!? \n\"”('U1", max_size=60))
def test_no_character_is_lost_or_read_twice(text: str) -> None:
    spans = list(split_sentences(text))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_sentences_of_articles_begin_and_end_as_sentences_do(path: Path) -> None:
    title, *body = split(path.read_text("utf-8"))
    assert title[-1].isalnum()
    assert [s for s in body if s[-1] not in '."”' or not (s[0].isupper() or s[0] == '"')] == []


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return read_pipeline()


def token(pipeline: Language, text: str, word: str) -> Token:
    """The first token of a parsed sentence that is written so."""
    return next(t for t in pipeline(text) if t.text == word)


class TestPhrases:
    def test_coordination(self, pipeline: Language) -> None:
        first = token(pipeline, "Iran, Russia and China met in Oslo.", "Iran")
        assert [t.text for t in conjuncts(first)] == ["Iran", "Russia", "China"]
        assert {first_conjunct(t).text for t in conjuncts(first)} == {"Iran"}

    def test_prepositional_phrases_with_agents_and_chains(self, pipeline: Language) -> None:
        verb = token(pipeline, "The envoy was expelled by Poland because of the attack.", "expelled")
        assert ("by", "Poland") in [(word, obj.text) for word, obj in prepositions(verb)]

    @pytest.mark.parametrize(
        ("text", "word", "passive"),
        [
            ("Poland was attacked by Russia.", "attacked", True),
            ("Russia attacked Poland.", "attacked", False),
            ("Russia has attacked Poland.", "attacked", False),
            ("The town attacked by Russia is small.", "attacked", True),
            ("The envoy was arrested and expelled.", "expelled", True),
        ],
    )
    def test_voice(self, pipeline: Language, text: str, word: str, passive: bool) -> None:
        assert is_passive(token(pipeline, text, word)) is passive

    def test_subject_and_governing_verb(self, pipeline: Language) -> None:
        verb = token(pipeline, "Norway condemned the attack.", "condemned")
        subject = subject_of(verb)
        assert subject is not None
        assert subject.text == "Norway"
        assert governing_verb(subject) == verb
        assert governing_verb(verb) is None


class TestPipeline:
    def test_is_loaded_once(self) -> None:
        assert read_pipeline() is read_pipeline()

    def test_has_what_coding_needs(self, pipeline: Language) -> None:
        assert set(NEEDED) <= set(pipeline.pipe_names)

    def test_one_that_is_not_installed_is_named_in_the_error(self) -> None:
        with pytest.raises(PipelineError, match="en_no_such_pipeline"):
            read_pipeline("en_no_such_pipeline")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OSLO — Norway condemned Chad.", "Norway condemned Chad."),
        ("KYIV, Ukraine (AP) — Russia bombed Odesa.", "Russia bombed Odesa."),
        ("SEOUL, Oct 18 - North Korea fired.", "North Korea fired."),
        ("NATO - what next?", "NATO - what next?"),
        ("The EU deal - A look", "The EU deal - A look"),
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(text: str, sentence: str) -> None:
    assert split(text) == [sentence]
