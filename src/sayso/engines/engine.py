"""What an engine is: it does one piece of work for each task, somewhere.

EngineError           an engine can't be had, an input can't be found, or workers go on dying
└── UnwrittenError    the tables can't be written
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

ATTEMPTS = 3
"""How often a task is tried whose worker dies. One that fell to a lack of memory may pass when
tried again; one that kills its worker three times is given up."""

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""A worker has one core: threads of its libraries would only stand in the way of other workers."""


class EngineError(Exception):
    """An engine can't be used; the message says what to do."""


class TablesUnwrittenError(EngineError):
    """The tables can't be written; the message says where and why."""


class Died:
    """Stands for the result of a task that killed its worker at every attempt."""


DIED = Died()


class Engine(Protocol):
    """Does work for tasks on `workers` workers at a time."""

    workers: int

    def run(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result, as they get done; DIED where its worker died every time.

        Takes no more tasks from `tasks` than it needs to keep its workers at work. `work` is a
        function of a module, and what it raises is raised here: EngineError where it happened
        elsewhere.
        """

    def close(self) -> None:
        """Let the workers go."""


class Here:
    """The engine that is this process: one worker, and no other may die."""

    workers = 1

    def run(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result, in order."""
        for task in tasks:
            yield task, work(task)

    def close(self) -> None:
        """Nothing is to be let go."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Have processes that start meanwhile use one thread each, unless the user set it otherwise."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    try:
        yield
    finally:
        for name, held in before.items():
            if held is None:
                os.environ.pop(name, None)
