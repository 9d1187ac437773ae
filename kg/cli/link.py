"""`kg link`: who is meant in a text, and why."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

import kg
from kg.cli import options
from kg.cli.output import Failures, find_look
from kg.model import Article
from kg.sources import read_sources
from kg.sources.reading import load_sources

if TYPE_CHECKING:
    from kg.pipeline import BuildOptions


@click.command(name="link", short_help="Show who is meant in a text, and why.")
@click.argument("text", metavar="TEXT")
@options.date_option
@options.reading_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one mention a line.")
@click.pass_context
def command(
    ctx: click.Context,
    text: str,
    date: dt.date | None,
    reading: BuildOptions,
    as_json: bool,
) -> None:
    """Show who is meant in a text: every mention of an actor, for whom it speaks, its score and the reasons.

    TEXT is a text in quotes, a file, or - for standard input; where there is a file or folder of that name,
    it is read. Readings that were weighed and not taken stand below the one that was; names that mean no
    known actor are listed with the reason. The date decides who holds an office.

    \b
    Examples:
      kg link "Araghchi met his Omani counterpart in Muscat." --date 2025-04-12
      kg link article.txt --actors mine.ttl
      kg link - --json < article.txt | jq -r 'select(.entities == []) | .text'
    """  # noqa: D301
    from kg.views.actors import render_mention, render_mentions
    from kg.views.table import one_line

    failures = Failures()
    articles = list(_read(text, date, failures))
    for article in articles:
        mentions = kg.link(article, options=reading)
        if as_json:
            for mention in mentions:
                click.echo(render_mention(mention, article))
        else:
            heading = f"{one_line(article.id)}\n" if len(articles) > 1 else ""
            click.echo(heading + render_mentions(mentions, article, **find_look()), nl=False)
    ctx.exit(failures.exit_code(used=len(articles)))


def _read(text: str, date: dt.date | None, failures: Failures) -> Iterator[Article]:
    suffixes = {suffix for source in load_sources() for suffix in source.suffixes}
    is_name = Path(text).suffix.lower() in suffixes and " " not in text
    if text == "-" or is_name or os.path.exists(text):  # noqa: PTH110 - Path.exists raises for a long text
        return read_sources([text], date=date, on_error=failures)
    return iter([Article(id="text", text=text, date=date)])
