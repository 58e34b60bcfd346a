"""Who acts in an event: words led back to the fullest name that the document has for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.quantities import is_a, singular
from sayso.record import Actor, Span
from sayso.record.resolved import ResolvedClaim


@dataclass(frozen=True, slots=True)
class Acting:
    """A name, its country (ISO 3166-1 alpha-3) and its PLOVER sector."""

    name: str
    country: str | None
    role: str | None


def acting(resolved: ResolvedClaim, span: Span | None) -> Acting | None:
    """Return who the words of `span` mean; None where they name no one: "shells", "air defences",
    a "we" that leads back to nobody.
    """
    if span is None:
        return None
    actor = _fullest(resolved, span)
    words = resolved.words(span)
    country, role = _described(words)
    if actor is not None:
        if actor.name.casefold() in PRONOUNS or _is_object(actor.name):
            return None
        return Acting(actor.name, actor.country or country, actor.role or role)
    return Acting(words, country, role) if country or _are_people(words) else None


PRONOUNS = frozenset(
    "i we us our ours he him his she her hers it its they them their theirs you your who which that"
    " this these those one others everyone someone nobody".split()
)


OBJECTS = frozenset(
    "convoy convoys vehicle vehicles truck trucks boat boats ship ships base bases post posts"
    " outpost outposts checkpoint checkpoints position positions depot depots".split()
)
"""What is hit and does nothing itself, also where it is a force's: "an army convoy"."""


def _is_object(words: str) -> bool:
    nouns = PREPOSITION.split(words.casefold())[0].split()
    return bool(nouns) and nouns[-1].strip(".,") in OBJECTS


def _are_people(words: str) -> bool:
    """Return whether words name people, by their last noun or one before "of", "in" …"""
    nouns = PREPOSITION.split(words.casefold())[0].split()
    return bool(nouns) and is_a(singular(nouns[-1].strip(".,")), "person")


PREPOSITION = re.compile(r"\s+(?:of|in|at|from|near|who|that|and)\s+")


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
