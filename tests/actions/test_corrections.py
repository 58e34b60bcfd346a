"""Corrections as people type them are understood, or refused with what to write."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sayso.actions.corrections import understood
from sayso.actions.read import read
from sayso.linking.claim_fields import CorrectionError
from sayso.record import Claim, Document, Judgement, Reading

REPORT = (
    "Shells killed nine people in Kutum on 3 June 2025, the army said. The Sudan Doctors Network"
    " said that the guns of the RSF had fired."
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    published = datetime(2025, 6, 5, 10, tzinfo=UTC)
    return read(Document(REPORT, published=published, outlet="Savanna Post"))


@pytest.fixture
def claim(reading: Reading) -> Claim:
    return next(each for each in reading.claims or () if each.claimant.name == "army")


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("figures", "12 wounded; 3 houses hit", "12 people injured; 3 houses hit"),
        ("figures", "9 people killed; 4 hurt", "9 people killed; 4 people injured"),
        ("figures", " ", ""),
        ("figures", "1.2 million displaced", "1,200,000 people displaced"),
        ("figures", "between five and 7 killed", "5–7 people killed"),
        ("figures", "a dozen soldiers were killed", "12 soldiers killed"),
        ("figures", "20 or more killed", "at least 20 people killed"),
        ("figures", "$5 million pledged", "5,000,000 USD pledged"),
        ("figures", "4 shells fired", "4 shells launched"),
        ("place", "Goma, DRC", "Goma (COD, GeoNames 216281)"),
        ("place", "El Fasher, North Darfur", "El Fasher (SDN, GeoNames 379555)"),
        ("place", "Tripoli (Lebanon)", "Tripoli (LBN, GeoNames 266826)"),
        ("place", "El Fasher; El Fasher", "El Fasher (SDN, GeoNames 379555)"),
        ("when", "2 June 2025 / 4 June 2025", "2025-06-02/2025-06-04"),
        ("when", "3 June to 5 June", "2025-06-03/2025-06-05"),
        ("when", "2025-06-03T09:00+02:00", "2025-06-03T09:00+02:00"),
        ("place", "El Fasher, Sudan", "El Fasher (SDN, GeoNames 379555)"),
        ("place", "Kutum; El Fasher, Sudan", "Kutum; El Fasher (SDN, GeoNames 379555)"),
        ("place", "", ""),
        ("when", "4 June 2025", "2025-06-04"),
        ("when", "Monday", "2025-06-02"),
        ("when", "between 2 and 4 June", "2025-06-02/2025-06-04"),
        ("when", "May 2025", "2025-05"),
        ("when", "2025-06-03T14:30", "2025-06-03T14:30"),
        ("event", "Drone missile strike", "drone_missile_strike"),
        ("claimant", "the rsf", "RSF"),
        ("claimant", "savanna post", "the outlet"),
        ("claimant", "A doctor at the hospital", "A doctor at the hospital"),
        ("polarity", "denies", "denies"),
        ("modality", "planned", "planned"),
        ("initiator", "the RSF", "the RSF"),
        ("evidence", "killed nine people in Kutum", "killed nine people in Kutum"),
    ],
)
def test_a_field_is_kept_in_one_form(
    reading: Reading, claim: Claim, name: str, typed: str, kept: str
) -> None:
    assert understood(reading, claim, {name: typed}) == {name: kept}


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("figures", "banana", "no figure"),
        ("figures", "9 people killed; banana", "no figure"),
        ("place", "Springfield", "Which Springfield"),
        ("place", "Xqzwv", "not in the gazetteer"),
        ("place", "Kutum (SDN, GeoNames 1)", "with the number 1"),
        ("when", "banana", "not understood as a time"),
        ("when", "2025-6-3", "not understood"),
        ("when", "Q1 2025", "not understood"),
        ("when", "before Tuesday", "not understood"),
        ("when", "3/4/2025", "may be two days"),
        ("figures", "1.200 killed", "may be two numbers"),
        ("figures", "dozens killed", "is no number"),
        ("figures", "16 kiled", "not understood"),
        ("figures", "20 killed or wounded", "not understood"),
        ("figures", "16 people killed by drone", "not understood"),
        ("figures", "99999999999999999999 killed", "more than any report"),
        ("place", "London (GeoNames 371745)", "no London with"),
        ("place", "El Fashir, Chad", "Which"),
        ("initiator", "a", "doesn't say"),
        ("evidence", "Kutum", "two at the least"),
        ("claimant", "the \u202earmy", "not seen"),
        ("claimant", "x" * 501, "501 characters"),
        ("when", "2025-06-31", "no day"),
        ("when", "2025-06-05/2025-06-01", "ends before"),
        ("event", "banana", "no kind of event"),
        ("event", "drone", "drone_missile_strike"),
        ("claimant", "", "has a claimant"),
        ("polarity", "yes", "is one of"),
        ("initiator", "Wagner", "doesn't say"),
        ("evidence", "killed ten people", "doesn't say"),
        ("score", "1", "Only these"),
    ],
)
def test_what_can_t_be_understood_is_refused(
    reading: Reading, claim: Claim, name: str, typed: str, says: str
) -> None:
    with pytest.raises(CorrectionError, match=says):
        understood(reading, claim, {name: typed})


def test_what_stands_already_is_no_correction(reading: Reading, claim: Claim) -> None:
    same = {
        "figures": "9 people killed",
        "place": "Kutum (GeoNames 371745)",
        "claimant": "the army",
    }
    assert understood(reading, claim, same) == {}
    by = Judgement(
        "corrected", (claim.id,), "ana", datetime(2026, 1, 1, tzinfo=UTC), "",
        (("figures", "12 people killed"), ("place", "El Fasher (SDN, GeoNames 379555)")),
    )  # fmt: skip
    same = {"figures": "12 killed", "place": "El Fasher", "claimant": "army"}
    assert understood(reading, claim, same, (by,)) == {}
    assert understood(reading, claim, {"place": "El Fasher; Kutum"}, (by,)) == {
        "place": "El Fasher (SDN, GeoNames 379555); Kutum"
    }
    assert understood(reading, claim, {"figures": "9 people killed"}, (by,)) == {
        "figures": "9 people killed"
    }, "back to what was read"
