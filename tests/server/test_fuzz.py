"""Malformed requests get an answer that blames them; the server goes on. `benchmarks/server.py` sends more.

Takes some twenty seconds, since one request in ten is a write.
"""

from __future__ import annotations

from collections import Counter

from tests.server.fuzzing import make_requests, send
from tests.server.serving import WRITE, Server

NUMBER = 300
SECONDS = 20.0
"""No request here may take longer, on a busy machine."""


def test_malformed_requests(writable: Server) -> None:
    statuses: Counter[int | None] = Counter()
    for number, request in enumerate(make_requests(NUMBER, 5, WRITE["Authorization"])):
        status = send(writable.url, request, SECONDS)
        assert status != 500, request
        statuses[status] += 1
        if number % 50 == 0:
            assert writable.holds("ASK {}")
    assert writable.process.poll() is None
    assert writable.holds("ASK {}")
    assert {200, 204, 400, 404, 405, 406, 415} <= set(statuses)
    assert statuses[None] < NUMBER / 10
