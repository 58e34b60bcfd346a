"""Inputs named by a user, as documents or as what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.intake import NO_HINTS, Hints, open_input
from sayso.intake.discover import LINE_SUFFIXES, READ_SUFFIXES
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


def expected_documents(sources: Iterable[str]) -> int | None:
    """About how many documents `sources` hold, for a progress bar; None when it can't be told."""
    counts = [_expected(source) for source in sources]
    return None if None in counts else sum(each or 0 for each in counts)


def _expected(source: str) -> int | None:
    if source == "-":
        return None
    try:
        path = Path(source)
        if path.is_dir():
            files = (each for each in path.rglob("*") if each.suffix.lower() in READ_SUFFIXES)
            return sum(_lines(each) for each in files)
        return _lines(path)
    except (OSError, ValueError):
        return 1


def _lines(path: Path) -> int:
    """The lines of a file of JSON lines; 1 for any other."""
    if path.suffix.lower() not in LINE_SUFFIXES or not path.is_file():
        return 1
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) or 1
