"""RDF files as a graph to check, from this program or any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg import ids
from kg.errors import SourceError
from kg.graph import vocabulary as v

_NAMELESS = ox.NamedNode("urn:irkg:file")
"""The graph of triples that have none, so that all are found in named graphs."""


class FileGraph:
    """The triples of RDF files (Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML), in memory.

    Raises SourceError for a file that can't be read, with the line.
    """

    def __init__(self, paths: Iterable[Path], base: str = ids.DEFAULT_BASE) -> None:
        self.base = base
        self._quads = ox.Store()
        for path in paths:
            self._quads.extend(_read(path))

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of the files."""
        return self._quads.quads_for_pattern(None, None, None, None)

    def article_quads(self) -> Iterator[ox.Quad]:
        """All quads of the files: they hold no background knowledge apart."""
        return self.quads()

    def answer(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query over the union of all files."""
        return self._quads.query(sparql, prefixes=v.prefixes(self.base), use_default_graph_as_union=True)


def _read(path: Path) -> Iterator[ox.Quad]:
    form = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise SourceError(f"{path}: not a suffix of RDF; choose from .ttl, .trig, .nt, .nq, .jsonld, .rdf")
    try:
        for quad in ox.parse(path=str(path), format=form, rename_blank_nodes=True):
            graph = _NAMELESS if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
    except OSError as error:
        raise SourceError(
            f"{path}: cannot be read ({error.strerror or error}); name a file that is there"
        ) from error
    except SyntaxError as error:
        raise SourceError(
            f"{path}:{error.lineno or 1}: cannot be understood as {form.name}: {error.msg}"
        ) from error
