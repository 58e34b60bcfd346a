"""Errors of Sayso's own: what an exception in the work on one document becomes.

No document may end a run. Where work is done document by document, `attempt` does it, and an
exception becomes a Problem of that document and a line in the log. This is the one place in the
program that catches every exception.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from traceback import walk_tb
from typing import TypeVar

from sayso.record.document import Problem

Result = TypeVar("Result")
Passing = tuple[type[Exception], ...]

FRAMES = 6
"""Frames of the trace in the log, the last ones: a recursion has a thousand that are the same."""

LONGEST_MESSAGE = 200
INTERNAL = "internal error, please report"

log = logging.getLogger(__name__)


def attempt(where: str, work: Callable[[], Result], passing: Passing = ()) -> Result | Problem:
    """Return what `work` returns, or the problem of an internal error in `where` if it raises.

    Exceptions of the types `passing` are raised as they are. KeyboardInterrupt and SystemExit are
    no errors and are always raised; RecursionError and MemoryError are errors like any other.
    """
    try:
        return work()
    except passing:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, the other documents go on
        return internal_error(where, error)


def attempt_all(
    where: str, items: Iterable[Result], passing: Passing = ()
) -> Iterator[Result | Problem]:
    """Yield `items`; if making the next one raises, yield the problem of that instead, and end."""
    iterator = iter(items)
    end = object()
    while True:
        item = attempt(where, lambda: next(iterator, end), passing)
        if item is end:
            return
        yield item  # type: ignore[misc]
        if isinstance(item, Problem) and item.message.startswith(INTERNAL):
            return


def internal_error(where: str, error: Exception) -> Problem:
    """Return the problem of an exception raised in `where`, a stage or a format, and log it."""
    from importlib import metadata  # what reads without a fault does not load it

    kind = type(error).__name__
    version = metadata.version("sayso")
    log.error("%s in %s (Sayso %s): %s", INTERNAL, where, version, trace_of(error))
    return Problem(where, f"{INTERNAL}: {kind} in {where}, Sayso {version}. The log has the trace.")


def is_internal(problem: Problem) -> bool:
    """Return whether a problem is that of an internal error."""
    return problem.message.startswith(INTERNAL)


def trace_of(error: Exception) -> str:
    """Return the exception and its last frames on one line, without control characters."""
    frames = deque(walk_tb(error.__traceback__), maxlen=FRAMES)
    places = [
        f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
        for frame, line in frames
    ]
    try:
        said = ascii(str(error))[:LONGEST_MESSAGE]
    except (RecursionError, MemoryError):
        said = "no message"
    return f"{type(error).__name__} {said} at {' > '.join(places)}"
