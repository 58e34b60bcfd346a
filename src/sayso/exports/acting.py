"""Who acts in an event: words led back to the fullest name that the document has for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.actor_codes import describe
from sayso.record import Actor, Span
from sayso.record.resolved import ResolvedClaim


@dataclass(frozen=True, slots=True)
class Acting:
    """A name, its country (ISO 3166-1 alpha-3) and its PLOVER sector."""

    name: str
    country: str | None
    role: str | None


def acting(resolved: ResolvedClaim, span: Span | None) -> Acting | None:
    """Return who the words of `span` mean; None where there are none."""
    if span is None:
        return None
    actor = _fullest(resolved, span)
    words = resolved.words(span)
    country, role = _described(words)
    if actor is None:
        return Acting(words, country, role)
    return Acting(actor.name, actor.country or country, actor.role or role)


def _fullest(resolved: ResolvedClaim, span: Span) -> Actor | None:
    actors = resolved.reading.actors or ()
    inside = [each for each in actors if each.as_said.overlap(span)]
    if not inside:
        return None
    best = max(inside, key=lambda each: each.as_said.jaccard(span))
    for _ in actors:  # as many steps as there are mentions, should they lead in a circle
        if best.refers_to is None or best.refers_to >= len(actors):
            break
        best = actors[best.refers_to]
    return best


@lru_cache(maxsize=10_000)
def _described(words: str) -> tuple[str | None, str | None]:
    return describe(words)
