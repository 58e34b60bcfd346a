"""Search a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sayso.ledger import SearchHit, open_ledger


def search(ledger: Path | str, words: str, limit: int = 20) -> Sequence[SearchHit]:
    """Return claims, best first, then documents with all of `words`; no word is an operator."""
    with closing(open_ledger(ledger)) as store:
        return store.search(words, limit)
