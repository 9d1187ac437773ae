"""The address of a graph: a folder, or a SPARQL 1.1 server by its URL."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from kg.errors import StoreError

_SCHEMES = ("http://", "https://")
_PARTS = ("update", "graphs")


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """A SPARQL server: where it takes queries, and, where these are elsewhere, updates and whole graphs.

    >>> url = StoreUrl.read("http://me:secret@localhost:8890/sparql|graphs=/sparql-graph-crud-auth")
    >>> url.query, url.graphs, url.user
    ('http://localhost:8890/sparql', 'http://localhost:8890/sparql-graph-crud-auth', 'me')
    >>> print(url)
    http://localhost:8890/sparql
    """

    query: str
    update: str | None = None
    graphs: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `URL`, or `URL|update=URL|graphs=URL`, whose parts may be relative to the first.

        Raises StoreError for what is no such address, without showing the password.
        """
        first, *others = text.split("|")
        try:
            split = urlsplit(first)
            host, port = split.hostname, split.port
        except ValueError as error:
            raise StoreError(f"the address of the store is no URL ({error}); {_EXAMPLE}") from error
        if not host:
            raise StoreError(f"the address of the store names no host; {_EXAMPLE}")
        host = f"[{host}]" if ":" in host else host
        query = urlunsplit(split._replace(netloc=host if port is None else f"{host}:{port}", fragment=""))
        named: dict[str, str] = {}
        for part in others:
            name, _, where = part.partition("=")
            if name not in _PARTS or not where or name in named or "@" in urlsplit(where).netloc:
                raise StoreError(f"{name!r} is no part of the address of a store; {_EXAMPLE}")
            named[name] = urljoin(query, where)
        user = None if split.username is None else unquote(split.username)
        return cls(query, **named, user=user, password=unquote(split.password or ""))

    def __str__(self) -> str:
        return self.query


Address = str | os.PathLike[str] | StoreUrl
"""Where a graph is: a folder, or the URL of a server."""

_EXAMPLE = "write http://host/sparql, or 'http://host/query|update=/update|graphs=/store'"


def find_url(address: Address) -> StoreUrl | None:
    """The server that is meant, None for a folder. Raises StoreError for a URL that is not one."""
    if isinstance(address, str) and address.lower().startswith(_SCHEMES):
        return StoreUrl.read(address)
    return address if isinstance(address, StoreUrl) else None
