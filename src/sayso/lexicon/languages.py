"""Words by which a language is known."""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon.table import listed, rows

OTHERS = "others"


@lru_cache(maxsize=1)
def function_words() -> dict[str, frozenset[str]]:
    """Return the function words of English under "en", those of other languages under OTHERS."""
    table = {language: frozenset(listed(words)) for language, words in rows("function_words.tsv")}
    english = table.pop("en")
    return {"en": english, OTHERS: frozenset().union(*table.values()) - english}
