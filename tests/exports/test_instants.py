"""Any instant is told, at the ends of the calendar too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.actions.export import WRITERS, _writer
from sayso.exports.formats import ExportFormat
from sayso.exports.instants import in_utc
from tests.exports.making import linked, shelled, written

ZONES = st.none() | st.integers(-1439, 1439).map(lambda each: timezone(timedelta(minutes=each)))
EAST, WEST = timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))


@given(st.datetimes(timezones=ZONES))
def test_an_instant_stays_that_instant(when: datetime) -> None:
    told = in_utc(when)
    assert told.tzinfo is UTC
    inside = datetime(1, 1, 2) <= when.replace(tzinfo=None) <= datetime(9999, 12, 30)
    if when.tzinfo is not None and inside:
        assert told == when
    assert in_utc(told) == told


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(
    "when", [datetime(1, 1, 1, tzinfo=EAST), datetime(9999, 12, 31, 23, tzinfo=WEST)]
)
def test_every_format_tells_the_first_and_the_last_day(kind: ExportFormat, when: datetime) -> None:
    reading = shelled()
    old = replace(reading, document=replace(reading.document, published=when))
    claims, about = linked(old, earliest=when, latest=when, first_published=when)
    assert written(_writer(kind), claims, about)
