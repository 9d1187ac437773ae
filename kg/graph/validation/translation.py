"""Shapes as SPARQL: for each rule the query that finds what breaks it, and a quick look at many at once.

A rule becomes an expression that is true where the rule is kept. The query for a rule selects the focus
nodes (`?this`) and values (`?value`) for which it is not true. A *screen* only tells whether any of a group
of rules is broken, with one pass over the focus nodes; the queries run where a screen finds something.

Two properties of Oxigraph decide the forms: MINUS is a hash join where FILTER NOT EXISTS looks up each row,
and a look-up at a node with many edges walks all of them in memory, so classes are tested once a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph.validation.shapes import NODE_RULES, Query, Rule, Shape, Target

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CAST = {"date", "dateTime", "integer", "decimal", "boolean", "double", "float"}
"""Datatypes of XML Schema whose cast tells a well-formed literal from another."""
_KINDS = {
    "IRI": ("isIRI",), "BlankNode": ("isBlank",), "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"), "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}  # fmt: skip
_COMPARED = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
_PAIRED = {"lessThan": "<", "lessThanOrEquals": "<="}
_LOOKS_UP = frozenset({"class", "node", "not", "and", "or", "xone"})
"""Rules on a value alone that ask the graph about it."""
MOST_COUNTED = 5
"""Largest sh:minCount or sh:maxCount: the query names as many variables and compares each pair."""
_UNSAFE = re.compile(r"\b(?:PREFIX|MINUS|VALUES|SERVICE)\b", re.IGNORECASE)
_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_QUIET = re.compile(
    r"<[^<>\s]*>|\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*", re.DOTALL
)

Subclasses = Callable[[str], Sequence[str]]
"""Gives the IRIs of a class and all classes below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule of a shape with the query that finds what breaks it.

    The query has the variables this and value, and those that `message` names in braces.
    """

    shape: Shape
    kind: str
    message: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A quick look at some checks: `query` counts what is suspicious; 0 means that all of them are kept."""

    query: str
    checks: tuple[Check, ...]


def declared_prefixes(shapes: Sequence[Shape]) -> dict[str, str]:
    """All prefixes that the queries of the shapes use. Raises KgError where two shapes disagree."""
    found: dict[str, str] = {}
    for shape in shapes:
        parts = (shape, *shape.properties)
        queries = [*(q for part in parts for q in part.queries), *(t.query for t in shape.targets if t.query)]
        for name, space in (pair for query in queries for pair in query.prefixes):
            if found.setdefault(name, space) != space:
                raise KgError(
                    f"the shape {shape.owner} declares {name}: as <{space}>, another as <{found[name]}>"
                )
    return found


def translate(shapes: Sequence[Shape], subclasses: Subclasses) -> list[Screen]:
    """Screens that together cover every rule of the shapes. Raises KgError for a rule not known here."""
    return [screen for shape in shapes for screen in _Translator(shape, subclasses).screens()]


class _Translator:
    """Translates one shape with targets."""

    def __init__(self, shape: Shape, subclasses: Subclasses) -> None:
        self._shape, self._subclasses, self._numbers = shape, subclasses, count()
        patterns = [f"{{ {self._target(target)} }}" for target in shape.targets]
        self._each_target = " UNION ".join(patterns)
        """Finds a focus node once for each reason that it is one."""
        distinct = f"{{ SELECT DISTINCT ?this WHERE {{ {self._each_target} }} }}"
        once = len(patterns) == 1 and shape.targets[0].kind in ("target", "targetClass", "targetNode")
        self._target_text = patterns[0][1:-1] if once else distinct

    def _new(self) -> str:
        return f"?x{next(self._numbers)}"

    def _target(self, target: Target) -> str:
        if target.query is not None:
            return f"{{ {target.query.select} }}"
        if target.kind == "targetClass":
            return self._instance("?this", target.term.value)
        if target.kind == "targetNode":
            return f"VALUES ?this {{ {target.term} }}"
        other = self._new()
        ends = ("?this", other) if target.kind == "targetSubjectsOf" else (other, "?this")
        return f"{ends[0]} {target.term} {ends[1]}"

    def _instance(self, variable: str, of: str) -> str:
        """A pattern for the instances of a class, each found once."""
        classes = [f"<{name}>" for name in self._subclasses(of)]
        if len(classes) == 1:
            return f"{variable} a {classes[0]} ."
        kind = self._new()
        inner = f"VALUES {kind} {{ {' '.join(classes)} }} {variable} a {kind} ."
        return f"{{ SELECT DISTINCT {variable} WHERE {{ {inner} }} }}"

    def _classes(self, rule: Rule) -> list[str]:
        """The classes, with all below them, of which a value must be one; [] if the rule is no such rule."""
        if rule.kind == "class":
            return [f"<{name}>" for name in self._subclasses(rule.terms[0].value)]
        plain = all(not s.path and not s.properties and len(s.rules) == 1 for s in rule.shapes)
        if rule.kind != "or" or not plain or any(s.rules[0].kind != "class" for s in rule.shapes):
            return []
        return [name for shape in rule.shapes for name in self._classes(shape.rules[0])]

    def _only_class(self, rule: Rule) -> list[str]:
        """The classes of a qualified shape that asks for one value of a class and nothing else."""
        like = rule.shapes[0]
        plain = rule.number == 1 and like.path is None and not like.properties and len(like.rules) == 1
        return self._classes(like.rules[0]) if plain else []

    # What is true where a rule is kept --------------------------------------------------------------

    def _kept(self, rule: Rule, this: str, value: str) -> str:
        """An expression that is true where the value of the node keeps the rule."""
        term = rule.terms[0] if rule.terms else None
        if classes := self._classes(rule):
            kind = self._new()
            return f"EXISTS {{ {value} a {kind} FILTER({kind} IN ({', '.join(classes)})) }}"
        if rule.kind in _PAIRED:
            other = self._new()
            compared = f"COALESCE({value} {_PAIRED[rule.kind]} {other}, false)"
            return f"NOT EXISTS {{ {this} {term} {other} FILTER(!{compared}) }}"
        if rule.kind == "disjoint":
            return f"NOT EXISTS {{ {this} {term} {value} }}"
        if rule.kind in ("node", "and"):
            return _both(self._conforms(shape, value) for shape in rule.shapes)
        if rule.kind == "or":
            return "(" + " || ".join(self._conforms(shape, value) for shape in rule.shapes) + ")"
        if rule.kind == "not":
            return f"!{self._conforms(rule.shapes[0], value)}"
        if rule.kind == "xone":
            counted = " + ".join(f"IF({self._conforms(shape, value)}, 1, 0)" for shape in rule.shapes)
            return f"({counted} = 1)"
        return _kept_by_value(rule, value)

    def _kept_by_all(self, rule: Rule, this: str, path: str | None) -> str:
        """An expression that is true where all values of the node together keep the rule."""
        a, b = self._new(), self._new()
        if rule.kind == "minCount":
            return "true" if rule.number == 0 else f"EXISTS {{ {self._several(rule.number, this, path)} }}"
        if rule.kind == "maxCount":
            return f"NOT EXISTS {{ {self._several(rule.number + 1, this, path)} }}"
        if rule.kind == "hasValue":
            return (
                f"EXISTS {{ {this} {path} {rule.terms[0]} }}"
                if path
                else f"sameTerm({this}, {rule.terms[0]})"
            )
        if rule.kind == "uniqueLang":
            same = f'LANG({a}) != "" && LCASE(LANG({a})) = LCASE(LANG({b})) && !sameTerm({a}, {b})'
            return f"NOT EXISTS {{ {this} {path} {a}, {b} FILTER({same}) }}"
        if rule.kind == "equals":
            here, there = f"{this} {path}", f"{this} {rule.terms[0]}"
            one = f"NOT EXISTS {{ {there} {a} FILTER NOT EXISTS {{ {here} {a} }} }}"
            return f"({one} && NOT EXISTS {{ {here} {b} FILTER NOT EXISTS {{ {there} {b} }} }})"
        least = rule.kind == "qualifiedMinCount"
        found = self._several(rule.number + (not least), this, path, rule.shapes[0])
        return f"{'' if least else 'NOT '}EXISTS {{ {found} }}"

    def _several(self, number: int, this: str, path: str | None, like: Shape | None = None) -> str:
        """A pattern that matches where there are so many different values, all conforming to a shape."""
        if not 1 <= number <= MOST_COUNTED:
            raise KgError(
                f"the shape {self._shape.owner} counts up to {number} values, but the engine 'sparql' up to "
                f"{MOST_COUNTED}; check with --engine pyshacl"
            )
        pattern, found = "", [self._new() for _ in range(number)]
        for place in reversed(range(number)):
            tests = [f"!sameTerm({found[place]}, {other})" for other in found[:place]]
            if like is not None:
                tests.append(self._conforms(like, found[place]))
            if pattern:
                tests.append(f"EXISTS {{ {pattern} }}")
            pattern = f"{this} {path} {found[place]}" + (f" FILTER({' && '.join(tests)})" if tests else "")
        return pattern

    def _conforms(self, shape: Shape, variable: str) -> str:
        """An expression that is true where the node conforms to the shape."""
        if shape.queries:
            raise KgError(
                f"sh:sparql inside {self._shape.owner} is not known here; check with --engine pyshacl"
            )
        kept = [self._conforms(part, variable) for part in shape.properties]
        for rule in shape.rules:
            if rule.kind in NODE_RULES:
                kept.append(self._kept_by_all(rule, variable, shape.path))
            elif shape.path is None:
                kept.append(f"COALESCE({self._kept(rule, variable, variable)}, false)")
            else:
                value = self._new()
                broken = f"!COALESCE({self._kept(rule, variable, value)}, false)"
                kept.append(f"NOT EXISTS {{ {variable} {shape.path} {value} FILTER({broken}) }}")
        return _both(kept)

    # Queries ----------------------------------------------------------------------------------------

    def _values(self, shape: Shape) -> str:
        """Pattern for the focus nodes with their values."""
        step = f"?this {shape.path} ?value ." if shape.path else "BIND(?this AS ?value)"
        return f"{self._target_text} {step}"

    def _check(self, shape: Shape, rule: Rule) -> Check:
        if rule.kind not in NODE_RULES:
            body = f"{self._values(shape)} FILTER(!COALESCE({self._kept(rule, '?this', '?value')}, false))"
        elif rule.kind == "equals":
            here, there = f"?this {shape.path} ?value", f"?this {rule.terms[0]} ?value"
            sides = f"{{ {here} MINUS {{ {there} }} }} UNION {{ {there} MINUS {{ {here} }} }}"
            body = f"{self._target_text} {{ {sides} }}"
        else:
            body = f"{self._target_text} FILTER(!{self._kept_by_all(rule, '?this', shape.path)})"
        message = shape.message or f"breaks sh:{rule.kind} of the shape {shape.owner}"
        query = f"SELECT DISTINCT ?this ?value WHERE {{ {body} }}"
        return Check(shape=shape, kind=rule.kind, message=message, query=query)

    def screens(self) -> list[Screen]:
        """The screens of the shape and its property shapes."""
        found, single = [], []
        for part in (self._shape, *self._shape.properties):
            for rule in part.rules:
                if part.path is not None and _is_single(part) and rule.kind not in _LOOKS_UP | {"equals"}:
                    single.append((part, rule))
                else:
                    found.append(self._screen(part, rule))
            found += [self._sparql_screen(part, query) for query in part.queries]
        if single:
            found.append(self._joint_screen(single))
        return found

    def _screen(self, shape: Shape, rule: Rule) -> Screen:
        check = self._check(shape, rule)
        if classes := self._classes(rule):
            kind = self._new()
            values = f"{{ SELECT DISTINCT ?value WHERE {{ {self._values(shape)} }} }}"
            found, variable = (values, "?value") if shape.path else (self._each_target, "?this")
            body = f"{found} MINUS {{ VALUES {kind} {{ {' '.join(classes)} }} {variable} a {kind} }}"
        elif rule.kind in _LOOKS_UP:
            once = f"{{ SELECT DISTINCT ?value WHERE {{ {self._values(shape)} }} }}"
            body = f"{once} FILTER(!COALESCE({self._kept(rule, '?this', '?value')}, false))"
        elif rule.kind == "minCount" and rule.number == 1:
            body = f"{{ {self._each_target} }} MINUS {{ ?this {shape.path} {self._new()} }}"
        elif rule.kind.startswith("qualified") and (classes := self._only_class(rule)):
            value, kind = self._new(), self._new()
            like = f"?this {shape.path} {value} . {value} a {kind} FILTER({kind} IN ({', '.join(classes)}))"
            if rule.kind == "qualifiedMinCount":
                body = f"{self._target_text} MINUS {{ {like} }}"
            else:
                surplus = "((COUNT(*) - COUNT(DISTINCT ?this)) AS ?n)"
                query = f"SELECT {surplus} WHERE {{ {self._target_text} {like} }}"
                return Screen(query=query, checks=(check,))
        else:
            return Screen(query=_counting(check.query), checks=(check,))
        return Screen(query=f"SELECT (COUNT(*) AS ?n) WHERE {{ {body} }}", checks=(check,))

    def _joint_screen(self, rules: Sequence[tuple[Shape, Rule]]) -> Screen:
        """One pass over the focus nodes for all properties that have one value at most.

        A node with two values of a property gives two rows, so as many rows as nodes means one value each.
        """
        variables = {id(shape): self._new() for shape, _ in rules}
        optional = {f"OPTIONAL {{ ?this {s.path} {variables[id(s)]} }}": None for s, _ in rules}
        kept = []
        for shape, rule in rules:
            value = variables[id(shape)]
            if rule.kind == "minCount" and rule.number:
                kept.append(f"BOUND({value})")
            elif rule.kind == "hasValue":
                kept.append(f"sameTerm({value}, {rule.terms[0]})")
            elif rule.kind not in NODE_RULES:
                kept.append(f"(!BOUND({value}) || {self._kept(rule, '?this', value)})")
        broken = f"IF(COALESCE({_both(kept)}, false), 0, 1)" if kept else "0"
        query = (
            f"SELECT ((COUNT(*) - COUNT(DISTINCT ?this) + COALESCE(SUM({broken}), 0)) AS ?n) "
            f"WHERE {{ {self._target_text} {' '.join(optional)} }}"
        )
        return Screen(query=query, checks=tuple(self._check(shape, rule) for shape, rule in rules))

    def _sparql_screen(self, shape: Shape, query: Query) -> Screen:
        text = _with_target(query, self._target_text, shape.owner)
        message = query.message or shape.message or f"breaks a query of the shape {shape.owner}"
        check = Check(shape=shape, kind="sparql", message=message, query=text)
        if any(target.query is not None for target in self._shape.targets):
            return Screen(query=f"SELECT (COUNT(*) AS ?n) WHERE {{ {self._target_text} }}", checks=(check,))
        return Screen(query=_counting(text), checks=(check,))


def _is_single(shape: Shape) -> bool:
    """Whether one pass over the focus nodes can check the property: one value at most."""
    numbers = {rule.kind: rule.number for rule in shape.rules if rule.kind in ("minCount", "maxCount")}
    return numbers.get("maxCount") == 1 and numbers.get("minCount", 0) <= 1


def _both(expressions: Iterable[str]) -> str:
    found = list(expressions)
    return "(" + " && ".join(found) + ")" if found else "true"


def _counting(query: str) -> str:
    return f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {query} }} }}"


def _kept_by_value(rule: Rule, value: str) -> str:
    """An expression on the value alone."""
    term = rule.terms[0]
    if rule.kind == "datatype":
        name = str(term)
        kept = f"(isLiteral({value}) && datatype({value}) = {name})"
        if isinstance(term, ox.NamedNode) and term.value.removeprefix(_XSD) in _CAST:
            return f'({kept} && COALESCE(STR({name}(STR({value}))) != "", false))'
        return kept
    if rule.kind == "nodeKind":
        tests = _KINDS[str(term)[1:-1].rpartition("#")[2]]
        return "(" + " || ".join(f"{test}({value})" for test in tests) + ")"
    if rule.kind == "in":
        return "(" + " || ".join(f"sameTerm({value}, {known})" for known in rule.terms) + ")"
    if rule.kind == "languageIn":
        return "(" + " || ".join(f"LANGMATCHES(LANG({value}), {known})" for known in rule.terms) + ")"
    if rule.kind == "pattern":
        flags = ox.Literal(rule.flags)
        return f"(!isBlank({value}) && REGEX(STR({value}), {term}, {flags}))"
    if rule.kind in ("minLength", "maxLength"):
        sign = ">=" if rule.kind == "minLength" else "<="
        return f"(!isBlank({value}) && STRLEN(STR({value})) {sign} {rule.number})"
    return f"({value} {_COMPARED[rule.kind]} {term})"


def _with_target(query: Query, target: str, owner: str) -> str:
    """The constraint's query for all focus nodes at once: the target first in its outermost group."""
    bare = _QUIET.sub(lambda found: " " * len(found[0]), query.select)
    if _UNSAFE.search(bare) or len(_SELECT.findall(bare)) != 1 or "$PATH" in bare:
        raise KgError(
            f"the query of {owner} has PREFIX, MINUS, VALUES, SERVICE, $PATH or a query inside, which the "
            "engine 'sparql' cannot join with its target; check with --engine pyshacl"
        )
    place = bare.index("{") + 1
    return f"{query.select[:place]} {target} {query.select[place:]}"
