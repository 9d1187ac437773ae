"""The actors as users look them up: found by any spelling, and described with names, offices and memberships.

Who is meant in a text is decided elsewhere, by the sentence and the day; here a name is all there is.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg import ids
from kg.actors.gazetteer import Gazetteer, read_gazetteer
from kg.errors import KgError
from kg.model import Entity, FormerName, Membership, Tenure

NEAR = 0.75
"""Least similarity of a misspelling, as difflib counts it: "Zelenskij" has 0.82 to "Zelensky"."""
SUGGESTED = 5
"""How many actors an error names at most."""
_LEADERS = ("head of state", "head of government")

_Named = tuple[Entity, str, str]
"""An entity, one of its names, and the kind of that name."""
ActorFiles = Iterable[str | os.PathLike[str]]
"""The user's own files of actors, as `kg.BuildOptions` takes them."""


class Match(StrEnum):
    """How a query fits a name, best first."""

    NAME = "name"
    ALIAS = "alias"
    PREFIX = "prefix"
    WORDS = "words"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An actor that a query finds, and the name that fits it.

    `kind` says what that name is: identifier, name, abbreviation, demonym, adjective, metonym or short_name.
    """

    entity: Entity
    text: str
    kind: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOffice:
    """An office with its holders, earliest first: those on a day, or all; none where the data knows none."""

    office: Entity
    tenures: tuple[Tenure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of an actor on a day, or with `ever` at any time.

    `names` are the other names by kind (as in `Found`, and title for an office). `end` is the day after the
    last one; None is open or unknown. `state` is where it belongs, `speaks_for` whom a person represents on
    the day. `tenures` are the offices that a person ever held, `offices` those of a state or organisation.
    """

    entity: Entity
    on: dt.date
    ever: bool
    names: dict[str, tuple[str, ...]]
    former_names: tuple[FormerName, ...]
    start: dt.date | None
    end: dt.date | None
    successors: tuple[Entity, ...]
    state: Entity | None
    speaks_for: Entity | None
    tenures: tuple[Tenure, ...]
    offices: tuple[HeldOffice, ...]
    memberships: tuple[Membership, ...]
    members: tuple[Membership, ...]


def search_actors(query: str, *, actors: ActorFiles = (), limit: int = 20) -> list[Found]:
    """Find actors by any of their names, best match first; accents, case and punctuation do not matter.

    An identifier or name that fits goes first, then one that begins with the query, then one that has all its
    words. Misspellings are forgiven where nothing else is found. `actors` are files of the user's own.

    >>> [(found.entity.id, found.text) for found in search_actors("araghci", limit=1)]
    [('Abbas_Araghchi', 'Araghchi')]
    """
    return _search(query, tuple(Path(path) for path in actors))[:limit]


def describe_actor(
    name: str, *, on: dt.date | None = None, ever: bool = False, actors: ActorFiles = ()
) -> Profile:
    """Describe the actor with an identifier or name: who it is on a day, today if none is given.

    Offices have their holder on that day, and memberships are those of that day; with `ever` all of them.
    Raises KgError for a name that nobody has, naming those who are called something like it, and for one that
    several have.

    >>> from datetime import date
    >>> profile = describe_actor("Iran", on=date(2025, 3, 1))
    >>> [t.person.name for o in profile.offices if o.office.id == "President_of_Iran" for t in o.tenures]
    ['Masoud Pezeshkian']
    """
    files = tuple(Path(path) for path in actors)
    gazetteer, day = read_gazetteer(*files), on or dt.datetime.now(dt.UTC).date()
    entity = gazetteer.entities.get(name) or _resolve(name, files)
    state, (start, end) = gazetteer.state_of(entity, day), gazetteer.period(entity.id)
    listed = [m for m in gazetteer.memberships if ever or _in_force(m, day)]
    return Profile(
        entity=entity,
        on=day,
        ever=ever,
        names=_other_names(gazetteer, entity),
        former_names=tuple(n for n in gazetteer.former_names if n.of == entity),
        start=start,
        end=end,
        successors=tuple(gazetteer.entities[i] for i in gazetteer.successors(entity.id)),
        state=None if state == entity else state,
        speaks_for=gazetteer.represents(entity.id, day) if entity.kind == "Person" else None,
        tenures=gazetteer.tenures_of(entity.id, None),
        offices=tuple(
            HeldOffice(office=office, tenures=gazetteer.holders(office.id, None if ever else day))
            for office in _offices(gazetteer, entity)
        ),
        memberships=tuple(sorted((m for m in listed if m.member == entity), key=_by_organization)),
        members=tuple(sorted((m for m in listed if m.organization == entity), key=_by_member)),
    )


def _search(query: str, files: tuple[Path, ...]) -> list[Found]:
    """All actors that a query finds, each with the name that fits best; its main name goes before others."""
    best: dict[str, Found] = {}
    if any(letter.isalnum() for letter in query):
        for found in _matches(_plain(query), _read_names(files)):
            first = best.setdefault(found.entity.id, found)
            if found.match is first.match and (found.text, found.kind) == (found.entity.name, "name"):
                best[found.entity.id] = found
    return list(best.values())


@cache
def _read_names(files: tuple[Path, ...]) -> dict[str, list[_Named]]:
    """Every name with its entity and kind, by its plain spelling."""
    gazetteer = read_gazetteer(*files)
    names = defaultdict[str, list[_Named]](list)
    for entity in gazetteer.entities.values():
        names[_plain(entity.id)].append((entity, entity.id, "identifier"))
    for alias in gazetteer.aliases:
        names[_plain(alias.text)].append(
            (gazetteer.entities[alias.entity], alias.text, alias.kind.name.lower())
        )
    return dict(names)


def _plain(text: str) -> str:
    """A spelling without accents, case and punctuation.

    >>> _plain("Côte d'Ivoire"), _plain("U.S."), _plain("Al-Shabaab")
    ('cote divoire', 'us', 'al shabaab')
    """
    return " ".join(ids.readable_id(text).casefold().replace("_", " ").replace("-", " ").split())


def _matches(wanted: str, names: dict[str, list[_Named]]) -> Iterator[Found]:
    """All names that fit, best first; an entity comes once a name."""
    fitting = {plain: match for plain in names if (match := _fit(wanted, plain)) is not None}
    if not fitting:
        near = get_close_matches(wanted, names, n=50, cutoff=NEAR)
        fitting = dict.fromkeys(near, Match.NEAR)
    order, found = list(Match), list[tuple[tuple[object, ...], Found]]()
    for plain, match in fitting.items():
        distance = 1 - SequenceMatcher(None, wanted, plain).ratio() if match is Match.NEAR else len(plain)
        for entity, text, kind in names[plain]:
            own = match is Match.ALIAS and (kind == "identifier" or _plain(entity.name) == plain)
            how = Match.NAME if own else match
            rank = (order.index(how), distance, kind == "short_name", entity.id, kind == "identifier")
            found.append((rank, Found(entity=entity, text=text, kind=kind, match=how)))
    return (item for _, item in sorted(found, key=lambda pair: pair[0]))


def _fit(wanted: str, plain: str) -> Match | None:
    if plain == wanted:
        return Match.ALIAS
    if plain.startswith(wanted):
        return Match.PREFIX
    words = plain.split()
    fits = all(any(word.startswith(part) for word in words) for part in wanted.split())
    return Match.WORDS if fits else None


def _resolve(name: str, files: tuple[Path, ...]) -> Entity:
    """The one actor that has a name; a name of its own goes before a short form or a metonym."""
    found = _search(name, files)
    named = [f for f in found if f.match is Match.NAME]
    called = [f for f in found if f.match is Match.ALIAS]
    fitting = named or [f for f in called if f.kind == "name"] or called
    if len(fitting) == 1:
        return fitting[0].entity
    if fitting:
        raise KgError(f"{len(fitting)} actors are called '{name}': {_list(fitting)}; give one's identifier")
    if found:
        raise KgError(f"no actor is called '{name}'; did you mean {_list(found)}?")
    raise KgError(f"no actor is called '{name}', or anything like it; search for a part of the name")


def _list(found: list[Found]) -> str:
    """The identifiers of the first few."""
    more = f" and {len(found) - SUGGESTED} more" if len(found) > SUGGESTED else ""
    return ", ".join(f.entity.id for f in found[:SUGGESTED]) + more


def _offices(gazetteer: Gazetteer, entity: Entity) -> list[Entity]:
    """The offices of a state or organisation, its leaders first; an office is its own."""
    if entity.kind == "Office":
        return [entity]
    offices = dict.fromkeys(t.office for t in gazetteer.tenures if t.of == entity)

    def rank(office: Entity) -> tuple[object, ...]:
        types = gazetteer.office_types(office.id)
        return (*(kind not in types for kind in _LEADERS), office.name)

    return sorted(offices, key=rank)


def _other_names(gazetteer: Gazetteer, entity: Entity) -> dict[str, tuple[str, ...]]:
    names = defaultdict[str, list[str]](list)
    for alias in gazetteer.aliases_of(entity.id):
        if alias.text != entity.name:
            names[alias.kind.name.lower()].append(alias.text)
    if entity.kind == "Office":
        names["title"] += dict.fromkeys(gazetteer.titles_of(entity.id))
    return {kind: tuple(texts) for kind, texts in names.items()}


def _in_force(membership: Membership, day: dt.date) -> bool:
    start, end = membership.start, membership.end
    return (start is None or start <= day) and (end is None or day < end)


def _by_organization(membership: Membership) -> tuple[str, dt.date]:
    return membership.organization.name, membership.start or dt.date.min


def _by_member(membership: Membership) -> tuple[str, dt.date]:
    return membership.member.name, membership.start or dt.date.min
