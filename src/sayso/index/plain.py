"""Words as the index's tables have them."""

from __future__ import annotations


def plain_words(words: str) -> str:
    """Return words that SQLite takes as text and that fit one line."""
    clean = words.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return " ".join(clean.split())
