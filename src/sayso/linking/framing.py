"""Whose voice a body of reports carries, with which verbs, and how often none at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.exports.resolved import resolve
from sayso.linking.told import family_of, side_of
from sayso.record import Reading

NONE = "none"
"""The stance of narration: the outlet speaks, and no cue."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How often one outlet lets one side speak, by stance and by cue.

    `share` is of all claims in the outlet. For narration `side` is "" and `stances` is none.
    """

    outlet: str
    side: str
    kind: str
    claims: int
    share: float
    manners: Counter[str]
    stances: Counter[str]
    cues: Counter[str]


def framing(readings: Iterable[Reading]) -> list[Voice]:
    """The voices in `readings`, by outlet (families of publishers as one) and side."""
    manners: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    stances: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    cues: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for reading in readings:
        outlet = family_of(reading.document.outlet) or "not told"
        for claim in reading.claims or ():
            found = resolve(reading, claim)
            side = side_of(found)
            key = (outlet, "" if claim.narrated else side.shown, side.kind)
            totals[outlet] += 1
            manners[key][found.attribution.manner if found.attribution else "narration"] += 1
            stances[key][found.attribution.stance if found.attribution else NONE] += 1
            if found.cue:
                cues[key][found.cue.lower()] += 1
    made = [
        Voice(*key, count.total(), count.total() / totals[key[0]], manners[key], count, cues[key])
        for key, count in stances.items()
    ]
    return sorted(
        made, key=lambda each: (-totals[each.outlet], each.outlet, -each.claims, each.side)
    )
