"""One call that serves a graph over HTTP: it joins the server and what reads questions in plain English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.errors import StoreError
from kg.store_url import Address, StoreUrl, find_url

if TYPE_CHECKING:
    from kg.graph.questions import Filling, Question
    from kg.graph.store import Store
    from kg.views.server import ServeOptions

_DAYS_KEPT = 8
"""Days from which "last month" counts whose readers are kept; most questions name none."""


class GraphWords:
    """Reads the words of questions about one graph, whose names are read at the start."""

    def __init__(self, store: Store) -> None:
        from kg.asking import read_names
        from kg.asking.reading import Reader

        names = read_names(store)
        self._reader = lru_cache(_DAYS_KEPT)(lambda today: Reader(store, today, names))

    def find(self, text: str, today: date | None) -> tuple[Question, Mapping[str, Filling]]:
        """The question that a text asks, with its parameters. Raises QuestionError."""
        from kg.asking.matching import find_question

        asked = find_question(text, self._reader(today))
        return asked.question, asked.fillings

    def read(self, kind: str, text: str, today: date | None) -> Filling:
        """What words stand for as a parameter of a kind. Raises QuestionError."""
        return self._reader(today).read(kind, text)


def serve(
    store: Address,
    options: ServeOptions | None = None,
    *,
    started: Callable[[str, str], None] | None = None,
) -> None:
    """Serve the graph in a folder over HTTP until the process gets Ctrl-C or SIGTERM.

    `started` is called with the address and the token for writing once the server listens. Raises StoreError
    if there is no store, KgError if the address is taken or the extra `serve` is not installed.
    """
    if find_url(store) is not None or isinstance(store, StoreUrl):
        raise StoreError(
            "kg serve needs a folder: its limits on queries rest on snapshots of files. Ask the server at "
            "this address itself, or copy its graph: kg export graph.nq --store URL"
        )
    from kg.views.server import ServeOptions
    from kg.views.server import serve as serve_graph

    serve_graph(store, options or ServeOptions(), GraphWords, started=started)
