"""Requests to a SPARQL 1.1 server: queries, updates, whole graphs, who asks, and what to do when it fails.

Each request can be repeated without harm, so those that did not get through are sent again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Mapping
from http import HTTPStatus
from typing import NamedTuple, Self

from kg.errors import KgError, QueryError, StoreError
from kg.store_url import StoreUrl

try:
    import httpx
except ImportError as error:
    raise KgError("a store by URL needs httpx; install it: pip install 'irkg[remote]'") from error

USER, PASSWORD, TOKEN, TIMEOUT = "KG_STORE_USER", "KG_STORE_PASSWORD", "KG_STORE_TOKEN", "KG_STORE_TIMEOUT"
"""Environment variables: who asks, and how many seconds an answer may take."""
RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"
_TURTLE, _ANY = "text/turtle", "*/*"
"""N-Triples are Turtle, which every server takes."""

_PAUSES = (0.25, 0.5, 1.0, 2.0)
"""Seconds to wait before a request is sent again."""
_CONNECT_SECONDS, _ANSWER_SECONDS = 10.0, 300.0
_AGAIN = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
_MESSAGE = 300
"""Characters of a server's own words that a message repeats."""
_CUT_HEADERS = ("x-sparql-maxrows", "x-sql-state")
"""How Virtuoso says that an answer is not whole: so many rows and no more, or so many seconds."""
CUT = (
    "it seems to be cut off, so it is not used; raise the limits of the server (Virtuoso: ResultSetMaxRows "
    "and MaxQueryExecutionTime under [SPARQL] in virtuoso.ini), or ask for less"
)
"""What to do about an answer that is not whole."""


class CutAnswerError(StoreError):
    """The server left a part of an answer out."""


class TooLargeError(StoreError):
    """The server takes no request of this size."""


class Layout(NamedTuple):
    """Where a kind of server has its addresses, behind what they have in common.

    `sign` stands in the header Server of that kind, and tells it from others with the same addresses.
    """

    name: str
    query: str
    update: str
    graphs: str
    sign: str = ""


LAYOUTS = (
    Layout("virtuoso", "/sparql", "/sparql-auth", "/sparql-graph-crud-auth", "Virtuoso"),
    Layout("oxigraph", "/query", "/update", "/store", "Oxigraph"),
    Layout("irkg", "/sparql", "/sparql", "/graphs"),
    Layout("fuseki", "/query", "/update", "/data"),
    Layout("rdf4j", "", "/statements", "/rdf-graphs/service"),
)
"""Tried in this order with one question each."""


class _Authentication(httpx.Auth):
    """Answers the challenge of a server: basic or digest with a user, bearer with a token."""

    def __init__(self, url: StoreUrl) -> None:
        self.token = os.environ.get(TOKEN)
        self._user = url.user if url.user is not None else os.environ.get(USER)
        self._password = (url.password if url.user is not None else os.environ.get(PASSWORD)) or ""
        self._chosen: httpx.Auth | None = None

    @property
    def is_given(self) -> bool:
        return self.token is not None or self._user is not None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is not None:
            yield from self._chosen.auth_flow(request)
            return
        if self.token is not None:
            request.headers["Authorization"] = f"Bearer {self.token}"
        response = yield request
        if response.status_code == HTTPStatus.UNAUTHORIZED and self._user is not None:
            challenges = response.headers.get_list("www-authenticate")
            digest = any(text.lower().startswith("digest") for text in challenges)
            kind = httpx.DigestAuth if digest else httpx.BasicAuth
            self._chosen = kind(self._user, self._password)
            request.headers.pop("Authorization", None)
            yield from self._chosen.auth_flow(request)


class HttpStore:
    """A server that is asked and written to. Raises StoreError for what goes wrong, QueryError for a query.

    Its addresses are those that are given, or else those of the first of `LAYOUTS` that answers.
    """

    def __init__(self, url: StoreUrl) -> None:
        self.url, self._auth = url, _Authentication(url)
        seconds = _read_seconds()
        self._client = httpx.Client(
            auth=self._auth, timeout=httpx.Timeout(seconds, connect=_CONNECT_SECONDS), trust_env=True
        )
        try:
            self.layout = self._find_layout()
        except BaseException:
            self._client.close()
            raise

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find_layout(self) -> Layout:
        given = self.url
        if given.update is not None or given.graphs is not None:
            update, graphs = given.update or given.query, given.graphs or given.query
            return Layout("given", given.query, update, graphs)
        answer: httpx.Response | None = None
        for layout in LAYOUTS:
            base = given.query.rstrip("/").removesuffix(layout.query)
            found = Layout(layout.name, *(base + end for end in layout[1:4]))
            request = self._request("POST", found.query, form={"query": "ASK {}"}, accept=RESULTS)
            answer = self._send(request, _PAUSES[:1])
            if answer.is_success and _is_answer(answer) and layout.sign in answer.headers.get("server", ""):
                return found
            if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                self._check(answer, "query", found.query)
        raise StoreError(
            f"no SPARQL server known to this program answers at {given}: give its addresses, as in "
            "--store 'http://host/query|update=/update|graphs=/store' (docs/remote.md)"
        )

    def query(self, sparql: str, accept: str) -> tuple[bytes, str]:
        """The answer to a query, and its media type. Raises CutAnswerError if it is not whole."""
        answer = self._send(self._request("POST", self.layout.query, form={"query": sparql}, accept=accept))
        self._check(answer, "query", self.layout.query)
        if any(answer.headers.get(name) for name in _CUT_HEADERS):
            raise CutAnswerError(f"{self.url} gave a part of an answer: {CUT}")
        return answer.content, answer.headers.get("content-type", "").partition(";")[0].strip()

    def update(self, sparql: str) -> None:
        """Run an update."""
        answer = self._send(self._request("POST", self.layout.update, form={"update": sparql}))
        self._check(answer, "update", self.layout.update)

    def put_graph(self, graph: str, triples: bytes) -> None:
        """Put triples (N-Triples) in the place of what a graph holds."""
        self._write("PUT", graph, triples)

    def post_graph(self, graph: str, triples: bytes) -> None:
        """Add triples (N-Triples) to a graph."""
        self._write("POST", graph, triples)

    def delete_graph(self, graph: str) -> None:
        """Remove a graph; one that is not there is no error."""
        answer = self._send(self._request("DELETE", self.layout.graphs, graph=graph))
        if answer.status_code != HTTPStatus.NOT_FOUND:
            self._check(answer, "graph", self.layout.graphs)

    def read_graph(self, graph: str) -> tuple[bytes, str]:
        """The triples of a graph, whatever limits queries have, and their media type."""
        answer = self._send(self._request("GET", self.layout.graphs, graph=graph, accept=TRIPLES))
        self._check(answer, "graph", self.layout.graphs)
        return answer.content, answer.headers.get("content-type", "").partition(";")[0].strip()

    def _write(self, method: str, graph: str, triples: bytes) -> None:
        answer = self._send(self._request(method, self.layout.graphs, graph=graph, body=triples))
        self._check(answer, "graph", self.layout.graphs)

    def _request(
        self, method: str, where: str, *, form: Mapping[str, str] | None = None, graph: str | None = None,
        body: bytes | None = None, accept: str = _ANY,
    ) -> httpx.Request:  # fmt: skip
        """A request with a form, or about a graph with the triples in its body."""
        headers = {"Accept": accept} | ({} if body is None else {"Content-Type": _TURTLE})
        params = {} if graph is None else {"graph": graph}
        return self._client.build_request(
            method, where, params=params, data=form, content=body, headers=headers
        )

    def _send(self, request: httpx.Request, pauses: tuple[float, ...] = _PAUSES) -> httpx.Response:
        """Send a request, again after a pause where it did not get through or the server is busy."""
        for pause in (*pauses, None):
            try:
                answer = self._client.send(request)
            except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
                raise StoreError(
                    f"{self.url} gave no answer in time; ask for less, or set {TIMEOUT} to more seconds"
                ) from error
            except httpx.TransportError as error:
                if pause is None:
                    raise StoreError(
                        f"{self.url} cannot be reached ({error}); start the server or correct the address. "
                        "What was stored stays; a build goes on when it is run again"
                    ) from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise StoreError(f"{self.url} cannot be asked: {error}") from error
            else:
                if answer.status_code not in _AGAIN or pause is None:
                    return answer
            time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _check(self, answer: httpx.Response, what: str, where: str) -> None:
        """Raise what the status means, with what to do about it."""
        if answer.is_success:
            return
        words = " ".join(answer.text.split())[:_MESSAGE]
        status = answer.status_code
        if what == "query" and status == HTTPStatus.BAD_REQUEST:
            raise QueryError(f"{self.url} refuses the query: {words}")
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise TooLargeError(f"{where} takes no request of this size; raise the limit of the server")
        raise StoreError(f"{where} refuses the {what} ({status}): {self._advise(status)} {words}".strip())

    def _advise(self, status: int) -> str:
        if status == HTTPStatus.UNAUTHORIZED and self._auth.is_given:
            return "the user, password or token is wrong."
        if status == HTTPStatus.UNAUTHORIZED:
            return f"give a user and a password in {USER} and {PASSWORD}, or a token in {TOKEN}."
        if status == HTTPStatus.FORBIDDEN:
            return f"allow it on the server (kg serve: --writable), or ask as another user ({USER}, {TOKEN})."
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED) or _is_moved(status):
            return "give the addresses, as in --store 'http://host/query|update=/update|graphs=/store'."
        return ""


def _is_moved(status: int) -> bool:
    """Whether a server says that the address is another; nobody follows it, with a password."""
    return HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST


def _is_answer(answer: httpx.Response) -> bool:
    return "sparql-results" in answer.headers.get("content-type", "")


def _read_seconds() -> float:
    text = os.environ.get(TIMEOUT, "")
    try:
        seconds = float(text or _ANSWER_SECONDS)
    except ValueError as error:
        raise StoreError(f"{TIMEOUT} is {text!r}; give a number of seconds") from error
    if not seconds > 0:
        raise StoreError(f"{TIMEOUT} is {text!r}; give a number of seconds above 0")
    return seconds
