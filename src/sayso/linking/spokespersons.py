"""Whom a named spokesperson speaks for, by how reports of one incident introduce them.

"Houthi military spokesman Yahya Saree" is a person to a reading: the group's name isn't in what he
claims. Where the group itself speaks in the incident, his answers are the group's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sayso.lexicon.claimants import name_key
from sayso.linking.claimants import identity_of
from sayso.record import Claimant, FoldedClaim
from sayso.record.trace import Rule, decide

OFFICE = (
    r"(?:(?:military|operations?|chief|senior|official|media|press|deputy|political)\s+){0,3}"
    r"spokes(?:man|woman|person)\b"
)
FORMER = re.compile(r"\b(?:former|ex)\b", re.IGNORECASE)

BEFORE = re.compile(rf"(?:the\s+)?(?P<body>[^,]+?)(?:['’]s|['’])?\s+{OFFICE}", re.IGNORECASE)
AFTER = re.compile(
    rf"(?:.*?,\s*)?(?:an?\s+|the\s+)?{OFFICE}\s+(?:of|for)\s+(?P<body>[^,]+)", re.IGNORECASE
)
APPOSED = re.compile(
    rf"[^,]+,\s*(?:the\s+)?(?P<body>[^,]+?)(?:['’]s|['’])?\s+{OFFICE}", re.IGNORECASE
)
GENERIC = re.compile(
    r"^(?:the)\s+|\s+(?:group|movement|rebels?|militia|forces|fighters|militants?)$", re.IGNORECASE
)
"""Words beside a group's name that are none of it."""


def _after(said: str) -> str | None:
    match = AFTER.match(said)
    return match["body"] if match else None


def _before(said: str) -> str | None:
    match = BEFORE.match(said)
    return match["body"] if match else None


def _apposed(said: str) -> str | None:
    match = APPOSED.match(said)
    return match["body"] if match else None


SPOKEN_FOR: tuple[Rule[Callable[[str], str | None]], ...] = (
    Rule("office_of_a_body", "Yahya Saree, a spokesman for the Houthis, said …", _after),
    Rule("body_before_the_office", "Houthi military spokesman Yahya Saree said …", _before),
    Rule("body_after_the_name", "Yahya Saree, the Houthis’ military spokesman, said …", _apposed),
)
"""How words that introduce a speaker name the body that they speak for; the first that fits."""


def spoken_for(said: str) -> str:
    """Return the body that a speaker introduced by these words speaks for; "" of none."""
    if FORMER.search(said):
        return ""
    decided = decide(SPOKEN_FOR, said)
    return decided[1].strip() if decided else ""


def with_their_groups(
    claims: Iterable[FoldedClaim], parties: Iterable[FoldedClaim]
) -> tuple[FoldedClaim, ...]:
    """Return claims with each named spokesperson on the side of the one of `parties` that they
    speak for.
    """
    held = tuple(claims)
    bodies: dict[str, set[str]] = {}
    for claim in held:
        for met in claim.appearances:
            if met.claimant.named and (body := spoken_for(met.claimant.said)):
                bodies.setdefault(claim.claimant.name, set()).add(body)
    if not bodies:
        return held
    named = {key: claim for claim in parties for key in _keys(claim.claimant)}
    return tuple(_placed(claim, bodies.get(claim.claimant.name, set()), named) for claim in held)


def _placed(
    claim: FoldedClaim, bodies: Iterable[str], named: Mapping[str, FoldedClaim]
) -> FoldedClaim:
    """Return a claim of a person on the side of the body; as it is where there are none or two."""
    speaker = claim.claimant
    if claim.narrated or not speaker.named or claim.side != speaker.name:
        return claim
    spoken = [replace(speaker, name=body, said=body) for body in bodies]
    parties = [named[key] for each in spoken for key in _keys(each) if key in named]
    if len({each.side for each in parties}) != 1:
        return claim
    (party, *_) = parties
    return replace(claim, side=party.side, claimant=replace(speaker, role=party.claimant.role))


def _keys(claimant: Claimant) -> set[str]:
    """Return what a body is known by: its entry in the register where it is known, and its name."""
    words = (claimant.name, GENERIC.sub("", claimant.name))
    names = {name_key(each) for each in words}
    known = (identity_of(replace(claimant, name=each, country=None)) for each in words)
    keys = {each.key for each in known if each.kind == "body"}
    short = {name_key(each.short) for each in [identity_of(claimant)] if each.short}
    return names | keys | short
