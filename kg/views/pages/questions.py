"""Pages of questions as HTML: the menu of all, an answer with its sentences, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

import pyoxigraph as ox

from kg import ids
from kg.graph import vocabulary as v
from kg.graph.questions import EVIDENCE, Answer, Question, follow_ups
from kg.views.pages.addresses import Addresses
from kg.views.pages.rendering import _environment, _Links

MOST_SHOWN = 500
"""Rows of an answer that a page shows; more make it slow to open, and programs get them all."""
LONGEST = 500
"""Characters of a question: the longest example has under 100, and reading this many takes up to a second."""

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the page that shows the thing it names, if there is one."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what was asked for, the sentence that says so, and the question that shows the sentences."""

    cells: tuple[Cell, ...]
    evidence: Mapping[str, Cell]
    follow: str | None


def render_menu(questions: Iterable[Question], addresses: Addresses) -> str:
    """Write all questions by group, each with a form for its parameters."""
    groups = [(name, list(members)) for name, members in groupby(questions, key=lambda q: q.group)]
    return _render("questions.html", addresses, groups=groups, words="")


def render_answer(
    answer: Answer, solutions: Iterable[ox.QuerySolution], addresses: Addresses, documents: Mapping[str, str]
) -> str:
    """Write an answer, of which `solutions` are the rows as terms; `documents` are its other forms."""
    behind = [name for name in answer.columns if name in EVIDENCE and name not in answer.question.columns]
    lines = list(islice(_lines(answer, solutions, behind, addresses), MOST_SHOWN))
    own = [name for name in answer.columns if name not in behind]
    return _render(
        "answer.html", addresses, answer=answer, columns=own, lines=lines, documents=documents,
        has_evidence=bool(behind), has_follow=answer.question.follow is not None, words=answer.asked or "",
    )  # fmt: skip


def render_refusal(
    message: str, near: Sequence[Cell], addresses: Addresses, *, title: str, words: str = ""
) -> str:
    """Write why a question has no answer, with links to those that come near."""
    return _render("refusal.html", addresses, message=message, near=near, title=title, words=words[:LONGEST])


def _render(template: str, addresses: Addresses, **values: object) -> str:
    return _environment().get_template(template).render(at=_Links(addresses, ""), longest=LONGEST, **values)


def _lines(
    answer: Answer, solutions: Iterable[ox.QuerySolution], behind: Sequence[str], addresses: Addresses
) -> Iterator[Line]:
    for solution, follow in zip(solutions, follow_ups(answer), strict=True):
        cells = {name: _cell(name, solution[name], addresses) for name in answer.columns}
        shown = tuple(cell for name, cell in cells.items() if name not in behind)
        evidence = {name: cells[name] if name in behind else Cell("") for name in EVIDENCE}
        yield Line(shown, evidence, follow)


def _cell(column: str, term: _Term | None, addresses: Addresses) -> Cell:
    if isinstance(term, ox.NamedNode):
        return Cell(v.shorten(term.value, v.prefixes(addresses.base)), addresses.link(term.value))
    text = "" if term is None else str(getattr(term, "value", term))
    if text and (column == "article" or column.endswith("_article")):
        return Cell(text, addresses.path(ids.iri(v.ARTICLE, text, addresses.base)))
    return Cell(text)
