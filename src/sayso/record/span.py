"""A stretch of a document's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` to `end` of a document's text, half-open.

    Raises ValueError when the span is negative or runs backwards.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.end < self.start:
            raise ValueError(f"no such span: {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words of `text` in this span, verbatim."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """Return the span without the white space at its ends; an empty one where nothing
        else is.
        """
        words = self.of(text)
        start = self.start + len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip()))

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Return how many code points both spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def jaccard(self, other: Span) -> float:
        """Return shared code points over all code points of both spans, 0 to 1."""
        shared = self.overlap(other)
        union = len(self) + len(other) - shared
        return shared / union if union else 0.0


def hull(spans: Iterable[Span]) -> Span:
    """Return the smallest span that holds all of `spans`; ValueError when there is none."""
    items = list(spans)
    return Span(min(span.start for span in items), max(span.end for span in items))
