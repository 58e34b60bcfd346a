"""A pool of processes on this machine that outlives the death of any of them."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from sayso.engines.engine import ATTEMPTS, DIED, Died, EngineError, one_thread

Task = TypeVar("Task")
Result = TypeVar("Result")


class PoolStoppedError(EngineError):
    """The pool was stopped while it had work."""


GRACE = 5.0
"""Seconds that a worker has to end when it is asked to."""


@dataclass(slots=True)
class _Worker:
    """A process, our end of the pipe to it, and the task that it is at with the attempts at it."""

    process: BaseProcess
    pipe: Connection
    at: tuple[Any, int] | None = None


class Pool:
    """An engine of `workers` processes, started when there is work, each with a task at a time.

    Processes are spawned, not forked: they share no lock or thread with this one.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._there: list[_Worker] = []
        self._stopped = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers that are there."""
        return tuple(each.process.pid for each in self._there if each.process.pid is not None)

    def run(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result, as they get done; see `Engine`."""
        source = iter(tasks)
        waiting: deque[tuple[Task, int]] = deque()
        try:
            while True:
                self._hand_out(work, waiting, source)
                if self._stopped:
                    raise PoolStoppedError("The workers were stopped.")
                busy = [each for each in self._there if each.at is not None]
                if not busy:
                    return
                # The next tasks are made while the workers are at theirs.
                _fill(waiting, source, self.workers)
                ready = set(wait([each.pipe for each in busy]))
                for worker in busy:
                    if worker.pipe in ready:
                        yield from self._receive(worker, waiting)
        finally:
            # Where nobody wants the rest, what is still being done is nobody's result.
            self._end([each for each in self._there if each.at is not None])

    def _hand_out(
        self,
        work: Callable[[Task], Result],
        waiting: deque[tuple[Task, int]],
        source: Iterator[Task],
    ) -> None:
        for number in range(0 if self._stopped else self.workers):
            if number < len(self._there) and self._there[number].at is not None:
                continue
            if not waiting:
                _fill(waiting, source, 1)
            if not waiting:
                return
            if number == len(self._there):
                self._there.append(_started())
            worker = self._there[number]
            worker.at = waiting.popleft()
            try:
                worker.pipe.send((work, worker.at[0]))
            except OSError:  # it died while it had nothing to do: its end is found when waited for
                continue

    def _receive(
        self, worker: _Worker, waiting: deque[tuple[Task, int]]
    ) -> Iterator[tuple[Task, Result | Died]]:
        """Yield the result that a worker has sent; where it died, its task waits for another."""
        if worker.at is None:
            return
        task, attempts = worker.at
        try:
            result = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            if self._stopped:
                return
            if attempts + 1 < ATTEMPTS:
                waiting.appendleft((task, attempts + 1))
            else:
                yield task, DIED
            return
        worker.at = None
        yield task, result

    def _bury(self, worker: _Worker) -> None:
        """Forget a worker that died; raise if it was by an error of ours, and not from outside."""
        worker.pipe.close()
        worker.process.join()
        self._there.remove(worker)
        code = worker.process.exitcode
        if code is not None and code > 0:
            raise EngineError(
                f"a worker ended with an error (exit code {code}), which it told above. This is an"
                " error of Sayso: please report it with what it told."
            )

    def stop(self) -> None:
        """End the workers at once, for good; may be called by any thread.

        `run` raises StoppedError in the thread that it runs in. `close` is still to be called.
        """
        self._stopped = True
        for worker in list(self._there):
            # A worker that `run` has just buried has no process any more.
            with suppress(ValueError):
                worker.process.kill()

    def close(self) -> None:
        """End the workers, also those that are at work."""
        self._end(list(self._there))

    def _end(self, workers: list[_Worker]) -> None:
        for worker in workers:
            self._there.remove(worker)
            worker.pipe.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join(GRACE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()


def _fill(waiting: deque[tuple[Task, int]], source: Iterator[Task], count: int) -> None:
    while len(waiting) < count:
        task = next(source, None)
        if task is None:
            return
        waiting.append((task, 0))


def _started() -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    with one_thread():
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(pipe: Connection) -> None:
    """Do a task at a time, as a worker, until nobody is there to give one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            work, task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            result = work(task)
        except MemoryError:
            # As if the system had ended it: the task is tried again, by itself in the end.
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            pipe.send(result)
        except OSError:
            return
