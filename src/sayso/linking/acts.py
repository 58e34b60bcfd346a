"""Acts that words name, whatever the word: "shot down", "downing" and "forced down" are one."""

from __future__ import annotations

from functools import lru_cache

from sayso.lexicon.comparison import act_classes

ACTS = frozenset(("attack", "ground", "custody", "streets"))
"""Families of events that somebody does to somebody."""

DONE = ACTS | {"people"}
"""Families of events that are done, not only said: what can be denied."""


@lru_cache(maxsize=20_000)
def acts_in(words: str) -> frozenset[str]:
    """Return the acts that words name, by their classes."""
    return frozenset(act for act, pattern in act_classes().items() if pattern.search(words))


def other_acts(first: str, second: str) -> bool:
    """Return whether both name acts, and none in common."""
    one, other = acts_in(first), acts_in(second)
    return bool(one and other) and not one & other


TELLING_ACTS = frozenset(
    ("poison", "take people", "burn", "rape", "loot", "mine", "bring down", "torture")
)
"""Acts of which an incident holds one; of strikes and killings there are many."""
