"""A coder takes an article from the queue, tags it and finishes it, all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sayso.ledger import open_ledger
from tests.e2e.browser import PHONE, WIDE, settled
from tests.e2e.conftest import Visits
from tests.e2e.serving import served
from tests.e2e.test_keyboard import MENU, follows, presses, types
from tests.made import market_reading, narrated_reading

READINGS = [
    market_reading(),
    narrated_reading("Shells fell on the market of Omdurman.", outlet="Capital Gazette"),
    narrated_reading("A bridge over the Nile was hit.", outlet="Plain Post"),
]
FIRST, SECOND, THIRD = (each.document.fingerprint for each in READINGS)


@pytest.fixture(scope="module")
def home(
    browser: Browser,  # noqa: ARG001  # no server is started when there is no browser
    libraries: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site over a ledger with three documents, which needs no time to read any."""
    path = tmp_path_factory.mktemp("work") / "work.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for reading in READINGS:
            store.add(reading)
    with served(path) as address:
        yield address


def the_panel(page: Page, words: str) -> None:
    expect(page.locator("#work > summary")).to_contain_text(words)


def test_an_article_is_taken_tagged_and_done_by_keyboard(visitor: Visits) -> None:
    with visitor() as person:
        page = person.opens("/")
        settled(page)
        follows(page, MENU, "Work")
        expect(page.locator("main")).to_contain_text("No document is in this list.")
        follows(page, "nav.tabs a", "Unassigned (3)")
        follows(page, ".atwork a")
        assert f"/articles/{FIRST}?work=" in page.url
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
        assert f"/articles/{SECOND}?" in page.url, "the next of the list that it came from"
        expect(page.get_by_role("status")).to_contain_text("the next one of the list")
        the_panel(page, "new, nobody")
        expect(page.locator("#work a[rel=prev]")).to_have_count(0)  # somebody has the first one
        presses(page, "j")
        assert f"/articles/{THIRD}?" in page.url
        presses(page, "k")
        assert f"/articles/{SECOND}?" in page.url
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
        page = person.opens(f"/articles/{THIRD}")
        page.keyboard.press("d")
        page.keyboard.press("t")
        page.reload()
        the_panel(page, "new, nobody")
        paths = (f"/articles/{THIRD}?work=whose%3Dall", "/work?whose=all", "/work/assign")
        for path in (*paths, f"/work/document/{THIRD}"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def test_a_searchs_documents_are_assigned_with_script_off(visitor: Visits) -> None:
    with visitor(java_script_enabled=False) as person:
        page = person.opens("/search?outlet=Plain+Post")
        page.get_by_role("link", name="assign their documents").click()
        page.get_by_label("Tags to add").fill("plain")
        page.get_by_role("button", name="Assign").click()
        expect(page.get_by_role("status")).to_have_text("1 document was changed.")
        page.goto("/search?tag=plain")
        expect(page.locator(".hits .hit").first).to_contain_text("Plain Post")
