"""Search a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sayso.ledger import SearchHit, open_ledger


def search(ledger: Path | str, query: str, limit: int = 20) -> Sequence[SearchHit]:
    """Return claims, best first, then documents, in which a query holds. Raises QueryError."""
    with closing(open_ledger(ledger)) as store:
        return store.search(query, limit)
