"""From when to when a time reaches, and what stays open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from tests.stages.moments.reading import THURSDAY, moment_at, moments, reach, read, value


def test_a_night_reaches_from_the_evening_to_the_morning() -> None:
    night = ("2025-11-05 18:00", "2025-11-06 07:59")
    assert reach("Drones flew [overnight].") == night
    assert reach("Drones flew on [the night of Nov. 5-6].") == night
    assert reach("Drones flew [overnight into Thursday].") == night


def test_a_day_a_week_a_month_a_year() -> None:
    assert reach("He fell on [Oct. 26].") == ("2025-10-26 00:00", "2025-10-26 23:59")
    assert reach("He fell [last week].") == ("2025-10-27 00:00", "2025-11-02 23:59")
    assert reach("He fell in [February 2024].") == ("2024-02-01 00:00", "2024-02-29 23:59")
    assert reach("He fell in [2022].") == ("2022-01-01 00:00", "2022-12-31 23:59")


def test_edges_narrow() -> None:
    assert reach("It failed [earlier this year].") == ("2025-01-01 00:00", "2025-11-06 23:59")
    assert reach("It opens [later this year].") == ("2025-11-06 00:00", "2025-12-31 23:59")
    assert reach("It fell in [early 2024].")[1] == "2024-05-01 23:59"
    assert reach("It fell at [the end of June].")[0] == "2025-06-21 00:00"


def test_days_in_a_row() -> None:
    assert reach("It fell on [Nov. 3-5].") == ("2025-11-03 00:00", "2025-11-05 23:59")
    assert reach("It fell on [30 to 2 October].")[0] == "2025-10-30 00:00"


def test_the_last_days_reach_back_and_the_next_ahead() -> None:
    assert reach("Ten died in [the past three days].") == ("2025-11-03 00:00", "2025-11-06 23:59")
    assert reach("Rain will fall in [the next two weeks].")[1] == "2025-11-20 23:59"
    assert reach("Ten died in [the past 24 hours].")[0] == "2025-11-05 00:00"
    assert moment_at("Fighting lasted [three days].").earliest is None


def test_bounds_keep_the_zone_of_the_publication() -> None:
    kyiv = timezone(timedelta(hours=2))
    published = datetime(2025, 11, 6, 9, tzinfo=kyiv)
    moment = moment_at("Drones flew [overnight].", published)
    assert moment.earliest == datetime(2025, 11, 5, 18, tzinfo=kyiv)
    blast = moment_at("The blast came at [2330 GMT Wednesday].", published)
    assert blast.earliest == datetime(2025, 11, 5, 23, 30, tzinfo=UTC)
    assert moment_at("Drones flew [overnight].").earliest == datetime(2025, 11, 5, 18)


def test_a_bare_hour_may_be_of_the_day_before() -> None:
    assert reach("Sirens sounded at [23:40].") == ("2025-11-05 23:40", "2025-11-06 23:40")


def test_without_a_publication_date_what_hangs_on_it_stays_open() -> None:
    for marked, open_value in (
        ("Drones struck [overnight].", "TIME XXXX-XX-XXTNI"),
        ("He left on [Wednesday].", "DATE XXXX-WXX-3"),
        ("He left on [Jan. 2].", "DATE XXXX-01-02"),
        ("He left [last week].", "DATE XXXX-WXX"),
        ("He left [two days ago].", "DATE XXXX-XX-XX"),
        ("He left at [03:30].", "TIME XXXX-XX-XXT03:30"),
        ("He left in [the past three days].", "DURATION P3D"),
        ("It came at [Easter].", "DATE XXXX-XX-XX"),
    ):
        assert value(marked, None) == open_value
        moment = moment_at(marked, None)
        assert (moment.earliest, moment.latest) == (None, None)


def test_one_problem_says_that_the_publication_date_is_missing() -> None:
    problems = read("Drones struck overnight.\nOn Wednesday and last week too.", None).problems
    assert len(problems) == 1
    assert "--published" in problems[0].message
    assert problems[0].span is not None
    assert read("In 2022 and on Jan. 2, 2024 they fled for three days.", None).problems == ()
    assert read("Drones struck overnight.").problems == ()


def test_a_captions_old_date_anchors_nothing() -> None:
    caption = "Smoke rises in Kyiv, Tuesday, Jan. 2, 2024."
    text = f"{caption}\nOvernight ten died at 03:30. The day before, two."
    layer = read(text, None, ("caption",)).layer
    assert isinstance(layer, tuple)
    assert layer[0].value == "2024-01-02"
    assert [each.earliest for each in layer[1:]] == [None] * len(layer[1:])
    later = read(
        "Kyiv, Jan. 2, 2024.\n\nThe following day they fled.", THURSDAY, ("caption",)
    ).layer
    assert isinstance(later, tuple)
    assert later[-1].value != "2024-01-03"


def test_a_full_date_in_the_dateline_anchors() -> None:
    text = "GOMA, 5 February 2025\nRockets fell overnight."
    found = read(text, None, ("dateline",))
    assert isinstance(found.layer, tuple)
    assert found.layer[-1].value == "2025-02-04TNI"
    assert found.problems == ()
    open_ = read("GOMA, Feb 5 (Wire)\nRockets fell overnight.", None, ("dateline",))
    assert isinstance(open_.layer, tuple)
    assert open_.layer[-1].earliest is None


def test_the_publication_date_wins_over_the_dateline() -> None:
    layer = read("GOMA, 5 February 2024\nRockets fell overnight.", THURSDAY, ("dateline",)).layer
    assert isinstance(layer, tuple)
    assert layer[-1].value == "2025-11-05TNI"


def test_now_is_never_dated() -> None:
    for marked in ("They are [now] in Goma.", "They [recently] left."):
        assert moment_at(marked).earliest is None


def test_a_day_that_no_calendar_has_is_a_problem() -> None:
    found = read("On Feb. 31 and on 2024-02-30 nothing happened; on Feb. 28 it did.")
    assert isinstance(found.layer, tuple)
    assert [each.value for each in found.layer] == ["2025-02-28"]
    assert len(found.problems) == 2
    assert "'Feb. 31'" in found.problems[0].message


def test_the_ends_of_the_calendar() -> None:
    words = "Overnight, last week, next year, tomorrow, 200 years ago, in the past 90 years, 05:00."
    for published in (datetime.min, datetime.max, datetime.max.replace(tzinfo=UTC)):
        assert isinstance(moments(words, published), tuple)


def test_a_stretch_reaches_to_its_end() -> None:
    assert reach("He ran it from [2014] to 2022.")[1] == "2022-12-31 23:59"
    assert reach("It fell between [May 3] and June 5.")[1] == "2025-06-05 23:59"
    assert reach("It was shut since [Monday].") == ("2025-11-03 00:00", "2025-11-06 23:59")
    assert reach("Ten fell from [Monday].")[1] == "2025-11-03 23:59"
    assert moment_at("It was shut since [Monday].", None).latest is None
    open_end = moment_at("It was shut since [2019].", None)
    assert (open_end.earliest, open_end.latest) == (datetime(2019, 1, 1), None)


def test_a_full_date_in_the_byline_anchors_and_the_earliest_wins() -> None:
    text = "Updated Nov. 8, 2025 | Published Nov. 6, 2025\nRockets fell on Wednesday."
    found = read(text, None, ("byline",))
    assert isinstance(found.layer, tuple)
    assert found.layer[-1].value == "2025-11-05"
    assert found.problems == ()


def test_what_happened_keeps_its_day_when_the_verb_leads_ahead() -> None:
    assert value("The army will respond to [Tuesday]'s attack.") == "DATE 2025-11-04"
    assert value("The president will attend [Tuesday]'s summit.") == "DATE 2025-11-11"
    assert value("He could not be reached on [Tuesday].") == "DATE 2025-11-04"
    assert value("The talks, set for [December], may fail.") == "DATE 2025-12"


def test_this_year_ends_today_for_what_has_happened() -> None:
    assert reach("Forty died [this year].")[1] == "2025-11-06 23:59"
    assert reach("Forty will leave [this year].")[1] == "2025-12-31 23:59"
