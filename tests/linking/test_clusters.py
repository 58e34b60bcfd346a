"""Groups do not depend on the order of what comes in, and chains do not pull unlike things in."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.clusters import components, gather

KEYS = [f"k{number}" for number in range(12)]
LIKENESS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(500, 10_000),
    max_size=40,
)


@given(LIKENESS, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_pairs_changes_nothing(
    likeness: dict[tuple[str, str], int], order: random.Random
) -> None:
    keys, pairs = KEYS[:], list(likeness.items())
    order.shuffle(keys)
    order.shuffle(pairs)
    assert gather(keys, dict(pairs), 3000) == gather(KEYS, likeness, 3000)


@given(LIKENESS)
def test_every_key_is_in_one_group(likeness: dict[tuple[str, str], int]) -> None:
    assert sorted(key for group in gather(KEYS, likeness, 3000) for key in group) == sorted(KEYS)


def test_a_chain_of_neighbours_is_no_group() -> None:
    chain = {(f"{n:02}", f"{n + 1:02}"): 4000 for n in range(20)}
    groups = gather([f"{n:02}" for n in range(21)], chain, 3000)
    assert max(map(len, groups)) <= 3


def test_loose_groups_join_where_every_pair_is_a_little_alike() -> None:
    keys = ["a", "b", "c", "d"]
    pairs = {(one, other): 1800 for one in keys for other in keys if one < other}
    assert gather(keys, pairs, 1600) == [keys]
    assert len(gather(keys, pairs, 3000)) == 4


def test_a_person_joins_and_parts_whatever_the_likeness() -> None:
    alike = {("a", "b"): 9000, ("c", "d"): 100}
    assert gather("abcd", alike, 3000) == [["a", "b"], ["c"], ["d"]]
    assert gather("abcd", alike, 3000, together=[("c", "d")]) == [["a", "b"], ["c", "d"]]
    assert gather("abcd", alike, 3000, apart=[("a", "b")]) == [["a"], ["b"], ["c"], ["d"]]


def test_what_is_kept_apart_stays_so_when_groups_grow() -> None:
    alike = {("a", "b"): 9000, ("b", "c"): 8900, ("a", "c"): 8800}
    assert gather("abc", alike, 3000, apart=[("a", "c")]) == [["a", "b"], ["c"]]


def test_components_follow_pairs_however_far() -> None:
    assert components("dcba", [("d", "b"), ("a", "d")]) == [["a", "b", "d"], ["c"]]
