"""A coder in a browser: an incident's row filled beside its claims, kept, taken back, exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.browser import PHONE, WIDE, settled, tab_to
from tests.e2e.conftest import Visits
from tests.e2e.reports import ARMY, DOCTORS
from tests.e2e.serving import hand_in, served
from tests.e2e.test_keyboard import follows, types

BOTH = pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (PHONE, False)], ids=["wide", "phone, no script"]
)


@pytest.fixture(scope="module")
def home(
    browser: Browser,  # noqa: ARG001  # no server is started when there is no browser
    libraries: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site whose codebook is that of civilian harm, over two papers on one shelling."""
    folder: Path = tmp_path_factory.mktemp("site")
    options = ("--no-login", "--codebook", "airwars")
    with served(folder / "ledger.sqlite", options=options) as address:
        hand_in(address, (DOCTORS, ARMY))
        yield address


def incident(page: Page) -> str:
    """The incident of both papers."""
    items = page.request.get("/api/incidents").json()["items"]
    return next(str(each["id"]) for each in items if each["documents"] == 2)


def rows(page: Page) -> dict[str, dict[str, str]]:
    written = page.request.get("/export/coded").body().decode("utf-8-sig")
    return {each["incident"]: each for each in csv.DictReader(io.StringIO(written, newline=""))}


@BOTH
def test_a_coder_fills_a_row_and_exports_it(
    visitor: Visits, size: ViewportSize, script: bool
) -> None:
    with visitor(viewport=size, java_script_enabled=script) as person:
        person.foreseen.add(422)  # a number that is none
        page = person.opens("/")
        settled(page)
        key = incident(page)
        page.goto(f"/incidents/{key}")
        page.get_by_role("link", name="Code it").click()
        cell = page.locator("#c-people_killed_max")
        expect(cell.get_by_label("People killed, highest")).to_have_value("31")
        expect(cell).to_contain_text("At least 31 people were killed")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.get_by_label("Grade of the harm").select_option("contested")
        page.get_by_label("Civilians killed, lowest").fill("nine")
        page.get_by_label("Civilians killed, highest").fill("31")
        page.get_by_label("Why").fill("both name the other")
        page.get_by_role("button", name="Keep what I changed").first.click()
        expect(page.get_by_role("alert")).to_contain_text("“nine” is no number")
        expect(page.get_by_label("Grade of the harm")).to_have_value("contested")
        page.get_by_label("Civilians killed, lowest").fill("9")
        page.get_by_role("button", name="Keep what I changed").last.click()
        kept = "Kept. grade: contested; civilians_killed_min: 9; civilians_killed_max: 31."
        expect(page.get_by_role("status")).to_have_text(kept)
        row = rows(page)[key]
        assert (row["grade"], row["civilians_killed_min"], row["read_grade"]) == (
            "contested", "9", "",
        )  # fmt: skip
        assert (row["people_killed_min"], row["codebook"]) == ("9", "airwars 1")
        for name in ("Grade of the harm", "Civilians killed, lowest", "Civilians killed, highest"):
            page.get_by_role("button", name=f"Take back {name}").click()
            expect(page.get_by_role("status")).to_contain_text("Taken back: ")
        assert (rows(page)[key]["grade"], "read_grade" in rows(page)[key]) == ("", False)
        page.get_by_role("link", name="The incident").click()
        expect(page.locator("h1")).to_be_visible()


def test_a_row_is_filled_without_a_pointer(visitor: Visits) -> None:
    with visitor() as person:
        page = person.opens("/")
        settled(page)
        key = incident(page)
        person.opens(f"/incidents/{key}/code")
        tab_to(page, "#v-grade")
        page.keyboard.press("w")
        types(page, "#v-victims", "withheld")
        with page.expect_navigation():
            page.keyboard.press("Enter")  # in a field it keeps, and takes nothing back
        expect(page.get_by_role("status")).to_have_text("Kept. grade: weak; victims: withheld.")
        assert set(rows(page)[key]["victims"]) == {"█"}
        follows(page, "button[name=undo]")
        expect(page.get_by_role("status")).to_have_text("Taken back: grade.")
