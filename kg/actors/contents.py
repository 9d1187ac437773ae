"""Turns the facts of the actor files into what look-ups need, and checks them on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kg import ids
from kg.actors.aliases import Alias, AliasKind
from kg.actors.ambiguity import Ambiguity, Rule, read_ambiguities
from kg.actors.facts import KINDS, Facts, Period
from kg.actors.tables import WIKIDATA, read_columns
from kg.model import Entity, FormerName, Membership, Tenure
from kg.resources import ontologies

_BELONGING = ("represents", "officeOf", "basedIn", "locatedIn")
"""Properties that lead from an entity to the state that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that the files say, checked."""

    entities: dict[str, Entity]
    aliases: tuple[Alias, ...]
    tenures: tuple[Tenure, ...]
    office_of: dict[str, str]
    office_types: dict[str, tuple[str, ...]]
    own_titles: dict[str, tuple[str, ...]]
    type_titles: dict[str, tuple[str, ...]]
    stands_for: dict[str, str]
    state_of: dict[str, str]
    periods: dict[str, Period]
    successors: dict[str, tuple[str, ...]]
    capitals: dict[str, str]
    ambiguous: dict[str, tuple[Ambiguity, ...]]


def read_contents(facts: Facts) -> Contents:
    """All that the facts say, checked. Raises DataError naming the file and what is wrong in it."""
    return _Reader(facts).contents()


def read_memberships(facts: Facts, entities: Mapping[str, Entity]) -> Iterator[Membership]:
    """Who belongs to which organisation or agreement; the facts must have been read with memberships."""
    for node in facts.subjects("Membership"):
        start, end = facts.period(node, "start", "end")
        yield Membership(
            member=entities[facts.required(node, "member")],
            organization=entities[facts.required(node, "organization")],
            status=facts.first(node, "status") or "member",
            start=start,
            end=end,
        )


def read_former_names(facts: Facts, entities: Mapping[str, Entity]) -> Iterator[FormerName]:
    """What states were called before, earliest first; the facts must have been read with memberships."""
    for node in sorted(facts.subjects("FormerName"), key=lambda node: facts.first(node, "start") or ""):
        start, end = facts.period(node, "start", "end")
        of, name = entities[facts.required(node, "nameOf")], facts.first(node, "prefLabel") or ""
        yield FormerName(of=of, name=name, start=start, end=end)


class _Reader:
    """Turns facts into contents."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        folder = ontologies() / "actors"
        self._ambiguous = read_ambiguities(folder / "ambiguous.tsv")
        rows = read_columns(folder / "titles.tsv", columns=2)
        self._type_titles = {cells[0]: _split(cells[1]) for _, cells in rows}
        self._states = {i for i in facts.subjects("State") if not i.startswith("http")}
        self._entities: dict[str, Entity] = {}
        self._state_of: dict[str, str] = {}
        self._last_of: dict[str, str] = {}

    def contents(self) -> Contents:
        """All entities, aliases, offices, tenures and memberships of the files."""
        facts = self._facts
        for node in sorted(facts.subjects("Tenure"), key=lambda node: facts.first(node, "start") or ""):
            self._last_of[facts.required(node, "holder")] = facts.required(
                facts.required(node, "office"), "officeOf"
            )
        for identifier in facts.entities:
            self._entities[identifier] = self._entity(identifier)
        offices = [e.id for e in self._entities.values() if e.kind == "Office"]
        people = [e.id for e in self._entities.values() if e.kind == "Person"]
        types = {office: tuple(facts.values(office, "officeType")) for office in offices}
        aliases, periods = tuple(self._aliases()), dict(self._periods())
        facts.check_names(((a.text, a.entity) for a in aliases), periods, self._ambiguous)
        return Contents(
            entities=self._entities,
            aliases=aliases,
            tenures=self._tenures(),
            office_of={office: facts.required(office, "officeOf") for office in offices},
            office_types=types,
            own_titles={o: tuple(t.lower() for t in facts.values(o, "title")) for o in offices},
            type_titles={
                o: tuple(t for k in types[o] for t in self._type_titles.get(k, ())) for o in offices
            },
            stands_for={p: of for p in people if (of := facts.reference(p, "represents")) is not None},
            state_of=self._state_of,
            periods=periods,
            successors={i: tuple(s) for i in self._entities if (s := facts.references(i, "succeededBy"))},
            capitals={s: c for s in self._states if (c := facts.reference(s, "capital")) is not None},
            ambiguous=self._ambiguous,
        )

    def _entity(self, identifier: str) -> Entity:
        facts = self._facts.all_of(identifier)
        kinds = KINDS.intersection(facts.get("type", ()))
        labels = facts.get("prefLabel", [])
        if len(kinds) != 1:
            known, found = ", ".join(sorted(KINDS)), sorted(kinds) or "none"
            raise self._facts.error(identifier, f"needs one class of {known}; it has {found}")
        if not labels or labels.count(labels[0]) != len(labels):
            raise self._facts.error(identifier, f"needs one skos:prefLabel; it has {len(labels)}")
        same = (v for v in facts.get("sameAs", ()) if v.startswith(WIKIDATA))
        state = self._find_state(identifier)
        if state is not None:
            self._state_of[identifier] = state
        return Entity(
            id=identifier,
            name=labels[0],
            kind=next(iter(kinds)),
            state=None if state is None else self._facts.first(state, "iso3"),
            wikidata=next((v.removeprefix(WIKIDATA) for v in same), None),
        )

    def _find_state(self, identifier: str) -> str | None:
        """The one state to which an entity belongs, maybe through others; a person by the last office."""
        first = self._last_of.get(identifier, identifier)
        if first in self._states:
            return first
        found, seen, waiting = set[str](), set[str](), [first]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            if current in self._states:
                found.add(current)
            else:
                waiting += [t for p in _BELONGING for t in self._facts.references(current, p)]
        return found.pop() if len(found) == 1 else None

    def _aliases(self) -> Iterator[Alias]:
        """Every name of every entity, once a kind, less those that the files take back."""
        readings = [row for rows in self._ambiguous.values() for row in rows]
        never = {(row.alias, row.entity) for row in readings if row.rule is Rule.NEVER}
        kinds = {kind.value: kind for kind in AliasKind}
        for identifier, entity in self._entities.items():
            facts = self._facts.all_of(identifier)
            texts = {(AliasKind.NAME, entity.name): None}
            if entity.kind != "Office":
                texts[AliasKind.NAME, ids.unaccented(entity.name)] = None
            for name, values in facts.items():
                if name in kinds:
                    texts.update(((kinds[name], text), None) for text in values)
            dropped = facts.get("notCalled", ())
            for kind, text in texts:
                if text not in dropped and (text, identifier) not in never and (text, None) not in never:
                    yield Alias(text, identifier, kind)

    def _periods(self) -> Iterator[tuple[str, Period]]:
        for identifier in self._entities:
            period = self._facts.period(identifier, "existedFrom", "existedUntil")
            if period != (None, None):
                yield identifier, period

    def _tenures(self) -> tuple[Tenure, ...]:
        """All tenures, in order of start (unknown starts first), then of the person's id.

        A later holder, whom a user's file may add, ends a tenure that was still open.
        """
        found = [self._tenure(node) for node in self._facts.subjects("Tenure")]
        following: dict[str, date] = {}
        closed = []
        for tenure in sorted(
            found, key=lambda t: (t.start or date.min, t.person.id, t.office.id), reverse=True
        ):
            after = following.get(tenure.office.id)
            open_end = tenure.end is None and after is not None and after != tenure.start
            closed.append(replace(tenure, end=after) if open_end else tenure)
            if tenure.start is not None:
                following[tenure.office.id] = tenure.start
        return tuple(reversed(closed))

    def _tenure(self, node: str) -> Tenure:
        office = self._facts.required(node, "office")
        start, end = self._facts.period(node, "start", "end")
        return Tenure(
            person=self._entities[self._facts.required(node, "holder")],
            office=self._entities[office],
            of=self._entities[self._facts.required(office, "officeOf")],
            start=start,
            end=end,
        )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())
