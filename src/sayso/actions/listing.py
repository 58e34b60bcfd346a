"""List what a ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from sayso.ledger import (
    EVERY_CLAIM,
    ClaimFilter,
    DocumentSummary,
    Store,
    Unread,
    open_ledger,
)
from sayso.linking.judged import last_said, rejects
from sayso.record import Claim, Reading
from sayso.record.document import UNCLAIMED
from sayso.views.corrections import PassingClaims
from sayso.views.failures import Failures, reading_of


def list_documents(ledger: Path | str, limit: int | None = None) -> Sequence[DocumentSummary]:
    """Return all documents, or the first `limit`, in the order in which they were added."""
    with closing(open_ledger(ledger)) as store:
        return store.documents(0, limit)


def list_problems(ledger: Path | str) -> Sequence[Unread]:
    """Return what could not be read: whole inputs, and parts of documents."""
    with closing(open_ledger(ledger)) as store:
        return [each for each in store.problems() if each.problem.stage != UNCLAIMED]


def rejected_claims(ledger: Path | str) -> frozenset[str]:
    """Return the ids of the claims that people rejected: they are listed, and stand for nothing."""
    with closing(open_ledger(ledger)) as store:
        said = last_said(store.judgements())
    return frozenset(claim for claim, judgement in said.items() if rejects(judgement))


def list_claims(
    ledger: Path | str,
    wanted: ClaimFilter = EVERY_CLAIM,
    limit: int | None = None,
    failures: Failures | None = None,
) -> Iterator[tuple[Reading, Sequence[Claim]]]:
    """Yield each document that has claims that `wanted` lets pass, with these, in the text's order.

    Claims are as people corrected and added them, and `wanted` looks at them so; the words of a
    search are looked for in what was read.

    `limit` is for the first of the claims only. Memory holds the claims of one document at a time.
    A document of which the reading can't be used goes to `failures`; without
    that, EvidenceError is raised.
    """
    with closing(open_ledger(ledger)) as store:
        passing, left = PassingClaims(store, wanted), limit
        for document, ids in _passing(store, wanted, passing, limit):
            read = reading_of(store, document, failures)
            if read is not None:
                reading = passing.shown(read)
                claims = [each for each in reading.claims or () if each.id in ids]
                claims.sort(key=lambda each: each.evidence)
                yield reading, claims[:left]
                left = None if left is None else left - len(claims)
            if left is not None and left <= 0:
                return


def _passing(
    store: Store, wanted: ClaimFilter, passing: PassingClaims, limit: int | None
) -> Iterator[tuple[str, set[str]]]:
    """Yield documents, each with the ids of its claims that pass; at least the first `limit`."""
    if limit is None or passing.changed:
        for key in passing.documents():
            yield key, passing.claims(key)
        return
    stored = store.claims(wanted, limit)  # the first few of a large ledger are found at once
    for key, group in groupby(stored, key=lambda each: each.statement.document):
        yield key, {each.statement.claim.id for each in group}
