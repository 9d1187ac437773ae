"""`kg query`: SPARQL over the graph."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import kg
from kg.cli import options
from kg.cli.output import find_look
from kg.errors import QueryError

_FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "nt", "jsonld")
_SUFFIXES = (".rq", ".sparql")


@click.command(name="query", short_help="Ask the graph in SPARQL.")
@click.argument("sparql", metavar="SPARQL|FILE.rq")
@options.store_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="table",
    show_default=True,
    help="Form of the answer.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def command(sparql: str, store: options.Store, form: str, as_json: bool) -> None:
    """Ask the graph in SPARQL: the text of a query, a file (.rq), or - for standard input.

    The prefixes ir: (ontology), plover: and cameo: (codebooks), ent: (entities), claim:, ev:, art:, ten: and
    the usual ones (rdf, rdfs, skos, prov, oa, dct, xsd, owl, wd) are known. The graph asked is the union of
    all articles and of what is known of the actors. SELECT and ASK give table, csv, tsv, json or xml;
    CONSTRUCT and DESCRIBE give table, ttl, nt or jsonld.

    \b
    Examples:
      kg query 'SELECT ?who WHERE { ?who ir:condemns ent:Israel }'
      kg query examples/queries/planned.rq --format csv > planned.csv
      kg query 'DESCRIBE ent:Iran' --format ttl
    """  # noqa: D301
    with kg.open(store) as graph:
        result = graph.query(_read_query(sparql))
        name = "json" if as_json else form
        if name != "table":
            click.echo(result.serialize(name), nl=False)
            return
        from kg.views.table import render_rows

        click.echo(render_rows(result.columns, result.rows, **find_look()), nl=False)


def _read_query(given: str) -> str:
    """The text of the query, from a file if a file is named."""
    if given == "-":
        return sys.stdin.read()
    if not given.endswith(_SUFFIXES):
        return given
    try:
        return Path(given).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{given}: {error}; give a query file in UTF-8, or the query itself in quotes"
        raise QueryError(message) from error
