"""Hours in a zone that is said, hours given twice, and days that were over when published."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stages.moments.reading import read

WEDNESDAY = datetime(2026, 2, 11, 9, 0, tzinfo=UTC)


def starts(text: str, words: str, published: datetime = WEDNESDAY) -> list[str]:
    """Return the first instants of the moments that hold `words`, in UTC."""
    found = read(text, published)
    assert isinstance(found.layer, tuple)
    return [
        each.earliest.astimezone(UTC).isoformat(timespec="minutes").removesuffix("+00:00")
        for each in found.layer
        if words in each.as_said.of(text) and each.earliest
    ]


@pytest.mark.parametrize(
    ("text", "words", "start"),
    [
        ("The port was shelled at 3 a.m. ET on Monday.", "3 a.m.", "2026-02-09T08:00"),
        ("The port was shelled at 3 a.m. Tokyo time on Monday.", "3 a.m.", "2026-02-08T18:00"),
        ("Shells fell at 4 a.m. (0100 GMT Tuesday).", "4 a.m.", "2026-02-10T01:00"),
        ("Shells fell at 1 a.m. (2200 GMT Monday).", "1 a.m.", "2026-02-09T22:00"),
        ("Shells fell at 1 a.m. (2200 GMT Monday).", "2200 GMT", "2026-02-09T22:00"),
        ("Shells fell at 7 p.m. (0300 GMT Tuesday).", "7 p.m.", "2026-02-10T03:00"),
    ],
)
def test_an_hour_counts_in_its_zone(text: str, words: str, start: str) -> None:
    assert starts(text, words) == [start]


def test_the_hour_in_brackets_may_be_of_the_day_before() -> None:
    text = "Shells fell at 1 a.m. on Tuesday (2200 GMT)."
    assert starts(text, "2200 GMT") == ["2026-02-09T22:00"]


@pytest.mark.parametrize(
    ("text", "words", "year"),
    [
        ("Rebels attacked the dam on Feb. 20.", "Feb. 20", "2025"),
        ("On 3 March gunmen killed nine people, the mayor said.", "3 March", "2025"),
        ("The bridge was blown up on February 27.", "February 27", "2025"),
        ("Rebels attacked the dam on Feb. 2.", "Feb. 2", "2026"),
        ("Envoys will meet on Feb. 20.", "Feb. 20", "2026"),
        ("The ministry has invited both sides to talks on Feb. 20.", "Feb. 20", "2026"),
        ("The truce is due to end on Feb. 20.", "Feb. 20", "2026"),
    ],
)
def test_what_was_over_is_not_after_the_publication(text: str, words: str, year: str) -> None:
    (start,) = starts(text, words)
    assert start[:4] == year


@pytest.mark.parametrize(
    "published", [datetime(*day, tzinfo=UTC) for day in ((1, 1, 1), (1, 1, 2), (9999, 12, 31))]
)
def test_an_hour_given_twice_at_the_ends_of_the_calendar_is_read_as_far_as_it_goes(
    published: datetime,
) -> None:
    text = "Shells fell at 11 p.m. (0015 GMT Monday)."
    moments = read(text, published).layer
    assert isinstance(moments, tuple)
    assert [each.as_said.of(text) for each in moments] == ["11 p.m.", "0015 GMT Monday"]
