"""The same checks by pySHACL, a full implementation of SHACL: slow, and what the others are measured by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.validation.checker import ontology_files, path_text, project_shapes, shape_name
from kg.graph.validation.shapes import Shape, parse_shapes, read_shapes
from kg.graph.validation.violation import Violation, shorten_all

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_RULE_END = "ConstraintComponent"


def check_with_pyshacl(
    quads: Iterable[ox.Quad], prefixes: dict[str, str], shapes: Sequence[Path] = ()
) -> list[Violation]:
    """What in these quads breaks the shapes, sorted. Raises KgError if pySHACL can't use a shape."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure

    from kg.graph.rdflib_adapter import to_graph

    parsed = parse_shapes([project_shapes(), *shapes])
    data = to_graph(quads)
    data += _ontology()
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=to_graph(parsed), inplace=True, advanced=True)
    except (ShapeLoadError, ReportableRuntimeError) as error:
        raise KgError(f"pySHACL cannot use the shapes: {error}") from error
    if isinstance(report, ValidationFailure):
        raise KgError(f"pySHACL cannot use the shapes: {text}")
    known = _by_node(read_shapes(parsed))
    return sorted(set(_violations(report, prefixes, known)), key=lambda violation: violation.order)


@cache
def _ontology() -> Graph:
    from kg.graph.rdflib_adapter import to_graph

    turtle = ox.RdfFormat.TURTLE
    return to_graph(quad for path in ontology_files() for quad in ox.parse(path=str(path), format=turtle))


def _by_node(shapes: Iterable[Shape]) -> dict[str, Shape]:
    """Shapes and their property shapes by IRI or the label of their blank node."""
    return {part.node.value: part for shape in shapes for part in (shape, *shape.properties)}


def _violations(report: Graph, prefixes: dict[str, str], known: dict[str, Shape]) -> Iterator[Violation]:
    """The results of a SHACL report (https://www.w3.org/TR/shacl/#validation-report)."""
    from rdflib import RDF, SH, URIRef

    def text(node: Node | None) -> str | None:
        return None if node is None else v.shorten(str(node), prefixes)

    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        shape = known[str(report.value(result, SH.sourceShape))]
        rule = str(report.value(result, SH.sourceConstraintComponent)).rpartition("#")[2]
        path = report.value(result, SH.resultPath)
        rule = rule.removesuffix(_RULE_END)
        yield Violation(
            focus=text(report.value(result, SH.focusNode)) or "",
            path=text(path) if isinstance(path, URIRef) else path_text(shape, prefixes),
            message=shorten_all(
                str(report.value(result, SH.resultMessage)), lambda iri: v.shorten(iri, prefixes)
            ),
            value=text(report.value(result, SH.value)),
            severity=str(report.value(result, SH.resultSeverity)).rpartition("#")[2],
            shape=shape_name(shape),
            rule="sparql" if rule == "SPARQL" else rule[0].lower() + rule[1:],
            advice=shape.advice,
        )
