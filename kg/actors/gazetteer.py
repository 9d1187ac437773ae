"""Knows the actors: who there is, what they are called, who held which office when, who belongs to what.

The knowledge is data: the files under `ontologies/actors/`, with two tables beside them, `titles.tsv` (words
for an office type in any state) and `ambiguous.tsv` (names that mean other things too). This module answers
look-ups. Finding names in a text and choosing among readings is left to others.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from kg.actors.aliases import Alias
from kg.actors.ambiguity import Ambiguity
from kg.actors.contents import Contents, read_contents, read_former_names, read_memberships
from kg.actors.facts import Facts, Period
from kg.model import Entity, FormerName, Membership, Tenure

_K = TypeVar("_K")
_V = TypeVar("_V")


class Gazetteer:
    """All known actors with their names, offices and office holders; made by `read_gazetteer`."""

    def __init__(self, contents: Contents, of_user: tuple[Path, ...] = ()) -> None:
        self._contents = contents
        self._of_user = of_user
        self.entities: Mapping[str, Entity] = MappingProxyType(contents.entities)
        self.aliases: Sequence[Alias] = contents.aliases
        self.tenures: Sequence[Tenure] = contents.tenures
        self.ambiguous: Mapping[str, tuple[Ambiguity, ...]] = MappingProxyType(contents.ambiguous)
        ended = {i for i, (_, end) in contents.periods.items() if end is not None}
        states = [e for e in contents.entities.values() if e.kind == "State" and e.state]
        self._by_iso3 = {e.state: e for e in sorted(states, key=lambda e: e.id not in ended)}
        self._by_person = _grouped((t.person.id, t) for t in contents.tenures)
        self._by_entity = _grouped((alias.entity, alias) for alias in contents.aliases)
        self._by_office = _grouped((t.office.id, t) for t in contents.tenures)
        self._predecessors = _grouped(
            (new, old) for old, after in contents.successors.items() for new in after
        )
        own = _grouped((t, office) for office, titles in contents.own_titles.items() for t in titles)
        generic = _grouped((t, office) for office, titles in contents.type_titles.items() for t in titles)
        merged = {t: tuple(dict.fromkeys(own.get(t, ()) + generic.get(t, ()))) for t in own | generic}
        self.titles: Mapping[str, tuple[str, ...]] = MappingProxyType(merged)
        self.last_title_words = frozenset(title.split()[-1] for title in merged)

    def state(self, iso3: str) -> Entity | None:
        """The state with this ISO 3166-1 alpha-3 code (XKX for Kosovo).

        >>> read_gazetteer().state("IRN").name
        'Iran'
        """
        return self._by_iso3.get(iso3)

    def state_of(self, entity: Entity, on: date | None) -> Entity | None:
        """The state to which an entity belongs on a day: a city of Russia was Soviet before 1991."""
        found = self._contents.state_of.get(entity.id)
        if found is None:
            return self.state(entity.state) if entity.state and entity.id not in self.entities else None
        return self.entities[self._at(found, on, entity.id)]

    def _at(self, state: str, on: date | None, place: str) -> str:
        """The state on whose ground another one arose, if only the older one existed on that day.

        Of several (the two Yemens) it is the one whose capital the place is.
        """
        if on is None or self.existed(state, on):
            return state
        before = self._predecessors.get(state, ())
        standing = [old for one in before if self.existed(old := self._at(one, on, place), on)]
        capitals = [old for old in standing if self._contents.capitals.get(old) == place]
        chosen = capitals or standing
        return chosen[0] if len(set(chosen)) == 1 else state

    def period(self, entity_id: str) -> Period:
        """From when to when a state, organisation or group existed, as far as the data says."""
        return self._contents.periods.get(entity_id, (None, None))

    def existed(self, entity_id: str, on: date | None) -> bool:
        """Whether something existed on a day; without a day, whether it does now."""
        start, end = self.period(entity_id)
        if on is None:
            return end is None
        return (start is None or start <= on) and (end is None or on < end)

    def successors(self, entity_id: str) -> tuple[str, ...]:
        """What came after a state or organisation that has ended."""
        return self._contents.successors.get(entity_id, ())

    def tenures_of(self, person_id: str, on: date | None) -> tuple[Tenure, ...]:
        """The offices that a person held on a day, or ever if no day is given, earliest first."""
        tenures = self._by_person.get(person_id, ())
        return tenures if on is None else tuple(t for t in tenures if _holds(t, on))

    def holders(self, office_id: str, on: date | None) -> tuple[Tenure, ...]:
        """Who held an office on a day, or ever. The day of a handover is the successor's."""
        tenures = self._by_office.get(office_id, ())
        return tenures if on is None else tuple(t for t in tenures if _holds(t, on))

    def last_holder(self, office_id: str, before: date) -> Entity | None:
        """The person who last left an office before a day."""
        ended = [t for t in self._by_office.get(office_id, ()) if t.end is not None and t.end <= before]
        return ended[-1].person if ended else None

    def office(self, state_id: str, title: str) -> Entity | None:
        """The office of a state or organisation that a title names there; case does not matter.

        A title of the office itself ("secretary of state") goes before a word for its type
        ("foreign minister").

        >>> read_gazetteer().office("United_States", "foreign minister").id
        'Secretary_of_State_of_the_United_States'
        """
        offices = self.titles.get(title.lower(), ())
        found = next((o for o in offices if self._contents.office_of[o] == state_id), None)
        return None if found is None else self.entities[found]

    def titles_of(self, office_id: str) -> tuple[str, ...]:
        """The words that name an office: its own, then those for its type."""
        return (*self._contents.own_titles[office_id], *self._contents.type_titles[office_id])

    def leading_office(self, state_id: str, on: date | None) -> Entity | None:
        """The office of whoever leads a state: a supreme leader, else one of type "leader", else the head.

        The type marks presidents, monarchs and party leaders above a head of government; of other states the
        head who is both, then the head of government, then that of state is the leader.
        """
        offices = [o for o, of in self._contents.office_of.items() if of == state_id]
        held = [o for o in offices if on is None or self.holders(o, on)]
        supreme = [o for o in held if "supreme leader" in self.titles_of(o)]
        ranks = (
            {"leader"},
            {"head of state", "head of government"},
            {"head of government"},
            {"head of state"},
        )
        ranked = (o for rank in ranks for o in held if rank <= set(self.office_types(o)))
        first = next(iter([*supreme, *ranked]), None)
        return None if first is None else self.entities[first]

    def office_types(self, office_id: str) -> tuple[str, ...]:
        """What an office is for: "foreign minister", "head of state"."""
        return self._contents.office_types.get(office_id, ())

    def office_of_type(self, state_id: str, types: Iterable[str]) -> Entity | None:
        """The office of a state that is for the same as another one: the counterpart's."""
        wanted = set(types)
        found = (o for o, of in self._contents.office_of.items() if of == state_id)
        office = next((o for o in found if wanted & set(self.office_types(o))), None)
        return None if office is None else self.entities[office]

    def represents(self, person_id: str, on: date | None) -> Entity | None:
        """The state or organisation for which a person speaks on a day, None if out of office.

        Without a day it is the one of the latest office. A person with no dated office in the
        data (a spokesman) speaks for whom the data says, at any time.
        """
        tenures = self.tenures_of(person_id, on)
        if tenures:
            return tenures[-1].of
        if self._by_person.get(person_id):
            return None
        actor = self._contents.stands_for.get(person_id)
        return None if actor is None else self.entities[actor]

    @cached_property
    def memberships(self) -> Sequence[Membership]:
        """Who belongs to which organisation or agreement, from when to when; read when first asked for."""
        return tuple(read_memberships(Facts(self._of_user, memberships=True), self.entities))

    @cached_property
    def former_names(self) -> Sequence[FormerName]:
        """What states of today were called before, earliest first; read when first asked for."""
        return tuple(read_former_names(Facts(self._of_user, memberships=True), self.entities))

    def aliases_of(self, entity_id: str) -> tuple[Alias, ...]:
        """Everything that an entity is called."""
        return self._by_entity.get(entity_id, ())


def read_gazetteer(*extra: Path) -> Gazetteer:
    """Read the actors that come with the program, and more from the user's own files.

    Extra files are Turtle in the same vocabulary, or tables as under `ontologies/actors/offices`. They add
    actors and facts, and correct ours where a property has one value. Each list of extras is read once.
    Raises DataError naming the file and what is wrong in it.
    """
    return _read(extra)


@cache
def _read(extra: tuple[Path, ...]) -> Gazetteer:
    collecting = gc.isenabled()
    gc.disable()  # nothing of what is read becomes garbage, and looking for some takes a third of the time
    try:
        return Gazetteer(read_contents(Facts(extra)), extra)
    finally:
        if collecting:
            gc.enable()


def _holds(tenure: Tenure, on: date) -> bool:
    """Whether a day lies in a tenure, from its start to the day before its end."""
    return (tenure.start is None or tenure.start <= on) and (tenure.end is None or on < tenure.end)


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, tuple[_V, ...]]:
    groups: dict[_K, list[_V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
