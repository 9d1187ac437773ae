"""Whole graphs over HTTP (SPARQL 1.1 Graph Store HTTP Protocol).

A graph is named by `?graph=IRI`, by `?default`, or by the address itself: what stands under `/graphs/` is the
graph with that address as its IRI. Without any of these, GET gives all named graphs, and POST makes a new
one.
https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.views.server.access import check_writer
from kg.views.server.connection import while_connected
from kg.views.server.negotiation import DATASETS, GRAPH_INPUTS, GRAPHS, must_choose, read_media
from kg.views.server.problems import Problem
from kg.views.server.protocol import bad_request, check_iri, first, origin_of, read_body, read_parameters
from kg.views.server.responses import answer_response, is_known, make_tag, not_modified
from kg.views.server.service import Service

PATH = "/graphs"
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
MULTIPART = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class _Target:
    """What a request is about: one graph, of which `iri` None is the default one, or the whole store."""

    iri: str | None
    whole: bool = False


def routes(service: Service) -> list[Route]:
    """The graph store and the graphs under it."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(METHODS)})
        target = _read_target(request)
        if request.method in ("GET", "HEAD"):
            return await _get(request, service, target)
        check_writer(request, service)
        if request.method == "DELETE":
            return await _delete(service, target)
        return await _write(request, service, target)

    return [Route(path, endpoint, methods=METHODS) for path in (PATH, f"{PATH}/", f"{PATH}/{{name:path}}")]


def _read_target(request: Request) -> _Target:
    """The graph that the request names. Raises Problem (400) where it names none or several."""
    parameters = read_parameters(request)
    iri = first([value for name, value in parameters if name == "graph"])
    default = first([value for name, value in parameters if name == "default"])
    if iri is not None and default is not None:
        raise bad_request("a request names one graph: either graph or default")
    if iri is not None:
        return _Target(check_iri(iri, "graph"))
    if default is not None:
        return _Target(None)
    if parameters:
        raise bad_request(f"the parameter {parameters[0][0]!r} is not known; there are graph and default")
    address = _address(request)
    if address in (PATH, f"{PATH}/"):
        return _Target(None, whole=True)
    return _Target(check_iri(origin_of(request) + address, "the address"))


def _address(request: Request) -> str:
    """The path as the client wrote it."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.partition(b"?")[0].decode("latin-1")


async def _get(request: Request, service: Service, target: _Target) -> Response:
    media = must_choose(request.headers.get("accept", "*/*"), DATASETS if target.whole else GRAPHS)
    tag = make_tag(request, await service.tag())
    headers = {"Vary": "Accept", "ETag": tag, "Cache-Control": "no-cache"}
    if is_known(request, tag):
        return not_modified(headers)
    reading = service.dataset(media) if target.whole else service.graph(target.iri, media)
    return answer_response(await while_connected(request, reading), headers)


async def _delete(service: Service, target: _Target) -> Response:
    if target.whole:
        raise Problem(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "the whole store is not deleted at once; name a graph, or send the update CLEAR ALL",
            {"Allow": "GET, HEAD, POST, OPTIONS"},
        )
    await service.write_graph("delete", target.iri)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _write(request: Request, service: Service, target: _Target) -> Response:
    """PUT and POST: 201 with the address of a new graph, else 204."""
    headers = {}
    if target.whole and request.method == "PUT":
        raise bad_request("name the graph to put: ?graph=IRI, ?default, or its address under /graphs/")
    if target.whole:
        target = _Target(f"{origin_of(request)}{PATH}/{uuid.uuid4()}")
    documents = await _read_documents(request, service.options.request_bytes)
    base_iri = target.iri or origin_of(request) + request.url.path
    new = await service.write_graph(request.method.lower(), target.iri, documents, base_iri=base_iri)
    if new and target.iri is not None:
        headers["Location"] = target.iri
    return Response(status_code=HTTPStatus.CREATED if new else HTTPStatus.NO_CONTENT, headers=headers)


async def _read_documents(request: Request, most_bytes: int) -> list[tuple[str, bytes]]:
    """The graph that the request carries, or several as the files of a form, each with its format."""
    offered = (*GRAPH_INPUTS, MULTIPART) if request.method == "POST" else tuple(GRAPH_INPUTS)
    media = read_media(request.headers.get("content-type"), offered)
    body = read_body(request, most_bytes)
    if media != MULTIPART:
        return [(GRAPH_INPUTS[media], b"".join([part async for part in body]))]
    try:
        form = await MultiPartParser(request.headers, body).parse()
    except (MultiPartException, KeyError) as error:
        raise bad_request(f"the form cannot be read: {error}") from error
    documents = []
    for name, part in form.multi_items():
        if not isinstance(part, UploadFile):
            raise bad_request(f"the field {name!r} of the form is no file; send each graph as a file")
        documents.append((GRAPH_INPUTS[read_media(part.content_type, GRAPH_INPUTS)], await part.read()))
    await form.close()
    return documents
