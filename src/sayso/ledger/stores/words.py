"""Words as the full-text searches of all stores take them, and snippets that show them.

SQLite's FTS5 breaks text into words by its own rules (its tokenizer `unicode61 remove_diacritics
2`); for other stores they are these.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from sayso.record import Span

LONGEST_WORD = 255
WINDOW = 32
"""Words of a snippet."""

CUT = "…"


WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u0331])*")
"""Letters and digits; a combining mark is left out of a word, but does not divide it."""


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    return "".join(map(_letter, word))[:LONGEST_WORD]


def _letter(character: str) -> str:
    """A letter in lower case, a Latin one without its marks; "" for a mark alone."""
    if "\u0300" <= character <= "\u0331":
        return ""
    low = character.casefold()
    if len(low) != 1:
        low = character.lower()[0]
    base = unicodedata.normalize("NFD", low)[0]
    return base if base.isascii() else low


def words_of(text: str) -> Iterator[tuple[str, Span]]:
    """The words of a text as they are looked up, and where they stand."""
    for match in WORD.finditer(text):
        yield _folded(match[0]), Span(match.start(), match.end())


def as_words(text: str) -> str:
    """The words of a text with a space between them, in order."""
    return " ".join(word for word, _ in words_of(text))


def snippet(text: str, sought: Callable[[str], bool]) -> tuple[str, tuple[Span, ...]]:
    """The part of a text with most of the words that are `sought`, on one line, and where they are.

    The spans are of the snippet. A cut is shown by "…".
    """
    found = list(words_of(text))
    hits = [index for index, (word, _) in enumerate(found) if sought(word)]
    first = _best(found, hits)
    last = min(first + WINDOW, len(found))
    start = found[first][1].start if first else 0
    end = found[last - 1][1].end if last < len(found) else len(text)
    before, after = CUT if first else "", CUT if last < len(found) else ""
    shift = len(before) - start
    marks = [found[each][1] for each in hits if first <= each < last]
    line = "".join(" " if each.isspace() else each for each in text[start:end])
    line = line.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return (
        before + line + after,
        tuple(Span(each.start + shift, each.end + shift) for each in marks),
    )


def _best(found: Collection[tuple[str, Span]], hits: list[int]) -> int:
    """The first word of the window that has most different words of those sought."""
    words = [word for word, _ in found]
    if len(words) <= WINDOW or not hits:
        return 0
    best, most = 0, 0
    for place, hit in enumerate(hits):
        near = hits[place : bisect_left(hits, hit + WINDOW, place)]
        different = len({words[each] for each in near})
        if different > most:
            best, most = hit, different
    last = hits[bisect_left(hits, best + WINDOW) - 1]
    # What was found stands in the middle of the window, as far as the text's ends allow.
    middle = best - (WINDOW - 1 - (last - best)) // 2
    return max(0, min(middle, len(words) - WINDOW))
