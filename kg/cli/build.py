"""`kg build`: articles into a graph on disk."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import click

import kg
from kg.cli import options
from kg.cli.output import Failures, find_look, print_json
from kg.cli.progress import show_progress
from kg.sources import read_sources

if TYPE_CHECKING:
    from kg.pipeline import BuildOptions


@click.command(name="build", short_help="Read articles into a graph on disk.")
@options.sources_argument
@options.store_option
@options.date_option
@options.reading_options
@click.option("--base", metavar="IRI", help="Base IRI of entities, claims and articles.")
@click.option("--wait", is_flag=True, help="Wait for a process that has the store open, as long as it takes.")
@options.json_option
def command(
    sources: tuple[str, ...],
    store: options.Store,
    date: dt.date | None,
    reading: BuildOptions,
    base: str | None,
    wait: bool,
    as_json: bool,
) -> None:
    """Read articles into a graph on disk and say what became of them.

    SOURCE is a text file (.txt), a saved page (.html), JSON Lines (.jsonl with id, text, title, date, url,
    publisher), a folder of such files, or - for standard input. A text that was built before changes nothing;
    a corrected one replaces what the old one said. A build that was interrupted, or that found the disk full,
    goes on where it was when it is run again.

    \b
    Examples:
      kg build article.txt --date 2025-02-26
      kg build articles/ more.jsonl --store my-store
      kg build articles/ --actors my-ministers.ttl
      curl -s https://example.org/news.jsonl | kg build - --json
    """  # noqa: D301
    failures = Failures()
    articles = show_progress(read_sources(sources, date=date, on_error=failures), label="Reading")
    made = replace(reading, base=base, wait=math.inf if wait else 0.0)
    with kg.build(articles, store=store, options=made) as graph:
        report = graph.report
    coded = len(report.failed)
    for where, reason in failures.found:
        report.fail(where, reason)
    if as_json:
        print_json(report.to_dict())
    else:
        from kg.views.table import render_report

        click.echo(render_report(report, **find_look()), nl=False)
    click.get_current_context().exit(
        failures.exit_code(used=report.articles + report.articles_unchanged, others=coded)
    )
