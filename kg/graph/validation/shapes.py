"""Reads shapes (https://www.w3.org/TR/shacl/) from Turtle into frozen records; knows no query language.

A part of SHACL that is not read here is refused, so that no rule is passed over in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph import vocabulary as v

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_FIRST, _REST, _NIL = (ox.NamedNode(_RDF + name) for name in ("first", "rest", "nil"))
_CLASSES = {ox.NamedNode(iri) for iri in (
    "http://www.w3.org/2002/07/owl#Class", "http://www.w3.org/2000/01/rdf-schema#Class",
)}  # fmt: skip

VALUE_RULES = frozenset({
    "class", "datatype", "nodeKind", "in", "pattern", "languageIn", "minLength", "maxLength", "minInclusive",
    "maxInclusive", "minExclusive", "maxExclusive", "lessThan", "lessThanOrEquals", "disjoint", "node", "not",
    "and", "or", "xone",
})  # fmt: skip
"""Parameters that say something of each value."""
NODE_RULES = frozenset({
    "minCount", "maxCount", "uniqueLang", "hasValue", "equals", "qualifiedMinCount", "qualifiedMaxCount",
})  # fmt: skip
"""Parameters that say something of all values of a focus node together."""
_TARGETS = frozenset({"targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target"})
_BESIDE = frozenset({
    "path", "property", "message", "severity", "name", "description", "order", "group", "defaultValue",
    "deactivated", "flags", "sparql", "qualifiedValueShape", "declare",
})  # fmt: skip
_OF_SHAPES = frozenset({"node", "not"})
_OF_SHAPE_LISTS = frozenset({"and", "or", "xone"})
_STEPS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}

Node: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One constraint: the parameter's name in SHACL and what it is given.

    `terms` are its values (the members of a list for sh:in), `shapes` the shapes it refers to, `flags`
    those of a pattern.
    """

    kind: str
    terms: tuple[Term, ...] = ()
    shapes: tuple[Shape, ...] = ()
    flags: str = ""

    @property
    def number(self) -> int:
        """The value of a count or length."""
        (term,) = self.terms
        return int(term.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A SPARQL constraint or target: its SELECT, the prefixes (name, namespace) and its message."""

    select: str
    prefixes: tuple[tuple[str, str], ...] = ()
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Which nodes a shape is for: `kind` is the parameter's name in SHACL; a query for `target`."""

    kind: str
    term: Term
    query: Query | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A node shape, or a property shape where `path` (a SPARQL property path) is given.

    `owner` is the IRI of the named shape that it is a part of, `advice` what to do about a violation
    (rdfs:comment of that shape).
    """

    node: Term
    owner: str
    advice: str | None
    path: str | None
    targets: tuple[Target, ...]
    rules: tuple[Rule, ...]
    properties: tuple[Shape, ...]
    queries: tuple[Query, ...]
    message: str | None
    severity: str


def parse_shapes(paths: Iterable[Path]) -> list[ox.Quad]:
    """The triples of shapes files; blank nodes of different files stay apart. Raises KgError."""
    found: list[ox.Quad] = []
    for path in paths:
        try:
            found += ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        except OSError as error:
            raise KgError(
                f"{path}: cannot be read ({error.strerror or error}); name a file of shapes"
            ) from error
        except SyntaxError as error:
            raise KgError(f"{path}:{error.lineno or 1}: not Turtle: {error.msg}") from error
    return found


def read_shapes(quads: Iterable[ox.Quad]) -> list[Shape]:
    """All shapes that have a target, sorted by name; raises KgError for a part of SHACL not known here."""
    return _Reader(quads).shapes()


class _Reader:
    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._known: defaultdict[Term, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            if isinstance(quad.object, ox.Triple) or isinstance(quad.subject, ox.Triple):
                raise KgError(f"shapes with triple terms are not known: {quad}")
            self._known[quad.subject][quad.predicate.value].append(quad.object)

    def shapes(self) -> list[Shape]:
        wanted = {
            node for node, said in self._known.items()
            if any(_SH + name in said for name in _TARGETS) or self._is_class(node)
        }  # fmt: skip
        made = [self._shape(node, (), owner=None) for node in sorted(wanted, key=str)]
        return [shape for shape in made if shape is not None]

    def _is_class(self, node: Term) -> bool:
        types = set(self._known[node].get(v.TYPE.value, ()))
        return ox.NamedNode(_SH + "NodeShape") in types and bool(types & _CLASSES)

    def _all(self, node: Term, name: str) -> list[Term]:
        return sorted(self._known[node].get(_SH + name, []), key=str)

    def _text(self, node: Term, name: str) -> str | None:
        return next((term.value for term in self._all(node, name)), None)

    def _list(self, node: Term) -> tuple[Term, ...]:
        found: list[Term] = []
        while node != _NIL:
            said = self._known[node]
            if _FIRST.value not in said or _REST.value not in said:
                raise KgError(f"shapes: {node} is not a list")
            found.append(said[_FIRST.value][0])
            node = said[_REST.value][0]
        return tuple(found)

    def _shape(self, node: Term, above: tuple[Term, ...], owner: Shape | None) -> Shape | None:
        """The shape at the node, None for one that is switched off."""
        if node in above:
            raise KgError(f"shapes: {node} refers to itself, which is not known here; use --engine pyshacl")
        self._refuse_unknown(node)
        if self._text(node, "deactivated") == "true":
            return None
        inherited = owner is not None and isinstance(node, ox.BlankNode)
        comments = self._known[node].get(v.term("rdfs:comment").value, [])
        advice = min((comment.value for comment in comments), default=None)
        paths = self._all(node, "path")
        bare = Shape(
            node=node,
            owner=owner.owner if owner and inherited else node.value,
            advice=owner.advice if owner and inherited and advice is None else advice,
            path=self._path(paths[0]) if paths else None,
            targets=self._targets(node), rules=(), properties=(),
            queries=tuple(self._query(term) for term in self._all(node, "sparql")),
            message=self._text(node, "message"),
            severity=(self._text(node, "severity") or _SH + "Violation").rpartition("#")[2],
        )  # fmt: skip
        return self._with_parts(bare, (*above, node))

    def _with_parts(self, bare: Shape, above: tuple[Term, ...]) -> Shape:
        def part(term: Term) -> Shape | None:
            return self._shape(term, above, bare)

        parts = [part(term) for term in self._all(bare.node, "property")]
        if parts and bare.path is not None:
            raise KgError(
                f"shapes: sh:property of the property shape {bare.path} is not known here; use sh:node"
            )
        rules = [
            self._rule(bare.node, kind, term, part)
            for kind in sorted(VALUE_RULES | NODE_RULES)
            for term in self._all(bare.node, kind)
        ]
        return replace(bare, rules=tuple(rules), properties=tuple(p for p in parts if p is not None))

    def _rule(self, node: Term, kind: str, term: Term, part: Callable[[Term], Shape | None]) -> Rule:
        terms: tuple[Term, ...] = self._list(term) if kind in ("in", "languageIn") else (term,)
        referred: tuple[Term, ...] = ()
        if kind in _OF_SHAPE_LISTS:
            referred = self._list(term)
        elif kind in _OF_SHAPES:
            referred = (term,)
        elif kind.startswith("qualified"):
            referred = tuple(self._all(node, "qualifiedValueShape"))
        shapes = tuple(shape for shape in map(part, referred) if shape is not None)
        return Rule(kind=kind, terms=terms, shapes=shapes, flags=self._text(node, "flags") or "")

    def _refuse_unknown(self, node: Term) -> None:
        known = VALUE_RULES | NODE_RULES | _TARGETS | _BESIDE
        for predicate in sorted(self._known[node]):
            name = predicate.removeprefix(_SH)
            if predicate.startswith(_SH) and name not in known:
                raise KgError(
                    f"the shape {node} uses sh:{name}, which the engine 'sparql' does not know; "
                    "check with --engine pyshacl, or write the rule otherwise"
                )

    def _targets(self, node: Term) -> tuple[Target, ...]:
        found = []
        for kind in sorted(_TARGETS):
            for term in self._all(node, kind):
                query = self._query(term) if kind == "target" else None
                found.append(Target(kind=kind, term=term, query=query))
        if self._is_class(node):
            found.append(Target(kind="targetClass", term=node))
        return tuple(found)

    def _query(self, node: Term) -> Query:
        select = self._text(node, "select")
        if select is None:
            raise KgError(f"the shapes have a query without sh:select at {node}; only SELECT is known here")
        declared = [d for source in self._all(node, "prefixes") for d in self._all(source, "declare")]
        pairs = sorted((self._text(d, "prefix") or "", self._text(d, "namespace") or "") for d in declared)
        return Query(select=select, prefixes=tuple(pairs), message=self._text(node, "message"))

    def _path(self, node: Term) -> str:
        """The path as SPARQL writes it."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        said = self._known[node]
        if _FIRST.value in said:
            return "(" + "/".join(map(self._path, self._list(node))) + ")"
        if inverse := self._all(node, "inversePath"):
            return f"^{self._path(inverse[0])}"
        if choices := self._all(node, "alternativePath"):
            return "(" + "|".join(map(self._path, self._list(choices[0]))) + ")"
        for name, sign in _STEPS.items():
            if inner := self._all(node, name):
                return f"({self._path(inner[0])}){sign}"
        raise KgError(f"the path {node} of a shape is not one that SHACL knows")
