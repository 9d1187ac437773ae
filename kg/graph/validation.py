"""Checks a graph against `ontologies/shapes.ttl`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import resources
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.store import Store

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_IRI = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something in the graph that the shapes forbid; IRIs have the project's prefixes.

    `path` is the property at fault and `value` what it holds, None where the shape names none.
    `severity` is Violation, Warning or Info.
    """

    focus: str
    path: str | None
    message: str
    value: str | None
    severity: str


def validate(store: Store, *, engine: str = "pyshacl", background: bool = False) -> list[Violation]:
    """Check what the articles say against the project's shapes; `background` knowledge on demand.

    Returns the violations, sorted; an empty list for a sound graph. The graph of an article describes
    all that it uses, so the thousands of actors in the background need no check each time. Raises
    KgError for an unknown engine.
    """
    if engine not in _ENGINES:
        raise KgError(f"no SHACL engine {engine!r}; choose from {', '.join(sorted(_ENGINES))}")
    quads = store.quads() if background else store.article_quads()
    found = _ENGINES[engine](quads, resources.ontologies(), v.prefixes(store.base))
    return sorted(set(found), key=lambda x: (x.focus, x.path or "", x.message, x.value or ""))


def _validate_with_pyshacl(
    quads: Iterable[ox.Quad], folder: Path, prefixes: dict[str, str]
) -> Iterator[Violation]:
    import pyshacl
    from rdflib import Graph

    from kg.graph.rdflib_adapter import to_graph

    data = to_graph(quads)
    data += to_graph(ox.parse(path=str(folder / "ir.ttl"), format=ox.RdfFormat.TURTLE))
    shapes = Graph().parse(folder / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, advanced=True)
    return _violations(report, prefixes)


def _violations(report: Graph, prefixes: dict[str, str]) -> Iterator[Violation]:
    """The results in a SHACL report (https://www.w3.org/TR/shacl/#validation-report)."""
    from rdflib import RDF, SH

    def text(node: Node | None) -> str | None:
        return None if node is None else v.shorten(str(node), prefixes)

    for result in report.subjects(RDF.type, SH.ValidationResult):
        message = str(report.value(result, SH.resultMessage))
        yield Violation(
            focus=text(report.value(result, SH.focusNode)) or "",
            path=text(report.value(result, SH.resultPath)),
            message=_IRI.sub(lambda found: v.shorten(found[0], prefixes), message),
            value=text(report.value(result, SH.value)),
            severity=str(report.value(result, SH.resultSeverity)).rpartition("#")[2],
        )


_Engine = Callable[[Iterable[ox.Quad], Path, dict[str, str]], Iterator[Violation]]
_ENGINES: Mapping[str, _Engine] = {"pyshacl": _validate_with_pyshacl}
