"""Claims that people add: in which passage they are, and how they are corrected and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayso.linking.added import with_added
from sayso.linking.corrected import added_by_document, by_claim_of, corrected
from sayso.linking.features import statement_features
from sayso.linking.linker import link
from sayso.linking.passages import passages_of
from sayso.record import Judgement, Reading
from tests.linking.made import ARMY, DOCTORS, KYIV, Says, judgement, report

MARKET = "warplanes bombed the market of Kutum and 9 people were killed"
PORT = "drones hit grain silos in the Danube port of Izmail"


def added(reading: Reading, words: str, hours: int = 1, **fields: str) -> Judgement:
    start = reading.document.text.index(words)
    changes = {
        "document": reading.document.fingerprint,
        "span": f"{start}-{start + len(words)}",
        "evidence": words,
        **fields,
    }
    said = judgement("added", f"added-{hours}", hours=hours)
    return replace(said, changes=tuple(changes.items()))


def shown(reading: Reading, *judgements: Judgement) -> Reading:
    by_claim = by_claim_of(judgements)
    return corrected(reading, by_claim, added_by_document(by_claim))


@pytest.fixture
def market() -> Reading:
    return report("m", Says(DOCTORS, MARKET, place="Kutum"), Says(ARMY, "no plane had flown"))


def test_it_stands_behind_what_was_read_with_what_people_give_it(market: Reading) -> None:
    words = "9 people were killed"
    said = added(
        market, words, claimant="Kutum Radio", figures="9 people killed", event="air_strike"
    )
    after = shown(market, said)
    assert (after.claims or ())[:-1] == market.claims
    claim = (after.claims or ())[-1]
    assert claim.evidence.of(market.document.text) == words
    assert (claim.claimant.name, claim.added_by, claim.narrated) == ("Kutum Radio", said.by, False)
    assert (after.events or ())[claim.event or 0].kind == "air_strike"
    (quantity,) = ((after.quantities or ())[each] for each in claim.quantities)
    assert (quantity.low, quantity.unit, quantity.role) == (9, "person", "killed")


def test_it_is_corrected_and_taken_back_step_by_step(market: Reading) -> None:
    said = added(market, "9 people were killed", claimant="Kutum Radio")
    changed = replace(
        said, verdict="corrected", changes=(("claimant", "the outlet"),),
        when=said.when.replace(minute=1),
    )  # fmt: skip
    undone = [
        replace(said, verdict="undecided", changes=(), when=said.when.replace(minute=minute))
        for minute in (2, 3)
    ]
    last = (shown(market, said, changed).claims or ())[-1]
    assert (last.id, last.narrated, last.added_by) == (said.claims[0], True, said.by)
    last = (shown(market, said, changed, undone[0]).claims or ())[-1]
    assert last.claimant.name == "Kutum Radio"
    assert shown(market, said, changed, *undone) == market


@pytest.mark.parametrize(
    "other",
    [{"evidence": "Nobody"}, {"span": "1-"}, {"span": "900-920"}, {"document": "elsewhere"}],
)
def test_words_that_the_document_does_not_have_add_nothing(
    market: Reading, other: dict[str, str]
) -> None:
    said = added(market, "9 people were killed", claimant="Kutum Radio")
    wrong = replace(said, changes=tuple((dict(said.changes) | other).items()))
    assert shown(market, wrong) == market


def test_a_field_that_is_not_understood_any_more_is_left_out(market: Reading) -> None:
    said = added(market, "9 people were killed", claimant="Kutum Radio", event="no such kind")
    claim = (shown(market, said).claims or ())[-1]
    assert (claim.claimant.name, claim.event) == ("Kutum Radio", None)


def test_it_is_of_the_passages_of_the_claim_that_is_nearest() -> None:
    both = report("both", Says(DOCTORS, MARKET), Says(ARMY, "no plane had flown"), Says(KYIV, PORT))
    (whole,) = passages_of(both)
    lead = replace(whole, claims=(0, 1))
    rest = replace(whole, key=f"{whole.document}#001", claims=(2,))
    here, there = (
        added(both, words, hours) for hours, words in ((1, "market of Kutum"), (2, "Danube port"))
    )
    features = statement_features(shown(both, here, there))
    assert with_added(lead, features).claims == (0, 1, 3)
    assert with_added(rest, features).claims == (2, 4)
    assert with_added(rest, features[:3]) == rest


def test_where_nothing_was_read_it_is_of_the_lead() -> None:
    bare = report("bare", Says(None, MARKET))
    bare = replace(bare, claims=())
    features = statement_features(shown(bare, added(bare, "market of Kutum")))
    (lead,) = passages_of(bare)
    assert with_added(lead, features).claims == (0,)
    assert with_added(replace(lead, key=f"{lead.document}#001"), features).claims == ()


def test_it_joins_the_incident_of_its_passage(market: Reading) -> None:
    said = added(market, "market of Kutum", claimant="Kutum Radio")
    (incident,) = link([market], [said]).incidents
    assert len(incident.claims) == 3


def test_taken_back_it_leaves_its_incident_as_it_was(market: Reading) -> None:
    said = added(market, "9 people were killed", claimant="Kutum Radio")
    undone = replace(said, verdict="undecided", changes=(), when=said.when.replace(minute=1))
    assert link([market], [said]) != link([market])
    assert link([market], [said, undone]) == link([market])
