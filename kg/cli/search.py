"""`kg search`: full-text search over the sentences of the articles and the names of actors."""

from __future__ import annotations

import click

import kg
from kg.cli import options
from kg.cli.output import find_look, print_json


@click.command(name="search", short_help="Find sentences and actors by words.")
@click.argument("text", nargs=-1, required=True, metavar="WORD...")
@options.store_option
@click.option("--actors", is_flag=True, help="Find actors by their names instead of sentences.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="Most hits to print.",
)
@click.option(
    "--values", is_flag=True, help="Print a VALUES clause of ?claim (or ?actor) to put into a query."
)
@options.json_option
def command(
    text: tuple[str, ...], store: options.Store, actors: bool, limit: int, values: bool, as_json: bool
) -> None:
    """Find the sentences behind claims that hold all the words given, best first, with the claims.

    Words are found in all their forms (sanction, sanctions, sanctioned), and with or without accents. Words
    in double quotes must stand next to each other. Nothing else has a meaning, so any text can be given.

    \b
    Examples:
      kg search grain corridor
      kg search '"foreign minister" talks' --limit 5 --json
      kg search --actors saud
      kg query "SELECT ?who { $(kg search sanctions --values) ?claim rdf:subject ?who }"
    """  # noqa: D301
    asked = " ".join(text)
    with kg.open(store) as graph:
        names = graph.search_actors(asked, limit=limit) if actors else []
        hits = [] if actors else graph.search(asked, limit=limit)
        clause = graph.values_clause([*names, *hits]) if values else ""
    if values:
        click.echo(clause)
    elif as_json:
        print_json([hit.to_dict() for hit in names] or [hit.to_dict() for hit in hits])
    else:
        from kg.views.search import render_hits, render_names

        look = find_look()
        click.echo(render_names(names, **look) if actors else render_hits(hits, **look), nl=False)
