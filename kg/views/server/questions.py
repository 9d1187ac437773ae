"""Questions over HTTP: a menu, and answers to questions by name and in plain English.

What reads words is passed in with the service (`Words`). The SPARQL of a question, and every look at the
graph while its words are read, runs in the worker processes as any other query does.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

import pyoxigraph as ox
from anyio import from_thread, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.graph.query import QueryResult
from kg.graph.questions import Answer, Filling, Question, QuestionError, fill_question, read_questions
from kg.graph.store import Store
from kg.graph.vocabulary import prefixes
from kg.ids import DEFAULT_BASE
from kg.views.answers import answer_to_dict, question_to_dict
from kg.views.pages import Addresses
from kg.views.pages.questions import LONGEST, Cell, render_answer, render_menu, render_refusal
from kg.views.server import service as served
from kg.views.server.connection import while_connected
from kg.views.server.linked_data import _PAGE_HEADERS
from kg.views.server.negotiation import content_type, must_choose
from kg.views.server.options import MEBIBYTE
from kg.views.server.problems import Problem
from kg.views.server.protocol import Operation, read_parameters
from kg.views.server.responses import answer_response, is_known, make_tag, not_modified
from kg.views.server.service import Service, Words

PATH = "/questions"
ASK = "ask"
"""The name under which a question in plain English is asked; no question has it."""
FORMATS = {"application/json": "json", "text/csv": "csv", "text/html": "html"}
"""Media types of answers with the suffix that asks for one, the preferred one first."""
_MENU = {"application/json": "json", "text/html": "html"}
_MEDIA = {suffix: media for media, suffix in FORMATS.items()}
_TABLE = "application/sparql-results+json"
_OFFERED, _ALIKE = 3, 0.5
"""How many questions are offered in place of an unknown name, and their least likeness to it (of difflib)."""
_MOST_READ = 16 * MEBIBYTE
"""Bytes of an answer that this process itself reads and writes anew; CSV is sent as the worker wrote it."""
_MOST_NAMES = 256 * MEBIBYTE
"""Bytes of the names of a graph; those of all known actors have 8 million."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its parameters and its SPARQL; `words` are None where it was asked by name."""

    words: str | None
    question: Question
    fillings: Mapping[str, Filling]
    sparql: str


class _AskedStore(Store):
    """The served graph for what reads words: a thread asks it, the workers answer."""

    def __init__(self, service: Service) -> None:
        super().__init__(base=service.base)
        self._service = service

    def answer(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a SELECT or ASK query."""
        ask = partial(self._service.query, most_bytes=_MOST_NAMES)
        return ox.parse_query_results(
            _body(from_thread.run(ask, Operation(sparql, is_update=False), _TABLE)),
            format=ox.QueryResultsFormat.JSON,
        )


class _CurrentWords:
    """What reads words about the graph as it is now; its names are read once until it changes."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._reading = asyncio.Lock()
        self._tag = ""
        self._words: Words | None = None

    async def get(self) -> Words:
        async with self._reading:
            tag = await self._service.tag()
            if self._words is None or tag != self._tag:
                read = partial(self._service.read_words, _AskedStore(self._service))
                self._words, self._tag = await to_thread.run_sync(read), tag
            return self._words


def routes(service: Service) -> list[Route]:
    """The menu, and the address of each question."""
    words = _CurrentWords(service)

    async def endpoint(request: Request) -> Response:
        name, media = _read_path(request)
        tag = make_tag(request, await service.tag())
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
        if name != ASK and name not in read_questions():
            return _say_unknown(request, name, media)
        if is_known(request, tag):
            return not_modified(headers)
        try:
            read = partial(_read, await words.get(), name, request, service.base)
            asked = await to_thread.run_sync(read)
        except QuestionError as error:
            return _say_refused(request, error, media)
        return await _answer(request, service, asked, headers | {"Content-Type": content_type(media)})

    return [Route(PATH, _menu), Route(f"{PATH}/{{name}}", endpoint)]


async def _menu(request: Request) -> Response:
    """All questions, for people with forms."""
    media = must_choose(request.headers.get("accept", "*/*"), _MENU)
    questions = sorted(read_questions().values(), key=lambda q: (q.group, q.name))
    if media == "text/html":
        body = render_menu(questions, _addresses(request))
    else:
        body = _write_json([question_to_dict(question) for question in questions])
    tag = make_tag(request, body)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if is_known(request, tag):
        return not_modified(headers)
    return Response(body, headers=headers | _headers(media))


def _read_path(request: Request) -> tuple[str, str]:
    """The name of the question, and the media type that its suffix or else the client asks for."""
    path = str(request.path_params["name"])
    name, _, suffix = path.rpartition(".")
    if name and suffix in _MEDIA:
        return name, _MEDIA[suffix]
    return path, must_choose(request.headers.get("accept", "*/*"), FORMATS)


def _read(words: Words, name: str, request: Request, base: str) -> _Asked:
    """What is asked; runs in a thread, as it may ask the graph. Raises QuestionError."""
    given = _read_given(request)
    today = _read_today(given.pop("today", None))
    text = None
    if name == ASK:
        text = given.pop("q", None)
        if text is None or given:
            raise QuestionError(f"a question is asked as {PATH}/{ASK}?q=who+sanctions+Russia, with no more "
                                "parameters than q and today")  # fmt: skip
        question, fillings = words.find(text, today)
    else:
        question = read_questions()[name]
        kinds = {key: question.parameter(key).kind for key in given}
        fillings = {key: words.read(kinds[key], value, today) for key, value in given.items()}
    return _Asked(text, question, fillings, fill_question(question, fillings, prefixes(base)))


def _read_given(request: Request) -> dict[str, str]:
    """The parameters without those that a form left empty."""
    given = [(name, value) for name, value in read_parameters(request) if value.strip()]
    twice = [name for name, count in Counter(name for name, _ in given).items() if count > 1]
    if twice:
        raise QuestionError(f"{twice[0]} is given more than once; give it once")
    long = next((name for name, value in given if len(value) > LONGEST), None)
    if long is not None:
        raise QuestionError(f"{long} has more than {LONGEST} characters, the most that is read; ask shorter")
    return dict(given)


def _read_today(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise QuestionError(f"today is a day such as 2025-03-01, not {text!r}") from error


async def _answer(request: Request, service: Service, asked: _Asked, headers: Mapping[str, str]) -> Response:
    """The answer in the media type that the headers name."""
    media = headers["Content-Type"].partition(";")[0]
    most = service.options.result_bytes
    if media == "text/csv":
        accept = media
    else:
        accept, most = _TABLE, min(most, _MOST_READ)
    operation = Operation(asked.sparql, is_update=False)
    found = await while_connected(request, service.query(operation, accept, most_bytes=most))
    if media == "text/csv":
        return answer_response(found, headers)
    body = await to_thread.run_sync(partial(_write, request, service.base, asked, found, media))
    return Response(body, headers=dict(headers) | _headers(media))


def _write(request: Request, base: str, asked: _Asked, found: served.Answer, media: str) -> str:
    """An answer as JSON or as a page; runs in a thread, as it may be long."""
    body, addresses = _body(found), _addresses(request, base)
    solutions = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions), "questions are SELECT queries"
    columns = tuple(variable.value for variable in solutions.variables)
    answer = Answer(
        asked=asked.words,
        question=asked.question,
        parameters={name: filling.label for name, filling in asked.fillings.items()},
        sparql=asked.sparql,
        columns=columns,
        rows=tuple(QueryResult("SELECT", columns, prefixes(addresses.base), body).rows),
    )
    if media == "application/json":
        return _write_json(answer_to_dict(answer))
    stem = request.url.path.removesuffix(".html")
    query = f"?{request.url.query}" if request.url.query else ""
    documents = {suffix.upper(): f"{stem}.{suffix}{query}" for suffix in ("json", "csv")}
    return render_answer(answer, solutions, addresses, documents)


def _say_unknown(request: Request, name: str, media: str) -> Response:
    """404 with questions of a like name."""
    near = get_close_matches(name, read_questions(), n=_OFFERED, cutoff=_ALIKE)
    hint = f"; near it are {', '.join(near)}" if near else ""
    message = f"there is no question {name!r}{hint}; {PATH} lists all"
    if media != "text/html":
        raise Problem(HTTPStatus.NOT_FOUND, message, {"Vary": "Accept"})
    root = _addresses(request).root
    links = [Cell(read_questions()[item].title, f"{root}{PATH}#{item}") for item in near]
    page = render_refusal(message, links, _addresses(request), title="No such question")
    return Response(page, HTTPStatus.NOT_FOUND, _refusal_headers())


def _say_refused(request: Request, error: QuestionError, media: str) -> Response:
    """400 with what was understood; the questions that the message offers are links on a page."""
    if media != "text/html":
        raise Problem(HTTPStatus.BAD_REQUEST, str(error), {"Vary": "Accept"}) from error
    message, *offered = str(error).splitlines()
    root, words = _addresses(request).root, request.query_params.get("q", "")
    links = [Cell(text.strip(), f"{root}{PATH}/{ASK}?{urlencode({'q': text.strip()})}") for text in offered]
    page = render_refusal(message, links, _addresses(request), title="Not understood", words=words)
    return Response(page, HTTPStatus.BAD_REQUEST, _refusal_headers())


def _refusal_headers() -> dict[str, str]:
    return _headers("text/html") | {"Vary": "Accept", "Cache-Control": "no-store"}


def _headers(media: str) -> dict[str, str]:
    html = _PAGE_HEADERS if media == "text/html" else {}
    return {"Content-Type": content_type(media), **html}


def _addresses(request: Request, base: str = DEFAULT_BASE) -> Addresses:
    return Addresses(base, request.scope.get("root_path", ""))


def _body(answer: served.Answer) -> bytes:
    return answer.body if answer.file is None else answer.file.read()


def _write_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
