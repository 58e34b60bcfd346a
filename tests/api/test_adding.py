"""Claims made of a document's words over the API: added, split, joined, and only planned."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from sayso.record import Claim, Reading
from tests.api.test_claimants import ledger
from tests.web.test_guard import door, users

__all__ = ["door", "ledger", "users"]


def longest(desk: IncidentIndex) -> tuple[Reading, Claim]:
    """The claim with most words, and its reading; of texts that nobody made to do harm."""
    readings = [desk.store.reading(key) for _, key, _ in desk.store.keys_since(0)]
    readings = [each for each in readings if "<" not in each.document.text]
    pairs = [(reading, claim) for reading in readings for claim in reading.claims or ()]
    return max(pairs, key=lambda each: len(each[1].evidence))


def test_a_claim_is_added_found_and_taken_back(ledger: Client, desk: IncidentIndex) -> None:
    reading, claim = longest(desk)
    words = " ".join(claim.evidence.of(reading.document.text).split()[:4])
    key, start = reading.document.fingerprint, claim.evidence.start
    planned = ledger.add_claim(key, words, {"claimant": "Kutum Radio"}, dry_run=True, start=start)
    assert not planned.kept
    assert any("Kutum Radio" in each for each in planned.effects)
    assert not list(ledger.judgements())
    made = ledger.add_claim(key, words, {"claimant": "Kutum Radio"}, why="missed", start=start)
    (judgement,) = made.judgements
    assert (made.kept, judgement.verdict, judgement.why) == (True, "added", "missed")
    (added,) = judgement.claims
    shown = {each.id: each for each in ledger.claims()}[added]
    assert (shown.claimant, shown.words) == ("Kutum Radio", words)
    assert len(list(ledger.claims(claimant="Kutum Radio"))) == 1
    last = (ledger.reading(key).claims or ())[-1]
    assert last.id == added
    assert last.added_by
    assert "Kutum Radio" in str(ledger.claim(added)["claimant"])
    ledger.judge("undecided", [added])
    assert added not in {each.id for each in ledger.claims()}
    assert len(ledger.reading(key).claims or ()) == len(reading.claims or ())


def test_a_claim_is_split_and_joined(ledger: Client, desk: IncidentIndex) -> None:
    reading, claim = longest(desk)
    words = claim.evidence.of(reading.document.text).split()
    half = " ".join(words[len(words) // 2 :])
    split = ledger.split_claim(claim.id, half, dry_run=True)
    assert [each.verdict for each in split.judgements] == ["corrected", "added"]
    assert not list(ledger.judgements())
    second = ledger.split_claim(claim.id, half).judgements[1].claims[0]
    shown = {each.id: each.words for each in ledger.claims()}
    assert shown[second] == claim.evidence.of(reading.document.text)[-len(shown[second]) :]
    joined = ledger.join_claims(claim.id, second)
    assert [each.verdict for each in joined.judgements] == ["corrected", "wrong"]
    after = {each.id: each.words for each in ledger.claims()}
    assert after[claim.id] == claim.evidence.of(reading.document.text)


def test_what_can_t_be_done_has_its_status(
    site: TestClient, ledger: Client, desk: IncidentIndex
) -> None:
    reading, claim = longest(desk)
    key = reading.document.fingerprint
    for status, document, words, fields in (
        (404, "nosuch", "some words", {"claimant": "X"}),
        (422, key, "words that nobody wrote", {"claimant": "X"}),
        (422, key, claim.evidence.of(reading.document.text), {"claimant": ""}),
        (422, key, claim.evidence.of(reading.document.text), {"claimant": "X", "figures": "b"}),
        (422, key, claim.evidence.of(reading.document.text), {"claimant": "X", "colour": "b"}),
    ):
        with pytest.raises(ApiError) as refused:
            ledger.add_claim(document, words, fields)
        assert refused.value.status == status, (words, fields)
    for status, one, other in ((404, "nosuch", claim.id), (422, claim.id, claim.id)):
        with pytest.raises(ApiError) as refused:
            ledger.join_claims(one, other)
        assert refused.value.status == status
    with pytest.raises(ApiError) as refused:
        ledger.split_claim(claim.id, "words that nobody wrote")
    assert refused.value.status == 422
    with pytest.raises(ApiError, match="document and its words") as refused:
        ledger.judge("added", [claim.id], changes={"document": key})
    assert refused.value.status == 422
    path = f"/api/documents/{key}/claims"
    for body in ({}, {"words": ""}, {"words": "some words", "start": -1}, {"words": 3}):
        assert site.post(path, json=body).status_code == 422, body
    assert not desk.state().judgements


def test_a_reader_may_not(door: TestClient, desk: IncidentIndex, users: People) -> None:
    _, claim = longest(desk)
    reading, judging = users.add_token("rita", "reader"), users.add_token("oksana", "reviewer")
    paths = {
        f"/api/claims/{claim.id}/split": {"before": "words that nobody wrote"},
        f"/api/claims/{claim.id}/join": {"other": claim.id},
        f"/api/documents/{longest(desk)[0].document.fingerprint}/claims": {"words": "no such"},
    }
    for path, body in paths.items():
        for bearer, status in ((reading, 403), (judging, 422)):
            headers = {"Authorization": f"Bearer {bearer}"}
            assert door.post(path, json=body, headers=headers).status_code == status, path
        assert door.post(path, json=body).status_code == 401


def test_reviewers_who_differ_are_adjudicated_over_the_api(
    ledger: Client, door: TestClient, desk: IncidentIndex, users: People
) -> None:
    _, claim = longest(desk)
    bearers = [{"Authorization": f"Bearer {users.add_token(name, 'reviewer')}"}
               for name in ("oksana", "ada")]  # fmt: skip
    told: tuple[dict[str, Any], ...] = (
        {"verdict": "right"},
        {"verdict": "corrected", "changes": {"polarity": "doubts"}},
    )
    for bearer, said in zip(bearers, told, strict=True):
        sent = {"claims": [claim.id], "seen": 0, **said}
        answer = door.post("/api/judgements", json=sent, headers=bearer)
        if said["verdict"] == "corrected":
            assert answer.status_code == 409, "the first was not seen"
            assert "oksana: right" in answer.json()["detail"]
            answer = door.post("/api/judgements", json={**sent, "seen": 1}, headers=bearer)
        assert answer.status_code == 201
    (differing,) = ledger.agreement().open
    assert (differing.claim, differing.fields["polarity"]["doubts"]) == (claim.id, ["ada"])
    polarity = {each.field: each for each in ledger.agreement().fields}["polarity"]
    assert (polarity.claims, polarity.alike) == (1, 0)
    with pytest.raises(ApiError) as refused:
        ledger.adjudicate(claim.id, {"polarity": "perhaps"})
    assert refused.value.status == 422
    with pytest.raises(ApiError) as refused:
        ledger.adjudicate(claim.id, {"polarity": "doubts"}, seen=1)
    assert refused.value.status == 409
    made = ledger.adjudicate(claim.id, {"polarity": claim.polarity}, "as it says", seen=2)
    assert (made.verdict, made.changes) == ("adjudicated", {"polarity": claim.polarity})
    assert (ledger.agreement().open, ledger.agreement().adjudicated) == ([], 1)
    assert {each.id: each.polarity for each in ledger.claims()}[claim.id] == claim.polarity
