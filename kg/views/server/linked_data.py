"""Each thing that the graph names at an address of its own, as a page or as RDF (linked data).

A path such as `/entity/Iran` answers with the representation that the client prefers and says in
Content-Location under which address that one alone is found: the same path with a suffix.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

import pyoxigraph as ox
from anyio import from_thread, to_thread
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import ids
from kg.errors import KgError
from kg.graph import vocabulary as v
from kg.graph.query import QueryResult
from kg.views.pages import (
    CONTENT_SECURITY_POLICY,
    DATA_KINDS,
    VOCABULARIES,
    Addresses,
    Ask,
    PageError,
    Source,
    Window,
    describe,
    describe_triples,
    near_names,
    render_missing,
    render_page,
    write_rdf,
)
from kg.views.server.negotiation import choose, content_type, must_choose
from kg.views.server.problems import Problem
from kg.views.server.protocol import Operation, bad_request
from kg.views.server.responses import is_known, make_tag, not_modified
from kg.views.server.service import Service

FORMATS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
}
"""Media types with the suffix of the document, the preferred one first."""
_MEDIA = {suffix: media for media, suffix in FORMATS.items()}
_INTERNAL = "application/sparql-results+json, application/n-triples"
_MISSING = {"text/html": "html", "text/plain": "text", "application/json": "json"}
_PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_KEPT = "%/_-.~,'()!*&+:;=@"


class _Anything(PathConvertor):
    """The rest of a path with line breaks as well: an identifier may hold any character."""

    regex = "(?s:.*)"


register_url_convertor("anything", _Anything())


def routes(service: Service) -> list[Route]:
    """The addresses of all kinds of things."""

    async def endpoint(request: Request) -> Response:
        tag = make_tag(request, await service.tag())
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
        if is_known(request, tag):
            return not_modified(headers)
        source = Source(_ask(service), service.base)
        return await to_thread.run_sync(partial(_answer, request, source, headers))

    paths = [f"/{kind}/{{rest:anything}}" for kind in (*DATA_KINDS, *VOCABULARIES)]
    return [Route(path, endpoint) for path in (*paths, "/ontology", "/ontology.{suffix}")]


def _ask(service: Service) -> Ask:
    """Questions of a thread to the service, each under the limits of any other query."""

    def ask(sparql: str) -> QueryResult:
        answer = from_thread.run(service.query, Operation(sparql, is_update=False), _INTERNAL)
        body = answer.body if answer.file is None else answer.file.read()
        if answer.media == "application/n-triples":
            found = ox.parse(body, ox.RdfFormat.N_TRIPLES)
            triples = tuple(sorted({quad.triple for quad in found}, key=str))
            return QueryResult("CONSTRUCT", ("subject", "predicate", "object"), {}, triples=triples)
        return QueryResult("SELECT", (), {}, body)

    return ask


def _answer(request: Request, source: Source, headers: Mapping[str, str]) -> Response:
    """The response to a request; runs in a thread, as it waits for many queries."""
    addresses = Addresses(source.base, request.scope.get("root_path", ""))
    path = str(request.scope["path"]).removeprefix(addresses.root).removeprefix("/")
    iri, suffix = _find(source, addresses, path)
    if iri is None:
        return _say_missing(request, source, addresses, path)
    media = _MEDIA[suffix] if suffix else must_choose(request.headers.get("accept", "*/*"), FORMATS)
    window = _read_window(request, source.base)
    fields = dict(headers) | _links(request, addresses, iri, media)
    try:
        body, left = _write(source, addresses, iri, media, window)
    except PageError as error:
        raise bad_request(str(error)) from error
    except KgError as error:
        raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, str(error)) from error
    if left:
        following = request.url.include_query_params(page=window.page + 1)
        fields["Link"] += f', <{following.path}?{following.query}>; rel="next"'
    return Response(body, headers=fields)


def _find(source: Source, addresses: Addresses, path: str) -> tuple[str | None, str]:
    """The IRI that a path means, and the suffix with which it asks for one format.

    A thing whose own name ends like a file, as an article may, comes before a document of a shorter name.
    """
    iri = source.existing(addresses.candidates(path))
    stem, _, suffix = path.rpartition(".")
    if iri is not None or suffix not in _MEDIA:
        return iri, ""
    return source.existing(addresses.candidates(stem)), suffix


def _read_window(request: Request, base: str) -> Window:
    """Which part of a long list is asked for. Raises Problem (400)."""
    asked = request.query_params
    numbers = {}
    for name in ("page", "year"):
        text = asked.get(name)
        if text is not None and not (text.isascii() and text.isdigit() and len(text) < 10):
            raise bad_request(f"{name} is a number, not {text!r}; leave it out to see all")
        numbers[name] = None if text is None else int(text)
    other = asked.get("with")
    if other is not None and "://" not in other:
        other = ids.iri(v.ENTITY, other, base)
    try:
        page = 1 if numbers["page"] is None else numbers["page"]
        return Window(page=page, counterpart=other, year=numbers["year"])
    except PageError as error:
        raise bad_request(str(error)) from error


def _write(source: Source, addresses: Addresses, iri: str, media: str, window: Window) -> tuple[str, int]:
    """The representation of a thing, and how many of its claims are on further pages (of RDF)."""
    if FORMATS[media] == "html":
        return render_page(describe(source, iri, window), addresses, iri), 0
    found = describe_triples(source, iri, window)
    return write_rdf(found.triples, FORMATS[media], source.base), found.left


def _links(request: Request, addresses: Addresses, iri: str, media: str) -> dict[str, str]:
    """The headers that say what the response is, what it is about, and where its other forms are."""
    path = addresses.path(iri)
    others = [
        f'<{path}.{suffix}>; rel="alternate"; type="{kind}"'
        for kind, suffix in FORMATS.items()
        if kind != media
    ]
    about = quote(iri, safe=f"#?{_KEPT}")
    query = f"?{request.url.query}" if request.url.query else ""
    html = _PAGE_HEADERS if FORMATS[media] == "html" else {}
    return {
        "Content-Type": content_type(media),
        "Content-Location": f"{path}.{FORMATS[media]}{query}",
        "Link": ", ".join([f'<{about}>; rel="canonical"', f'<{about}>; rel="describes"', *others]),
        **html,
    }


def _say_missing(request: Request, source: Source, addresses: Addresses, path: str) -> Response:
    """404 with things of a like name."""
    near = near_names(source, path)
    if choose(request.headers.get("accept", "*/*"), _MISSING) == "text/html":
        page = render_missing(path, near, addresses)
        headers = _PAGE_HEADERS | {"Content-Type": "text/html; charset=utf-8", "Vary": "Accept"}
        return Response(page, status_code=HTTPStatus.NOT_FOUND, headers=headers)
    hint = f"; near it are {', '.join(named.iri for named in near)}" if near else ""
    raise Problem(HTTPStatus.NOT_FOUND, f"the graph says nothing of {path}{hint}", {"Vary": "Accept"})
