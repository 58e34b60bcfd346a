"""A browser for the tests, a person who uses it, and what it must never see."""

from __future__ import annotations

import shutil
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, WebError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-gpu")
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 780}

MISSING = (
    "no Chromium on the path, which these tests drive. On Debian and Ubuntu:"
    " apt-get install chromium"
)


def chromium_path() -> str | None:
    """Where a Chromium is; None when there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Visitor:
    """A person with a fresh browser profile. When they leave, nothing may have gone wrong.

    `faults` has what the console tells, blocked by the policy or thrown by a script, but for
    answers with a status of `foreseen`; `abroad` each request to another host.
    """

    def __init__(self, browser: Browser, home: str, **how: Any) -> None:
        self.home = home
        how.setdefault("viewport", WIDE)
        self.context = browser.new_context(base_url=home, **how)
        self.context.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.abroad: list[str] = []
        self.foreseen: set[int] = set()
        self.requests = 0
        self.context.on("console", self._told)
        self.context.on("weberror", self._thrown)
        self.context.on("request", self._asked)
        self.page: Page = self.context.new_page()

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.context.close()
        if kind is None:
            assert self.requests, "no page was asked for"
            assert not self.abroad, f"asked of another host: {self.abroad}"
            assert not self.faults, f"the console tells: {self.faults}"

    def opens(self, path: str, status: int = 200) -> Page:
        """Go to a page of the site, which must answer with `status`."""
        self.foreseen.add(status)
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}"
        return self.page

    def _told(self, message: ConsoleMessage) -> None:
        refused = any(f"a status of {each} " in message.text for each in self.foreseen)
        of_driver = "GL Driver Message" in message.text
        if message.type in ("error", "warning") and not (refused or of_driver):
            self.faults.append(f"{message.type} at {self.page.url}: {message.text}")

    def _thrown(self, error: WebError) -> None:
        self.faults.append(f"thrown at {self.page.url}: {error.error}")

    def _asked(self, request: Request) -> None:
        self.requests += 1
        if urlsplit(request.url).netloc != urlsplit(self.home).netloc:
            self.abroad.append(request.url)


def settled(page: Page) -> None:
    """Load a page again until it has what was added; on a busy machine that takes a while."""
    for _ in range(300):
        if not page.locator(".behind").count():
            return
        page.wait_for_timeout(100)
        page.reload()


FOCUS = """([selector, words]) => {
    const at = document.activeElement;
    if (!at || at === document.body) { return [false, ""]; }
    const rings = [at, ...(at.closest(".hold") || at).querySelectorAll("*")].some(each => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== "none";
    });
    const box = at.getBoundingClientRect();
    const seen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0
        && box.top < innerHeight && box.left < innerWidth;
    const told = at.outerHTML.slice(0, 140);
    const fault = !rings ? "no ring: " + told : !seen ? "out of sight: " + told : "";
    return [at.matches(selector) && (at.textContent || "").includes(words), fault];
}"""
MOST_TABS = 150


def tab_to(page: Page, selector: str, words: str = "") -> None:
    """Press Tab until what is meant has the focus; each stop on the way must be seen to have it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        there, fault = page.evaluate(FOCUS, [selector, words])
        assert not fault, f"{page.url}: {fault}"
        if there:
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {selector} {words!r}")
