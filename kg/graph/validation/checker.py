"""Runs the queries that are derived from the shapes over a graph in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg import ids, resources
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.validation.shapes import Shape, parse_shapes, read_shapes
from kg.graph.validation.translation import Check, Screen, declared_prefixes, translate
from kg.graph.validation.violation import Violation, fill_message

MANY = 50_000
"""Triples from which threads pay: the engine frees the interpreter while it answers."""
_BELOW = "SELECT DISTINCT ?class WHERE {{ ?class rdfs:subClassOf* <{}> }}"


class Checker:
    """The shapes made ready to check one graph after another, each with the ontology beside it.

    `shapes` are files of the user's own shapes, in addition to those of the project. Raises KgError for a
    file that can't be read and for a part of SHACL that the translation does not know.
    """

    def __init__(self, base: str = ids.DEFAULT_BASE, *, shapes: Sequence[Path] = ()) -> None:
        self._prefixes = v.prefixes(base)
        self._shapes = read_shapes(parse_shapes([project_shapes(), *shapes]))
        self._declared = self._prefixes | declared_prefixes(self._shapes)
        self._data = ox.Store()
        for path in ontology_files():
            self._data.load(path=str(path), format=ox.RdfFormat.TURTLE)
        self._ontology = frozenset(self._data.quads_for_pattern(None, None, None, None))

    @cached_property
    def _screens(self) -> list[Screen]:
        """The screens for graphs that add no class to the ontology."""
        return translate(self._shapes, self._subclasses)

    @property
    def shapes(self) -> list[Shape]:
        """The shapes that are checked."""
        return self._shapes

    def check(self, quads: Iterable[ox.Quad]) -> list[Violation]:
        """What in these quads breaks the shapes, sorted; the names of their graphs don't matter."""
        screens = self._screens
        triples = {ox.Quad(*quad.triple) for quad in quads} - self._ontology
        self._data.extend(triples)
        try:
            return self._violations(screens)
        finally:
            for triple in triples:
                self._data.remove(triple)

    def check_once(self, n_triples: bytes) -> list[Violation]:
        """What in this large graph breaks the shapes, sorted; the checker is of no use afterwards.

        The N-Triples come from a store, so that their IRIs need no second look.
        """
        self._data.load(n_triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return self._violations(translate(self._shapes, self._subclasses))

    def _subclasses(self, name: str) -> list[str]:
        found = (row["class"] for row in self._ask(_BELOW.format(name), name))
        return sorted({name, *(below.value for below in found if isinstance(below, ox.NamedNode))})

    def _violations(self, screens: Sequence[Screen]) -> list[Violation]:
        if len(self._data) < MANY:
            suspicious = [screen for screen in screens if self._is_suspicious(screen)]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                flags = pool.map(self._is_suspicious, screens)
                suspicious = [screen for screen, flag in zip(screens, flags, strict=True) if flag]
        checks = [check for screen in suspicious for check in screen.checks]
        found = {violation for check in checks for violation in self._broken(check)}
        return sorted(found, key=lambda violation: violation.order)

    def _ask(self, query: str, owner: str) -> ox.QuerySolutions:
        try:
            found = self._data.query(query, prefixes=self._declared)
        except SyntaxError as error:
            raise KgError(f"the shape {owner} makes a query that does not parse: {error}") from error
        if not isinstance(found, ox.QuerySolutions):
            raise KgError(f"the shape {owner} has a query that is no SELECT")
        return found

    def _is_suspicious(self, screen: Screen) -> bool:
        (row,) = self._ask(screen.query, screen.checks[0].shape.owner)
        counted = row["n"]
        return counted is None or counted.value != "0"

    def _broken(self, check: Check) -> Iterator[Violation]:
        shape = check.shape
        found = self._ask(check.query, shape.owner)
        names = [variable.value for variable in found.variables]
        for row in found:
            known = {name: row[name].value for name in names if row[name] is not None}
            if "this" not in known:
                raise KgError(f"a query of the shape {shape.owner} gives no ?this; add it to its SELECT")
            path = known.get("path") if check.kind == "sparql" else None
            value = known.get("value", known["this"] if check.kind == "sparql" else None)
            yield Violation(
                focus=self._short(known["this"]),
                path=self._short(path or "") or path_text(shape, self._prefixes),
                message=fill_message(check.message, known, self._short),
                value=None if value is None else self._short(value), severity=shape.severity,
                shape=shape_name(shape), rule=check.kind, advice=shape.advice,
            )  # fmt: skip

    def _short(self, iri: str) -> str:
        return v.shorten(iri, self._prefixes)


def project_shapes() -> Path:
    """The project's own shapes."""
    return resources.ontologies() / "shapes.ttl"


def ontology_files() -> list[Path]:
    """What shapes look up beside the graph: classes and relations, and the codebooks that these link to."""
    folder = resources.ontologies()
    return [folder / "ir.ttl", *sorted((folder / "codebooks").glob("*.ttl"))]


def shape_name(shape: Shape) -> str:
    """The name of the shape to print: the last part of its IRI."""
    return shape.owner.rpartition("#")[2].rpartition("/")[2]


def path_text(shape: Shape, prefixes: dict[str, str]) -> str | None:
    """The path of a property shape with prefixes: ir:score, ^ir:hasEvidence."""
    if shape.path is None:
        return None
    parts = shape.path.replace("<", "\x00<").split("\x00")
    split = (part.partition(">") for part in parts)
    return "".join(v.shorten(iri[1:], prefixes) + rest if mark else iri for iri, mark, rest in split)
