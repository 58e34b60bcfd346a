"""What comes in: documents with the bytes that they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import BinaryIO

from sayso.intake.hints import NO_HINTS, STAGE, Hints, without_login
from sayso.intake.languages import with_language
from sayso.intake.outlets import with_outlet
from sayso.intake.workers import Workers, usual_workers
from sayso.record import Capture, Document, Problem, Reading, content_hash
from sayso.record.addresses import without_credentials
from sayso.record.faults import Passing, attempt_all


@dataclass(frozen=True, slots=True)
class Known:
    """These bytes from this address were read before; they were not read again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document or a problem, the bytes it was made of, and how far into the input that is.

    `done` and `size` count bytes of the input, where it is one large file. `reading` is all that
    was read in the document, where that was done before.
    """

    content: Document | Problem | Known
    capture: Capture | None = None
    done: int = 0
    size: int = 0
    reading: Reading | None = None

    def __post_init__(self) -> None:
        """Leave user names and passwords out of the addresses, however they came in, and infer the
        outlet where nobody gives it.
        """
        if isinstance(self.content, Document) and self.reading is None:
            object.__setattr__(self, "content", with_outlet(without_login(self.content)))
        if self.capture is not None and "@" in self.capture.url:
            clean = replace(self.capture, url=without_credentials(self.capture.url))
            object.__setattr__(self, "capture", clean)


def never(_capture: Capture) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Taking:
    """How to take inputs in: what is known of them, and which bytes `known` says were read.

    `workers` are the processes that parse them.
    """

    hints: Hints = NO_HINTS
    stdin: BinaryIO | None = None
    known: Callable[[Capture], bool] = field(default=never)
    workers: Workers = field(default_factory=usual_workers, compare=False)
    passing: Passing = ()
    """Errors that `known` may raise: they are no fault of an input, and end the reading of all."""

    @property
    def reading(self) -> str:
        """A hash of what is known: the same bytes with other hints are another document."""
        hints = self.hints
        if hints == NO_HINTS:
            return ""
        published = hints.published.isoformat() if hints.published else None
        columns = [f"{field}={name}" for field, name in hints.columns]
        given = [published, hints.outlet, hints.language, *([columns] if columns else [])]
        return content_hash("hints", *given)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def captured(body: bytes, url: str, taking: Taking, media_type: str = "") -> Capture:
    """Return a capture of bytes that were read just now."""
    return Capture(body, without_credentials(url), now(), media_type, reading=taking.reading)


def arrivals(
    capture: Capture,
    taking: Taking,
    make: Callable[[], Iterable[Document | Problem]],
    said: bool = False,
) -> Iterator[Arrival]:
    """Yield what `make` makes of the bytes of `capture`, unless they are known.

    `said` is True where the sender gives the language of what is made. If `make` raises, what it
    made before is kept, and the error is a problem.
    """
    if taking.known(capture):
        yield Arrival(Known(), capture)
        return
    language_given = said or taking.hints.language is not None

    def worded() -> Iterator[Document | Problem]:
        for item in make():
            yield with_language(item, language_given) if isinstance(item, Document) else item

    about = "standard input" if capture.url == "stdin:" else capture.url.removeprefix("file:")
    made = list(attempt_all(STAGE, worded, about=about))
    parts = sum(isinstance(each, Document) for each in made)
    part = 0
    for item in made:
        if isinstance(item, Document):
            yield Arrival(item, replace(capture, part=part, parts=parts))
            part += 1
        else:
            yield Arrival(item)


def each_arrival(
    make: Callable[[], Iterable[Arrival]], taking: Taking, about: str
) -> Iterator[Arrival]:
    """Yield what `make` makes of the input `about`; an error of ours is a problem, and ends it."""
    for item in attempt_all(STAGE, make, taking.passing, about):
        yield Arrival(item) if isinstance(item, Problem) else item
