"""Whatever comes in: no crash, spans that hold, bounds in order, the same twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.stages.moments.calendar import (
    days_of,
    easter,
    iso_duration,
    shifted,
    thanksgiving,
    value_at,
)
from sayso.stages.moments.join import join
from sayso.stages.moments.recognize import recognize
from tests.stages.moments.reading import read

WORDS = (
    "overnight into on at the of last next this two three days weeks ago earlier later early late"
    " Feb. February 31 30 2024 99999 25:99 03:30 8 a.m. p.m. GMT Monday Tuesday, night morning to"
    " - – and , . year 1990s century quarter third half a an few several past every daily now end"
    " mid- year-end 05/02/2026 2024-02-30 Christmas Easter '80s 00 0 ½ hours \n"
).split(" ")

texts = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
days = st.dates()
published = st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC))


@settings(max_examples=150, deadline=None)
@given(text=texts, when=published)
def test_any_words_of_time(text: str, when: datetime | None) -> None:
    found = read(text, when)
    assert isinstance(found.layer, tuple)
    end = 0
    for moment in found.layer:
        assert moment.as_said.start >= end
        end = moment.as_said.end
        assert moment.as_said.of(text).strip()
        assert (moment.earliest is None) == (moment.latest is None)
        if moment.earliest and moment.latest:
            assert moment.earliest <= moment.latest
            assert moment.earliest.tzinfo is (when.tzinfo if when else None)
    assert read(text, when) == found


@given(st.text(max_size=300))
def test_any_text_is_spotted_without_a_crash(text: str) -> None:
    phrases = join(recognize(text), text)
    assert all(left.end <= right.start for left, right in pairwise(phrases))


@given(day=days, unit=st.sampled_from(["D", "W", "WE", "M", "Q", "Y", "10Y", "100Y"]))
def test_the_days_of_a_value_hold_the_day_it_was_made_from(day: date, unit: str) -> None:
    covered = days_of(value_at(day, unit))
    if covered is None:  # the last week of the year 9999 leaves the calendar
        assert day.year in {1, 9999}
    elif unit != "WE":
        assert covered[0] <= day <= covered[1]


@given(day=st.dates(date(1000, 1, 1), date(8000, 1, 1)), steps=st.integers(-50, 50))
def test_shifts_there_and_back(day: date, steps: int) -> None:
    assert shifted(shifted(day, steps, "W"), -steps, "W") == day
    assert abs((shifted(shifted(day, steps, "M"), -steps, "M") - day).days) <= 3


@given(st.integers(1583, 4000))
def test_feasts_fall_on_their_weekday(year: int) -> None:
    assert easter(year).isoweekday() == 7
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)
    assert thanksgiving(year).isoweekday() == 4
    assert 22 <= thanksgiving(year).day <= 28


def test_easters_of_the_almanac() -> None:
    assert easter(2024) == date(2024, 3, 31)
    assert easter(2025) == date(2025, 4, 20)
    assert easter(2026) == date(2026, 4, 5)


def test_lengths_as_iso_8601_writes_them() -> None:
    assert iso_duration(2.5, "Y") == "P2Y6M"
    assert iso_duration(0.5, "TH") == "PT30M"
    assert iso_duration(None, "D") == "PXD"
    assert iso_duration(3, "10Y") == "P30Y"
