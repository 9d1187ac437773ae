"""HTTP responses: answers from memory or a file, and problems as one clear message."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kg.views.server.negotiation import ERRORS, choose, content_type
from kg.views.server.problems import Problem
from kg.views.server.service import Answer

PART = 65_536
"""Bytes of a large answer that are read and sent at once."""


def answer_response(answer: Answer, headers: Mapping[str, str]) -> Response:
    """Send an answer."""
    fields = dict(headers) | {"Content-Type": content_type(answer.media)}
    if answer.file is None:
        return Response(answer.body, headers=fields)
    fields["Content-Length"] = str(os.fstat(answer.file.fileno()).st_size)
    return StreamingResponse(iter(partial(answer.file.read, PART), b""), headers=fields)


def make_tag(request: Request, content: str) -> str:
    """The ETag of what this address gives to this client for a content.

    Weak, since the order of rows may differ from one answer to the next.
    """
    parts = (content, request.url.path, request.url.query, request.headers.get("accept", ""))
    return f'W/"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client says that it has what the tag names."""
    known = request.headers.get("if-none-match", "")
    return tag in [entry.strip() for entry in known.split(",")]


def not_modified(headers: Mapping[str, str]) -> Response:
    """What the client has is still right."""
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(headers))


def problem_response(request: Request, problem: Problem) -> Response:
    """The message as plain text, or as JSON for a client that prefers that."""
    media = choose(request.headers.get("accept", ""), ERRORS) or "text/plain"
    if media == "application/json":
        body = (
            json.dumps({"status": int(problem.status), "message": problem.message}, ensure_ascii=False) + "\n"
        )
    else:
        body = f"{problem.message}\n"
    headers = dict(problem.headers) | {"Content-Type": content_type(media), "Cache-Control": "no-store"}
    return Response(body, status_code=problem.status, headers=headers)
