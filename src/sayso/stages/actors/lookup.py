"""Ways for other stages to ask about actors: who is at these words, and who is that in full."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon.actor_codes import describe
from sayso.record import Actor, Span

__all__ = ["actor_at", "actors_in", "describe", "fullest"]


def fullest(actors: Sequence[Actor], index: int) -> Actor:
    """The fullest mention that the one at `index` leads back to; itself when it is the fullest."""
    refers_to = actors[index].refers_to
    return actors[index if refers_to is None else refers_to]


def actor_at(actors: Sequence[Actor], span: Span) -> int | None:
    """The index of the mention that shares most with `span`, by Jaccard; None when none does.

    Of two that share as much the longer wins, then the earlier.
    """
    best, most = None, (0.0, 0)
    for index, actor in enumerate(actors):
        if actor.as_said.start >= span.end:
            break
        shared = (span.jaccard(actor.as_said), len(actor.as_said))
        if shared > most and shared[0] > 0:
            best, most = index, shared
    return best


def actors_in(actors: Sequence[Actor], span: Span) -> list[int]:
    """The indices of the mentions that lie wholly in `span`, in text order."""
    return [i for i, actor in enumerate(actors) if span.contains(actor.as_said)]
