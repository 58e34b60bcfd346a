"""List what a ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from sayso.ledger import EVERY_CLAIM, ClaimFilter, Entry, Unread, open_ledger
from sayso.record import Claim, Reading


def list_documents(ledger: Path | str) -> Sequence[Entry]:
    """All documents, in the order in which they were added."""
    with closing(open_ledger(ledger)) as store:
        return store.documents()


def list_problems(ledger: Path | str) -> Sequence[Unread]:
    """What could not be read: whole inputs, and parts of documents."""
    with closing(open_ledger(ledger)) as store:
        return store.problems()


def list_claims(
    ledger: Path | str, wanted: ClaimFilter = EVERY_CLAIM
) -> Iterator[tuple[Reading, Sequence[Claim]]]:
    """Each document that has claims that `wanted` lets pass, with these, in the text's order.

    Raises EvidenceError where the words stored no longer stand in the text.
    """
    with closing(open_ledger(ledger)) as store:
        held = store.claims(wanted)
        for document, group in groupby(held, key=lambda each: each.statement.document):
            yield store.reading(document), [each.statement.claim for each in group]
