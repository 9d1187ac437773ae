"""Chooses who is meant by a name of the gazetteer: each reading is scored by what speaks for it.

What speaks for a reading is kept in words, so that a user can see why a name was linked, or to nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Token

from kg.actors.aliases import Alias, AliasKind
from kg.actors.gazetteer import Gazetteer
from kg.actors.names import Name
from kg.actors.screening import FORMER, reason_against
from kg.model import Candidate, Entity

THRESHOLD = 1.5
"""A reading needs this much; a full name alone has 2."""
MARGIN = 0.05
"""Two readings nearer than this are a tie, and a tie links to nobody."""

_KIND = {
    "State": 1.0, "IntergovernmentalOrganization": 0.8, "NonStateArmedGroup": 0.6, "Territory": 0.6,
    "Government": 0.5,
    "Person": 0.4, "Place": 0.3,
}  # fmt: skip
_LOCATIVE = frozenset("in near at outside around over inside across throughout within off".split())
_GOALS = frozenset({"to", "from", "for", "into", "via", "through", "towards", "toward"})
_TRAVEL = frozenset(
    "fly travel go come arrive return drive head leave sail flee move get transfer deport escape trip flight "
    "journey visit road train".split()
)
_SITES = frozenset(
    "city town port streets street outskirts suburb suburbs airport centre center region province district "
    "capital village hotel university embassy consulate talks summit conference meeting palace square "
    "hospital mayor governor resident residents people inhabitants".split()
)
_ATTRIBUTIVE = frozenset({"amod", "compound", "nmod", "poss", "advmod", "quantmod", "npadvmod"})
_HONORIFICS = frozenset(
    "mr mrs ms dr sir lord lady dame miss mr. mrs. ms. dr. sheikh general gen gen.".split()
)


_TOWN_COMMA_REGION = frozenset({"USA", "CAN", "AUS"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a name means: the readings, best first, and the chosen alias, None if nobody is meant."""

    candidates: tuple[Candidate, ...]
    alias: Alias | None
    reason: str = ""


class NameChooser:
    """Chooses among the readings of names within one article."""

    def __init__(self, gazetteer: Gazetteer, text: str, day: date | None, names: Iterable[Name]) -> None:
        self._gazetteer = gazetteer
        self._text = text
        self._day = day
        found = list(names)
        self._introduced = {a.entity for name in found for a in name.aliases if a.kind is AliasKind.NAME}
        self._named = self._named_states(found)
        self._allowed: dict[tuple[str, str], str | None] = {}

    def _named_states(self, names: list[Name]) -> Counter[str]:
        """How many different words of the article speak for a state by themselves."""
        words: dict[tuple[str, str], None] = {}
        for name in names:
            states = {s.id for a in name.aliases if (s := self._state(a.entity)) is not None}
            if len(states) == 1:
                words[name.aliases[0].text, states.pop()] = None
        return Counter(state for _, state in words)

    def _state(self, entity_id: str) -> Entity | None:
        entity = self._gazetteer.entities[entity_id]
        return entity if entity.kind == "State" else self._gazetteer.state_of(entity, self._day)

    def choose(self, doc: Doc, name: Name, others: Iterable[Name] = ()) -> Choice:
        """Who is meant by a name of a parsed sentence that has these other names too."""
        entities = self._gazetteer.entities
        person = all(entities[alias.entity].kind == "Person" for alias in name.aliases)
        reason = reason_against(doc[name.start : name.end], person=person)
        if reason is not None:
            return Choice(self._listed(name, reason), None, reason)
        nearby = {
            s.id for o in others if o.start != name.start for a in o.aliases if (s := self._state(a.entity))
        }
        scored = [(alias, *self._score(doc, name, alias, nearby)) for alias in name.aliases]
        comma = name.end < len(doc) and doc[name.end].text == ","
        elsewhere = [self._elsewhere(name, alias, others) if comma else None for alias, *_ in scored]
        scored = [
            item if reason is None else (item[0], -1.0, [reason])
            for item, reason in zip(scored, elsewhere, strict=True)
        ]
        scored.sort(key=lambda item: -item[1])
        candidates = tuple(self._candidate(alias, score, reasons) for alias, score, reasons in scored)
        first, best, reasons = scored[0]
        if best < THRESHOLD:
            return Choice(
                candidates, None, reasons[-1] if best < 0 and reasons else "nothing speaks for a reading"
            )
        rivals = {a.entity for a, score, _ in scored[1:] if best - score < MARGIN} - {first.entity}
        return (
            Choice(candidates, None, "several readings, none better") if rivals else Choice(candidates, first)
        )

    def is_introduced(self, entity_id: str) -> bool:
        """Whether the article gives the full name of somebody."""
        return entity_id in self._introduced

    def introduced_people(self) -> list[Entity]:
        """The people whom the article names in full, in the order of their ids."""
        entities = self._gazetteer.entities
        return [entities[i] for i in sorted(self._introduced) if entities[i].kind == "Person"]

    def _listed(self, name: Name, reason: str) -> tuple[Candidate, ...]:
        return tuple(self._candidate(alias, -1.0, [reason]) for alias in name.aliases)

    def _candidate(self, alias: Alias, score: float, reasons: list[str]) -> Candidate:
        entity = self._gazetteer.entities[alias.entity]
        return Candidate(entity=entity, score=round(score, 2), reasons=(alias.kind.name.lower(), *reasons))

    def _score(self, doc: Doc, name: Name, alias: Alias, nearby: set[str]) -> tuple[float, list[str]]:
        """How much speaks for a reading, and what; below zero where something forbids it."""
        against = self._forbidden(alias)
        if against is not None:
            return -1.0, [against]
        entity = self._gazetteer.entities[alias.entity]
        score, reasons = _KIND.get(entity.kind, 0.2), list[str]()

        def count(points: float, why: str) -> None:
            nonlocal score
            score += points
            reasons.append(why)

        if alias.kind is AliasKind.SHORT_NAME:
            points, why = self._short_name(doc, name, alias)
            if points < 0:
                return points, [why]
            if why:
                count(points, why)
        else:
            score += 2.0
        for points, why in self._circumstances(doc, name, alias, nearby):
            count(points, why)
        return score, reasons

    def _forbidden(self, alias: Alias) -> str | None:
        """Why a rule or the day rules a reading out."""
        key = (alias.text, alias.entity)
        if key not in self._allowed:
            rows = self._gazetteer.ambiguous.get(alias.text, ())
            broken = next(
                (r for r in rows if r.entity in (None, alias.entity) and not r.allows(self._text)), None
            )
            self._allowed[key] = (
                None if broken is None else f"{broken.rule} {', '.join(broken.words)} ({broken.note})"
            )
        if self._allowed[key] is not None:
            return self._allowed[key]
        if alias.kind is AliasKind.METONYM and not self._gazetteer.existed(alias.entity, self._day):
            return "did not exist on that day"
        return None

    def _circumstances(
        self, doc: Doc, name: Name, alias: Alias, nearby: set[str]
    ) -> Iterable[tuple[float, str]]:
        """What the day, the place in the sentence and the other names say for or against a reading."""
        if not self._gazetteer.existed(alias.entity, self._day):
            yield -1.5, "did not exist on that day"
        root = doc[name.start : name.end].root
        kinds = {a.kind for a in name.aliases}
        of_place = alias.kind is AliasKind.NAME
        if {AliasKind.METONYM, AliasKind.NAME} <= kinds and of_place == is_place_here(root):
            yield 1.0, "a place here" if of_place else "acts here"
        if {AliasKind.ADJECTIVE, AliasKind.DEMONYM} <= kinds and alias.kind is not AliasKind.NAME:
            attributive = root.dep_ in _ATTRIBUTIVE or root.pos_ == "ADJ"
            if attributive == (alias.kind is AliasKind.ADJECTIVE):
                yield 1.0, "before a noun" if attributive else "a noun"
        state = self._state(alias.entity)
        if state is not None and len({a.entity for a in name.aliases}) > 1:
            if state.id in nearby:
                yield 0.8, f"beside {state.name}"
            if self._named[state.id]:
                yield 0.5, f"the text names {state.name}"
        if self._is_region(alias) and self._after_town(doc, name):
            yield 2.0, "where the place before it lies"

    def _is_region(self, alias: Alias) -> bool:
        """Whether a name is a region of a state where addresses end in one: "Paris, Texas"."""
        entity = self._gazetteer.entities[alias.entity]
        return entity.kind == "Place" and entity.state in _TOWN_COMMA_REGION

    @staticmethod
    def _after_town(doc: Doc, name: Name) -> bool:
        return name.start > 1 and doc[name.start - 1].text == "," and doc[name.start - 2].pos_ == "PROPN"

    def _elsewhere(self, name: Name, alias: Alias, others: Iterable[Name]) -> str | None:
        """The region behind a comma in which the name lies, if it is in another state than a reading."""
        state = self._state(alias.entity)
        for other in others:
            if other.start != name.end + 1:
                continue
            for region in other.aliases:
                lies = self._state(region.entity)
                if self._is_region(region) and lies is not None and state is not None and lies.id != state.id:
                    return f"lies in {region.text}"
        return None

    def _short_name(self, doc: Doc, name: Name, alias: Alias) -> tuple[float, str]:
        """What speaks for a bare surname: its bearer was introduced in full, or is in office on that day."""
        after = doc[name.end] if name.end < len(doc) else None
        if after is not None and after.pos_ == "PROPN" and after.ent_type_ == "PERSON":
            return -1.0, f"part of the name “{name.aliases[0].text} {after.text}”"
        before = doc[name.start - 1] if name.start else None
        titled = before is not None and self._is_title(before)
        if alias.entity in self._introduced:
            return 3.0, "introduced by the full name"
        first_name = (
            before is not None and before.pos_ == "PROPN" and before.dep_ == "compound" and not titled
        )
        if first_name and before is not None:
            return -1.0, f"another first name: “{before.text}”"
        if self._gazetteer.represents(alias.entity, self._day) is None:
            return 0.0, "holds no office on that day"
        return (2.5, "in office on that day, with a title") if titled else (2.0, "in office on that day")

    def _is_title(self, word: Token) -> bool:
        known = self._gazetteer.last_title_words
        return word.lower_ in _HONORIFICS or word.lower_ in FORMER or word.lower_ in known


def is_place_here(root: Token) -> bool:
    """Whether it stands for the town: "in Moscow", "flew to Moscow", "the port of Aden"."""
    if root.dep_ == "pobj":
        preposition = root.head
        if preposition.lower_ in _LOCATIVE:
            return True
        governor = preposition.head
        if preposition.lower_ in _GOALS:
            return governor.lemma_.lower() in _TRAVEL
        if preposition.lower_ == "of":
            return governor.lower_ in _SITES
    if root.dep_ == "dobj":
        return root.head.lemma_.lower() in ("leave", "visit", "reach", "enter", "flee", "bomb", "shell")
    return root.dep_ == "compound" and root.head.lower_ in _SITES
