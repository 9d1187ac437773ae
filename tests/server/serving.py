"""A server in a process of its own, started by the command line, and what tests say to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

TOKEN = "a token for tests"
WRITE = {"Authorization": f"Bearer {TOKEN}"}
JSON = "application/sparql-results+json"
SPARQL_QUERY, SPARQL_UPDATE = "application/sparql-query", "application/sparql-update"


class Server:
    """A running server, asked over HTTP."""

    def __init__(self, process: subprocess.Popen[str], url: str, store: Path) -> None:
        self.store = store
        self.process = process
        self.url = url
        self.client = httpx.Client(base_url=url, timeout=60)

    @property
    def endpoint(self) -> str:
        return f"{self.url}/sparql"

    def ask(
        self, query: str, accept: str = "application/sparql-results+json", **parameters: Any
    ) -> httpx.Response:
        """Send a query by GET."""
        headers = {"Accept": accept}
        return self.client.get("/sparql", params={"query": query, **parameters}, headers=headers)

    def values(self, query: str, **parameters: Any) -> list[tuple[str | None, ...]]:
        """The rows of a SELECT as strings."""
        response = self.ask(query, **parameters)
        assert response.status_code == 200, response.text
        found = response.json()
        names = found["head"]["vars"]
        return [tuple(row.get(n, {}).get("value") for n in names) for row in found["results"]["bindings"]]

    def holds(self, query: str, **parameters: Any) -> bool:
        """The answer to an ASK."""
        response = self.ask(query, **parameters)
        assert response.status_code == 200, response.text
        return bool(response.json()["boolean"])

    def update(self, text: str, headers: dict[str, str] | None = None, **parameters: Any) -> httpx.Response:
        """Send an update, with the token unless other headers are given."""
        fields = {"Content-Type": SPARQL_UPDATE} | (WRITE if headers is None else headers)
        return self.client.post("/sparql", content=text, headers=fields, params=parameters)

    def workers(self) -> list[int]:
        """The numbers of the processes that the server has started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(number) for number in children.split()]


@contextmanager
def running(store: Path, *options: str, token: str | None = TOKEN) -> Iterator[Server]:
    """Start `kg serve` on a free port, and stop it as a user would."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | ({} if token is None else {"KG_TOKEN": token}),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert " at http" in line, line
        server = Server(process, line.partition(" at ")[2].partition(" ")[0], store)
        with server.client:
            yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
            process.stdout.close()
