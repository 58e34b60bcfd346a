"""Corrected claims hold what people say in the place of what was read, with both kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from sayso.linking.accounts import answers_by_question, range_words, stated_range
from sayso.linking.claim_fields import fields_of, figure_words
from sayso.linking.corrected import by_claim_of, corrected
from sayso.linking.judged import judged
from sayso.linking.linker import Linker, link
from sayso.record import Claim, Judgement, Quantity, Reading, Span, Verdict
from sayso.record.resolved import resolve
from tests.made import market_reading, narrated_reading

READING = market_reading()
KILLED, DENIED = READING.claims or ()
START = datetime(2026, 1, 1, tzinfo=UTC)


def said(
    verdict: Verdict, claim: Claim, by: str = "ana", *, hours: int = 0,
    changes: Mapping[str, str] | None = None, **more: str,
) -> Judgement:  # fmt: skip
    when = START + timedelta(hours=hours)
    return Judgement(verdict, (claim.id,), by, when, "", tuple({**(changes or {}), **more}.items()))


def shown(*judgements: Judgement, reading: Reading = READING, number: int = 0) -> Claim:
    by_claim: dict[str, tuple[Judgement, ...]] = {}
    for judgement in judgements:
        (claim,) = judgement.claims
        by_claim[claim] = (*by_claim.get(claim, ()), judgement)
    return (corrected(reading, by_claim).claims or ())[number]


def words(*judgements: Judgement) -> dict[str, str]:
    by_claim = {KILLED.id: judgements}
    reading = corrected(READING, by_claim)
    return fields_of(resolve(reading, (reading.claims or ())[0]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("claimant", "Medics Union"),
        ("event", "air_strike"),
        ("polarity", "doubts"),
        ("modality", "historical"),
        ("figures", "61 people killed; 12 people injured"),
        ("when", "2025-02-01/2025-02-02"),
        ("target", "the Sabrein market"),
        ("initiator", "shells"),
        ("evidence", "54 people were killed"),
    ],
)
def test_each_field_is_replaced_and_what_was_read_is_kept(name: str, value: str) -> None:
    read = words()
    made = shown(said("corrected", KILLED, changes={name: value}))
    assert words(said("corrected", KILLED, changes={name: value}))[name] == value
    (correction,) = made.corrections
    assert (correction.field, correction.read, correction.value) == (name, read[name], value)
    assert (correction.by, correction.when) == ("ana", START)
    assert made.id == KILLED.id
    rest = {key: held for key, held in words().items() if key != name}
    after = words(said("corrected", KILLED, changes={name: value}))
    assert {key: after[key] for key in rest} == rest


def test_a_place_is_that_of_the_gazetteer() -> None:
    value = "El Fasher (SDN, GeoNames 379555)"
    reading = corrected(READING, {KILLED.id: (said("corrected", KILLED, place=value),)})
    claim = (reading.claims or ())[0]
    (place,) = ((reading.places or ())[number] for number in claim.places)
    assert (place.geonameid, place.country, place.precision) == (379555, "SDN", "town")
    assert place.latitude == pytest.approx(13.63, abs=0.05)


def test_nothing_may_be_taken_out() -> None:
    made = shown(said("corrected", KILLED, figures="", place="", when="", event=""))
    assert (made.quantities, made.places, made.moment, made.event) == ((), (), None, None)


def test_the_later_value_holds_and_undoing_goes_back() -> None:
    first = said("corrected", KILLED, figures="60 people killed")
    second = said("corrected", KILLED, "omar", hours=1, figures="61 people killed")
    assert words(first, second)["figures"] == "61 people killed"
    undone = said("undecided", KILLED, "omar", hours=2)
    assert words(first, second, undone)["figures"] == "60 people killed", "ana's holds again"
    other = said("corrected", KILLED, "omar", hours=1, polarity="doubts")
    assert words(first, other, undone)["figures"] == "60 people killed", "ana's stands"
    assert words(first, other, undone)["polarity"] == "asserts"
    assert shown(first, said("undecided", KILLED, "ana", hours=3)) == KILLED


def test_fields_corrected_one_by_one_all_hold() -> None:
    made = words(
        said("corrected", KILLED, figures="60 people killed"),
        said("corrected", KILLED, hours=1, polarity="doubts"),
    )
    assert (made["figures"], made["polarity"]) == ("60 people killed", "doubts")


def test_a_value_that_says_what_was_read_is_no_correction() -> None:
    assert shown(said("corrected", KILLED, polarity="asserts")) == KILLED


def test_a_value_that_is_not_understood_leaves_the_field() -> None:
    assert shown(said("corrected", KILLED, figures="banana", event="banana", when="x")) == KILLED


def test_a_narration_given_a_claimant_is_narrated_no_more() -> None:
    reading = narrated_reading("Shells hit the market.", "Savanna Press")
    (claim,) = reading.claims or ()
    assert claim.narrated
    named = shown(said("corrected", claim, claimant="the army"), reading=reading)
    assert not named.narrated
    assert named.chain == ("the army",)
    own = shown(said("corrected", KILLED, claimant="the outlet"))
    assert own.narrated
    assert own.claimant.name == "Savanna Press"


def test_an_incident_holds_the_corrected_figure_in_the_words_that_were_given() -> None:
    judged = said("corrected", KILLED, figures="61 people killed")
    linked = link([READING], [judged])
    (claim,) = (each for each in linked.claims if each.id == KILLED.id)
    assert claim.said == ("61 people",)
    assert [each.low for each in claim.quantities] == [61]
    assert claim.appearances[0].corrections[0].by == "ana"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("54 people injured", "54 people"),
        ("54-58 people killed", "54–58 people"),
        ("up to 54 people killed", "up to 54 people"),
        ("54 of 60 soldiers killed", "54 of 60 soldiers"),
        ("54 killed", "54 people"),
    ],
)
def test_a_figure_is_shown_as_it_was_given_though_the_evidence_has_its_number(
    typed: str, shown: str
) -> None:
    linked = link([READING], [said("corrected", KILLED, figures=typed)])
    (claim,) = (each for each in linked.claims if each.id == KILLED.id)
    assert claim.said == (shown,)


def test_a_linker_goes_forth_and_back_with_judgements() -> None:
    linker = Linker()
    linker.add(READING)
    before = linker.linked()
    judged = said("corrected", KILLED, figures="61 people killed", claimant="Medics Union")
    after = linker.linked([judged])
    assert after == link([READING], [judged])
    assert after != before
    assert linker.linked([judged, said("undecided", KILLED, hours=1)]) == before
    assert linker.linked() == before


def test_what_is_taken_back_is_the_last_that_one_said() -> None:
    figures = said("corrected", KILLED, figures="60 people killed")
    doubts = said("corrected", KILLED, hours=1, polarity="doubts")
    accepted = said("right", KILLED, hours=2)
    back = [said("undecided", KILLED, hours=3 + number) for number in range(3)]
    held = words(figures, doubts, accepted, back[0])
    assert (held["figures"], held["polarity"]) == ("60 people killed", "doubts")
    held = words(figures, doubts, accepted, *back[:2])
    assert (held["figures"], held["polarity"]) == ("60 people killed", "asserts")
    assert words(figures, doubts, accepted, *back) == words()


def test_a_rejected_claim_is_rejected_again_when_what_came_after_is_taken_back() -> None:
    wrong = said("wrong", KILLED)
    right = said("right", KILLED, hours=1)
    assert judged([wrong]).wrong == {KILLED.id}
    assert not judged([wrong, right]).wrong
    assert judged([wrong, right, said("undecided", KILLED, hours=2)]).wrong == {KILLED.id}


def test_a_range_says_who_corrected_its_end() -> None:
    judged_figure = said("corrected", KILLED, figures="61 people killed")
    linked = link([READING], [judged_figure])
    (claim,) = (each for each in linked.claims if each.id == KILLED.id)
    ((question, answers),) = answers_by_question([claim])
    assert range_words(stated_range(question, answers)) == (
        "61 people (Sudan Doctors Network, 2 Feb, corrected by ana)"
    )


def test_what_is_taken_back_is_the_same_wherever_it_is_asked() -> None:
    said_so = (
        said("corrected", KILLED, figures="60 people killed"),
        said("right", KILLED, hours=1),
        said("undecided", KILLED, hours=2),
    )
    assert words(*said_so)["figures"] == "60 people killed", "the acceptance was taken back"
    assert shown_in(corrected(READING, by_claim_of(said_so))) == "60 people killed"
    (claim,) = (each for each in link([READING], said_so).claims if each.id == KILLED.id)
    assert claim.said == ("60 people",)


def shown_in(reading: Reading) -> str:
    return fields_of(resolve(reading, (reading.claims or ())[0]))["figures"]


@pytest.mark.parametrize(
    ("unit", "words", "said"),
    [
        ("child", "9 children killed", "nine children"),
        ("soldier", "9 soldiers killed", "nine soldiers"),
        ("person", "9 of 31 people killed", "nine"),
        ("drone", "9 of 31 drones killed", "nine drones"),
        ("child", "9 of 31 children killed", "nine of 31 children"),
    ],
)
def test_a_class_of_people_is_no_part_of_people_of_no_class(
    unit: str, words: str, said: str
) -> None:
    quantity = Quantity(Span(0, len(said)), 9, 9, whole=31, unit=unit, role="killed")
    assert figure_words(quantity, f"{said} of 31 civilians") == words
