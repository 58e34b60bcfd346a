"""Names with several spellings, and which words are common ones rather than names."""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon.comparison import term_counts
from sayso.lexicon.countries import countries
from sayso.lexicon.languages import function_words
from sayso.lexicon.places import press_names
from sayso.lexicon.table import listed, rows

NAMES = frozenset({"body", "place"})
SHORTEST_IN_SMALL = 4
"""Letters of a name that is known in small letters: "us" and "un" are common words."""

ENDINGS = ("", "e", "s", "es", "ed", "d", "ing")
LONGEST_TERM = 7
"""Letters of a term in the table of counts."""


@lru_cache(maxsize=1)
def name_spellings() -> dict[str, tuple[str, ...]]:
    """Return the spellings of each name of the table, by the name in small letters."""
    table: dict[str, tuple[str, ...]] = {}
    for what, cell in rows("name_spellings.tsv"):
        if what in NAMES:
            names = listed(cell)
            table.update(dict.fromkeys(map(str.lower, names), names))
    return table


@lru_cache(maxsize=3)
def _listed(kind: str) -> frozenset[str]:
    """Return what the rows of a kind have, in small letters."""
    table = rows("name_spellings.tsv")
    return frozenset(name.lower() for what, cell in table if what == kind for name in listed(cell))


def is_ambiguous(spelling: str) -> bool:
    """Return whether a spelling of a name mostly means something else in a text, in any case."""
    return spelling.lower() in _listed("never") | _listed("word")


@lru_cache(maxsize=1)
def _well_known() -> frozenset[str]:
    """Return names that are known in small letters too: of countries, seats, well-known towns."""
    names = {name for row in countries() for name in (*row.names, *row.seats)}
    names.update(*press_names().values())
    return _listed("known").union(map(str.lower, names))


def may_be_name(word: str) -> bool:
    """Return whether a word that somebody searches for may be a name.

    With a capital letter any word but a function word may; in small letters only one that isn't
    among the common words of news, or is the name of a country or well-known town.
    """
    small = word.lower()
    if small in _listed("never"):
        return False
    if word != small or not small.isascii():
        return word.isupper() or small not in function_words()["en"]
    if len(small) < SHORTEST_IN_SMALL or small in function_words()["en"]:
        return False
    if small in _well_known() or small in name_spellings():
        return True
    stems = {small.removesuffix(each)[:LONGEST_TERM] for each in ENDINGS}
    return stems.isdisjoint(term_counts())
