"""Errors of Sayso's own: what an exception in the work on one document becomes.

No document may end a run. Where work is done document by document, `attempt` does it, and an
exception becomes a Problem of that document and a line in the log. Every exception is caught here
alone, but for what no document is worked on in: the site's answers (`web.last_resort`) and the
processes that parse (`intake.parsing`, `intake.papers`).
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from traceback import walk_tb
from typing import TypeVar

from sayso.record.document import Problem
from sayso.record.reading import Reading

Result = TypeVar("Result")
Passing = tuple[type[Exception], ...]

FRAMES = 6
"""Frames of the trace in the log, the last ones: a recursion has a thousand that are the same."""

LONGEST_MESSAGE = 200
LONGEST_SUBJECT = 120
INTERNAL = "internal error, please report"

log = logging.getLogger(__name__)


def attempt(
    where: str,
    work: Callable[[], Result],
    passing: Passing = (),
    about: str = "",
    subject: str = "",
) -> Result | Problem:
    """Return what `work` returns, or the problem of an internal error in `where` if it raises.

    `about` names the input where the problem will stand by itself, `subject` the document in the
    log. Exceptions of the types `passing` are raised as they are. KeyboardInterrupt and SystemExit
    are no errors and are always raised; RecursionError and MemoryError are errors like any other.
    """
    try:
        return work()
    except passing:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, the other documents go on
        return internal_error(where, error, about, subject)


def attempt_all(
    where: str, make: Callable[[], Iterable[Result]], passing: Passing = (), about: str = ""
) -> Iterator[Result | Problem]:
    """Yield what `make` makes; if that raises, yield the problem of an internal error, and end."""
    end = object()
    iterator: Iterator[Result] | None = None

    def advance() -> tuple[Result] | object:
        nonlocal iterator
        if iterator is None:
            iterator = iter(make())
        for item in iterator:
            return (item,)
        return end

    while True:
        advanced = attempt(where, advance, passing, about)
        if isinstance(advanced, Problem):
            yield advanced
            return
        if not isinstance(advanced, tuple):
            return
        yield advanced[0]


def internal_error(where: str, error: Exception, about: str = "", subject: str = "") -> Problem:
    """Return the problem of an exception raised in `where`, a stage or a format, and log it."""
    from importlib import metadata  # what reads without a fault does not load it

    kind = type(error).__name__
    version = metadata.version("sayso")
    of = ascii((subject or about)[:LONGEST_SUBJECT])
    log.error("%s: %s of %s, Sayso %s: %s", INTERNAL, where, of, version, trace_of(error))
    named = f"{about}: " if about else ""
    message = f"{named}{INTERNAL}: {kind} in {where}, Sayso {version}. The log has the trace."
    return Problem(where, message)


def without_layers(reading: Reading, problem: Problem) -> Reading:
    """Return a reading that has the document and `problem` alone: what a view that fails shows."""
    return Reading(reading.document, problems=(*reading.problems, problem))


def is_internal(problem: Problem) -> bool:
    """Return whether a problem is that of an internal error."""
    return INTERNAL in problem.message


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
