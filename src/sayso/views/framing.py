"""Whose voice: shares with intervals, by side, outlet and month, from the index."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sayso.index.claimant_facet import side_names
from sayso.index.columns import Ints, Mask, month_name, month_number
from sayso.index.service import IncidentIndex
from sayso.views.sides import ConflictSide

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
    """Return `part` of `whole` with its score interval (E. B. Wilson, 1927)."""
    if not whole:
        return Share(0, 0, 0.0, 1.0)
    value = part / whole
    weight = 1 + Z * Z / whole
    middle = (value + Z * Z / (2 * whole)) / weight
    reach = Z * math.sqrt(value * (1 - value) / whole + Z * Z / (4 * whole * whole)) / weight
    return Share(part, whole, max(0.0, middle - reach), min(1.0, middle + reach))


@dataclass(frozen=True, slots=True)
class FramingRow:
    """A side, an outlet or a month: its share of claims, and in which manner, stance and words."""

    name: str
    share: Share
    by_manner: tuple[tuple[str, int], ...]
    stances: tuple[tuple[str, int], ...]
    cues: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how much has no source, and each side's share of attributed claims."""

    name: str
    claims: int
    narrated: Share
    sides: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Framing:
    """Whose voice a ledger, or one outlet or month of it, carries."""

    claims: int
    narrated: Share
    sides: tuple[FramingRow, ...]
    outlets: tuple[FramingRow, ...]
    columns: tuple[str, ...]
    months: tuple[Month, ...]


TableName = Literal["sides", "months", "outlets"]


def share_rows(shown: Framing, table: TableName) -> Iterator[tuple[str, str, Share]]:
    """Yield the shares of a table: of whom or when, of what, and how much."""
    if table == "months":
        for month in shown.months:
            yield month.name, "no source", month.narrated
            for side, held in zip(shown.columns, month.sides, strict=True):
                yield month.name, f"voice: {side}", held
        return
    for line in shown.sides if table == "sides" else shown.outlets:
        yield line.name, "voice" if table == "sides" else "no source", line.share
        claims = line.share.part if table == "sides" else line.share.whole
        for what, tally in (
            ("manner", line.by_manner),
            ("stance", line.stances),
            ("cue", line.cues),
        ):
            for value, count in tally:
                yield line.name, f"{what}: {value}", share(count, claims)


OTHERS = "all others"
COLUMNS = 5
MOST_MONTHS = 60
MOST_OUTLETS = 60
MOST_CELLS = 4_000_000
EMPTY = 32
"""Sides with a column of their own in the table of months; months of it, the last ones; outlets;
cells of a table, in all and for each claim, up to which all are counted at once, not sorted."""


def framing_view(
    incident_index: IncidentIndex,
    outlet: str = "",
    month: str = "",
    sides: Sequence[ConflictSide] = (),
) -> Framing:
    """Return shares of attributed claims by side and month; of claims with no source by outlet too.

    With `sides` of conflicts these are counted, and whoever is on none is one of all others.
    """
    judged = incident_index.state().judged
    key = ("framing", outlet, month, tuple(sides), judged)
    return incident_index.index.remembered(
        key, lambda: _framing(incident_index, outlet, month, sides)
    )


def _framing(
    incident_index: IncidentIndex, outlet: str, month: str, conflict_sides: Sequence[ConflictSide]
) -> Framing:
    counted = _counted(incident_index, outlet, month)
    named = _naming(conflict_sides, side_names(incident_index.index))
    sides = _lines(counted, named)
    columns = tuple(dict.fromkeys(each.side for each in conflict_sides)) or tuple(
        each.name for each in sides[:COLUMNS]
    )
    return Framing(
        claims=counted.claims,
        narrated=share(counted.narrated, counted.claims),
        sides=sides,
        outlets=_narrating(counted),
        columns=columns,
        months=_months(counted, columns, named),
    )


Tally = Sequence[tuple[str, int]]
Tallies = Mapping[str, Tally]
"""For each name what was counted of it, in no order."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What framing takes of the claims of a ledger, or of one outlet or month."""

    claims: int
    narrated: int
    by_manner: Tallies
    stances: Tallies
    cues: Tallies
    outlets: Tallies
    months: Tallies
    month_sides: Tallies


def _counted(incident_index: IncidentIndex, outlet: str, month: str) -> _Counted:
    columns = incident_index.index.columns
    mask = columns.everything()
    if outlet:
        mask &= columns.having("outlet", [outlet], incident_index.index.codes("outlet"))
    places = np.flatnonzero(mask)
    months = columns.months(places)
    if month:
        within = (months == month_number(month)) & (months > 0)
        places, months = places[within], months[within]
    narrating = incident_index.index.codes("manner").get("narration", -1)
    voiced = columns.plain["manner"][places] != narrating
    shown = _last(months)

    def tallies(facet: str, counted_facet: str, among: Mask | None = None) -> Tallies:
        chosen = places if among is None else places[among]
        values = columns.plain[counted_facet][chosen], columns.names[counted_facet]
        if facet == "month":
            return _tallies(months[among], *values, month_name)
        return _tallies(columns.plain[facet][chosen], *values, columns.names[facet].__getitem__)

    return _Counted(
        claims=len(places),
        narrated=len(places) - int(np.count_nonzero(voiced)),
        by_manner=tallies("side", "manner", voiced),
        stances=tallies("side", "stance", voiced),
        cues=tallies("side", "cue", voiced),
        outlets=tallies("outlet", "manner"),
        months=tallies("month", "manner", shown),
        month_sides=tallies("month", "side", voiced & shown),
    )


def _last(months: Ints) -> Mask:
    """Return which claims are of the last months that any is of."""
    met = np.flatnonzero(np.bincount(months, minlength=1))
    first = met[met > 0][-MOST_MONTHS:][:1]
    return (months > 0) & (months >= (first[0] if first.size else 1))


def _tallies(
    names_of: Ints, values_of: Ints, values: Sequence[str], named: Callable[[int], str]
) -> Tallies:
    """Return how often each name is met with each value, by their numbers side by side."""
    wide = len(values)
    pairs = names_of.astype(np.int64) * wide + values_of
    if pairs.size and int(pairs.max()) < min(MOST_CELLS, EMPTY * pairs.size):
        counts = np.bincount(pairs)
        met = np.flatnonzero(counts)
        counts = counts[met]
    else:
        met, counts = np.unique(pairs, return_counts=True)
    made: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for pair, held in zip(met.tolist(), counts.tolist(), strict=True):
        made[pair // wide].append((values[pair % wide], held))
    return {named(each): tally for each, tally in made.items()}


def _ordered(tally: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return what was counted, the most first."""
    return tuple(sorted(tally, key=lambda one: (-one[1], one[0])))


def _sum(tallied: Tally) -> int:
    return sum(held for _, held in tallied)


def _naming(
    conflict_sides: Sequence[ConflictSide], names: Mapping[str, str]
) -> Callable[[str], str]:
    """Return what a side is counted as; `names` are those of the register of claimants."""
    if conflict_sides:
        sides = {value: each.side for each in conflict_sides for value in each.values}
        return lambda side: sides.get(side, OTHERS)
    return lambda side: names.get(side, side)


def _months(
    counted: _Counted, columns: Sequence[str], named: Callable[[str], str]
) -> tuple[Month, ...]:
    """Return the months in which something was published, the last ones, in their order."""
    made = []
    for name, by_manner in sorted(counted.months.items()):
        held, own = _sum(by_manner), dict(by_manner).get("narration", 0)
        by_side: Counter[str] = Counter()
        for side, count in counted.month_sides.get(name, ()):
            by_side[named(side)] += count
        sides = tuple(share(by_side[each], held - own) for each in columns)
        made.append(Month(name, held, share(own, held), sides))
    return tuple(made)


def _lines(counted: _Counted, named: Callable[[str], str]) -> tuple[FramingRow, ...]:
    """Return a line for each side, those with most claims first, all others last."""
    whole = counted.claims - counted.narrated
    by_manner = _merged(counted.by_manner, named)
    counts = {name: _sum(tally) for name, tally in by_manner.items()}
    rows = sorted(counts.items(), key=lambda each: (each[0] == OTHERS, -each[1], each[0]))
    rows = rows[:MOST_LINES]
    shown = {name for name, _ in rows}
    stances, cues = (
        _merged({side: tally for side, tally in tallies.items() if named(side) in shown}, named)
        for tallies in (counted.stances, counted.cues)
    )
    return tuple(
        FramingRow(
            name,
            share(held, whole),
            by_manner[name],
            tuple(each for each in stances[name] if each[0] != "neutral"),
            tuple(each for each in cues[name] if any(map(str.isalpha, each[0])))[:MOST_CUES],
        )
        for name, held in rows
    )


def _merged(
    tallies: Tallies, named: Callable[[str], str]
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return tallies of sides, ordered, as those of what the sides are counted as."""
    merged: dict[str, Counter[str]] = defaultdict(Counter)
    for side, counted in tallies.items():
        for value, held in counted:
            merged[named(side)][value] += held
    return defaultdict(tuple, {name: _ordered(each.items()) for name, each in merged.items()})


def _narrating(counted: _Counted) -> tuple[FramingRow, ...]:
    """Return by outlet how much is reported with no one named who says so."""
    rows = sorted(
        ((name, by_manner) for name, by_manner in counted.outlets.items() if name),
        key=lambda each: (-_sum(each[1]), each[0]),
    )
    return tuple(
        FramingRow(
            name,
            share(dict(by_manner).get("narration", 0), _sum(by_manner)),
            _ordered(by_manner),
            (),
            (),
        )
        for name, by_manner in rows[:MOST_OUTLETS]
    )
