"""Charges: bombs, mines and devices that are put somewhere, and what they are put at."""

from __future__ import annotations

from sayso.stages.events.means import Weapon, hit_class, weapon
from sayso.text.parse import Parse, Token
from sayso.text.phrases import after
from sayso.text.syntax import TIMES, is_noun

SITES = (
    "at",
    "in",
    "inside",
    "outside",
    "on",
    "under",
    "beneath",
    "beside",
    "behind",
    "to",
    "near",
)
"""Prepositions between a charge and what it was put at, the likeliest first."""


def charge_of(parse: Parse, noun: Token) -> Weapon | None:
    """Return the means that a noun names, a "device" or "charge" in such a place too."""
    if noun.lemma.lower() in CHARGES:
        return noun.span, "ied", "remote_explosive"
    return weapon(parse, [noun])


def is_part(noun: Token) -> bool:
    """Return whether a target is only a part of a site: the "front" of a bank."""
    return noun.lemma.lower() in PARTS_OF_SITES


CHARGES = frozenset({"device", "charge", "gelignite", "tnt"})
PARTS_OF_SITES = frozenset({"front", "side", "back", "rear", "entrance", "vicinity"})


def site_of(parse: Parse, token: Token) -> Token | None:
    """Return the site, no town or country, after a preposition of `token`."""
    for prep in SITES:
        noun = after(parse, token, prep)
        if noun is not None and noun.lemma.lower() in PARTS_OF_SITES:
            noun = after(parse, noun, "of", "to") or noun
        named = noun is not None and noun.entity in ("GPE", "LOC", "NORP", *TIMES)
        if noun is not None and not (named and hit_class(parse, noun) is None):
            return noun if is_noun(noun) and weapon(parse, [noun]) is None else None
    near = (after(parse, each, "to") for each in parse.dependents(token, "advmod"))
    site = next((noun for noun in near if noun is not None and is_noun(noun)), None)
    return site or _site_below_agent(parse, token)


def _site_below_agent(parse: Parse, verb: Token) -> Token | None:
    """Return the site that the parser hangs on who put it: "placed by rebels on a bridge"."""
    for by in parse.dependents(verb, "agent"):
        for agent in parse.dependents(by, "pobj"):
            site = site_of(parse, agent)
            if site is not None:
                return site
    return None
