"""Claims that people make of an article's words, on texts as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.actions.adding import (
    chosen_words,
    evidence_at,
    evidence_near,
    plan_addition,
    plan_join,
    plan_split,
    proposals,
)
from sayso.actions.judging import Plan, plan_undo
from sayso.actions.read import read
from sayso.actions.review import JudgementError
from sayso.index.service import IncidentIndex
from sayso.linking.claim_fields import fields_of
from sayso.record import Claim, Document, Reading, Span
from sayso.record.resolved import resolve

REPORT = (
    "Shells killed nine people in Kutum on 3 June 2025 in a raid that burned 14 houses, the army"
    " said.\n\n"
    "Nobody saw the guns. Two boats sank near El Fasher on Tuesday, and nobody saw the guns.\n\n"
    "The Sudan Doctors Network said that four people were injured."
)
SIGNED = ("Maria", "")


@pytest.fixture(scope="module")
def reading() -> Reading:
    published = datetime(2025, 6, 5, 10, tzinfo=UTC)
    return read(Document(REPORT, published=published, outlet="Savanna Post"))


@pytest.fixture
def index(tmp_path: Path, reading: Reading) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(tmp_path / "war.sqlite")) as opened:
        opened.store.add(reading)
        opened.catch_up()
        yield opened


def shown(index: IncidentIndex, reading: Reading) -> Reading:
    return index.state().shown(index.store.reading(reading.document.fingerprint))


def kept(index: IncidentIndex, plan: Plan) -> list[str]:
    index.judge(plan.judgements)
    return [each.claims[0] for each in plan.judgements]


def added(index: IncidentIndex, reading: Reading, words: str, **fields: str) -> str:
    fields = {"claimant": "Kutum Radio", **fields}
    (claim,) = kept(
        index, plan_addition(index, reading, evidence_at(reading, words), fields, SIGNED)
    )
    return claim


def fields(reading: Reading, claim_id: str) -> dict[str, str]:
    claim = next(each for each in reading.claims or () if each.id == claim_id)
    return fields_of(resolve(reading, claim))


def test_words_are_found_where_they_stand_whatever_the_spaces(reading: Reading) -> None:
    assert evidence_at(reading, "Nobody  saw\nthe guns").of(REPORT) == "Nobody saw the guns"
    assert evidence_at(reading, "Nobody saw").start == REPORT.index("Nobody")
    second = REPORT.index("nobody")
    assert evidence_near(reading, "saw the guns", second).start > second
    assert evidence_near(reading, "saw the guns", 0).start < second
    assert evidence_at(reading, "saw the guns", second + 7).of(REPORT) == "saw the guns"


@pytest.mark.parametrize(
    ("words", "start", "says"),
    [
        ("saw the guns", None, "2 times"),
        ("saw the gun", None, "doesn't say"),  # words are whole
        ("Three boats", None, "doesn't say"),
        ("Two boats", 3, "at character 3"),
        ("  ", None, "Give the words"),
    ],
)
def test_words_that_are_not_there_or_twice_are_refused(
    reading: Reading, words: str, start: int | None, says: str
) -> None:
    with pytest.raises(JudgementError, match=says):
        evidence_at(reading, words, start)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("ells killed ni", "Shells killed nine"),
        (" killed nine people ", "killed nine people"),
        ("raid that burned 14 houses, ", "raid that burned 14 houses"),
        (", the army", "the army"),
        (" ", ""),
    ],
)
def test_a_selection_is_whole_words_without_the_marks_around(chosen: str, words: str) -> None:
    start = REPORT.index(chosen)
    assert chosen_words(REPORT, Span(start, start + len(chosen))).of(REPORT) == words


def test_a_selection_beyond_the_text_is_what_there_is() -> None:
    assert chosen_words("Two boats", Span(4, 900)).of("Two boats") == "boats"
    assert len(chosen_words("Two boats", Span(9, 900))) == 0


def test_a_draft_has_what_stands_in_the_words(reading: Reading) -> None:
    words = "Shells killed nine people in Kutum on 3 June 2025"
    draft = proposals(reading, evidence_at(reading, words))
    assert draft["claimant"] == "army"
    assert draft["figures"] == "9 people killed"
    assert draft["place"] == "Kutum"
    assert draft["when"] == "3 June 2025"
    assert "evidence" not in draft
    assert proposals(reading, evidence_at(reading, "Two boats sank"))["claimant"] == ""


@pytest.mark.parametrize("words", ["Nobody", "the army said.\n\nNobody saw"])
def test_one_word_and_words_of_two_paragraphs_make_no_claim(reading: Reading, words: str) -> None:
    with pytest.raises(JudgementError, match="one paragraph, two at the least"):
        proposals(reading, evidence_near(reading, words, 0))


def test_a_missed_claim_is_shown_linked_and_found(index: IncidentIndex, reading: Reading) -> None:
    claim = added(index, reading, "Two boats sank near El Fasher on Tuesday", event="disaster")
    after = shown(index, reading)
    assert fields(after, claim) == {
        "claimant": "Kutum Radio",
        "event": "disaster",
        "polarity": "asserts",
        "modality": "actual",
        "figures": "2 boats sunk",
        "place": "El Fasher",
        "when": "Tuesday",
        "initiator": "",
        "target": "Two boats",
        "evidence": "Two boats sank near El Fasher on Tuesday",
    }
    made = (after.claims or ())[-1]
    assert (made.id, made.added_by, made.narrated) == (claim, "Maria", False)
    assert [each.id for each in (after.claims or ())[:-1]] == [
        each.id for each in reading.claims or ()
    ]
    quantities, places = after.quantities or (), after.places or ()
    assert quantities[made.quantities[0]].as_said.of(REPORT) == "Two boats"
    assert places[made.places[0]].as_said.of(REPORT) == "El Fasher"
    folded = index.state().folded(claim)
    assert folded is not None
    assert folded.claimant.name == "Kutum Radio"
    assert index.store.statement(claim[:8]).words == "Two boats sank near El Fasher on Tuesday"


def test_the_report_s_own_words_are_narration(index: IncidentIndex, reading: Reading) -> None:
    claim = added(index, reading, "Two boats sank", claimant="the outlet")
    made = (shown(index, reading).claims or ())[-1]
    assert (made.id, made.narrated, made.claimant.name) == (claim, True, "Savanna Post")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"claimant": ""}, "Say whose claim it is"),
        ({"figures": "banana"}, "is no figure"),
        ({"place": "Nowhereville"}, "not in the gazetteer"),
        ({"when": "the day of wrath"}, "not understood as a time"),
        ({"event": "wonder"}, "no kind of event"),
        ({"event": "", "initiator": "the army"}, "no initiator"),
        ({"colour": "red"}, "colour"),
        ({"evidence": "Two boats"}, "evidence"),
    ],
)
def test_a_field_that_is_not_understood_adds_nothing(
    index: IncidentIndex, reading: Reading, typed: dict[str, str], says: str
) -> None:
    with pytest.raises(JudgementError, match=says):
        added(index, reading, "Two boats sank near El Fasher on Tuesday", **typed)
    assert not index.state().judgements


def test_the_same_claim_is_not_added_twice(index: IncidentIndex, reading: Reading) -> None:
    added(index, reading, "Two boats sank")
    with pytest.raises(JudgementError, match="a claim of Kutum Radio already"):
        added(index, reading, "Two boats sank")
    added(index, reading, "Two boats sank", claimant="The mayor")


def test_a_claim_is_split_and_each_part_keeps_its_own(
    index: IncidentIndex, reading: Reading
) -> None:
    whole = claim_of(reading, "army")
    (first, second) = kept(index, plan_split(index, whole.id, "in a raid that", SIGNED))
    after = shown(index, reading)
    one, other = fields(after, first), fields(after, second)
    assert one["evidence"] == "Shells killed nine people in Kutum on 3 June 2025"
    assert other["evidence"] == "in a raid that burned 14 houses"
    assert (one["figures"], other["figures"]) == ("9 people killed", "14 houses burned")
    assert one["claimant"] == other["claimant"] == "army"
    assert (one["place"], other["place"]) == ("Kutum", "Kutum")


def test_a_split_needs_words_of_the_claim_and_two_on_each_side(
    index: IncidentIndex, reading: Reading
) -> None:
    whole = claim_of(reading, "army")
    for before, says in (
        ("no such words", "nowhere"), ("Shells killed", "two words"), ("houses", "two words"),
        ("", "nowhere"),
    ):  # fmt: skip
        with pytest.raises(JudgementError, match=says):
            plan_split(index, whole.id, before, SIGNED)


def test_two_claims_are_joined_again(index: IncidentIndex, reading: Reading) -> None:
    whole = claim_of(reading, "army")
    first, second = kept(index, plan_split(index, whole.id, "in a raid that", SIGNED))
    kept(index, plan_join(index, first, second, SIGNED))
    joined = fields(shown(index, reading), first)
    assert joined["evidence"].endswith("burned 14 houses")
    assert joined["figures"] == "9 people killed; 14 houses burned"
    assert index.state().folded(second) is None, "what was taken in is rejected"
    for pair in ((first, second), (second, first)):
        with pytest.raises(JudgementError, match="rejected already"):
            plan_join(index, *pair, SIGNED)


def test_claims_of_two_paragraphs_or_claimants_are_not_joined(
    index: IncidentIndex, reading: Reading
) -> None:
    army, doctors = claim_of(reading, "army"), claim_of(reading, "Sudan Doctors Network")
    with pytest.raises(JudgementError, match="of one claimant are joined"):
        plan_join(index, army.id, doctors.id, SIGNED)
    with pytest.raises(JudgementError, match="two claims"):
        plan_join(index, army.id, army.id, SIGNED)
    boats = added(index, reading, "Two boats sank", claimant="army")
    with pytest.raises(JudgementError, match="one paragraph"):
        plan_join(index, army.id, boats, SIGNED)
    doubted = added(index, reading, "a raid that burned", claimant="army", polarity="doubts")
    with pytest.raises(JudgementError, match="of one polarity are joined"):
        plan_join(index, army.id, doubted, SIGNED)


def claim_of(reading: Reading, claimant: str) -> Claim:
    return next(each for each in reading.claims or () if each.claimant.name == claimant)


def test_one_undoing_takes_back_both_halves(index: IncidentIndex, reading: Reading) -> None:
    whole = claim_of(reading, "army")
    before = shown(index, reading)
    first, second = kept(index, plan_split(index, whole.id, "in a raid that", SIGNED))
    undone = plan_undo(index, first, SIGNED)
    assert [each.claims[0] for each in undone.judgements] == [first, second]
    assert [line.split("’s ")[1] for line in undone.effects] == [
        "correction is taken back", "addition is taken back",
    ]  # fmt: skip
    index.judge(undone.judgements)
    assert shown(index, reading) == before
    first, second = kept(index, plan_split(index, whole.id, "in a raid that", SIGNED))
    kept(index, plan_join(index, first, second, SIGNED))
    index.judge(plan_undo(index, first, SIGNED).judgements)
    assert index.state().folded(second) is not None, "what was joined stands again"


def test_a_shorter_added_claim_hides_no_figure(index: IncidentIndex, reading: Reading) -> None:
    killed = claim_of(reading, "army")
    before = index.state().folded(killed.id)
    assert before is not None
    added(index, reading, "a raid that burned 14 houses", claimant="army")
    after = index.state().folded(killed.id)
    assert after is not None
    assert after.quantities == before.quantities
    assert after.incident == before.incident, "nor does the incident get another id"


def test_a_claim_is_not_cut_inside_a_word(index: IncidentIndex, reading: Reading) -> None:
    with pytest.raises(JudgementError, match="nowhere"):
        plan_split(index, claim_of(reading, "army").id, "aid that burned", SIGNED)


def test_who_did_it_is_in_the_words_of_an_added_claim(reading: Reading) -> None:
    draft = proposals(reading, evidence_at(reading, "killed nine people in Kutum"))
    assert draft["initiator"] == "", "the shells are named before"
    assert draft["target"] == "nine people"
