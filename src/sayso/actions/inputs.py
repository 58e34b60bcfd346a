"""Inputs named by a user, as documents or as what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sayso.intake import NO_HINTS, Hints, open_input
from sayso.record import Document, Problem


@dataclass(frozen=True, slots=True)
class Opened:
    """A document of the input `source`, or the problem with it, whose message names the file."""

    source: str
    content: Document | Problem


def open_inputs(sources: Iterable[str], hints: Hints = NO_HINTS) -> Iterator[Opened]:
    """Each document of each source, in order; what can't be read gives its problem.

    A source is a file, a folder, a URL, or "-" for standard input.
    """
    for source in sources:
        for content in open_input(source, hints):
            yield Opened(source, content)
