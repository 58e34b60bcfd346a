"""Two outlets, or two sides, beside each other: whose voice, which stances, terms and passives.

Each figure is a ratio over articles, with a 95 % interval by the bootstrap that draws whole
articles (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997, 3.8):
claims of one article are not drawn one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sayso.linking.framing import unreported
from sayso.linking.framing_measures import (
    NO_SOURCE,
    PASSIVE,
    STANCE,
    TERM,
    VOICE,
    FramedGroup,
    Group,
    Measures,
    article_measures,
)
from sayso.record import Problem, Reading
from sayso.record.faults import attempt
from sayso.settings.term_lists import TermList

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


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio with its 95 % interval; None where nothing can be said."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None


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

    @property
    def has_intervals(self) -> bool:
        """Whether any number of it has an interval."""
        return any(
            estimate.has_interval
            for each in self.measures
            for estimate in (each.first.ratio, each.second.ratio, each.difference)
        )


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
    groups = (FramedGroup.of(names[0]), FramedGroup.of(names[1]))
    articles: tuple[list[Counts], list[Counts]] = ([], [])
    for reading in readings:
        counted = attempt(
            "framing",
            partial(counts_of_both, reading, by, groups, lists),
            subject=reading.document.id,
        )
        if isinstance(counted, Problem):
            left_out(reading.document.fingerprint, counted)
            continue
        for group, counts in zip(articles, counted, strict=True):
            if counts:
                group.append(counts)
    return comparison_of(names, *articles)


def counts_of_both(
    reading: Reading, by: Group, groups: tuple[FramedGroup, FramedGroup], lists: Sequence[TermList]
) -> tuple[Counts, Counts]:
    """Return what is counted of an article for two groups; nothing where it has none of one."""
    first, second = (counts_of(article_measures(reading, by, each, lists)) for each in groups)
    return first, second


def counts_of(measures: Measures) -> Counts:
    """Return measures without their words."""
    return {name: (len(each.part), each.whole) for name, each in measures.items()}


def comparison_of(
    names: tuple[str, str], first: Sequence[Counts], second: Sequence[Counts]
) -> FramingComparison:
    """Return the measures of two groups by what was counted of the articles of each."""
    met = {each for group in (first, second) for counts in group for each in counts}
    measures = sorted(met - {VOICE, STANCE}, key=_rank)
    compared = tuple(_compared(name, first, second) for name in measures)
    return FramingComparison(names, (len(first), len(second)), compared)


def _rank(measure: str) -> tuple[int, str]:
    order = (NO_SOURCE, PASSIVE, VOICE, STANCE, TERM)
    return next(place for place, each in enumerate(order) if measure.startswith(each)), measure


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
