"""Reads an HTTP request as the SPARQL 1.1 Protocol says: the query or the update that it carries.

https://www.w3.org/TR/sparql11-protocol/
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request

from kg.views.server.negotiation import read_media
from kg.views.server.options import MOST_PARAMETERS
from kg.views.server.problems import Problem

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update",
)  # fmt: skip
_FROM, _USING = ("default-graph-uri", "named-graph-uri"), ("using-graph-uri", "using-named-graph-uri")

Parameters = list[tuple[str, str]]
Graphs = tuple[str, ...] | None
"""IRIs of graphs; None where a request names none at all, which leaves the choice to the SPARQL text."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update with the dataset that the request names."""

    text: str
    is_update: bool
    default: Graphs = None
    named: Graphs = None


def bad_request(message: str) -> Problem:
    """The answer to a request that breaks the rules."""
    return Problem(HTTPStatus.BAD_REQUEST, message)


async def read_operation(request: Request, most_bytes: int) -> Operation | None:
    """The operation in a GET, HEAD or POST request; None for a request that asks what the service is.

    Raises Problem (400, 413, 415) for one that breaks the protocol.
    """
    parameters = read_parameters(request)
    if request.method != "POST":
        return _from_url(parameters)
    media = read_media(request.headers.get("content-type"), (FORM, QUERY, UPDATE))
    body = decode(b"".join([part async for part in read_body(request, most_bytes)]))
    if media == FORM:
        return _operation(_parse(body) + parameters)
    kind = "query" if media == QUERY else "update"
    return _operation([(kind, body), *parameters])


def _from_url(parameters: Parameters) -> Operation | None:
    names = {name for name, _ in parameters}
    if "update" in names:
        raise bad_request("an update is sent by POST, not in the address")
    if "query" in names:
        return _operation(parameters)
    if names & {"default-graph-uri", "named-graph-uri"}:
        raise bad_request("graphs are named but no query is asked; give the parameter query")
    return None


def _operation(parameters: Parameters) -> Operation:
    texts = [(name, value) for name, value in parameters if name in ("query", "update")]
    if len(texts) != 1:
        raise bad_request(f"a request carries one query or one update; this one carries {len(texts)}")
    name, text = texts[0]
    is_update = name == "update"
    names = _USING if is_update else _FROM
    default, named = _dataset(parameters, *names)
    return Operation(text, is_update=is_update, default=default, named=named)


def _dataset(parameters: Parameters, default: str, named: str) -> tuple[Graphs, Graphs]:
    chosen = [
        tuple(check_iri(value, name) for key, value in parameters if key == name) for name in (default, named)
    ]
    return (chosen[0], chosen[1]) if any(chosen) else (None, None)


def check_iri(value: str, parameter: str) -> str:
    """The IRI, if it is a whole one. Raises Problem (400)."""
    try:
        return ox.NamedNode(value).value
    except ValueError as error:
        raise bad_request(f"{parameter}: {value!r} is not an IRI ({error}); give a whole one") from error


def read_parameters(request: Request) -> Parameters:
    """The parameters in the address. Raises Problem (400)."""
    return _parse(request.url.query)


def _parse(text: str) -> Parameters:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise bad_request(f"the parameters cannot be read: {error}; encode them as UTF-8 with %XX") from error


def decode(body: bytes) -> str:
    """The body as text. Raises Problem (400) if it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise bad_request(f"byte {error.start} of the body is not UTF-8; send UTF-8") from error


async def read_body(request: Request, most_bytes: int) -> AsyncGenerator[bytes, None]:
    """The body in parts. Raises Problem (413) when it turns out to be too large."""
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > most_bytes:
                message = f"the request has more than {most_bytes:,} bytes, which is the most that is read"
                raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, {"Connection": "close"})
            yield part
    except ClientDisconnect as error:
        raise bad_request("the request broke off") from error


def origin_of(request: Request) -> str:
    """The scheme and host under which the client reached the server."""
    return str(request.base_url).rstrip("/")


def first(values: Sequence[str]) -> str | None:
    """The only value, None if there is none. Raises Problem (400) for several."""
    if len(values) > 1:
        raise bad_request("a request names one graph; this one names several")
    return values[0] if values else None
