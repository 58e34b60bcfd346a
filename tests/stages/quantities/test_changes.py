"""By how much something rose or fell."""

from __future__ import annotations

import pytest

from tests.stages.quantities.counted import counted, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prices rose 5 percent.", "5 percent up"),
        ("Prices rose sharply by another 5 percent.", "5 percent up"),
        ("Prices were up nearly 5 percent.", "about 5 percent up"),
        ("Prices fell by 5 percent.", "5 percent down"),
        ("Flour, down 5 percent on the month, is scarce.", "5 percent down"),
        ("The lira went down 5 percent.", "5 percent down"),
        ("The index gained 40 points.", "40 point up"),
        ("The pound shed 3 cents.", "3 cent down"),
        ("Prices: wheat +5%, oil -2%.", "5 percent up"),
        ("The army cut its forces by 8,000 men.", "8000 man down"),
        ("An increase of 5 percent followed.", "5 percent up"),
        ("The estimate was revised upward by 300.", "300 up"),
        ("The river rose 2 metres.", "2 m up"),
    ],
)
def test_a_rise_or_a_fall(text: str, expected: str) -> None:
    assert expected in counted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Planes dropped four bombs.",
        "The army lost 40 tanks.",
        "Gunners shot down 40 drones.",
        "Bread makes up 5 percent of the ration.",
        "They raised $5 million.",
        "The road was cut by two landslides.",
        "The toll rose to 61.",
        "The fall of two towns stunned the junta.",
        "Up to 300 men surrendered.",
        "Troops advanced 5 km.",
        "The fighting eased after two weeks.",
    ],
)
def test_neither_a_rise_nor_a_fall(text: str) -> None:
    found = quantities(text)
    assert found
    assert all(each.change is None for each in found)


def test_what_is_said_again_in_other_units_is_bounded_and_moved_alike() -> None:
    text = "The front moved by at least 10 km (6 miles)."
    assert counted(text) == ["at_least 10 km", "at_least 6 mile"]
    text = "Stocks fell by 2 tonnes (4,400 lb)."
    assert counted(text) == ["2 tonne down", "4400 lb down"]
