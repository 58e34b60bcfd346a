"""Two reviewers set where and when an incident was, and see it wherever the incident is shown."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.browser import PHONE, WIDE, Visitor, settled
from tests.e2e.reports import ARMY, Report
from tests.e2e.serving import PATIENCE_S
from tests.e2e.test_adjudicating import guarded, logs_in

__all__ = ["guarded"]


def hands_in(page: Page, report: Report) -> str:
    """Hand a text in as who logged in; return a claim of it, once it is in the index."""
    sent = {"text": report.text, "outlet": report.outlet, "published": f"{report.published}T08:00Z"}
    answer = page.request.post("/api/documents", data=sent, timeout=1000 * PATIENCE_S)
    assert answer.ok, answer.text()
    asked = f"/api/claims?document={answer.json()['document']}"
    for _ in range(120):
        if items := page.request.get(asked).json()["items"]:
            return str(items[0]["id"])
        page.wait_for_timeout(500)
    raise AssertionError("its claims never came into the index")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_is_set_is_seen_everywhere_and_nobody_is_overwritten_unseen(
    browser: Browser, guarded: str, size: ViewportSize
) -> None:
    with ExitStack() as stack:
        visitors = [stack.enter_context(Visitor(browser, guarded, viewport=size)) for _ in range(2)]
        oksana, omar = map(logs_in, visitors, ("oksana", "omar"))
        visitors[0].foreseen.add(422)  # the console tells of what is refused
        visitors[1].foreseen.add(409)
        address = f"/incidents/{hands_in(oksana, ARMY)}"
        oksana.goto(address)
        settled(oksana)
        read = oksana.locator("h1").inner_text()
        omar.goto(address)  # before anything is set: what this page shows will be old

        oksana.get_by_text("Set place, day or note").click()
        oksana.locator("#set-place").fill("San Antonio")
        oksana.locator("#set-place").press("Enter")  # by the keyboard alone
        expect(oksana.get_by_role("alert")).to_contain_text("Which San Antonio? Write one of")
        expect(oksana.locator("#set-place")).to_have_value("San Antonio")
        oksana.locator("#set-place").fill("Nyala, Sudan")
        oksana.get_by_role("button", name="Set the place").click()
        expect(oksana.get_by_role("status").first).to_contain_text("Kept.")
        settled(oksana)

        omar.get_by_text("Set place, day or note").click()
        omar.locator("#set-day").fill("2 June 2025 / 4 June 2025")
        omar.get_by_role("button", name="Set the day").click()
        expect(omar.get_by_role("alert")).to_contain_text("oksana: place “Nyala (SDN, GeoNames")
        expect(omar.locator("#set-day")).to_have_value("2 June 2025 / 4 June 2025")
        omar.get_by_role("button", name="Set the day").click()
        expect(omar.get_by_role("status").first).to_contain_text("Kept.")
        settled(omar)

        for page, path in ((oksana, address), (oksana, "/")):
            page.goto(path)
            expect(page.locator("main")).to_contain_text("Nyala")
        oksana.goto(address)
        expect(oksana.locator("h1")).to_contain_text("in Nyala, 2–4 June 2025")
        summary = oksana.get_by_text("place set by oksana")
        summary.press("Enter")
        expect(oksana.get_by_text("the claims give:").first).to_be_visible()
        assert oksana.get_by_text("day set by omar").is_visible()
        card = oksana.request.get(f"{address}/card.svg").text()
        assert "Nyala" in card
        assert "2 Jun 2025" in card
        shown = oksana.request.get(f"/api{address}").json()
        assert (shown["placed_by"], shown["dated_by"]) == ("oksana", "omar")
        wide = oksana.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert wide, "nothing hangs over the edge"

        oksana.get_by_text("Set place, day or note").click()
        oksana.get_by_role("button", name="Back to the place that the claims give").click()
        expect(oksana.get_by_role("status").first).to_contain_text("Kept.")
        settled(oksana)
        omar.goto(address)
        omar.get_by_text("Set place, day or note").click()
        omar.get_by_role("button", name="Back to the day that the claims give").click()
        expect(omar.get_by_role("status").first).to_contain_text("Kept.")
        settled(omar)
        omar.goto(address)
        expect(omar.locator("h1")).to_have_text(read)
