"""Texts read for tests: whom the words of a text point to, as coding sees it."""

from __future__ import annotations

from datetime import date

import pytest

from kg.actors.gazetteer import read_gazetteer
from kg.actors.names import NameFinder
from kg.actors.ranking import Choice, NameChooser
from kg.actors.references import ArticleActors
from kg.language.pipeline import read_pipeline
from kg.language.sentences import split_sentences
from kg.model import Entity, Form, Mention

PUBLISHED = date(2025, 6, 2)


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

    def mention(self, words: str, nth: int = 0) -> Mention | None:
        """The mention that is, or ends in, these words; None if they are no mention of an actor."""
        found = [
            m
            for m in self.mentions
            if not m.modifier and f" {self.text[slice(*m.span)]}".endswith(f" {words}")
        ]
        return next(iter(found[nth:]), None)

    def entities(self, words: str, nth: int = 0) -> tuple[Entity, ...]:
        """Whoever the words point to; () if they are no mention of an actor."""
        mention = self.mention(words, nth)
        return () if mention is None else mention.entities

    def of(self, words: str, nth: int = 0) -> list[str]:
        """Ids of whoever the words point to."""
        return [entity.id for entity in self.entities(words, nth)]

    def stand_for(self, words: str, nth: int = 0) -> list[str | None]:
        """Ids of the states and organisations for which the words stand."""
        mention = self.mention(words, nth)
        return [] if mention is None else [None if e is None else e.id for e in mention.stands_for]

    def form(self, words: str) -> Form | None:
        """How the words refer."""
        mention = self.mention(words)
        return None if mention is None else mention.form

    def tenures(self) -> list[tuple[str, str, str]]:
        """Who holds which office of whom, as the text says."""
        return [(t.person.id, t.office.id, t.of.id) for t in self.actors.tenures]


class Reader:
    """Reads texts with one gazetteer and pipeline."""

    def __init__(self, finder: NameFinder | None = None) -> None:
        self.finder = finder or NameFinder(read_gazetteer())

    def read(self, text: str, day: date | None = PUBLISHED) -> Reading:
        """Find the mentions of a text of that day."""
        return Reading(self.finder, text, day)

    def choose(self, text: str, day: date | None = PUBLISHED) -> dict[str, Choice]:
        """What each name of a text of one sentence means, the first of the same words."""
        doc = read_pipeline()(text)
        names = self.finder.find_names(doc)
        chooser = NameChooser(self.finder.gazetteer, text, day, names)
        chosen: dict[str, Choice] = {}
        for name in names:
            chosen.setdefault(doc[name.start : name.end].text, chooser.choose(doc, name, names))
        return chosen


def faulty(reason: str) -> pytest.MarkDecorator:
    """The mark of a sound text that is not read rightly yet."""
    return pytest.mark.xfail(reason=reason, strict=True)
