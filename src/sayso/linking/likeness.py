"""How likely two passages of different documents report one incident, decided from them alone.

`likeness_of` is the decision, over many pairs at once: `likenesses` asks it of a passage and some
others, `bulk.comparing` of a passage and those in a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sayso.linking.blocking import blocking_terms, day_of, within_window
from sayso.linking.brief import both_brief, brief_likeness, brief_reasons
from sayso.linking.clusters import UNIT, Pair
from sayso.linking.days import days_between
from sayso.linking.passages import Passage
from sayso.linking.scenes import NAME, names_of
from sayso.linking.series import AGAINST, SERIES_WORDS, of_a_series
from sayso.linking.towns import near_towns
from sayso.linking.words import cosine, shared, spoken

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = 0.05
"""Likeness below this is not kept: the mean over two groups counts it as 0."""

SAME_TOWN = 0.06
SAME_NAME = 0.06
OTHER_TOWN = -0.08
SAME_FIGURE = 0.06
OTHER_DAY = -0.10
"""What speaks for and against beside the words. Tuned on ten incidents among 5,921 feed items; at
0 for the towns B³ moves by .007, at 0 for the figures by .015, at 0 for the days by .02."""

SMALLEST_FIGURE = 3
"""One or two killed are reported of too many incidents to say anything."""

SAME_NEWS = timedelta(days=1)
FADING = timedelta(days=3)
"""Reports of one incident come within a day; from there on likeness counts less and less."""

MICROSECOND = timedelta(microseconds=1)
UNDATED = 0.8
"""What likeness counts where one of two documents has no publication date."""


def same_town(left: Passage, right: Passage) -> tuple[float, str]:
    """Return what speaks for a town named in both, or near; against where none is near any."""
    if not left.towns or not right.towns:
        return 0.0, ""
    for town in left.towns:
        if near_towns([town], right.towns):
            return SAME_TOWN, f"same place: {town.name}"
    return OTHER_TOWN, f"other places: {left.towns[0].name}, {right.towns[0].name}"


def same_names(left: Passage, right: Passage) -> tuple[float, str]:
    """Return what speaks for a name of a place in both, though no gazetteer knows it: it also makes
    good what towns, one of them perhaps taken for another, say against."""
    common = names_of(left.scene) & names_of(right.scene)
    towns, _ = same_town(left, right)
    if not common or towns > 0:
        return 0.0, ""
    names = ", ".join(sorted(each.removeprefix(NAME) for each in common))
    return SAME_NAME - towns, f"same name: {names}"


def same_figures(left: Passage, right: Passage) -> tuple[float, str]:
    """Return what speaks for the same number in one role: two say all that figures can."""
    both = sorted(each for each in left.figures & right.figures if each[1] >= SMALLEST_FIGURE)
    words = ", ".join(f"{value:g} {role}" for role, value in both)
    return SAME_FIGURE * min(2, len(both)), f"same figures: {words}" if both else ""


def other_day(left: Passage, right: Passage) -> tuple[float, str]:
    """Return what is against passages that both give days of the event, more than a day apart."""
    between = days_between(left.days, right.days)
    if left.days is None or right.days is None or between is None or between <= SAME_NEWS:
        return 0.0, ""
    return OTHER_DAY, f"days apart: {left.days[0].date()}, {right.days[0].date()}"


RULES: Mapping[str, Callable[[Passage, Passage], tuple[float, str]]] = {
    "towns": same_town,
    "names": same_names,
    "figures": same_figures,
    "days": other_day,
}
"""What speaks for and against beside the words: rules by what both passages must have for them."""


def nearness(apart: Ints, known: Flags, dated: Flags) -> Floats:
    """Return what is left of likeness over the time between two reports, 0 to 1, for each pair.

    `apart` are microseconds, where both times are `known`; `dated` pairs both have a publication
    date, others know a day from their text at the best.
    """
    later = np.maximum(0, apart - SAME_NEWS // MICROSECOND)
    fading = np.where(known, np.maximum(0.0, 1.0 - later / (FADING // MICROSECOND)), 1.0)
    return np.where(known & dated, fading, np.where(fading > 0, UNDATED, 0.0))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is asked of pairs beside their words, each at the places that it is given.

    `evidence` is what RULES say, `series` for which of them `of_a_series` holds, `brief` what
    `linking.brief` makes of two short reports; `both_brief` marks the pairs of such.
    """

    evidence: Callable[[Ints], Floats]
    series: Callable[[Ints], Flags]
    both_brief: Flags
    brief: Callable[[Ints], Floats]


def likeness_of(near: Floats, words: Floats, asked: Comparison) -> Ints:
    """Return how likely pairs report one incident, in ten-thousandths; 0 where that is not kept,
    less where it speaks against it.

    `near` is what `nearness` leaves, `words` how alike they are in words. Of two short reports the
    model decides; of all pairs that are alike enough in words it is asked whether they are
    bulletins of a series, which counts against joining.
    """
    alike = near * words
    values = np.zeros(len(alike), dtype=np.int64)
    places = np.flatnonzero((alike >= LEAST) & ~asked.both_brief)
    if places.size:
        total = alike[places] + asked.evidence(places)
        values[places] = np.where(total >= LEAST, np.rint(UNIT * total), 0)
    places = np.flatnonzero(asked.both_brief & (near > 0))
    if places.size:
        total = asked.brief(places)
        kept = (total >= LEAST) | ((total <= -LEAST) & (alike[places] >= LEAST))
        values[places] = np.where(kept, np.rint(UNIT * total), 0)
    worded = np.flatnonzero((words >= SERIES_WORDS) & (near > 0))
    if worded.size:
        values[worded[asked.series(worded)]] = AGAINST
    return values


def likenesses(passage: Passage, others: Sequence[Passage]) -> list[int]:
    """Return how likely each of `others` reports the incident of `passage`, as `likeness_of`."""
    if not others:
        return []
    times = [
        (0, False)
        if passage.reported is None or other.reported is None
        else (abs(passage.reported - other.reported) // MICROSECOND, True)
        for other in others
    ]
    near = nearness(
        np.array([apart for apart, _ in times], dtype=np.int64),
        np.array([known for _, known in times], dtype=np.bool_),
        np.array([passage.dated and other.dated for other in others], dtype=np.bool_),
    )
    words = np.array(
        [
            cosine(passage.terms, other.terms) if left else 0.0
            for other, left in zip(others, near.tolist(), strict=True)
        ]
    )

    def evidence(places: Ints) -> Floats:
        return np.array(
            [
                sum(rule(passage, others[place])[0] for rule in RULES.values())
                for place in places.tolist()
            ],
            dtype=np.float64,
        )

    def series(places: Ints) -> Flags:
        return np.array(
            [of_a_series(passage, others[place]) for place in places.tolist()], dtype=np.bool_
        )

    def brief(places: Ints) -> Floats:
        return np.array(
            [brief_likeness(passage, others[place]) for place in places.tolist()], dtype=np.float64
        )

    short = np.array([both_brief(passage, other) for other in others], dtype=np.bool_)
    asked = Comparison(evidence, series, short, brief)
    values: list[int] = likeness_of(near, words, asked).tolist()
    return values


def likeness(passage: Passage, candidate: Passage) -> int:
    """Return how likely both report one incident, in ten-thousandths; 0 where that is not kept."""
    return likenesses(passage, [candidate])[0]


def reasons(left: Passage, right: Passage, text: str) -> tuple[str, ...]:
    """Return why two passages were taken to report one incident, in words of the first's `text`."""
    common = [each for each in shared(left.terms, right.terms) if not each.startswith("@")]
    words = f"words alike {cosine(left.terms, right.terms):.2f}: {', '.join(spoken(common, text))}"
    parts = [words, *(rule(left, right)[1] for rule in RULES.values())]
    if left.reported is not None and right.reported is not None:
        days = abs(left.reported - right.reported) / timedelta(days=1)
        parts.append(f"told {days:.1f} days apart")
    if both_brief(left, right):
        parts.append(brief_reasons(left, right))
    return tuple(each for each in parts if each)


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Passages that share a blocking term and the day of publication; `day` None for undated."""

    term: str
    day: int | None


class Candidates:
    """Passages by their blocking terms and day, so that each is compared with few others."""

    def __init__(self) -> None:
        self._buckets: dict[_Bucket, list[Passage]] = defaultdict(list)
        self._days: dict[str, set[int | None]] = defaultdict(set)

    def add(self, passage: Passage) -> dict[Pair, int]:
        """Add a passage; return its likeness with each that was there before, where it is kept."""
        others = list(self._candidates(passage))
        pairs = {}
        for candidate, value in zip(others, likenesses(passage, others), strict=True):
            if value:
                first, second = sorted((passage.key, candidate.key))
                pairs[first, second] = value
        day = day_of(passage)
        for term in blocking_terms(passage):
            self._buckets[_Bucket(term, day)].append(passage)
            self._days[term].add(day)
        return pairs

    def _candidates(self, passage: Passage) -> Iterator[Passage]:
        """Yield each passage of another document once that shares a term and the window."""
        seen = {passage.key}
        day = day_of(passage)
        for term in blocking_terms(passage):
            for bucket_day in self._days.get(term, ()):
                if not within_window(day, bucket_day):
                    continue
                for candidate in self._buckets[_Bucket(term, bucket_day)]:
                    if candidate.key not in seen and candidate.document != passage.document:
                        seen.add(candidate.key)
                        yield candidate
