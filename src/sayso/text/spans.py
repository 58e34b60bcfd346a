"""Which items of a layer lie in a stretch of text, without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

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


class SpanCover:
    """Spans of which it is asked whether any touches or holds a stretch, and what ends near it.

    A long text has thousands of spans and of stretches: looking through all of one for each of the
    others takes time that goes by the square of its length.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(span for span in spans if len(span))
        self._starts = [span.start for span in ordered]
        self._ends = sorted(span.end for span in ordered)
        self._reach = list(accumulate((span.end for span in ordered), max))
        """How far the spans reach up to and with that one."""

    def touches(self, span: Span) -> bool:
        """Return whether any of the spans shares a code point with `span`."""
        before = bisect_left(self._starts, span.end)
        return bool(len(span) and before and self._reach[before - 1] > span.start)

    def holds(self, span: Span) -> bool:
        """Return whether `span` lies wholly in any of the spans."""
        before = bisect_right(self._starts, span.start)
        return bool(before and self._reach[before - 1] >= span.end)

    def around(self, span: Span, within: Span) -> Span:
        """Return the part of `within` around `span` in which none of the spans ends or begins."""
        last = bisect_right(self._ends, span.start)
        first = bisect_left(self._starts, span.end)
        start = max(within.start, self._ends[last - 1] if last else 0)
        end = self._starts[first] if first < len(self._starts) else within.end
        return Span(start, min(end, within.end))
