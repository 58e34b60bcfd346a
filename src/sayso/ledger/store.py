"""The ledger's interface: one contract, whatever keeps the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sayso.ledger.errors import EvidenceError
from sayso.record import Capture, Document, Judgement, Polarity, Problem, Reading, Span, Statement


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a reading did: `new` is False when the ledger held the document already."""

    document: str
    new: bool
    claims: int


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as a list shows it. `fingerprint` is its key, `id` the sender's own, if any.

    `title` is its headline or first line where it has no title.
    """

    fingerprint: str
    id: str
    title: str
    outlet: str | None
    url: str | None
    published: datetime | None
    language: str
    recorded: datetime
    claims: int
    attributed: int


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A statement with its words as stored; `holds` is False when the text no longer has them."""

    statement: Statement
    event: str | None
    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A search result. `claim` is None when the words are in the document, but in no claim.

    `marks` are the found words, as spans of `snippet`.
    """

    entry: DocumentSummary
    claim: StoredClaim | None
    snippet: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A problem and the input or document that has it. `document` is None when none was made."""

    source: str
    document: str | None
    problem: Problem
    recorded: datetime


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """A part of the map, in degrees, its edges with it.

    Where `west` is more than `east` it lies across the line of 180°.
    """

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims: None lets all pass. `claimant` and `outlet` match parts, in any case.

    `within` lets those pass that name a place whose point is in the box, `search` those in which a
    query holds, as in `Store.search`.
    """

    claimant: str | None = None
    outlet: str | None = None
    event: str | None = None
    polarity: Polarity | None = None
    document: str | None = None
    attributed: bool | None = None
    within: BoundingBox | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An item of a feed, by its key there and a digest of its words."""

    feed: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Poll:
    """One look at a feed. `outcome` is "read", "unchanged" or "failed"; `due` is the next look.

    `failures` counts failed looks in a row; `etag` and `modified` are what the server gave last.
    """

    feed: str
    at: datetime
    outcome: str
    due: datetime
    items: int = 0
    added: int = 0
    failures: int = 0
    etag: str | None = None
    modified: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class StoredCapture:
    """A capture as the ledger keeps it, without its bytes, and the document made of it."""

    sha256: str
    url: str
    at: datetime
    media_type: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    document: str


@dataclass(frozen=True, slots=True)
class NewReading:
    """A reading to be stored, with the bytes it was made of and the feed's item that led to it."""

    reading: Reading
    capture: Capture | None = None
    item: FeedItem | None = None


@dataclass(frozen=True, slots=True)
class LedgerStats:
    """What there is to say of a ledger: its kind and version, its size and rows by table.

    `store` says what keeps it, such as "SQLite 3.40.1"; `size` is in bytes; `first` and `last`
    are when a document was first and last recorded.
    """

    store: str
    version: int
    size: int
    rows: Mapping[str, int]
    first: datetime | None
    last: datetime | None


EVERY_CLAIM = ClaimFilter()

Mode = Literal["read", "add"]
Damaged = Callable[[str, EvidenceError], None]
"""Takes the fingerprint of a document whose reading can't be used, and what is wrong with it."""


class Store(Protocol):
    """What every store does. Nothing in it is ever changed or taken away, only added.

    Every method raises a LedgerError that says what to do when the store cannot serve.
    """

    def holds(self, document: Document) -> bool:
        """Return whether this very document is there, by its fingerprint."""

    def add(
        self, reading: Reading, capture: Capture | None = None, item: FeedItem | None = None
    ) -> Added:
        """Store a document with its reading, whole, in one transaction, or not at all.

        When it returns, the document outlasts a crash, with the bytes that it was made of and the
        feed's item that led to it, where these are given. A document that is there already is
        left as it is. Raises EvidenceError when a span does not lie in the text.
        """

    def add_many(self, arrivals: Sequence[NewReading]) -> Sequence[Added]:
        """Store several, all in one transaction, or none; what each did, as `add` returns it.

        Quicker than one by one. Raises EvidenceError, and stores nothing, when a span of one does
        not lie in its text.
        """

    def keep(self, document: str, capture: Capture | None, item: FeedItem | None = None) -> None:
        """Record that a document, by its fingerprint, which is there already, came in again."""

    def made_of(self, capture: Capture) -> Sequence[str]:
        """Return the documents made of these bytes from this address; none unless all its parts
        are.
        """

    def kept(self, document: str | None = None) -> Sequence[StoredCapture]:
        """Return all captures, or those of one document by its fingerprint, oldest first."""

    def snapshot(self, sha256: str) -> bytes:
        """Return the bytes with this hash.

        Raises UnknownIdError, or EvidenceError if they changed.
        """

    def snapshots(self) -> Sequence[str]:
        """Return the hashes of all bytes that are kept."""

    def versions(
        self, key: str | None = None, limit: int | None = None
    ) -> Sequence[DocumentSummary]:
        """Return documents with one address or sender's id, or with each that several have.

        In the order in which they were added; of one key, no more than the last `limit`.
        """

    def polled(self, poll: Poll) -> None:
        """Record a look at a feed."""

    def polls(self) -> Sequence[Poll]:
        """Return the last look at each feed."""

    def knows(self, item: FeedItem) -> bool:
        """Return whether this very item was dealt with."""

    def dismiss(self, item: FeedItem) -> None:
        """Record that nothing is to be made of an item."""

    def add_problem(self, source: str, problem: Problem) -> bool:
        """Record that the input `source` could not be read; False if that is recorded already."""

    def documents(self, after: int = 0, limit: int | None = None) -> Sequence[DocumentSummary]:
        """Return all documents, or `limit` past a number, in the order in which they were added."""

    def newest(self) -> tuple[int, int]:
        """Return numbers that grow with every document and judgement: has anything come since?"""

    def keys_since(
        self, number: int, limit: int | None = None
    ) -> Sequence[tuple[int, str, datetime]]:
        """Return documents past `number`: their numbers, fingerprints and when they were
        recorded.
        """

    def document_key(self, document_id: str) -> str:
        """Return the fingerprint of the document with this fingerprint, sender's id or unique
        prefix.

        A sender's id that several versions share means the one added last. Raises UnknownIdError.
        """

    def reading(self, document_id: str) -> Reading:
        """Return a document and all that was read in it; EvidenceError if its text was tampered
        with.
        """

    def readings(self, damaged: Damaged | None = None) -> Iterator[Reading]:
        """Return every reading, one by one, in the order in which they were added.

        One that can't be read any more goes to `damaged` with its document's fingerprint, and the
        others follow; without `damaged` it raises EvidenceError.
        """

    def claims(
        self, wanted: ClaimFilter = EVERY_CLAIM, limit: int | None = None
    ) -> Sequence[StoredClaim]:
        """Return the claims that `wanted` lets pass, in the order of documents and of their text.

        `limit` is for the first of them only.
        """

    def documents_with(self, wanted: ClaimFilter = EVERY_CLAIM) -> Sequence[str]:
        """Return the fingerprints of documents with a claim that `wanted` lets pass, in their
        order.
        """

    def statement(self, claim_id: str) -> StoredClaim:
        """Return the claim with this id, or the only one whose id starts so, also one that a person
        added.

        Raises UnknownIdError.
        """

    def statements(self, claim_ids: Sequence[str]) -> Sequence[StoredClaim]:
        """Return the claims with these ids, in their order; an id that is not there has none."""

    def search(self, query: str, limit: int = 20) -> Sequence[SearchHit]:
        """Return claims, best first, then documents, in which a query holds.

        The language is that of `sayso.ledger.query`, alike in every store. A query holds in a claim
        by its evidence, its chain of claimants and the title of its document; a document is there
        if it holds in its title, outlet and text, and in none of its claims. Raises QueryError.
        """

    def judge(self, judgement: Judgement) -> bool:
        """Append a judgement; False when the very same one is there.

        Raises UnknownIdError, or EvidenceError where it adds a claim of words that are not those of
        its document, or annotates nothing.
        """

    def judgements(self, after: int = 0, until: int | None = None) -> Sequence[Judgement]:
        """Return all judgements, oldest first; with numbers, those past the first up to the last
        of `newest`.
        """

    def problems(self) -> Sequence[Unread]:
        """Return what could not be read: whole inputs, and parts of documents."""

    def facts(self) -> LedgerStats:
        """Return kind, version, size and counts of rows."""

    def close(self) -> None:
        """Let go of the store. It cannot be used afterwards."""
