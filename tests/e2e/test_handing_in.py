"""Files, an address and the bookmarklet in a browser, on a laptop and a phone, by script or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sayso.intake.fetch_policy import ALLOW_PRIVATE, GAP
from sayso.web.guard import LARGEST_UPLOAD
from tests.e2e.browser import PHONE, WIDE, Visitor, tab_to
from tests.e2e.serving import served
from tests.intake.serving import Answer, Site, serving

SAMPLES = Path(__file__).parent.parent.parent / "examples" / "inputs"
PAGE = (
    b"<html><head><title>Tripoli</title></head><body><h1>Shelling in Tripoli resumes</h1>"
    b"<p>Two groups traded fire near the airport on Friday, the mayor said.</p>"
)
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["laptop", "phone"])
JOB = re.compile("/add/jobs/[\\w-]{16,32}$")


@pytest.fixture(scope="module")
def web() -> Iterator[Site]:
    with serving() as running:
        running["/favicon.ico"] = Answer(b"", "image/x-icon")
        for width in (WIDE["width"], PHONE["width"]):
            running[f"/{width}"] = Answer(PAGE.replace(b"Two", f"{width}".encode()))
        yield running


@pytest.fixture(scope="module")
def home(browser: Browser, web: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that may fetch from this machine, and be shown in frames of the other server."""
    assert browser.is_connected()
    folder = tmp_path_factory.mktemp("site")
    options = ("--no-login", "--embed", web.address)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(ALLOW_PRIVATE, "1")
        patched.setenv(GAP, "0")
        with served(folder / "desk.sqlite", options=options) as address:
            yield address


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def is_done(page: Page) -> None:
    expect(page).to_have_url(JOB)
    expect(page.locator("#state")).to_contain_text("All of it was read.", timeout=120_000)
    fits(page)


@pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (PHONE, False)], ids=["laptop", "phone"]
)
def test_files_are_handed_in_and_lead_to_their_documents(
    browser: Browser, home: str, size: ViewportSize, script: bool
) -> None:
    with Visitor(browser, home, viewport=size, java_script_enabled=script) as person:
        page = person.opens("/add")
        if script:
            fits(page)
        form = page.get_by_role("region", name="Files")
        form.locator("#files").set_input_files(
            [SAMPLES / "brief.txt", SAMPLES / "lines.jsonl", SAMPLES / "events.csv"]
        )
        form.get_by_role("button", name="Read and add them").click()
        expect(page).to_have_url(JOB)
        expect(page.locator("#state")).to_contain_text("All of it was read.", timeout=120_000)
        page.locator(".jobs a").first.click()
        expect(page).to_have_url(re.compile("/articles/[0-9a-f]{24}$"))


@SIZES
def test_an_address_is_fetched_when_the_button_is_pressed(
    browser: Browser, home: str, web: Site, size: ViewportSize
) -> None:
    with Visitor(browser, home, viewport=size) as person:
        address = f"{web.address}/{size['width']}"
        page = person.opens(f"/add?url={address}")
        fits(page)
        field = page.get_by_role("region", name="A page by its address").get_by_label("Address")
        expect(field).to_have_value(address)
        assert f"/{size['width']}" not in web.paths()
        tab_to(page, "#by-address ~ form button")
        page.keyboard.press("Enter")
        is_done(page)
        assert web.paths().count(f"/{size['width']}") == 1
        expect(page.locator(".jobs")).to_contain_text("Shelling in Tripoli resumes")


def test_the_bookmarklet_opens_the_form_from_any_page_and_does_nothing_here(
    browser: Browser, home: str, web: Site
) -> None:
    with Visitor(browser, home) as person:
        page = person.opens("/add")
        link = page.get_by_role("link", name="Add to Sayso")
        script = str(link.get_attribute("href"))
        link.click()
        expect(page).to_have_url(f"{home}/add")
        assert any("Content Security Policy" in each for each in person.faults)
        person.faults.clear()
        page.goto(f"{web.address}/1280")
        with page.expect_navigation():
            page.evaluate("link => { location.href = link }", script)
        address = quote(f"{web.address}/1280", safe="")
        expect(page).to_have_url(f"{home}/add?url={address}")
        person.abroad.clear()  # the page on which the bookmark was used


def test_files_that_are_too_large_get_an_answer_and_no_broken_connection(
    browser: Browser, home: str, tmp_path: Path
) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * (LARGEST_UPLOAD + 1))
    with Visitor(browser, home) as person:
        person.foreseen.add(413)
        page = person.opens("/add")
        page.locator("#files").set_input_files(large)
        page.get_by_role("button", name="Read and add them").click()
        expect(page.locator("body")).to_contain_text("Go back and send fewer at once")


def test_a_frame_is_shown_by_the_site_that_was_named_and_by_no_other(
    browser: Browser, home: str, web: Site
) -> None:
    with Visitor(browser, home) as person:
        page = person.opens("/")
        incident = page.locator("h3 a").first.get_attribute("href")
        page = person.opens(str(incident))
        page.locator("summary", has_text="Cite or download").click()
        snippet = page.get_by_label("To show it on another site").input_value()
        web["/story"] = Answer(f"<!DOCTYPE html><title>Story</title>{snippet}".encode())
        page.goto(f"{web.address}/story")
        shown = page.frame_locator("iframe").locator("body")
        expect(shown).to_contain_text("Sayso does not decide what happened.")
        page.goto(f"{web.address.replace('127.0.0.1', 'localhost')}/story")
        expect(shown).to_contain_text("blocked")
        person.faults = [each for each in person.faults if "frame-ancestors" not in each]
        person.abroad.clear()


@SIZES
def test_a_bar_of_claims_over_time_narrows_the_search(
    browser: Browser, home: str, size: ViewportSize
) -> None:
    with Visitor(browser, home, viewport=size) as person:
        page = person.opens("/search")
        box = page.locator("details.dates")
        if box.get_attribute("open") is None:
            box.locator("summary").first.click()
        box.locator("svg a").first.click()
        expect(page).to_have_url(re.compile(r"(?:day|published)_from=\d{4}-\d\d-\d\d"))
        fits(page)
