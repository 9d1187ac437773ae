"""The application, made of the routes of its parts, and the server that runs it.

A further part is a module with a function `routes(service)`; its name in `_PARTS` adds it.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.views.server import graph_store, index, linked_data, questions, sparql
from kg.views.server.options import LINGER, ServeOptions
from kg.views.server.problems import Problem
from kg.views.server.responses import problem_response
from kg.views.server.service import ReadWords, Service

_PARTS = (index, sparql, graph_store, linked_data, questions)
_READING = ["GET", "HEAD", "POST", "OPTIONS"]
"""Methods that pages of other sites may use; POST can only ask, since they can't send the token."""


def make_app(service: Service) -> Starlette:
    """The application around a service, which it starts and closes."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            await service.start()
            yield
        finally:
            await service.close()

    reading = Middleware(
        CORSMiddleware,
        allow_origins=[service.options.origin],
        allow_methods=_READING,
        allow_headers=["Accept", "Content-Type", "If-None-Match"],
        expose_headers=["ETag", "Link", "Retry-After"],
    )
    return Starlette(
        routes=[route for part in _PARTS for route in part.routes(service)],
        middleware=[reading],
        exception_handlers={Problem: _say_problem, HTTPException: _say_http, Exception: _say_failure},
        lifespan=lifespan,
    )


async def _say_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_response(request, error)


async def _say_http(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: an unknown address, a method that an address doesn't have."""
    assert isinstance(error, HTTPException)
    advice = {
        HTTPStatus.NOT_FOUND: f"there is nothing at {request.url.path}; the page / says what is served",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not understood here",
    }
    message = advice.get(HTTPStatus(error.status_code), error.detail)
    return problem_response(request, Problem(error.status_code, message, error.headers or {}))


async def _say_failure(request: Request, _: Exception) -> Response:
    message = "the server made a mistake, which its own terminal shows; please report it"
    return problem_response(request, Problem(HTTPStatus.INTERNAL_SERVER_ERROR, message))


class _Server(uvicorn.Server):
    """A server that says when it listens, and for which Ctrl-C is the usual end and no error."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._say_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop gracefully on Ctrl-C and SIGTERM."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def run_server(
    store: Path, options: ServeOptions, read_words: ReadWords, started: Callable[[str, str], None] | None
) -> None:
    """Serve the store until Ctrl-C or SIGTERM; `started` gets the address and the token once it listens.

    `read_words` reads what the words of questions mean in a graph. Raises StoreError if there is no store,
    KgError if the address is taken.
    """
    listening = _bind(options)
    host, port = listening.getsockname()[:2]
    try:
        service = Service(store, replace(options, port=port), read_words)
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        config = uvicorn.Config(
            make_app(service),
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=LINGER,
        )
        say = (lambda: None) if started is None else partial(started, address, service.token)
        _Server(config, say).run(sockets=[listening])
    finally:
        listening.close()


def _bind(options: ServeOptions) -> socket.socket:
    try:
        family = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((options.host, options.port), family=family)
        # Connections inherit it; without, an answer in two parts waits 40 ms for the client's word.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        raise KgError(
            f"cannot listen on {options.host}, port {options.port}: {error}; choose another with --host and "
            "--port (0 takes any that is free)"
        ) from error
    return listening
