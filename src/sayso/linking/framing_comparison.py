"""Two outlets, or two sides, beside each other: whose voice, which stances, terms and passives.

Each figure is a ratio over articles, with a 95 % interval by the bootstrap that draws whole
articles (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, 3.8):
claims of one article are not drawn one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sayso.linking.features import side_of
from sayso.linking.framing import outlet_of, unreported
from sayso.record import Event, Problem, Reading, Span
from sayso.record.faults import attempt
from sayso.record.resolved import ResolvedClaim, resolve
from sayso.settings.term_lists import TermList

Group = Literal["outlet", "side"]
"""What is set beside another: the articles of an outlet, or the claims of a side."""

Part = tuple[int, int]
"""A part and its whole in one article: 2 of 9 claims."""

Counts = Mapping[str, Part]
"""Parts and wholes of one article, by measure."""

Floats = NDArray[np.float64]

DRAWS = 2_000
SEED = 20_250_304
"""Draws of the bootstrap, and where they begin: the same ledger has the same intervals."""

ENDS = (2.5, 97.5)
FEWEST = 2
"""Articles from which there is an interval."""

PER = 1_000
"""Words that uses of a term are counted in."""

NO_SOURCE = "no source"
PASSIVE = "passive without an agent"
STANCE, VOICE, TERM = "stance: ", "voice: ", "terms: "

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
BE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)(?:\s+\w+ly)?\s+$", re.IGNORECASE)
REACH = 32
"""Code points before a participle in which its auxiliary stands."""

HARM = frozenset(
    "strike drone_missile_strike air_strike helicopter_strike shelling suicide_bombing"
    " remote_explosive grenade chemical_weapon ground_clash attack_on_civilians casualties damage"
    " property_destruction abduction detention displacement".split()
)
"""Kinds of events in which somebody does harm to somebody."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio with its 95 % interval; None where nothing can be said."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class MeasuredGroup:
    """What one outlet or side has of a measure: part, whole, and the ratio of both."""

    part: int
    whole: int
    ratio: Estimate


@dataclass(frozen=True, slots=True)
class ComparedMeasure:
    """One measure of two groups, and how much the first is above the second.

    `is_rate` measures are uses in PER words, all others shares of a whole.
    """

    name: str
    first: MeasuredGroup
    second: MeasuredGroup
    difference: Estimate
    is_rate: bool


@dataclass(frozen=True, slots=True)
class FramingComparison:
    """Two groups by name, with the number of articles of each, and their measures."""

    names: tuple[str, str]
    articles: tuple[int, int]
    measures: tuple[ComparedMeasure, ...]


def compared_framing(
    readings: Iterable[Reading],
    by: Group,
    names: tuple[str, str],
    lists: Sequence[TermList] = (),
    left_out: Callable[[str, Problem], None] = unreported,
) -> FramingComparison:
    """Return the measures of two outlets, or of two sides, by names as `framing` gives them.

    Of a reading that can't be counted `left_out` takes the fingerprint and the problem.
    """
    articles: tuple[list[Counts], list[Counts]] = ([], [])
    for reading in readings:
        counted = attempt(
            "framing",
            partial(_counts_of_both, reading, by, names, lists),
            subject=reading.document.id,
        )
        if isinstance(counted, Problem):
            left_out(reading.document.fingerprint, counted)
            continue
        for group, counts in zip(articles, counted, strict=True):
            if counts:
                group.append(counts)
    names_met = {each for group in articles for counts in group for each in counts}
    measures = sorted(names_met - {VOICE, STANCE}, key=_rank)
    compared = tuple(_compared(name, *articles) for name in measures)
    return FramingComparison(names, (len(articles[0]), len(articles[1])), compared)


def _counts_of_both(
    reading: Reading, by: Group, names: tuple[str, str], lists: Sequence[TermList]
) -> list[Counts]:
    return [_counts(reading, by, name, lists) for name in names]


def _rank(measure: str) -> tuple[int, str]:
    order = (NO_SOURCE, PASSIVE, VOICE, STANCE, TERM)
    return next(place for place, each in enumerate(order) if measure.startswith(each)), measure


def _counts(reading: Reading, by: Group, name: str, lists: Sequence[TermList]) -> Counts:
    """Return what is counted of an article for a group; nothing where it has none of it."""
    claims = [resolve(reading, claim) for claim in reading.claims or ()]
    if by == "outlet":
        if outlet_of(reading) != name or not claims:
            return {}
        spans = [Span(0, len(reading.document.text))]
        return {**_voices(claims), **_stances(claims), **_words(reading, spans, lists)}
    own = [each for each in claims if not each.claim.narrated and side_of(each).shown == name]
    if not own:
        return {}
    return {**_stances(own), **_words(reading, [each.claim.evidence for each in own], lists)}


def _voices(claims: Sequence[ResolvedClaim]) -> dict[str, Part]:
    """Return claims without a source among all, and those of each side among the attributed."""
    narrated = sum(each.claim.narrated for each in claims)
    made: dict[str, Part] = {NO_SOURCE: (narrated, len(claims))}
    voiced = [side_of(each).shown for each in claims if not each.claim.narrated]
    for side in set(voiced):
        made[f"{VOICE}{side}"] = (voiced.count(side), len(voiced))
    made[VOICE] = (0, len(voiced))
    return made


def _stances(claims: Sequence[ResolvedClaim]) -> dict[str, Part]:
    """Return the claims of each stance among the attributed."""
    stances = [each.attribution.stance for each in claims if each.attribution is not None]
    made = {f"{STANCE}{each}": (stances.count(each), len(stances)) for each in set(stances)}
    made[STANCE] = (0, len(stances))
    return made


def _words(reading: Reading, spans: Sequence[Span], lists: Sequence[TermList]) -> dict[str, Part]:
    """Return passives without an agent among events of harm, and uses of terms among words."""
    text = reading.document.text
    events = [
        event
        for event in reading.events or ()
        if event.kind in HARM and any(span.contains(event.trigger) for span in spans)
    ]
    made = {PASSIVE: (sum(_is_agentless(text, each) for each in events), len(events))}
    words = sum(1 for span in spans for _ in WORD.finditer(text, span.start, span.end))
    for terms in lists:
        made[f"{TERM}{terms.name}"] = (sum(terms.count(span.of(text)) for span in spans), words)
    return made


def _is_agentless(text: str, event: Event) -> bool:
    """Return whether an event is said in a passive that names nobody who did it."""
    start = event.trigger.start
    participle = not event.trigger.of(text).split()[0].endswith("ing")
    passive = BE.search(text, max(0, start - REACH), start) is not None
    return event.initiator is None and participle and passive


def _compared(name: str, first: Sequence[Counts], second: Sequence[Counts]) -> ComparedMeasure:
    drawn = [_drawn(name, group, SEED + place) for place, group in enumerate((first, second))]
    per = PER if name.startswith(TERM) else 1
    measured = [_measured(group, draws * per, per) for group, draws in drawn]
    one, other = (each.ratio.value for each in measured)
    difference = Estimate(None, None, None)
    if one is not None and other is not None:
        difference = _estimate(one - other, (drawn[0][1] - drawn[1][1]) * per)
    return ComparedMeasure(name, measured[0], measured[1], difference, per != 1)


def _drawn(name: str, group: Sequence[Counts], seed: int) -> tuple[Part, Floats]:
    """Return part and whole over the articles of a group, and the ratio in each draw of them."""
    parts = np.array([_part(counts, name) for counts in group], dtype=np.int64).reshape(-1, 2)
    whole = (int(parts[:, 0].sum()), int(parts[:, 1].sum()))
    if np.count_nonzero(parts[:, 1]) < FEWEST:
        return whole, np.full(DRAWS, np.nan)
    chance = np.random.default_rng(seed)
    times = chance.multinomial(len(parts), np.full(len(parts), 1 / len(parts)), size=DRAWS)
    sums = (times @ parts).astype(np.float64)
    wholes = np.where(sums[:, 1] > 0, sums[:, 1], np.nan)
    return whole, sums[:, 0] / wholes


def _part(counts: Counts, name: str) -> Part:
    """Return a measure of an article; of a side or stance that it has not, 0 of its whole."""
    if name in counts:
        return counts[name]
    for kind in (VOICE, STANCE):
        if name.startswith(kind) and kind in counts:
            return 0, counts[kind][1]
    return 0, 0


def _measured(group: Part, draws: Floats, per: int) -> MeasuredGroup:
    part, whole = group
    value = per * part / whole if whole else None
    return MeasuredGroup(part, whole, _estimate(value, draws))


def _estimate(value: float | None, draws: Floats) -> Estimate:
    known = draws[~np.isnan(draws)]
    if value is None or not known.size:
        return Estimate(value, None, None)
    low, high = np.percentile(known, ENDS)
    if low == high:  # as where nothing was met: the draws can't say what others would have
        return Estimate(value, None, None)
    return Estimate(value, float(low), float(high))
