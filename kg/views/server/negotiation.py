"""Media types: those the server writes and reads, and which of them a client prefers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from kg.views.server.problems import Problem

TABLES = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types for the answers to SELECT and ASK, the preferred one first."""
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "ttl",  # a graph in Turtle is a dataset in TriG, and the same for the next line
    "application/n-quads": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
}
"""Media types for a graph."""
DATASETS = {"application/trig": "trig", "application/n-quads": "nq", "application/ld+json": "jsonld"}
"""Media types for all named graphs together."""
GRAPH_INPUTS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
"""Media types in which a client may send a graph."""
ERRORS = {"text/plain": "text", "application/json": "json"}

UTF_8 = {"utf-8", "utf8", "us-ascii"}


@dataclass(frozen=True, slots=True)
class _Range:
    """One entry of an Accept header: a media type, `type/*` or `*/*`, with its weight."""

    name: str
    weight: float

    def fits(self, media: str) -> bool:
        return self.name in (media, f"{media.partition('/')[0]}/*", "*/*")

    @property
    def precision(self) -> int:
        return 2 - self.name.count("*")


def choose(accept: str, offered: Iterable[str]) -> str | None:
    """The media type that the Accept header prefers, None if it wants none of them.

    The most precise entry that fits a media type gives its weight. Of several with the same weight, one that
    the client names wins over one that only fits a range, then the one that is offered first.

    >>> choose("text/*;q=0.5, application/n-triples", GRAPHS)
    'application/n-triples'
    >>> choose("*/*", TABLES)
    'application/sparql-results+json'
    >>> choose("image/png", GRAPHS) is None
    True
    """
    ranges = [_read_range(entry) for entry in accept.split(",") if entry.strip()]
    if not ranges:
        return next(iter(offered))
    best: tuple[float, int] = (0.0, 0)
    chosen = None
    for media in offered:
        fitting = [entry for entry in ranges if entry.fits(media)]
        if not fitting:
            continue
        entry = max(fitting, key=lambda r: (r.precision, r.weight))
        if entry.weight > 0 and (entry.weight, entry.precision) > best:
            best, chosen = (entry.weight, entry.precision), media
    return chosen


def _read_range(entry: str) -> _Range:
    name, *parameters = (part.strip().lower() for part in entry.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                weight = 0.0
            return _Range(name, weight if 0 <= weight <= 1 else 0.0)
    return _Range(name, 1.0)


def must_choose(accept: str, offered: Mapping[str, str]) -> str:
    """The media type that the client prefers. Raises Problem (406) with those on offer."""
    chosen = choose(accept, offered)
    if chosen is None:
        raise not_acceptable(offered)
    return chosen


def not_acceptable(offered: Iterable[str]) -> Problem:
    """The answer to a client that accepts nothing of what there is."""
    return Problem(
        HTTPStatus.NOT_ACCEPTABLE, f"the answer can be written as {', '.join(offered)}; accept one of these"
    )


def content_type(media: str) -> str:
    """The value of Content-Type: text has its character set named.

    >>> content_type("text/turtle")
    'text/turtle; charset=utf-8'
    """
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def read_media(header: str | None, offered: Iterable[str]) -> str:
    """The media type that a request says its body has. Raises Problem (415) for others and other charsets."""
    known = ", ".join(offered)
    media, *parameters = (part.strip() for part in (header or "").split(";"))
    if media.lower() not in known.split(", "):
        said = f"{media!r} is not understood" if media else "the request does not say what it carries"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{said}; set Content-Type to one of {known}")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset" and value.strip().strip('"').lower() not in UTF_8:
            message = f"the character set {value.strip()} is not understood; send UTF-8"
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message)
    return media.lower()
