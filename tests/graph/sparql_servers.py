"""SPARQL servers that nobody here wrote, and our own, each in a process of its own with an empty store."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
TOKEN = "a token for tests"
MANY_ROWS = 1_000_000
_START_SECONDS = 30.0
_INI = """
[Database]
DatabaseFile = virtuoso.db
TransactionFile = virtuoso.trx
LockFile = virtuoso.lck
ErrorLogFile = virtuoso.log
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = .
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
[HTTPServer]
ServerPort = {http}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass
class RunningServer:
    """A server: its address, what a client says to it, and how to start it again after `kill`."""

    url: str
    folder: Path
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=os.environ | {"KG_TOKEN": TOKEN}, stdout=log, stderr=log
            )
        end = time.monotonic() + _START_SECONDS
        while True:
            assert self.process.poll() is None, (self.folder / "log").read_text()
            try:
                httpx.get(self.url)
            except httpx.TransportError:
                assert time.monotonic() < end, (self.folder / "log").read_text()
                time.sleep(0.1)
            else:
                return

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End the process."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(_START_SECONDS)


def missing(kind: str) -> str | None:
    """Why a kind of server cannot be started here, None if it can."""
    if kind == "oxigraph" and not OXIGRAPH.is_file():
        return "the server of oxigraph is not installed: pip install oxigraph"
    if kind == "virtuoso" and shutil.which("virtuoso-t") is None:
        return "Virtuoso is not installed: apt-get install virtuoso-opensource"
    return None


@contextmanager
def serving(kind: str, folder: Path, *options: str, rows: int = MANY_ROWS) -> Iterator[RunningServer]:
    """Start an empty server: "oxigraph", "virtuoso" (that cuts answers at `rows`) or "irkg"."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    url, environment = f"http://localhost:{port}", dict[str, str]()
    command = [str(OXIGRAPH), "serve", "--location", str(folder / "data"), "--bind", f"localhost:{port}"]
    if kind == "virtuoso":
        ini = _INI.format(sql=_free_port(), http=port, rows=rows)
        (folder / "virtuoso.ini").write_text(ini)
        command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
        environment = {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"}
    elif kind == "irkg":
        from kg.graph.store import Store

        Store(folder / "store").close()
        command = [sys.executable, "-m", "kg", "serve", "--writable", "--port", str(port)]
        command += ["--store", str(folder / "store")]
        environment = {"KG_STORE_TOKEN": TOKEN}
    server = RunningServer(url, folder, [*command, *options], environment)
    server.start()
    try:
        yield server
    finally:
        server.kill(signal.SIGTERM if kind == "irkg" else signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
