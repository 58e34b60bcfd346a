"""Claims by date: what a bar counts is what a search of its days finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.index.columns import Columns
from sayso.index.histograms import MOST_BARS, DateHistogram, date_histogram
from sayso.index.search import Filter, search_claims
from sayso.index.service import IncidentIndex
from sayso.record import Moment, Reading, Span
from tests.made import market_reading, narrated_reading

DAY = date(2025, 2, 1).toordinal()


def columns(spans: list[tuple[int, int]], published: list[int] | None = None) -> Columns:
    begins, ends = np.array(spans, dtype=np.int32).reshape(-1, 2).T
    came = np.array(published or [0] * len(spans), dtype=np.int32)
    plain = {"day": begins, "until": ends, "published": came}
    return Columns(len(spans), plain, {}, {}, np.empty(0, dtype=np.int32))


def counted(histogram: DateHistogram | None) -> dict[str, int]:
    assert histogram is not None
    return {each.first.isoformat(): each.claims for each in histogram.counts if each.claims}


def test_days_then_months_then_years_then_several_years() -> None:
    for days, unit in ((MOST_BARS, "day"), (MOST_BARS + 1, "month"), (1_800, "month"),
                       (3_000, "year"), (40_000, "years")):  # fmt: skip
        shown = date_histogram(columns([(DAY, DAY), (DAY + days - 1, DAY + days - 1)]), None, "day")
        assert shown is not None
        assert shown.unit == unit, days
        assert len(shown.counts) <= MOST_BARS
        assert sum(each.claims for each in shown.counts) == 2
        for before, after in zip(shown.counts, shown.counts[1:], strict=False):
            assert after.first.toordinal() == before.last.toordinal() + 1, "without a gap"


def test_a_claim_of_several_days_counts_in_each_and_one_that_is_open_in_none() -> None:
    shown = date_histogram(
        columns([(DAY, DAY + 2), (DAY + 1, DAY + 1), (DAY, 0), (0, 0)]), None, "day"
    )
    assert counted(shown) == {"2025-02-01": 1, "2025-02-02": 2, "2025-02-03": 1}
    assert shown is not None
    assert shown.undated == 2


def test_nothing_is_drawn_of_claims_without_a_date() -> None:
    assert date_histogram(columns([(0, 0)]), None, "day") is None
    assert date_histogram(columns([]), None, "published") is None


def test_the_ends_of_the_calendar_can_be_counted() -> None:
    for first, last in ((1, 5), (date.max.toordinal() - 70, date.max.toordinal()), (1, 3_652_059)):
        shown = date_histogram(columns([(first, first), (last, last)]), None, "day")
        assert sum(counted(shown).values()) == 2


SPANS = st.lists(
    st.tuples(st.integers(DAY, DAY + 90), st.integers(0, 40)).map(lambda s: (s[0], s[0] + s[1])),
    min_size=1, max_size=30,
)  # fmt: skip


@given(SPANS, st.integers(DAY - 5, DAY + 100), st.integers(0, 100))
def test_each_count_is_that_of_looking_at_every_claim(
    spans: list[tuple[int, int]], begin: int, length: int
) -> None:
    between = (date.fromordinal(begin), date.fromordinal(begin + length))
    mask = np.array([last >= begin and first <= begin + length for first, last in spans])
    written = (between[0].isoformat(), between[1].isoformat())
    shown = date_histogram(columns(spans), mask, "day", written)
    if not mask.any():
        assert shown is None
        return
    assert shown is not None
    assert shown.counts[0].first >= between[0]
    assert shown.counts[-1].last <= between[1]
    for count in shown.counts:
        first, last = count.first.toordinal(), count.last.toordinal()
        assert count.claims == sum(a <= last and b >= first for a, b in spans)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IncidentIndex]:
    """A ledger of two months: reports of a market, and of each of some days."""
    with closing(IncidentIndex(tmp_path_factory.mktemp("index") / "l.sqlite")) as made:
        made.store.add(market_reading())
        made.store.add(narrated_reading("The army denied it.", "Capital Gazette"))
        for number in range(0, 80, 9):
            made.store.add(dated(number))
        made.catch_up()
        yield made


def dated(number: int) -> Reading:
    """A report of a day, published on that day."""
    when = datetime.fromordinal(DAY + number).replace(tzinfo=UTC)
    text = f"Bridge {number} fell."
    reading = narrated_reading(text, "Lake Radio")
    moments = (Moment(Span(0, len(text)), "DATE", when.date().isoformat(), when, when, "day"),)
    claims = tuple(replace(each, moment=0) for each in reading.claims or ())
    document = replace(reading.document, published=when.replace(hour=23))
    return replace(reading, document=document, moments=moments, claims=claims)


FILTERS: Mapping[str, Filter] = {
    "all": Filter(),
    "an outlet left out": Filter(excluded={"outlet": ("Lake Radio",)}),
    "a word": Filter("bridge"),
    "days": Filter(ranges={"published_from": "2025-02-20", "published_to": "2025-03-20"}),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_bar_has_as_many_claims_as_the_search_that_it_leads_to(
    index: IncidentIndex, name: str
) -> None:
    wanted = FILTERS[name]
    page = search_claims(index, wanted)
    assert page.histograms
    for shown in page.histograms:
        assert sum(each.claims for each in shown.counts) + shown.undated >= page.total
        for count in shown.counts:
            narrowed = wanted.between(shown.kind, count.first, count.last)
            assert narrowed.excluded == wanted.excluded
            assert narrowed.words == wanted.words
            assert search_claims(index, narrowed).total == count.claims, (shown.kind, count)
