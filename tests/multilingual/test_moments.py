"""Times of Russian and Ukrainian texts, by our own sentences and by what must not be one."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.record import Block, Moment, Span
from sayso.stages.multilingual.moments import read_moments

HERE = Path(__file__).parent
CODES = ("ru", "uk")
SATURDAY = datetime(2025, 9, 13, 9, 30)
LEAST = 0.96


def read(text: str, code: str, published: datetime | None = SATURDAY) -> tuple[Moment, ...]:
    return read_moments(text, (Block("paragraph", Span(0, len(text))),), code, published)


def interval(moment: Moment) -> str:
    if moment.earliest is None or moment.latest is None:
        return "-"
    return f"{moment.earliest.isoformat()}/{moment.latest.isoformat()}"


def sentences(code: str, half: str) -> list[tuple[str, dict[str, str]]]:
    lines = (HERE / f"moments.{code}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [
        (text, dict(each.split("=") for each in cell.split(";")))
        for own, text, cell in rows
        if own == half
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("half", ["seen", "unseen"])
def test_times_come_to_their_intervals(code: str, half: str) -> None:
    wrong, wanted = [], 0
    for text, times in sentences(code, half):
        readings = [(moment.as_said.of(text), interval(moment)) for moment in read(text, code)]
        wanted += len(times)
        assert len(readings) == len(times), (text, readings)
        wrong += [
            (words, expected, readings)
            for words, expected in times.items()
            if not any(
                (said in words or words in said) and got == expected for said, got in readings
            )
        ]
    assert wanted >= 30
    assert 1 - len(wrong) / wanted >= LEAST, wrong


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("uk", "Вчора впали уламки.", "XXXX-XX-XX"),
        ("ru", "В среду был обстрел.", "XXXX-WXX-3"),
        ("ru", "На прошлой неделе тихо.", "XXXX-WXX"),
        ("uk", "Бій був 12 вересня.", "XXXX-09-12"),
    ],
)
def test_without_a_publication_what_is_counted_from_it_stays_open(
    code: str, text: str, value: str
) -> None:
    (moment,) = read(text, code, None)
    assert (moment.value, moment.earliest, moment.latest) == (value, None, None)


def test_full_dates_need_no_publication() -> None:
    (moment,) = read("Указ подписан 24 июня 2025 года.", "ru", None)
    assert interval(moment) == "2025-06-24T00:00:00/2025-06-24T23:59:59"


def test_an_hour_belongs_to_the_day_named_before_it() -> None:
    _, hour = read("Колону помітили 11 вересня. О 16:20 її обстріляли.", "uk")
    assert interval(hour) == "2025-09-11T16:20:00/2025-09-11T16:20:59"


def test_the_zone_is_that_of_the_publication() -> None:
    (moment,) = read("Вчора впали уламки.", "uk", SATURDAY.replace(tzinfo=UTC))
    assert moment.earliest == datetime(2025, 9, 12, tzinfo=UTC)


def test_what_is_still_to_come_is_ahead() -> None:
    (moment,) = read("Выборы пройдут 1 марта, их будут охранять.", "ru")
    assert moment.value == "2026-03-01"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("uk", "Доброго ранку, друзі."),
        ("ru", "Добрый вечер, друзья."),
        ("ru", "С каждым днём их больше."),
        ("uk", "Йому 45 років."),
        ("ru", "Ей 45 лет."),
        ("uk", "Позиція 31 березняка знищена."),
        ("ru", "Снаряд упал 31 февраля 2024 года."),
        ("uk", "О 25:70 нічого не було."),
    ],
)
def test_greetings_ages_and_days_of_no_calendar_are_no_times(code: str, text: str) -> None:
    assert not read(text, code)


@pytest.mark.parametrize(
    ("code", "text"), [("uk", "За останні дні тихо."), ("ru", "Ждать 2-3 месяца.")]
)
def test_an_open_number_of_units_has_no_bounds(code: str, text: str) -> None:
    (moment,) = read(text, code)
    assert (moment.type, interval(moment)) == ("DURATION", "-")


WORDS = (
    "у в ніч на з с до по 13 31 вересня февраля 2025 року г. 18:00 25:99 5-й ранку вчера вчора"
    " минулої прошлой доби неделе три тому назад за останні , . – - \n понеділок среду 00.00.0000"
    " 99.99.99 9999 наприкінці початку сутки щодня 12.09"
).split(" ")
published = st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.sampled_from(CODES), published
)
def test_whatever_comes_in_spans_and_bounds_hold(
    text: str, code: str, when: datetime | None
) -> None:
    moments = read(text, code, when)
    assert all(before.as_said.end <= after.as_said.start for before, after in pairwise(moments))
    for moment in moments:
        if moment.earliest is not None and moment.latest is not None:
            assert moment.earliest <= moment.latest
    assert moments == read(text, code, when)
