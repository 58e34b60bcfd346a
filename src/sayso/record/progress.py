"""How far the reading of one document is: said while it goes on, to whoever asks.

Outside `following()` a note costs one look-up of a context variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Note = Callable[[str, float], None]
"""Takes what is done now, and what share of it is done, from 0 to 1."""

_note: ContextVar[Note | None] = ContextVar("note", default=None)


@contextmanager
def following(note: Note) -> Iterator[None]:
    """Have `note` called as documents are read inside, in this thread."""
    token = _note.set(note)
    try:
        yield
    finally:
        _note.reset(token)


def progress(doing: str, share: float = 0.0) -> None:
    """Say what is done now and how much of it is done, where that is followed."""
    note = _note.get()
    if note is not None:
        note(doing, share)
