"""Whose voice: shares with intervals, by side, outlet and month, from the index."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sayso.actions.camps import Camp
from sayso.actions.desk import Desk

Z = 1.959964
"""The normal quantile of a 95 % interval."""

MOST_CUES = 6
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole with its Wilson 95 % interval."""

    part: int
    whole: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 0.0


def share(part: int, whole: int) -> Share:
    """`part` of `whole` with its score interval (E. B. Wilson, 1927)."""
    if not whole:
        return Share(0, 0, 0.0, 1.0)
    value = part / whole
    weight = 1 + Z * Z / whole
    middle = (value + Z * Z / (2 * whole)) / weight
    reach = Z * math.sqrt(value * (1 - value) / whole + Z * Z / (4 * whole * whole)) / weight
    return Share(part, whole, max(0.0, middle - reach), min(1.0, middle + reach))


@dataclass(frozen=True, slots=True)
class Line:
    """A side, an outlet or a month: its share of claims, and in which manner, stance and words."""

    name: str
    share: Share
    manners: tuple[tuple[str, int], ...]
    stances: tuple[tuple[str, int], ...]
    cues: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how much is told with no source, and each side's share of attributed claims."""

    name: str
    claims: int
    narrated: Share
    sides: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Framing:
    """Whose voice a ledger, or one outlet or month of it, carries."""

    claims: int
    narrated: Share
    sides: tuple[Line, ...]
    outlets: tuple[Line, ...]
    columns: tuple[str, ...]
    months: tuple[Month, ...]


OTHERS = "all others"
COLUMNS = 5
MOST_MONTHS = 60
"""Sides with a column of their own in the table of months, and months of it, the last ones."""


def framing_view(
    desk: Desk, outlet: str = "", month: str = "", camps: Sequence[Camp] = ()
) -> Framing:
    """Shares of attributed claims by side and month; of claims with no source by outlet too.

    With `camps` the sides are theirs, and whoever is on none of them is one of all others.
    """
    desk.state()
    where = "1"
    values: list[str] = []
    if outlet:
        where, values = where + " AND outlet = ?", [*values, outlet]
    if month:
        where, values = where + " AND substr(published, 1, 7) = ?", [*values, month]
    whole = _count(desk, where, values)
    narrated = _count(desk, f"{where} AND manner = 'narration'", values)
    voiced = f"{where} AND manner != 'narration'"
    naming = {value: each.side for each in camps for value in each.values}
    sides = _lines(desk, voiced, values, whole - narrated, _naming(naming))
    columns = tuple(dict.fromkeys(each.side for each in camps)) or tuple(
        each.name for each in sides[:COLUMNS]
    )
    return Framing(
        claims=whole,
        narrated=share(narrated, whole),
        sides=sides,
        outlets=_narrating(desk, "outlet", where, values),
        columns=columns,
        months=_months(desk, where, values, columns, _naming(naming)),
    )


def _naming(camps: dict[str, str]) -> Callable[[str], str]:
    """What a side is counted as."""
    return (lambda side: camps.get(side, OTHERS)) if camps else (lambda side: side)


def _months(
    desk: Desk, where: str, values: list[str], columns: Sequence[str], named: Callable[[str], str]
) -> tuple[Month, ...]:
    """The months in which something was published, the last ones, in their order."""
    column = "substr(published, 1, 7)"
    dated = f"{where} AND published != ''"
    whole = _grouped(desk, column, "count(*)", dated, values)
    own = _grouped(desk, column, "sum(manner = 'narration')", dated, values)
    voiced = f"{dated} AND manner != 'narration'"
    by_side: dict[str, Counter[str]] = defaultdict(Counter)
    for name, sides in _tallies(desk, column, "side", voiced, values).items():
        for side, held in sides:
            by_side[name][named(side)] += held
    return tuple(
        Month(
            name,
            held,
            share(own[name], held),
            tuple(share(by_side[name][each], held - own[name]) for each in columns),
        )
        for name, held in sorted(whole.items())[-MOST_MONTHS:]
    )


def _count(desk: Desk, where: str, values: list[str]) -> int:
    found = desk.index.counted(f"SELECT count(*) FROM claims WHERE {where}", values)  # noqa: S608
    return int(found[0][0])


def _lines(
    desk: Desk, where: str, values: list[str], whole: int, named: Callable[[str], str]
) -> tuple[Line, ...]:
    """A line for each side, those with most claims first, all others last."""
    counts: Counter[str] = Counter()
    for side, held in _grouped(desk, "side", "count(*)", where, values).items():
        counts[named(side)] += held
    manners = _merged(_tallies(desk, "side", "manner", where, values), named)
    stances = _merged(_tallies(desk, "side", "stance", where, values), named)
    told = _tallies(desk, "side", "lower(cue)", f"{where} AND cue != ''", values)
    cues = _merged(told, named)
    rows = sorted(counts.items(), key=lambda each: (each[0] == OTHERS, -each[1], each[0]))
    return tuple(
        Line(
            name,
            share(held, whole),
            manners[name],
            tuple(each for each in stances[name] if each[0] != "neutral"),
            cues[name][:MOST_CUES],
        )
        for name, held in rows[:MOST_LINES]
    )


def _merged(
    tallies: Mapping[str, tuple[tuple[str, int], ...]], named: Callable[[str], str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Tallies of sides as those of what the sides are counted as."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for side, counted in tallies.items():
        for value, held in counted:
            found[named(side)][value] += held
    return defaultdict(
        tuple,
        {
            name: tuple(sorted(each.items(), key=lambda one: (-one[1], one[0])))
            for name, each in found.items()
        },
    )


def _narrating(desk: Desk, column: str, where: str, values: list[str]) -> tuple[Line, ...]:
    """By outlet, how much is told with no one named who says so."""
    every = _grouped(desk, column, "count(*)", f"{where} AND {column} != ''", values)
    own = _grouped(desk, column, "sum(manner = 'narration')", where, values)
    manners = _tallies(desk, column, "manner", where, values)
    return tuple(
        Line(name, share(own.get(name, 0), held), manners[name], (), ())
        for name, held in sorted(every.items(), key=lambda each: (-each[1], each[0]))[:60]
    )


def _grouped(desk: Desk, column: str, what: str, where: str, values: list[str]) -> dict[str, int]:
    query = f"SELECT {column}, {what} FROM claims WHERE {where} GROUP BY 1"  # noqa: S608
    return {str(name): int(held) for name, held in desk.index.counted(query, values)}


def _tallies(
    desk: Desk, column: str, what: str, where: str, values: list[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    query = (
        f"SELECT {column}, {what}, count(*) FROM claims WHERE {where}"  # noqa: S608
        " GROUP BY 1, 2 ORDER BY 3 DESC, 2"
    )
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, value, held in desk.index.counted(query, values):
        found[str(name)].append((str(value), int(held)))
    return defaultdict(tuple, {name: tuple(each) for name, each in found.items()})
