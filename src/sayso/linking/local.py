"""Officials whose country no word gives: that of the places they speak of.

"The regional governor" and "the army" speak for a state that a report need not name. A governor's
is the country of the towns in what he says; an army's or the police's is taken for known only where
the whole report is about one country.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.actor_codes import describe
from sayso.record import Claimant, Reading
from sayso.record.resolved import ResolvedClaim
from sayso.record.trace import Rule, decide

LOCAL_OFFICES = frozenset(
    "governor governors mayor mayors prefect prefects municipality governorate councillor"
    " councilor".split()
)
"""Heads of offices that are of a region or a town, and so of the country that it lies in."""

OFFICIAL_SECTORS = frozenset(("GOV", "MIL", "COP"))
"""Unnamed "officials" and "the army" of no country that was read speak for some state."""

LEADERS = frozenset("leader leaders elder elders chief chiefs imam priest".split())
COMMUNITIES = frozenset(
    "camp community tribal village clan religious local traditional neighbourhood neighborhood"
    " youth spiritual".split()
)


ANYONES_OFFICIALS = 2
"""Words of a name that names no state: "officials", "military officials"; a "shadow government of
the ousted administration" is somebody."""


def anyones_officials(claimant: Claimant) -> bool:
    """Return whether a claimant is unnamed officials, who may be any state's."""
    few = len(claimant.name.split()) <= ANYONES_OFFICIALS and not leads_community(claimant)
    return few and not claimant.named and claimant.role in OFFICIAL_SECTORS


def leads_community(claimant: Claimant) -> bool:
    """Return whether a claimant leads a camp, a clan or a village, and speaks for no state."""
    words = frozenset(claimant.name.lower().split())
    return bool(words & LEADERS) and bool(words & COMMUNITIES)


@dataclass(frozen=True, slots=True)
class ReportedSpeakers:
    """What a report says of its claimants, by name: the words that call them, and the countries of
    the places in what they say; `countries` are those of all its places and claimants, `main` that
    of most of its places.
    """

    called: Mapping[str, frozenset[str]]
    speaks_of: Mapping[str, frozenset[str]]
    countries: frozenset[str]
    main: str | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """An official of no known country, and what the report that quotes him says of its speakers."""

    claimant: Claimant
    speakers: ReportedSpeakers

    @property
    def called(self) -> frozenset[str]:
        """Return the words by which the report calls him."""
        return self.speakers.called.get(self.claimant.name, frozenset())

    @property
    def speaks_of(self) -> frozenset[str]:
        """Return the countries of the places in what he says."""
        return self.speakers.speaks_of.get(self.claimant.name, frozenset())


class _Identity:
    """A reading as a key of a cache: by which object it is, not by all that is in it."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.reading is self.reading

    def __hash__(self) -> int:
        return id(self.reading)


def speakers_in(reading: Reading) -> ReportedSpeakers:
    """Return what a report says of its claimants.

    Claims are asked for one by one: without the cache a report of a thousand would be gone through
    a thousand times.
    """
    return _speakers_in(_Identity(reading))


@lru_cache(maxsize=4)
def _speakers_in(held: _Identity) -> ReportedSpeakers:
    reading = held.reading
    places = reading.places or ()
    called: defaultdict[str, set[str]] = defaultdict(set)
    speaks_of: defaultdict[str, set[str]] = defaultdict(set)
    everywhere = {place.country for place in places}
    for claim in reading.claims or ():
        who = claim.claimant
        called[who.name].update(f"{who.name} {who.said}".lower().split())
        speaks_of[who.name].update(
            code for number in claim.places if (code := places[number].country)
        )
        everywhere.add(who.country)
    if not any(everywhere):
        everywhere.add(describe(reading.document.outlet or "")[0])
    return ReportedSpeakers(
        {name: frozenset(words) for name, words in called.items()},
        {name: frozenset(codes) for name, codes in speaks_of.items()},
        frozenset(code for code in everywhere if code),
        _main(place.country for place in places if place.country),
    )


MOST = 0.7
"""Share of the places that a report names from which it is about their country."""


def _main(named: Iterable[str]) -> str | None:
    counted = Counter(named)
    first = next(iter(counted.most_common(1)), None)
    return first[0] if first and first[1] >= MOST * counted.total() else None


def _only(found: frozenset[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _local_office(official: Official) -> str | None:
    if LOCAL_OFFICES.isdisjoint(official.called):
        return None
    return _only(official.speaks_of) or _only(official.speakers.countries)


def _one_country(official: Official) -> str | None:
    """Return the only country of a report in which "the army" or "police" speak."""
    unnamed = anyones_officials(official.claimant)
    return _only(official.speakers.countries) if unnamed else None


def _main_country(official: Official) -> str | None:
    """Return the country of most places of a report, for a body that each state has.

    Of persons it says nothing: the spokesman of rebels is "military spokesman" too.
    """
    body = not BODIES.isdisjoint(official.claimant.name.lower().split())
    return official.speakers.main if body else None


BODIES = frozenset(
    "army military ministry government police navy armed forces staff presidency".split()
)
"""Words of bodies that each state has: by them alone it isn't known which."""


Test = Callable[[Official], str | None]

OFFICIALS: tuple[Rule[Test], ...] = (
    Rule("local_office", "The governor said that shells fell on Sake", _local_office),
    Rule("one_country", "The army said that rebels had entered Sake", _one_country),
    Rule("main_country", "The Defence Ministry said that Sake had held", _main_country),
)


def country_of_official(resolved: ResolvedClaim) -> str | None:
    """Return the country for which an official of none that is said speaks; None if unclear."""
    claimant = resolved.claim.claimant
    if claimant.role not in OFFICIAL_SECTORS or leads_community(claimant):
        return None
    decided = decide(OFFICIALS, Official(claimant, speakers_in(resolved.reading)))
    return decided[1] if decided else None
