"""Marks over a text, cut into segments that nest whatever way the marks overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sayso.record import Span

DEEPEST = 4
"""Marks shown one under the other at the most: a fifth line would run into the next line."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch to mark. `layer` is a claimant's style, "source", "cue" or "" for an anchor.

    `code` and `href` label the mark where it begins; `anchor` is the id that links lead to.
    """

    span: Span
    layer: str
    anchor: str = ""
    code: str = ""
    href: str = ""
    label: str = ""


@dataclass(slots=True)
class Segment:
    """Words under one and the same set of marks. `layers` run from the widest mark inwards."""

    text: str
    layers: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    source: bool = False
    cue: bool = False
    figure: bool = False
    begins: list[Highlight] = field(default_factory=list)


PLAIN = ("source", "cue", "figure")


def segments(text: str, window: Span, marks: Sequence[Highlight]) -> list[Segment]:
    """Return the words of `window` as segments. Joined, their texts are the window's words.

    `marks` overlap the window. Time grows with the marks times how deep they lie, not with
    the square of the marks.
    """
    starts: dict[int, list[Highlight]] = {}
    ends: dict[int, list[Highlight]] = {}
    for mark in marks:
        start = max(mark.span.start, window.start)
        end = max(min(mark.span.end, window.end), start)
        starts.setdefault(start, []).append(mark)
        ends.setdefault(end, []).append(mark)
    edges = sorted({window.start, window.end, *starts, *ends})
    active: dict[int, Highlight] = {}
    pieces: list[Segment] = []
    for place, edge in enumerate(edges):
        for mark in ends.get(edge, ()):
            active.pop(id(mark), None)
        begun = starts.get(edge, [])
        active.update((id(mark), mark) for mark in begun if min(mark.span.end, window.end) > edge)
        until = edges[place + 1] if place + 1 < len(edges) else edge
        if until > edge or begun:
            pieces.append(_segment(text[edge:until], active.values(), begun, window))
    return pieces


def _segment(
    text: str, active: Iterable[Highlight], begun: list[Highlight], window: Span
) -> Segment:
    widest_first = sorted(active, key=lambda mark: (-len(mark.span), mark.span.start))
    layers = tuple(dict.fromkeys(m.layer for m in widest_first if m.layer and m.layer not in PLAIN))
    kinds = {mark.layer for mark in widest_first}
    return Segment(
        text=text,
        layers=layers[-DEEPEST:],
        claims=tuple(m.anchor for m in widest_first if m.anchor and m.code),
        source="source" in kinds,
        cue="cue" in kinds,
        figure="figure" in kinds,
        # A mark that began in an earlier block keeps its anchor there.
        begins=[mark for mark in begun if mark.span.start >= window.start and mark.anchor],
    )
