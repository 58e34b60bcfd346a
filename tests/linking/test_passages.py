"""Documents as passages, passages as weighted terms, and how alike they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.linking.likeness import Candidates, likeness, reasons
from sayso.linking.passages import passages_of
from sayso.linking.words import cosine, spoken, term, terms_of, weighted
from sayso.record import Document, Reading
from tests.linking.made import ARMY, DOCTORS, KYIV, Says, report

MARKET = (
    "barrel bombs fell on the livestock market of Kutum in North Darfur on Monday morning and"
    " burned the stalls of traders from the nearby villages while families were shopping"
)
PORT = (
    "drones hit the grain silos of Izmail on the Danube and set fire to barges that were being"
    " loaded with maize for Egypt, while the ferry crossing to Romania stood closed all night"
)
WHEAT = (
    "the harvest of wheat in the Gezira scheme has halved since the canals were cut, and bakers"
    " of Nyala pay three times what flour cost before the fighting, traders there complain"
)


def test_spellings_and_endings_are_one_term() -> None:
    assert len({term(each) for each in ("zelensky", "zelenskyy", "zelenskiy")}) == 1
    assert term("strikes") == term("striking") == term("strike")
    assert term("1,200") == term("1200")
    assert "the" not in terms_of("The army said it")


def test_rare_words_weigh_more() -> None:
    weights = weighted(terms_of("Russia struck Kutum"))
    assert weights[term("kutum")] > weights[term("russia")]


@given(st.text(), st.text())
def test_likeness_of_words_is_the_same_either_way(one: str, other: str) -> None:
    first, second = weighted(terms_of(one)), weighted(terms_of(other))
    assert cosine(first, second) == cosine(second, first) <= 1.01
    assert not first or cosine(first, first) > 0.95


def test_a_reader_is_shown_words_and_no_terms() -> None:
    assert spoken([term("livestock"), "zzz"], MARKET) == ["livestock", "zzz"]


def test_a_short_report_is_one_passage() -> None:
    (passage,) = passages_of(report("a", Says(DOCTORS, MARKET), Says(KYIV, PORT)))
    assert passage.claims == (0, 1)


def test_a_round_up_has_a_lead_and_passages_beside_it() -> None:
    again = MARKET.replace("Monday morning", "the weekly market day")
    says = (
        Says(DOCTORS, MARKET, place="Kutum"),
        Says(ARMY, again, place="Kutum"),
        Says(KYIV, PORT, place="Izmail"),
        Says(None, WHEAT, place="Nyala"),
    )
    passages = passages_of(report("a", *says, Says(DOCTORS, again), title="Kutum market bombed"))
    assert [each.claims for each in passages] == [(0, 1, 4), (2,), (3,)]
    assert passages[0].key.endswith("#000")


def test_a_document_with_no_claims_is_still_a_passage() -> None:
    (passage,) = passages_of(Reading(Document("Market of Kutum bombed"), claims=()))
    assert passage.claims == ()


def test_reports_fade_with_time_and_stop() -> None:
    first = passages_of(report("a", Says(DOCTORS, MARKET)))[0]
    values = [
        likeness(first, passages_of(report("b", Says(ARMY, MARKET), hours=hours))[0])
        for hours in (2, 40, 80, 120)
    ]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[1] > values[2] > 0 == values[3]


def test_towns_and_figures_speak_for_and_against() -> None:
    def passage(name: str, place: str, number: int) -> object:
        words = f"{number} people"
        told = f"{words} were killed when bombs fell on the market of {place}"
        figures = ((words, float(number), "person", "killed"),)
        return passages_of(report(name, Says(DOCTORS, told, figures=figures, place=place)))[0]

    kutum = passage("a", "Kutum", 38)
    same, fewer = passage("b", "Kutum", 38), passage("c", "Kutum", 12)
    elsewhere = passage("d", "Nyala", 38)
    values = [likeness(kutum, each) for each in (same, fewer, elsewhere)]  # type: ignore[arg-type]
    assert values[0] > values[1] > values[2]
    why = reasons(kutum, same, "The market of Kutum")  # type: ignore[arg-type]
    assert "same place: Kutum" in why
    assert "same figures: 38 killed" in why
    assert "Kutum" in why[0]


def test_only_passages_that_share_rare_words_and_days_are_compared() -> None:
    candidates = Candidates()
    for reading in (report("a", Says(DOCTORS, MARKET)), report("b", Says(KYIV, PORT))):
        assert not candidates.add(passages_of(reading)[0])
    assert candidates.add(passages_of(report("c", Says(ARMY, MARKET), hours=6))[0])
    assert not candidates.add(passages_of(report("d", Says(ARMY, MARKET), hours=24 * 9))[0])
