"""Every page, on a laptop and a phone, by day and by night, with script and without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Page

from tests.e2e.browser import PHONE
from tests.e2e.conftest import Visits
from tests.e2e.reports import ALL, Report
from tests.e2e.serving import hand_in


@dataclass(frozen=True)
class Paths:
    """What there is to look at, by address; `again` are pages of a kind that `found` has."""

    found: tuple[str, ...]
    again: tuple[str, ...]
    missing: tuple[str, ...] = ("/nowhere",)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        yield from ((each, 200) for each in self.found + self.again)
        yield from ((each, 404) for each in self.missing)


@pytest.fixture(scope="module")
def paths(home: str) -> Paths:
    """Every kind of page, over three reports and a judgement."""
    documents = hand_in(home, ALL)
    with httpx.Client(base_url=home, timeout=30) as client:
        incidents = [each["id"] for each in client.get("/api/incidents").json()["items"]]
        claims = [each["id"] for each in client.get("/api/claims?q=killed").json()["items"]]
        client.post("/api/judgements", json={"verdict": "rival", "claims": claims[:2]})
    return Paths(
        (
            "/", "/search?q=killed&polarity=asserts", "/map", "/framing", "/review",
            f"/review/{claims[0]}", "/review/agreement", "/add", "/log", "/login",
            "/alerts", f"/alerts/new?incident={incidents[0]}",
            f"/articles/{documents[0]}", *(f"/incidents/{each}" for each in incidents),
            f"/incidents/{incidents[0]}/code",
            "/framing/compare?first=Nile+Ledger&second=Capital+Dispatch&terms=killed",
            "/framing/sentences?first=Nile+Ledger&second=Capital+Dispatch&measure=no+source",
        ),
        (
            "/?sort=size", "/?new=true", "/search", "/search?q=nothing+of+this",
            "/framing?outlet=Nile+Ledger", f"/incidents/{incidents[0]}?view=range",
        ),
    )  # fmt: skip


def too_wide(page: Page) -> list[str]:
    """What makes a page scroll sideways."""
    return list(
        page.evaluate(
            """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) { return []; }
            const wide = [...document.body.querySelectorAll("*")]
                .filter(each => each.getBoundingClientRect().right > room + 1)
                .map(each => each.outerHTML.slice(0, 120));
            return [location.pathname, ...wide.slice(0, 5)];
        }"""
        )
    )


def test_no_page_scrolls_sideways_on_a_phone(visitor: Visits, paths: Paths) -> None:
    with visitor(viewport=PHONE, has_touch=True, is_mobile=True) as person:
        for path, status in paths:
            page = person.opens(path, status)
            assert not too_wide(page), path
            for each in page.locator("summary:visible").all()[:3]:
                each.click()
            for each in page.locator("a.chip:visible").all()[:3]:
                each.focus()
                assert not too_wide(page), (path, "with a tip")
            assert not too_wide(page), (path, "opened")


def test_every_page_works_without_script(visitor: Visits, paths: Paths) -> None:
    with visitor(java_script_enabled=False) as person:
        for path, status in paths:
            page = person.opens(path, status)
            assert page.locator("h1").inner_text().strip(), path
            assert page.locator("main").inner_text().strip(), path
            assert page.get_by_role("link", name="Sayso", exact=True).is_visible()
        page = person.opens("/")
        page.get_by_label("Search claims").fill("killed")
        page.get_by_role("button", name="Find").click()
        assert page.locator(".hit").count() >= 2
        page.get_by_role("link", name="review", exact=True).first.click()
        page.get_by_role("button", name="Accept").click()
        assert "Kept." in page.locator("main").inner_text()


def test_a_policy_keeps_scripts_of_others_out(visitor: Visits, paths: Paths) -> None:
    """And a visitor of these tests would notice: what is blocked is told on the console."""
    assert paths.found
    with visitor() as person:
        page = person.opens("/")
        page.evaluate(
            """() => { const script = document.createElement("script");
            script.textContent = "window.came = true"; document.head.append(script); }"""
        )
        assert page.evaluate("window.came") is None
        assert any("Content Security Policy" in each for each in person.faults)
        person.faults.clear()


def test_markup_in_a_report_runs_nothing(visitor: Visits, paths: Paths, home: str) -> None:
    """Not even where no policy would stop it."""
    assert paths.found
    run = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    report = Report(
        f"Hill Courier {run}",
        "2025-03-07",
        f"Bridge falls {run}\n\nFour people were killed when a bridge fell near Goma {run} on"
        f" Friday, the governor {run} said. “{run} It was old,” he told reporters.",
    )
    (document,) = hand_in(home, [report])
    with visitor(bypass_csp=True) as person:
        claims = httpx.get(f"{home}/api/claims?document={document}").json()["items"]
        assert claims
        for path in (
            "/", "/search", f"/search?q={run}", "/framing", "/map", f"/articles/{document}",
            f"/review/{claims[0]['id']}", f"/incidents/{claims[0]['incident']}",
        ):  # fmt: skip
            page = person.opens(path)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.ran") is None, path
