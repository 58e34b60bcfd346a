"""A bare phrase for an actor to its country and PLOVER sector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sayso.lexicon.actors import (
    ActorMatch,
    Body,
    CountryName,
    Noun,
    OfficeHolder,
    Piece,
    fold,
    honorifics,
    known,
    nouns,
    pieces,
    towns,
)

BOUNDARIES = frozenset("of in for to from at with on by who that which against near about".split())
"""Words that end the core of a noun phrase: what follows them describes it, but is not its head."""

PAST = frozenset("former ex retired ousted deposed disgraced late exiled erstwhile".split())
ARMED = ("REB", "PRM", "CRM")
"""Sectors whose commanders and spokesmen are not of a state's army."""

REGIONS = frozenset(
    "region oblast krai raion republic district province governorate prefecture county".split()
)

FIGHTERS = ("REB", "UAF")
"""Sectors of nouns that say no more than that someone fights: fighters, militants, gunmen."""

TAILS = frozenset("backed led born made allied aligned brokered supported funded friendly".split())
"""After "-": a "US-backed" group is not American."""


@dataclass(frozen=True, slots=True)
class Described:
    """A phrase taken apart: the pieces, the known names and the nouns in it."""

    words: list[Piece]
    names: list[ActorMatch]
    nouns: list[ActorMatch]
    boundary: int

    @property
    def past(self) -> bool:
        return any(word.folded in PAST for word in self.words[: self.boundary])


def describe(text: str, on: date | None = None) -> tuple[str | None, str | None]:
    """Return country (ISO 3166 alpha-3; UNO, EUR, IGO, NGO, IMG for bodies of many) and PLOVER
    sector.

    `on` is the day that offices are looked up for; without it the last known term counts.
    Either is None when the phrase does not say.
    """
    parts = take_apart(text)
    return country_of(parts, text), role_of(parts, on)


def take_apart(text: str) -> Described:
    """Find what the tables know in a phrase."""
    words = pieces(text)
    boundary = len(words)
    names = known().find(text, words)
    common = nouns().find(text, words)
    inside = {i for hit in (*names, *common) for i in range(hit.first, hit.last)}
    for place, word in enumerate(words):
        cut = word.folded in BOUNDARIES or (place and "," in _before(text, words, place))
        if cut and place and place not in inside:
            boundary = place
            break
    apart = [hit for hit in common if not _within(hit, names)]
    return Described(words, names, apart, boundary)


def _before(text: str, words: list[Piece], place: int) -> str:
    return text[words[place - 1].end : words[place].start]


def _within(hit: ActorMatch, names: list[ActorMatch]) -> bool:
    return any(name.first <= hit.first and hit.last <= name.last for name in names)


def country_of(parts: Described, text: str) -> str | None:
    """Return the country of the phrase: of a known person, then of the first word that has one."""
    for hit in parts.names:
        if isinstance(hit.entry, OfficeHolder) and hit.entry.country:
            return hit.entry.country
    hits = [hit for hit in parts.names if _code(hit) and not _only_backs(hit, parts.words)]
    for hit in hits:
        if isinstance(hit.entry, CountryName) and hit.last <= parts.boundary:
            return _code(hit)
    hits.sort(key=lambda hit: _code(hit) == "IMG")  # Islamic State in Somalia is of Somalia
    for hit in hits:
        return _code(hit)
    for hit in towns().find(text, parts.words):
        return _code(hit)
    return None


def _code(hit: ActorMatch) -> str | None:
    if isinstance(hit.entry, CountryName):
        return hit.entry.code
    return hit.entry.country if isinstance(hit.entry, Body) else None


def _only_backs(hit: ActorMatch, words: list[Piece]) -> bool:
    return hit.last < len(words) and words[hit.last].folded in TAILS


def role_of(parts: Described, on: date | None = None) -> str | None:
    """Return the PLOVER sector: an explicit title first, then the head, then the words
    around it.
    """
    role = _role(parts, on)
    if role == "GOV" and any(_of_states(hit) for hit in parts.names):
        role = "IGO"
    if role == "MIL":
        role = next(
            (each for hit in (*parts.names, *parts.nouns) if (each := _strong(hit, on)) in ARMED),
            role,
        )
    return "ELI" if parts.past and role in ("GOV", "LEG") else role


def _of_states(hit: ActorMatch) -> bool:
    """Return whether the name is that of a body of states: its envoys are not of a government."""
    return isinstance(hit.entry, Body) and hit.entry.role == "IGO" and hit.entry.country != "EUR"


def _role(parts: Described, on: date | None) -> str | None:
    people = [hit for hit in parts.names if isinstance(hit.entry, OfficeHolder)]
    if people:
        return _title_role(parts, people[0].first) or _person_role(people[0], on)
    core = [hit for hit in (*parts.names, *parts.nouns) if hit.last <= parts.boundary]
    core.sort(key=lambda hit: hit.last)
    after = [hit for hit in (*parts.nouns, *parts.names) if hit.first >= parts.boundary]
    for hit in reversed(core):
        role = _strong(hit, on)
        if role:
            return _of_the_body(_said_before(hit, core) or role, core, on, parts)
    return _weak_role(parts, core, after)


def _said_before(hit: ActorMatch, core: list[ActorMatch]) -> str | None:
    """Return the sector that a noun right before initials gives: "the intelligence agency MIT"."""
    if not isinstance(hit.entry, Body) or not hit.entry.name.isupper():
        return None
    for noun in core:
        if noun.last == hit.first and isinstance(noun.entry, Noun):
            role = _strong(noun)
            return None if role in FIGHTERS else role
    return None


def _of_the_body(role: str, core: list[ActorMatch], on: date | None, parts: Described) -> str:
    """Return `role`, or that of a known body, which outweighs what its people are called.

    "Wazalendo fighters" are PRM.

    The press of a state is the state's ("Syria's state news agency SANA").
    """
    bodies = {each for hit in core if isinstance(hit.entry, Body) and (each := _strong(hit, on))}
    if role in FIGHTERS:
        return next((each for each in ARMED if each in bodies), role)
    said = {word.folded for word in parts.words[: parts.boundary]}
    return "GOV" if role == "JRN" and said & {"state", "official"} else role


def _person_role(hit: ActorMatch, on: date | None) -> str | None:
    assert isinstance(hit.entry, OfficeHolder)  # noqa: S101 - the caller chose it so
    return hit.entry.role(on)


def _title_role(parts: Described, before: int) -> str | None:
    for hit in reversed(parts.nouns):
        if hit.last <= before and isinstance(hit.entry, Noun) and not hit.entry.weak:
            return hit.entry.role
    for word in parts.words[:before]:
        role, _ = honorifics().get(fold(word.folded), (None, None))
        if role:
            return role
    return None


def _heads_a_region(parts: Described, head: ActorMatch, after: list[ActorMatch]) -> bool:
    """Return whether the noun heads a region: "the head of the Kursk region"."""
    last = parts.words[-1].folded
    lands = any(isinstance(hit.entry, CountryName) for hit in (*after, *parts.names))
    noun = parts.words[head.last - 1].folded
    return noun in {"head", "chief", "leader"} and lands and last in REGIONS


def _strong(hit: ActorMatch, on: date | None = None) -> str | None:
    if isinstance(hit.entry, Noun):
        return None if hit.entry.weak else hit.entry.role
    return hit.entry.role_on(on) if isinstance(hit.entry, Body) else None


def _weak_role(parts: Described, core: list[ActorMatch], after: list[ActorMatch]) -> str | None:
    heads = [hit for hit in core if isinstance(hit.entry, Noun)]
    if heads or not core:
        role = next(filter(None, map(_strong, after)), None)
        if role:
            return role
    for hit in reversed(heads):
        if isinstance(hit.entry, Noun) and hit.entry.role:
            return hit.entry.role
    if heads and _heads_a_region(parts, heads[0], after):
        return "GOV"
    for hit in core:
        if isinstance(hit.entry, CountryName) and len(parts.names) == 1 and not heads:
            alone = len(parts.words) - (hit.last - hit.first) <= 1
            return hit.entry.role if alone else None
    return None
