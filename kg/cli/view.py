"""`kg view`: the network as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

import kg
from kg.cli import options
from kg.files import write_whole


@click.command(name="view", short_help="Write the interactive network as one HTML file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html")
@options.store_option
def command(file: Path, store: options.Store) -> None:
    """Write the network into one HTML file that any browser opens without the web.

    Hover over a line or click it for its relation, modality, dates and the sentences that say so.

    \b
    Examples:
      kg view network.html
      kg view network.html --store my-store
    """  # noqa: D301
    with kg.open(store) as graph:
        write_whole(file, graph.to_html())
    click.echo(f"wrote {file}", err=True)
