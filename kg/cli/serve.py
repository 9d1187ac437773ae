"""`kg serve`: the graph over HTTP."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import click

import kg
from kg.cli import options

_MEBIBYTE = 1024 * 1024


@click.command(name="serve", short_help="Serve the graph over HTTP: SPARQL and whole graphs.")
@options.store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes any.")
@click.option("--writable", is_flag=True, help="Allow writing, with the token.")
@click.option(
    "--token",
    envvar="KG_TOKEN",
    metavar="TEXT",
    help="What a client must send to write; without it one is made and printed. Better set as KG_TOKEN.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="The longest that a query may run; a write may take ten times as long.",
)
@click.option(
    "--memory", type=click.IntRange(min=64), default=2048, show_default=True, metavar="MB",
    help="Memory that a query may take.",
)  # fmt: skip
@click.option(
    "--max-size", type=click.IntRange(min=1), default=64, show_default=True, metavar="MB",
    help="Size of the largest answer, and of the largest request.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default="cores", metavar="N",
    help="Queries that run at the same time.",
)  # fmt: skip
@click.option("--allow-service", is_flag=True, help="Allow SERVICE and LOAD, which reach the network.")
@click.option(
    "--origin",
    default="*",
    show_default=True,
    metavar="URL",
    help="Web site whose pages may read.",
)
def command(
    store: options.Store,
    token: str | None,
    timeout: float,
    memory: int,
    max_size: int,
    allow_service: bool,
    **others: Any,
) -> None:
    """Serve the graph over HTTP by the SPARQL 1.1 Protocol (/sparql) and the Graph Store Protocol (/graphs).

    Everything with an IRI has a page (/entity/Iran), and questions in plain English are asked at /questions.
    It reads only, and is reached from this computer only, unless you say otherwise. Each query runs in a
    process of its own under limits of time, memory and size. Ctrl-C stops the server.

    \b
    Examples:
      kg serve
      kg serve --store my-store --port 0 --timeout 10
      KG_TOKEN=secret kg serve --writable
    """  # noqa: D301
    made = kg.ServeOptions(
        token=token or None,
        seconds=timeout,
        memory=memory * _MEBIBYTE,
        result_bytes=max_size * _MEBIBYTE,
        request_bytes=max_size * _MEBIBYTE,
        network=allow_service,
    )
    made = replace(made, **others)

    def say(address: str, secret: str) -> None:
        click.echo(f"serving {store} at {address} (SPARQL at {address}/sparql); stop it with Ctrl-C")
        if made.writable and not token:
            click.echo(f"token for writing: {secret}")

    kg.serve(store, made, started=say)
