"""`kg actors`: look an actor up, by any of its names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

import kg
from kg.cli import options
from kg.cli.options import parse_day
from kg.cli.output import find_look, print_json


@click.group(name="actors", short_help="Look actors up: names, offices, memberships.")
def command() -> None:
    """Look up states, people, organisations and offices: who is known, by which names.

    \b
    Examples:
      kg actors search araghchi
      kg actors show Iran
    """  # noqa: D301


@command.command(name="show", short_help="Show what is known of an actor.")
@click.argument("name", nargs=-1, required=True, metavar="NAME")
@click.option(
    "--date",
    callback=parse_day,
    metavar="YYYY-MM-DD",
    help="Who held office and belonged to what on this day. [default: today]",
)
@click.option("--all", "ever", is_flag=True, help="All holders and memberships, not only those of the day.")
@options.actors_option
@options.json_option
def show(
    name: tuple[str, ...], date: dt.date | None, ever: bool, actors: tuple[Path, ...], as_json: bool
) -> None:
    """Show what is known of an actor: names, period, offices with their holders, memberships.

    NAME is an identifier or any name that one actor alone has.

    \b
    Examples:
      kg actors show Iran
      kg actors show Foreign Minister of Iran --all
      kg actors show NATO --date 1990-01-01 --json
    """  # noqa: D301
    profile = kg.describe_actor(" ".join(name), on=date, ever=ever, actors=actors)
    from kg.views.actors import profile_to_dict, render_profile

    if as_json:
        print_json(profile_to_dict(profile))
    else:
        click.echo(render_profile(profile, **find_look()), nl=False)


@command.command(name="search", short_help="Find actors by name.")
@click.argument("query", nargs=-1, required=True, metavar="QUERY")
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Print so many actors at most."
)
@options.actors_option
@options.json_option
def search(query: tuple[str, ...], limit: int, actors: tuple[Path, ...], as_json: bool) -> None:
    """Find actors by any of their names; accents, case and small misspellings do not matter.

    An identifier or name that fits goes first, then names that begin with QUERY, then those that have all its
    words, and if there are none, those that are spelled nearly so.

    \b
    Examples:
      kg actors search araghchi
      kg actors search foreign minister --limit 50
      kg actors search hezbolah --json
    """  # noqa: D301
    found = kg.search_actors(" ".join(query), limit=limit + 1, actors=actors)
    from kg.views.actors import found_to_dict, render_found

    if as_json:
        print_json([found_to_dict(item) for item in found[:limit]])
        return
    click.echo(render_found(found[:limit], **find_look()), nl=False)
    if len(found) > limit:
        click.echo(f"There are more than {limit}; --limit shows them.", err=True)
