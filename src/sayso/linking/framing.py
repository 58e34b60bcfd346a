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

UNKNOWN_OUTLET = "not told"
"""The outlet of articles that name none."""


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


def unreported(_document: str, _problem: Problem) -> None:
    """Take a problem that is only logged."""


def framing(
    readings: Iterable[Reading], left_out: Callable[[str, Problem], None] = unreported
) -> list[VoiceCount]:
    """Return the voices in `readings`, by outlet (families of publishers as one) and side.

    Of a reading that can't be counted `left_out` takes the fingerprint and the problem.
    """
    by_manner: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    stances: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    cues: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for reading in readings:
        counted = attempt("framing", partial(_counted, reading), subject=reading.document.id)
        if isinstance(counted, Problem):
            left_out(reading.document.fingerprint, counted)
            continue
        for claim in counted:
            totals[claim.key[0]] += 1
            by_manner[claim.key][claim.manner] += 1
            stances[claim.key][claim.stance] += 1
            if claim.cue:
                cues[claim.key][claim.cue] += 1
    made = [
        VoiceCount(
            *key, count.total(), count.total() / totals[key[0]], by_manner[key], count, cues[key]
        )
        for key, count in stances.items()
    ]
    return sorted(
        made, key=lambda each: (-totals[each.outlet], each.outlet, -each.claims, each.side)
    )


def outlet_of(reading: Reading) -> str:
    """Return the outlet that an article is counted for: families of publishers are one."""
    return family_of(reading.document.outlet) or UNKNOWN_OUTLET


def _counted(reading: Reading) -> list[_Counted]:
    """Return the claims of a reading as they are counted."""
    outlet = outlet_of(reading)
    made = []
    for claim in reading.claims or ():
        resolved = resolve(reading, claim)
        side = side_of(resolved)
        key = (outlet, "" if claim.narrated else side.shown, side.kind)
        said = resolved.attribution
        stance = said.stance if said else NONE
        made.append(_Counted(key, resolved.manner, stance, resolved.cue.lower()))
    return made
