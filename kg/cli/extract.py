"""`kg extract`: claims as JSON Lines, without a store."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

import kg
from kg.cli import options
from kg.cli.output import Failures
from kg.cli.progress import show_progress
from kg.report import BuildReport
from kg.sources import read_sources

if TYPE_CHECKING:
    from kg.pipeline import BuildOptions


@click.command(name="extract", short_help="Print the claims of articles as JSON Lines.")
@options.sources_argument
@options.date_option
@options.reading_options
@click.option("--explain", is_flag=True, help="Print each claim with why it is believed, for people to read.")
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[str, ...],
    date: dt.date | None,
    reading: BuildOptions,
    explain: bool,
) -> None:
    """Print the claims of articles as JSON Lines, one claim a line, and store nothing.

    SOURCE is what `kg build` takes: files, folders, or - for standard input.

    \b
    Examples:
      kg extract article.txt --date 2025-02-26
      kg extract news.jsonl > claims.jsonl
      kg extract article.txt --explain
      kg extract articles/ | jq -r '[.subject.name, .relation, .object.name, .modality] | @tsv'
    """  # noqa: D301
    from kg.views.explanation import render_explanation
    from kg.views.json_lines import render_claim

    render = render_explanation if explain else render_claim
    failures = Failures()
    used = 0

    def count_articles() -> options.Articles:
        nonlocal used
        for article in read_sources(sources, date=date, on_error=failures):
            used += 1
            yield article

    articles = show_progress(count_articles(), label="Reading")
    report = BuildReport()
    for claim in kg.extract(articles, options=reading, report=report):
        click.echo(render(claim))
    for where, reason in report.failed:
        click.echo(f"error: {where}: {reason}", err=True)
    ctx.exit(failures.exit_code(used=used - len(report.failed), others=len(report.failed)))
