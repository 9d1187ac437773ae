"""Lists of claims: how many there are by counterpart and year, and one page of them, the latest first.

The day of a claim is that of its event or, where no article tells it, that of the first article. Only claims
that an article states as a fact count as cooperation or conflict; the others are counted apart.

Oxigraph looks each property of each claim up for itself, which is right for an actor of some hundred claims
and slow for one of many thousands; properties asked for in sub-queries are scanned once and joined by hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from pyoxigraph import Literal, NamedNode

from kg import ids
from kg.errors import KgError
from kg.model import Quad
from kg.ontology import read_relations
from kg.views.pages.records import ClaimNote, Named, Records, read_claims
from kg.views.pages.source import Source, Term, as_node

PAGE_SIZE = 50
"""Claims, articles or pieces of evidence on one page."""
_FEW = 500
"""Up to so many claims are looked up one by one without asking how many there are in all."""
_SCAN_SHARE = 8
"""From one claim in so many on, scanning all is quicker: for 36,000 claims 1.3 s against 9.7 s."""
_NOT_A_FACT = 0


class PageError(KgError):
    """A page was asked for with a number, year or counterpart that cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which part of a long list is shown: a page, perhaps of one counterpart (its IRI) or one year only."""

    page: int = 1
    counterpart: str | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        if self.page < 1 or self.page > 10**6 or not 0 <= (self.year or 0) <= 9999:
            raise PageError("page counts from 1, and year has at most four digits; leave them out to see all")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims there are of each quadrant, and how many that nobody states as a fact."""

    facts: tuple[int, int, int, int] = (0, 0, 0, 0)
    others: int = 0

    @property
    def total(self) -> int:
        """All claims."""
        return sum(self.facts) + self.others

    def __getitem__(self, quad: Quad) -> int:
        """The number of facts in a quadrant."""
        return self.facts[quad - 1]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of claims of one counterpart, year (None where no day is known) and quadrant (0: no fact)."""

    counterpart: str
    year: int | None
    quad: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimList:
    """One page of claims. `unreadable` are IRIs of claims that are not complete."""

    claims: tuple[ClaimNote, ...]
    unreadable: tuple[str, ...]
    total: int
    window: Window

    @property
    def pages(self) -> int:
        """The number of pages."""
        return max(1, ceil(self.total / PAGE_SIZE))

    @property
    def first(self) -> int:
        """The place of the first claim shown, from 1."""
        return (self.window.page - 1) * PAGE_SIZE + 1

    @property
    def left(self) -> int:
        """How many claims come after this page."""
        return max(0, self.total - self.first + 1 - len(self.claims) - len(self.unreadable))


@dataclass(frozen=True, slots=True)
class Claims:
    """A set of claims of a source: `start` is a SPARQL pattern that binds ?claim."""

    source: Source
    start: str

    def count(self) -> int:
        """How many claims there are."""
        return self.source.number(f"SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {self.start} }}")

    def page(self, window: Window, number: int, since: int | None = None) -> list[str]:
        """The claims of a page, the latest first, those without any day last; `number` is `count`.

        Where it is known that the page has no claim from before the year `since`, there is less to sort.
        """
        scans = _scans(self.source, number)
        known = f"= {window.year}" if window.year is not None else f">= {since}"
        year = "" if window.year is None and since is None else f"HAVING(YEAR(MIN(?day)) {known})"
        first = (window.page - 1) * PAGE_SIZE
        return self.source.nodes(
            f"SELECT ?claim (MIN(?day) AS ?when) WHERE {{ {self.start} {_day(scans=scans)} }} "
            f"GROUP BY ?claim {year} ORDER BY DESC(?when) ?claim LIMIT {PAGE_SIZE} OFFSET {first}"
        )

    def listed(self, window: Window, cells: Iterable[Cell] | None = None) -> ClaimList:
        """A page of claims with their evidence; `cells` count the claims, if that is done already."""
        counted = None if cells is None else list(cells)
        number = self.count() if counted is None else tally(counted).total
        since = None if counted is None else _first_year(counted, window.page * PAGE_SIZE)
        read, unreadable = read_claims(self.source, self.page(window, number, since))
        inside = [cell for cell in counted or () if window.year in (None, cell.year)]
        total = number if counted is None else tally(inside).total
        return ClaimList(claims=tuple(read), unreadable=tuple(unreadable), total=total, window=window)


def _first_year(cells: Iterable[Cell], wanted: int) -> int | None:
    """The last year since when there are so many claims, None if some of them have no day."""
    numbers: Counter[int] = Counter()
    for cell in cells:
        if cell.year is not None:
            numbers[cell.year] += cell.number
    for year in sorted(numbers, reverse=True):
        wanted -= numbers[year]
        if wanted <= 0:
            return year
    return None


def _scans(source: Source, number: int) -> bool:
    """Whether scanning the properties of all claims is quicker than looking up those of so many."""
    if number <= _FEW:
        return False
    everything = source.number("SELECT (COUNT(?m) AS ?n) WHERE { ?claim ir:modality ?m }")
    return number * _SCAN_SHARE > everything


def claims_of(source: Source, actor: str, counterpart: str | None = None) -> Claims:
    """The claims in which an actor does something or has something done to it, perhaps by one counterpart."""
    one = as_node(actor)
    if one is None or (counterpart is not None and as_node(counterpart) is None):
        raise PageError(f"{actor if one is None else counterpart} is not an IRI")
    if counterpart is None:
        return Claims(source, f"{{ ?claim rdf:subject {one} }} UNION {{ ?claim rdf:object {one} }}")
    there, back = claims_from(source, actor, counterpart), claims_from(source, counterpart, actor)
    return Claims(source, f"{{ {there} }} UNION {{ {back} }}")


def claims_from(source: Source, subject: str, target: str) -> str:
    """A pattern for the claims of what one actor does to another.

    It looks through the claims of whichever has fewer; left to itself, the engine goes through all of both.
    """
    ends = (("rdf:subject", subject), ("rdf:object", target))
    few, many = sorted(
        ends,
        key=lambda end: source.number(
            f"SELECT (COUNT(?claim) AS ?n) WHERE {{ ?claim {end[0]} {as_node(end[1])} }}"
        ),
    )
    return f"?claim {few[0]} {as_node(few[1])} ; {many[0]} ?end FILTER(?end = {as_node(many[1])})"


def count_cells(source: Source, actor: str, number: int) -> list[Cell]:
    """Count an actor's claims by counterpart, year and quadrant; `number` is how many there are."""
    node, scans = as_node(actor), _scans(source, number)

    def end(mine: str, theirs: str) -> str:
        return f"?claim {mine} {node} . {_part(f'?claim {theirs} ?other', '?claim ?other', scans=scans)}"

    found = source.rows(
        f"SELECT ?other ?year ?quad (COUNT(?claim) AS ?n) WHERE {{ "
        f"{{ SELECT ?claim ?other ?quad (MIN(?day) AS ?when) WHERE {{ "
        f"{{ {end('rdf:subject', 'rdf:object')} }} UNION {{ {end('rdf:object', 'rdf:subject')} }} "
        f"{_day(scans=scans)} "
        f"{_part('?claim rdf:predicate ?relation', '?claim ?relation', scans=scans)} "
        f"{_part('?claim ir:modality ?modality', '?claim ?modality', scans=scans)} "
        f"OPTIONAL {{ {_part('?relation ir:quadrant ?its', '?relation ?its', scans=scans)} }} "
        f'BIND(IF(?modality = "actual", COALESCE(?its, ?relation), 0) AS ?quad) '
        f"}} GROUP BY ?claim ?other ?quad }} BIND(YEAR(?when) AS ?year) }} GROUP BY ?other ?year ?quad"
    )
    return [_cell(*row) for row in found]


def tally(cells: Iterable[Cell]) -> Tally:
    """Add up cells."""
    numbers = [0, 0, 0, 0, 0]
    for cell in cells:
        numbers[cell.quad] += cell.number
    others, *facts = numbers
    return Tally((facts[0], facts[1], facts[2], facts[3]), others)


def names_of(source: Source, nodes: Iterable[str]) -> dict[str, Named]:
    """What the nodes are called."""
    wanted = list(nodes)
    records = Records(source.naming(wanted), source.base)
    return {node: records.name(node) for node in wanted}


def _part(pattern: str, variables: str, *, scans: bool) -> str:
    return f"{{ SELECT {variables} WHERE {{ {pattern} }} }}" if scans else f"{pattern} ."


def _day(*, scans: bool) -> str:
    """A pattern that binds the ?day of a ?claim, for each of its articles."""
    event = _part("?claim ir:eventDate ?event", "?claim ?event", scans=scans)
    proof, article, issued = (
        _part(f"{one} {property_} {other}", f"{one} {other}", scans=scans)
        for one, property_, other in (
            ("?claim", "ir:hasEvidence", "?its_proof"),
            ("?its_proof", "prov:wasQuotedFrom", "?its_article"),
            ("?its_article", "dct:issued", "?issued"),
        )
    )
    if scans:
        steps = f"{proof} {article} {issued}"
        first = f"{{ SELECT ?claim (MIN(?issued) AS ?published) WHERE {{ {steps} }} GROUP BY ?claim }}"
        published = f"OPTIONAL {{ {first} }} BIND(COALESCE(?event, ?published) AS ?day)"
    else:  # one step inside the other: as a chain, the engine would scan it
        steps = f"{proof} OPTIONAL {{ {article} OPTIONAL {{ {issued} }} }}"
        published = f"OPTIONAL {{ {steps} }} BIND(COALESCE(?event, ?issued) AS ?day)"
    return f"OPTIONAL {{ {event} }} {published}"


def _cell(other: Term | None, year: Term | None, quad: Term | None, number: Term | None) -> Cell:
    """A row; a relation stands in it for its quadrant where the graph has no ontology that tells it."""
    name = "" if other is None else other.value
    if isinstance(quad, NamedNode):
        relation = read_relations().get(quad.value.removeprefix(ids.ONTOLOGY))
        place = _NOT_A_FACT if relation is None else int(relation.quad)
    else:
        place = _whole(quad)
    return Cell(name, _whole(year) or None, place, _whole(number))


def _whole(term: Term | None) -> int:
    return int(term.value) if isinstance(term, Literal) and term.value.isdigit() else 0
