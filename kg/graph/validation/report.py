"""Violations as a person can act on them: grouped and counted, the first few with article and sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from kg.graph import vocabulary as v
from kg.graph.validation.violation import Violation

_FAULTS = {
    "minCount": "is missing",
    "maxCount": "is there more than once",
    "uniqueLang": "is there twice in a language",
}
_ORIGIN = """SELECT ?quote ?article WHERE {{
  {{ SELECT (MIN(STR(?exact)) AS ?quote) WHERE {{
    {{ <{0}> ir:hasEvidence?/oa:hasSelector?/oa:exact ?exact }}
    UNION {{ ?evidence oa:hasSelector <{0}> ; oa:hasSelector/oa:exact ?exact }}
  }} }}
  {{ SELECT (MIN(STR(?from)) AS ?article) WHERE {{
    {{ <{0}> ir:hasEvidence?/(prov:wasQuotedFrom|oa:hasSource) ?from }}
    UNION {{ GRAPH ?graph {{ <{0}> ?property ?value }} ?graph a ir:Article BIND(?graph AS ?from) }}
  }} }}
}}"""


class Queried(Protocol):
    """What a report needs of a graph: its base and answers to SPARQL."""

    base: str

    def answer(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a query with the project's prefixes known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A violation with the article that the focus node comes from and a sentence about it, if known."""

    violation: Violation
    article: str | None
    quote: str | None

    @property
    def fault(self) -> str:
        """What is wrong with the focus node, in a few words."""
        found = self.violation
        if found.rule == "sparql":
            return found.message
        where = found.path or "it"
        if found.value is None or found.rule in _FAULTS:
            return f"{where} {_FAULTS.get(found.rule, f'breaks sh:{found.rule}')}"
        if found.path is None:
            return f"breaks sh:{found.rule}"
        return f"{where} is {found.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Violations of one rule: how many, the first few of them, and what to do about all.

    `rule`, `path` and `message` are those of the first; messages of a query differ from one to the next.
    """

    shape: str
    path: str | None
    rule: str
    message: str
    severity: str
    advice: str | None
    count: int
    examples: tuple[Finding, ...]


def group_violations(graph: Queried, violations: Iterable[Violation], *, limit: int) -> list[Group]:
    """Violations by rule, the most frequent first, with `limit` examples each."""
    members: defaultdict[tuple[str, ...], list[Violation]] = defaultdict(list)
    for found in violations:
        told = ("",) if found.rule == "sparql" else (found.path or "", found.message)
        members[found.severity, found.shape, *told].append(found)
    ordered = sorted(members.items(), key=lambda item: (item[0][0] != "Violation", -len(item[1]), item[0]))
    return [
        Group(
            shape=found[0].shape, path=found[0].path, rule=found[0].rule, message=found[0].message,
            severity=found[0].severity, advice=found[0].advice, count=len(found),
            examples=tuple(find_origins(graph, found[:limit])),
        )
        for _, found in ordered
    ]  # fmt: skip


def find_origins(graph: Queried, violations: Sequence[Violation]) -> list[Finding]:
    """The violations with article and quote, looked up once for each focus node."""
    prefixes = v.prefixes(graph.base)
    known: dict[str, tuple[str | None, str | None]] = {}
    made = []
    for found in violations:
        if found.focus not in known:
            known[found.focus] = _origin(graph, _expanded(found.focus, prefixes), prefixes)
        article, quote = known[found.focus]
        made.append(Finding(violation=found, article=article, quote=quote))
    return made


def _expanded(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local if prefix in prefixes else name


def _origin(graph: Queried, iri: str, prefixes: dict[str, str]) -> tuple[str | None, str | None]:
    """Article and quote of a node; neither for one that has no IRI."""
    try:
        ox.NamedNode(iri)
    except ValueError:
        return None, None
    found = graph.answer(_ORIGIN.format(iri))
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError(f"a SELECT was answered with {found}")
    row = next(found)
    article, quote = row["article"], row["quote"]
    return (
        v.shorten(article.value, prefixes) if isinstance(article, ox.Literal) else None,
        quote.value if isinstance(quote, ox.Literal) else None,
    )
