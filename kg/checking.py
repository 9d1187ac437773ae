"""One call that checks a store or RDF files against the shapes, and says what to do about what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.store_url import Address

if TYPE_CHECKING:
    from kg.graph.store import Store
    from kg.graph.validation import Finding, Group
    from kg.graph.validation.files import FileGraph

EXAMPLES = 3
"""Violations of a rule that a report shows unless asked for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """How to check: the engine ("sparql" or "pyshacl"), background knowledge too, further shapes."""

    engine: str = "sparql"
    background: bool = False
    shapes: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found: `groups` to read, `findings` one by one."""

    groups: tuple[Group, ...]
    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a shape."""
        return not self.findings


def check_store(store: Address, options: CheckOptions | None = None, *, limit: int = EXAMPLES) -> CheckReport:
    """Check the graph in a folder or on a server; `limit` is the examples a rule. Raises KgError."""
    from kg.knowledge import open as open_graph

    with open_graph(store) as graph:
        return _check(graph.store.copy(), options or CheckOptions(), limit)


def check_files(
    paths: Sequence[Path], options: CheckOptions | None = None, *, limit: int = EXAMPLES
) -> CheckReport:
    """Check RDF files as one graph, whoever wrote them. Raises KgError for one that can't be read."""
    from kg.graph.validation.files import FileGraph

    return _check(FileGraph(paths), options or CheckOptions(), limit)


def _check(graph: Store | FileGraph, options: CheckOptions, limit: int) -> CheckReport:
    from kg.graph.validation import find_origins, group_violations, validate

    found = validate(graph, engine=options.engine, background=options.background, shapes=options.shapes)
    groups = group_violations(graph, found, limit=limit)
    return CheckReport(groups=tuple(groups), findings=tuple(find_origins(graph, found)))
