"""Which items of a layer lie in a stretch of text, without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from sayso.record import Span


class SpanIndex:
    """The spans of one layer, by where they begin."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ordered = sorted((span.start, span.end, index) for index, span in enumerate(spans))
        self._starts = [start for start, _, _ in self._ordered]

    def inside(self, span: Span) -> tuple[int, ...]:
        """Return the indices into the layer of those that lie wholly in `span`, lowest first."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return tuple(sorted(i for _, end, i in self._ordered[first:last] if end <= span.end))
