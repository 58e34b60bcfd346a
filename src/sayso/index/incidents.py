"""The incidents of a ledger for a command: from the index beside it, which is brought up to date
first, or, where no index can be written, from one in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sayso.index.database import SUFFIX
from sayso.index.reader import SHORTEST_PREFIX, IncidentReader
from sayso.index.readonly import pinned
from sayso.index.service import IncidentIndex
from sayso.ledger import (
    EvidenceError,
    LedgerError,
    Store,
    UnknownIdError,
    open_ledger,
    sidecar_path,
)
from sayso.record import Incident

Watch = Callable[[Iterable[Any], int], Iterable[Any]]
"""What is done with documents while they go by, such as to show how many of them have."""

Notify = Callable[[str], None]
"""What is done with a message for whoever waits."""

MANY = 1_000
"""Documents whose linking takes so long, some 20 s, that a message announces it."""

WITHOUT = "Till then all documents are linked anew, in memory, at each call."


def unwatched(documents: Iterable[Any], _expected: int) -> Iterable[Any]:
    """Return the documents as they are."""
    return documents


def no_progress(_message: str) -> None:
    """Ignore a message that no one waits for."""


@contextmanager
def open_incidents(
    ledger: Path | str, watch: Watch = unwatched, notify: Notify = no_progress
) -> Iterator[IncidentReader]:
    """Open the incidents and folded claims of a ledger for reading, all that is in it linked.

    They come from the index beside the ledger, which first ingests what came since it was last
    used. Where it can't be written and lags, an index in memory takes its place, and a message says
    so. Raises LedgerError.
    """
    with closing(open_ledger(ledger)) as store:
        connection = _up_to_date(ledger, store, watch, notify)
        if connection is not None:
            with closing(connection):
                yield IncidentReader(connection.execute)
            return
    with closing(IncidentIndex(ledger, "read", in_memory=True)) as index:
        _ingest(index, watch, notify)
        yield IncidentReader(index.index.rows)


@contextmanager
def open_whole_index(
    ledger: Path | str, watch: Watch = unwatched, notify: Notify = no_progress
) -> Iterator[IncidentIndex]:
    """Open the index of a ledger that is only read, with all that is in it linked.

    Where its file can't be written, it is made in memory, and a message says so. Raises
    LedgerError.
    """
    open_ledger(ledger).close()  # whatever is wrong with the ledger itself is said here
    with closing(readable_index(ledger, notify)) as index:
        _ingest(index, watch, notify)
        yield index


def readable_index(ledger: Path | str, notify: Notify = no_progress) -> IncidentIndex:
    """Return the index of a ledger that is only read; in memory, with a message, where its file
    can't be used. Raises LedgerError.
    """
    with _notifying(notify):
        return IncidentIndex(ledger, "read")
    return IncidentIndex(ledger, "read", in_memory=True)


@contextmanager
def _notifying(notify: Notify) -> Iterator[None]:
    """Pass over errors of the index beside a ledger, with a message of each; EvidenceError is of
    the ledger itself, and raised.
    """
    try:
        yield
    except EvidenceError:
        raise
    except LedgerError as error:
        notify(f"{error} {WITHOUT}")
    except (OSError, sqlite3.Error) as error:
        notify(f"The index beside the ledger can't be used: {error}. {WITHOUT}")


def _up_to_date(
    ledger: Path | str, store: Store, watch: Watch, notify: Notify
) -> sqlite3.Connection | None:
    """Return the index's file, brought up to date; None, with a message, where that can't be."""
    newest = store.newest()
    with _notifying(notify):
        path = sidecar_path(ledger, SUFFIX)
        connection = pinned(path, store, newest)
        if connection is None:
            with closing(IncidentIndex(ledger, "read")) as index:
                done, whole = index.progress
                if whole - done >= MANY:
                    notify(f"linking {whole - done:,} documents; {path} keeps what comes of it")
                _ingest(index, watch, notify)
            connection = pinned(path, store, newest)
        return connection
    return None


def _ingest(index: IncidentIndex, watch: Watch, notify: Notify) -> None:
    """Bring an index up to date, and say which documents had to be left out of it."""
    done, whole = index.progress
    for _ in watch(index.ingested(), max(0, whole - done)):
        pass
    for document, message in index.left_out.items():
        notify(f"{document[:24]}: {message}")


def find_incident(reader: IncidentReader, wanted: str) -> Incident:
    """Return the incident with the id `wanted`, or whose id, or a claim's of it, begins so.

    Else the largest with the words in title, headline or place. Raises UnknownIdError when there
    is none, or more than one with an id that begins so.
    """
    incident = reader.by_id(wanted)
    words = wanted.casefold().split()
    if incident is None and words:
        incident = reader.by_words(words)
    if incident is None:
        raise UnknownIdError(
            f"No incident has '{wanted}' in its title, headline or place, or an id that begins so"
            f" (at least {SHORTEST_PREFIX} characters). `sayso incidents` shows them."
        )
    return incident
