"""Regrouping looks only at what new passages can change; the example is that of its docstring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pytest

from sayso.linking.clusters import gathered
from sayso.linking.judged import Judged, judged
from sayso.linking.linker import FLOOR
from sayso.linking.regroup import Key, StoredGroup, regroup, steps_of

LIKENESS = {("a", "b"): 6_000, ("b", "c"): 1_000, ("c", "d"): 7_000}
BEFORE = gathered(
    "abc", {pair: value for pair, value in LIKENESS.items() if "d" not in pair}, FLOOR
)


class Stored:
    """The groups before d came; notes which passages' groups are looked at."""

    def __init__(self) -> None:
        self.groups = [
            StoredGroup(number, group.members, steps_of(group), group.minimum_similarity)
            for number, group in enumerate(BEFORE)
        ]
        self.seen: set[str] = set()

    def holding(self, passages: Collection[str]) -> Iterable[StoredGroup]:
        self.seen |= set(passages)
        return [each for each in self.groups if not set(passages).isdisjoint(each.members)]

    def similar(self, passages: Collection[str]) -> Iterable[tuple[str, str, int]]:
        both_ways = [(*pair, value) for pair, value in LIKENESS.items()]
        both_ways += [(right, left, value) for left, right, value in both_ways]
        return [row for row in both_ways if row[0] in passages]

    def minimum_similarities(self, passages: Collection[str]) -> Mapping[str, float]:
        return {
            passage: group.minimum_similarity
            for group in self.groups
            for passage in group.members
            if passage in passages
        }

    def linked_by_people(self, passages: Collection[str]) -> Collection[str]:  # noqa: ARG002
        return ()

    def statements(self, passages: Collection[str]) -> Mapping[str, list[Key]]:  # noqa: ARG002
        return {}

    def decided(self, passages: Collection[str]) -> Judged:  # noqa: ARG002
        return judged(())


def test_the_region_is_widened_by_what_may_be_joined_and_no_further() -> None:
    stored = Stored()
    outcome = regroup(stored, ["d"])
    assert [group.members for group, _ in outcome.made] == [("c", "d")]
    assert [group.members for group in outcome.gone] == [("c",)]
    assert stored.seen == {"c", "d"}
    ((made, _),) = outcome.made
    assert made.minimum_similarity == pytest.approx(0.85)
    assert made.reach(1_000, BEFORE[0].minimum_similarity) == pytest.approx(1_101, abs=1)
    everything = gathered("abcd", LIKENESS, FLOOR)
    assert [group.members for group in everything] == [("a", "b"), ("c", "d")]
