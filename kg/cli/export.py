"""`kg export`: the graph as a file for other programs and people."""

from __future__ import annotations

from pathlib import Path

import click

import kg
from kg.cli import options

_COLUMNS = ("native", "gdelt", "polecat")
_ROWS = ("claims", "evidence")


@click.command(name="export", short_help="Write the graph as RDF, tables, or for network programs.")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE..."
)
@options.store_option
@click.option(
    "--columns",
    type=click.Choice(_COLUMNS),
    default="native",
    show_default=True,
    help="Columns of tables: all that is known of a claim, or those of GDELT 2.0 events or of POLECAT.",
)
@click.option(
    "--rows",
    type=click.Choice(_ROWS),
    default="claims",
    show_default=True,
    help="What a row of a table is: a claim, or a piece of its evidence (native columns only).",
)
@click.option("--reifiers", is_flag=True, help="Add the reifiers of RDF 1.2 to .ttl, .trig, .nq or .nt.")
def command(files: tuple[Path, ...], store: options.Store, columns: str, rows: str, reifiers: bool) -> None:
    """Write the graph into files; each suffix chooses the format.

    \b
    RDF, merged        .ttl (Turtle to read), .nt (N-Triples), .rdf (RDF/XML)
    RDF, by article    .trig, .nq (N-Quads), .jsonld (with short keys)
    tables of claims   .csv, .tsv, .parquet (needs pip install 'irkg[tables]')
    network programs   .graphml, .gexf, .cypher.zip (Neo4j and its like)
    one JSON a claim   .jsonl
    page to look at    .html

    The same graph gives the same bytes. A file is written whole or not at all.

    \b
    Examples:
      kg export graph.ttl
      kg export graph.nq graph.jsonld --store my-store
      kg export graph.ttl --reifiers
      kg export claims.csv claims.parquet
      kg export sentences.parquet --rows evidence
      kg export events.csv --columns gdelt
      kg export network.graphml network.gexf network.cypher.zip
    """  # noqa: D301
    with kg.open(store) as graph:
        for file in files:
            left_out = graph.export(
                file, columns=columns, each_evidence=rows == "evidence", reifiers=reifiers
            )
            click.echo(f"wrote {file}", err=True)
            if left_out:
                counts = ", ".join(f"{number} {name}" for name, number in sorted(left_out.items()))
                click.echo(f"  left out, as {columns} has no place for them: {counts}", err=True)
