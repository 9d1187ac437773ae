"""The SPARQL endpoint: queries, updates, and its own description (SPARQL 1.1 Protocol)."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.graph.query import tokenize
from kg.views.server.access import check_writer
from kg.views.server.connection import while_connected
from kg.views.server.description import describe_service
from kg.views.server.negotiation import GRAPHS, must_choose
from kg.views.server.protocol import Operation, origin_of, read_operation
from kg.views.server.responses import answer_response, is_known, make_tag, not_modified
from kg.views.server.service import Answer, Service

PATH = "/sparql"
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_VARYING = {"NOW", "RAND", "UUID", "STRUUID", "SERVICE"}
"""Functions that give something else each time, so that an answer is not the same as before."""
_LONG = 20_000
"""Characters of a query beyond which nobody looks for those: reading it is left to the workers."""


def routes(service: Service) -> list[Route]:
    """The endpoint, with and without a slash at the end."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(METHODS)})
        operation = await read_operation(request, service.options.request_bytes)
        if operation is None:
            return _describe(request, service)
        if operation.is_update:
            check_writer(request, service)
            await service.update(operation, _base(request))
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return await _query(request, service, operation)

    return [Route(path, endpoint, methods=METHODS) for path in (PATH, f"{PATH}/")]


async def _query(request: Request, service: Service, operation: Operation) -> Response:
    headers = {"Vary": "Accept"}
    tag = make_tag(request, await service.tag()) if _is_steady(request, operation.text) else None
    if tag is not None:
        headers |= {"ETag": tag, "Cache-Control": "no-cache"}
        if is_known(request, tag):
            return not_modified(headers)
    accept = request.headers.get("accept", "*/*")
    asking = service.query(operation, accept, base_iri=_base(request))
    answer = await while_connected(request, asking)
    return answer_response(answer, headers)


def _is_steady(request: Request, sparql: str) -> bool:
    """Whether the same request gives the same answer until the graph changes."""
    if request.method == "POST" or len(sparql) > _LONG:
        return False
    return _VARYING.isdisjoint(token.word for token in tokenize(sparql) if token.word is not None)


def _describe(request: Request, service: Service) -> Response:
    media = must_choose(request.headers.get("accept", "*/*"), GRAPHS)
    body = describe_service(_base(request), media, service)
    return answer_response(Answer(media, body), {"Vary": "Accept"})


def _base(request: Request) -> str:
    """The address of the endpoint, which relative IRIs are relative to."""
    return origin_of(request) + request.url.path
