"""Read a text that a person or a program hands in, and add it to the ledger."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from sayso.actions.add import Outcome, add_document
from sayso.actions.desk import Desk
from sayso.actions.inputs import Opened
from sayso.actions.read import read
from sayso.intake import Hints
from sayso.intake.text import text_document
from sayso.record import Capture, Problem

LONGEST_TEXT = 400_000
"""Code points of a text that is handed in: some eighty thousand words."""


READING = threading.Lock()
"""One text is read at a time, so that readers of pages keep a core."""


class UnreadableError(ValueError):
    """The text that was handed in gives no document; the message says why."""


def submit(desk: Desk, text: str, hints: Hints, title: str | None = None) -> Outcome:
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
        outcome = add_document(desk.store, opened, document, read)
    desk.settle()
    return outcome
