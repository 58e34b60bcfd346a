"""The part of a store that keeps how things came in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, select

from sayso.ledger import arrivals
from sayso.ledger.store import FeedItem, Poll, StoredCapture
from sayso.ledger.tables import captures, snapshots
from sayso.record import Capture

Result = TypeVar("Result")
Given = ParamSpec("Given")
AStore = TypeVar("AStore", bound="ArrivingStore")


def repeatable(
    read: Callable[Concatenate[AStore, Given], Result],
) -> Callable[Concatenate[AStore, Given], Result]:
    """Return a method that only reads, done again by stores whose connection can be lost."""

    @wraps(read)
    def run(store: AStore, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        return store._repeated(partial(read, store, *args, **kwargs))

    return run


def utc_now() -> datetime:
    return datetime.now(UTC)


class ArrivingStore(ABC):
    """Snapshots, captures and feeds over SQLAlchemy Core; see `sayso.ledger.store.Store`."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now

    @abstractmethod
    def _reads(self) -> AbstractContextManager[Connection]:
        """Return a connection that sees one state of the store; its errors are LedgerErrors."""

    @abstractmethod
    def _writes(self) -> AbstractContextManager[Connection]:
        """Return a connection in one transaction, the only one that writes; all of it or
        nothing.
        """

    def _repeated(self, work: Callable[[], Result]) -> Result:
        """Return what `work` gives, which does the same when it is done again."""
        return work()

    def _done(self, work: Callable[[Connection], Result]) -> Result:
        """Return what `work` gives, done in one transaction; doing it twice is as doing it once."""

        def transaction() -> Result:
            with self._writes() as connection:
                return work(connection)

        return self._repeated(transaction)

    def keep(self, document: str, capture: Capture | None, item: FeedItem | None = None) -> None:
        """Record that a document, by its fingerprint, which is there already, came in again."""
        arrived = ((document, capture, item),)
        self._done(lambda connection: self._arrived(connection, arrived))

    def _arrived(
        self,
        connection: Connection,
        some: Sequence[tuple[str, Capture | None, FeedItem | None]],
    ) -> None:
        """Record how documents, by their fingerprints, came in."""
        met = [(document, capture) for document, capture, _ in some if capture is not None]
        if met:
            arrivals.insert_captures(connection, met)
        dealt_with = [(item, document) for document, _, item in some if item is not None]
        if dealt_with:
            arrivals.insert_items(connection, dealt_with, self._now().isoformat())

    @repeatable
    def made_of(self, capture: Capture) -> Sequence[str]:
        """Return the documents made of these bytes from this address; none unless all its parts
        are.
        """
        with self._reads() as connection:
            return arrivals.documents_of(connection, capture)

    @repeatable
    def kept(self, document: str | None = None) -> Sequence[StoredCapture]:
        """Return all captures, or those of one document by its fingerprint, oldest first."""
        query = select(captures).order_by(captures.c.number)
        if document is not None:
            query = query.where(captures.c.document == document)
        with self._reads() as connection:
            if not arrivals.are_there(connection):
                return ()
            return tuple(arrivals.kept_of(row) for row in connection.execute(query))

    @repeatable
    def snapshot(self, sha256: str) -> bytes:
        """Return the bytes with this hash.

        Raises UnknownIdError, or EvidenceError if they changed.
        """
        with self._reads() as connection:
            return arrivals.bytes_of(connection, sha256)

    @repeatable
    def snapshots(self) -> Sequence[str]:
        """Return the hashes of all bytes that are kept."""
        with self._reads() as connection:
            if not arrivals.are_there(connection):
                return ()
            return tuple(connection.scalars(select(snapshots.c.sha256)))

    def polled(self, poll: Poll) -> None:
        """Record a look at a feed."""
        self._done(lambda connection: arrivals.insert_poll(connection, poll))

    @repeatable
    def polls(self) -> Sequence[Poll]:
        """Return the last look at each feed."""
        with self._reads() as connection:
            return arrivals.last_polls(connection) if arrivals.are_there(connection) else ()

    @repeatable
    def knows(self, item: FeedItem) -> bool:
        """Return whether this very item was dealt with."""
        with self._reads() as connection:
            return arrivals.has_item(connection, item)

    def dismiss(self, item: FeedItem) -> None:
        """Record that nothing is to be made of an item."""
        recorded = self._now().isoformat()
        self._done(lambda connection: arrivals.insert_items(connection, ((item, None),), recorded))
