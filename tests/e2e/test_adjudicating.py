"""Two coders who differ on a claim, and a third who adjudicates: three users, three browsers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sayso.accounts import People, people_path
from tests.e2e.browser import PHONE, WIDE, Visitor, settled
from tests.e2e.reports import ARMY, Report
from tests.e2e.serving import NEIGHBOUR, PATIENCE_S, served
from tests.e2e.test_login import PASSWORD
from tests.web.site import QUICK

CODERS = ("oksana", "omar")
THIRD = "iryna"


@pytest.fixture
def guarded(browser: Browser, tmp_path: Path) -> Iterator[str]:  # noqa: ARG001
    """A site that asks for a login, with three reviewers, over a ledger that is not there yet."""
    ledger = tmp_path / "desk.sqlite"
    people = People(people_path(ledger), QUICK)
    for name in (*CODERS, THIRD):
        people.add_user(name, "reviewer", PASSWORD)
    people.close()
    with served(ledger, NEIGHBOUR, options=()) as home:
        yield home


def logs_in(visitor: Visitor, name: str) -> Page:
    page = visitor.opens("/login")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".who")).to_contain_text(f"{name}, reviewer")
    return page


def hands_in(page: Page, report: Report) -> str:
    """Hand a text in as who logged in; return the address of its claim of nine dead."""
    sent = {"text": report.text, "outlet": report.outlet, "published": f"{report.published}T08:00Z"}
    answer = page.request.post("/api/documents", data=sent, timeout=1000 * PATIENCE_S)
    assert answer.ok, answer.text()
    items = page.request.get(f"/api/claims?document={answer.json()['document']}").json()["items"]
    (claim,) = (each["id"] for each in items if each["words"].startswith("Nine people were"))
    return f"/review/{claim}"


@pytest.mark.parametrize(
    "sizes",
    [
        pytest.param((WIDE, PHONE, PHONE), id="either"),
        pytest.param((WIDE, WIDE, WIDE), id="wide", marks=pytest.mark.soak),
        pytest.param((PHONE, PHONE, PHONE), id="phone", marks=pytest.mark.soak),
    ],
)
def test_a_third_adjudicates_what_two_coders_differ_on(
    browser: Browser, guarded: str, sizes: tuple[ViewportSize, ...]
) -> None:
    with ExitStack() as stack:
        oksana, omar, iryna = (
            logs_in(stack.enter_context(Visitor(browser, guarded, viewport=size)), name)
            for name, size in zip((*CODERS, THIRD), sizes, strict=True)
        )
        claim = hands_in(oksana, ARMY)
        oksana.goto(claim)
        oksana.get_by_label("figures").fill("17 people killed")
        oksana.get_by_role("button", name="Keep my corrections").click()
        expect(oksana.get_by_role("status")).to_contain_text("Kept. figures: 17 people killed")

        omar.goto(claim)
        settled(omar)
        omar.get_by_label("figures").fill("19 people killed")
        omar.get_by_role("button", name="Keep my corrections").click()
        expect(omar.get_by_role("status")).to_contain_text("Kept. figures: 19 people killed")

        iryna.goto("/review/agreement")
        settled(iryna)
        figures = iryna.get_by_role("row").filter(
            has=iryna.get_by_role("rowheader", name="figures")
        )
        expect(figures.get_by_role("cell").nth(0)).to_have_text("1")
        expect(figures.get_by_role("cell").nth(1)).to_have_text("0")
        iryna.get_by_role("link", name="1 claim to adjudicate").click()
        listed = iryna.locator(".adjudicating", has_text="Nine people were killed")
        choices = listed.get_by_role("group", name="figures")
        expect(choices).to_contain_text("17 people killed oksana")
        expect(choices).to_contain_text("19 people killed omar")
        listed.get_by_label("19 people killed").check()
        listed.get_by_label("Why").fill("the hospital’s list")
        listed.get_by_role("button", name="Adjudicate").click()
        expect(iryna.get_by_role("status")).to_have_text("Adjudicated.")
        expect(iryna.locator("main")).to_contain_text("Nothing is left to adjudicate.")
        for size in (WIDE, PHONE):
            iryna.set_viewport_size(size)
            width = iryna.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], "nothing runs over the edge"

        for page in (oksana, omar, iryna):
            page.goto(claim)
            settled(page)
            expect(page.locator(".judged")).to_contain_text("adjudicated")
            page.get_by_role("link", name="Its incident").click()
            settled(page)
            expect(page.locator("#questions")).to_contain_text("19 people")
            expect(page.locator("#questions")).not_to_contain_text("17 people")
            expect(page.locator("main")).to_contain_text(f"figures corrected by {THIRD}")
