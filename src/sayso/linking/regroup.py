"""Groups kept up to date: what new documents and judgements change, and nothing else is looked at.

Gathering joins the two most alike groups first, and how alike two groups are depends on these two
alone. So where no part of one set of groups, at any step of its making, was worth joining to any
part of another set, both are gathered by themselves just as they are gathered together. A region of
groups around what is new is therefore gathered anew; it is widened by each group outside that a
group which came out otherwise than before might be joined to; and when there is none left, the
result is what gathering everything gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sayso.linking.clusters import Group, Pair, gathered
from sayso.linking.judged import Judged
from sayso.linking.linker import FLOOR
from sayso.linking.units import Units, passage_of
from sayso.record import content_hash

SLACK = 0.999
"""What is so little below the floor may be so by the rounding of floats alone."""


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """A group as it was stored. `steps` is a digest of how it came about."""

    number: int
    members: tuple[str, ...]
    steps: str
    minimum_similarity: float


@dataclass(frozen=True, slots=True)
class Key:
    """A statement by its id."""

    key: str


class Shelf(Protocol):
    """Where passages, pairs and groups are stored."""

    def holding(self, passages: Collection[str]) -> Iterable[StoredGroup]:
        """Return the groups that any of these passages, or what was taken out of it, is in."""

    def similar(self, passages: Collection[str]) -> Iterable[tuple[str, str, int]]:
        """Return each of these passages with every one that is like it, and how much."""

    def minimum_similarities(self, passages: Collection[str]) -> Mapping[str, float]:
        """Return the minimum similarity of the group that each of these passages is in."""

    def linked_by_people(self, passages: Collection[str]) -> Collection[str]:
        """Return the passages that people put together with any of these."""

    def statements(self, passages: Collection[str]) -> Mapping[str, list[Key]]:
        """Return the statements of each of these passages."""

    def decided(self, passages: Collection[str]) -> Judged:
        """Return what people judged of the statements of these passages."""


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What became of a region: groups that are gone, and the groups that it has now, each with the
    stored one that had the same members."""

    gone: tuple[StoredGroup, ...]
    made: tuple[tuple[Group, StoredGroup | None], ...]


def steps_of(group: Group) -> str:
    """Return a digest of how a group came about."""
    return content_hash("steps", *group.steps)


def regroup(shelf: Shelf, touched: Iterable[str]) -> Regrouped:
    """Return what becomes of the groups around `touched`: passages new, or with judged statements.

    Say that the groups {a, b} and {c} are stored: a and b are alike by 6,000 ten-thousandths, b and
    c by 1,000, less than FLOOR. Now d comes, which is like c by 7,000.

    1. The region is {d}. Gathered, it is the group {d}, which was not there before; from it a pair
       of 7,000 leads outside, to c. That is above FLOOR, so c is within reach.
    2. The region is {c, d}. Gathered, it is the group {c, d}, which is new. A pair of 1,000 leads
       outside, from c to b. {c, d} is alike within by .85 at the least and {a, b} by .8, so no step
       of one can have been worth more to the other than 1,000 / (.85 * .8) ** EASE = 1,101. That is
       below FLOOR: the region is wide enough, and {a, b} was not even looked at.
    3. {c} is gone and {c, d} is made, as if all four had been gathered together.
    """
    region = _Region(shelf)
    wanted = set(touched)
    while wanted:
        region.widen(wanted)
        groups = region.gathered()
        wanted = region.within_reach(groups)
    return region.outcome(groups)


class _Region:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._passages: set[str] = set()
        self._kept: dict[int, StoredGroup] = {}
        self._by_members: dict[tuple[str, ...], StoredGroup] = {}
        self._similar: dict[str, dict[str, int]] = {}
        self._looseness: dict[str, float] = {}

    def widen(self, wanted: Collection[str]) -> None:
        """Widen the region by passages, with their whole groups and all that people joined."""
        fresh = set(wanted) - self._passages
        while fresh:
            self._passages |= fresh
            self._similar |= {each: {} for each in fresh}
            for passage, neighbour, value in self._shelf.similar(fresh):
                self._similar[passage][neighbour] = value
            wider = set(self._shelf.linked_by_people(fresh))
            for group in self._shelf.holding(fresh):
                self._kept[group.number] = group
                self._by_members[group.members] = group
                wider |= {passage_of(unit) for unit in group.members}
            fresh = wider - self._passages

    def gathered(self) -> list[Group]:
        inside: dict[Pair, int] = {
            (one, other): value
            for one in self._passages
            for other, value in self._similar[one].items()
            if one < other and other in self._passages
        }
        decided = self._shelf.decided(self._passages)
        if not decided.held:
            return gathered(sorted(self._passages), inside, FLOOR)
        units = Units(self._shelf.statements(self._passages), decided)
        return gathered(sorted(units.members), inside, FLOOR, units.together, units.apart)

    def within_reach(self, groups: Iterable[Group]) -> set[str]:
        """Return passages outside whose groups may join a group that isn't as it was before."""
        edges = [
            (group, other, value)
            for group in groups
            if not self._as_before(group)
            for unit in group.members
            for other, value in self._similar.get(unit, {}).items()
            if other not in self._passages
        ]
        unknown = {other for _, other, _ in edges} - self._looseness.keys()
        self._looseness |= self._shelf.minimum_similarities(unknown)
        return {
            other
            for group, other, value in edges
            if group.reach(value, self._looseness[other]) >= FLOOR * SLACK
        }

    def _as_before(self, group: Group) -> bool:
        before = self._by_members.get(group.members)
        return before is not None and before.steps == steps_of(group)

    def outcome(self, groups: Iterable[Group]) -> Regrouped:
        made = []
        gone = dict(self._kept)
        for group in groups:
            before = self._by_members.get(group.members)
            made.append((group, before))
            if before is not None:
                del gone[before.number]
        return Regrouped(tuple(gone.values()), tuple(made))
