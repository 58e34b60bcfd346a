"""The API gives the ledger to programs, in pages and with tags, and errors of one shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.actions.add import Reader
from sayso.api.client import ApiError, Client
from sayso.index.service import IncidentIndex
from tests.web.site import HOME, quickly


@pytest.fixture
def ledger(site: TestClient) -> Client:
    client = Client(HOME)
    # The same application, without a network between.
    client._http = TestClient(site.app, base_url=f"{HOME}/api")  # type: ignore[assignment]
    return client


def test_the_client_walks_pages_of_everything(ledger: Client, desk: IncidentIndex) -> None:
    documents = list(ledger.documents())
    assert [each.fingerprint for each in documents] == [k for _, k, _ in desk.store.keys_since(0)]
    assert ledger.reading(documents[0].fingerprint) == desk.store.reading(documents[0].fingerprint)
    assert {each.id for each in ledger.incidents()} == set(desk.state().incidents)
    assert len(list(ledger.claims())) == 6


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 7])
def test_pages_of_any_size_come_to_the_same(site: TestClient, limit: int) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = site.get("/api/claims", params={"limit": limit, "cursor": cursor or None}).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert found == [each["id"] for each in site.get("/api/claims").json()["items"]]


def test_search_narrows_as_the_page_does(ledger: Client) -> None:
    found = ledger.search(q="market", claimant="Sudan Doctors Network")
    assert found.total == 2
    assert {each.claimant for each in found.items} == {"Sudan Doctors Network"}
    assert [each.claims for each in found.facets["outlet"]] == [1, 1]
    assert {each.id for each in ledger.claims(manner=["narration"])} >= {"bad0bad0bad0"}


def test_a_claim_and_its_incident_lead_to_each_other(ledger: Client) -> None:
    claim = next(iter(ledger.claims(claimant="Sudan Doctors Network")))
    folded = ledger.claim(claim.id)
    assert folded["incident"] == claim.incident
    assert ledger.incident(claim.id)["id"] == claim.incident
    assert len(folded["appearances"]) == 2


def test_judgements_are_appended(ledger: Client) -> None:
    claim = next(iter(ledger.claims()))
    made = ledger.judge("corrected", [claim.id], "the medics", {"claimant": "Doctors"})
    assert made.by == "local"
    assert [each.changes for each in ledger.judgements()] == [{"claimant": "Doctors"}]
    with pytest.raises(ApiError, match="corrected") as refused:
        ledger.judge("corrected", [claim.id], "", {"words": "others"})
    assert refused.value.status == 422


@pytest.fixture
def reader() -> Reader:
    return quickly


def test_a_text_is_handed_in_and_read(ledger: Client, desk: IncidentIndex) -> None:
    added = ledger.submit("Two bridges fell near Goma, the governor said.", outlet="Lake Post")
    assert added.new
    stored = desk.store.reading(added.document)
    assert stored == quickly(stored.document)
    assert stored.document.outlet == "Lake Post"
    assert desk.store.kept(added.document)[0].media_type == "text/plain; charset=utf-8"
    assert not ledger.submit("Two bridges fell near Goma, the governor said.", "Lake Post").new
    with pytest.raises(ApiError, match="empty"):
        ledger.submit("  \n ")


def test_what_one_has_is_not_sent_again(site: TestClient, desk: IncidentIndex) -> None:
    key = desk.store.keys_since(0)[0][1]
    for path in (f"/api/documents/{key}", "/api/claims", "/api/incidents", "/api/search?q=market"):
        first = site.get(path)
        again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path
        other = site.get(path, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/claims?cursor=nonsense!", 400),
        ("/api/claims?cursor=LTE", 400),
        ("/api/claims?cursor=" + "OTk5" * 12, 400),
        ("/api/claims?limit=0", 422),
        ("/api/claims?limit=1e9", 422),
        ("/api/claims?day_from=2025-13-01", 400),
        ("/api/claims/nosuchclaim", 404),
        ("/api/documents/nosuch", 404),
        ("/api/documents/%00", 404),
        ("/api/incidents/nosuch", 404),
        ("/api/nowhere", 404),
    ],
)
def test_errors_have_one_shape(site: TestClient, path: str, status: int) -> None:
    answer = site.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert told["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"verdict": "wrong"}',
        b'{"verdict": "splendid", "claims": ["bad0bad0bad0"]}',
        b'{"verdict": "wrong", "claims": []}',
        b'{"verdict": "wrong", "claims": ["bad0bad0bad0"], "by": "someone else"}',
        b'{"verdict": "wrong", "claims": ["\\ud800"]}',
    ],
)
def test_a_bad_judgement_is_refused(site: TestClient, desk: IncidentIndex, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = site.post("/api/judgements", content=body, headers=headers)
    assert answer.status_code in (404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert not desk.state().judgements


def test_a_form_of_another_page_is_no_judgement(site: TestClient, desk: IncidentIndex) -> None:
    sent = site.post(
        "/api/judgements",
        content=b'{"verdict": "wrong", "claims": ["bad0bad0bad0"]}',
        headers={"Content-Type": "text/plain"},
    )
    assert sent.status_code == 422, "no form of a page can send JSON as such"
    assert not desk.state().judgements


def test_the_description_is_openapi_3_1_and_names_every_path(site: TestClient) -> None:
    told = site.get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {
        "/api/documents", "/api/documents/{document_id}", "/api/claims", "/api/claims/{claim_id}",
        "/api/search", "/api/incidents", "/api/incidents/{incident_id}",
        "/api/incidents/{incident_id}/title", "/api/incidents/{incident_id}/documents",
        "/api/incidents/{incident_id}/code", "/api/codebook",
        "/api/incidents/{incident_id}/fields", "/api/incidents/{incident_id}/fields/{field}",
        "/api/judgements", "/api/agreement", "/api/documents/{document_id}/claims",
        "/api/claims/{claim_id}/split", "/api/claims/{claim_id}/join",
        "/api/claims/{claim_id}/adjudicate",
            "/api/claimants", "/api/claimants/{claimant_id}", "/api/claimants/judgements",
            "/api/work", "/api/work/{kind}/{subject_id}", "/api/framing/compare",
            "/api/framing/sentences", "/api/incidents/{incident_id}/plots",
        "/api/projects", "/api/projects/{name}", "/api/projects/{name}/codebook",
        "/api/projects/{name}/work", "/api/projects/{name}/work/{kind}/{subject_id}",
        "/api/projects/{name}/incidents/{incident_id}/code",
    }  # fmt: skip
    names = {each["name"] for each in told["paths"]["/api/search"]["get"]["parameters"]}
    assert names >= {"q", "claimant", "manner", "day_from", "start", "limit"}
    manual = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text("utf-8")
    assert all(path in manual for path in told["paths"])
