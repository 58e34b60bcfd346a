"""The sides of conflicts as a user's settings list them, over the claimants of a ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sayso.index.search import Filter
from sayso.index.service import IncidentIndex
from sayso.ledger.names import sidecar_path
from sayso.lexicon.countries import country_names
from sayso.record import Claimant
from sayso.settings.sides import Conflict, SidesError, load_sides, shipped_sides, side_of

MOST_SIDES = 2_000
"""Claimants' sides that are looked at, those with most claims first."""

MOST_VALUES = 30
"""Of a conflict's side: an address holds no more."""


@dataclass(frozen=True, slots=True)
class ConflictSide:
    """One side of a conflict: which claimants' sides of the ledger stand on it."""

    conflict: str
    side: str
    values: tuple[str, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class SideSettings:
    """The conflicts that hold, whose they are, and what is wrong with the user's own."""

    conflicts: tuple[Conflict, ...]
    own: Path | None
    wrong: str


def sides_path(incident_index: IncidentIndex) -> Path:
    """Return the user's settings of sides: news.sqlite has news.sides.toml."""
    return sidecar_path(incident_index.path, "sides.toml")


def settings(incident_index: IncidentIndex) -> SideSettings:
    """Return the user's settings if there are any that can be read, else those that ship."""
    path = sides_path(incident_index)
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return SideSettings(shipped_sides(), None, "")
    return _read(path, stamp)


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> SideSettings:
    try:
        return SideSettings(load_sides(path), path, "")
    except (SidesError, OSError, UnicodeDecodeError) as error:
        wrong = f"{path.name} can't be used, so the sides that ship are shown. {error}"
        return SideSettings(shipped_sides(), None, wrong)


def conflict_sides(incident_index: IncidentIndex) -> tuple[ConflictSide, ...]:
    """Return the sides of every conflict of which two or more speak in the ledger."""
    held = incident_index.index.remembered("voiced sides", lambda: _voiced(incident_index))
    return _conflict_sides(held, settings(incident_index).conflicts)


def _voiced(incident_index: IncidentIndex) -> tuple[tuple[str, int], ...]:
    """Return sides that speak, with how many claims each has, the most first."""
    columns = incident_index.index.columns
    narrated = columns.having("manner", ["narration"], incident_index.index.codes("manner"))
    voiced = columns.everything() & ~narrated
    counts = columns.counts("side", voiced)
    names = columns.names["side"]
    held = [(names[int(each)], int(counts[each])) for each in counts.nonzero()[0]]
    rows = sorted((each for each in held if each[0]), key=lambda each: (-each[1], each[0]))
    return tuple(rows[:MOST_SIDES])


@lru_cache(maxsize=4)
def _conflict_sides(
    held: tuple[tuple[str, int], ...], conflicts: tuple[Conflict, ...]
) -> tuple[ConflictSide, ...]:
    values: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for side, number in held:
        for side_key in stands(side, conflicts):
            values[side_key].append((side, number))
    by_conflict = []
    for conflict in conflicts:
        here = [
            ConflictSide(conflict.name, each.name, tuple(name for name, _ in on[:MOST_VALUES]),
                 sum(number for _, number in on))
            for each in conflict.sides
            if (on := values.get((conflict.name, each.name)))
        ]  # fmt: skip
        if len(here) > 1:
            by_conflict.append(here)
    # The conflict whose smaller sides have most claims comes first: that of Russia and Ukraine
    # does not stand before that of Sudan only because Russia is quoted everywhere.
    by_conflict.sort(key=lambda each: -sorted(conflict_side.claims for conflict_side in each)[-2])
    return tuple(conflict_side for each in by_conflict for conflict_side in each)


@lru_cache(maxsize=8_000)
def stands(side: str, conflicts: tuple[Conflict, ...]) -> tuple[tuple[str, str], ...]:
    """Return on which side of which conflict a side of the ledger is, as pairs of names."""
    name = country_names().get(side)
    if name is not None:
        who = Claimant(name, name, True, side, "GOV")
    else:
        who = Claimant(side, side, True)
    return tuple((each.conflict, each.side) for each in side_of(who, conflicts))


def conflicts_of(sides: Iterable[ConflictSide]) -> tuple[str, ...]:
    """Return the names of the conflicts, in their order."""
    return tuple(dict.fromkeys(each.conflict for each in sides))


def narrowed(
    wanted: Filter, conflict_sides: Iterable[ConflictSide]
) -> list[tuple[ConflictSide, Filter, bool]]:
    """Return each side with the filter for its claimants, or for all, and whether it is chosen."""
    made = []
    for conflict_side in conflict_sides:
        chosen = wanted.chosen.get("side", ()) == conflict_side.values
        sides = {} if chosen else {"side": conflict_side.values}
        rest = {key: each for key, each in wanted.chosen.items() if key != "side"}
        made.append((conflict_side, replace(wanted, chosen={**rest, **sides}), chosen))
    return made
