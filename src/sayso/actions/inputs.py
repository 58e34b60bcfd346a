"""Inputs named by a user, as documents or as what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sayso.record import Document, Problem


@dataclass(frozen=True, slots=True)
class Known:
    """What the user knows of the inputs; it fills in what they don't say of themselves."""

    published: datetime | None = None
    outlet: str | None = None
    language: str | None = None


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Opened:
    """An input and the document in it, or the problem with it."""

    source: str
    content: Document | Problem


def open_inputs(sources: Iterable[str], known: Known = NOTHING_KNOWN) -> Iterator[Opened]:
    """Each document of each source, in order; a source that can't be read gives its problem."""
    for source in sources:
        try:
            text = Path(source).read_text(encoding="utf-8")
        except OSError as error:
            message = f"can't be read: {error.strerror}. Check the name."
            yield Opened(source, Problem("intake", message))
            continue
        document = Document(text, published=known.published, outlet=known.outlet)
        yield Opened(source, replace(document, language=known.language or "en"))
