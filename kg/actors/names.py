"""Finds the gazetteer's names in tokenised text, with everything that each one can mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.actors.aliases import Alias, AliasKind
from kg.actors.gazetteer import Gazetteer

SHORTEST_HEADLINE = 4
"""Words that a line in capitals needs to be a headline and no abbreviation."""
MOSTLY = 0.8
"""Share of capitals among the letters of such a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A gazetteer name at tokens `start` to `end` of a sentence, with everything that it can mean."""

    start: int
    end: int
    aliases: tuple[Alias, ...]


class NameFinder:
    """Finds names; made once for a gazetteer and a pipeline's tokeniser."""

    def __init__(self, gazetteer: Gazetteer, pipeline: Language) -> None:
        self.gazetteer = gazetteer
        self._matcher = PhraseMatcher(pipeline.vocab, attr="ORTH")
        self._pipeline = pipeline
        self._strings = pipeline.vocab.strings
        self._aliases: dict[int, tuple[Alias, ...]] = {}
        by_text: dict[str, list[Alias]] = {}
        for alias in gazetteer.aliases:
            if alias.kind is AliasKind.SHORT_NAME and alias.text.lower() in pipeline.Defaults.stop_words:
                continue  # "He", "No" and the like are surnames only behind a first name
            by_text.setdefault(alias.text, []).append(alias)
        for text, aliases in by_text.items():
            self._matcher.add(text, [pipeline.make_doc(text)])
            self._aliases[pipeline.vocab.strings[text]] = tuple(aliases)

    def readings_of(self, text: str) -> tuple[Alias, ...]:
        """Everything that a name can mean, () if it is in no file."""
        return self._aliases.get(self._strings[text], ())

    def restore_case(self, text: str) -> str:
        """A headline in capitals as it would stand in a sentence, of the same length; other text as it is."""
        letters = [c for c in text if c.isalpha()]
        if len(text.split()) < SHORTEST_HEADLINE or sum(map(str.isupper, letters)) < MOSTLY * len(letters):
            return text
        doc = self._pipeline.make_doc(text.lower())
        spans = filter_spans([Span(doc, start, end, label=key) for key, start, end in self._any_case(doc)])
        plain = list(doc.text[:1].upper() + doc.text[1:])
        for span in spans:
            plain[span.start_char : span.end_char] = self._strings[span.label]
        restored = "".join(plain)
        return restored if len(restored) == len(text) else text

    @cached_property
    def _any_case(self) -> PhraseMatcher:
        """Finds names whatever their case; only headlines in capitals need it."""
        matcher = PhraseMatcher(self._pipeline.vocab, attr="LOWER")
        for text in {alias.text for alias in self.gazetteer.aliases}:
            matcher.add(text, [self._pipeline.make_doc(text)])
        return matcher

    def find_names(self, doc: Doc) -> list[Name]:
        """The longest names of a tokenised sentence that do not overlap, in order."""
        spans = filter_spans([Span(doc, start, end, label=key) for key, start, end in self._matcher(doc)])
        return [Name(start=s.start, end=s.end, aliases=self._aliases[s.label]) for s in spans]
