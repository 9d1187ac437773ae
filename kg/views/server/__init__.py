"""`kg serve`: the graph over HTTP, by the SPARQL 1.1 Protocol and the Graph Store Protocol.

options       what may be set, and the bounds that protect the server
problems      what a client is told when a request cannot be answered
negotiation   media types, and which of them a client prefers
protocol      an HTTP request -> the query or update it carries
update_text   an update -> the same one, whose default graph is a named graph of its own
served_store  the store with what the protocols need of it
worker        the process in which one query or write runs, so that it can be stopped
pool          keeps worker processes, hands them work, replaces those that died
snapshots     copies of the store that stand still while they are asked
service       all of the above together: what routes call
connection    ends the work on an answer when nobody waits for it any more
responses     answers and problems as HTTP responses
access        who may write
sparql, graph_store, index    the routes; description: what the service says of itself
linked_data   the routes of each thing: its page, and what the graph says of it as RDF
questions     the routes of questions, by name and in plain English; reading words is passed in
app           the application and the server that runs it
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.views.server.options import ServeOptions

if TYPE_CHECKING:
    from kg.views.server.service import ReadWords

__all__ = ["ServeOptions", "serve"]

_NEEDED = ("multipart", "python_multipart", "starlette", "uvicorn")
"""What the extra `serve` installs."""


def serve(
    store: str | os.PathLike[str],
    options: ServeOptions,
    read_words: ReadWords,
    *,
    started: Callable[[str, str], None] | None = None,
) -> None:
    """Serve the graph in a folder over HTTP until the process gets Ctrl-C or SIGTERM.

    `read_words` reads what the words of questions mean in a graph. `started` is called with the address and
    the token for writing once the server listens. Raises StoreError if there is no store, KgError if the
    address is taken or the extra `serve` is not installed.
    """
    try:
        from kg.views.server.app import run_server
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _NEEDED:
            raise
        message = f"the server needs the package {error.name}; run pip install 'irkg[serve]'"
        raise KgError(message) from error
    run_server(Path(store), options, read_words, started)
