"""List what a ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from sayso.ledger import (
    EVERY_CLAIM,
    ClaimFilter,
    DocumentSummary,
    Store,
    StoredClaim,
    Unread,
    open_ledger,
)
from sayso.record import Claim, Reading
from sayso.record.document import UNCLAIMED
from sayso.views.corrections import shown_by
from sayso.views.failures import Failures, reading_of


def list_documents(ledger: Path | str, limit: int | None = None) -> Sequence[DocumentSummary]:
    """Return all documents, or the first `limit`, in the order in which they were added."""
    with closing(open_ledger(ledger)) as store:
        return store.documents(0, limit)


def list_problems(ledger: Path | str) -> Sequence[Unread]:
    """Return what could not be read: whole inputs, and parts of documents."""
    with closing(open_ledger(ledger)) as store:
        return [each for each in store.problems() if each.problem.stage != UNCLAIMED]


def list_claims(
    ledger: Path | str,
    wanted: ClaimFilter = EVERY_CLAIM,
    limit: int | None = None,
    failures: Failures | None = None,
) -> Iterator[tuple[Reading, Sequence[Claim]]]:
    """Yield each document that has claims that `wanted` lets pass, with these, in the text's order.

    Claims are as people corrected them; `wanted` looks at what was read.

    `limit` is for the first of the claims only. Memory holds the claims of one document at a time,
    or `limit` of them. A document of which the reading can't be used goes to `failures`; without
    that, EvidenceError is raised.
    """
    with closing(open_ledger(ledger)) as store:
        shown = shown_by(store)
        held = _each(store, wanted) if limit is None else store.claims(wanted, limit)
        for document, group in groupby(held, key=lambda each: each.statement.document):
            ids = {each.statement.claim.id for each in group}
            read = reading_of(store, document, failures)
            if read is not None:
                reading = shown(read)
                yield reading, [each for each in reading.claims or () if each.id in ids]


def _each(store: Store, wanted: ClaimFilter) -> Iterator[StoredClaim]:
    """Yield claims document by document: the answer to the whole question holds them all."""
    for key in store.documents_with(wanted):
        yield from store.claims(replace(wanted, document=key))
