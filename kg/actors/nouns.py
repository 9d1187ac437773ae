"""Common words that tell of actors: nouns for them (`nouns.tsv`), and first names (`first_names.tsv`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.actors.tables import read_columns
from kg.ids import unaccented
from kg.resources import ontologies


@cache
def read_words(file: str) -> Mapping[str, frozenset[str]]:
    """The words of a table with two columns, a topic and its words; rows of one topic are joined.

    >>> "government" in read_words("nouns.tsv")["body"]
    True
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for _, (topic, words) in read_columns(Path(ontologies() / "actors" / file), columns=2):
        found[topic].update(word.strip() for word in words.split(","))
    return {topic: frozenset(words) for topic, words in found.items()}


def read_nouns() -> Mapping[str, frozenset[str]]:
    """The nouns of every role, as lemmas in lower case.

    >>> "government" in read_nouns()["body"]
    True
    """
    return read_words("nouns.tsv")


@cache
def actor_nouns() -> frozenset[str]:
    """All nouns that can mean an actor by themselves."""
    return frozenset().union(
        *(
            nouns
            for role, nouns in read_nouns().items()
            if role not in ("affair", "organisation", "role", "standing", "bare", "servant")
        )
    )


@cache
def affairs() -> frozenset[str]:
    """The nouns before which a state's name means the state: what it does, has, and is made of.

    Besides those of the list these are the nouns for acts that coding knows.
    """
    acts = read_columns(ontologies() / "lexicon" / "nouns.tsv", columns=3)
    nouns = read_nouns()
    people = frozenset().union(
        *(nouns[role] for role in ("country", "alliance", "two", "organisation", "role"))
    )
    own = frozenset().union(
        *(nouns[role] for role in ("affair", "arms", "body", "office", "group", "private"))
    )
    return own | people | {cells[0].split()[-1].lower() for _, cells in acts}


@cache
def sex_of(first_name: str) -> str | None:
    """Whether a first name is a woman's ("female") or a man's ("male"); None if either or unknown.

    >>> sex_of("Ursula"), sex_of("Jean")
    ('female', None)
    """
    plain = unaccented(first_name)
    return next((sex for sex, names in read_words("first_names.tsv").items() if plain in names), None)
