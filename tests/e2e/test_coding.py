"""A coder's day in a browser: missed claims, a wrong figure, copies, incidents that are one."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.browser import PHONE, WIDE, Visitor, settled
from tests.e2e.conftest import Visits
from tests.e2e.reports import ARMY, DOCTORS, DRONES, Report
from tests.e2e.test_keyboard import follows, types

SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])

SELECT = """([words]) => {
    const walker = document.createTreeWalker(document.querySelector("[data-add]"), 4);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent.indexOf(words);
        if (at >= 0 && !node.parentElement.closest(".tip, .chip")) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return true;
        }
    }
    return false;
}"""


def submits(person: Visitor, report: Report, **other: str) -> str:
    """Hand a text in over the API; return its document."""
    sent = {"text": report.text, "outlet": report.outlet, "published": report.published} | other
    sent["published"] += "T08:00:00Z"
    answer = person.context.request.post("/api/documents", data=sent)
    assert answer.ok, answer.text()
    return str(answer.json()["document"])


def claims(page: Page) -> list[dict[str, str]]:
    """The claims of the ledger, as the API has them; the newest last."""
    items: list[dict[str, str]] = []
    cursor = ""
    while True:
        answer = page.request.get(f"/api/claims?limit=100{cursor}").json()
        items += answer["items"]
        if answer["next"] is None:
            return items
        cursor = f"&cursor={answer['next']}"


@SIZES
def test_a_missed_claim_is_added_from_selected_words(visitor: Visits, size: ViewportSize) -> None:
    with visitor(viewport=size) as person:
        key = submits(person, DOCTORS, outlet=f"Nile Ledger {size['width']}")
        page = person.opens(f"/articles/{key}")
        assert page.evaluate(SELECT, ["shells hit the market"])
        expect(page.locator(".addhere")).to_be_visible()
        with page.expect_navigation():
            page.keyboard.press("n")
        expect(page.locator("mark.evidence")).to_have_text("shells hit the market")
        expect(page.get_by_label("claimant")).to_have_value("Sudan Doctors Network")
        page.get_by_label("claimant").fill("Kutum Radio")
        page.get_by_role("button", name="Add the claim").click()
        expect(page.get_by_role("status")).to_contain_text("The claim was added.")
        page.get_by_role("link", name="Review it").click()
        expect(page.locator("main")).to_contain_text("This claim was added by local.")
        page.get_by_role("link", name="Its incident").click()
        expect(page.locator("main")).to_contain_text("Kutum Radio")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], "nothing runs over the edge"


def test_a_missed_claim_is_added_without_a_pointer(visitor: Visits) -> None:
    with visitor() as person:
        person.foreseen.add(422)  # a form without a claimant
        page = person.opens(f"/articles/{submits(person, DRONES)}")
        follows(page, "a.adding", "Add a claim of this headline")
        expect(page.locator("mark.evidence")).to_have_text("Kharkiv hit by drones in the night")
        types(page, "#f-evidence", "Kharkiv hit by drones")
        types(page, "#f-claimant", "")
        follows(page, "button", "Add the claim")
        expect(page.get_by_role("alert")).to_contain_text("Say whose claim it is")
        types(page, "#f-claimant", "Kharkiv’s council")
        follows(page, "button", "Add the claim")
        follows(page, "main a", "Review it")
        expect(page.locator("main")).to_contain_text("Kharkiv’s council")
        follows(page, ".judged button", "Take back")
        expect(page.get_by_role("status")).to_contain_text("The claim was taken back.")


@SIZES
def test_a_corrected_figure_is_on_every_page_and_in_every_export(
    visitor: Visits, size: ViewportSize
) -> None:
    with visitor(viewport=size) as person:
        report = Report(
            f"Fur Gazette {size['width']}", "2025-06-04",
            ARMY.text.replace("Kutum", "Zalingei").replace("3 March 2025", "3 June 2025"),
        )  # fmt: skip
        page = person.opens(f"/articles/{submits(person, report)}")
        (claim,) = (
            each for each in claims(page)
            if each["outlet"] == report.outlet and each["words"].startswith("Nine people were")
        )  # fmt: skip
        page.goto(f"/review/{claim['id']}")
        page.get_by_label("figures").fill("17 people killed")
        page.get_by_label("Why").fill("the army’s own count")
        page.get_by_role("button", name="Keep my corrections").click()
        expect(page.get_by_role("status")).to_contain_text("Kept. figures: 17 people killed")
        page.goto(f"/review/{claim['id']}")
        expect(page.locator("main")).to_contain_text("corrected by local; read: 9 people killed")
        page.get_by_role("link", name="Its incident").click()
        settled(page)
        incident = page.url.split("/incidents/")[1].split("?")[0].split("#")[0]
        expect(page.locator("main")).to_contain_text("17 people")
        expect(page.locator("main")).to_contain_text("figures corrected by local")
        page.goto("/")
        front = page.locator(".incidents li, .incidents article, .incident", has_text="Zalingei")
        expect(front.first).to_contain_text("17 people")
        card = page.request.get(f"/incidents/{incident}/card.svg").text()
        assert "17 people" in card
        written = page.request.get("/export/csv?q=Zalingei").body().decode("utf-8-sig")
        rows = {each["claim_id"]: each for each in csv.DictReader(io.StringIO(written))}
        row = rows[claim["id"]]
        assert (row["low"], row["read_figures"]) == ("17", "9 people killed")
        assert row["corrected_by"] == "local"
        packed = page.request.get(f"/api/claims/{claim['id']}").json()
        assert "17" in str(packed["quantities"])


def test_a_claim_is_rejected_with_its_eleven_copies(visitor: Visits) -> None:
    with visitor() as person:
        report = Report("", "2025-08-04", DOCTORS.text.replace("Kutum", "Tawila").replace(
            "3 March 2025", "3 August 2025"))  # fmt: skip
        for number in range(12):
            submits(person, report, outlet=f"Paper {number}")
        page = person.opens("/")
        words = "At least 31 people were killed and 70 wounded when shells hit the market in Tawila"
        alike = [each for each in claims(page) if each["words"].startswith(words)]
        assert len(alike) == 12
        page.goto(f"/review/{alike[0]['id']}")
        settled(page)
        page.reload()
        expect(page.locator(".copies legend")).to_have_text(
            "Say the same of 11 copies in the same words"
        )
        page.get_by_role("button", name="Reject").click()
        expect(page.get_by_role("status")).to_contain_text("The same of 11 copies.")
        page.goto(f"/review/{alike[7]['id']}")
        expect(page.locator(".judged")).to_contain_text("wrong")
        with page.expect_navigation():
            page.get_by_role("button", name="Take back, here and of 11 copies").click()
        page.goto(f"/review/{alike[3]['id']}")
        expect(page.locator(".judged")).to_contain_text("undecided")


def test_two_incidents_are_merged_and_the_old_address_leads_on(visitor: Visits) -> None:
    with visitor() as person:
        first = Report("Coast Post", "2025-09-04", DRONES.text.replace("Kharkiv", "Sumy").replace(
            "6 March 2025", "6 September 2025"))  # fmt: skip
        second = Report("Inland Post", "2025-09-14", ARMY.text.replace("Kutum", "Geneina").replace(
            "3 March 2025", "13 September 2025"))  # fmt: skip
        pages = []
        for report in (first, second):
            page = person.opens(f"/articles/{submits(person, report)}")
            page.locator("header .links a").first.click()
            pages.append(page.url.split("?")[0].split("#")[0])
        one, other = pages
        assert one != other
        page.goto(other)
        page.get_by_text("Change what belongs here").click()
        page.get_by_label("Put another incident into this one").fill(one)
        with page.expect_navigation():
            page.get_by_role("button", name="Put together").click()
        for address in pages:
            page.goto(address)
            expect(page.locator("main")).to_contain_text("Coast Post")
            expect(page.locator("main")).to_contain_text("Inland Post")
        page.get_by_text("Change what belongs here").click()
        with page.expect_navigation():
            page.get_by_role("button", name="Take back my last change").click()
        page.goto(one)
        expect(page.locator("main")).not_to_contain_text("Inland Post")
