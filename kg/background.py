"""What a graph knows before any article: the ontology with the codebooks it refers to, and the actors with
their offices and memberships.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg import ids
from kg.actors.facts import actor_files, read_triples
from kg.errors import DataError
from kg.graph.store import Store
from kg.resources import ontologies

_ASIDE = ("shapes.ttl", "questions")
"""What stands in the folder of knowledge and says nothing of what an article claims."""


def fill_background(store: Store, actors: Iterable[Path] = ()) -> None:
    """Write what has changed of the background graphs; `actors` are the user's own files.

    Raises DataError if a file cannot be read.
    """
    own = tuple(actors)
    ontology = [ontologies() / "ir.ttl", *sorted((ontologies() / "codebooks").glob("*.ttl"))]
    store.load_background("ontology", digest_files(ontology), partial(_read_turtle, ontology))
    version = digest_files([*actor_files(), *own])
    store.load_background("actors", version, partial(read_triples, own))


def digest_knowledge(actors: Iterable[Path] = ()) -> str:
    """What changes when a file of the ontology, the actors or the lexicon does, or one of the user's."""
    folder = ontologies()
    files = (path for path in folder.rglob("*") if path.suffix in (".ttl", ".tsv"))
    used = [path for path in files if path.relative_to(folder).parts[0] not in _ASIDE]
    return digest_files([*used, *actors])


def digest_files(paths: Iterable[Path]) -> str:
    """Sixteen hex digits that depend on the names and contents of files. Raises DataError."""
    try:
        return ids.digest(*sorted(f"{p.name} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in paths))
    except OSError as error:
        raise DataError(
            f"{error.filename}: cannot be read: {error.strerror}; name a file that is there"
        ) from error


def _read_turtle(paths: Iterable[Path]) -> Iterator[ox.Triple]:
    for path in paths:
        try:
            for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
                yield quad.triple
        except SyntaxError as error:
            raise DataError(f"{path}:{error.lineno or 1}: {error.msg}") from error
