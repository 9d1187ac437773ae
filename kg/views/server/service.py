"""What routes call: ask the graph, read and write it, under the bounds that are set."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol

from kg.graph.questions import Filling, Question
from kg.graph.store import Store
from kg.views.server.negotiation import GRAPHS, TABLES, choose, not_acceptable
from kg.views.server.options import WRITE_TIME, ServeOptions
from kg.views.server.pool import Pool, Reply
from kg.views.server.problems import Problem
from kg.views.server.protocol import Operation
from kg.views.server.snapshots import Snapshots
from kg.views.server.worker import Head


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, in the media type that was agreed; `file`, if any, holds it in place of `body`."""

    media: str
    body: bytes
    file: BinaryIO | None = None


class Words(Protocol):
    """Reads the words of questions about one graph; days such as "last month" count from `today`.

    Both raise QuestionError for words that stand for nothing.
    """

    def find(self, text: str, today: date | None) -> tuple[Question, Mapping[str, Filling]]:
        """The question that a text in plain English asks, with its parameters."""

    def read(self, kind: str, text: str, today: date | None) -> Filling:
        """What words stand for as a parameter of a kind of `kg.graph.questions.KINDS`."""


ReadWords = Callable[[Store], Words]
"""Reads the names of a graph, once, for all questions about it."""


class Service:
    """The graph of a store, asked in worker processes on copies of it and written in one more.

    Its methods raise Problem, which the application turns into a response. `start` must run before and
    `close` after all others.
    """

    def __init__(self, store: Path, options: ServeOptions, read_words: ReadWords) -> None:
        self.options = options
        self.read_words = read_words
        self.token = options.token or secrets.token_urlsafe(24)
        self.snapshots = Snapshots(store)
        folder = self.snapshots.folder
        self._readers = Pool(options.workers, folder, memory=options.memory, network=options.network)
        self._writer = Pool(1, folder, memory=options.memory, network=options.network)
        self._writing = asyncio.Lock()

    @property
    def base(self) -> str:
        """The base IRI of the data."""
        return self.snapshots.base

    async def start(self) -> None:
        """Start the workers."""
        await self._readers.start()
        if self.options.writable:
            await self._writer.start()

    async def close(self) -> None:
        """End the workers and remove the copies of the store."""
        await self._readers.close()
        await self._writer.close()
        self.snapshots.close()

    async def tag(self) -> str:
        """A name for all that is in the graph now; another one as soon as something has changed."""
        await self.snapshots.refresh()
        return self.snapshots.tag

    async def query(
        self,
        operation: Operation,
        accept: str = "*/*",
        *,
        base_iri: str | None = None,
        most_bytes: int | None = None,
    ) -> Answer:
        """Answer a SPARQL query in the media type that the client prefers.

        `most_bytes` bounds the answer where the option that does so for clients is not meant.
        """
        tables, graphs = choose(accept, TABLES), choose(accept, GRAPHS)
        if tables is None and graphs is None:
            raise not_acceptable(dict.fromkeys((*TABLES, *GRAPHS)))
        job = {
            "op": "query",
            "base_iri": base_iri or self.base,
            "default": operation.default,
            "named": operation.named,
            "table_media": tables,
            "graph_media": graphs,
        }
        return await self._read(job, operation.text.encode(), most_bytes)

    async def graph(self, graph: str | None, media: str) -> Answer:
        """A named graph, or what was written into the default graph (None), in one of `GRAPHS`."""
        return await self._read({"op": "graph", "graph": graph, "media": media})

    async def dataset(self, media: str) -> Answer:
        """All named graphs in one of `DATASETS`."""
        return await self._read({"op": "dataset", "media": media})

    async def update(self, operation: Operation, base_iri: str) -> None:
        """Carry out a SPARQL update."""
        job = {
            "op": "update",
            "base_iri": base_iri,
            "default": operation.default,
            "named": operation.named,
        }
        await self._write(job, operation.text.encode())

    async def write_graph(
        self, op: str, graph: str | None, documents: Sequence[tuple[str, bytes]] = (), *, base_iri: str = ""
    ) -> bool:
        """Put, post or delete a graph ("put", "post", "delete"); says whether it is new.

        `documents` are its parts, each with a format of `GRAPH_INPUTS`.
        """
        parts = [(form, len(content)) for form, content in documents]
        job = {"op": op, "graph": graph, "documents": parts, "base_iri": base_iri}
        reply = await self._write(job, b"".join(content for _, content in documents))
        return bool(reply.head["new"])

    async def _read(self, job: Head, body: bytes = b"", most_bytes: int | None = None) -> Answer:
        await self.snapshots.refresh()
        with self.snapshots.use() as snapshot:
            job |= {"path": str(snapshot.path), "most_bytes": most_bytes or self.options.result_bytes}
            reply = await self._readers.run(job, body, seconds=self.options.seconds)
        return Answer(reply.head["media"], reply.body, reply.file)

    async def _write(self, job: Head, body: bytes) -> Reply:
        path = self.snapshots.next_path()
        job |= {"path": str(path), "store": str(self.snapshots.store), "most_bytes": 0}
        async with self._writing:
            try:
                reply = await self._writer.run(job, body, seconds=self.options.seconds * WRITE_TIME)
            except Problem:
                self.snapshots.discard(path)
                raise
            self.snapshots.replace(path)
        return reply
