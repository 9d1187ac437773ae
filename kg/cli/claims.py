"""`kg claims`: the claims of the graph as a table."""

from __future__ import annotations

import click

import kg
from kg.cli import options
from kg.cli.output import find_look


@click.command(name="claims", short_help="List the claims of the graph.")
@options.store_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, as `kg extract` does.")
def command(store: options.Store, as_json: bool) -> None:
    """List all claims: subject, relation, object, modality, date, belief, and the words that say so.

    \b
    Examples:
      kg claims --store my-store
      kg claims --json | jq -r 'select(.modality == "planned") | .evidence[0].quote'
    """  # noqa: D301
    with kg.open(store) as graph:
        claims = graph.claims()
    if as_json:
        from kg.views.json_lines import render_claim

        for claim in claims:
            click.echo(render_claim(claim))
        return
    from kg.views.table import render_claims

    click.echo(render_claims(claims, **find_look()), nl=False)
