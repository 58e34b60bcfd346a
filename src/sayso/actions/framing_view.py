"""Whose voice: shares with intervals, by side, outlet and month, from the index."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from sayso.actions.desk import Desk

Z = 1.959964
"""The normal quantile of a 95 % interval."""

MOST_CUES = 6


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
class Framing:
    """Whose voice a ledger, or one outlet or month of it, carries."""

    claims: int
    narrated: Share
    sides: tuple[Line, ...]
    outlets: tuple[Line, ...]
    months: tuple[Line, ...]


def framing_view(desk: Desk, outlet: str = "", month: str = "") -> Framing:
    """Shares of attributed claims by side; of claims with no source by outlet and month."""
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
    return Framing(
        claims=whole,
        narrated=share(narrated, whole),
        sides=_lines(desk, "side", voiced, values, whole - narrated),
        outlets=_narrating(desk, "outlet", where, values),
        months=_narrating(desk, "substr(published, 1, 7)", where, values),
    )


def _count(desk: Desk, where: str, values: list[str]) -> int:
    found = desk.index.counted(f"SELECT count(*) FROM claims WHERE {where}", values)  # noqa: S608
    return int(found[0][0])


def _lines(
    desk: Desk, column: str, where: str, values: list[str], whole: int, limit: int = 40
) -> tuple[Line, ...]:
    counts = _grouped(desk, column, "count(*)", where, values)
    manners = _tallies(desk, column, "manner", where, values)
    stances = _tallies(desk, column, "stance", where, values)
    cues = _tallies(desk, column, "lower(cue)", f"{where} AND cue != ''", values)
    rows = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:limit]
    return tuple(
        Line(
            name,
            share(held, whole),
            manners[name],
            tuple(each for each in stances[name] if each[0] != "neutral"),
            cues[name][:MOST_CUES],
        )
        for name, held in rows
    )


def _narrating(desk: Desk, column: str, where: str, values: list[str]) -> tuple[Line, ...]:
    """By outlet or month, how much is told with no one named who says so."""
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
