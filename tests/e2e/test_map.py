"""The map with script against the drawn one: the same places, names, a scale, and the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from tests.e2e.browser import PHONE, WIDE, Visitor, chromium_path
from tests.e2e.conftest import LIBRARIES
from tests.e2e.reports import ALL, Report
from tests.e2e.serving import hand_in

WEBGL = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--ignore-gpu-blocklist")  # fmt: skip
"""Draws with the processor alone, so that a machine without a graphics card has WebGL too."""

PATIENT_MS = 60_000
FAR = Report(
    "Harbour Evening Post",
    "2025-03-07",
    "Shells hit Sumy\n\nMoscow said 12 drones were shot down over Belgorod on Thursday, 6 March"
    " 2025. Kyiv denied that it had sent them.\n\n"
    "Shells hit the market in Sumy on Thursday, 6 March 2025, the mayor said.",
)


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """A browser of its own, started by the driver of the one that all tests share."""
    made = browser.browser_type.launch(executable_path=chromium_path(), args=list(WEBGL))
    yield made
    made.close()


@pytest.fixture(scope="module")
def filled(home: str) -> str:
    hand_in(home, (*ALL, FAR))
    return home


def moving(person: Visitor, path: str) -> Page:
    """A page whose map with script is there; skipped where none can be."""
    if not LIBRARIES.exists():
        pytest.skip("the browser's libraries are not installed: make assets")
    page = person.opens(path)
    page.locator(".mapbox").scroll_into_view_if_needed()
    try:
        page.wait_for_selector(".mapbox.moving", timeout=PATIENT_MS)
    except TimeoutError:
        pytest.skip("this Chromium has no WebGL")
    return page


def drawn_places(home: str, path: str) -> set[str]:
    """The places that the page draws without script, by the titles of their dots and circles."""
    page = httpx.get(home + path, timeout=30).text
    broad = page.split("</svg>", 1)[0]
    return set(re.findall(r"<title>(.*?) \((?:exact|town|district|region)\)", broad))


ON_MAP = """layers => [...new Set(document.querySelector(".mapbox").map
    .queryRenderedFeatures({layers}).map(each => each.properties.name))].sort()"""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_both_maps_have_the_same_places_and_no_metonym(
    browser: Browser, filled: str, size: dict[str, int]
) -> None:
    with Visitor(browser, filled, viewport=size) as person:
        page = moving(person, "/map?whole=true")
        shown = set(page.evaluate(ON_MAP, ["pins", "reach"]))
        assert shown == drawn_places(filled, "/map?whole=true")
        assert {"Kutum", "Sumy", "Belgorod"} <= shown
        assert not {"Moscow", "Kyiv"} & shown


def test_places_have_names_and_towns_help_to_find_them(browser: Browser, filled: str) -> None:
    with Visitor(browser, filled) as person:
        page = moving(person, "/map?whole=true")
        assert {"Kutum", "Sumy"} <= set(page.evaluate(ON_MAP, ["names"]))
        assert page.evaluate(ON_MAP, ["towns"])
        scale = page.locator(".maplibregl-ctrl-scale")
        assert re.fullmatch(r"[\d,]+ km", scale.inner_text().replace("\xa0", " "))
        box, frame = scale.bounding_box(), page.locator(".mapbox").bounding_box()
        assert box is not None
        assert frame is not None
        assert box["width"] > 20
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]


def test_the_map_can_be_used_by_keyboard_alone(browser: Browser, filled: str) -> None:
    with Visitor(browser, filled) as person:
        page = moving(person, "/map?whole=true")
        canvas = page.locator(".maplibregl-canvas")
        assert "Enter" in (canvas.get_attribute("aria-label") or "")
        canvas.focus()
        zoom = "document.querySelector('.mapbox').map.getZoom()"
        before = page.evaluate(zoom)
        page.keyboard.press("Equal")
        for _ in range(60):  # the policy allows no expression to be waited for
            if page.evaluate(zoom) > before:
                break
            page.wait_for_timeout(500)
        assert page.evaluate(zoom) > before
        page.keyboard.press("Enter")
        first = page.locator(".maplibregl-popup a").inner_text()
        page.keyboard.press("Escape")
        assert not page.locator(".maplibregl-popup").count()
        page.keyboard.press("Enter")
        second = page.locator(".maplibregl-popup a").inner_text()
        assert first != second
        page.locator(".maplibregl-popup a").press("Enter")
        page.wait_for_url("**/search?**")
        assert second in page.locator("main").inner_text()
