"""Dates as feeds and files write them: read whole with their zone, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake.dates import MONTHS, ZONE_HOURS, read_date

KYIV = timezone(timedelta(hours=3))
DELHI = timezone(timedelta(hours=5, minutes=30))
EASTERN = timezone(timedelta(hours=-4))

READ = {
    "Tue, 03 Jun 2025 01:30:00 +0300": datetime(2025, 6, 3, 1, 30, tzinfo=KYIV),
    "Thu, 5 Jun 25 10:00:00 GMT": datetime(2025, 6, 5, 10, tzinfo=UTC),
    "Sun, 8 Mar 2026 17:20:05 MSK": datetime(2026, 3, 8, 17, 20, 5, tzinfo=KYIV),
    "Sun, 8 Mar 2026 17:20:05 +0300 (EAT)": datetime(2026, 3, 8, 17, 20, 5, tzinfo=KYIV),
    "8 March 2026, 5:20 pm GMT+3": datetime(2026, 3, 8, 17, 20, tzinfo=KYIV),
    "8 March 2026 at 3:15 p.m. EDT": datetime(2026, 3, 8, 15, 15, tzinfo=EASTERN),
    "Wed, 11 Feb 2026 22:52:30+5:30": datetime(2026, 2, 11, 22, 52, 30, tzinfo=DELHI),
    "2026/2/9 15:07:41": datetime(2026, 2, 9, 15, 7, 41),
    "2026.02.09 15:07": datetime(2026, 2, 9, 15, 7),
    "2026-040": datetime(2026, 2, 9),
    "20260209": datetime(2026, 2, 9),
    "09.02.2026 15:07": datetime(2026, 2, 9, 15, 7),
    "15:07 09.02.2026": datetime(2026, 2, 9, 15, 7),
    "29/06/2025 10:00": datetime(2025, 6, 29, 10),
    "February 9, 2026": datetime(2026, 2, 9),
    "Thursday, 12 February 2026": datetime(2026, 2, 12),
    "Mi, 11. Februar 2026 10:00 Uhr": datetime(2026, 2, 11, 10),
    "Ср, 11 фев 2026 22:52:30 +0300": datetime(2026, 2, 11, 22, 52, 30, tzinfo=KYIV),
    "11 лютого 2026, 22:52": datetime(2026, 2, 11, 22, 52),
    "Tue, 3 Jun 2025 10:00:60 -0000": datetime(2025, 6, 3, 10, 0, 59),
}


@pytest.mark.parametrize("words", READ)
def test_a_date_is_read_with_its_zone(words: str) -> None:
    assert read_date(words) == (READ[words], "")


@pytest.mark.parametrize(
    "words",
    [
        "June 29", "15:07", "yesterday", "3 pm", "03/04/2025", "32.01.2025", "2025-400",
        "the 3 June 2025 attack", "29 Jun 2025 25:10", "29 Jun 2025 13:10 pm", "2025", "",
        "Smarch 3, 2025", "+0300", "3 Jun 2025 10:00 and 4 Jun 2025 11:00",
    ],
)  # fmt: skip
def test_what_is_not_whole_or_not_certain_is_no_date(words: str) -> None:
    assert read_date(words) is None


def test_an_uncertain_zone_is_named() -> None:
    assert read_date("Sun, 29 Jun 2025 15:07:41 IST") == (datetime(2025, 6, 29, 15, 7, 41), "IST")


@given(
    when=st.datetimes(datetime(1991, 1, 1), datetime(2068, 1, 1)),
    zone=st.sampled_from(sorted(ZONE_HOURS)),
    month=st.sampled_from(sorted(MONTHS)),
)
def test_any_date_in_words_is_read_as_written(when: datetime, zone: str, month: str) -> None:
    when = when.replace(microsecond=0, day=min(when.day, 28), month=MONTHS[month])
    words = f"{when.day} {month} {when:%Y %H:%M:%S} {zone.upper()}"
    aware = when.replace(tzinfo=timezone(timedelta(hours=ZONE_HOURS[zone])))
    if len(month) > 2:
        assert read_date(words) == (aware, "")


@given(st.text(alphabet="0123456789 :./-+apmTZ,June29", max_size=60))
def test_anything_is_read_or_not(words: str) -> None:
    read_date(words)
