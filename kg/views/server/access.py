"""Who may write: the server must have been started so, and the request must carry the token."""

from __future__ import annotations

import base64
import binascii
import hmac
from http import HTTPStatus

from starlette.requests import Request

from kg.views.server.problems import Problem
from kg.views.server.protocol import origin_of
from kg.views.server.service import Service

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="irkg", Basic realm="irkg", charset="UTF-8"'}


def check_writer(request: Request, service: Service) -> None:
    """Raise Problem (401, 403) unless the request may write.

    The token comes as `Authorization: Bearer TOKEN`, or as the password of Basic for clients that know only
    that. A request that a page of another site makes is refused, since browsers add passwords by themselves.
    """
    if not service.options.writable:
        message = "this server only reads; start it with --writable to allow updates"
        raise Problem(HTTPStatus.FORBIDDEN, message)
    origin = request.headers.get("origin")
    if origin is not None and origin != origin_of(request):
        raise Problem(HTTPStatus.FORBIDDEN, f"pages of {origin} may read but not write")
    given = _read_token(request.headers.get("authorization", ""))
    if given is None:
        message = "writing needs the token; send it as Authorization: Bearer TOKEN"
        raise Problem(HTTPStatus.UNAUTHORIZED, message, _CHALLENGE)
    if not hmac.compare_digest(given.encode(), service.token.encode()):
        raise Problem(HTTPStatus.UNAUTHORIZED, "this is not the token", _CHALLENGE)


def _read_token(header: str) -> str | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return None
