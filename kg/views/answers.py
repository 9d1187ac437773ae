"""Answers to questions as text for the terminal and as plain values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from rich import box
from rich.table import Table
from rich.text import Text

from kg.graph.query import Value
from kg.graph.questions import EVIDENCE, Answer, Question, follow_ups
from kg.views.table import LEAST_WIDTH, SHORT_CELL, _draw, one_line

_NOTHING = "Nothing in the graph says so.\n"
_NOT_AS_FACT = (
    "Nothing in the graph says so as a fact. What is planned, conditional, denied or alleged has questions\n"
    "of its own, such as: what is planned, what is denied, will X help Y, has X ever helped Y.\n"
)

_Line = tuple[tuple[str, ...], list[tuple[Value, ...]]]


def answer_to_dict(answer: Answer) -> dict[str, object]:
    """An answer as plain values: what was asked, how it was understood, the rows and the SPARQL.

    Dates are written YYYY-MM-DD. A row that counts claims has the question that shows them under "follow".
    """
    rows = [
        {name: _plain(value) for name, value in record.items()} | ({} if more is None else {"follow": more})
        for record, more in zip(answer.records(), follow_ups(answer), strict=True)
    ]
    return {
        "asked": answer.asked,
        "question": answer.question.name,
        "understood": answer.understood,
        "parameters": dict(answer.parameters),
        "columns": list(answer.columns),
        "rows": rows,
        "sparql": answer.sparql,
    }


def question_to_dict(question: Question) -> dict[str, object]:
    """A question as plain values: what a menu shows, and the parameters that it takes."""
    return {
        "name": question.name,
        "group": question.group,
        "question": question.title,
        "about": question.about,
        "examples": list(question.examples),
        "parameters": [
            {"name": p.name, "kind": p.kind, "optional": p.optional, "about": p.about}
            for p in question.parameters
        ],
        "columns": dict(question.columns),
    }


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def render_answer(answer: Answer, *, limit: int | None = None, width: int = 100, colour: bool = False) -> str:
    """Render an answer: how the question was understood, its rows with their sentences, and the SPARQL.

    Rows that differ in nothing but the sentence are one line with several sentences below it. `limit` is the
    most lines shown; None shows all.
    """
    width = max(width, LEAST_WIDTH)
    lines = list(_lines(answer))
    shown = lines if limit is None else lines[:limit]
    parts = [_draw(Text(one_line(answer.understood), style="bold"), width=width, colour=colour)]
    if shown:
        parts.append(_table(answer, shown, width=width, colour=colour))
    else:
        parts.append(_NOT_AS_FACT if answer.only_facts else _NOTHING)
    parts.append("".join(f"{note}\n" for note in _notes(answer, shown=len(shown), found=len(lines))))
    parts.append(_draw(Text(answer.sparql.rstrip("\n"), style="dim"), width=10_000, colour=colour))
    return "\n".join(parts)


def _lines(answer: Answer) -> Iterator[_Line]:
    """The cells before the evidence, and the evidence of all rows in sequence that have the same cells."""
    own = [i for i, name in enumerate(answer.columns) if not _behind(name, answer)]
    behind = [i for i, name in enumerate(answer.columns) if _behind(name, answer)]

    def cells(row: tuple[Value, ...]) -> tuple[str, ...]:
        return tuple("" if row[i] is None else one_line(str(row[i])) for i in own)

    for shared, rows in groupby(answer.rows, key=cells):
        yield shared, [tuple(row[i] for i in behind) for row in rows]


def _behind(column: str, answer: Answer) -> bool:
    """Whether a column is evidence that stands below its row, and not what was asked for."""
    return column in EVIDENCE and column not in answer.question.columns


def _table(answer: Answer, lines: list[_Line], *, width: int, colour: bool) -> str:
    own = [name for name in answer.columns if not _behind(name, answer)]
    behind = [name for name in answer.columns if _behind(name, answer)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for place, name in enumerate(own):
        longest = max(len(cells[place]) for cells, _ in lines)
        least = longest if longest <= SHORT_CELL else None
        table.add_column(Text(name), no_wrap=True, overflow="ellipsis", min_width=least)
    for cells, _ in lines:
        table.add_row(*map(Text, cells))
    head, rule, *rows = _draw(table, width=width, colour=colour).splitlines()
    drawn = [head, rule]
    for row, (_, evidence) in zip(rows, lines, strict=True):
        drawn.append(row)
        for values in evidence:
            drawn += _sentence(dict(zip(behind, values, strict=True)), width=width, colour=colour)
    return "\n".join(drawn) + "\n"


def _sentence(evidence: Mapping[str, Value], *, width: int, colour: bool) -> list[str]:
    """The sentence in full, and where it stands."""
    if not evidence.get("quote"):
        return []
    place = ", ".join(str(evidence[name]) for name in EVIDENCE[1:] if evidence.get(name) is not None)
    text = Text(f"“{one_line(str(evidence['quote']))}” ({one_line(place)})", style="dim")
    return [f"    {line}" for line in _draw(text, width=width - 4, colour=colour).rstrip("\n").splitlines()]


def _notes(answer: Answer, *, shown: int, found: int) -> Iterator[str]:
    count = len(answer.rows)
    hidden = f", of which {shown} of {found} lines are shown" if shown < found else ""
    yield f"{count} row{'' if count == 1 else 's'}{hidden}. Question: {answer.question.name}"
    first = next(follow_ups(answer), None)
    if first is not None:
        yield f'The sentences behind a row: kg ask "{one_line(first)}"'


def render_questions(questions: Iterable[Question], *, width: int = 100, colour: bool = False) -> str:
    """Render the questions that can be asked, by group, each with its name and an example."""
    parts = []
    for group, members in groupby(questions, key=lambda question: question.group):
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for question in members:
            table.add_row(Text(question.name), Text(question.examples[0]))
        drawn = _draw(table, width=max(width, LEAST_WIDTH), colour=colour)
        parts.append(_draw(Text(group, style="bold"), width=width, colour=colour) + drawn)
    return "\n".join(parts)
