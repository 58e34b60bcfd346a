"""The pages on which claims are made of an article's words."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from sayso.index.service import IncidentIndex
from sayso.record import Claim, Reading
from tests.api.test_adding import longest
from tests.web.test_guard import door, log_in, users
from tests.web.test_review import token_of

__all__ = ["door", "users"]


@pytest.fixture
def article(desk: IncidentIndex) -> tuple[Reading, Claim]:
    return longest(desk)


def form_of(page: str) -> dict[str, str]:
    """The fields of the form that adds a claim, by what they are called on the page."""
    names = re.findall(r'id="f-(\w+)"', page)
    values = dict.fromkeys(names, "")
    for name, value in re.findall(r'<input id="f-(\w+)" name="changed" value="([^"]*)"', page):
        values[name] = html.unescape(value)
    for name, inside in re.findall(r'<select id="f-(\w+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        values[name] = chosen[1] if chosen else ""
    return values


def sent(page: str, evidence: str, start: int, **fields: str) -> dict[str, object]:
    values = form_of(page) | fields
    values.pop("evidence")
    return {
        "token": token_of(page), "start": start, "evidence": evidence,
        "changed": list(values.values()),
    }  # fmt: skip


def test_an_article_offers_to_add_a_claim_of_each_paragraph(
    site: TestClient, article: tuple[Reading, Claim]
) -> None:
    reading, _ = article
    key = reading.document.fingerprint
    page = site.get(f"/articles/{key}").text
    links = re.findall(rf'href="/articles/{key}/add\?start=(\d+)&amp;end=(\d+)"', page)
    assert links
    assert all(reading.document.text[int(start) : int(end)].strip() for start, end in links)
    assert f'data-add="/articles/{key}/add"' in page


def test_a_selection_is_shown_with_what_was_read_in_it_and_added(
    site: TestClient, desk: IncidentIndex, article: tuple[Reading, Claim]
) -> None:
    reading, claim = article
    key, text, span = reading.document.fingerprint, reading.document.text, claim.evidence
    path = f"/articles/{key}/add"
    page = site.get(f"{path}?start={span.start}&end={span.end}").text
    assert f'<mark class="evidence">{html.escape(span.of(text))}</mark>' in page
    assert form_of(page)["claimant"] == claim.claimant.name
    added = site.post(
        path, data=sent(page, span.of(text), span.start, claimant="Kutum Radio"),
        follow_redirects=False,
    )  # fmt: skip
    assert added.status_code == 303
    back = site.get(added.headers["location"]).text
    assert "The claim was added." in back
    assert "added by local" in back
    (made,) = (each for each in desk.state().judgements if each.verdict == "added")
    review = site.get(f"/review/{made.claims[0]}").text
    assert "This claim was added by local." in review
    assert "Kutum Radio" in review
    folded = desk.state().folded(made.claims[0])
    assert folded is not None
    incident = site.get(f"/incidents/{folded.incident}").text
    assert "claim added by local" in incident
    taken = site.post(
        f"/review/{made.claims[0]}",
        data={"token": token_of(review), "verdict": "undecided"},
        follow_redirects=False,
    )
    assert taken.status_code == 303
    assert "The claim was taken back." in site.get(taken.headers["location"]).text
    assert site.get(f"/review/{made.claims[0]}").status_code == 404
    assert "added by local" not in site.get(f"/articles/{key}").text


@pytest.mark.parametrize(
    ("evidence", "fields", "says"),
    [
        ("words that nobody wrote", {}, "doesn’t say|doesn&#39;t say"),
        ("", {}, "words of the article"),
        (None, {"claimant": ""}, "Say whose claim"),
        (None, {"figures": "banana"}, "is no figure"),
        (None, {"claimant": "x" * 501}, "characters"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    site: TestClient,
    desk: IncidentIndex,
    article: tuple[Reading, Claim],
    evidence: str | None,
    fields: dict[str, str],
    says: str,
) -> None:
    reading, claim = article
    path = f"/articles/{reading.document.fingerprint}/add"
    words = claim.evidence.of(reading.document.text) if evidence is None else evidence
    start = claim.evidence.start
    page = site.get(f"{path}?start={start}&end={claim.evidence.end}").text
    given = {"claimant": "Kutum <b>Radio</b>", **fields}
    refused = site.post(path, data=sent(page, words, start, **given))
    assert refused.status_code == 422
    assert re.search(says, refused.text)
    assert form_of(refused.text)["claimant"] == given["claimant"]
    assert "<b>Radio" not in refused.text
    assert not desk.state().judgements


@pytest.mark.parametrize("query", ["", "?start=5", "?start=900000&end=900001", "?start=9&end=3"])
def test_a_page_without_words_asks_for_them(
    site: TestClient, article: tuple[Reading, Claim], query: str
) -> None:
    page = site.get(f"/articles/{article[0].document.fingerprint}/add{query}")
    assert page.status_code == 200
    assert "words of the article" in page.text


def test_a_claim_is_split_and_joined_on_its_page(
    site: TestClient, desk: IncidentIndex, article: tuple[Reading, Claim]
) -> None:
    reading, claim = article
    words = claim.evidence.of(reading.document.text).split()
    page = site.get(f"/review/{claim.id}").text
    data = {"token": token_of(page), "before": " ".join(words[len(words) // 2 :])}
    kept = site.post(f"/review/{claim.id}/split", data=data, follow_redirects=False)
    assert kept.status_code == 303
    (made,) = (each for each in desk.state().judgements if each.verdict == "added")
    page = site.get(f"/review/{claim.id}").text
    assert f'<option value="{made.claims[0]}">' in page
    data = {"token": token_of(page), "other": made.claims[0]}
    assert site.post(f"/review/{claim.id}/join", data=data).status_code == 303
    assert desk.state().folded(made.claims[0]) is None
    refused = site.post(f"/review/{claim.id}/split", data={**data, "before": "no such words"})
    assert refused.status_code == 422
    assert "stands nowhere in the claim" in refused.text


def test_readers_see_no_way_to_add_and_may_not(
    door: TestClient, desk: IncidentIndex, article: tuple[Reading, Claim]
) -> None:
    log_in(door, "rita")
    key = article[0].document.fingerprint
    assert "Add a claim" not in door.get(f"/articles/{key}").text
    assert door.get(f"/articles/{key}/add?start=0&end=20").status_code == 403
    forged = {"token": "0" * 64, "start": 0, "evidence": "some words", "changed": ["x"]}
    assert door.post(f"/articles/{key}/add", data=forged).status_code == 403
    assert not desk.state().judgements


def test_a_claim_of_words_that_no_browser_can_send_is_added_verbatim(
    site: TestClient, desk: IncidentIndex
) -> None:
    keys = [key for _, key, _ in desk.store.keys_since(0)]
    reading = next(each for each in map(desk.store.reading, keys) if "\ud800" in each.document.text)
    key, text = reading.document.fingerprint, reading.document.text
    at = text.index("\ud800")
    page = site.get(f"/articles/{key}/add?start={at - 20}&end={at + 20}").text
    shown = re.search(r'name="evidence".*?>\n(.*?)</textarea>', page, re.S)
    assert shown is not None
    words = html.unescape(shown[1])
    assert "?" in words
    added = site.post(f"/articles/{key}/add", data=sent(page, words, at - 20, claimant="Radio"))
    assert added.status_code == 303
    (made,) = desk.state().judgements
    assert "\ud800" in dict(made.changes)["evidence"]
