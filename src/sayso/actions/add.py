"""Read inputs and store what was read, with the bytes that it was made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sayso.actions.read import read, reading_of
from sayso.intake import NO_HINTS, Hints, Known
from sayso.intake.inputs import Opened, open_inputs
from sayso.ledger import (
    Added,
    EvidenceError,
    FeedItem,
    LedgerError,
    NewReading,
    Store,
    open_ledger,
)
from sayso.models import ModelPackError
from sayso.record import Capture, Document, Problem, Reading
from sayso.record.faults import attempt

Reader = Callable[[Document], Reading]


class UnreadableError(ValueError):
    """The text that was handed in gives no document; the message says why."""


class UnavailableError(Exception):
    """Nothing can be read now; `retry_after` is in how many seconds to hand it in again."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


PASSING = (LedgerError, ModelPackError, UnreadableError, UnavailableError)
"""Errors of which no document is the cause, or that are raised for whoever hands one in."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: `added`, or the problem that is now on the record.

    `before` is the version that stood at its address until now, if this one has other words.
    `done` of `size` bytes of a large input were read.
    """

    source: str
    document: str | None
    added: Added | None
    problem: Problem | None
    before: str | None = None
    done: int = 0
    size: int = 0


def add(
    sources: Iterable[str], ledger: Path | str, hints: Hints = NO_HINTS, fast: bool = False
) -> Iterator[Outcome]:
    """Read and store each document of `sources`; an outcome is given once it is safely stored.

    A document that the ledger holds already is not read again, and bytes that it holds are not
    even taken apart. `fast` reads with the smaller pack. Raises LedgerError.
    """
    with closing(open_ledger(ledger, "add")) as store:

        def known(capture: Capture) -> bool:
            return bool(store.made_of(capture))

        opened = open_inputs(sources, hints, known, (LedgerError,))
        yield from add_opened(store, opened, *([quickly] if fast else []))


quickly: Reader = partial(read, fast=True)
"""Reads with the smaller attribution pack."""


def add_opened(store: Store, opened: Iterable[Opened], reader: Reader = read) -> Iterator[Outcome]:
    """Read with `reader` and store what was opened, in its order, several in one transaction.

    An outcome is given once it is safely stored, which is about a second after it was read.
    """
    waiting = Waiting(store)
    for arrival in opened:
        if isinstance(arrival.content, Problem):
            store.add_problem(arrival.source, arrival.content)
            place = (arrival.done, arrival.size)
            waiting.put(Outcome(arrival.source, None, None, arrival.content, None, *place))
        elif isinstance(arrival.content, Known):
            for outcome in _known(store, arrival):
                waiting.put(outcome)
        else:
            if waiting.has_like(arrival.content):
                yield from waiting.stored()
            waiting.take(arrival, arrival.content, reader)
        if waiting.long_enough():
            yield from waiting.stored()
    yield from waiting.stored()


def _known(store: Store, opened: Opened) -> Iterator[Outcome]:
    """Yield the documents that were made of the same bytes before."""
    if opened.capture is None:
        return
    for document in store.made_of(opened.capture):
        if opened.capture.url.startswith("http"):
            store.keep(document, opened.capture)
        already = Added(document, new=False, claims=0)
        yield Outcome(opened.source, document, already, None, done=opened.done, size=opened.size)


def add_document(
    store: Store,
    opened: Opened,
    document: Document,
    reader: Reader = read,
    item: FeedItem | None = None,
) -> Outcome:
    """Read and store one document with its bytes and the feed's item that led to it."""
    waiting = Waiting(store)
    waiting.take(opened, document, reader, item)
    (outcome,) = waiting.stored()
    return outcome


MOST_WAITING = 200
MOST_TEXT = 4_000_000
"""Characters that wait: with all that was read in them they take some 100 MB."""

LONGEST_S = 1.0
"""A transaction costs as much as reading a sentence. A second of work is what a crash may cost."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that was read and is not stored yet; `before` is the version that it follows."""

    opened: Opened
    arrival: NewReading
    before: str | None


class Waiting:
    """What was read and waits to be stored in one transaction. No outcome is given before that."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: list[_Read | Outcome] = []
        self._keys: set[str] = set()
        self._text = 0
        self._since = 0.0

    def put(self, outcome: Outcome) -> None:
        """Put an outcome that is safe already in its place behind those that wait."""
        self._begin()
        self._queue.append(outcome)

    def has_like(self, document: Document) -> bool:
        """Return whether a document waits that this one may be a version of."""
        return not self._keys.isdisjoint(_keys(document))

    def long_enough(self) -> bool:
        """Return whether so much or for so long was waited that it is time to store it."""
        if len(self._queue) >= MOST_WAITING or self._text >= MOST_TEXT:
            return True
        return bool(self._queue) and time.monotonic() - self._since >= LONGEST_S

    def take(
        self, opened: Opened, document: Document, reader: Reader, item: FeedItem | None = None
    ) -> None:
        """Read a document, unless it is there, and let it wait."""
        self._begin()
        work = partial(self._take, opened, document, reader, item)
        failed = attempt("ledger", work, PASSING, opened.source, document.id)
        if isinstance(failed, Problem):
            self.put(self._refused(opened, document, failed))

    def _take(
        self, opened: Opened, document: Document, reader: Reader, item: FeedItem | None
    ) -> None:
        capture, place = opened.capture, (opened.done, opened.size)
        before = _before(self._store, document)
        if before is not None and _same_words(self._store, before, document, capture):
            # The page was changed, but not its words: no other version of what it says.
            self._store.keep(before, capture, item)
            already = Added(before, new=False, claims=0)
            self.put(Outcome(opened.source, before, already, None, None, *place))
            return
        if self._store.holds(document):
            self._store.keep(document.fingerprint, capture, item)
            already = Added(document.fingerprint, new=False, claims=0)
            self.put(Outcome(opened.source, document.id, already, None, None, *place))
            return
        reading = opened.reading or reading_of(document, reader, PASSING)
        arrival = NewReading(reading, capture, item)
        self._queue.append(_Read(opened, arrival, before))
        self._keys.update(_keys(document))
        self._text += len(document.text)

    def stored(self) -> Iterator[Outcome]:
        """Store what waits; yield the outcome of each, in the order in which it came."""
        queue, self._queue = self._queue, []
        self._keys, self._text = set(), 0
        added = iter(self._added([each.arrival for each in queue if isinstance(each, _Read)]))
        for waiting in queue:
            yield waiting if isinstance(waiting, Outcome) else self._outcome(waiting, next(added))

    def _begin(self) -> None:
        if not self._queue:
            self._since = time.monotonic()

    def _added(self, arrivals: list[NewReading]) -> list[Added | Problem]:
        """Return what storing did; one document that can't be stored must not stop the others."""
        if not arrivals:
            return []
        added: Sequence[Added] | Problem
        try:
            work = partial(self._store.add_many, arrivals)
            added = attempt("ledger", work, PASSING, subject=arrivals[0].reading.document.id)
        except EvidenceError as error:
            added = Problem("ledger", str(error))
        if not isinstance(added, Problem):
            return list(added)
        if len(arrivals) == 1:
            return [added]
        return [each for one in arrivals for each in self._added([one])]

    def _outcome(self, read_document: _Read, added: Added | Problem) -> Outcome:
        opened, document = read_document.opened, read_document.arrival.reading.document
        if isinstance(added, Problem):
            return self._refused(opened, document, added)
        place = (opened.done, opened.size)
        return Outcome(opened.source, document.id, added, None, read_document.before, *place)

    def _refused(self, opened: Opened, document: Document, problem: Problem) -> Outcome:
        """Return the outcome of a document that is not stored, with its problem on the record."""
        self._store.add_problem(opened.source, problem)
        place = (opened.done, opened.size)
        return Outcome(opened.source, document.id, None, problem, None, *place)


def _keys(document: Document) -> tuple[str, ...]:
    """Return what versions of a document, or the same one, have in common."""
    return tuple(each for each in (document.fingerprint, document.given_id, document.url) if each)


def _before(store: Store, document: Document) -> str | None:
    """Return the version that was added last of those with the document's id or address."""
    key = document.given_id or document.url
    versions = store.versions(key, limit=1) if key else ()
    return versions[-1].fingerprint if versions else None


def _same_words(store: Store, before: str, document: Document, capture: Capture | None) -> bool:
    """Return whether a page that was fetched has the words that it had."""
    if capture is None or not capture.url.startswith("http"):
        return False
    try:
        return store.reading(before).document.text == document.text
    except EvidenceError:
        return False  # of a damaged version nobody knows: what came is kept as another one
