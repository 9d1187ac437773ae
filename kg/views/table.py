"""Claims, query results and reports as text for the terminal.

Every function returns text and prints nothing. Without colour it is plain: no escape sequences, so
that it can be piped, compared and mailed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from kg.belief import belief
from kg.model import Claim, Quad
from kg.ontology import quad_of_root, root_of
from kg.report import BuildReport

_COLOURS: Mapping[Quad, str] = {
    Quad.VERBAL_COOPERATION: "bright_blue",
    Quad.MATERIAL_COOPERATION: "blue",
    Quad.VERBAL_CONFLICT: "yellow",
    Quad.MATERIAL_CONFLICT: "red",
}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]+")
LEAST_WIDTH = 40
"""Narrower than this a table of claims cannot be read, so it is drawn this wide."""
SHORT_CELL = 12
"""Columns whose cells are all this short (dates, codes) are never cut."""

ROOMY_WIDTH = 72
"""From this width on, modality, date and belief have a column each."""
TOP = 10
"""How many entries of a long count are shown before the rest is summed up."""


def render_claims(claims: Iterable[Claim], *, width: int = 100, colour: bool = False) -> str:
    """Render claims, `width` characters wide: who, what, whom, and below it the first words that say so."""
    width = max(width, LEAST_WIDTH)
    ordered = list(claims)
    if not ordered:
        return "No claims.\n"
    roomy = width >= ROOMY_WIDTH
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, share in (("Subject", 26), ("Relation", 32), ("Object", 26)):
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=max(8, share * width // 120))
    if roomy:
        table.add_column("Modality", no_wrap=True, min_width=12)
        table.add_column("Date", no_wrap=True, min_width=10)
        table.add_column("Belief", no_wrap=True, justify="right", min_width=6)
    for claim in ordered:
        cells = _cells(claim)
        table.add_row(*(cells if roomy else cells[:3]))
    head, rule, *rows = _draw(table, width=width, colour=colour).splitlines()
    lines = [head, rule]
    for row, claim in zip(rows, ordered, strict=True):
        lines += [row, _quote_line(claim, width=width, colour=colour)]
    return "\n".join(lines) + "\n"


def render_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, width: int = 100, colour: bool = False
) -> str:
    """Render the answer of a query: one column a variable, an empty cell where it is unbound."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    lines = [[one_line("" if value is None else str(value)) for value in row] for row in rows]
    share = max(1, width // max(1, len(columns)) - 2)  # a long column leaves something to all others
    for place, name in enumerate(columns):
        longest = max((len(line[place]) for line in lines), default=0)
        least = longest if longest <= SHORT_CELL else min(SHORT_CELL, share)
        table.add_column(Text(one_line(name)), overflow="ellipsis", no_wrap=True, min_width=least)
    for line in lines:
        table.add_row(*map(Text, line))
    count = table.row_count
    note = f"{count} row{'' if count == 1 else 's'}\n"
    return _draw(table, width=max(width, LEAST_WIDTH), colour=colour) + note if columns else note


def render_report(report: BuildReport, *, width: int = 100, colour: bool = False) -> str:
    """Render what became of the input: read, linked, claimed, and everything left out with its reason."""
    grid = _grid()
    grid.add_row(Text("Articles"), Text(_articles(report)))
    grid.add_row(Text("Sentences read"), Text(f"{report.sentences_read:,}"))
    _add_counts(grid, "Sentences skipped", report.sentences_skipped)
    grid.add_row(Text("Mentions linked"), Text(f"{report.mentions_linked:,}"))
    _add_counts(grid, "Mentions not linked", report.mentions_unlinked)
    _add_counts(grid, "Claims", report.claims_by_root)
    _add_counts(grid, "By modality", report.claims_by_modality)
    _add_counts(grid, "Claims rejected", report.rejected)
    for where, reason in report.failed:
        grid.add_row(Text("Failed", style="red"), Text(one_line(f"{where}: {reason}")))
    return _draw(grid, width=max(width, LEAST_WIDTH), colour=colour)


def render_stats(stats: Mapping[str, object], *, width: int = 100, colour: bool = False) -> str:
    """Render the numbers of a graph; a nested mapping is a count by key."""
    grid = _grid()
    for name, value in stats.items():
        title = one_line(name).replace("_", " ").capitalize()
        if isinstance(value, Mapping):
            _add_counts(grid, title, value)
        else:
            grid.add_row(Text(title), Text(_number(value)))
    return _draw(grid, width=max(width, LEAST_WIDTH), colour=colour)


def one_line(text: str) -> str:
    r"""Make text safe for a terminal: control characters and breaks become a space, direction marks too.

    >>> one_line("two\nlines \x1b[31mred")
    'two lines [31mred'
    """
    return " ".join(_CONTROL.sub(" ", text).split())


def _cells(claim: Claim) -> list[Text]:
    style = _COLOURS[quad_of_root(root_of(claim.relation, claim.modality))]
    return [
        Text(one_line(claim.subject.name)),
        Text(one_line(claim.relation.label), style=style),
        Text(one_line(claim.object.name)),
        Text(claim.modality.value),
        Text(claim.date.isoformat() if claim.date else "-"),
        Text(f"{belief(claim.evidence):.2f}"),
    ]


def _quote_line(claim: Claim, *, width: int, colour: bool) -> str:
    """The first sentence in one dim line, and how many more there are."""
    more = f" (+{len(claim.evidence) - 1})" if len(claim.evidence) > 1 else ""
    text = Text(one_line(claim.evidence[0].quote), style="dim", no_wrap=True, overflow="ellipsis")
    text.truncate(width - 4 - len(more), overflow="ellipsis")
    return _draw(Text("    ", style="dim").append_text(text).append(more), width=width, colour=colour).rstrip(
        "\n"
    )


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column(overflow="fold")
    return grid


def _articles(report: BuildReport) -> str:
    parts = [f"{report.articles:,} built"]
    if report.articles_replaced:
        parts.append(f"{report.articles_replaced:,} of them replaced")
    if report.articles_unchanged:
        parts.append(f"{report.articles_unchanged:,} unchanged")
    if report.failed:
        parts.append(f"{len(report.failed):,} failed")
    return ", ".join(parts)


def _add_counts(grid: Table, title: str, counts: Mapping[str, object]) -> None:
    """Add a total and its largest parts; what is not shown is counted, nothing vanishes."""
    numbers = {key: value for key, value in counts.items() if isinstance(value, int | float)}
    words = [f"{one_line(str(k))} {_number(v)}" for k, v in counts.items() if k not in numbers]
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{one_line(str(key))} {_number(value)}" for key, value in ranked[:TOP]] + words
    if len(ranked) > TOP:
        parts.append(f"{len(ranked) - TOP} others {_number(sum(value for _, value in ranked[TOP:]))}")
    text = Text(_number(sum(numbers.values())))
    if parts:
        text.append("  " + ", ".join(parts), style="dim")
    grid.add_row(Text(title), text)


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "-" if value is None else one_line(str(value))
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _draw(content: RenderableType, *, width: int, colour: bool) -> str:
    console = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(content)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    return "\n".join(lines).strip("\n") + "\n"
