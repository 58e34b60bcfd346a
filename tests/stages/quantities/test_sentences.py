"""Whole sentences: all that is counted in them, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.stages.quantities.counted import counted, table

SENTENCES = table("sentences.tsv")
UNSEEN = table("unseen.tsv")


def test_there_are_enough_of_them() -> None:
    assert len(SENTENCES) + len(UNSEEN) >= 150
    assert 2 * len(UNSEEN) >= len(SENTENCES)


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_all_that_is_counted(text: str, expected: list[str]) -> None:
    assert counted(text) == expected


def test_the_unseen_sentences_keep_their_score() -> None:
    """F1 of whole quantities: number, whole, unit, role, bound and change must all be right."""
    right = found = gold = 0
    for text, expected in UNSEEN:
        ours = counted(text)
        right += (Counter(ours) & Counter(expected)).total()
        found, gold = found + len(ours), gold + len(expected)
    assert 2 * right / (found + gold) >= 0.94
