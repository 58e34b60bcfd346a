"""Every way to point at every unit of time, in every position: a value or a problem, no crash."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest

from sayso.lexicon.moments import words
from sayso.record import Moment
from tests.stages.moments.reading import THURSDAY, read, value

DETERMINERS = (
    "last|past|previous|this|next|coming|following|preceding|current|same|that|latest|first|final"
    "|every|each|another|several|recent|half|a|an|the|one|two|1.5|mid-|the last|the past"
    "|the previous|this past|this coming|the next|the coming|the following|the preceding"
    "|the current|the same|that same|the latest|the last few|the next two|the past 24|a couple of"
    "|dozens of|no more than three|the first|the very end of the|earlier this|later that"
    "|early next|the end of the|the middle of that"
).split("|")
UNITS = (*words("unit"), *(f"{unit}s" for unit in words("unit")), "centuries", "weekend", "period")
AFTER = ("", " later", " ago", " earlier", " from now", " or so", " and a half", "-long", " old")
SKELETONS = (
    "{} saw more raids.",
    "Raids went on until {}, officials said.",
    "It began on Monday; {} it was over.",
    "“In {} we will know,” she said.",
    "On 3 March 2024 shells fell. At {} the port burned.",
)
CASES = (str, str.upper, str.title, str.capitalize)
AFTERS = 2
"""Ways to go on that are tried with a pair of determiner and unit: every pair has others."""

SENTENCES = tuple(
    SKELETONS[number % len(SKELETONS)].format(
        CASES[number // 3 % len(CASES)](
            f"{determiner} {unit}{AFTER[number % len(AFTER)]}".replace("- ", "-")
        )
    )
    for number, (determiner, unit, _) in enumerate(product(DETERMINERS, UNITS, range(AFTERS)))
)
BATCHES = 8


@pytest.mark.parametrize("published", [THURSDAY, None, datetime(1, 1, 1), datetime(9999, 12, 31)])
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_way_to_point_at_a_unit_raises(batch: int, published: datetime | None) -> None:
    some = SENTENCES[batch::BATCHES]
    # A quarter for each date: the sentences of the other dates are in the other batches.
    start = (THURSDAY, None, datetime(1, 1, 1), datetime(9999, 12, 31)).index(published)
    text = "\n".join(some[start::4])
    layer = read(text, published).layer
    assert isinstance(layer, tuple)
    assert layer
    assert all(isinstance(each, Moment) and each.value for each in layer)


def test_some_thousand_ways_are_tried() -> None:
    assert len(SENTENCES) > 2_500


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[The next hour] saw more raids.", "DURATION PT1H"),
        ("[The past hour] saw more raids.", "DURATION PT1H"),
        ("Raids began in [the following hour].", "DURATION PT1H"),
        ("Shells fell [this hour].", "TIME 2025-11-06TXX"),
        ("On Tuesday the port burned. At [the same hour] shells fell.", "TIME 2025-11-04TXX"),
        ("[A minute later] shells fell.", "DURATION PT1M"),
        ("[The past decade] saw raids.", "DATE 201"),
        ("[The past century] saw raids.", "DATE 19"),
        ("[The past quarter] saw raids.", "DATE 2025-Q3"),
        ("[The past weekend] saw raids.", "DATE 2025-W44-WE"),
    ],
)
def test_hours_and_long_units_have_their_value(marked: str, expected: str) -> None:
    assert value(marked) == expected


def test_an_hour_without_a_date_stays_open() -> None:
    assert value("Shells fell [this hour].", None) == "TIME XXXX-XX-XXTXX"
    (problem,) = read("Shells fell this hour.", None).problems
    assert "stay open" in problem.message
