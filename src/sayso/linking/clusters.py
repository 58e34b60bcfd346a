"""Gathering of things by pairwise likeness, the same whatever the order they come in.

Two groups join when the mean likeness over all their pairs is high enough; pairs that were never
compared count as 0. A chain of neighbours therefore does not pull unlike things together, which
single linkage does (Sokal & Michener 1958 on group averages). The mean is measured against how
alike the members of each group are among themselves, since short reports of one incident share
few words with each other, but many with all the others together.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

UNIT = 10_000
"""Likeness is counted in whole ten-thousandths: sums come out the same in any order."""

EASE = 0.25
"""How much a loose group eases the joining: 0 is the plain mean, 0.5 the cosine of the groups'
centres, which joined too much (B³ of incidents .857 at .25, .819 at .5, .838 at 0, among noise of
the same days)."""

Pair = tuple[str, str]
Step = tuple[float, str, str, int]
"""A joining: how alike the two groups were, their names, and what is within the two together."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things that were gathered, sorted, with how it came about.

    `steps` are what was put together from the start and every joining: two groups with the same
    members and steps came about alike. `minimum_similarity` is the least
    that any part of it, at any step, was alike within, from 0 to 1.
    """

    members: tuple[str, ...]
    steps: tuple[Step, ...]
    minimum_similarity: float

    def reach(self, value: int, minimum_similarity: float) -> float:
        """Return the most that any step of this group can have been worth to one of another group,
        whose `minimum_similarity` is given, when no pair between both is more alike than `value`.
        """
        inside = max(self.minimum_similarity, 0.0) * max(minimum_similarity, 0.0)
        return value / math.pow(max(inside, 1e-6), EASE)


def components(keys: Iterable[str], pairs: Iterable[Pair]) -> list[list[str]]:
    """Return the connected components over `pairs`, sorted, in the order of their first keys."""
    above = {key: key for key in keys}

    def top(key: str) -> str:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for left, right in pairs:
        first, second = sorted((top(left), top(right)))
        above[second] = first
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(above):
        groups[top(key)].append(key)
    return sorted(groups.values())


def gather(
    keys: Sequence[str],
    likeness: Mapping[Pair, int],
    floor: int,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> list[list[str]]:
    """Return groups of `keys`, each sorted, in the order of their first keys.

    `likeness` of pairs (the smaller key first) is in ten-thousandths and so is `floor`, the least
    mean that still joins. Pairs `together` are in one group whatever their likeness, pairs `apart`
    never are, unless they were put together.
    """
    return [list(each.members) for each in gathered(keys, likeness, floor, together, apart)]


def gathered(
    keys: Sequence[str],
    likeness: Mapping[Pair, int],
    floor: int,
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> list[Group]:
    """Return the groups of `gather`, with how each came about."""
    groups = _Groups(components(keys, together), likeness, apart)
    groups.join(floor)
    made = (
        Group(tuple(sorted(members)), tuple(groups.steps[name]), groups.minimum[name])
        for name, members in groups.members.items()
    )
    return sorted(made, key=lambda each: each.members)


class _Groups:
    """Groups named by their first keys, with the sum of likeness between each two."""

    def __init__(
        self, start: list[list[str]], likeness: Mapping[Pair, int], apart: Iterable[Pair]
    ) -> None:
        self.members = {group[0]: group for group in start}
        home = {key: group[0] for group in start for key in group}
        self.sums: dict[str, dict[str, int]] = {name: {} for name in self.members}
        self.within = {name: UNIT * len(group) for name, group in self.members.items()}
        self.apart: dict[str, set[str]] = defaultdict(set)
        for (left, right), value in likeness.items():
            self._add(home[left], home[right], value)
        for left, right in apart:
            self.apart[home[left]].add(home[right])
            self.apart[home[right]].add(home[left])
        self.minimum = {name: self._tightness(name) for name in self.members}
        self.steps: dict[str, list[Step]] = {
            group[0]: [(0.0, group[0], other, self.within[group[0]]) for other in group[1:]]
            for group in start
        }

    def _tightness(self, name: str) -> float:
        return max(0.0, self.within[name] / (UNIT * len(self.members[name]) ** 2))

    def _add(self, left: str, right: str, value: int) -> None:
        if left == right:
            self.within[left] += 2 * value
            return
        self.sums[left][right] = self.sums[left].get(right, 0) + value
        self.sums[right][left] = self.sums[left][right]

    def _mean(self, left: str, right: str) -> float:
        """Return the mean likeness of two groups, against that within each."""
        first, second = len(self.members[left]), len(self.members[right])
        mean = self.sums[left][right] / (first * second)
        inside = self._tightness(left) * self._tightness(right)
        return mean / math.pow(max(inside, 1e-6), EASE)

    def join(self, floor: int) -> None:
        """Join the two most alike groups until no two are alike enough; ties by name."""
        queue = [
            (-self._mean(one, other), one, other)
            for one, neighbours in self.sums.items()
            for other in neighbours
            if one < other
        ]
        heapq.heapify(queue)
        while queue:
            value, left, right = heapq.heappop(queue)
            if -value < floor:
                return
            if right not in self.sums.get(left, {}) or -value != self._mean(left, right):
                continue  # one of them has grown since
            if right in self.apart[left]:
                continue
            self._merge(left, right)
            self.steps[left] += [*self.steps.pop(right), (-value, left, right, self.within[left])]
            minimum = min(self.minimum[left], self.minimum.pop(right))
            self.minimum[left] = min(minimum, self._tightness(left))
            for neighbour in self.sums[left]:
                first, second = sorted((left, neighbour))
                heapq.heappush(queue, (-self._mean(left, neighbour), first, second))

    def _merge(self, left: str, right: str) -> None:
        """Merge `right` into `left`, whose name is the smaller."""
        between = self.sums[left].pop(right)
        del self.sums[right][left]
        self.within[left] += self.within.pop(right) + 2 * between
        for neighbour, value in self.sums.pop(right).items():
            del self.sums[neighbour][right]
            self._add(left, neighbour, value)
        self.members[left] += self.members.pop(right)
        for far in self.apart.pop(right, set()):
            self.apart[far].discard(right)
            self.apart[far].add(left)
            self.apart[left].add(far)
