"""`kg stats`: what is in the graph, in numbers."""

from __future__ import annotations

import click

import kg
from kg.cli import options
from kg.cli.output import find_look, print_json


@click.command(name="stats", short_help="Count what is in the graph.")
@options.store_option
@options.json_option
def command(store: options.Store, as_json: bool) -> None:
    """Count articles, claims, actors and what else is in the graph.

    \b
    Examples:
      kg stats
      kg stats --store my-store --json
    """  # noqa: D301
    with kg.open(store) as graph:
        counts = graph.stats()
    if as_json:
        print_json(counts)
        return
    from kg.views.table import render_stats

    click.echo(render_stats(counts, **find_look()), nl=False)
