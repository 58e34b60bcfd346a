"""The lines of a text, and what can be measured on one line alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sayso.record import Span

LINE = re.compile(r"[^\r\n]+")
DECORATION = re.compile(r"\*\*|__|[\u200b-\u200f\u2060\ufeff]|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
BULLET = re.compile(r"^(?:[*•·▪‣◦●–—-]|#{1,6}|>|\d{1,2}[.)])\s+")
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
TERMINAL = (".", "?", "!")
OPEN_END = re.compile(
    r"\b(?:the|an?|of|in|on|at|to|by|for|from|with|as|and|or|that|than|into|over|under|after|before|"
    r"about|against|between|its|his|her|their|is|are|was|were|has|have|had|be|been|not|will|would)$"
)
CLOSERS = "\"'”’»)]*_ "
REPORTED = re.compile(
    r"\b(?:said|says|reported|reports|told|announced|added|confirmed|claimed|warned|wrote|"
    r"according to [\w .'’-]{2,60})$"
)


@dataclass(frozen=True)
class TextLine:
    """A line with words, or several lines that one paragraph was wrapped over.

    `span` leaves the white space around it out; `gap` says that an empty line stands before it.
    """

    span: Span
    raw: str
    gap: bool = False

    @cached_property
    def bullet(self) -> bool:
        return bool(BULLET.match(self.raw))

    @cached_property
    def bare(self) -> str:
        """Return the words without emphasis marks, bullets and invisible characters."""
        return " ".join(BULLET.sub("", DECORATION.sub("", self.raw).strip()).split())

    @cached_property
    def count(self) -> int:
        """Return how many words."""
        return len(WORD.findall(self.bare))

    @cached_property
    def terminal(self) -> bool:
        """Return whether it ends as a sentence does, closing quotation marks and brackets put
        aside.

        Dots of omission count only inside a quotation: teasers are cut off with them.
        """
        words = self.bare.rstrip(CLOSERS)
        if words.endswith(("…", "...")):
            return len(words) < len(self.bare)
        return words.endswith(TERMINAL) or self.bare.endswith((":", ";"))

    @cached_property
    def reported(self) -> bool:
        """Return whether it ends with a reporting verb: a sentence that lost its full stop."""
        return bool(REPORTED.search(self.bare[-80:]))

    @cached_property
    def sentence(self) -> bool:
        """Return whether it reads as running text rather than as a title or a menu's entry."""
        return (self.count >= 4 and (self.terminal or self.reported)) or self.count >= 28

    @cached_property
    def prose(self) -> bool:
        """Return whether it is surely running text: enough words, and it ends as a sentence."""
        return self.sentence and self.count >= 13 and (self.terminal or self.count >= 45)

    @cached_property
    def continues(self) -> bool:
        """Return whether it starts in the middle of a sentence."""
        return self.bare[:1].islower() or self.bare[:1] in ",;)"

    @cached_property
    def left_open(self) -> bool:
        """Return whether it breaks off where no sentence or title ends ("according to the")."""
        return bool(OPEN_END.search(self.bare[-10:]))

    @cached_property
    def titled(self) -> bool:
        """Return whether Most Of Its Long Words Start With a Capital."""
        long = [word for word in WORD.findall(self.bare) if len(word) >= 4 and word[0].isalpha()]
        return len(long) >= 3 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def lines_of(text: str) -> list[TextLine]:
    """Return the lines of `text` that hold anything but white space; wrapped paragraphs are joined.

    Every character that is no white space lies in just one of them.
    """
    lines = _split(text)
    return _unwrap(text, lines) if _is_wrapped(lines) else lines


def _split(text: str) -> list[TextLine]:
    pieces: list[TextLine] = []
    before = 0
    for hit in LINE.finditer(text):
        raw = hit.group()
        words = raw.strip()
        if not words:
            continue
        start = hit.start() + len(raw) - len(raw.lstrip())
        breaks = text[before:start].replace("\r\n", "\n")
        gap = breaks.count("\n") + breaks.count("\r") > 1
        pieces.append(TextLine(Span(start, start + len(words)), words, gap))
        before = start + len(words)
    return pieces


WRAP_WIDTH = 100
"""The longest line of a text that was wrapped by hand or by a mailer; 72 to 80 is usual."""


def _is_wrapped(lines: list[TextLine]) -> bool:
    """Return whether the text breaks its lines at a fixed width, with empty lines between
    paragraphs."""
    if len(lines) < 5 or max(len(line.raw) for line in lines) > WRAP_WIDTH:
        return False
    pairs = [a for a, b in pairwise(lines) if not b.gap and len(a.raw) >= 50]
    return len(pairs) >= 4 and sum(not a.terminal for a in pairs) >= 0.6 * len(pairs)


def _unwrap(text: str, lines: list[TextLine]) -> list[TextLine]:
    groups: list[list[TextLine]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        fits = before is not None and len(before.raw) >= 50 and not line.bullet
        if fits and not line.gap:
            groups[-1].append(line)
        else:
            groups.append([line])
    spans = [(Span(group[0].span.start, group[-1].span.end), group[0].gap) for group in groups]
    return [TextLine(span, span.of(text), gap) for span, gap in spans]
