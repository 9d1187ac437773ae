"""Finds the gazetteer's names in tokenised text and chooses who is meant by each.

The choice looks at the article as a whole (ambiguous names, people introduced in full), at the day of
publication (who is in office) and at the place in the sentence (a capital after "in" is a city).
Nouns and pronouns that point to actors are left to `kg.actors.references`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.actors.gazetteer import Alias, AliasKind, Gazetteer
from kg.model import Entity

_LOCATIVE = frozenset("in near at outside around over inside across throughout within off".split())
_ATTRIBUTIVE = frozenset({"amod", "compound", "nmod", "poss", "advmod", "quantmod", "npadvmod"})
_RANK = {
    "State": 0,
    "IntergovernmentalOrganization": 1,
    "NonStateArmedGroup": 2,
    "Government": 3,
    "Person": 4,
}
_HONORIFICS = frozenset(
    "mr mrs ms dr president minister premier chancellor king secretary general mr.".split()
)


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
        self._aliases: dict[int, tuple[Alias, ...]] = {}
        by_text: dict[str, list[Alias]] = {}
        for alias in gazetteer.aliases:
            by_text.setdefault(alias.text, []).append(alias)
        for text, aliases in by_text.items():
            self._matcher.add(text, [pipeline.make_doc(text)])
            self._aliases[pipeline.vocab.strings[text]] = tuple(aliases)

    def find_names(self, doc: Doc) -> list[Name]:
        """The longest names of a tokenised sentence that do not overlap, in order."""
        spans = filter_spans([Span(doc, start, end, label=key) for key, start, end in self._matcher(doc)])
        return [Name(start=s.start, end=s.end, aliases=self._aliases[s.label]) for s in spans]


class NameChooser:
    """Chooses among the readings of names within one article."""

    def __init__(self, gazetteer: Gazetteer, text: str, day: date | None, names: Iterable[Name]) -> None:
        self._gazetteer = gazetteer
        self._text = text
        self._day = day
        self._introduced = {
            alias.entity for name in names for alias in name.aliases if alias.kind is AliasKind.NAME
        }
        self._allowed: dict[tuple[str, str], bool] = {}

    def choose(self, doc: Doc, name: Name) -> tuple[Entity, AliasKind] | None:
        """Who is meant by a name of a parsed sentence, and by what kind of word; None if nobody is."""
        readings = [alias for alias in name.aliases if self._fits(doc, name, alias)]
        if not readings:
            return None
        root = doc[name.start : name.end].root
        kinds = {alias.kind for alias in readings}
        if AliasKind.METONYM in kinds and AliasKind.NAME in kinds:
            locative = root.dep_ == "pobj" and root.head.lower_ in _LOCATIVE
            wanted = AliasKind.NAME if locative else AliasKind.METONYM
            readings = [alias for alias in readings if alias.kind is wanted]
        if {AliasKind.ADJECTIVE, AliasKind.DEMONYM} <= kinds:
            attributive = root.dep_ in _ATTRIBUTIVE or root.pos_ == "ADJ"
            wanted = AliasKind.ADJECTIVE if attributive else AliasKind.DEMONYM
            readings = [alias for alias in readings if alias.kind is wanted]
        return self._best(readings)

    def _best(self, readings: list[Alias]) -> tuple[Entity, AliasKind] | None:
        entities = self._gazetteer.entities
        ranked = sorted(
            readings, key=lambda a: (a.entity not in self._introduced, self._rank(entities[a.entity]))
        )
        first = ranked[0]
        rivals = {a.entity for a in ranked[1:] if self._key(a) == self._key(first)} - {first.entity}
        return None if rivals else (entities[first.entity], first.kind)

    def _key(self, alias: Alias) -> tuple[bool, int]:
        return alias.entity in self._introduced, self._rank(self._gazetteer.entities[alias.entity])

    def _rank(self, entity: Entity) -> int:
        return _RANK.get(entity.kind, 5)

    def _fits(self, doc: Doc, name: Name, alias: Alias) -> bool:
        key = (alias.text, alias.entity)
        if key not in self._allowed:
            rows = [
                r for r in self._gazetteer.ambiguous.get(alias.text, ()) if r.entity in (None, alias.entity)
            ]
            self._allowed[key] = all(row.allows(self._text) for row in rows)
        if not self._allowed[key]:
            return False
        if alias.kind is not AliasKind.SHORT_NAME:
            return True
        return alias.entity in self._introduced or self._in_office(doc, name, alias)

    def _in_office(self, doc: Doc, name: Name, alias: Alias) -> bool:
        """Whether a bare surname can stand alone: its bearer speaks for somebody on that day."""
        if self._gazetteer.represents(alias.entity, self._day) is None:
            return False
        after = doc[name.end] if name.end < len(doc) else None
        if after is not None and after.pos_ == "PROPN" and after.ent_type_:
            return False
        before = doc[name.start - 1] if name.start else None
        if before is None or before.pos_ != "PROPN" or before.dep_ != "compound":
            return True
        return before.lower_ in _HONORIFICS or self._is_title(before.lower_)

    def _is_title(self, word: str) -> bool:
        return any(title.split()[-1] == word for title in self._gazetteer.titles)
