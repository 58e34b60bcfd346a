"""How likely two passages of different documents tell of one happening, decided from them alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from sayso.linking.clusters import UNIT, Pair
from sayso.linking.passages import Passage
from sayso.linking.words import cosine, heaviest, shared, spoken
from sayso.record import Place

LEAST = 0.05
"""Likeness below this is not kept: the mean over two groups counts it as 0."""

SAME_TOWN = 0.06
OTHER_TOWN = -0.08
SAME_FIGURE = 0.06
OTHER_DAY = -0.10
"""What speaks for and against beside the words. Tuned on ten incidents among 5,921 feed items; at
0 for the towns B³ moves by .007, at 0 for the figures by .015, at 0 for the days by .02."""

SMALLEST_FIGURE = 3
"""One or two killed are told of too many happenings to say anything."""

NEAR_DEGREES = 0.3
"""Towns closer than that, some 30 km, are one place to a correspondent."""

SAME_NEWS = timedelta(days=1)
FADING = timedelta(days=3)
"""Reports of one happening come within a day; from there on likeness counts less and less."""

WINDOW_DAYS = 4
UNDATED = 0.8
"""What likeness counts where one of two documents has no publication date."""

KEYS = 10
"""Passages are compared when they share one of the ten weightiest terms of each."""


def same_town(one: Passage, other: Passage) -> tuple[float, str]:
    """Towns named in both, or near each other; or no town of one near any of the other."""
    if not one.towns or not other.towns:
        return 0.0, ""
    for town in one.towns:
        for second in other.towns:
            if _same_place(town, second):
                return SAME_TOWN, f"same place: {town.name}"
    return OTHER_TOWN, f"other places: {one.towns[0].name}, {other.towns[0].name}"


def near_towns(some: Iterable[Place], others: Iterable[Place]) -> bool:
    """Whether a town of some is one of the others, or near one."""
    return any(_same_place(one, other) for one in some for other in others)


def _same_place(one: Place, other: Place) -> bool:
    if one.geonameid == other.geonameid:
        return True
    return _near(one.latitude, other.latitude) and _near(one.longitude, other.longitude)


def _near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < NEAR_DEGREES


def same_figures(one: Passage, other: Passage) -> tuple[float, str]:
    """The same number in the same role: two of them say all that figures can."""
    both = sorted(each for each in one.figures & other.figures if each[1] >= SMALLEST_FIGURE)
    told = ", ".join(f"{value:g} {role}" for role, value in both)
    return SAME_FIGURE * min(2, len(both)), f"same figures: {told}" if both else ""


def other_day(one: Passage, other: Passage) -> tuple[float, str]:
    """Days of the event that are told in both, and lie more than a day apart."""
    if one.days is None or other.days is None:
        return 0.0, ""
    between = max(one.days[0], other.days[0]) - min(one.days[1], other.days[1])
    if between <= SAME_NEWS:
        return 0.0, ""
    return OTHER_DAY, f"days apart: {one.days[0].date()}, {other.days[0].date()}"


RULES: tuple[Callable[[Passage, Passage], tuple[float, str]], ...] = (
    same_town,
    same_figures,
    other_day,
)


def nearness(one: Passage, other: Passage) -> float:
    """What is left of likeness over the time between two reports, 0 to 1."""
    if one.told is None or other.told is None or not (one.dated and other.dated):
        known = one.told is not None and other.told is not None
        return UNDATED if not known or _fading(one, other) else 0.0
    return _fading(one, other)


def _fading(one: Passage, other: Passage) -> float:
    if one.told is None or other.told is None:
        return 1.0
    later = abs(one.told - other.told) - SAME_NEWS
    return max(0.0, 1.0 - max(timedelta(0), later) / FADING)


def likeness(one: Passage, other: Passage) -> int:
    """How likely both tell of one happening, in ten-thousandths; 0 where that is not kept."""
    near = nearness(one, other)
    if near == 0.0:
        return 0
    alike = near * cosine(one.terms, other.terms)
    if alike < LEAST:
        return 0
    alike += sum(rule(one, other)[0] for rule in RULES)
    return round(UNIT * alike) if alike >= LEAST else 0


def reasons(one: Passage, other: Passage, text: str) -> tuple[str, ...]:
    """Why two passages were taken to tell of one happening, in words of the first one's `text`."""
    common = [each for each in shared(one.terms, other.terms) if not each.startswith("@")]
    words = f"words alike {cosine(one.terms, other.terms):.2f}: {', '.join(spoken(common, text))}"
    told = [words, *(rule(one, other)[1] for rule in RULES)]
    if one.told is not None and other.told is not None:
        days = abs(one.told - other.told) / timedelta(days=1)
        told.append(f"told {days:.1f} days apart")
    return tuple(each for each in told if each)


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Passages that share a weighty term and the day of their telling; `day` None for undated."""

    term: str
    day: int | None


class Candidates:
    """Passages by their weightiest terms and day, so that each is compared with few others."""

    def __init__(self) -> None:
        self._held: dict[_Bucket, list[Passage]] = defaultdict(list)
        self._days: dict[str, set[int | None]] = defaultdict(set)

    def add(self, passage: Passage) -> dict[Pair, int]:
        """Take in a passage; its likeness with each that was there before, where it is kept."""
        pairs = {}
        for other in self._beside(passage):
            value = likeness(passage, other)
            if value:
                one, two = sorted((passage.key, other.key))
                pairs[one, two] = value
        day = day_of(passage)
        for term in keys_of(passage):
            self._held[_Bucket(term, day)].append(passage)
            self._days[term].add(day)
        return pairs

    def _beside(self, passage: Passage) -> Iterator[Passage]:
        seen = {passage.key}
        day = day_of(passage)
        for term in keys_of(passage):
            for held in self._days.get(term, ()):
                if day is not None and held is not None and abs(day - held) > WINDOW_DAYS:
                    continue
                for other in self._held[_Bucket(term, held)]:
                    if other.key not in seen and other.document != passage.document:
                        seen.add(other.key)
                        yield other


def keys_of(passage: Passage) -> list[str]:
    """The terms of which two passages must share one to be compared."""
    return heaviest(passage.terms, KEYS)


def day_of(passage: Passage) -> int | None:
    """The day, as an ordinal, on which a passage was published; None where no one tells it."""
    return passage.told.toordinal() if passage.told is not None and passage.dated else None
