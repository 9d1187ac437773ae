"""Writes ontologies/actors/first_names.tsv: first names that are given to women only, or to men only.

    python scripts/make_first_names.py

The names come from the package Faker (MIT), all of its languages that are written in Latin letters. A name
that is a man's in one language and a woman's in another is left out. Running it again gives the same bytes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import faker.providers.person

from kg.ids import unaccented

TARGET = Path(__file__).parent.parent / "ontologies" / "actors" / "first_names.tsv"
HEADER = """\
# First names by the pronoun that follows them: names of women only and of men only, without accents.
# Made by scripts/make_first_names.py from the package Faker (MIT licence); do not edit by hand.
sex	names
"""


def names_of(sex: str) -> set[str]:
    """All first names that Faker gives to one sex ("female", "male"), in plain letters."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        found.update(clean(getattr(provider, f"first_names_{sex}", ())))
    return found


def clean(names: Iterable[str]) -> set[str]:
    """The single words in Latin letters among some names, without accents."""
    plain = {unaccented(name) for name in names}
    return {name for name in plain if name.isascii() and name.isalpha() and name.istitle() and len(name) > 2}


def main() -> None:
    """Write the file."""
    women, men = names_of("female"), names_of("male")
    rows = [("female", women - men), ("male", men - women)]
    text = "".join(
        f"{sex}\t{', '.join(group)}\n"
        for sex, names in rows
        for group in (list(same) for _, same in groupby(sorted(names), key=lambda name: name[0]))
    )
    TARGET.write_text(HEADER + text, encoding="utf-8")


if __name__ == "__main__":
    main()
