"""Keeps worker processes, hands them jobs, and replaces at once those that died."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import BinaryIO

from kg.views.server.options import GRACE, WAITING_PER_WORKER
from kg.views.server.problems import TIME_OUT, TOO_MUCH, Problem
from kg.views.server.worker import LENGTHS, OUT_OF_MEMORY, READY, Head

ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""Memory that the C library reserves for each thread counts against the limit; so it may reserve little."""
RETRY_AFTER = 2
"""Seconds after which a client that was sent away may come again."""
PAUSE = 1.0
"""Seconds before another try to start a worker that did not come up; its terminal says why."""
PATIENCE = 30.0
"""Seconds that a request may wait for a worker."""

_NUMBERS = count()
"""Of the files for answers, whichever pool they come from."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answered: its head, and the answer in memory or in a file, which is gone when closed."""

    head: Head
    body: bytes
    file: BinaryIO | None


class Pool:
    """`size` workers, each with `memory` bytes, that write large answers into `folder`.

    `network` lets them send requests. A job that finds all workers busy waits; when too many wait, or a job
    waits too long, it is refused (503).
    """

    def __init__(self, size: int, folder: Path, *, memory: int, network: bool) -> None:
        self._size, self._folder = size, folder
        self._arguments = [str(memory), *(["network"] if network else [])]
        self._idle: asyncio.LifoQueue[Process] = asyncio.LifoQueue()  # the one whose memory is warm
        self._all: set[Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._closed = False

    async def start(self) -> None:
        """Start the workers."""
        await asyncio.gather(*(self._add() for _ in range(self._size)))

    async def close(self) -> None:
        """End all workers."""
        self._closed = True
        for starting in list(self._starting):
            await starting
        for worker in list(self._all):
            await self._end(worker)

    async def run(self, job: Head, body: bytes, *, seconds: float) -> Reply:
        """Have a job done. Raises Problem with what went wrong."""
        worker = await self._wait_for_worker()
        file = self._folder / f"answer-{next(_NUMBERS)}"
        job = job | {"seconds": seconds, "file": str(file)}
        try:
            async with asyncio.timeout(seconds + GRACE):
                head, answer = await _exchange(worker, job, body)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError) as error:
            file.unlink(missing_ok=True)
            await self._replace(worker)
            if isinstance(error, asyncio.CancelledError):
                raise
            raise _explain_death(worker, seconds) from error
        self._idle.put_nowait(worker)
        if "status" in head:
            file.unlink(missing_ok=True)
            raise Problem(head["status"], head["message"])
        return Reply(head, answer, _take(file) if head.get("in_file") else None)

    async def _wait_for_worker(self) -> Process:
        if self._idle.empty() and self._waiting >= self._size * WAITING_PER_WORKER:
            raise _overload()
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._idle.get()
        except TimeoutError as error:
            raise _overload() from error
        finally:
            self._waiting -= 1

    async def _add(self) -> None:
        """Start a worker and wait until it is ready: what a job may take of time begins only then."""
        while not self._closed:
            worker = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "kg.views.server.worker", *self._arguments,
                stdin=PIPE, stdout=PIPE, start_new_session=True, env=os.environ | ARENAS,
            )  # fmt: skip
            self._all.add(worker)
            assert worker.stdout is not None
            if await worker.stdout.read(len(READY)) == READY:
                self._idle.put_nowait(worker)
                return
            await self._end(worker)
            await asyncio.sleep(PAUSE)

    async def _replace(self, worker: Process) -> None:
        await self._end(worker)
        if not self._closed:
            starting = asyncio.create_task(self._add())
            self._starting.add(starting)
            starting.add_done_callback(self._starting.discard)

    async def _end(self, worker: Process) -> None:
        self._all.discard(worker)
        if worker.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)  # Process.kill might take the exit code of a dead one
        await worker.wait()


def _take(path: Path) -> BinaryIO:
    """Open a file and remove its name, so that nothing is left of it whatever becomes of the client."""
    file = path.open("rb")
    path.unlink()
    return file


async def _exchange(worker: Process, job: Head, body: bytes) -> tuple[Head, bytes]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    head = json.dumps(job).encode()
    worker.stdin.write(LENGTHS.pack(len(head), len(body)) + head + body)
    await worker.stdin.drain()
    head_length, body_length = LENGTHS.unpack(await worker.stdout.readexactly(LENGTHS.size))
    answer = json.loads(await worker.stdout.readexactly(head_length))
    return answer, await worker.stdout.readexactly(body_length)


def _overload() -> Problem:
    message = f"too many requests at once; try again in {RETRY_AFTER} seconds"
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, message, {"Retry-After": str(RETRY_AFTER)})


def _explain_death(worker: Process, seconds: float) -> Problem:
    """Why a worker is gone: the clock, the limit of memory, or the engine itself."""
    code = worker.returncode
    if code in (-signal.SIGALRM, -signal.SIGKILL):
        message = f"stopped after {seconds:g} seconds, the longest that this may run; ask for less at once"
        return Problem(TIME_OUT, message)
    if code == -signal.SIGABRT:
        return Problem(TOO_MUCH, OUT_OF_MEMORY)
    if code == -signal.SIGSEGV:
        return Problem(HTTPStatus.BAD_REQUEST, "the text is nested too deeply to be read; write it flatter")
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, f"the engine gave up on this (exit code {code})")
