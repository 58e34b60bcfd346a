"""Scores of candidates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.stages.places.scores import SURE, calibrated

odds = st.lists(st.floats(0.0, 1.0), max_size=12).map(
    lambda each: sorted((x / max(1.0, sum(each)) for x in each), reverse=True)
)


@given(odds)
def test_scores_keep_the_order_and_leave_room_for_none_of_them(shares: list[float]) -> None:
    scores = calibrated(shares)
    assert len(scores) == len(shares)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert sum(scores) <= 1.0 + 1e-6
    rest = scores[1:]
    assert rest == sorted(rest, reverse=True)


def test_near_certainty_is_sobered_and_an_even_chance_stays_one() -> None:
    assert calibrated([0.5, 0.5]) == pytest.approx([0.5, 0.5])
    assert 0.85 < calibrated([0.99])[0] < 0.92


def test_one_of_many_of_a_kind_is_not_chosen() -> None:
    assert calibrated([0.15, 0.14, 0.14, 0.13, 0.13])[0] < SURE < calibrated([0.25, 0.1])[0]
