"""A person opens the site through nginx and through Caddy in a real browser, over https."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sayso.accounts import People, people_path
from tests.e2e.browser import Visitor
from tests.e2e.serving import free_port, served
from tests.web.proxies import NAME, made_certificate, proxied
from tests.web.site import QUICK
from tests.web.test_guard import PASSWORD


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxied")


@pytest.fixture(scope="module")
def site(browser: Browser, folder: Path, port: int) -> Iterator[str]:  # noqa: ARG001
    """A site that people open by NAME and a port, and one user."""
    ledger = folder / "desk.sqlite"
    people = People(people_path(ledger), QUICK)
    people.add_user("oksana", "reviewer", PASSWORD)
    people.close()
    options = ("--trusted-proxy", "127.0.0.1", "--public-url", f"https://{NAME}:{port}")
    with served(ledger, options=options) as address:
        yield address


@pytest.mark.parametrize("kind", ["nginx", "nginx, default Host", "Caddy", "Caddy, default Host"])
def test_a_person_logs_in_adds_a_text_and_logs_out(
    browser: Browser, folder: Path, site: str, port: int, kind: str
) -> None:
    with (
        proxied(kind, folder, made_certificate(folder), port, site) as public,
        Visitor(browser, public, ignore_https_errors=True) as oksana,
    ):
        page = oksana.opens("/search?q=port")
        assert page.url == f"{public}/login?to=%2Fsearch%3Fq%3Dport"
        page.get_by_label("Name", exact=True).fill("oksana")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{public}/search?q=port")
        oksana.opens("/")
        cookies = {each["name"]: each for each in oksana.context.cookies()}
        expected = {f"__Host-sayso_{each}" for each in ("session", "form", "seen", "device")}
        assert set(cookies) == expected
        assert all(each["secure"] and each["httpOnly"] for each in cookies.values())
        assert {each["domain"] for each in cookies.values()} == {NAME}
        page = oksana.opens("/add")
        page.get_by_label("The text").fill("The port was shelled on Monday, its master said.")
        page.get_by_role("button", name="Read and add it").click()
        page.wait_for_url(f"{public}/articles/*", timeout=90_000)
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url(f"{public}/login")
        assert oksana.opens("/search").url.startswith(f"{public}/login")
