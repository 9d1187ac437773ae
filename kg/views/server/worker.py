"""The process in which one query or write runs at a time, so that it can be stopped.

The engine cannot be interrupted from within. So each query runs here, on a copy of the store that stands
still, under a limit of memory; at its deadline the operating system ends the process, and the server starts
another. It reads jobs from standard input and answers on standard output: two lengths, a head in JSON, and a
body.
"""

from __future__ import annotations

import ctypes
import json
import signal
import struct
import sys
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.graph.query import reaches_network
from kg.graph.vocabulary import prefixes
from kg.views.server.negotiation import DATASETS, GRAPHS, TABLES, not_acceptable
from kg.views.server.options import MEBIBYTE
from kg.views.server.problems import TOO_MUCH, Problem
from kg.views.server.served_store import RDF, ServedStore, parse_graph

Head = dict[str, Any]
"""What a job or an answer says of itself, in terms of JSON; `op` of a job says what is to be done."""

LENGTHS = struct.Struct(">II")
READY = b"!"
"""What a worker says when it waits for jobs."""
IN_MEMORY = MEBIBYTE
"""An answer up to this size comes through the pipe; a larger one waits in a file until the client has it."""
LOCK_WAIT = 5.0
"""Seconds that a write waits for another process to leave the store."""
OUT_OF_MEMORY = "the answer needs more memory than a query may take; ask for less, or group and sort less"
_TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_NEW_NETWORK, _NEW_USER, _DIE_WITH_PARENT = 0x40000000, 0x10000000, 1
"""CLONE_NEWNET and CLONE_NEWUSER of unshare(2), PR_SET_PDEATHSIG of prctl(2)."""


class Output:
    """Collects an answer, in memory and then in the file `path`, up to the size that an answer may have."""

    def __init__(self, most_bytes: int, path: str) -> None:
        self._most, self._path = most_bytes, Path(path)
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._size = 0

    def write(self, part: bytes) -> int:
        """Take the next part. Raises Problem when the answer is too large."""
        self._size += len(part)
        if self._size > self._most:
            message = f"the answer has more than {self._most:,} bytes, the most that is sent; ask for less"
            raise Problem(TOO_MUCH, message)
        if self._file is None and self._size > IN_MEMORY:
            self._file = self._path.open("wb")
            self._file.writelines(self._parts)
            self._parts = []
        if self._file is None:
            self._parts.append(bytes(part))
        else:
            self._file.write(part)
        return len(part)

    def flush(self) -> None:
        """Do nothing: `close` writes what is left."""

    def close(self) -> tuple[bytes, bool]:
        """What is in memory, and whether the answer is in the file instead."""
        if self._file is not None:
            self._file.close()
        return b"".join(self._parts), self._file is not None


class Worker:
    """Does one job after another; `network` allows SERVICE and LOAD."""

    def __init__(self, *, network: bool) -> None:
        self._network = network
        self._path, self._store = "", ServedStore()
        self._reads: dict[str, Callable[[Head, bytes, IO[bytes]], str]] = {
            "query": self._query,
            "graph": self._graph,
            "dataset": self._dataset,
        }
        self._writes: dict[str, Callable[[ServedStore, Head, bytes], bool]] = {
            "update": self._update,
            "put": _put,
            "post": _post,
            "delete": _delete,
        }

    def run(self, job: Head, body: bytes) -> tuple[Head, bytes]:
        """The head and the body of the answer to a job."""
        output = Output(job["most_bytes"], job["file"])
        try:
            if job["op"] in self._writes:
                return {"new": self._write(job, body)}, b""
            self._open(job["path"])
            media = self._reads[job["op"]](job, body, cast(IO[bytes], output))
        except (Problem, KgError, OSError, RuntimeError, ValueError, MemoryError) as error:
            output.close()
            return _explain(error), b""
        answer, in_file = output.close()
        return {"media": media, "in_file": in_file}, answer

    def _open(self, path: str) -> None:
        """Have the copy of the store open that the job is about."""
        if path != self._path:
            self._store.close()
            self._path = ""
            self._store, self._path = ServedStore(path, read_only=True), path

    def _query(self, job: Head, body: bytes, output: IO[bytes]) -> str:
        sparql = body.decode()
        self._refuse(sparql, "SERVICE")
        found = self._store.ask(sparql, job["base_iri"], job["default"], job["named"])
        is_graph = isinstance(found, ox.QueryTriples)
        media: str | None = job["graph_media" if is_graph else "table_media"]
        if media is None:
            raise not_acceptable(GRAPHS if is_graph else TABLES)
        if isinstance(found, ox.QueryTriples):
            ox.serialize(found, output, RDF[GRAPHS[media]], prefixes=prefixes(self._store.base))
        elif isinstance(found, ox.QueryBoolean) and TABLES[media] in ("csv", "tsv"):
            output.write(f"ask\n{str(bool(found)).lower()}\n".encode())
        else:
            found.serialize(output, format=_TABLES[TABLES[media]])
        return media

    def _graph(self, job: Head, _: bytes, output: IO[bytes]) -> str:
        media: str = job["media"]
        self._store.write_graph(_graph_of(self._store, job), output, GRAPHS[media])
        return media

    def _dataset(self, job: Head, _: bytes, output: IO[bytes]) -> str:
        media: str = job["media"]
        self._store.write_dataset(output, DATASETS[media])
        return media

    def _write(self, job: Head, body: bytes) -> bool:
        """Change the store itself, and leave a copy of what it is then; says whether a graph is new."""
        with ServedStore(job["store"], wait=LOCK_WAIT) as store:
            new = self._writes[job["op"]](store, job, body)
            store.backup(job["path"], text=False)
        return new

    def _update(self, store: ServedStore, job: Head, body: bytes) -> bool:
        sparql = body.decode()
        self._refuse(sparql, "SERVICE", "LOAD")
        store.update(sparql, job["base_iri"], job["default"], job["named"])
        return False

    def _refuse(self, sparql: str, *keywords: str) -> None:
        for keyword in keywords:
            if not self._network and reaches_network(sparql, keyword):
                raise Problem(
                    HTTPStatus.FORBIDDEN,
                    f"{keyword} is refused, since it sends requests over the network (and no prefix may have "
                    "that name); start the server with --allow-service if you trust all who may ask",
                )


def _graph_of(store: ServedStore, job: Head) -> ox.NamedNode:
    """The graph that a job is about. Raises Problem (404) if there is none."""
    graph = _named(store, job)
    if not store.has_graph(graph):
        raise Problem(HTTPStatus.NOT_FOUND, f"there is no graph {graph.value}")
    return graph


def _named(store: ServedStore, job: Head) -> ox.NamedNode:
    return store.own_default if job["graph"] is None else ox.NamedNode(job["graph"])


def _put(store: ServedStore, job: Head, body: bytes) -> bool:
    return store.put_graph(_named(store, job), _parse(job, body))


def _post(store: ServedStore, job: Head, body: bytes) -> bool:
    return store.add_to_graph(_named(store, job), _parse(job, body))


def _delete(store: ServedStore, job: Head, _: bytes) -> bool:
    store.delete_graph(_graph_of(store, job))
    return False


def _parse(job: Head, body: bytes) -> list[ox.Triple]:
    """The triples of all documents that the job carries, one after another in its body."""
    triples: list[ox.Triple] = []
    start = 0
    for form, length in job["documents"]:
        triples += parse_graph(body[start : start + length], form, job["base_iri"])
        start += length
    return triples


def _explain(error: Exception) -> Head:
    """What the client is told."""
    if isinstance(error, Problem):
        return {"status": error.status, "message": error.message}
    if isinstance(error, QueryError):
        return {"status": HTTPStatus.BAD_REQUEST, "message": str(error)}
    if isinstance(error, MemoryError):
        return {"status": TOO_MUCH, "message": OUT_OF_MEMORY}
    if isinstance(error, KgError | OSError):
        return {"status": HTTPStatus.SERVICE_UNAVAILABLE, "message": str(error)}
    return {"status": HTTPStatus.BAD_REQUEST, "message": f"the query could not be answered: {error}"}


def _leave_network() -> None:
    """Have no network, where the system allows that: should a spelling of SERVICE ever slip through."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _end_after(seconds: float) -> None:
    """End this process after so long (0: never): SIGALRM has no handler, so the system does it at once."""
    if sys.platform != "win32":  # where the server alone looks at the clock
        signal.setitimer(signal.ITIMER_REAL, seconds)


def limit_memory(most_bytes: int) -> None:
    """Let this process have so many bytes more than it has; beyond, the engine aborts."""
    import resource  # Windows has none

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + most_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main(memory: int, *, network: bool) -> None:
    """Do the jobs that come on standard input until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    if sys.platform == "linux":
        if not network:
            _leave_network()
        _die_with_parent()
        limit_memory(memory)
    worker = Worker(network=network)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    target.write(READY)
    target.flush()
    while lengths := source.read(LENGTHS.size):
        head_length, body_length = LENGTHS.unpack(lengths)
        job = json.loads(source.read(head_length))
        body = source.read(body_length)
        _end_after(job["seconds"])
        head, answer = worker.run(job, body)
        _end_after(0)
        packed = json.dumps(head).encode()
        target.write(LENGTHS.pack(len(packed), len(answer)) + packed + answer)
        target.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), network=sys.argv[2:] == ["network"])
