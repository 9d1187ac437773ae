"""Reads the tables about actors, which are easier to review than Turtle, as statements.

Three kinds: offices with their holders, memberships of organisations or parties to agreements, and former
names of states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg import ids
from kg.errors import DataError

ENTITY = f"{ids.DEFAULT_BASE}entity/"
WIKIDATA = "http://www.wikidata.org/entity/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OUTSIDE = {
    "type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "prefLabel": f"{_SKOS}prefLabel",
    "altLabel": f"{_SKOS}altLabel",
    "sameAs": "http://www.w3.org/2002/07/owl#sameAs",
}
"""Properties of the tables that are not of the project's ontology."""
_ENGLISH = frozenset({"prefLabel", "altLabel", "shortName", "title"})
_DAYS = frozenset({"start", "end"})
_TEXTS = frozenset({"officeType", "status"})
_XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")
_ITEM = re.compile(r"Q[1-9]\d*$")
_DATE = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?$")
_CURRENT = {
    "organization": ("memberOf", frozenset({"member", "permanent", "elected", "suspended"})),
    "agreement": ("partyTo", frozenset({"party", "guarantor"})),
}
"""By the first word of a membership table: the plain property of current members, and their statuses."""

Statement = tuple[str, str, str]
"""Subject, property and value: entities by identifiers, other nodes by IRIs, properties by local names."""
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


def read_table(path: Path) -> Iterator[Statement]:
    """What a table of offices or of memberships states; its first row tells which it is.

    Raises DataError naming file and line.
    """
    rows = list(read_rows(path))
    kind = rows[0][1][0] if rows else ""
    if kind == "office":
        return _Table(path).offices(rows)
    if kind in _CURRENT:
        return _Table(path).memberships(rows[1:], *_CURRENT[kind])
    if kind == "state":
        return _Table(path).former_names(rows[1:])
    line = rows[0][0] if rows else 1
    known = ", ".join(("office", "state", *_CURRENT))
    raise DataError(f"{path}:{line}: the first row begins with {kind!r}; known are {known}")


def as_triples(statements: Iterable[Statement]) -> Iterator[Triple]:
    """Statements of tables as RDF."""
    for subject, name, value in statements:
        node = NamedNode(subject if subject.startswith("http") else ENTITY + subject)
        yield Triple(node, NamedNode(_OUTSIDE.get(name, ids.ONTOLOGY + name)), _term(name, value))


def _term(name: str, value: str) -> NamedNode | Literal:
    if name in _ENGLISH:
        return Literal(value, language="en")
    if name in _DAYS:
        return Literal(value, datatype=_XSD_DATE)
    if name in _TEXTS:
        return Literal(value)
    if name == "type":
        return NamedNode(ids.ONTOLOGY + value)
    return NamedNode(value if value.startswith("http") else ENTITY + value)


def _split(cell: str, separator: str = "|") -> list[str]:
    return [] if cell == "-" else [part.strip() for part in cell.split(separator)]


def _with_plain(names: list[str]) -> list[str]:
    """The names, and each one without its accents, which news often leave out."""
    return list(dict.fromkeys([*names, *(ids.unaccented(name) for name in names if not name.isascii())]))


class _Table:
    """Turns the rows of one table into statements."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()

    def _error(self, number: int, problem: str) -> DataError:
        return DataError(f"{self._path}:{number}: {problem}")

    def offices(self, rows: Iterable[_Row]) -> Iterator[Statement]:
        """Offices, and below each one its holders."""
        office, of = "", ""
        for number, cells in rows:
            if cells[0] == "office" and len(cells) == 5 and cells[1]:
                office, of = ids.readable_id(cells[1]), cells[2]
                yield from self._office(office, cells)
            elif cells[0] == "" and len(cells) == 7 and office and cells[1]:
                yield from self._holder(number, office, of, cells)
            else:
                wanted = "'office', a name and 5 cells, or an empty cell, a name and 7 cells below an office"
                raise self._error(number, f"a row needs {wanted}; it has {len(cells)}, first {cells[0]!r}")

    @staticmethod
    def _office(office: str, cells: list[str]) -> list[Statement]:
        _, name, of, types, titles = cells
        return [
            (office, "type", "Office"),
            (office, "prefLabel", name),
            (office, "officeOf", of),
            *((office, "officeType", kind) for kind in _split(types, ",")),
            *((office, "title", title) for title in _split(titles)),
        ]

    def _holder(self, number: int, office: str, of: str, cells: list[str]) -> list[Statement]:
        person, start = ids.readable_id(cells[1]), self._day(number, cells[2])
        node = f"{ids.DEFAULT_BASE}tenure/{person}.{office}.{start}"
        found = [(node, "type", "Tenure"), (node, "holder", person), (node, "office", office)]
        found += self._period(number, node, cells[2], cells[3])
        if person not in self._seen:
            self._seen.add(person)
            found += self._person(number, person, of, cells)
        return found

    def _person(self, number: int, person: str, of: str, cells: list[str]) -> list[Statement]:
        """What the first row of a person says of him."""
        name, others, short, wikidata = cells[1], *cells[4:7]
        found = [(person, "type", "Person"), (person, "prefLabel", name), (person, "represents", of)]
        found += [(person, "altLabel", o) for o in _with_plain([name, *_split(others)]) if o != name]
        found += [(person, "shortName", s) for s in _with_plain(_split(short) or [name.split()[-1]])]
        if wikidata != "-":
            if not _ITEM.match(wikidata):
                raise self._error(number, f"{wikidata!r} is no Wikidata item; write Q and a number, or -")
            found.append((person, "sameAs", WIKIDATA + wikidata))
        return found

    def memberships(self, rows: Iterable[_Row], plain: str, current: frozenset[str]) -> Iterator[Statement]:
        """Who belongs to what, from when to when, with the plain property for those who do now."""
        for number, cells in rows:
            if len(cells) != 5:
                raise self._error(number, f"{len(cells)} columns where 5 are needed")
            whole, member, start, end, status = cells
            node = f"{ids.DEFAULT_BASE}membership/{member}.{whole}.{start}"
            yield node, "type", "Membership"
            yield node, "member", member
            yield node, "organization", whole
            yield node, "status", status
            yield from self._period(number, node, start, end)
            if end == "-" and status in current:
                yield member, plain, whole

    def former_names(self, rows: Iterable[_Row]) -> Iterator[Statement]:
        """What a state was called before, from when to when."""
        for number, cells in rows:
            if len(cells) != 4:
                raise self._error(number, f"{len(cells)} columns where 4 are needed")
            state, name, start, end = cells
            node = f"{ids.DEFAULT_BASE}name/{ids.readable_id(name)}.{state}"
            yield node, "type", "FormerName"
            yield node, "nameOf", state
            yield node, "prefLabel", name
            yield from self._period(number, node, start, end)

    def _period(self, number: int, node: str, start: str, end: str) -> list[Statement]:
        cells = (("start", start), ("end", end))
        return [(node, name, self._day(number, cell)) for name, cell in cells if cell != "-"]

    def _day(self, number: int, cell: str) -> str:
        """A day; the first of the month or year where only that is known."""
        found = _DATE.match(cell)
        if cell == "-":
            return cell
        if found is None:
            raise self._error(number, f"{cell!r} is no date; write YYYY-MM-DD, YYYY-MM, or - if not known")
        year, month, day = found.groups()
        return f"{year}{month or '-01'}{day or '-01'}"
