"""Periods, coded dates and names that are no times. Published on Thursday, 6 November 2025."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.stages.moments.reading import found, moment_at, moments, value

COUNTED = [
    ("Shelling resumed on [the second Friday of March], residents said.", "DATE 2025-03-14"),
    ("The mill burned on [the last Tuesday of October].", "DATE 2025-10-28"),
    ("The bridge fell [the month before last], the mayor said.", "DATE 2025-09"),
    ("A ferry sank [the week before last].", "DATE 2025-W43"),
    ("A barge was hit [the night before last], port workers said.", "TIME 2025-11-04TNI"),
    ("The convoy left Goma [a fortnight ago], aid workers said.", "DATE 2025-10-23"),
    ("Elders buried the dead following [Monday]'s clashes in Abyei.", "DATE 2025-11-03"),
    ("A curfew began following [Thursday]'s raid on the mill.", "DATE 2025-11-06"),
]

CODED = [
    ("The patrol was ambushed at [070215CFEB25], the log shows.", "TIME 2025-02-07T02:15"),
    ("The patrol was ambushed at [120540Z OCT 25].", "TIME 2025-10-12T05:40"),
    ("Two trucks burned on [7-FEB-25], the log shows.", "DATE 2025-02-07"),
    ("Two trucks burned on [07Feb2025].", "DATE 2025-02-07"),
    ("The raid of [2025/02/07] killed four herders.", "DATE 2025-02-07"),
    ("The jets came at [0415] and turned back.", "TIME 2025-11-06T04:15"),
    ("The jets left by [1500 hours], villagers said.", "TIME 2025-11-06T15:00"),
    ("The dam was hit at [16h45], engineers said.", "TIME 2025-11-06T16:45"),
    ("The dam was hit at [1630Z].", "TIME 2025-11-06T16:30"),
]


@pytest.mark.parametrize(("text", "expected"), COUNTED + CODED)
def test_means(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Corporal May fired first, the court heard.",
        "Judge April Stone jailed three rebels.",
        "Theresa May condemned the raid.",
        "Pastor Sunday Eze fled the village.",
        "The April 9 Martyrs Battalion took the post, residents said.",
        "Fighters of the March 23 Movement held the hill.",
        "Black September took hostages.",
    ],
)
def test_names_are_no_times(text: str) -> None:
    assert not moments(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Prime Minister Theresa May condemned the raid in March.", ["March"]),
        ("On March 9 Brigade commanders met in Taiz.", ["March 9"]),
        ("In May rebels took the town.", ["May"]),
        ("The following Thursday's talks failed.", ["The following Thursday"]),
        ("The president said Monday that talks had failed.", ["Monday"]),
        ("A shell cost 1430 dollars.", []),
    ],
)
def test_times_beside_names(text: str, words: list[str]) -> None:
    assert found(text) == words


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Raids on [12 and 13 May] killed nine.", "2025-05-12", "2025-05-13"),
        ("Troops left on [6, 7 and 8 April], the UN said.", "2025-04-06", "2025-04-08"),
        ("Between [3 and 9 October] six people died.", "2025-10-03", "2025-10-09"),
        ("The junta bombed villages in [2016] – 2018.", "2016-01-01", "2018-12-31"),
        ("The drought of [2011–13] emptied the villages.", "2011-01-01", "2013-12-31"),
        ("Prices rose in [2024]-05 and again.", "2024-01-01", "2024-12-31"),
        ("Shells fell on 3 May 2024 and on [Saturday 4th].", "2024-05-04", "2024-05-04"),
    ],
)
def test_periods_reach_from_first_to_last(text: str, first: str, last: str) -> None:
    moment = moment_at(text)
    assert moment.earliest is not None
    assert moment.latest is not None
    assert (moment.earliest.date().isoformat(), moment.latest.date().isoformat()) == (first, last)


def test_hours_ago_are_counted_from_the_hour_of_publication() -> None:
    published = datetime(2025, 11, 6, 14, 30, tzinfo=UTC)
    (moment,) = moments("The depot was hit three hours ago, guards said.", published)
    assert moment.earliest == datetime(2025, 11, 6, 11, 0, tzinfo=UTC)
    assert moment.latest == datetime(2025, 11, 6, 12, 0, tzinfo=UTC)


def test_hours_ago_stay_open_where_only_the_day_is_known() -> None:
    (moment,) = moments("The depot was hit three hours ago.", datetime(2025, 11, 6))
    assert moment.earliest is None
