"""Two outlets and two sides beside each other: parts, wholes, and intervals over articles."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.lexicon.events import kinds
from sayso.linking.framing_comparison import (
    ComparedMeasure,
    FramingComparison,
    compared_framing,
    counts_of,
)
from sayso.linking.framing_measures import (
    HARM,
    NO_SOURCE,
    PASSIVE,
    FramedGroup,
    article_measures,
)
from sayso.record import Problem, Reading, Span
from sayso.settings.term_lists import TermList
from tests.linking.made import ARMY, DOCTORS, MOSCOW, RSF, Says, report

NILE, GULF = "Nile Ledger", "Gulf"
KILLED = "nine people were killed in Kutum"


def of(compared: FramingComparison, name: str) -> ComparedMeasure:
    return next(each for each in compared.measures if each.name == name)


def article(number: int, outlet: str, *says: Says) -> Reading:
    return report(f"{outlet}{number}", *says, outlet=outlet, title=f"Kutum {number}")


def some(outlet: str, doctors: int, army: int, own: int = 0) -> list[Reading]:
    """Return an article for each claim of the doctors, the army and the outlet itself."""
    whose = [DOCTORS] * doctors + [ARMY] * army + [None] * own
    return [article(place, outlet, Says(who, KILLED)) for place, who in enumerate(whose)]


def test_voices_and_sources_are_shares_of_claims() -> None:
    compared = compared_framing([*some(NILE, 3, 1, 1), *some(GULF, 0, 2)], "outlet", (NILE, GULF))
    assert compared.articles == (5, 2)
    unsourced = of(compared, NO_SOURCE)
    assert (unsourced.first.part, unsourced.first.whole) == (1, 5)
    assert (unsourced.second.part, unsourced.second.whole) == (0, 2)
    army = of(compared, "voice: SDN")
    assert (army.first.part, army.first.whole) == (1, 4)
    assert (army.second.part, army.second.whole) == (2, 2)
    assert army.difference.value == pytest.approx(0.25 - 1.0)


def test_the_interval_of_a_share_holds_it_and_narrows_with_articles() -> None:
    few = compared_framing(some(NILE, 4, 4), "outlet", (NILE, GULF))
    many = compared_framing(some(NILE, 40, 40), "outlet", (NILE, GULF))
    widths = []
    for compared in (few, many):
        ratio = of(compared, "voice: SDN").first.ratio
        assert ratio.low is not None
        assert ratio.high is not None
        assert ratio.low < 0.5 < ratio.high
        widths.append(ratio.high - ratio.low)
    assert widths[1] < widths[0] / 2


def test_claims_of_one_article_are_drawn_together() -> None:
    """Forty claims in two articles are as uncertain as two, not as forty."""
    one = article(1, NILE, *[Says(ARMY, f"{KILLED} on day {day}") for day in range(20)])
    other = article(2, NILE, *[Says(DOCTORS, f"{KILLED} on day {day}") for day in range(20)])
    ratio = of(compared_framing([one, other], "outlet", (NILE, GULF)), "voice: SDN").first.ratio
    assert (ratio.low, ratio.value, ratio.high) == (0.0, 0.5, 1.0)


def test_one_article_has_no_interval() -> None:
    compared = compared_framing(some(NILE, 1, 0), "outlet", (NILE, GULF))
    assert of(compared, NO_SOURCE).first.ratio.low is None
    assert of(compared, NO_SOURCE).second.ratio.value is None


def with_trigger(reading: Reading, word: str) -> Reading:
    """Return a reading whose only event stands at a word."""
    start = reading.document.text.index(word)
    (event,) = reading.events or ()
    return replace(reading, events=(replace(event, trigger=Span(start, start + len(word))),))


@pytest.mark.parametrize(
    ("words", "word", "doer", "agentless"),
    [
        ("nine people were killed in Kutum", "killed", None, 1),
        ("nine people had been brutally killed in Kutum", "killed", None, 1),
        ("nine people were killed by the army", "killed", "the army", 0),
        ("the army killed nine people in Kutum", "killed", "the army", 0),
        ("the bombing of Kutum was long", "bombing", None, 0),
    ],
)
def test_passives_without_an_agent_are_counted(
    words: str, word: str, doer: str | None, agentless: int
) -> None:
    reading = with_trigger(article(1, NILE, Says(DOCTORS, words, doer=doer)), word)
    passive = of(compared_framing([reading], "outlet", (NILE, GULF)), PASSIVE)
    assert (passive.first.part, passive.first.whole) == (agentless, 1)


def test_a_side_is_measured_by_its_own_claims() -> None:
    lists = [TermList("rebels", re.compile("rebels"))]
    readings = [
        article(1, NILE, Says(RSF, "rebels held Kutum"), Says(ARMY, "soldiers held Kutum")),
        article(2, GULF, Says(ARMY, "the rebels left Kutum")),
        article(3, GULF, Says(MOSCOW, "rebels won")),
    ]
    compared = compared_framing(readings, "side", ("Rapid Support Forces", "SDN"), lists)
    assert compared.articles == (1, 2)
    rebels = of(compared, "terms: rebels")
    assert rebels.is_rate
    assert (rebels.first.part, rebels.first.whole) == (1, 3)
    assert (rebels.second.part, rebels.second.whole) == (1, 7)
    assert rebels.first.ratio.value == pytest.approx(1000 / 3)


def test_the_order_of_readings_changes_nothing_and_draws_are_the_same() -> None:
    readings = [*some(NILE, 3, 2, 1), *some(GULF, 2, 3)]
    first = compared_framing(readings, "outlet", (NILE, GULF))
    assert first == compared_framing(readings, "outlet", (NILE, GULF))
    shares = [each.first.ratio.value for each in first.measures]
    turned = compared_framing(readings[::-1], "outlet", (NILE, GULF))
    assert shares == [each.first.ratio.value for each in turned.measures]


@settings(deadline=None)
@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_shares_are_between_nothing_and_all(doctors: int, army: int, own: int) -> None:
    compared = compared_framing(some(NILE, doctors, army, own), "outlet", (NILE, GULF))
    for measure in compared.measures:
        assert 0 <= measure.first.part <= measure.first.whole
        ends = (measure.first.ratio.low, measure.first.ratio.high)
        if None not in ends:
            assert 0 <= ends[0] <= measure.first.ratio.value <= ends[1] <= 1  # type: ignore[operator]


def test_kinds_of_harm_are_kinds() -> None:
    assert set(kinds()) >= HARM


def test_a_reading_that_was_not_read_counts_nothing() -> None:
    (reading,) = some(NILE, 1, 0)
    empty = replace(reading, claims=None, events=None)
    assert compared_framing([empty], "outlet", (NILE, GULF)).articles == (0, 0)


def test_an_error_in_one_article_leaves_it_out_and_says_so() -> None:
    good, bad = some(NILE, 2, 0)
    broken = replace(bad, claims=(replace((bad.claims or ())[0], attribution=99),))
    left_out: list[tuple[str, Problem]] = []
    compared = compared_framing(
        [good, broken],
        "outlet",
        (NILE, GULF),
        left_out=lambda key, problem: left_out.append((key, problem)),
    )
    assert compared.articles == (1, 0)
    assert [key for key, _ in left_out] == [broken.document.fingerprint]


def test_each_part_is_the_words_it_stands_on() -> None:
    lists = [TermList("rebels", re.compile("rebels"))]
    reading = article(1, NILE, Says(RSF, "rebels held Kutum"), Says(None, "the rebels left Kutum"))
    text = reading.document.text
    measures = article_measures(reading, "outlet", FramedGroup.of(NILE), lists)
    assert [each.of(text) for each in measures["terms: rebels"].part] == ["rebels", "rebels"]
    (untold,) = measures[NO_SOURCE].part
    assert "the rebels left Kutum" in untold.of(text)
    assert counts_of(measures)[NO_SOURCE] == (1, 2)


def test_a_group_may_be_read_by_several_names() -> None:
    """An outlet's family, or a side that the register calls otherwise, is one group."""
    both = FramedGroup("the armies", frozenset(("SDN", "Rapid Support Forces")))
    reading = article(1, NILE, Says(RSF, KILLED), Says(ARMY, KILLED), Says(DOCTORS, KILLED))
    measures = article_measures(reading, "side", both, ())
    assert sum(len(each.part) for name, each in measures.items() if name.startswith("stance")) == 2


def test_there_are_intervals_where_any_number_has_one() -> None:
    one = compared_framing(some(NILE, 1, 0), "outlet", (NILE, GULF))
    assert not one.has_intervals
    assert compared_framing(some(NILE, 2, 2), "outlet", (NILE, GULF)).has_intervals
