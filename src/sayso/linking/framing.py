"""Whose voice a body of reports carries, with which verbs, and how often none at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sayso.linking.features import family_of, side_of
from sayso.record import Problem, Reading
from sayso.record.faults import attempt
from sayso.record.resolved import resolve

NONE = "none"
"""The stance of narration: the outlet speaks, and no cue."""


@dataclass(frozen=True, slots=True)
class VoiceCount:
    """How often one outlet lets one side speak, by stance and by cue.

    `share` is of all claims in the outlet. For narration `side` is "" and `stances` is none.
    """

    outlet: str
    side: str
    kind: str
    claims: int
    share: float
    by_manner: Counter[str]
    stances: Counter[str]
    cues: Counter[str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A claim as it is counted."""

    key: tuple[str, str, str]
    manner: str
    stance: str
    cue: str


def _unreported(_document: str, _problem: Problem) -> None:
    """Take a problem that is only logged."""


def framing(
    readings: Iterable[Reading], left_out: Callable[[str, Problem], None] = _unreported
) -> list[VoiceCount]:
    """The voices in `readings`, by outlet (families of publishers as one) and side.

    Of a reading that can't be counted `left_out` takes the fingerprint and the problem.
    """
    manners: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    stances: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    cues: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for reading in readings:
        counted = attempt("framing", partial(_counted, reading), subject=reading.document.id)
        if isinstance(counted, Problem):
            left_out(reading.document.fingerprint, counted)
            continue
        for each in counted:
            totals[each.key[0]] += 1
            manners[each.key][each.manner] += 1
            stances[each.key][each.stance] += 1
            if each.cue:
                cues[each.key][each.cue] += 1
    made = [
        VoiceCount(
            *key, count.total(), count.total() / totals[key[0]], manners[key], count, cues[key]
        )
        for key, count in stances.items()
    ]
    return sorted(
        made, key=lambda each: (-totals[each.outlet], each.outlet, -each.claims, each.side)
    )


def _counted(reading: Reading) -> list[_Counted]:
    """The claims of a reading as they are counted."""
    outlet = family_of(reading.document.outlet) or "not told"
    made = []
    for claim in reading.claims or ():
        found = resolve(reading, claim)
        side = side_of(found)
        key = (outlet, "" if claim.narrated else side.shown, side.kind)
        said = found.attribution
        manner, stance = (said.manner, said.stance) if said else ("narration", NONE)
        made.append(_Counted(key, manner, stance, found.cue.lower()))
    return made
