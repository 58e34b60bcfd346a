"""Files and addresses that users hand in: what they bring, as the command line reads it."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from sayso.actions.add import Outcome, Reader, UnreadableError, add_opened
from sayso.intake import Arrival, Hints, Taking
from sayso.intake.arrival import each_arrival
from sayso.intake.discover import SCHEME, address_arrivals, stream_arrivals
from sayso.intake.fetch import Failed, Fetched, Unchanged, usual_fetcher
from sayso.intake.hints import unread
from sayso.intake.inputs import Opened
from sayso.ledger import LedgerError, Store
from sayso.record import Capture, Problem
from sayso.record.addresses import without_credentials

LONGEST_NAME = 120
"""Characters of a file's name that are kept, its end first: that says what kind of file it is."""

NO_NAME = "file"
LONGEST_SHOWN = 300
HIDDEN = (
    "it leads to no address of the public internet",
    "Hand in the page as a file. Who runs this site can let it fetch from private networks:"
    " SAYSO_ALLOW_PRIVATE=1.",
)


Inputs = Generator[Opened, None, None]
"""The parts of an input, documents and problems, as they are asked for."""


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that was handed in: its name as it is stored, and its bytes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class HandedInput:
    """What a job reads: a file by its name, its bytes at `path`, or the page at an address."""

    kind: Literal["address", "file"]
    name: str
    hints: Hints
    path: Path | None = None


def inputs_of(handed: HandedInput, store: Store) -> Inputs:
    """Yield what one input of a job brings, documents and problems, as they are asked for."""
    if handed.path is None:
        yield from address_inputs(handed.name, handed.hints, store)
        return
    with handed.path.open("rb") as stream:
        yield from file_inputs(HandedFile(handed.name, stream), handed.hints, store)


def safe_name(name: str) -> str:
    """Return the name of a file alone, whatever its sender put there: no path, nothing unseen."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(each if each.isprintable() else " " for each in last)
    return " ".join(shown.split())[-LONGEST_NAME:].strip(". ") or NO_NAME


def file_inputs(file: HandedFile, hints: Hints, store: Store) -> Inputs:
    """Yield what a file brings, judged by its name or first bytes, as `sayso add FILE` does."""
    arrivals = stream_arrivals(file.stream, file.name, _taking(hints, store))
    return _opened(file.name, arrivals)


def address_inputs(url: str, hints: Hints, store: Store) -> Inputs:
    """Yield what the page, feed or file at an address brings, as `sayso add URL` does.

    It is fetched when the first is asked for, by the fetch policy of this process, in which one
    address is fetched at a time.
    """
    taking = _taking(hints, store)
    make = partial(address_arrivals, url, taking, _fetched)
    return _opened(without_credentials(url), each_arrival(make, taking, without_credentials(url)))


def is_web_address(url: str) -> bool:
    """Return whether words are an address that can be fetched."""
    return url.lower().startswith(("http://", "https://")) and SCHEME.match(url) is not None


def add_one(store: Store, opened: Opened, reader: Reader) -> list[Outcome]:
    """Read and store what one part of an input brings; the problem of one that can't be read.

    Raises LedgerError or UnavailableError.
    """
    try:
        return list(add_opened(store, [opened], reader))
    except UnreadableError as error:
        problem = unread(opened.source, str(error), "Hand it in again in parts.")
        return list(add_opened(store, [replace(opened, content=problem)], reader))


FETCHING = threading.Lock()
"""Held while an address is fetched: a fetcher keeps the pauses between two requests to a host."""


def _fetched(url: str) -> Fetched | Problem:
    """Return what is at an address; why there is nothing, without where a name leads inside."""
    with FETCHING:
        answer = usual_fetcher().get(url)
    if isinstance(answer, Failed):
        return unread(url[:LONGEST_SHOWN], *HIDDEN) if answer.hidden else answer.problem
    if isinstance(answer, Unchanged):
        return unread(url[:LONGEST_SHOWN], "the server says 304 to a plain question", "Try later.")
    return answer


def _opened(source: str, arrivals: Iterator[Arrival]) -> Inputs:
    for arrival in arrivals:
        yield Opened(source, arrival.content, arrival.capture, arrival.done, arrival.size)


def _taking(hints: Hints, store: Store) -> Taking:
    def known(capture: Capture) -> bool:
        return bool(store.made_of(capture))

    return Taking(hints, known=known, passing=(LedgerError,))
