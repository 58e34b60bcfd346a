"""Figures as people type them, and as pages show them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lexicon.figure_notation import BOUND_WORDS, FigureError, label, read_figure, written
from sayso.record import Quantity

UNITS = ("person", "drone", "soldier", "child", "city", "house", "missile", "USD", "km", "body")
ROLES = ("killed", "injured", "intercepted", "hit_by_debris", "displaced", "destroyed", "cut_off")


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("at least 54 people killed", (54, None, None, "person", "killed", "at_least")),
        ("71 of 83 drones intercepted", (71, 71, 83, "drone", "intercepted", "exact")),
        ("10-12 killed", (10, 12, None, None, "killed", "exact")),
        ("10 to 12 soldiers wounded", (10, 12, None, "soldier", "injured", "exact")),
        ("up to 400 soldiers killed", (400, 400, None, "soldier", "killed", "at_most")),
        ("over 300 houses damaged", (300, None, None, "house", "damaged", "more_than")),
        ("12 500 people displaced", (12500, 12500, None, "person", "displaced", "exact")),
        ("about 3,500 USD pledged", (3500, 3500, None, "USD", "pledged", "about")),
        ("2.5km", (2.5, 2.5, None, "km", None, "exact")),
        ("4 drones shot down", (4, 4, None, "drone", "intercepted", "exact")),
        ("3 hit by debris", (3, 3, None, None, "hit_by_debris", "exact")),
        ("sixty-one schoolchildren died", (61, 61, None, "schoolchild", "killed", "exact")),
        ("16 houses hit", (16, 16, None, "house", "hit", "exact")),
        ("14", (14, 14, None, None, None, "exact")),
    ],
)
def test_a_figure_is_read_as_people_type_it(typed: str, figure: tuple[object, ...]) -> None:
    read = read_figure(typed)
    assert (read.low, read.high, read.whole, read.unit, read.role, read.bound) == figure


@pytest.mark.parametrize(
    "typed",
    ["banana", "", "killed", "half of them killed", "12-5 killed", "90 of 80 drones hit", "1e9",
     "-4 hurt", "16 people killed by drone", "9999999999999 killed", "12 and 14 killed", "12; 14"],
)  # fmt: skip
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(FigureError):
        read_figure(typed)


@given(
    low=st.integers(0, 10**6),
    more=st.integers(0, 500),
    whole=st.none() | st.integers(0, 500),
    unit=st.sampled_from(UNITS),
    role=st.sampled_from(ROLES),
    bound=st.sampled_from(sorted(BOUND_WORDS)),
)
def test_what_is_written_is_read_again(
    low: int, more: int, whole: int | None, unit: str, role: str, bound: str
) -> None:
    is_open = bound in ("at_least", "more_than") and not more
    figure = Quantity(
        read_figure("1").as_said,
        low,
        None if is_open else low + more,
        None if whole is None else low + more + whole,
        unit,
        role,
        bound,  # type: ignore[arg-type]
    )
    assert read_figure(f"{written(figure)} {label(figure)}") == figure
    unsaid = replace(figure, unit=None, role="killed")
    assert read_figure(f"{written(unsaid)} {label(unsaid)}") == replace(unsaid, unit="person")
