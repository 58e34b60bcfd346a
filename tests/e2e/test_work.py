"""A coder takes an article from the queue, tags it and finishes it, all by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.browser import PHONE, WIDE, settled
from tests.e2e.conftest import Visits
from tests.e2e.reports import ARMY, DOCTORS, DRONES
from tests.e2e.test_coding import submits
from tests.e2e.test_keyboard import MENU, follows, presses, types


def the_panel(page: Page, words: str) -> None:
    expect(page.locator("#work > summary")).to_contain_text(words)


def test_an_article_is_taken_tagged_and_done_by_keyboard(visitor: Visits) -> None:
    with visitor() as person:
        first, second = (submits(person, report) for report in (DOCTORS, ARMY))
        page = person.opens("/")
        settled(page)
        follows(page, MENU, "Work")
        expect(page.locator("main")).to_contain_text("No document is in this list.")
        follows(page, "nav.tabs a", "Unassigned (2)")
        follows(page, ".atwork a")
        assert f"/articles/{first}?work=" in page.url
        the_panel(page, "new, nobody")
        presses(page, "t")
        expect(page.get_by_role("status")).to_have_text("Kept.")
        the_panel(page, "in work, local")
        page.keyboard.press("g")
        expect(page.locator("#w-tags")).to_be_focused()
        page.keyboard.insert_text("Toll, two sources")
        types(page, "#w-note", "The hospital’s count is of two days.")
        follows(page, "#work button.main")
        expect(page.locator("#work > summary .note").first).to_have_text("toll")
        presses(page, "d")
        assert f"/articles/{second}?" in page.url, "the next of the list that it came from"
        expect(page.get_by_role("status")).to_contain_text("the next one of the list")
        the_panel(page, "new, nobody")
        presses(page, "k")
        expect(page.locator("#work a[rel=prev]")).to_have_count(0)
        page.goto("/work")
        expect(page.locator(".atwork .hit")).to_have_count(1)
        expect(page.locator(".atwork .hit .how")).to_contain_text("done")
        page.goto("/log")
        expect(page.locator("main")).to_contain_text("state: in work becomes done")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_folded_away_keys_do_nothing_and_nothing_runs_over_the_edge(
    visitor: Visits, size: ViewportSize
) -> None:
    with visitor(viewport=size) as person:
        key = submits(person, DRONES, outlet=f"Harbour {size['width']}")
        page = person.opens(f"/articles/{key}")
        page.keyboard.press("d")
        page.keyboard.press("t")
        page.reload()
        the_panel(page, "new, nobody")
        for path in (f"/articles/{key}?work=whose%3Dall", "/work?whose=all", "/work/assign",
                     f"/work/document/{key}"):  # fmt: skip
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_a_searchs_documents_are_assigned_with_script_off(visitor: Visits) -> None:
    with visitor(java_script_enabled=False) as person:
        submits(person, DOCTORS, outlet="Plain Post")
        page = person.opens("/search?outlet=Plain+Post")
        page.get_by_role("link", name="assign their documents").click()
        page.get_by_label("Tags to add").fill("plain")
        page.get_by_role("button", name="Assign").click()
        expect(page.get_by_role("status")).to_have_text("1 document was changed.")
        page.goto("/search?tag=plain")
        expect(page.locator(".hits .hit").first).to_contain_text("Plain Post")
