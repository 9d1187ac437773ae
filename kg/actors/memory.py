"""Remembers what an article has said of its actors, for words that point back.

Owns who was introduced, who is in focus, and for whom each one speaks; the words of a sentence are left
to `kg.actors.sentence`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from spacy.tokens import Doc

from kg import ids
from kg.actors.gazetteer import AliasKind, Gazetteer
from kg.actors.names import Name, NameChooser, NameFinder
from kg.model import Entity, Tenure


class Memory:
    """The actors of one article as its sentences are read; also what the text teaches about offices."""

    def __init__(
        self, finder: NameFinder, text: str, day: date | None, names: list[Name], article: str
    ) -> None:
        self.gazetteer: Gazetteer = finder.gazetteer
        self._chooser = NameChooser(finder.gazetteer, text, day, names)
        self._day = day
        self._article = article
        self._local: dict[str, Entity] = {}
        self._affiliation: dict[str, Entity] = {}
        self._people: list[Entity] = []
        self._states: list[Entity] = []
        self._pair: tuple[Entity, ...] = ()
        self._side_by_side: tuple[Entity, ...] = ()
        self._counts: Counter[str] = Counter()
        self._private: set[str] = set()
        self._bodies: list[Entity] = []
        self._home: Entity | None = None
        self._titled: dict[str, Entity] = {}
        self.tenures: list[Tenure] = []
        self.unlinked: Counter[str] = Counter()

    def stands_for(self, entity: Entity) -> Entity | None:
        """The state or organisation that an entity is, speaks for on the article's day, or lies in."""
        if entity.kind in ("Person", "Office"):
            found = self.gazetteer.represents(entity.id, self._day)
            return found or self._affiliation.get(entity.id)
        if entity.kind in ("Government", "Place") or entity.id in self._private:
            return self.gazetteer.state(entity.state) if entity.state else None
        return entity

    def link(self, entity: Entity) -> Entity:
        """The entity itself; a body that represents a state (a ministry, an army) gives way to the state."""
        if entity.kind == "Government" and entity.state:
            return self.gazetteer.state(entity.state) or entity
        return entity

    def choose(self, doc: Doc, name: Name) -> tuple[Entity, AliasKind] | None:
        """Who a name means in this article."""
        return self._chooser.choose(doc, name)

    def local(self, name: str) -> Entity | None:
        """Somebody whom the article introduced, by full name or surname."""
        return self._local.get(name)

    def introduce(self, name: str, kind: str, affiliation: Entity | None, title: str | None) -> Entity:
        """An entity that no file knows, from what the text says of it."""
        state = affiliation.state if affiliation is not None else None
        known = self._local.get(name)
        if known is not None and (known.state or not state):
            return known
        entity = Entity(id=ids.entity_id(name), name=name, kind=kind, state=state)
        self._local[name] = entity
        if kind == "Person":
            self._local[name.rsplit(maxsplit=1)[-1]] = entity
            if affiliation is not None and title:
                self._affiliation[entity.id] = affiliation
                self._learn_office(entity, affiliation, title)
        return entity

    def _learn_office(self, person: Entity, of: Entity, title: str) -> None:
        office = self.gazetteer.office(of.id, title)
        if office is None:
            name = f"{title.title()} of {of.name}"
            office = Entity(id=ids.entity_id(name), name=name, kind="Office", state=of.state)
        self.tenures.append(Tenure(person=person, office=office, of=of))

    def holder(self, of: Entity, title: str) -> Entity | None:
        """Who holds an office of a state or organisation on the article's day."""
        office = self.gazetteer.office(of.id, title)
        if office is None or self._day is None:
            return None
        holders = self.gazetteer.holders(office.id, self._day)
        return holders[0].person if len(holders) == 1 else None

    def set_titled(self, title: str, person: Entity) -> None:
        """Remember whom a title was given to, for "the minister" later."""
        self._titled[title.rsplit(maxsplit=1)[-1]] = person

    def group(self, noun: str, state: Entity | None, *, private: bool = False) -> Entity:
        """People without a body: one group a noun and state; without a state, one an article.

        Private people (villagers, journalists) stand for their state when something is done to them.
        """
        name = _plural(noun).capitalize()
        if state is None:
            return Entity(id=ids.entity_id(f"{name}~{self._article}"), name=name, kind="Group")
        name = f"{name} in {state.name}"
        found = Entity(id=ids.entity_id(name), name=name, kind="Group", state=state.state)
        if private and state.state:
            self._private.add(found.id)
        return found

    @property
    def home(self) -> Entity | None:
        """The only state that the article has named so far, or None."""
        return self._home

    def last_person(self) -> Entity | None:
        """The person that "he" or "she" most likely means."""
        return self._people[-1] if self._people else None

    def last_state(self, besides: frozenset[str] = frozenset()) -> Entity | None:
        """The state in focus before this point, other than some."""
        return next((s for s in reversed(self._states) if s.id not in besides), None)

    def pair(self, *, coordinated: bool = False) -> tuple[Entity, ...]:
        """The two actors in focus: those of the last sentence that named two, or that coordinated two."""
        if coordinated or self._pair == self._side_by_side:
            return self._side_by_side
        leading = {name for name, _ in self._counts.most_common(2)}
        return self._pair if {entity.id for entity in self._pair} == leading else ()

    def last_body(self, kinds: frozenset[str]) -> Entity | None:
        """The last organisation or armed group named: "the bloc", "the group"."""
        return next((b for b in reversed(self._bodies) if b.kind in kinds), None)

    def titled(self, noun: str) -> Entity | None:
        """Who was last given a title that ends in this noun."""
        return self._titled.get(noun)


def _plural(noun: str) -> str:
    """The plural of a noun for people.

    >>> _plural("gunman"), _plural("opposition")
    ('gunmen', 'opposition')
    """
    if noun in ("people", "opposition", "police", "militia"):
        return noun
    if noun == "child":
        return "children"
    if noun.endswith("man"):
        return f"{noun[:-3]}men"
    return noun if noun.endswith("s") else f"{noun}s"
