"""Words as the full-text searches of all stores take them, and snippets that show them.

SQLite's FTS5 breaks text into words by its own rules (its tokenizer `unicode61 remove_diacritics
2`); for other stores they are these.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache

from sayso.record import Span

LONGEST_WORD = 255
WINDOW = 32
"""Words of a snippet."""

CUT = "…"


UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters without a shape: soft hyphens, joiners, spaces of no width, byte order marks."""

INSIDE = rf"(?:[^\W_]|[\u0300-\u0331{UNSEEN}])*"
WORD = re.compile(rf"[^\W_]{INSIDE}")
"""Letters and digits; combining marks and unseen characters are left out of a word, but do not
divide it.
"""


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    return "".join(map(_letter, word))[:LONGEST_WORD]


def _letter(character: str) -> str:
    """Return a letter in lower case, a Latin one without its marks; "" for a mark alone."""
    if "\u0300" <= character <= "\u0331" or character in UNSEEN:
        return ""
    low = character.casefold()
    if len(low) != 1:
        low = character.lower()[0]
    base = unicodedata.normalize("NFD", low)[0]
    return base if base.isascii() else low


def words_of(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the words of a text as they are looked up, and where they stand."""
    for match in WORD.finditer(text):
        yield _folded(match[0]), Span(match.start(), match.end())


def without_unseen(text: str) -> str:
    """Return a text without unseen characters, as SQLite's search takes it."""
    return text.translate(dict.fromkeys(map(ord, UNSEEN)))


def as_words(text: str) -> str:
    """Return the words of a text with a space between them, in order."""
    return " ".join(word for word, _ in words_of(text))


CASED = 0x1E944
"""Past the last letter that has an upper and a lower case (Adlam)."""

NEAR = 2_000
"""Characters to each side of what was found, among which a snippet is cut from a long text."""


def words_like(words: Collection[str]) -> re.Pattern[str]:
    """Return a pattern whose group 1 is, in turn, every word that begins as one of `words` does.

    A stem begins as its word does. Most of a text is passed over much quicker than word by word.
    """
    first = {each[0] for each in words}
    letters = first.union(each.upper() for each in first if len(each.upper()) == 1)
    letters.update(*(_written_as().get(each, "") for each in first))
    some = "".join(map(re.escape, sorted(letters)))
    # Marks that follow no letter belong to no word, and the word after them begins anew. They are
    # matched from their first one, so that a long run of marks is gone over once.
    outside = "(?<![^\\W_])(?<![\u0300-\u0331])[\u0300-\u0331]*"
    return re.compile(f"{outside}([{some}]{INSIDE})")


@cache
def _written_as() -> dict[str, str]:
    """Return, for each letter as it is looked up, the letters outside ASCII taken for it."""
    written: dict[str, str] = defaultdict(str)
    for character in map(chr, range(0x80, CASED)):
        if character.isalpha() and (letter := _letter(character)) != character:
            written[letter] += character
    return written


def folded_word(word: str) -> str:
    """Return a word as it is looked up."""
    return _folded(word)


def long_snippet(
    text: str, sought: Collection[str], like: re.Pattern[str]
) -> tuple[str, tuple[Span, ...]]:
    """Do as `snippet`, of a text that may be long; `like` finds at least the words sought."""
    if len(text) <= 2 * NEAR:
        return snippet(text, sought)
    hits = [
        (each.start(1), each[1].casefold()) for each in like.finditer(text) if each[1] in sought
    ]
    places = [place for place, _ in hits]
    best, most = 0, 0
    for index, place in enumerate(places):
        near = hits[index : bisect_left(places, place + NEAR // 10, index)]
        different = len({word for _, word in near})
        if different > most:
            best, most = place, different
    start, end = _between_words(text, best - NEAR), _between_words(text, best + NEAR)
    shown, marks = snippet(text[start:end], sought)
    if end < len(text) and not shown.endswith(CUT):
        shown += CUT
    if start and not shown.startswith(CUT):
        return CUT + shown, tuple(Span(each.start + 1, each.end + 1) for each in marks)
    return shown, marks


def _between_words(text: str, place: int) -> int:
    """Return the next place, from this one on, where no word is cut."""
    if place <= 0:
        return 0
    match = WORD.match(text, place)
    return match.end() if match else place


def snippet(text: str, sought: Collection[str]) -> tuple[str, tuple[Span, ...]]:
    """Return the part of a text with most of the words that are `sought`, on one line, and where
    they are.

    `sought` are words as the text has them. The spans are of the snippet; "…" shows a cut.
    """
    words = [each.span() for each in WORD.finditer(text)]
    hits = [index for index, (start, end) in enumerate(words) if text[start:end] in sought]
    first = _best([text[slice(*words[each])].casefold() for each in hits], hits, len(words))
    last = min(first + WINDOW, len(words))
    start = words[first][0] if first else 0
    end = words[last - 1][1] if last < len(words) else len(text)
    before, after = CUT if first else "", CUT if last < len(words) else ""
    shift = len(before) - start
    marks = [words[each] for each in hits if first <= each < last]
    line = "".join(" " if each.isspace() else each for each in text[start:end])
    line = line.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return before + line + after, tuple(Span(a + shift, b + shift) for a, b in marks)


def _best(words: Sequence[str], hits: Sequence[int], length: int) -> int:
    """Return the first word of the window that has most different words of those sought."""
    if length <= WINDOW or not hits:
        return 0
    best, most = 0, 0
    for place, hit in enumerate(hits):
        different = len(set(words[place : bisect_left(hits, hit + WINDOW, place)]))
        if different > most:
            best, most = hit, different
    last = hits[bisect_left(hits, best + WINDOW) - 1]
    # What was found stands in the middle of the window, as far as the text's ends allow.
    middle = best - (WINDOW - 1 - (last - best)) // 2
    return max(0, min(middle, length - WINDOW))
