"""Finds the gazetteer's names in tokenised text, with everything that each one can mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc

from kg.actors.aliases import Alias, AliasKind
from kg.actors.gazetteer import Gazetteer

SHORTEST_HEADLINE = 4
"""Words that a line in capitals needs to be a headline and no abbreviation."""
MOSTLY = 0.8
"""Share of capitals among the letters of such a line."""
_PREFIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A gazetteer name at tokens `start` to `end` of a sentence, with everything that it can mean."""

    start: int
    end: int
    aliases: tuple[Alias, ...]


class NameFinder:
    """Finds names; made once for a gazetteer.

    A name is any stretch of whole tokens that reads like an alias, the longest first. Aliases need no
    tokenising, which for tens of thousands of them would take longer than a short article.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        found: dict[str, list[Alias]] = {}
        for alias in gazetteer.aliases:
            if alias.kind is AliasKind.SHORT_NAME and alias.text.lower() in STOP_WORDS:
                continue  # "He", "No" and the like are surnames only behind a first name
            found.setdefault(alias.text, []).append(alias)
        self._aliases: Mapping[str, tuple[Alias, ...]] = {text: tuple(group) for text, group in found.items()}
        self._longest = _longest(self._aliases)

    def readings_of(self, text: str) -> tuple[Alias, ...]:
        """Everything that a name can mean, () if it is in no file."""
        return self._aliases.get(text, ())

    def find_names(self, doc: Doc) -> list[Name]:
        """The names of a tokenised sentence that do not overlap, in order, the longest at each place."""
        return [
            Name(start=i, end=j, aliases=self._aliases[text])
            for i, j, text in _spans(doc, self._aliases, self._longest)
        ]

    @cached_property
    def _lower(self) -> Mapping[str, str]:
        """Aliases by their lower case; only headlines in capitals need it."""
        return {text.lower(): text for text in sorted(self._aliases)}

    def restore_case(self, doc: Doc) -> str:
        """A headline in capitals as it would stand in a sentence, of the same length; other text as it is."""
        text = doc.text
        capitals = sum(map(str.isupper, text))
        if len(doc) < SHORTEST_HEADLINE or capitals < MOSTLY * sum(map(str.isalpha, text)):
            return text
        small = Doc(doc.vocab, words=[t.lower_ for t in doc], spaces=[bool(t.whitespace_) for t in doc])
        plain = list(small.text[:1].upper() + small.text[1:])
        for i, j, name in _spans(small, self._lower, _longest(self._lower)):
            span = small[i:j]
            plain[span.start_char : span.end_char] = self._lower[name]
        restored = "".join(plain)
        return restored if len(restored) == len(text) else text


def _spans(
    doc: Doc, known: Mapping[str, object], longest: Mapping[str, int]
) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of the longest known stretch of tokens at each place, without overlaps."""
    text, i = doc.text, 0
    while i < len(doc):
        begin, found = doc[i].idx, None
        limit = begin + longest.get(text[begin : begin + _PREFIX], 0)
        for token in doc[i:]:
            end = token.idx + len(token)
            if end > limit:
                break
            if text[begin:end] in known:
                found = token.i + 1, text[begin:end]
        if found is not None:
            yield i, *found
        i = i + 1 if found is None else found[0]


def _longest(texts: Iterable[str]) -> dict[str, int]:
    """The length of the longest text for each beginning of texts."""
    found: dict[str, int] = {}
    for text in texts:
        start = text[:_PREFIX]
        if found.get(start, 0) < len(text):
            found[start] = len(text)
    return found
