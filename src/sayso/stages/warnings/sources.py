"""Warnings about who speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.record import Claim, Span, Warning
from sayso.stages.stage import Draft, given

SAYS_NOTHING = frozenset(
    "source sources official officials person people insider insiders individual individuals man"
    " woman report reports rumour rumours rumor rumors claims allegations expert experts analyst"
    " analysts observer observers figure figures channel channels account accounts"
    " authorities media".split()
)
"""Words that say of nobody what he is, whose, or where."""

RANKS = frozenset(
    "a an the one two three four five several some many various other another top senior junior"
    " high ranking high-ranking highly placed well-placed well-informed informed reliable trusted"
    " credible unnamed unidentified anonymous undisclosed multiple numerous different independent"
    " separate both all these those certain no unconfirmed".split()
)
"""Words beside them that tell no more."""


INFORMED = re.compile(
    r"\b(?:(?:who (?:is|are|was|were|has|had) )?(?:familiar with|briefed on|close to the matter"
    r"|in a position to know|(?:quoted|cited) by)"
    r"|(?:with|having|who (?:has|have|had)) (?:[\w-]+ )?knowledge of)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Words that say what a source knows, and not who it is."""


def unnamed_source(draft: Draft) -> Iterator[Warning]:
    """Warn of each unnamed claimant of whom a reader learns nothing, or who has a reason not to be
    named, once, with all its claims.
    """
    places: dict[str, list[Span]] = {}
    names: dict[str, str] = {}
    attributions = given(draft.attributions)
    for claim in given(draft.claims):
        if claim.attribution is None or claim.claimant.named or not claim.claimant.said:
            continue
        if claim.unnamed_because is not None or says_nothing(_described(draft, claim)):
            source = attributions[claim.attribution].source
            called = claim.claimant.name.lower().split()[-1:]
            head = called[0].removesuffix("s") if called else ""
            names.setdefault(head, claim.claimant.name)
            places.setdefault(head, []).extend(source or (claim.evidence,))
    for head, spans in places.items():
        yield Warning(
            "unnamed_source",
            f"“{names[head]}” names no one who could be asked.",
            tuple(sorted(set(spans))),
        )


def _described(draft: Draft, claim: Claim) -> str:
    described = claim.described_as
    return claim.claimant.name if described is None else described.of(draft.text)


def says_nothing(description: str) -> bool:
    """Return whether a description says neither what a source is, nor whose, nor where."""
    who = INFORMED.sub("", description)
    words = [each.strip(".,;:'\"“”’").lower() for each in who.split()]
    return all(each in SAYS_NOTHING or each in RANKS or not each for each in words)
