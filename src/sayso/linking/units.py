"""What is gathered into incidents: passages, less the statements that people took out of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from sayso.linking.clusters import Pair
from sayso.linking.judged import Judged

APART = ":"
"""Between the key of a passage and the id of a statement that was taken out of it."""


class Keyed(Protocol):
    """A statement: all that is asked of it here is its id."""

    @property
    def key(self) -> str:
        """The statement's id."""


Statement = TypeVar("Statement", bound=Keyed)


def passage_of(unit: str) -> str:
    """Return the key of the passage that a unit is, or was taken out of."""
    return unit.partition(APART)[0]


class Units(Generic[Statement]):
    """Passages, less the statements that people took out of them, which stand by themselves.

    `members` are the statements of each unit; `together` and `apart` pairs of units that people
    put together, or said to be of two incidents.
    """

    def __init__(self, passages: Mapping[str, Sequence[Statement]], decided: Judged) -> None:
        self.members: dict[str, list[Statement]] = {}
        home: dict[str, str] = {}
        for key, held in passages.items():
            self.members[key] = list(held)
            home.update((each.key, key) for each in held)
        parted = [pair for pair in decided.pairs("different_incidents") if home.keys() >= set(pair)]
        for left, right in parted:
            if home[left] == home[right]:
                self._take_out(right, home)
        self.together = _pairs(decided.pairs("same_incident"), home)
        self.apart = _pairs(parted, home)

    def _take_out(self, statement: str, home: dict[str, str]) -> None:
        old = home[statement]
        new = f"{old}{APART}{statement}"
        self.members[new] = [each for each in self.members[old] if each.key == statement]
        self.members[old] = [each for each in self.members[old] if each.key != statement]
        home[statement] = new

    def among(self, component: list[str]) -> tuple[list[Pair], list[Pair]]:
        """Return what was put together and apart within these units."""
        if not self.together and not self.apart:
            return [], []
        inside = set(component)
        together = [pair for pair in self.together if inside.issuperset(pair)]
        return together, [pair for pair in self.apart if inside.issuperset(pair)]


def _pairs(pairs: Iterable[Pair], home: Mapping[str, str]) -> list[Pair]:
    """Return pairs of statements as pairs of units, each in order; those of one unit left out."""
    pairs_of_units = set()
    for left, right in pairs:
        if left in home and right in home and home[left] != home[right]:
            first, second = sorted((home[left], home[right]))
            pairs_of_units.add((first, second))
    return sorted(pairs_of_units)
