"""`kg validate`: the graph against the shapes of the ontology."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.checking import EXAMPLES, CheckOptions, CheckReport, check_files, check_store
from kg.cli import SOME_FAILED, options
from kg.cli.output import find_look, print_json

if TYPE_CHECKING:
    from kg.graph.validation import Finding, Group

_FILE = click.Path(path_type=Path, dir_okay=False)
_COLOURS = {"Violation": "red", "Warning": "yellow", "Info": "blue"}
_SHORTEST_QUOTE = 20


@click.command(name="validate", short_help="Check the graph against its shapes (SHACL).")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=_FILE)
@options.store_option
@click.option(
    "--engine", type=click.Choice(("sparql", "pyshacl")), default="sparql", show_default=True,
    help="sparql: queries derived from the shapes. pyshacl: a full SHACL implementation, far slower.",
)  # fmt: skip
@click.option("--background", is_flag=True, help="Check the known actors and the ontology in the store too.")
@click.option(
    "--shapes", type=_FILE, multiple=True, metavar="FILE",
    help="Your own shapes in Turtle, in addition to the project's. May be given several times.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(min=1), default=EXAMPLES, show_default=True, metavar="N",
    help="Examples shown of each kind of violation.",
)  # fmt: skip
@options.json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    files: tuple[Path, ...],
    store: options.Store,
    limit: int,
    as_json: bool,
    **how: Any,
) -> None:
    """Check the graph against ontologies/shapes.ttl (SHACL): what breaks the shapes, and what to do about it.

    With FILE, RDF files (.ttl, .trig, .nt, .nq, .jsonld, .rdf) are checked in place of a store. The exit code
    is 1 if anything breaks the shapes. --json prints every violation with its shape, rule, article and quote.

    \b
    Examples:
      kg validate
      kg validate --store my-store --json
      kg validate graph.ttl --limit 10
      kg validate --shapes my-shapes.ttl --engine pyshacl
    """  # noqa: D301
    chosen = CheckOptions(**how)
    report = check_files(files, chosen, limit=limit) if files else check_store(store, chosen, limit=limit)
    if as_json:
        print_json([_flat(finding) for finding in report.findings])
    else:
        _print(report)
    ctx.exit(0 if report.conforms else SOME_FAILED)


def _flat(finding: Finding) -> dict[str, str | None]:
    return {**asdict(finding.violation), "article": finding.article, "quote": finding.quote}


def _print(report: CheckReport) -> None:
    if report.conforms:
        click.echo("the graph fits its shapes")
        return
    for group in report.groups:
        _print_group(group)
    kinds = len(report.groups)
    click.echo(f"{len(report.findings):,} violations of {kinds} {'rule' if kinds == 1 else 'rules'}")


def _print_group(group: Group) -> None:
    look = find_look()
    label = (
        click.style(group.severity, fg=_COLOURS.get(group.severity), bold=True)
        if look["colour"]
        else group.severity
    )
    where = group.shape if group.path is None or group.rule == "sparql" else f"{group.shape} {group.path}"
    rule = where if group.rule == "sparql" else f"{group.message} [{where}]"
    click.echo(f"{label}: {rule}, {group.count:,} x")
    for example in group.examples:
        click.echo(f"  {example.violation.focus}: {example.fault}")
        origin = "" if example.article is None else example.article
        if example.quote is not None:
            origin += f' "{_cut(example.quote, look["width"] - len(origin) - 8)}"'
        if origin:
            click.echo(f"    {origin.strip()}")
    if group.count > len(group.examples):
        click.echo(f"  and {group.count - len(group.examples):,} more")
    if group.advice is not None:
        click.echo(f"  What to do: {group.advice}")
    click.echo()


def _cut(text: str, width: int) -> str:
    text, width = " ".join(text.split()), max(width, _SHORTEST_QUOTE)
    return text if len(text) <= width else f"{text[: width - 4]} ..."
