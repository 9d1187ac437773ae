"""Common nouns that stand for actors: `ontologies/actors/nouns.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from kg.actors.ambiguity import read_rows
from kg.resources import ontologies


@cache
def read_nouns() -> Mapping[str, frozenset[str]]:
    """The nouns of every role, as lemmas in lower case.

    >>> "government" in read_nouns()["body"]
    True
    """
    rows = read_rows(ontologies() / "actors" / "nouns.tsv", columns=2)
    return {role: frozenset(noun.strip() for noun in nouns.split(",")) for _, (role, nouns) in rows}
