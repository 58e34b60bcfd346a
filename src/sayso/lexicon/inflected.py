"""Phrases of a table, found among words however these are inflected.

A phrase is written as words with spaces between; "*" in a word stands for any letters, none
included: "населен* пункт*". Capitals and the dots of ё do not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar

Value = TypeVar("Value")
Entry: TypeAlias = tuple[int, tuple[re.Pattern[str], ...], Value]

INDEXED = 2
"""Letters at the beginning of a phrase by which it is looked up; no "*" stands among them."""

APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "‘": "'", "ё": "е"})


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """Return a word as phrases have it: lower case, one kind of apostrophe, е for ё."""
    return word.lower().translate(APOSTROPHES)


class InflectedPhrases(Generic[Value]):
    """Phrases with what each stands for. Looked up by the first letters."""

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._by_start: defaultdict[str, list[Entry[Value]]] = defaultdict(list)
        for order, (phrase, value) in enumerate(phrases):
            words = folded(phrase).split()
            patterns = tuple(re.compile(re.escape(w).replace(r"\*", r"[\w'-]*")) for w in words)
            start = words[0][:INDEXED]
            self._by_start[start.rstrip("*")].append((order, patterns, value))

    def at(self, words: Sequence[str], place: int) -> tuple[int, Value] | None:
        """Return how many of the folded `words` from `place` on make a phrase, and its value."""
        length, values = self.all_at(words, place)
        return (length, values[0]) if values else None

    def all_at(self, words: Sequence[str], place: int) -> tuple[int, list[Value]]:
        """Return the length of the longest phrases that begin at `place`, with all their values."""
        longest, values = 0, []
        for order, patterns, value in self._starting(words[place]):
            if len(patterns) < longest:
                continue
            following = words[place : place + len(patterns)]
            if len(following) == len(patterns) and all(
                pattern.fullmatch(word) for pattern, word in zip(patterns, following, strict=True)
            ):
                longest = len(patterns)
                values.append((longest, order, value))
        values.sort(key=lambda each: each[1])
        return longest, [value for length, _, value in values if length == longest]

    def _starting(self, word: str) -> Iterable[Entry[Value]]:
        """Yield the phrases that may begin with a word."""
        return (*self._by_start.get(word[:INDEXED], ()), *self._by_start.get(word[:1], ()))

    def met(self, words: Sequence[str]) -> Iterator[tuple[int, int, Value]]:
        """Yield where phrases stand among the folded `words`, half-open, with their values."""
        place = 0
        while place < len(words):
            met = self.at(words, place)
            if met is None:
                place += 1
                continue
            yield place, place + met[0], met[1]
            place += met[0]
