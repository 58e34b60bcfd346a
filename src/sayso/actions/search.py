"""Search a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from sayso.ledger import EvidenceError, SearchHit, Store, open_ledger
from sayso.views.corrections import Corrections


def search(ledger: Path | str, query: str, limit: int = 20) -> list[SearchHit]:
    """Return claims, best first, then documents, in which a query holds. Raises QueryError.

    Claims are looked for as they were read, and come as people corrected them.
    """
    with closing(open_ledger(ledger)) as store:
        return list(_shown(store, store.search(query, limit)))


def _shown(store: Store, hits: Sequence[SearchHit]) -> Iterator[SearchHit]:
    """Yield search results with the claims as people corrected them."""
    corrections = Corrections(store)
    changed = frozenset(corrections.corrected_claims())
    for hit in hits:
        claim = hit.claim.statement.claim if hit.claim is not None else None
        if hit.claim is None or claim is None or claim.id not in changed:
            yield hit
            continue
        shown = claim
        with suppress(EvidenceError):
            reading = corrections.shown(store.reading(hit.claim.statement.document))
            shown = reading.claim(claim.id) or claim
        statement = replace(hit.claim.statement, claim=shown)
        yield replace(hit, claim=replace(hit.claim, statement=statement))
