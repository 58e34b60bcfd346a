"""Outlets that speak for a side: a force, a ministry, an armed group, their media arms."""

from __future__ import annotations

import re

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.actors import Body, Noun, known, nouns, pieces

ISSUERS = frozenset(("force", "ministry", "government", "armed_group"))
"""Kinds of bodies whose bulletins state what they themselves did or saw."""

NO_ISSUER = frozenset("agency council commission committee delegation embassy regime".split())
"""Nouns of the same kinds that name news agencies, charities and talks as well."""

SERVICE = re.compile(
    r"\b(?:border|emergency|security|rescue|prosecutor)\b.{0,30}\b(?:service|guards?|office)\b",
    re.I,
)
"""Services of a state whose last word alone names any office."""

PRESS = frozenset(
    "news times post press radio television tv daily herald tribune wire courier journal gazette"
    " watch monitor mirror today review magazine media report reports observer statesman".split()
)
"""Words of the names of newspapers and the like: "Army Times"."""


ISSUING = re.compile(
    r"\b(?:spokes(?:man|woman|person)|press (?:service|office|centre|center|release)"
    r"|media (?:arm|office|wing|centre|center|bureau|cell)|war media|communiqu\w+|statement"
    r"|bulletin|(?:Facebook|Telegram) (?:page|channel|post)|Telegram|X post|on X)\b",
    re.I,
)
"""Words of an outlet that is the voice of whoever is named beside them."""


def speaks_for_itself(outlet: str | None) -> bool:
    """Return whether a text's publisher is a force, a ministry, a government or an armed group."""
    if not outlet:
        return False
    if _is_a_sides_voice(outlet):
        return True
    if PRESS & {word.lower() for word in outlet.split()}:
        return False
    if SERVICE.search(outlet):
        return True
    words = pieces(outlet)
    for hit in (*known().find(outlet, words), *nouns().find(outlet, words)):
        rest = outlet[hit.end :].strip().lower()
        if rest and not rest.startswith(("of ", "in ", "for ", "(", ",", "–", "-")):
            continue
        entry = hit.entry
        if isinstance(entry, Body) and entry.kind in ISSUERS:
            return True
        if isinstance(entry, Noun) and (entry.kind in ISSUERS or _holds_office(entry)):
            return outlet[hit.start : hit.end].lower() not in NO_ISSUER
    return False


SPEAKING = frozenset(("GOV", "MIL", "SPY", "COP", "REB", "PRM", "UAF"))
"""Sectors of those whose media arm or spokesman speaks for a side."""


def voice_of(outlet: str) -> str:
    """Return the words of an outlet that name whose voice it is: "JNIM" of "JNIM media arm"."""
    parts = re.split(r"[(),:;]", outlet)
    issued = sorted(parts, key=lambda each: ISSUING.search(each) is None)
    named = [each.strip() for each in (ISSUING.sub(" ", one) for one in issued) if each.strip()]
    voices = (" ".join(each.split()) for each in named if describe(each)[1] in SPEAKING)
    return next(voices, outlet)


def _is_a_sides_voice(outlet: str) -> bool:
    """Return whether an outlet is the spokesman or media arm of a state or an armed group."""
    return bool(ISSUING.search(outlet)) and describe(voice_of(outlet))[1] in SPEAKING


def _holds_office(entry: Noun) -> bool:
    """Return whether a noun is of someone in office: "Governor of the Kharkiv region"."""
    return entry.kind == "person" and entry.role == "GOV" and not entry.weak


def body_of(outlet: str) -> str:
    """Return the name of the side that an outlet speaks for: of its body where one is known."""
    issuer = voice_of(outlet)
    bodies = (hit.entry for hit in known().find(issuer, pieces(issuer)))
    named = (each.name for each in bodies if isinstance(each, Body) and each.kind in ISSUERS)
    return next(named, issuer)
