"""`kg explain`: why a claim of the graph is believed."""

from __future__ import annotations

import click

import kg
from kg.cli import options
from kg.errors import DataError


@click.command(name="explain", short_help="Say why a claim is believed.")
@click.argument("claim_id", metavar="CLAIM-ID")
@options.store_option
@options.json_option
def command(claim_id: str, store: options.Store, as_json: bool) -> None:
    """Show the sentences behind a claim: who found it there, from which words, and how surely.

    CLAIM-ID is the id of a claim, or the first letters of it, as `kg claims --json` prints it.

    \b
    Examples:
      kg explain 3f2a9c --store my-store
      kg claims --json | jq -r .id | head -1 | xargs kg explain
    """  # noqa: D301
    with kg.open(store) as graph:
        found = [claim for claim in graph.claims() if claim.id.startswith(claim_id)]
    if not found:
        raise DataError(
            f"no claim in {store} has an id that starts with {claim_id}; kg claims --json lists them"
        )
    if len(found) > 1:
        few = ", ".join(claim.id for claim in found[:3])
        raise DataError(f"{len(found)} claims have ids that start with {claim_id} ({few}); give more of it")
    if as_json:
        from kg.views.json_lines import render_claim

        click.echo(render_claim(found[0]))
        return
    from kg.views.explanation import render_explanation

    click.echo(render_explanation(found[0]))
