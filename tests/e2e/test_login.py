"""Logging in with a keyboard, by password and one-time code, without any script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from sayso.accounts import People, people_path
from tests.e2e.browser import PHONE, WIDE, Visitor, tab_to
from tests.e2e.serving import NEIGHBOUR, served
from tests.e2e.test_keyboard import follows, types
from tests.web.site import QUICK

PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(scope="module")
def guarded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001
    """A site that asks for a login, with a reviewer who must have one-time codes."""
    ledger: Path = tmp_path_factory.mktemp("guarded") / "desk.sqlite"
    people = People(people_path(ledger), QUICK)
    people.add_user("oksana", "reviewer", PASSWORD)
    people.add_user("olena", "reviewer", PASSWORD)
    people.second.require(True)
    people.close()
    with served(ledger, NEIGHBOUR, options=()) as home:
        yield home


def logs_in(visitor: Visitor, name: str) -> None:
    page = visitor.opens("/login")
    types(page, "#name", name)
    types(page, "#password", PASSWORD)
    follows(page, "main button", "Log in")


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("oksana", {"viewport": WIDE, "java_script_enabled": True, "color_scheme": "light"}),
        ("olena", {"viewport": PHONE, "java_script_enabled": True, "color_scheme": "dark"}),
    ],
)
def test_codes_are_set_up_and_used_with_a_keyboard(
    browser: Browser, guarded: str, name: str, how: dict[str, object]
) -> None:
    with Visitor(browser, guarded, **how) as visitor:
        visitor.foreseen.update({401, 403})
        page = visitor.page
        logs_in(visitor, name)
        expect(page.locator("h1")).to_have_text("Set up one-time codes")
        expect(page.get_by_role("img", name="QR code")).to_be_visible()
        secret = (page.locator(".steps code").first.text_content() or "").replace(" ", "")
        types(page, "#code", pyotp.TOTP(secret).at(int(time.time())))
        follows(page, "main button", "Confirm")
        codes = page.locator(".secrets code").all_text_contents()
        assert len(codes) == 10
        follows(page, "main a", "Go on")
        follows(page, "header .who a", name)
        expect(page.locator("h1")).to_contain_text(f"Account of {name}")
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, "nothing is wider than the screen"
        follows(page, ".who button", "Log out")
        logs_in(visitor, name)
        expect(page.locator("h1")).to_have_text("One-time code")
        types(page, "#code", codes[0])
        follows(page, "main button", "Log in")
        expect(page.locator(".who")).to_contain_text(f"{name}, reviewer")
        tab_to(page, ".who button", "Log out")


def test_a_login_works_without_scripts(browser: Browser, guarded: str) -> None:
    with Visitor(browser, guarded, java_script_enabled=False) as visitor:
        page = visitor.opens("/login")
        page.fill("#name", "oksana")
        page.fill("#password", "wrong password")
        visitor.foreseen.add(401)
        page.click("main button")
        expect(page.get_by_role("alert")).to_contain_text("wrong")
