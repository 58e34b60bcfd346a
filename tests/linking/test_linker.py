"""Incidents: what belongs together, in whatever order it came, and what people say of it."""

from __future__ import annotations

import random

import pytest

from sayso.linking.linker import LinkedLedger, Linker, link
from sayso.record import Reading, Verdict
from tests.linking.made import (
    ARMY,
    DOCTORS,
    KYIV,
    MINISTRY,
    MOSCOW,
    OFFICIALS,
    RSF,
    Says,
    claim_with,
    judgement,
    linked,
    only_incident,
    report,
    statement,
)


def toll(who: object, number: int, tail: str = "in the bombing of the Kutum market") -> Says:
    words = f"{number} people"
    return Says(
        who,  # type: ignore[arg-type]
        f"{words} were killed {tail}",
        figures=((words, number, "person", "killed"),),
        place="Kutum" if "Kutum" in tail else None,
    )


MARKET = [
    report("m1", toll(DOCTORS, 38), title="Dozens dead as Kutum market is bombed"),
    report(
        "m2",
        Says(ARMY, "its planes had bombed the market of Kutum", "air_strike", (), "denies"),
        toll(DOCTORS, 38, "when warplanes bombed the market of Kutum"),
        outlet="Savanna Press",
        hours=5,
        title="Sudan's army denies it bombed Kutum market",
    ),
    report(
        "m3",
        toll(RSF, 61, "as the army's warplanes bombed the livestock market of Kutum"),
        outlet="Gulf Observer",
        hours=9,
        title="Paramilitaries blame army for Kutum market bombing",
    ),
]
PORT = [
    report(
        "p1",
        Says(
            KYIV,
            "it shot down 21 drones over the port of Izmail",
            "interception",
            (("21 drones", 21, "drone", "intercepted"),),
            place="Izmail",
        ),
        hours=3,
        title="Drones hit grain silos in the Danube port of Izmail",
    ),
    report(
        "p2",
        Says(
            MOSCOW, "its drones had hit fuel depots in the port of Izmail", "drone_missile_strike"
        ),
        outlet="Volga Standard",
        hours=6,
        title="Russia says drones struck Izmail port on the Danube",
    ),
]


def shown(found: LinkedLedger) -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    return [(each.id, each.documents, each.claims, len(each.rivals)) for each in found.incidents]


def test_documents_about_one_happening_are_one_incident() -> None:
    found = linked(*MARKET, *PORT)
    assert [each.documents for each in found.incidents] == [("m1", "m2", "m3"), ("p1", "p2")]
    assert {each.place.name for each in found.incidents if each.place} == {"Kutum", "Izmail"}
    assert [each.kind for each in found.incidents] == ["casualties", "interception"]


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_arrival_changes_nothing(seed: int) -> None:
    readings = [*MARKET, *PORT]
    random.Random(seed).shuffle(readings)  # noqa: S311
    assert shown(link(readings)) == shown(linked(*MARKET, *PORT))


def test_one_by_one_is_the_same_as_all_at_once() -> None:
    linker = Linker()
    for reading in [*MARKET, *PORT]:
        linker.add(reading)
        linker.linked()
    assert shown(linker.linked()) == shown(linked(*MARKET, *PORT))


def test_a_document_that_is_there_already_adds_nothing() -> None:
    assert shown(linked(*MARKET, MARKET[0])) == shown(linked(*MARKET))


def test_the_same_news_weeks_later_is_another_incident() -> None:
    later = report("later", toll(DOCTORS, 12), hours=24 * 20, title="Kutum market is bombed again")
    assert len(linked(*MARKET, later).incidents) == 2


def test_a_side_is_met_many_times_but_its_claim_is_one() -> None:
    claim = claim_with(linked(*MARKET), "38 people were killed in")
    assert [each.document for each in claim.appearances] == ["m1", "m2"]
    assert claim.origins == 2
    assert claim.links[0].rule == "same_claim"
    assert "the same figures" in claim.links[0].reasons


def test_why_documents_were_joined_can_be_read() -> None:
    incident = linked(*MARKET).incidents[0]
    reasons = " ".join(reason for each in incident.joined for reason in each.reasons)
    assert "words alike" in reasons
    assert "same place: Kutum" in reasons


def test_the_id_of_an_incident_stays_while_later_documents_join() -> None:
    assert linked(*MARKET[:2]).incidents[0].id == linked(*MARKET).incidents[0].id


def test_copies_and_agencies_have_one_origin() -> None:
    words = (
        "warplanes dropped four barrel bombs on the grain stalls while families were shopping and"
        " burned everything between the mosque and the old customs house"
    )
    first, copy = (
        report(name, Says(DOCTORS, words, "air_strike"), outlet=outlet, hours=hours)
        for name, outlet, hours in (("c1", "Harbour Post", 0), ("c2", "Savanna Press", 2))
    )
    (claim,) = linked(first, copy).claims
    assert (len(claim.appearances), claim.origins) == (2, 1)
    wires = [
        report(name, toll(DOCTORS, 38), outlet=outlet, hours=hours, agency="Reuters")
        for name, outlet, hours in (("w1", "Harbour Post", 0), ("w2", "Savanna Press", 2))
    ]
    assert linked(*wires).claims[0].origins == 1
    assert linked(*MARKET[:2]).claims[0].origins == 2


def test_a_person_outranks_the_rules_and_survives_new_documents() -> None:
    one, other = statement(MARKET[0]), statement(MARKET[1], 1)
    parted = judgement("different_claims", one, other)
    found = linked(*MARKET[:2], judgements=(parted,))
    assert claim_with(found, "killed in").id != claim_with(found, "killed when").id
    found = linked(*reversed(MARKET), judgements=(parted,))
    assert claim_with(found, "killed in").id != claim_with(found, "killed when").id
    joined = judgement("same_claim", one, other, hours=101)
    found = linked(*MARKET, judgements=(parted, joined))
    assert claim_with(found, "killed in").id == claim_with(found, "killed when").id


def test_undoing_is_another_judgement() -> None:
    one, other = statement(MARKET[0]), statement(MARKET[1], 1)
    undone = (
        judgement("different_claims", one, other),
        judgement("undecided", one, other, hours=101),
    )
    assert linked(*MARKET, judgements=undone) == linked(*MARKET)


def test_people_join_and_part_incidents() -> None:
    market, port = statement(MARKET[0]), statement(PORT[0])
    joined = linked(*MARKET, *PORT, judgements=(judgement("same_incident", market, port),))
    assert len(joined.incidents) == 1
    apart = judgement("different_incidents", market, statement(MARKET[2]))
    found = linked(*MARKET, judgements=(apart,))
    homes = {each.claim: claim.incident for claim in found.claims for each in claim.appearances}
    assert homes[market] != homes[statement(MARKET[2])]


def test_a_statement_can_be_taken_out_of_the_incident_of_its_document() -> None:
    denied, counted = statement(MARKET[1], 0), statement(MARKET[1], 1)
    found = linked(*MARKET, judgements=(judgement("different_incidents", denied, counted),))
    homes = {each.claim: claim.incident for claim in found.claims for each in claim.appearances}
    assert homes[denied] != homes[counted]


def test_people_say_what_are_rivals_and_what_are_not() -> None:
    doctors, army = statement(MARKET[0]), statement(MARKET[1])
    named = only_incident(*MARKET, judgements=(judgement("rival", doctors, army),))
    (mine,) = [each for each in named.rivals if each.by == "Maria"]
    assert (mine.score, mine.reasons) == (1.0, ("as I read them",))
    before = only_incident(*MARKET).rivals
    assert before
    none = tuple(judgement("not_rivals", *each.claims) for each in before)
    assert not only_incident(*MARKET, judgements=none).rivals


@pytest.mark.parametrize("verdict", ["same_claim", "different_claims"])
def test_what_is_judged_in_one_incident_leaves_the_others_as_they_are(verdict: Verdict) -> None:
    said = judgement(verdict, statement(MARKET[0]), statement(MARKET[1], 1))
    found = linked(*MARKET, *PORT, judgements=(said,))
    (port,) = [each for each in found.incidents if each.documents == ("p1", "p2")]
    assert port == linked(*PORT).incidents[0]


def test_a_claim_that_was_joined_to_a_wrong_one_stays_by_itself() -> None:
    one, other = statement(MARKET[0]), statement(MARKET[1], 1)
    said = (judgement("same_claim", one, other), judgement("wrong", other, hours=101))
    assert claim_with(linked(*MARKET, judgements=said), "killed in").appearances[0].claim == one


def test_a_wrong_statement_is_left_out() -> None:
    wrong = judgement("wrong", statement(MARKET[2]))
    claims = linked(*MARKET, judgements=(wrong,)).claims
    assert not any("61 people" in claim.appearances[0].words for claim in claims)


def test_what_takes_back_a_pair_does_not_take_back_a_wrong_statement_in_it() -> None:
    one, other = statement(MARKET[2]), statement(MARKET[0])
    said = (
        judgement("wrong", one),
        judgement("rival", one, other, hours=101),
        judgement("undecided", one, other, hours=102),
    )
    claims = linked(*MARKET, judgements=said).claims
    assert not any("61 people" in claim.appearances[0].words for claim in claims)


def test_a_rule_that_signs_a_judgement_outranks_nothing() -> None:
    signed = judgement("different_claims", statement(MARKET[0]), statement(MARKET[1], 1), by="rule")
    assert linked(*MARKET, judgements=(signed,)) == linked(*MARKET)


def test_many_copies_of_one_origin_are_noticed() -> None:
    names = (("w1", "Harbour Post"), ("w2", "Savanna Press"), ("w3", "Gulf Observer"))
    wires = [report(key, toll(DOCTORS, 38), outlet=outlet, agency="AFP") for key, outlet in names]
    (warning,) = only_incident(*wires).warnings
    assert warning.kind == "one_origin"
    assert "3 documents say it, with one origin" in warning.message


def test_a_figure_of_one_side_and_a_narrated_claim_are_noticed() -> None:
    narrated = report("n", toll(None, 61), outlet="Red Sea Daily", hours=10, title="Kutum bombed")
    kinds = {each.kind for each in only_incident(*MARKET, narrated).warnings}
    assert "narrated_claim" in kinds
    silent = report(
        "s", Says(MINISTRY, "no plane had flown over the Kutum market", "air_strike"), hours=4
    )
    kinds = {each.kind for each in only_incident(MARKET[2], silent).warnings}
    assert "one_sided_figure" in kinds


def test_officials_of_no_state_fold_with_a_state_that_says_the_same() -> None:
    told = report("o", toll(OFFICIALS, 38), outlet="Red Sea Daily", hours=3)
    state = report("s", toll(MINISTRY, 38, "by bombs on the market of Kutum"), hours=4)
    (claim,) = linked(told, state).claims
    assert claim.claimant.name == "officials"


def test_a_reading_in_another_language_waits_unlinked() -> None:
    assert not link([Reading(MARKET[0].document)]).incidents
