"""A first-time user, from an empty ledger to an incident, a correction, a feed and a sheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Page, expect

from tests.e2e.browser import settled
from tests.e2e.conftest import Visits
from tests.e2e.reports import ARMY, DOCTORS, Report

ATOM = "{http://www.w3.org/2005/Atom}"


def hands_in(page: Page, report: Report) -> None:
    page.get_by_role("link", name="Add reports").first.click()
    form = page.get_by_role("region", name="A text")
    form.get_by_label("The text, headline first").fill(report.text)
    form.get_by_label("Outlet").fill(report.outlet)
    form.get_by_label("Published").fill(report.published)
    form.get_by_role("button", name="Read and add it").click()
    expect(page).to_have_url(re.compile("/articles/[0-9a-f]{24}$"))


def shown_claims(page: Page) -> set[str]:
    """The ids of the claims that a search lists."""
    links = page.locator(".hit a", has_text=re.compile("^review$")).all()
    return {str(each.get_attribute("href")).rsplit("/", 1)[1] for each in links}


def test_from_an_empty_ledger_to_all_that_it_is_for(visitor: Visits, tmp_path: Path) -> None:
    with visitor(accept_downloads=True) as person:
        page = person.opens("/")
        expect(page.locator("main")).to_contain_text("This ledger is empty.")
        hands_in(page, DOCTORS)
        expect(page.locator("article")).to_contain_text("Nile Ledger")
        expect(page.locator("mark").first).to_be_visible()
        hands_in(page, ARMY)
        sees_the_incident(page)
        saves_a_search_and_follows_its_feed(page)
        takes_a_sheet_of_what_is_shown(page, tmp_path)
        corrects_a_claim_and_takes_it_back(page)


def sees_the_incident(page: Page) -> None:
    """Both figures side by side, in conflict, each with its words."""
    page.get_by_role("link", name="Sayso", exact=True).click()
    settled(page)
    expect(page.locator(".incidents")).to_contain_text("2 independent origins")
    page.locator(".incidents h3 a").click()
    asked = page.get_by_role("region", name="How many people were killed?")
    expect(asked).to_contain_text("At least 31 people")
    expect(asked).to_contain_text(re.compile("nine people", re.IGNORECASE))
    expect(page.locator("#rivals")).to_contain_text("They can’t both hold")
    words = asked.locator(".answer", has=page.get_by_text("At least 31 people", exact=True))
    expect(words.locator(".said")).to_contain_text("At least 31 people were killed")
    words.locator(".from a").first.click()
    expect(page).to_have_url(re.compile("/articles/.*#d1-c"))
    expect(page.locator("mark.lit, .lit").first).to_be_visible()


def saves_a_search_and_follows_its_feed(page: Page) -> None:
    page.get_by_label("Search claims").fill("killed market")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_contain_text("claims")
    shown = shown_claims(page)
    assert len(shown) >= 2
    page.get_by_label("Save this search as").fill("Kutum’s market")
    page.get_by_role("button", name="Save", exact=True).click()
    saved = page.get_by_role("region", name="Saved searches")
    expect(saved.get_by_role("link", name="Kutum’s market", exact=True)).to_be_visible()
    address = saved.get_by_role("link", name="feed").get_attribute("href")
    assert address is not None
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.body())  # noqa: S314
    ids = {str(each.findtext(f"{ATOM}id")) for each in feed.iter(f"{ATOM}entry")}
    assert {each.removeprefix("urn:sayso:claim:") for each in ids} == shown


def takes_a_sheet_of_what_is_shown(page: Page, folder: Path) -> None:
    shown = shown_claims(page)
    page.get_by_text("Export exactly these claims").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="csv", exact=True).click()
    kept = folder / coming.value.suggested_filename
    coming.value.save_as(kept)
    assert kept.suffix == ".csv"
    rows = list(csv.DictReader(io.StringIO(kept.read_text("utf-8-sig"))))
    assert {each["claim_id"] for each in rows} == shown
    assert len(rows) == len(shown)


def corrects_a_claim_and_takes_it_back(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Review").click()
    page.locator("main ol a, main li a").first.click()
    judged = page.url
    page.get_by_label("claimant").fill("The doctors of Kutum")
    page.get_by_label("Why").fill("the network speaks for them")
    page.get_by_role("button", name="Keep my corrections").click()
    expect(page.get_by_role("status")).to_contain_text("Kept. claimant: The doctors of Kutum")
    assert page.url.split("?")[0] != judged.split("?")[0], "the next claim is there"
    page.goto(judged)
    settled(page)
    expect(page.get_by_label("claimant")).to_have_value("The doctors of Kutum")
    expect(page.locator("main")).to_contain_text("corrected by local; read:")
    page.get_by_role("link", name="Its incident").click()
    expect(page.locator("main")).to_contain_text("The doctors of Kutum")
    page.goto(judged)
    settled(page)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Take back").click()
    page.goto(judged)
    settled(page)
    expect(page.locator("main")).not_to_contain_text("corrected by local")
    expect(page.locator("main")).to_contain_text("undecided")
