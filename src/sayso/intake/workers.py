"""Worker processes for the parsers of foreign bytes: limited in time and memory, reused, replaced.

Bytes from outside can make a parser run for hours or ask for gigabytes. So none of them is parsed
in this process: a `Worker` is one process that runs the parsers of `sayso.intake.parsing` under
limits of the system, and `Workers` are those of this process. Bytes and hints go in, documents and
problems come out. A worker that goes beyond its limits is ended by the system, its input becomes a
problem, and the next input gets a new worker.

An archive is read in a worker, too, piece by piece: the worker asks for bytes of the stream that is
open here and sends a record at a time, so that gigabytes are neither copied nor held.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from sayso.intake.frames import HEAD, LARGEST_FRAME, OUT_OF_MEMORY, AnswerPickle
from sayso.intake.hints import Hints, unread
from sayso.intake.parsing import parsed_here
from sayso.record import Document, Problem
from sayso.record.faults import INTERNAL

log = logging.getLogger(__name__)

IDLE_KEPT = 2
"""Idle workers that are kept: one that reads an archive and one for its pages."""

WALL_FACTOR = 10.0
"""Seconds by the clock for each second of processor time: a busy machine is no reason to stop."""

PIECE = 1 << 18
REMEDY = "Save its text as .txt and read that."
ROOT = Path(__file__).parents[2]
START = "import sys; sys.path.append(sys.argv[1]); from sayso.intake.parsing import serve; serve()"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Each thread of a numeric library would take address space, and no parser uses one."""


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """What one input may take: `seconds` and `seconds_per_mb` of processor time, `memory` in bytes.

    Of 205 news pages of 1.5 MB at most, the slowest takes 0.5 s, and 1.4 s per megabyte; loading
    the parsers takes 2 s. A PDF takes 0.05 s a page whatever its size, hence `paper_seconds`. A
    page of 20 MB needs 300 MB.
    """

    seconds: float = 20.0
    seconds_per_mb: float = 5.0
    paper_seconds: float = 60.0
    memory: int = 960 << 20

    def allowed(self, parser: str, size: int) -> float:
        """Return the seconds of processor time that an input of `size` bytes may take."""
        base = self.paper_seconds if parser in ("pdf", "word") else self.seconds
        return base + self.seconds_per_mb * size / 1_000_000


class State(Enum):
    """What a worker is at: waiting for a task, working on one, or ended."""

    IDLE = "idle"
    BUSY = "busy"
    ENDED = "ended"


class ParserStoppedError(Exception):
    """An input was not parsed to its end; the message says why, `remedy` what to do."""

    def __init__(self, why: str, remedy: str = REMEDY) -> None:
        super().__init__(why)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Task:
    """A call of a parser: its name, its arguments, and the processor time that it may take.

    `stream` is read for the parser, here, where it reads one.
    """

    parser: str
    arguments: tuple[Any, ...]
    seconds: float
    stream: BinaryIO | None = None


class Worker:
    """One process that runs a task at a time."""

    def __init__(self, limits: ParserLimits) -> None:
        self._limits = limits
        life, self._life = os.pipe()  # closed by the system when this process ends, however it ends
        command = [sys.executable, "-P", "-c", START, str(ROOT), str(life), str(limits.memory)]
        try:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                pass_fds=(life,),
                env=os.environ | ONE_THREAD,
                process_group=0,  # Ctrl-C is for this process, which ends its workers
            )
        finally:
            os.close(life)
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        self._requests, self._answers = self._process.stdin, self._process.stdout
        for pipe in (self._requests, self._answers):
            os.set_blocking(pipe.fileno(), False)
        self._came = bytearray()
        self.state = State.IDLE

    @property
    def pid(self) -> int:
        return self._process.pid

    def results(self, task: Task) -> Iterator[Any]:
        """Return the results of `task` as they come. Raise StoppedError where it is not finished.

        A task that is given up, by the worker or by the caller, ends the process.
        """
        self.state = State.BUSY
        wall = WALL_FACTOR * task.seconds
        try:
            self._send((task.parser, task.arguments, task.seconds), wall, task)
            while True:
                kind, value = self._receive(wall, task)
                if kind == "result":
                    yield value
                elif kind == "stream":
                    self._send(_of_stream(task.stream, *value), wall, task)
                else:
                    break
            if kind != "grown":
                self.state = State.IDLE
            if kind == "failed":
                place, message = value
                log.error("%s: %s in a parser: %s", INTERNAL, place, message)
                raise ParserStoppedError(f"{INTERNAL} ({place})", REMEDY)
        finally:
            if self.state is State.BUSY:
                self.end()

    def is_alive(self) -> bool:
        """Return whether the process is there, as an idle one may have been ended from outside."""
        return self.state is not State.ENDED and self._process.poll() is None

    def end(self) -> None:
        """End the process, whatever it is at."""
        self.state = State.ENDED
        self._process.kill()
        self._process.wait()
        self.forget()

    def forget(self) -> None:
        """Close our ends of its pipes: all that a forked copy of this process may do to it."""
        self.state = State.ENDED
        with suppress(OSError):
            self._requests.close()
            self._answers.close()
            os.close(self._life)
        if self._process.returncode is None:
            self._process.returncode = 0  # not a child of the forked copy: nothing to wait for

    def _send(self, message: object, wall: float, task: Task) -> None:
        rest = memoryview(pickle.dumps(message, protocol=5))
        until = time.monotonic() + wall
        while rest:
            try:
                rest = rest[os.write(self._requests.fileno(), rest) :]
            except BlockingIOError:
                self._wait(self._requests.fileno(), select.POLLOUT, until, wall)
            except BrokenPipeError:
                raise self._stopped(task) from None

    def _receive(self, wall: float, task: Task) -> tuple[str, Any]:
        until = time.monotonic() + wall
        size = HEAD.unpack(self._exactly(HEAD.size, until, wall, task))[0]
        if size > LARGEST_FRAME:
            raise ParserStoppedError(
                f"stopped: its result is larger than {LARGEST_FRAME >> 20} MiB"
            )
        body = self._exactly(size, until, wall, task)
        try:
            kind, value = AnswerPickle(io.BytesIO(body)).load()
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError) as error:
            raise ParserStoppedError(f"stopped: its result can't be read ({error})") from error
        return str(kind), value

    def _exactly(self, size: int, until: float, wall: float, task: Task) -> bytes:
        """Return the next `size` bytes of the answers; others that came with them wait."""
        while len(self._came) < size:
            self._wait(self._answers.fileno(), select.POLLIN, until, wall)
            try:
                piece = os.read(self._answers.fileno(), PIECE)
            except BlockingIOError:
                continue
            if not piece:
                raise self._stopped(task)
            self._came += piece
        taken = bytes(self._came[:size])
        del self._came[:size]
        return taken

    def _wait(self, pipe: int, event: int, until: float, wall: float) -> None:
        poll = select.poll()
        poll.register(pipe, event)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1_000):
            raise ParserStoppedError(f"stopped after {wall:.0f} s without an answer")

    def _stopped(self, task: Task) -> ParserStoppedError:
        """Return why the process ended."""
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return ParserStoppedError(f"stopped after {task.seconds:.0f} s of processor time")
        if code == OUT_OF_MEMORY:
            return ParserStoppedError(
                f"stopped: more than {self._limits.memory >> 20} MiB of memory"
            )
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return ParserStoppedError(f"stopped: the process that parsed it ended ({how})")


def _of_stream(stream: BinaryIO | None, at: int, size: int) -> bytes | str:
    """Return `size` bytes of a stream from `at`, or in words why they can't be had."""
    if stream is None:
        return "no stream"
    try:
        stream.seek(at)
        return stream.read(size)
    except (OSError, ValueError) as error:
        return str(error)


class Workers:
    """The workers of this process; any thread may use them, and each task has one for itself."""

    def __init__(self, limits: ParserLimits = ParserLimits()) -> None:
        self.limits = limits
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        _ALL.add(self)

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of idle workers."""
        return tuple(each.pid for each in self._idle)

    def results(
        self, parser: str, arguments: tuple[Any, ...], size: int, stream: BinaryIO | None = None
    ) -> Iterator[Any]:
        """Return what `parser` makes of an input of `size` bytes, as it comes.

        Raise StoppedError where it took too much, died, or met an error of ours.
        """
        if os.name != "posix":
            yield from parsed_here(parser, arguments, stream)
            return
        task = Task(parser, arguments, self.limits.allowed(parser, size), stream)
        worker = self._take()
        try:
            yield from worker.results(task)
        finally:
            self._give_back(worker)

    def documents(
        self, parser: str, raw: bytes, name: str, hints: Hints, *more: object
    ) -> Iterator[Document | Problem]:
        """Return the documents in `raw`, and a problem where parsing did not come to its end."""
        try:
            yield from self.results(parser, (raw, name, hints, *more), len(raw))
        except ParserStoppedError as stopped:
            yield unread(name, str(stopped), stopped.remedy)

    def close(self) -> None:
        """End the workers that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    return worker
                worker.end()
        return Worker(self.limits)

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.state is State.IDLE and len(self._idle) < IDLE_KEPT:
                self._idle.append(worker)
                return
        if worker.state is not State.ENDED:
            worker.end()

    def _forget(self) -> None:
        self._lock = threading.Lock()
        for worker in self._idle:
            worker.forget()
        self._idle = []


_ALL: weakref.WeakSet[Workers] = weakref.WeakSet()


def _close_all() -> None:
    for worker in list(_ALL):
        worker.close()


def _forget_all() -> None:
    for worker in list(_ALL):
        worker._forget()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


@cache
def usual_workers() -> Workers:
    """Return the workers that this process uses where no others are named."""
    return Workers()
