"""`kg export`: the graph as a file for other programs and people."""

from __future__ import annotations

from pathlib import Path

import click

import kg
from kg.cli import options


@click.command(name="export", short_help="Write the graph as Turtle, TriG, N-Quads or JSON-LD.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE..."
)
@options.store_option
def command(files: tuple[Path, ...], store: Path) -> None:
    """Write the graph into files; each suffix chooses the format.

    .ttl is Turtle to read, .trig and .nq keep the named graph of each article, .jsonld is for the web. The
    same graph gives the same bytes. A file is written whole or not at all.

    \b
    Examples:
      kg export graph.ttl
      kg export graph.nq graph.jsonld --store my-store
    """  # noqa: D301
    with kg.open(store) as graph:
        for file in files:
            graph.export(file)
            click.echo(f"wrote {file}", err=True)
