"""What a client is told when a request cannot be answered: a status and one clear message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

TIME_OUT = HTTPStatus.SERVICE_UNAVAILABLE
"""The query ran too long. Fuseki and GraphDB say the same; 408 would mean a slow client, 504 a proxy."""
TOO_MUCH = HTTPStatus.INSUFFICIENT_STORAGE
"""The answer needs more memory, or is larger, than it may."""


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - not every status from 400 on is an error of somebody
    """A request that is not answered, with the HTTP status and the message for the client."""

    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message
