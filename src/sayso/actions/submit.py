"""Read a text that a person or a program hands in, and add it to the ledger."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial

from sayso.actions.add import (
    Outcome,
    Reader,
    UnavailableError,
    UnreadableError,
    add_document,
)
from sayso.actions.read import read
from sayso.engines.engine import Died
from sayso.engines.pool import Pool, PoolStoppedError
from sayso.index.service import IncidentIndex
from sayso.intake import Hints
from sayso.intake.inputs import Opened
from sayso.intake.outlets import with_outlet
from sayso.intake.text import text_document
from sayso.record import Capture, Document, Problem, Reading
from sayso.record.faults import attempt

__all__ = ["LONGEST_TEXT", "ReadingApart", "UnavailableError", "UnreadableError", "submit"]

LONGEST_TEXT = 400_000
"""Code points of a text that is handed in: some eighty thousand words."""


class QueueFullError(UnavailableError):
    """So many texts wait to be read that this one may not wait too."""


class StoppingError(UnavailableError):
    """The site is being stopped. The text was not read, and nothing of it is stored."""

    def __init__(self) -> None:
        super().__init__(
            "The site is being stopped. The text was not added: hand it in again later.", 30
        )


class ReadingApart:
    """A Reader in a process of its own, which begins with the first text and stays.

    A long text keeps a processor for seconds: pages are made on the others meanwhile. One text is
    read at a time, so that they keep a core.
    """

    def __init__(self) -> None:
        self._pool = Pool(1)
        self._lock = threading.Lock()

    def __call__(self, document: Document) -> Reading:
        """The reading of a document. Raises UnreadableError where it died of it every time, and
        StoppingError where `stop` ended it."""
        with self._lock:
            try:
                ((_, reading),) = self._pool.run(read, [document])
            except PoolStoppedError:
                raise StoppingError from None
        if isinstance(reading, Died):
            raise UnreadableError(
                "The process that read this text was ended each time. Perhaps memory ran out: hand"
                " in a shorter text, or ask whoever runs this site."
            )
        return reading

    def stop(self) -> None:
        """End the process at once, also in the middle of a text; may be called by any thread."""
        self._pool.stop()

    def close(self) -> None:
        """End the process."""
        self._pool.close()


def submit(
    incident_index: IncidentIndex,
    text: str,
    hints: Hints,
    title: str | None = None,
    reader: Reader = read,
) -> Outcome:
    """Read `text` and store it with its bytes, and wait a little until it is in the index.

    Raises UnreadableError, StoppingError or LedgerError; then nothing of it is stored.
    """
    outcome = add_text(incident_index, text, hints, title, reader)
    incident_index.wait_until_indexed()
    return outcome


def add_text(
    incident_index: IncidentIndex,
    text: str,
    hints: Hints,
    title: str | None = None,
    reader: Reader = read,
) -> Outcome:
    """Read `text` and store it with its bytes, as `submit` does, without waiting for the index."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(f"The text is longer than {LONGEST_TEXT:,} characters. Split it.")
    raw = text.encode("utf-8", "surrogatepass")
    fields = {"title": title} if title else None
    document = attempt("intake", partial(text_document, raw, "the text", hints, fields))
    if isinstance(document, Problem):
        raise UnreadableError(document.message)
    document = with_outlet(document)
    capture = Capture(raw, "stdin:submitted", datetime.now(UTC), "text/plain; charset=utf-8")
    return add_document(
        incident_index.store, Opened("submitted", document, capture), document, reader
    )
