"""Checks a graph against `ontologies/shapes.ttl`, and the user's own shapes.

The shapes are the only list of rules. The engine "sparql" derives queries from them (`translation`), quick
enough for each article that a build writes; the engine "pyshacl" (`reference`) is what it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg import ids
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.store import BACKGROUND, Store
from kg.graph.validation.checker import Checker
from kg.graph.validation.files import FileGraph
from kg.graph.validation.report import Finding, Group, find_origins, group_violations
from kg.graph.validation.violation import Violation

__all__ = [
    "ENGINES", "Checker", "Finding", "Group", "Violation", "check_article", "find_origins",
    "group_violations", "validate",
]  # fmt: skip

ENGINES = ("sparql", "pyshacl")


def validate(
    store: Store | FileGraph, *, engine: str = "sparql", background: bool = False, shapes: Sequence[Path] = ()
) -> list[Violation]:
    """Check what the articles say against the project's shapes; `background` knowledge on demand.

    `shapes` are Turtle files of further shapes. Returns the violations, sorted; an empty list for a sound
    graph. The graph of an article describes all that it uses, so the thousands of actors in the background
    need no check each time. Raises KgError for an unknown engine and for shapes that it can't use.
    """
    if engine not in ENGINES:
        raise KgError(f"no SHACL engine {engine!r}; choose from {', '.join(ENGINES)}")
    if engine == "sparql":
        return Checker(store.base, shapes=shapes).check_once(_n_triples(store, background=background))
    from kg.graph.validation.reference import check_with_pyshacl

    quads = store.quads() if background else store.article_quads()
    return check_with_pyshacl(quads, v.prefixes(store.base), shapes)


def check_article(quads: Iterable[ox.Quad], base: str = ids.DEFAULT_BASE) -> list[Violation]:
    """What in the graph of one article breaks the project's shapes, sorted; meant for every article built."""
    return _checker(base).check(quads)


@lru_cache(maxsize=4)
def _checker(base: str) -> Checker:
    """The shapes are translated once for a base; a process rarely has two."""
    return Checker(base)


def _n_triples(store: Store | FileGraph, *, background: bool) -> bytes:
    """The graph to check, copied by the store's own engine: Python objects would take three times as long."""
    graphs = ", ".join(str(v.background_graph(name, store.base)) for name in BACKGROUND)
    kept = "" if background else f"FILTER(?graph NOT IN ({graphs}))"
    found = store.answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} {kept} }}")
    if not isinstance(found, ox.QueryTriples):
        raise TypeError(f"the store answers CONSTRUCT with {found}")
    return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""
