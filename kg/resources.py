"""Finds the knowledge files under `ontologies/`, in a checkout and in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.errors import DataError

_PACKAGE = Path(__file__).parent


@cache
def ontologies() -> Path:
    """The folder with the ontology, the actors and the lexicon."""
    for folder in (_PACKAGE / "ontologies", _PACKAGE.parent / "ontologies"):
        if (folder / "ir.ttl").is_file():
            return folder
    raise DataError(f"the folder 'ontologies' is missing beside {_PACKAGE}; reinstall the package irkg")
