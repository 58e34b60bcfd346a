"""Words as the index's tables have them."""

from __future__ import annotations

from sayso.ledger.rows import plain


def plain_words(words: str) -> str:
    """Return words that SQLite takes as text and that fit one line."""
    return " ".join(plain(words).split())
