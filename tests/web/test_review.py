"""A reviewer's judgements are appended, shown, taken back, and measured."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import Person
from sayso.actions.adjudication import double_coding
from sayso.actions.review import JudgementError, case, judge, queue
from sayso.index.search import Filter
from sayso.index.service import IncidentIndex
from sayso.ledger import LedgerError, UnknownIdError
from sayso.linking.agreement import alpha
from sayso.linking.claim_fields import FIELDS, fields_of
from sayso.record.resolved import resolve
from sayso.views.framing import share

OKSANA, OMAR = Person("oksana", "reviewer"), Person("omar", "reviewer")


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def least_sure(desk: IncidentIndex) -> str:
    return queue(desk, Filter(), OKSANA).claims[0].id


def coded(*rows: str) -> list[list[str]]:
    """Units from one row of values a coder, "." for none."""
    return [
        [each for each in unit if each != "."] for unit in zip(*map(str.split, rows), strict=True)
    ]


def test_alpha_is_as_in_the_worked_examples_of_krippendorff_2011() -> None:
    # Sections A (binary, two observers), B (nominal, two) and C (nominal, four, some missing).
    binary = coded("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
    assert alpha(binary) == pytest.approx(0.095, abs=5e-4)
    nominal = coded("a a b b d c c c e d d a", "b a b b b c c c e d d d")
    assert alpha(nominal) == pytest.approx(0.692, abs=5e-4)
    missing = coded(
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    assert alpha(missing) == pytest.approx(0.743, abs=5e-4)


def test_alpha_cannot_be_told_of_too_little() -> None:
    assert alpha([]) is None
    assert alpha([["right"], ["wrong"]]) is None
    assert alpha([["right", "right"], ["right", "right"]]) is None


def test_an_interval_is_wilsons() -> None:
    # Newcombe 1998, table I, method 3: 81 of 263 and 0 of 20.
    some, none = share(81, 263), share(0, 20)
    assert (some.low, some.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (none.low, none.high) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_the_queue_begins_with_the_least_sure_and_leaves_out_what_one_judged(
    desk: IncidentIndex,
) -> None:
    first = queue(desk, Filter(), OKSANA)
    scores = [each.score for each in first.claims]
    assert scores == sorted(scores)
    judge(desk, OKSANA, "right", [first.claims[0].id])
    assert first.claims[0].id not in [each.id for each in queue(desk, Filter(), OKSANA).claims]
    assert queue(desk, Filter(), OMAR).left == first.left, "another has not judged it"


def test_a_rejected_claim_leaves_its_incident_and_comes_back(desk: IncidentIndex) -> None:
    claim = least_sure(desk)
    judge(desk, OKSANA, "wrong", [claim], "a caption")
    assert desk.state().folded(claim) is None
    judge(desk, OKSANA, "undecided", [claim])
    assert desk.state().folded(claim) is not None
    judge(desk, OKSANA, "wrong", [claim])
    judge(desk, OMAR, "right", [claim])
    assert desk.state().folded(claim) is not None, "the later verdict holds"
    assert len(case(desk, claim).judgements) == 4, "none was taken away"


def test_a_judgement_must_make_sense(desk: IncidentIndex) -> None:
    claim = least_sure(desk)
    for verdict, claims, changes in (
        ("splendid", [claim], {}),
        ("same_claim", [claim], {}),
        ("right", [claim, claim + "x"], {}),
        ("corrected", [claim], {}),
        ("corrected", [claim], {"score": "1"}),
        ("wrong", [claim], {"event": "strike"}),
    ):
        with pytest.raises(JudgementError):
            judge(desk, OKSANA, verdict, claims, "", changes)
    with pytest.raises(UnknownIdError):
        judge(desk, OKSANA, "wrong", ["no such claim"])
    assert not desk.state().judgements


def test_reviewers_who_differ_are_shown_with_their_agreement(
    site: TestClient, desk: IncidentIndex
) -> None:
    claims = [each.id for each in queue(desk, Filter(), OKSANA).claims]
    judge(desk, OKSANA, "right", [claims[0]])
    judge(desk, OMAR, "wrong", [claims[0]])
    judge(desk, OKSANA, "wrong", [claims[1]])
    judge(desk, OMAR, "wrong", [claims[1]])
    coded = double_coding(desk)
    assert (coded.graded, coded.reviewers) == (2, ("oksana", "omar"))
    assert coded.verdicts == pytest.approx(0.0)
    assert [each.row.id for each in coded.open] == [claims[0]]
    page = site.get("/review/agreement").text
    assert "oksana" in page
    assert "omar" in page
    assert "1 claim to adjudicate" in page
    differing = site.get("/review/disagreements").text
    assert f"/review/{claims[0]}" in differing
    assert f"/review/{claims[1]}" not in differing


def test_where_reviewers_differ_a_third_adjudicates_on_one_page(
    site: TestClient, desk: IncidentIndex
) -> None:
    claim = queue(desk, Filter(), OKSANA).claims[0].id
    assert "Nothing is left to adjudicate." in site.get("/review/disagreements").text
    judge(desk, OKSANA, "corrected", [claim], changes={"claimant": "Capital Guard"})
    judge(desk, OMAR, "corrected", [claim], changes={"claimant": "Coast Guard"})
    page = site.get("/review/disagreements").text
    assert "Capital Guard <small" in page
    sent = {
        "token": token_of(page),
        "seen": "2",
        "claimant": "Capital Guard",
        "why": "its own page",
    }
    unseen = site.post(f"/review/{claim}/adjudicate", data={**sent, "seen": "1"})
    assert unseen.status_code == 409
    assert "omar: corrected, claimant Coast Guard" in unseen.text
    refused = site.post(f"/review/{claim}/adjudicate", data={**sent, "claimant": "… another"})
    assert refused.status_code == 422
    kept = site.post(f"/review/{claim}/adjudicate", data=sent, follow_redirects=False)
    assert kept.status_code == 303
    assert "Nothing is left to adjudicate." in site.get(kept.headers["location"]).text
    assert _fields(desk, claim)["claimant"] == "Capital Guard"
    other = site.post(
        f"/review/{claim}", data={"token": token_of(page), "verdict": "undecided"}
    )  # fmt: skip
    assert other.status_code == 303
    given = {**sent, "claimant": "… another", "other-claimant": "The <guard>"}
    assert site.post(f"/review/{claim}/adjudicate", data=given).status_code == 303
    assert _fields(desk, claim)["claimant"] == "The <guard>"
    assert "<guard>" not in site.get("/review/agreement").text


def test_a_form_that_was_opened_before_another_judged_is_not_kept_unseen(
    site: TestClient, desk: IncidentIndex
) -> None:
    claim = least_sure(desk)
    page = site.get(f"/review/{claim}").text
    judge(desk, OMAR, "corrected", [claim], changes={"claimant": "Coast Guard"})
    data = {"token": token_of(page), "verdict": "wrong", "seen": "0", "why": "no claim"}
    refused = site.post(f"/review/{claim}", data=data)
    assert refused.status_code == 409
    assert "omar: corrected, claimant Coast Guard" in refused.text
    assert 'name="seen" value="1"' in refused.text
    assert ">no claim</textarea>" in refused.text
    assert len(desk.state().judgements) == 1
    again = site.post(f"/review/{claim}", data={**data, "seen": "1"}, follow_redirects=False)
    assert again.status_code == 303


def test_a_correction_is_kept_beside_what_was_read(site: TestClient, desk: IncidentIndex) -> None:
    claim = least_sure(desk)
    page = site.get(f"/review/{claim}").text
    fields = re.findall(r'name="changed"[^>]*?(?:value="([^"]*)")?', page)
    assert len(fields) == len(FIELDS)
    shown = {"claimant": "Capital Guard"}
    read = _fields(desk, claim)["claimant"]
    given = ["Capital Guard", *_rest(desk, claim)]
    answer = site.post(
        f"/review/{claim}",
        data={"token": token_of(page), "verdict": "corrected", "changed": given, "why": "its name"},
    )
    assert answer.status_code == 303, answer.text
    (said,) = desk.state().by_claim[claim]
    assert dict(said.changes) == shown
    assert said.by == "local"
    again = site.get(f"/review/{claim}").text
    assert "corrected by local; read:" in again
    assert 'value="Capital Guard"' in again
    rows = site.get("/review/judgements.jsonl").text.splitlines()
    assert json.loads(rows[0])["changes"] == shown
    assert json.loads(rows[0])["read"]["claimant"] == read, "what was read, to train on"


def _fields(desk: IncidentIndex, claim: str) -> dict[str, str]:
    shown = case(desk, claim)
    claims = shown.reading.claims or ()
    return fields_of(resolve(shown.reading, claims[shown.row.position]))


def _rest(desk: IncidentIndex, claim: str) -> list[str]:
    return list(_fields(desk, claim).values())[1:]


def test_what_was_typed_outlasts_a_refusal(
    site: TestClient, desk: IncidentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = least_sure(desk)
    token = token_of(site.get(f"/review/{claim}").text)
    given = ["The “Capital” <Guard>", *_rest(desk, claim)]
    given[3] = "planned"
    typed = {"token": token, "changed": given, "why": "“two” <hands>", "back": "polarity=denies"}

    def refused(status: int, **more: object) -> str:
        answer = site.post(f"/review/{claim}", data={**typed, "verdict": "corrected", **more})
        assert answer.status_code == status, answer.text
        assert 'role="alert"' in answer.text
        assert 'value="The “Capital” &lt;Guard&gt;"' in answer.text
        assert '<option value="planned" selected>' in answer.text
        assert 'href="/review?polarity=denies"' in answer.text
        assert "<Guard>" not in answer.text
        return answer.text

    assert "“two” &lt;hands&gt;</textarea>" in refused(422, verdict="splendid")
    assert "&lt;hands&gt;</textarea>" in refused(404, verdict="same_claim", other=["0" * 24])
    assert ("long " * 500).strip() in refused(422, why="long " * 500)

    def full(*_: object) -> None:
        raise LedgerError("The disk is full. Make room.")

    monkeypatch.setattr(desk.store, "judge", full)
    assert "The disk is full. Make room." in refused(503)
    monkeypatch.undo()
    assert not desk.state().judgements
    page = site.get(f"/review/{claim}").text
    assert "hands" not in page
    assert "Guard&gt;" not in page
    too_long = {**typed, "verdict": "corrected", "changed": ["x" * 501]}
    assert "501 characters" in site.post(f"/review/{claim}", data=too_long).text
    kept = site.post(f"/review/{claim}", data={**typed, "verdict": "corrected"})
    assert kept.status_code == 303
    (said,) = desk.state().judgements
    assert dict(said.changes) == {"claimant": given[0], "modality": "planned"}


def test_accepting_does_not_lose_what_was_typed(site: TestClient, desk: IncidentIndex) -> None:
    claim = least_sure(desk)
    token = token_of(site.get(f"/review/{claim}").text)
    sent = {"token": token, "verdict": "right", "changed": ["Capital Guard", *_rest(desk, claim)]}
    answer = site.post(f"/review/{claim}", data=sent)
    assert answer.status_code == 422
    assert "You changed claimant." in answer.text
    assert 'value="Capital Guard"' in answer.text
    as_shown = {**sent, "changed": list(_fields(desk, claim).values())}
    assert site.post(f"/review/{claim}", data=as_shown).status_code == 303


def test_a_correction_is_seen_on_every_page_and_goes_when_taken_back(
    site: TestClient, desk: IncidentIndex
) -> None:
    market = max(desk.state().incidents.values(), key=lambda each: len(each.claims))
    folded = next(
        each for each in desk.state().of(market) if each.quantities and len(each.appearances) > 1
    )
    claim = folded.appearances[0].claim
    document = folded.appearances[0].fingerprint
    paths = (f"/incidents/{market.id}", f"/articles/{document}", f"/review/{claim}", "/",
             f"/incidents/{market.id}/card.svg", "/search?q=Kutum%20hospital",
             f"/api/documents/{document}")  # fmt: skip
    before = {path: site.get(path).text for path in paths}
    page = before[f"/review/{claim}"]
    copies = re.findall(r'name="copy" value="([0-9a-f]+)" checked', page)
    assert copies
    fields = _fields(desk, claim) | {"claimant": "Kutum hospital", "figures": "71 killed"}
    sent = {"token": token_of(page), "verdict": "corrected", "changed": list(fields.values()),
            "copy": copies}  # fmt: skip
    assert site.post(f"/review/{claim}", data=sent).status_code == 303
    assert len(desk.state().judgements) == 1 + len(copies)
    after = {path: site.get(path).text for path in paths}
    for path in (paths[0], paths[2]):
        assert "71 people" in after[path], path
        assert "Kutum hospital" in after[path], path
        assert "corrected by local" in after[path], path
    assert "claimant corrected by local" in after[paths[1]]
    assert "71 people killed" in after[paths[1]]
    assert "71" in after[paths[4]]
    assert len(re.findall("Kutum hospital", after[paths[5]])) > len(
        re.findall("Kutum hospital", before[paths[5]])
    )
    packed = json.loads(after[paths[6]])
    (held,) = (each for each in packed["claims"] if each["id"] == claim)
    assert [each["field"] for each in held["corrections"]] == ["claimant", "figures"]
    undone = {"token": token_of(page), "verdict": "undecided", "copy": copies}
    assert site.post(f"/review/{claim}", data=undone).status_code == 303
    for path in (*paths[:2], paths[4], paths[6]):
        assert _without_tokens(site.get(path).text) == _without_tokens(before[path]), path


def _without_tokens(page: str) -> str:
    return re.sub(r'name="token" value="[0-9a-f]*"', "", page)


def test_forms_set_claims_against_each_other_and_take_it_back(
    site: TestClient, desk: IncidentIndex
) -> None:
    market = max(desk.state().incidents.values(), key=lambda each: len(each.claims))
    one, other = (desk.state().claims[each].appearances[0].claim for each in market.claims[:2])
    token = token_of(site.get(f"/review/{one}").text)
    for verdict in ("rival", "undecided", "same_claim"):
        sent = {"token": token, "verdict": verdict, "other": [other]}
        assert site.post(f"/review/{one}", data=sent).status_code == 303
        assert desk.state().judgements[-1].verdict == verdict
    assert desk.state().statements[one] == desk.state().statements[other]


def test_a_form_that_is_not_ours_is_refused(site: TestClient, desk: IncidentIndex) -> None:
    claim = least_sure(desk)
    page = site.get(f"/review/{claim}").text
    for token in ("", "0" * 64, token_of(page)[:-1] + "g"):
        answer = site.post(f"/review/{claim}", data={"token": token, "verdict": "wrong"})
        assert answer.status_code in (403, 422), token
    good = {"token": token_of(page), "verdict": "wrong"}
    for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert site.post(f"/review/{claim}", data=good, headers=header).status_code == 403
    assert not desk.state().judgements
    assert site.post(f"/review/{claim}", data=good).status_code == 303


def test_saved_searches_are_kept_and_dropped(site: TestClient) -> None:
    token = token_of(site.get("/search").text)
    query = "q=market&polarity=denies"
    answer = site.post("/saved", data={"token": token, "query": query, "name": "Denials"})
    assert answer.headers["location"] == f"/search?{query}"
    page = site.get("/search").text
    assert f"/search.atom?{query.replace('&', '&amp;')}" in page
    number = re.search(r'name="drop" value="(\d+)"', page)
    assert number is not None
    site.post("/saved", data={"token": token, "drop": number[1]})
    assert "Denials" not in site.get("/search").text


def test_reports_leave_an_incident_and_come_back_by_forms(
    site: TestClient, desk: IncidentIndex
) -> None:
    market = max(desk.state().incidents.values(), key=lambda each: len(each.documents))
    page = site.get(f"/incidents/{market.id}").text
    documents = re.findall(r'name="document" value="([0-9a-f]+)"', page)
    assert len(documents) == len(market.documents)
    address = f"/incidents/{market.id}/documents"
    token = token_of(page)
    nothing = site.post(address, data={"token": token, "change": "move"})
    assert nothing.status_code == 422
    assert "Nothing in this incident" in nothing.text
    moved = {"token": token, "change": "move", "document": documents[-1:], "why": "elsewhere"}
    answer = site.post(address, data=moved)
    assert answer.status_code == 303
    own = desk.state().incident(answer.headers["location"].split("/")[2].split("?")[0])
    assert len(own.documents) == 1
    rest = desk.state().incident(market.id)
    assert len(rest.documents) == len(market.documents) - 1
    back = {"token": token, "change": "merge", "other": f"http://x/incidents/{own.id}#origins"}
    assert site.post(f"/incidents/{rest.id}/documents", data=back).status_code == 303
    assert len(desk.state().incident(own.id).documents) == len(market.documents)
    assert site.get(f"/incidents/{own.id}").status_code == 200, "the former address leads on"
    undo = site.post(f"/incidents/{rest.id}/documents", data={"token": token, "change": "undo"})
    assert undo.status_code == 303
    assert len(desk.state().incident(rest.id).documents) == len(market.documents) - 1
    bad = {"token": "0" * 64, "change": "undo"}
    assert site.post(f"/incidents/{rest.id}/documents", data=bad).status_code == 403
