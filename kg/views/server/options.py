"""What may be set of the server, and the bounds that protect it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024
WRITE_TIME = 10
"""A write may take so many times as long as a query: it may have to look at every triple of the store."""
WAITING_PER_WORKER = 64
"""Requests that wait for a worker, for each worker there is; more are sent away (503)."""
MOST_PARAMETERS = 1000
"""Parameters of one request; nobody names more graphs by hand, and counting them costs time."""
GRACE = 0.25
"""Seconds after which a worker that did not stop itself at its deadline is killed."""
LINGER = 5
"""Seconds that running requests have to end when the server is stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """How the graph is served.

    `seconds`, `memory` and `result_bytes` bound each query, `request_bytes` each request. Writing needs
    `writable` and the `token`. `network` allows SERVICE and LOAD, by which the server sends requests itself.
    `port` 0 takes any that is free. `origin` is the web site whose pages may read, "*" for any.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    writable: bool = False
    token: str | None = None
    seconds: float = 30.0
    memory: int = 2048 * MEBIBYTE
    result_bytes: int = 64 * MEBIBYTE
    request_bytes: int = 64 * MEBIBYTE
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    network: bool = False
    origin: str = "*"
