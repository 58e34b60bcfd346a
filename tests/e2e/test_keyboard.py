"""The whole way with a keyboard: Tab, Enter, words, and the keys of the review."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.browser import settled, tab_to
from tests.e2e.conftest import Visits
from tests.e2e.reports import ARMY, DOCTORS, Report

MENU = "nav[aria-label=Main] a"


def follows(page: Page, selector: str, words: str = "") -> None:
    """Go to a link or a button by Tab and press Enter; the next page is there after."""
    tab_to(page, selector, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def types(page: Page, selector: str, words: str) -> None:
    """Go to a field by Tab and put words in the place of what it has."""
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(words)


def hands_in(page: Page, report: Report) -> None:
    follows(page, MENU, "Add reports")
    types(page, "#text", report.text)
    types(page, "#outlet", report.outlet)
    types(page, "#published", report.published)
    follows(page, "button", "Read and add it")
    expect(page).to_have_url(re.compile("/articles/"))


def test_the_whole_way_without_a_pointer(visitor: Visits) -> None:
    with visitor() as person:
        person.foreseen.add(422)  # a correction that changes nothing
        page = person.opens("/")
        skips_to_the_content(page)
        for each in (DOCTORS, ARMY):
            hands_in(page, each)
        follows(page, ".brand")
        settled(page)
        follows(page, ".incidents h3 a", "Kutum")
        reads_the_words_behind_a_figure(page)
        searches_and_saves(page)
        judges_by_keys(page)


def skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Shift+Tab")


def reads_the_words_behind_a_figure(page: Page) -> None:
    expect(page.locator("#questions .said", has_text="At least 31").first).to_be_visible()
    tab_to(page, "#questions summary", "Show on a scale")
    page.keyboard.press("Enter")
    expect(page.locator("#questions details[open] svg.bar-plot").first).to_be_visible()
    follows(page, "#questions .from a", "Nile Ledger")
    tab_to(page, "a.chip[aria-describedby]")
    told = page.locator("a.chip:focus").get_attribute("aria-describedby")
    expect(page.locator(f"#{told}")).to_be_visible()


def searches_and_saves(page: Page) -> None:
    page.reload()
    types(page, "#find", "killed")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("claims")
    types(page, "#savename", "All who were killed")
    follows(page, "button", "Save")
    expect(page.get_by_role("link", name="All who were killed", exact=True)).to_be_visible()


def judges_by_keys(page: Page) -> None:
    follows(page, MENU, "Review")
    follows(page, ".hit .said a")
    first = page.url
    presses(page, "c")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    types(page, "#f-claimant", "The medics of Kutum")
    types(page, "#why", "a rejection (r) is not meant by a letter in a field")
    follows(page, "button", "Keep my corrections")
    expect(page.get_by_role("status")).to_contain_text("Kept. claimant: The medics of Kutum")
    second = page.url
    presses(page, "a")
    third = page.url
    presses(page, "r")
    page.goto(second)
    settled(page)
    expect(page.locator(".judged")).to_contain_text("right")
    page.goto(third)
    settled(page)
    expect(page.locator(".judged")).to_contain_text("wrong")
    page.goto(first)
    settled(page)
    expect(page.locator(".judged li")).to_have_count(1)
    presses(page, "v")
    settled(page)
    expect(page.locator(".judged")).to_contain_text("rival")
    follows(page, ".judged button", "Take back")
    settled(page)
    expect(page.locator(".judged")).to_contain_text("undecided")


def presses(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)
