"""Knows the actors: who there is, what they are called, and who held which office when.

The knowledge is data, Turtle files under `ontologies/actors/` with two tables beside them:
`titles.tsv` (words for an office type in any state) and `ambiguous.tsv` (names that mean other
things too). This module reads and checks them and answers look-ups. Finding names in a text and
choosing among several readings is left to the modules that use it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import pyoxigraph

from kg import ids
from kg.actors.ambiguity import Ambiguity, Rule, read_ambiguities, read_rows
from kg.errors import DataError
from kg.model import Entity, Tenure
from kg.resources import ontologies

KINDS = frozenset(
    {
        "Agreement",
        "Company",
        "Government",
        "Group",
        "IntergovernmentalOrganization",
        "NonStateArmedGroup",
        "Office",
        "Organization",
        "Person",
        "Place",
        "State",
    }
)
"""The classes of the ontology whose members are actors, or things named beside them."""

_WIKIDATA = "http://www.wikidata.org/entity/"
_BELONGING = ("represents", "officeOf", "basedIn", "locatedIn")
"""Properties that lead from an entity to the state that it belongs to."""

_Facts = dict[str, dict[str, list[str]]]
"""Subject IRI -> local name of the predicate -> values (IRIs or literal texts)."""


_K = TypeVar("_K")
_V = TypeVar("_V")


class AliasKind(StrEnum):
    """How a word comes to mean an entity; the value is the property that states it in the data."""

    NAME = "altLabel"
    ABBREVIATION = "abbreviation"
    DEMONYM = "demonym"
    ADJECTIVE = "adjective"
    METONYM = "metonym"
    SHORT_NAME = "shortName"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A word or phrase as it stands in texts, and one entity that it can mean."""

    text: str
    entity: str
    kind: AliasKind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """Everything that the files say, checked."""

    entities: dict[str, Entity]
    aliases: tuple[Alias, ...]
    tenures: tuple[Tenure, ...]
    office_of: dict[str, str]
    own_titles: dict[str, tuple[str, ...]]
    type_titles: dict[str, tuple[str, ...]]
    stands_for: dict[str, str]
    ambiguous: dict[str, tuple[Ambiguity, ...]]


class Gazetteer:
    """All known actors with their names, offices and office holders; made by `read_gazetteer`."""

    def __init__(self, contents: _Contents) -> None:
        self._contents = contents
        self.entities: Mapping[str, Entity] = MappingProxyType(contents.entities)
        self.aliases: Sequence[Alias] = contents.aliases
        self.tenures: Sequence[Tenure] = contents.tenures
        self.ambiguous: Mapping[str, tuple[Ambiguity, ...]] = MappingProxyType(contents.ambiguous)
        self._by_iso3 = {e.state: e for e in contents.entities.values() if e.kind == "State" and e.state}
        self._by_person = _grouped((t.person.id, t) for t in contents.tenures)
        self._by_office = _grouped((t.office.id, t) for t in contents.tenures)
        own = _grouped((t, office) for office, titles in contents.own_titles.items() for t in titles)
        generic = _grouped((t, office) for office, titles in contents.type_titles.items() for t in titles)
        merged = {t: tuple(dict.fromkeys(own.get(t, ()) + generic.get(t, ()))) for t in own | generic}
        self.titles: Mapping[str, tuple[str, ...]] = MappingProxyType(merged)

    def state(self, iso3: str) -> Entity | None:
        """The state with this ISO 3166-1 alpha-3 code (XKX for Kosovo).

        >>> read_gazetteer().state("IRN").name
        'Iran'
        """
        return self._by_iso3.get(iso3)

    def tenures_of(self, person_id: str, on: date | None) -> tuple[Tenure, ...]:
        """The offices that a person held on a day, or ever if no day is given, earliest first."""
        tenures = self._by_person.get(person_id, ())
        return tenures if on is None else tuple(t for t in tenures if _holds(t, on))

    def holders(self, office_id: str, on: date) -> tuple[Tenure, ...]:
        """Who held an office on a day. The day on which an office is handed over is the successor's."""
        return tuple(t for t in self._by_office.get(office_id, ()) if _holds(t, on))

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


def actor_files() -> tuple[Path, ...]:
    """The Turtle files about actors that come with the program, sorted by name."""
    return tuple(sorted((ontologies() / "actors").glob("*.ttl")))


def read_gazetteer(*extra: Path) -> Gazetteer:
    """Read the actors that come with the program, and more from the user's own Turtle files.

    Extra files add actors, or facts to known actors, in the same vocabulary. Without extras the
    gazetteer is read once and shared. Raises DataError naming the file and what is wrong in it.
    """
    return _built_in() if not extra else _read(*actor_files(), *extra)


@cache
def _built_in() -> Gazetteer:
    return _read(*actor_files())


def _read(*files: Path) -> Gazetteer:
    return Gazetteer(_Reader(files).contents())


class _Reader:
    """Turns Turtle files into contents; remembers which file names a subject first, for messages."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._file: dict[str, Path] = {}
        self._facts: _Facts = {}
        for path in files:
            self._parse(path)
        folder = ontologies() / "actors"
        self._ambiguous = read_ambiguities(folder / "ambiguous.tsv")
        self._type_titles = {row[0]: _split(row[1]) for _, row in read_rows(folder / "titles.tsv", columns=2)}
        self._subjects = {
            ids.identifier("entity", s): s for s in self._facts if s.startswith(f"{ids.DEFAULT_BASE}entity/")
        }
        self._entities: dict[str, Entity] = {}

    def contents(self) -> _Contents:
        """All entities, aliases, offices and tenures of the files."""
        for identifier in self._subjects:
            self._entities[identifier] = self._entity(identifier)
        offices = [e for e in self._entities.values() if e.kind == "Office"]
        people = [e.id for e in self._entities.values() if e.kind == "Person"]
        named = {p: actor for p in people if (actor := self._reference(p, "represents")) is not None}
        return _Contents(
            entities=self._entities,
            aliases=tuple(self._aliases()),
            tenures=self._tenures(),
            office_of={o.id: self._required(o.id, "officeOf") for o in offices},
            own_titles={o.id: tuple(t.lower() for t in self._values(o.id, "title")) for o in offices},
            type_titles={o.id: self._titles_of_type(o.id) for o in offices},
            stands_for=named,
            ambiguous=self._ambiguous,
        )

    def _parse(self, path: Path) -> None:
        try:
            quads = list(pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
        except (SyntaxError, OSError) as error:
            raise DataError(f"{path}: cannot be read as Turtle: {error}") from error
        for quad in quads:
            if pyoxigraph.BlankNode in (type(quad.subject), type(quad.object)):
                raise DataError(f"{path}: blank nodes are not used; give {quad.subject} an IRI")
            subject, predicate = quad.subject.value, quad.predicate.value
            self._file.setdefault(subject, path)
            known = self._facts.setdefault(subject, defaultdict(list))
            known[predicate[max(predicate.rfind("#"), predicate.rfind("/")) + 1 :]].append(quad.object.value)

    def _error(self, subject: str, problem: str) -> DataError:
        return DataError(f"{self._file[subject]}: {subject} {problem}")

    def _values(self, identifier: str, predicate: str) -> list[str]:
        return self._facts[self._subjects[identifier]].get(predicate, [])

    def _reference(self, identifier: str, predicate: str) -> str | None:
        """The first entity that a property points to, or None."""
        for value in self._values(identifier, predicate):
            return self._known(self._subjects[identifier], predicate, value)
        return None

    def _required(self, identifier: str, predicate: str) -> str:
        found = self._reference(identifier, predicate)
        if found is None:
            raise self._error(self._subjects[identifier], f"has no ir:{predicate}")
        return found

    def _known(self, subject: str, predicate: str, value: str) -> str:
        """The id of the entity with an IRI; the entity must be described in some file."""
        try:
            target = ids.identifier("entity", value)
        except ValueError as error:
            raise self._error(subject, f"has ir:{predicate} {value}, which is no entity") from error
        if target not in self._subjects:
            raise self._error(subject, f"has ir:{predicate} ent:{target}, which no file describes")
        return target

    def _entity(self, identifier: str) -> Entity:
        subject = self._subjects[identifier]
        kinds = {value.removeprefix(ids.ONTOLOGY) for value in self._values(identifier, "type")} & KINDS
        labels = self._values(identifier, "prefLabel")
        if len(kinds) != 1:
            raise self._error(subject, f"needs one class of {', '.join(sorted(KINDS))}; it has {len(kinds)}")
        if len(labels) != 1:
            raise self._error(subject, f"needs one skos:prefLabel; it has {len(labels)}")
        same = (v for v in self._values(identifier, "sameAs") if v.startswith(_WIKIDATA))
        return Entity(
            id=identifier,
            name=labels[0],
            kind=kinds.pop(),
            state=self._state(identifier),
            wikidata=next((v.removeprefix(_WIKIDATA) for v in same), None),
        )

    def _state(self, identifier: str) -> str | None:
        """The ISO code of the one state to which an entity belongs, directly or through others."""
        found, seen, waiting = set[str](), set[str](), [identifier]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            codes = self._values(current, "iso3")
            found.update(codes)
            if not codes:
                subject = self._subjects[current]
                waiting += [self._known(subject, p, v) for p in _BELONGING for v in self._values(current, p)]
        return found.pop() if len(found) == 1 else None

    def _aliases(self) -> Iterable[Alias]:
        """Every name of every entity, once a kind, less those that ambiguous.tsv forbids."""
        readings = [row for rows in self._ambiguous.values() for row in rows]
        never = {(row.alias, row.entity) for row in readings if row.rule is Rule.NEVER}
        for identifier, entity in self._entities.items():
            texts = [(AliasKind.NAME, entity.name)]
            texts += [(kind, text) for kind in AliasKind for text in self._values(identifier, kind.value)]
            for kind, text in dict.fromkeys(texts):
                if (text, identifier) not in never and (text, None) not in never:
                    yield Alias(text=text, entity=identifier, kind=kind)

    def _titles_of_type(self, office: str) -> tuple[str, ...]:
        types = self._values(office, "officeType")
        return tuple(title for t in types for title in self._type_titles.get(t, ()))

    def _tenures(self) -> tuple[Tenure, ...]:
        """All tenures, in order of start (unknown starts first), then of the person's id."""
        kind = f"{ids.ONTOLOGY}Tenure"
        found = [self._tenure(s) for s, facts in self._facts.items() if kind in facts.get("type", ())]
        return tuple(sorted(found, key=lambda t: (t.start or date.min, t.person.id, t.office.id)))

    def _tenure(self, subject: str) -> Tenure:
        facts = self._facts[subject]
        if len(facts.get("holder", ())) != 1 or len(facts.get("office", ())) != 1:
            raise self._error(subject, "needs one ir:holder and one ir:office")
        office = self._known(subject, "office", facts["office"][0])
        start, end = self._day(subject, "start"), self._day(subject, "end")
        if start is not None and end is not None and start >= end:
            raise self._error(subject, f"ends on {end}, not after its start on {start}")
        return Tenure(
            person=self._entities[self._known(subject, "holder", facts["holder"][0])],
            office=self._entities[office],
            of=self._entities[self._required(office, "officeOf")],
            start=start,
            end=end,
        )

    def _day(self, subject: str, predicate: str) -> date | None:
        for value in self._facts[subject].get(predicate, ()):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise self._error(subject, f"has ir:{predicate} {value!r}; write YYYY-MM-DD") from error
        return None


def _holds(tenure: Tenure, on: date) -> bool:
    """Whether a day lies in a tenure, from its start to the day before its end."""
    return (tenure.start is None or tenure.start <= on) and (tenure.end is None or on < tenure.end)


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, tuple[_V, ...]]:
    groups: dict[_K, list[_V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())
