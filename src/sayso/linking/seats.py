"""Towns that a report names for another reason than that something happened there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sayso.lexicon.countries import countries
from sayso.linking.local import LOCAL_OFFICES
from sayso.linking.words import WORD
from sayso.record import Place, Reading
from sayso.record.trace import Rule, first_that_holds

LETTERS_BEFORE = 40

AT_HAND = LOCAL_OFFICES | frozenset(
    "city district local police hospital hospitals doctor doctors medic medics resident residents"
    " witness witnesses survivor survivors firefighters rescuers morgue airport embassy".split()
)
"""Words of a source that is where it happened: "police in Kabul", "the mayor of Kyiv"."""

CARED_FOR = re.compile(
    r"(?:\b(?:hospitals?|clinics?|morgues?|mortuar\w+)(?:\s+\w+){0,2}\s+(?:in|at|of|near)"
    r"|\b(?:wounded|injured|wounds|injuries)\b.{0,20}\bdied(?:\s+\w+){0,2}\s+(?:in|at)"
    r"|\btreat(?:ed|ing)\b[^.;]{0,40}\s(?:in|at)"
    r"|\bdied\s+(?:of|from)\s+(?:\w+\s+)?(?:wounds|injuries)\s+(?:in|at))(?:\s+the)?\s*$",
    re.IGNORECASE,
)

ATTACKED = re.compile(
    r"\b(?:hit|hits|struck|strikes?|bomb(?:s|ed)|shelled|attack(?:s|ed)|raid(?:s|ed)|stormed"
    r"|destroyed|burn(?:ed|t)|looted|fell on|fired (?:on|at|into))\s(?:[\w’'-]+\s){1,3}"
    r"(?:in|at|of|near)(?:\s+the)?\s*$",
    re.IGNORECASE,
)
"""Words before a town that make of its hospital what was attacked."""

MEASURED = re.compile(
    r"\b(?:to|toward|towards|from|via|like|unlike|than"
    r"|(?:[\w-]*(?:north|south|east|west)\w*|km|kilomet\w+|miles?|out|short|ahead|instead) of)"
    r"(?:\s+the)?\s*$",
    re.IGNORECASE,
)

REPORTED = re.compile(
    r"\b(?:reported|claimed|announced|issued|published|given(?: out)?|made|speaking|spoke)"
    r"\s+(?:in|at|from)(?:\s+the)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedTown:
    """A town as a report names it: the words before it, and those of the source that it is in."""

    name: str
    before: str
    source: str


def _seat_of_speaker(town: NamedTown) -> bool:
    """Return whether a seat of government says who speaks, or where he sits."""
    if not town.source or not is_seat(town.name):
        return False
    return AT_HAND.isdisjoint(word.lower() for word in WORD.findall(town.source))


def _cared_for(town: NamedTown) -> bool:
    """Return whether the wounded were treated or died there, or the dead lie there."""
    if town.source or ATTACKED.search(town.before):
        return False
    return CARED_FOR.search(town.before) is not None


def _measured_from(town: NamedTown) -> bool:
    """Return whether people or shells came or went there, or distance is counted from it."""
    return not town.source and MEASURED.search(town.before) is not None


def _reported_there(town: NamedTown) -> bool:
    """Return whether a number was given out there, or somebody spoke there."""
    return not town.source and REPORTED.search(town.before) is not None


Test = Callable[[NamedTown], bool]

SEATS: tuple[Rule[Test], ...] = (
    Rule("seat of the speaker", "Shells fell on Kutum, the army in Cairo said", _seat_of_speaker),
)
"""Why a town of a report has no part in what the report is of."""

UNTITLED: tuple[Rule[Test], ...] = (
    *SEATS,
    Rule("hospital", "Doctors treated 12 wounded at Goma", _cared_for),
)
"""Why a town is never the place of an incident's title."""

NO_SCENE: tuple[Rule[Test], ...] = (
    *UNTITLED,
    Rule("beside", "The wounded were taken to Goma", _measured_from),
    Rule("reported there", "The three reported in Aden is an error", _reported_there),
)
"""Why a town does not say where a claim's event was, so that a text would turn to it."""


def is_named(reading: Reading, place: Place, reasons: tuple[Rule[Test], ...] = SEATS) -> bool:
    """Return whether a report names a town for what happened, and not for one of `reasons`."""
    return first_that_holds(reasons, _named_town(reading, place)) is None


def _named_town(reading: Reading, place: Place) -> NamedTown:
    text, at = reading.document.text, place.as_said
    parts = (part for each in reading.attributions or () for part in each.source)
    source = next((part.of(text) for part in parts if part.contains(at)), "")
    return NamedTown(at.of(text), text[max(0, at.start - LETTERS_BEFORE) : at.start], source)


def is_seat(name: str) -> bool:
    """Return whether a government sits in a town of this name."""
    return name.casefold() in _seats()


@lru_cache(maxsize=1)
def _seats() -> frozenset[str]:
    return frozenset(seat.casefold() for country in countries() for seat in country.seats)
