"""How a worker's answers are written and read: a length, then a pickle of known classes only.

A worker has met foreign bytes, so its answers are not trusted: what would load any other class than
those of documents and problems is refused.
"""

from __future__ import annotations

import importlib
import pickle
import struct

HEAD = struct.Struct("!Q")
LARGEST_FRAME = 1 << 28
OUT_OF_MEMORY = 77
"""The exit code of a worker that was refused memory."""

CLASSES = frozenset(
    {
        ("sayso.record.document", "Document"),
        ("sayso.record.document", "Block"),
        ("sayso.record.document", "Problem"),
        ("sayso.record.document", "Timing"),
        ("sayso.record.span", "Span"),
        ("sayso.intake.feeds", "Feed"),
        ("sayso.intake.feeds", "Item"),
        ("sayso.intake.warc", "ArchivedResponse"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
    }
)


def framed(message: object) -> bytes:
    """Return a message as the bytes of one frame."""
    body = pickle.dumps(message, protocol=5)
    return HEAD.pack(len(body)) + body


class AnswerPickle(pickle.Unpickler):
    """Loads a message; raises pickle.UnpicklingError for a class that no answer holds."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in CLASSES:
            raise pickle.UnpicklingError(f"a worker's answer holds {module}.{name}")
        return getattr(importlib.import_module(module), name)
