"""The API's register of claimants."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from sayso.api.client import ApiError, Client
from tests.web.site import HOME

DOCTORS, ARMY = "Sudan Doctors Network", "Sudanese Armed Forces"


@pytest.fixture
def ledger(site: TestClient) -> Client:
    client = Client(HOME)
    client._http = TestClient(site.app, base_url=f"{HOME}/api")  # type: ignore[assignment]
    return client


def test_the_register_is_given_in_pages(site: TestClient, ledger: Client) -> None:
    listed = list(ledger.claimants())
    assert {DOCTORS, ARMY} <= {each.name for each in listed}
    assert [each.name for each in ledger.claimants("doctors")] == [DOCTORS]
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"limit": 1, "cursor": cursor or None}
        page = site.get("/api/claimants", params=asked).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert found == [each.id for each in listed]
    one = site.get(f"/api/claimants/{ARMY}").json()
    assert (one["short"], one["country"], one["kind"]) == ("SAF", "SDN", "body")


def test_claimants_are_merged_split_and_named_by_judgements(ledger: Client) -> None:
    made = ledger.judge_claimants("merge", DOCTORS, ARMY, "a test")
    assert (made.verdict, made.by, made.why) == ("same_claimant", "local", "a test")
    assert ARMY not in {each.name for each in ledger.claimants()}
    assert ledger.judge_claimants("merge", DOCTORS, ARMY, undo=True).verdict == (
        "undecided_claimants"
    )
    assert ARMY in {each.name for each in ledger.claimants()}
    ledger.judge_claimants("alias", DOCTORS, "the doctors")
    (entry,) = ledger.claimants("network")
    assert entry.aliases == ["the doctors"]
    assert [each.verdict for each in ledger.judgements()][-1] == "claimant_alias"


def test_what_can_not_be_judged_has_its_status(site: TestClient, ledger: Client) -> None:
    with pytest.raises(ApiError, match="one claimant already") as refused:
        ledger.judge_claimants("merge", DOCTORS, DOCTORS)
    assert refused.value.status == 422
    with pytest.raises(ApiError, match="No claimant") as refused:
        ledger.judge_claimants("merge", DOCTORS, "Nobody at all")
    assert refused.value.status == 404
    with pytest.raises(ApiError, match="merge, split or alias") as refused:
        ledger.judge("same_claimant", [next(iter(ledger.claims())).id] * 2)
    assert refused.value.status == 422
    new = {"verb": "marry", "claimant": DOCTORS, "other": ARMY}
    assert site.post("/api/claimants/judgements", json=new).status_code == 422
