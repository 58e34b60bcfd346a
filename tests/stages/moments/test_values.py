"""What each way of saying a time means. Published on Thursday, 6 November 2025."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.stages.moments.reading import found, moment_at, value

NIGHTS = [
    ("Drones struck Omdurman [overnight], the army said.", "TIME 2025-11-05TNI"),
    ("The barrage [overnight into Thursday] killed three.", "TIME 2025-11-05TNI"),
    ("The raid [overnight into Wednesday morning] hit a depot.", "TIME 2025-11-04TNI"),
    ("They fired rockets [overnight on Thursday].", "TIME 2025-11-05TNI"),
    ("They fired rockets [overnight on Feb. 6 to 7, 2025].", "TIME 2025-02-06TNI"),
    ("It came on [the night of Nov. 5-6].", "TIME 2025-11-05TNI"),
    ("It came on [the night of 4 to 5 November].", "TIME 2025-11-04TNI"),
    ("Shells fell [Tuesday night into Wednesday].", "TIME 2025-11-04TNI"),
    ("A depot burned in [the early hours of Monday].", "TIME 2025-11-03TMO"),
    ("Shells fell [last night] on Taiz.", "TIME 2025-11-05TNI"),
    ("The convoy left on [Tuesday morning].", "TIME 2025-11-04TMO"),
    ("It was quiet at [dawn on Monday].", "TIME 2025-11-03TMO"),
]

HOURS = [
    ("Sirens sounded at [8 a.m. on Nov. 6].", "TIME 2025-11-06T08:00"),
    ("Sirens sounded on [Wednesday at 11:45 p.m.]", "TIME 2025-11-05T23:45"),
    ("On Tuesday sirens sounded at [03:30].", "TIME 2025-11-04T03:30"),
    ("The blast hit at [0735 GMT Wednesday].", "TIME 2025-11-05T07:35"),
    ("It began at [noon Monday].", "TIME 2025-11-03T12:00"),
    ("It ended [2025-11-02T03:30:00Z].", "TIME 2025-11-02T03:30"),
]

DATES = [
    ("Smoke rises over Kyiv, [Tuesday, Jan. 2, 2024].", "DATE 2024-01-02"),
    ("The school closed on [2 January 2024].", "DATE 2024-01-02"),
    ("The school closed on [the 26th of October].", "DATE 2025-10-26"),
    ("The truce began on [25/02/2024].", "DATE 2024-02-25"),
    ("The truce began on [05.02.2024].", "DATE 2024-02-05"),
    ("The log of [2024-02-05] is lost.", "DATE 2024-02-05"),
    ("The town fell on [Oct. 26].", "DATE 2025-10-26"),
    ("The town fell on [Dec. 28].", "DATE 2024-12-28"),
    ("Talks will open on [Dec. 28].", "DATE 2025-12-28"),
    ("The town fell in [December].", "DATE 2024-12"),
    ("The town fell in [March 2023].", "DATE 2023-03"),
    ("It was shelled in [2022] and rebuilt.", "DATE 2022"),
    ("The [2014] annexation was condemned.", "DATE 2014"),
    ("The dam was built in [the 1990s].", "DATE 199"),
    ("It held in [the third quarter of 2024].", "DATE 2024-Q3"),
    ("It held through [last winter].", "DATE 2024-WI"),
    ("It was taken in [the summer of 2023].", "DATE 2023-SU"),
]

RELATIVE = [
    ("The envoy arrived on [Wednesday].", "DATE 2025-11-05"),
    ("The envoy arrived on [Thursday].", "DATE 2025-11-06"),
    ("The envoy will arrive on [Wednesday].", "DATE 2025-11-12"),
    ("A summit is expected on [Wednesday].", "DATE 2025-11-12"),
    ("He was killed [last Friday].", "DATE 2025-10-31"),
    ("He was killed on [Friday of last week].", "DATE 2025-10-31"),
    ("He was killed [yesterday].", "DATE 2025-11-05"),
    ("Ten died [last week].", "DATE 2025-W44"),
    ("Talks open [next month].", "DATE 2025-12"),
    ("Ten died [two days ago].", "DATE 2025-11-04"),
    ("The war began [more than two years ago].", "DATE 2023"),
    ("The pact, signed [earlier this year], failed.", "DATE 2025"),
    ("On Oct. 31 they fled; [the following day] they returned.", "DATE 2025-11-01"),
    ("In [July last year] they fled.", "DATE 2024-07"),
    ("It fell on [New Year's Eve].", "DATE 2024-12-31"),
    ("It will close on [New Year's Eve].", "DATE 2025-12-31"),
    ("They met on [Easter Sunday].", "DATE 2025-04-20"),
    ("Thousands fled since [the start of the full-scale invasion].", "DATE 2022-02-24"),
    ("Since [the outbreak of the war in Sudan] millions fled.", "DATE 2023-04-15"),
    ("Before the [Oct. 7] attacks they met.", "DATE 2023-10-07"),
]

LENGTHS = [
    ("Fighting lasted [three days].", "DURATION P3D"),
    ("A [30-day] truce was offered.", "DURATION P30D"),
    ("It took [more than four hours].", "DURATION PT4H"),
    ("It took [two and a half years].", "DURATION P2Y6M"),
    ("It went on for [nearly two decades].", "DURATION P20Y"),
    ("They waited for [weeks].", "DURATION PXW"),
    ("A [day-long] siege ended.", "DURATION P1D"),
    ("A [months-long] siege ended.", "DURATION PXM"),
    ("In [the past 24 hours] nine died.", "DURATION PT24H"),
    ("They pray [every day].", "SET P1D"),
    ("The list is printed [daily].", "SET P1D"),
    ("It floods [each July].", "SET XXXX-07"),
    ("They march on [Fridays].", "SET XXXX-WXX-5"),
    ("The army fires 40 shells [a day].", "SET P1D"),
    ("They are [now] in Goma.", "DATE PRESENT_REF"),
    ("They [recently] left Goma.", "DATE PAST_REF"),
]


@pytest.mark.parametrize(("marked", "meant"), NIGHTS + HOURS + DATES + RELATIVE + LENGTHS)
def test_what_the_words_mean(marked: str, meant: str) -> None:
    assert value(marked) == meant


@pytest.mark.parametrize(
    "text",
    [
        "The ministry may march on.",
        "A 6-year-old girl and a man 52 years old were hurt.",
        "Some 2000 troops and 1984 tanks crossed.",
        "The fall of Aleppo shocked them.",
        "The Sun and the Star are papers.",
        "At 25:99 in version 1.5.2 of 99999 nothing happened.",
        "Three-quarters of the town is in ruins.",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert found(text) == []


def test_two_days_told_together_are_one_stretch() -> None:
    assert found("They attacked on Feb. 25 and 26.") == ["Feb. 25 and 26"]
    assert found("On Feb. 25 and 26 soldiers died.")[0] == "Feb. 25"


def test_day_first_unless_the_publication_rules_it_out() -> None:
    assert value("Seen on [05/02/2026].", datetime(2026, 2, 10)) == "DATE 2026-02-05"
    assert value("Seen on [10/02/2026].", datetime(2026, 2, 10)) == "DATE 2026-02-10"
    assert value("Seen on [07/02/2026].", datetime(2026, 2, 10)) == "DATE 2026-02-07"
    assert value("Seen on [02/07/2026].", datetime(2026, 2, 10)) == "DATE 2026-02-07"


def test_a_date_that_may_be_two_days_has_no_grain() -> None:
    assert moment_at("Seen on [05/02/2024].").grain == "unknown"
    assert moment_at("Seen on [25/02/2024].").grain == "day"
