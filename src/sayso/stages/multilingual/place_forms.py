"""From a case form to the nominatives that it may stand for, by tables of endings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from sayso.lexicon.multilingual_places import Endings, place_tables

SHORTEST_STEM = 2
LONG_ENDING = 3
"""Letters of an ending before which a single letter is a stem: "о-рле" of Орёл."""

SOFT = frozenset("аеёиоуыэюяіїєьй")
"""Letters after which a name has an ending already."""

MOST_FORMS = 60
"""Forms of a hyphened name that are tried: each part may stand in a case of its own."""


def plain(word: str) -> str:
    """Return a word as tables are searched for it: small letters, one apostrophe, no ё."""
    return word.lower().replace("’", "'").replace("ʼ", "'").replace("ё", "е")


def _with_endings(word: str, endings: Endings) -> Iterator[str]:
    """Yield `word` with each ending exchanged for those that it may stand for, longest first."""
    for length in range(min(max(map(len, endings)), len(word) - 1), -1, -1):
        stem, ending = word[: len(word) - length], word[len(word) - length :]
        if len(stem) < SHORTEST_STEM and length < LONG_ENDING:
            continue
        if not ending and stem[-1] in SOFT:
            continue
        for base in endings.get(ending, ()):
            yield stem + base


@lru_cache(maxsize=20_000)
def nominatives(code: str, word: str) -> tuple[str, ...]:
    """Return the nominatives that `word`, in small letters, may stand for, itself first."""
    endings = place_tables(code).endings
    if "-" not in word:
        return tuple(dict.fromkeys((word, *_with_endings(word, endings))))
    parts = [(part, *_with_endings(part, endings)) for part in word.split("-")]
    forms: dict[str, None] = {word: None}
    for chosen in product(*(tuple(dict.fromkeys(part)) for part in parts)):
        forms["-".join(chosen)] = None
        if len(forms) >= MOST_FORMS:
            break
    return tuple(forms)


@lru_cache(maxsize=20_000)
def names_of_adjective(code: str, word: str) -> tuple[str, ...]:
    """Return the adjectives that `word` may be a form of, and the names that they are made of."""
    tables = place_tables(code)
    table = tables.adjectives
    names: dict[str, None] = {}
    for form in (word, *_with_endings(word, tables.adjective_endings)):
        made_of = tuple(_with_endings(form, table))
        if made_of:
            names[form] = None
            names.update(dict.fromkeys(made_of))
    return tuple(names)


def in_capitals(name: str, said: str) -> str:
    """Return `name` with capitals where the words of `said` have them."""
    names, words = name.replace("-", " - ").split(" "), said.replace("-", " - ").split(" ")
    for index, word in enumerate(words[: len(names)]):
        if word[:1].isupper():
            names[index] = names[index][:1].upper() + names[index][1:]
    return " ".join(names).replace(" - ", "-")
