"""Words of a text that no parser reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.lexicon.inflected import folded
from sayso.record import Span

WordKind = Literal["word", "number", "name", "mark", "link"]

TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+|\b[\w-]+(?:\.[a-z\d-]+)+/\S+|\b[\w.+-]+@[\w-]+\.\S+|[#@]\w+)"
    r"|(?P<phone>\+\d{1,3}[ (-]+\d[\d ()-]{6,}\d|(?<!\w)\d?\s?\(\d{3,4}\)[ ]?\d[\d -]{4,}\d)"
    r"|(?P<date>(?<![\d.])\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)|(?<![\d.,])\d{1,2}:\d{2}(?!\d))"
    r"|(?P<number>(?<![\w.,])(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+|\d+(?:[.,]\d+)?)"
    r"(?![.,]?\d)(?P<suffix>[-\u2011](?:[^\W\d_]+))?)"
    r"|(?P<digits>\d+(?:[.,/-]\d+)*[^\W_]*)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ`‘][^\W\d_]+)*(?:[-\u2011][^\W_]+(?:['’ʼ][^\W\d_]+)*)*\w*)"
    r"|(?P<mark>[^\w\s])"
)
"""What a text is made of. Digits that stand in no number ("12/3", "04AB") are a link: no word."""

GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or mark of a sentence; `folded` is how phrases are compared with it."""

    text: str
    folded: str
    start: int
    end: int
    kind: WordKind

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()


LONGEST_SENTENCE = 200
"""Words read together: what a longer run without an end says is read piece by piece, so that the
work grows with the length of the text alone."""


def pieces_of(text: str, span: Span) -> Iterator[list[Word]]:
    """Yield the words of a sentence, in pieces where it is longer than any sentence is."""
    words = words_of(text, span)
    for first in range(0, len(words), LONGEST_SENTENCE):
        yield words[first : first + LONGEST_SENTENCE]


def words_of(text: str, span: Span) -> list[Word]:
    """Return the words, numbers and marks of a stretch of text, in order."""
    words: list[Word] = []
    for token in TOKEN.finditer(text, span.start, span.end):
        group = token.lastgroup or "mark"
        if group == "suffix":
            group = "number"
        if group == "word":
            words += _unglued(token)
            continue
        kind: WordKind = {"number": "number", "mark": "mark"}.get(group, "link")  # type: ignore[assignment]
        words.append(_word(token.group(), token.start(), kind))
    return words


def _unglued(token: re.Match[str]) -> Iterator[Word]:
    """Yield a word, or a small word and the number that is glued to it: "на11"."""
    said = token.group()
    parts = GLUED.split(said)
    if len(parts) == 2 and parts[1].isdigit() and parts[0].isalpha() and parts[0].islower():
        yield _word(parts[0], token.start(), "word")
        yield _word(parts[1], token.start() + len(parts[0]), "number")
        return
    has_digit = any(letter.isdigit() for letter in said)
    yield _word(said, token.start(), "name" if has_digit else "word")


def _word(said: str, start: int, kind: WordKind) -> Word:
    return Word(said, folded(said), start, start + len(said), kind)
