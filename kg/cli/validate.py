"""`kg validate`: the graph against the shapes of the ontology."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

import kg
from kg.cli import SOME_FAILED, options
from kg.cli.output import print_json


@click.command(name="validate", short_help="Check the graph against its shapes (SHACL).")
@options.store_option
@options.json_option
@click.pass_context
def command(ctx: click.Context, store: Path, as_json: bool) -> None:
    """Check the graph against ontologies/shapes.ttl (SHACL), and list what breaks the shapes.

    The exit code is 1 if anything does.

    \b
    Examples:
      kg validate
      kg validate --store my-store --json
    """  # noqa: D301
    with kg.open(store) as graph:
        violations = graph.validate()
    if as_json:
        print_json([asdict(violation) for violation in violations])
    elif violations:
        for violation in violations:
            path = "" if violation.path is None else f" {violation.path}"
            click.echo(f"{violation.severity}: {violation.focus}{path}: {violation.message}")
    else:
        click.echo("the graph fits its shapes")
    ctx.exit(SOME_FAILED if violations else 0)
