"""Look-up of actors for other stages: who is at these words, and who is that in full."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from sayso.lexicon.actor_codes import describe
from sayso.record import Actor, Span

__all__ = ["actor_at", "actors_in", "describe", "fullest"]

LONGEST_MENTION = 300
"""Code points: no mention that begins further before a span reaches into it. Longest seen: 65."""


def fullest(actors: Sequence[Actor], index: int) -> Actor:
    """Return the fullest mention that the one at `index` refers to; itself when it is that."""
    refers_to = actors[index].refers_to
    return actors[index if refers_to is None else refers_to]


def actor_at(actors: Sequence[Actor], span: Span) -> int | None:
    """Return the index of the mention nearest to `span` by Jaccard; None when none overlaps.

    Of two that share as much the longer wins, then the earlier.
    """
    best, most = None, (0.0, 0)
    for index in range(*_between(actors, span.start - LONGEST_MENTION, span.end)):
        actor = actors[index]
        shared = (span.jaccard(actor.as_said), len(actor.as_said))
        if shared > most and shared[0] > 0:
            best, most = index, shared
    return best


def actors_in(actors: Sequence[Actor], span: Span) -> list[int]:
    """Return the indices of the mentions that lie wholly in `span`, in text order."""
    near = range(*_between(actors, span.start, span.end))
    return [i for i in near if span.contains(actors[i].as_said)]


def _between(actors: Sequence[Actor], start: int, end: int) -> tuple[int, int]:
    """Return the first and last index, half-open, of mentions that begin from `start` to `end`."""
    return (
        bisect_left(actors, start, key=lambda actor: actor.as_said.start),
        bisect_left(actors, end, key=lambda actor: actor.as_said.start),
    )
