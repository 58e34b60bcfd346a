"""Officials whose country no word gives: that of the places they speak of.

"The regional governor" and "the army" speak for a state that a report need not name. A governor's
is the country of the towns in what he says; an army's or the police's is taken for known only where
the whole report is about one country.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
class Official:
    """An official of no known country, and the report that he is quoted in."""

    claimant: Claimant
    reading: Reading

    @property
    def called(self) -> frozenset[str]:
        """Return the words by which the report calls him."""
        said = (each.said for each in self._same())
        return frozenset(" ".join((self.claimant.name, *said)).lower().split())

    @property
    def speaks_of(self) -> frozenset[str]:
        """Return the countries of the places in what he says."""
        places = self.reading.places or ()
        numbers = {
            number
            for claim in self.reading.claims or ()
            if claim.claimant.name == self.claimant.name
            for number in claim.places
        }
        return frozenset(code for number in numbers if (code := places[number].country))

    def _same(self) -> Iterable[Claimant]:
        claims = self.reading.claims or ()
        return (each.claimant for each in claims if each.claimant.name == self.claimant.name)


def countries_in(reading: Reading) -> frozenset[str]:
    """Return the countries of the places and of the claimants of a report."""
    places = {each.country for each in reading.places or ()}
    claimants = {each.claimant.country for each in reading.claims or ()}
    return frozenset(each for each in places | claimants if each)


def _only(found: frozenset[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _local_office(official: Official) -> str | None:
    if LOCAL_OFFICES.isdisjoint(official.called):
        return None
    return _only(official.speaks_of) or _only(countries_in(official.reading))


def _one_country(official: Official) -> str | None:
    """Return the only country of a report in which "the army" or "police" speak."""
    unnamed = anyones_officials(official.claimant)
    return _only(countries_in(official.reading)) if unnamed else None


Test = Callable[[Official], str | None]

OFFICIALS: tuple[Rule[Test], ...] = (
    Rule("local_office", "The governor said that shells fell on Sake", _local_office),
    Rule("one_country", "The army said that rebels had entered Sake", _one_country),
)


def country_of_official(resolved: ResolvedClaim) -> str | None:
    """Return the country for which an official of none that is said speaks; None if unclear."""
    claimant = resolved.claim.claimant
    if claimant.role not in OFFICIAL_SECTORS or leads_community(claimant):
        return None
    decided = decide(OFFICIALS, Official(claimant, resolved.reading))
    return decided[1] if decided else None
