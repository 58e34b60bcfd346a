"""Inputs named by a user, as documents or as what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.files.opening import open_file
from sayso.intake import NO_HINTS, Hints, Known, Taking, open_arrivals
from sayso.intake.arrival import never
from sayso.intake.bulk_tables import is_bulk
from sayso.intake.discover import BOOK_SUFFIXES, LINE_SUFFIXES, TABLE_SUFFIXES, is_read
from sayso.record import Capture, Document, Problem, Reading
from sayso.record.addresses import without_credentials
from sayso.record.faults import Passing


@dataclass(frozen=True, slots=True)
class Opened:
    """A document of the input `source`, or the problem with it, whose message names the file.

    Known stands for bytes that were read before. `capture` has the bytes; `done` of `size` bytes
    of a large file were read. `reading` is what an earlier bulk reading found in the document.
    """

    source: str
    content: Document | Problem | Known
    capture: Capture | None = None
    done: int = 0
    size: int = 0
    reading: Reading | None = None


def open_inputs(
    sources: Iterable[str],
    hints: Hints = NO_HINTS,
    known: Callable[[Capture], bool] = never,
    passing: Passing = (),
) -> Iterator[Opened]:
    """Yield each document of each source, in order; what can't be read gives its problem.

    A source is a file, a folder, a URL, or "-" for standard input. Bytes that are `known` are
    not read again; the errors `passing`, which looking for them may raise, are raised.
    """
    taking = Taking(hints, known=known, passing=passing)
    for source in sources:
        shown = without_credentials(source)
        for arrival in open_arrivals(source, taking):
            yield Opened(
                shown, arrival.content, arrival.capture, arrival.done, arrival.size, arrival.reading
            )


def expected_documents(sources: Iterable[str]) -> int | None:
    """Return about how many documents `sources` hold, for a progress bar; None when it isn't
    known.
    """
    counts = [_expected(source) for source in sources]
    return None if None in counts else sum(each or 0 for each in counts)


def _expected(source: str) -> int | None:
    if source == "-":
        return None
    try:
        path = Path(source)
        if path.is_dir() and is_bulk(path):
            return None
        if path.is_dir():
            counts = [_documents(each, path) for each in path.rglob("*") if is_read(each.name)]
            return None if None in counts else sum(each or 0 for each in counts)
        return _documents(path)
    except (OSError, ValueError):
        return 1


MANY_ROWS = TABLE_SUFFIXES | BOOK_SUFFIXES


def _documents(path: Path, folder: Path | None = None) -> int | None:
    """Return the lines of a file of JSON lines, 1 for a file that is one document, None where it
    isn't known.
    """
    name = path.name.lower()
    if ".warc" in name or name == "result.json" or path.suffix.lower() in MANY_ROWS:
        return None
    if path.suffix.lower() not in LINE_SUFFIXES or not path.is_file():
        return 1
    try:
        with open_file(path, folder) as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")) or 1
    except OSError:
        return 1  # reading it says why
