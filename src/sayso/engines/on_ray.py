"""Ray as an engine: the workers of a cluster, or of this machine where none is named.

Ray comes with `pip install 'sayso[ray]'` and is imported when it is asked for. Workers get the raw
units of an input and give back finished tables: nodes share no disk, but each has Sayso installed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from sayso.engines.engine import ATTEMPTS, DIED, ONE_THREAD, Died, EngineError

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks given out for each worker: the one that it is at, and the next."""


class OnRay:
    """An engine of the workers that Ray has: of the cluster at RAY_ADDRESS, else of this machine.

    `workers` is how many at most; None is as many as the cluster has cores. A cluster that this
    process is connected to already is used as it is, and stays.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._ray = _imported()
        self._ours = not self._ray.is_initialized()
        if self._ours:
            self._start(workers)
        cores = int(self._ray.cluster_resources().get("CPU", 1))
        self.workers = max(1, min(workers or cores, cores))
        self._call = self._ray.remote(num_cpus=1, max_retries=0)(_done)

    def _start(self, workers: int | None) -> None:
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
        local = not os.environ.get("RAY_ADDRESS")
        if local:
            options |= {"address": "local", "num_cpus": workers, "include_dashboard": False}
        try:
            with _no_cloud_queries() if local else nullcontext():
                self._ray.init(**options)
        except (ConnectionError, RuntimeError, OSError) as error:
            raise EngineError(
                f"Ray could not be started or reached ({str(error)[:200]}). Check RAY_ADDRESS, or"
                " leave out --engine ray."
            ) from error

    def run(
        self, work: Callable[[Task], Result], tasks: Iterable[Task]
    ) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result, as they get done; see `Engine`."""
        source = iter(tasks)
        again: deque[tuple[Task, int]] = deque()
        out: dict[Any, tuple[Task, int]] = {}
        while True:
            while len(out) < self.workers * AHEAD:
                task, attempts = again.popleft() if again else (next(source, None), 0)
                if task is None:
                    break
                out[self._call.remote(work, task)] = (task, attempts)
            if not out:
                return
            (ready,), _ = self._ray.wait(list(out), num_returns=1)
            task, attempts = out.pop(ready)
            result = self._had(ready)
            if result is DIED and attempts + 1 < ATTEMPTS:
                again.append((task, attempts + 1))
            else:
                yield task, result

    def _had(self, ready: Any) -> Any:
        """Return what came of a task; DIED where its worker, or the worker's node, is gone."""
        failures = self._ray.exceptions
        try:
            return self._ray.get(ready)
        except failures.RayTaskError as error:
            raise EngineError(f"a worker on Ray ended with an error:\n{error}") from error
        except failures.RayError:
            return DIED

    def close(self) -> None:
        """Leave the cluster; end it where it was started for this."""
        if self._ours:
            self._ray.shutdown()


CLOSED_PROXY = "http://127.0.0.1:9"
"""The discard port of this machine: a request through it is refused at once."""


@contextmanager
def _no_cloud_queries() -> Iterator[None]:
    """Keep the servers that Ray starts here from asking which cloud they run in.

    Ray 2.60 asks three clouds' metadata services (two look-ups and link-local requests) at every
    start, even with usage statistics off. Its gRPC reads the lower-case variable alone, so only
    those requests are sent to the closed port.
    """
    before = {name: os.environ.get(name) for name in ("HTTP_PROXY", "NO_PROXY")}
    os.environ.update(HTTP_PROXY=CLOSED_PROXY, NO_PROXY="localhost,127.0.0.1,::1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _imported() -> Any:
    # Before the import, which reads it. Ray reports its use to its vendor where this is not "0".
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise EngineError(
            "Ray isn't installed. Run `pip install 'sayso[ray]'`, or leave out --engine ray."
        ) from error
    return ray


def _done(work: Callable[[Task], Result], task: Task) -> Result:
    """Return the work of one task, in a worker of Ray."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    return work(task)
