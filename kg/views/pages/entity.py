"""What the page of an entity shows: names, offices and memberships, counterparts, years, claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import NamedNode

from kg.graph import vocabulary as v
from kg.views.pages.listing import (
    Cell,
    ClaimList,
    Claims,
    Tally,
    Window,
    claims_of,
    count_cells,
    names_of,
    tally,
)
from kg.views.pages.records import ClaimNote, Named, Records, read_claims
from kg.views.pages.source import Source, as_node, values

_Key = TypeVar("_Key", str, int | None)

COUNTERPARTS = 30
"""Counterparts that a page lists; others are counted."""
TIES = 40
"""Things of one kind tied to the entity (places in it, companies based in it) that a page lists."""
QUOTED = 10
"""Claims that an entity is quoted with and that its page lists."""
_NAMES = {
    "skos:altLabel": "Also called", "ir:abbreviation": "Abbreviated", "ir:shortName": "Short",
    "ir:title": "Title", "ir:adjective": "Adjective", "ir:demonym": "People",
    "ir:metonym": "Stood for by",
}  # fmt: skip
_CODES = {"ir:iso3": "ISO 3166-1 alpha-3", "ir:iso2": "ISO 3166-1 alpha-2", "ir:stateCode": "State"}
_FACTS = {
    "ir:officeOf": "Office of", "ir:officeType": "Kind of office", "ir:capital": "Capital",
    "ir:capitalOf": "Capital of", "ir:locatedIn": "In", "ir:basedIn": "Based in", "ir:partOf": "Part of",
    "ir:represents": "Speaks for", "ir:alliedWith": "Allied with", "ir:disputedBy": "Disputed by",
    "ir:existedFrom": "Existed from", "ir:existedUntil": "Existed until", "ir:succeededBy": "Succeeded by",
    "ir:signed": "Signed on", "skos:definition": "Definition", "skos:note": "Note",
}  # fmt: skip
_TIES = {
    "ir:represents": "Who speaks for it", "ir:partOf": "Parts", "ir:locatedIn": "Places in it",
    "ir:basedIn": "Based in it", "ir:succeededBy": "Succeeded", "ir:disputedBy": "Disputes",
    "ir:alliedWith": "Allies", "ir:capital": "Capital of",
}  # fmt: skip
_KNOWN = ", ".join(
    (*_NAMES, *_CODES, *_FACTS, "ir:memberOf", "ir:partyTo", "owl:sameAs", "skos:prefLabel", "rdf:type")
)
"""What a page tells of the entity itself; its edges to thousands of others are told by their claims."""
_OFFICE_ORDER = ("head of state", "head of government", "leader", "foreign minister", "defence minister")


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values: other things, or texts."""

    label: str
    values: tuple[Named | str, ...]
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A timed tie: `what` is the other end (holder, office, organisation, former name)."""

    iri: str
    what: Named
    start: str | None
    end: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OfficeHolders:
    """An office and who held it, the latest first."""

    office: Named
    holders: tuple[Period, ...]

    @property
    def current(self) -> tuple[Period, ...]:
        """Those without an end, as far as the graph knows."""
        return tuple(holder for holder in self.holders if holder.end is None)

    @property
    def former(self) -> tuple[Period, ...]:
        """Those with an end."""
        return tuple(holder for holder in self.holders if holder.end is not None)


@dataclass(frozen=True, slots=True)
class Partner:
    """A counterpart with the number of claims between the two."""

    actor: Named
    tally: Tally
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPage:
    """All that the page of an entity shows."""

    entity: Named
    codes: tuple[Fact, ...]
    same_as: tuple[str, ...]
    names: tuple[Fact, ...]
    former_names: tuple[Period, ...]
    facts: tuple[Fact, ...]
    offices: tuple[OfficeHolders, ...]
    posts: tuple[Period, ...]
    memberships: tuple[Period, ...]
    members: tuple[Period, ...]
    ties: tuple[Fact, ...]
    total: Tally
    years: tuple[tuple[int | None, Tally], ...]
    partners: tuple[Partner, ...]
    partners_left: int
    counterpart: Named | None
    claims: ClaimList
    quoted: tuple[ClaimNote, ...]
    quoted_left: int


def describe_entity(source: Source, iri: str, window: Window | None = None) -> EntityPage:
    """Gather what the page of an entity shows; `window` chooses among its claims.

    Raises PageError for a counterpart that is no IRI.
    """
    chosen = window or Window()
    about = _Background(source, iri)
    number = claims_of(source, iri).count()
    cells = count_cells(source, iri, number) if number else []
    partners = _partners(source, cells)
    shown = [c for c in cells if chosen.counterpart in (None, c.counterpart)]
    claims = claims_of(source, iri, chosen.counterpart)
    said = Claims(source, f"?proof prov:wasAttributedTo {as_node(iri)} . ?claim ir:hasEvidence ?proof")
    said_number = said.count()
    quoted = said.page(Window(), said_number)[:QUOTED] if said_number else []
    other = chosen.counterpart
    return EntityPage(
        entity=about.records.name(iri),
        codes=about.facts(_CODES),
        same_as=tuple(
            s for s in about.records.texts(iri, "owl:sameAs") if s.startswith(("http://", "https://"))
        ),
        names=about.facts(_NAMES),
        former_names=about.periods("ir:nameOf", None),
        facts=about.facts(_FACTS),
        offices=about.offices(),
        posts=about.periods("ir:holder", v.OFFICE.value),
        memberships=about.memberships(),
        members=about.periods("ir:organization", v.term("ir:member").value, by_name=True),
        ties=about.ties(),
        total=tally(cells),
        years=_by_year(shown),
        partners=partners[:COUNTERPARTS],
        partners_left=max(0, len(partners) - COUNTERPARTS),
        counterpart=None if other is None else names_of(source, [other])[other],
        claims=claims.listed(chosen, shown),
        quoted=tuple(read_claims(source, quoted)[0]),
        quoted_left=said_number - len(quoted),
    )


def _by_year(cells: Iterable[Cell]) -> tuple[tuple[int | None, Tally], ...]:
    """Tallies by year, the latest first, claims without a day last."""
    grouped = _grouped(cells, lambda cell: cell.year)
    return tuple((year, tally(grouped[year])) for year in sorted(grouped, key=lambda y: -(y or 0)))


def _partners(source: Source, cells: Iterable[Cell]) -> tuple[Partner, ...]:
    """Counterparts, those with the most claims first; only those that a page lists are named."""
    grouped = _grouped(cells, lambda cell: cell.counterpart)
    counted = {iri: tally(members) for iri, members in grouped.items()}
    order = sorted(counted, key=lambda iri: (-counted[iri].total, iri))
    names = names_of(source, order[:COUNTERPARTS])
    found = []
    for iri in order:
        years = [cell.year for cell in grouped[iri] if cell.year is not None]
        name = names.get(iri) or Named(iri, iri)
        found.append(Partner(name, counted[iri], min(years, default=None), max(years, default=None)))
    return tuple(found)


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], _Key]) -> dict[_Key, list[Cell]]:
    groups: defaultdict[_Key, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[key(cell)].append(cell)
    return groups


class _Background:
    """What the graph knows of an entity beside claims."""

    def __init__(self, source: Source, iri: str) -> None:
        self._source, self._iri = source, iri
        node = as_node(iri)
        own = source.construct(f"VALUES ?s {{ {node} }} ?s ?p ?o FILTER(?p IN ({_KNOWN}))")
        timed = f"VALUES ?tie {{ ir:holder ir:member ir:organization ir:nameOf }} ?s ?tie {node}"
        offices = f"?office ir:officeOf {node} . ?s ir:office ?office"
        held = f"?s ir:office {node}"
        pattern = f"{{ {timed} }} UNION {{ {offices} }} UNION {{ {held} }}"
        self._periods = source.nodes(f"SELECT DISTINCT ?s WHERE {{ {pattern} }}")
        periods = source.own(self._periods)
        named = {t.object.value for t in (*own, *periods) if isinstance(t.object, NamedNode)}
        self._offices = source.nodes(f"SELECT ?o WHERE {{ ?o ir:officeOf {node} }}")
        kinds = values("?s", {*self._offices, iri})
        types = source.construct(f"{kinds} ?s ?p ?o FILTER(?p = ir:officeType)")
        self.records = Records(
            [*own, *periods, *source.naming({*named, *self._offices}), *types], source.base
        )

    def facts(self, wanted: Mapping[str, str]) -> tuple[Fact, ...]:
        """The entity's own values of these properties, in their order."""
        found = self.records.values(self._iri)
        facts = []
        for term, label in wanted.items():
            these = found.get(v.term(term).value, [])
            shown = tuple(self.records.name(x) if isinstance(x, str) else x.value for x in these)
            if shown:
                facts.append(Fact(label, shown))
        return tuple(facts)

    def _period(self, node: str, other: str | None, note: str | None = None) -> Period:
        ends = self.records.values(node)
        what = self.records.name(node if other is None else str(ends[other][0]))
        start, end = (self.records.texts(node, term) for term in ("ir:start", "ir:end"))
        return Period(
            iri=node, what=what, start=next(iter(start), None), end=next(iter(end), None), note=note
        )

    def periods(self, mine: str, other: str | None, *, by_name: bool = False) -> tuple[Period, ...]:
        """The timed ties in which the entity stands at the end `mine`, the latest first."""
        found = []
        for node in self._periods:
            properties = self.records.values(node)
            if self._iri in properties.get(v.term(mine).value, ()) and (other is None or other in properties):
                status = next(iter(self.records.texts(node, "ir:status")), None)
                found.append(self._period(node, other, status))
        found.sort(key=lambda p: (p.what.name, p.start or "", p.iri))
        return tuple(found) if by_name else tuple(sorted(found, key=_start, reverse=True))

    def memberships(self) -> tuple[Period, ...]:
        """Organisations and agreements that the entity belongs to, those without known dates last."""
        timed = self.periods("ir:member", v.term("ir:organization").value, by_name=True)
        dated = {period.what.iri for period in timed}
        undated = [
            Period(iri=self._iri, what=self.records.name(node), start=None, end=None)
            for term in ("ir:memberOf", "ir:partyTo")
            for node in self.records.texts(self._iri, term)
            if node not in dated
        ]
        return (*timed, *sorted(undated, key=lambda p: p.what.name))

    def offices(self) -> tuple[OfficeHolders, ...]:
        """The offices of the entity, or itself if it is one, with their holders."""
        own = [self._iri] if self.records.texts(self._iri, "ir:officeOf") else []
        found = []
        for office in sorted({*self._offices, *own}, key=self._office_order):
            held = [n for n in self._periods if office in self.records.values(n).get(v.OFFICE.value, ())]
            holders = [self._period(node, v.HOLDER.value) for node in sorted(held)]
            found.append(
                OfficeHolders(self.records.name(office), tuple(sorted(holders, key=_start, reverse=True)))
            )
        return tuple(found)

    def _office_order(self, office: str) -> tuple[int, str]:
        kinds = self.records.texts(office, "ir:officeType")
        ranks = [_OFFICE_ORDER.index(kind) for kind in kinds if kind in _OFFICE_ORDER]
        return min(ranks, default=len(_OFFICE_ORDER)), office

    def ties(self) -> tuple[Fact, ...]:
        """What is tied to the entity from outside: places in it, organisations based in it."""
        kinds = " ".join(_TIES)
        found = self._source.rows(
            f"SELECT ?tie ?s WHERE {{ VALUES ?tie {{ {kinds} }} ?s ?tie {as_node(self._iri)} }}"
        )
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for tie, node in found:
            if tie is not None and node is not None:
                groups[tie.value].append(node.value)
        facts = []
        for term, label in _TIES.items():
            nodes = sorted(groups[v.term(term).value])
            names = names_of(self._source, nodes[:TIES])
            if nodes:
                facts.append(Fact(label, tuple(names[n] for n in nodes[:TIES]), max(0, len(nodes) - TIES)))
        return tuple(facts)


def _start(period: Period) -> tuple[bool, str, str]:
    """Those without an end come last, that is first when the latest come first."""
    return period.end is None and period.start is not None, period.start or period.end or "", period.iri
