"""Which side of a conflict an actor stands on: a setting, never a finding.

The sides are listed in a TOML file. `data/sides.toml` ships as an example; a user's own file takes
its place. Its shape:

    [[conflict]]
    name = "Sudan"
    theatre = ["SDN", "TCD"]        # ISO 3166 alpha-3, where its events lie
    since = 2023-04-15              # a date, optional; "until" likewise

    [[conflict.side]]
    name = "Sudanese army"
    countries = ["SDN"]             # their governments, armies, police, services, parliaments
    actors = ["Sudan Shield Forces", "Minni Minnawi"]   # by name, before any country

A country stands for its state alone: a Sudanese doctor or resident is on no side.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from sayso.files.opening import read_bounded
from sayso.lexicon.actors import CountryName, known, pieces
from sayso.record import Actor, Claimant

STATE = frozenset({"GOV", "MIL", "SPY", "COP", "LEG"})
"""PLOVER sectors that speak and act for their country."""


class SidesError(ValueError):
    """The settings of sides are not of the shape that they should have."""


@dataclass(frozen=True, slots=True)
class ConfiguredSide:
    """One side of a conflict: countries by code, actors by their folded names."""

    name: str
    countries: frozenset[str]
    actors: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict and its sides. No `theatre` means anywhere; both dates are inclusive."""

    name: str
    theatre: frozenset[str]
    since: date | None
    until: date | None
    sides: tuple[ConfiguredSide, ...]

    def concerns(self, on: date | None, where: str | None) -> bool:
        """Return whether something on day `on` in country `where` may belong to it; None is
        unknown.
        """
        if on is not None and (
            (self.since and on < self.since) or (self.until and on > self.until)
        ):
            return False
        return not (where and self.theatre) or where in self.theatre


@dataclass(frozen=True, slots=True)
class SideOfActor:
    """On which side of which conflict; `by_name` when the actor itself is listed."""

    conflict: str
    side: str
    by_name: bool


LARGEST_SETTINGS = 5_000_000
"""Bytes of a file of settings. The one that ships has some 40,000."""


def load_sides(path: Path | None = None) -> tuple[Conflict, ...]:
    """Return the conflicts of a settings file, or those shipped as an example.

    Raises FileNotFoundError when there is no such file and SidesError when it can't be read so.
    """
    if path is None:
        return shipped_sides()
    return read_sides(read_bounded(path, LARGEST_SETTINGS).decode("utf-8"))


@lru_cache(maxsize=1)
def shipped_sides() -> tuple[Conflict, ...]:
    """Return the conflicts of `data/sides.toml`."""
    source = resources.files("sayso.lexicon").joinpath("data", "sides.toml")
    return read_sides(source.read_text(encoding="utf-8"))


def read_sides(written: str) -> tuple[Conflict, ...]:
    """Return the conflicts written in TOML; SidesError when something is missing or of another
    kind.
    """
    try:
        table = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise SidesError(f"The settings of sides are not TOML: {error}.") from error
    conflicts = table.get("conflict", [])
    if not isinstance(conflicts, list) or not all(isinstance(each, dict) for each in conflicts):
        raise SidesError("The settings of sides hold no [[conflict]]. Write one for each conflict.")
    return tuple(_conflict(each) for each in conflicts)


def _conflict(table: dict[str, Any]) -> Conflict:
    name = _text(table, "name", "a [[conflict]]")
    sides = table.get("side", [])
    if not isinstance(sides, list) or len(sides) < 2:
        raise SidesError(f"'{name}' has fewer than two sides. Give it two [[conflict.side]].")
    return Conflict(
        name,
        frozenset(_texts(table, "theatre", name)),
        _day(table, "since", name),
        _day(table, "until", name),
        tuple(_side(each, name) for each in sides),
    )


def _side(table: dict[str, Any], conflict: str) -> ConfiguredSide:
    name = _text(table, "name", f"a side of '{conflict}'")
    actors = (_folded(each) for each in _texts(table, "actors", name))
    return ConfiguredSide(
        name, frozenset(_texts(table, "countries", name)), tuple(filter(None, actors))
    )


def _text(table: dict[str, Any], key: str, of: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise SidesError(f'No {key} for {of}. Write {key} = "…" in it.')
    return value


def _texts(table: dict[str, Any], key: str, of: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SidesError(f'{key} of \'{of}\' is no list of words. Write {key} = ["…", "…"].')
    return cast(list[str], value)


def _day(table: dict[str, Any], key: str, of: str) -> date | None:
    value = table.get(key)
    if isinstance(value, datetime):
        return value.date()
    if value is not None and not isinstance(value, date):
        raise SidesError(f"{key} of '{of}' is no date. Write {key} = 2023-04-15, unquoted.")
    return value


def _folded(name: str) -> tuple[str, ...]:
    return tuple(piece.folded for piece in pieces(name))


def side_of(
    actor: Actor | Claimant,
    among: Sequence[Conflict],
    *,
    on: date | None = None,
    where: str | None = None,
) -> tuple[SideOfActor, ...]:
    """Return where `actor` stands in the conflicts `among`: at most one side in each.

    `on` (the day) and `where` (ISO 3166 alpha-3 of the event's place) leave out the conflicts that
    it can't belong to. A listed name counts before a country; the longest listed name wins.
    """
    words = _folded(actor.name)
    state = actor.country is not None and _speaks_for_state(actor)
    sides = []
    for conflict in among:
        if not conflict.concerns(on, where):
            continue
        named = _side_by_name(conflict, words)
        if named is not None:
            sides.append(SideOfActor(conflict.name, named.name, True))
            continue
        side = next((each for each in conflict.sides if actor.country in each.countries), None)
        if side is not None and state:
            sides.append(SideOfActor(conflict.name, side.name, False))
    return tuple(sides)


def opposed(first: Iterable[SideOfActor], second: Iterable[SideOfActor]) -> bool:
    """Return whether two actors stand on different sides of some conflict, and on one side
    of none.
    """
    sides = {each.conflict: each.side for each in first}
    shared = [sides[each.conflict] == each.side for each in second if each.conflict in sides]
    return bool(shared) and not any(shared)


def _speaks_for_state(actor: Actor | Claimant) -> bool:
    if actor.role is not None:
        return actor.role in STATE
    hits = known().find(actor.name, pieces(actor.name))
    whole = [hit for hit in hits if hit.last - hit.first == len(pieces(actor.name))]
    return any(isinstance(hit.entry, CountryName) for hit in whole)


def _side_by_name(conflict: Conflict, words: tuple[str, ...]) -> ConfiguredSide | None:
    """Return the side with the longest listed name inside the folded `words`."""
    best, length = None, 0
    for side in conflict.sides:
        for name in side.actors:
            if len(name) > length and _within(name, words):
                best, length = side, len(name)
    return best


def _within(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    size = len(name)
    return any(words[at : at + size] == name for at in range(len(words) - size + 1))
