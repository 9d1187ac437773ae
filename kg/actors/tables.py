"""Reads the tables about actors, which are easier to review than Turtle, as the triples that they stand for.

Two kinds: offices with their holders, and memberships of organisations or parties to agreements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg import ids
from kg.errors import DataError

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SAME_AS = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
_XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")
_WIKIDATA = "http://www.wikidata.org/entity/"
_DATE = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?$")
_CURRENT = {
    "organization": ("memberOf", {"member", "permanent", "elected", "suspended"}),
    "agreement": ("partyTo", {"party", "guarantor"}),
}
"""By the first word of a membership table: the plain property of current members, and their statuses."""

_Row = tuple[int, list[str]]


def read_rows(path: Path) -> Iterator[_Row]:
    """The rows of a tab-separated file with their line numbers, less comments and blank lines.

    Raises DataError where the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            yield number, [cell.strip() for cell in line.split("\t")]


def read_columns(path: Path, *, columns: int) -> Iterator[_Row]:
    """The rows below the header of a table. Raises DataError where a row has another number of columns."""
    rows = read_rows(path)
    next(rows, None)
    for number, cells in rows:
        if len(cells) != columns:
            raise DataError(f"{path}:{number}: {len(cells)} columns where {columns} are needed")
        yield number, cells


def read_table(path: Path) -> Iterator[Triple]:
    """The triples of a table of offices or of memberships; its first row tells which.

    Raises DataError naming file and line.
    """
    rows = read_rows(path)
    number, first = next(rows, (1, [""]))
    if first[0] == "office":
        yield from _Table(path).offices(((number, first), *rows))
    elif first[0] in _CURRENT:
        yield from _Table(path).memberships(rows, *_CURRENT[first[0]])
    else:
        known = ", ".join(("office", *_CURRENT))
        raise DataError(f"{path}:{number}: the first row begins with {first[0]!r}; known are {known}")


def _entity(identifier: str) -> NamedNode:
    return NamedNode(f"{ids.DEFAULT_BASE}entity/{identifier}")


def _term(name: str) -> NamedNode:
    return NamedNode(ids.ONTOLOGY + name)


def _english(text: str) -> Literal:
    return Literal(text, language="en")


def _split(cell: str, separator: str = "|") -> list[str]:
    return [] if cell == "-" else [part.strip() for part in cell.split(separator)]


class _Table:
    """Turns the rows of one table into triples."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()

    def _error(self, number: int, problem: str) -> DataError:
        return DataError(f"{self._path}:{number}: {problem}")

    def offices(self, rows: tuple[_Row, ...]) -> Iterator[Triple]:
        """Offices, and below each one its holders."""
        office, of = "", ""
        for number, cells in rows:
            if cells[0] == "office" and len(cells) == 5:
                office, of = ids.readable_id(cells[1]), cells[2]
                yield from self._office(office, cells)
            elif cells[0] == "" and len(cells) == 7 and office:
                person = ids.readable_id(cells[1])
                if person not in self._seen:
                    self._seen.add(person)
                    yield from self._person(person, of, cells)
                node = NamedNode(f"{ids.DEFAULT_BASE}tenure/{person}.{office}.{self._day(number, cells[2])}")
                yield Triple(node, _RDF_TYPE, _term("Tenure"))
                yield Triple(node, _term("holder"), _entity(person))
                yield Triple(node, _term("office"), _entity(office))
                yield from self._period(number, node, cells[2], cells[3])
            else:
                wanted = "'office' and 5 cells, or an empty cell and 7 cells below an office"
                raise self._error(number, f"a row needs {wanted}; it has {len(cells)}, first {cells[0]!r}")

    def _office(self, office: str, cells: list[str]) -> Iterator[Triple]:
        _, name, of, types, titles = cells
        node = _entity(office)
        yield Triple(node, _RDF_TYPE, _term("Office"))
        yield Triple(node, NamedNode(f"{_SKOS}prefLabel"), _english(name))
        yield Triple(node, _term("officeOf"), _entity(of))
        for kind in _split(types, ","):
            yield Triple(node, _term("officeType"), Literal(kind))
        for title in _split(titles):
            yield Triple(node, _term("title"), _english(title))

    def _person(self, person: str, of: str, cells: list[str]) -> Iterator[Triple]:
        """What the first row of a person says of him."""
        name, others, short, wikidata = cells[1], *cells[4:7]
        node = _entity(person)
        yield Triple(node, _RDF_TYPE, _term("Person"))
        yield Triple(node, NamedNode(f"{_SKOS}prefLabel"), _english(name))
        yield Triple(node, _term("represents"), _entity(of))
        for other in self._with_plain([name, *_split(others)]):
            if other != name:
                yield Triple(node, NamedNode(f"{_SKOS}altLabel"), _english(other))
        for surname in self._with_plain(_split(short) or [name.split()[-1]]):
            yield Triple(node, _term("shortName"), _english(surname))
        if wikidata != "-":
            yield Triple(node, _SAME_AS, NamedNode(_WIKIDATA + wikidata))

    @staticmethod
    def _with_plain(names: list[str]) -> list[str]:
        """The names, and each one without its accents, which news often leave out."""
        return list(dict.fromkeys(form for name in names for form in (name, ids.unaccented(name))))

    def memberships(self, rows: Iterator[_Row], plain: str, current: set[str]) -> Iterator[Triple]:
        """Who belongs to what, from when to when, with the plain property for those who do now."""
        for number, cells in rows:
            if len(cells) != 5:
                raise self._error(number, f"{len(cells)} columns where 5 are needed")
            whole, member, start, end, status = cells
            node = NamedNode(f"{ids.DEFAULT_BASE}membership/{member}.{whole}.{start}")
            yield Triple(node, _RDF_TYPE, _term("Membership"))
            yield Triple(node, _term("member"), _entity(member))
            yield Triple(node, _term("organization"), _entity(whole))
            yield Triple(node, _term("status"), Literal(status))
            yield from self._period(number, node, start, end)
            if end == "-" and status in current:
                yield Triple(_entity(member), _term(plain), _entity(whole))

    def _period(self, number: int, node: NamedNode, start: str, end: str) -> Iterator[Triple]:
        for name, cell in (("start", start), ("end", end)):
            if cell != "-":
                yield Triple(node, _term(name), Literal(self._day(number, cell), datatype=_XSD_DATE))

    def _day(self, number: int, cell: str) -> str:
        """A day; the first of the month or year where only that is known."""
        found = _DATE.match(cell)
        if cell == "-":
            return cell
        if found is None:
            raise self._error(number, f"{cell!r} is no date; write YYYY-MM-DD, YYYY-MM, or - if not known")
        year, month, day = found.groups()
        return f"{year}{month or '-01'}{day or '-01'}"
