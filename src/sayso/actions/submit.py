"""Read a text that a person or a program hands in, and add it to the ledger."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from sayso.actions.add import Outcome, Reader, add_document
from sayso.actions.desk import Desk
from sayso.actions.inputs import Opened
from sayso.actions.read import read
from sayso.engines.engine import Died
from sayso.engines.pool import Pool
from sayso.intake import Hints
from sayso.intake.text import text_document
from sayso.record import Capture, Document, Problem, Reading

LONGEST_TEXT = 400_000
"""Code points of a text that is handed in: some eighty thousand words."""


READING = threading.Lock()
"""One text is read at a time, so that readers of pages keep a core."""


class UnreadableError(ValueError):
    """The text that was handed in gives no document; the message says why."""


class ReadingApart:
    """A Reader in a process of its own, which begins with the first text and stays.

    A long text keeps a processor for seconds: pages are made on the others meanwhile.
    """

    def __init__(self) -> None:
        self._pool = Pool(1)

    def __call__(self, document: Document) -> Reading:
        """The reading of a document. Raises UnreadableError where it died of it every time."""
        ((_, found),) = self._pool.run(read, [document])
        if isinstance(found, Died):
            raise UnreadableError(
                "The process that read this text was ended each time. Perhaps memory ran out: hand"
                " in a shorter text, or ask whoever runs this site."
            )
        return found

    def close(self) -> None:
        """End the process."""
        self._pool.close()


def submit(
    desk: Desk, text: str, hints: Hints, title: str | None = None, reader: Reader = read
) -> Outcome:
    """Read `text` and store it with its bytes. Raises UnreadableError or LedgerError."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(f"The text is longer than {LONGEST_TEXT:,} characters. Split it.")
    raw = text.encode("utf-8", "surrogatepass")
    document = text_document(raw, "the text", hints, {"title": title} if title else None)
    if isinstance(document, Problem):
        raise UnreadableError(document.message)
    capture = Capture(raw, "stdin:submitted", datetime.now(UTC), "text/plain; charset=utf-8")
    opened = Opened("submitted", document, capture)
    with READING:
        outcome = add_document(desk.store, opened, document, reader)
    desk.settle()
    return outcome
