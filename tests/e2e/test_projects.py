"""An admin makes a project and adds a member, who finds its queue and works; another finds none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from sayso.accounts import People, people_path
from sayso.ledger import open_ledger
from tests.e2e.browser import PHONE, WIDE, Visitor
from tests.e2e.serving import NEIGHBOUR, served
from tests.e2e.test_login import PASSWORD, logs_in
from tests.made import market_reading, narrated_reading
from tests.web.site import QUICK

READINGS = [
    market_reading(),
    narrated_reading("Shells fell on the market of Omdurman.", outlet="Capital Gazette"),
    narrated_reading("A bridge over the Nile was hit.", outlet="Plain Post"),
]


@pytest.fixture(scope="module")
def home(
    browser: Browser,  # noqa: ARG001  # no server is started when there is no browser
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A site with an admin and two reviewers over a ledger with three documents."""
    path = tmp_path_factory.mktemp("projects") / "projects.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for reading in READINGS:
            store.add(reading)
    with closing(People(people_path(path), QUICK)) as people:
        people.add_user("ada", "admin", PASSWORD)
        people.add_user("oksana", "reviewer", PASSWORD)
        people.add_user("otto", "reviewer", PASSWORD)
    with served(path, NEIGHBOUR, options=()) as address:
        yield address


def fits(page: Page, size: ViewportSize) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


@pytest.mark.parametrize(
    ("size", "name", "script"),
    [(WIDE, "nile", True), (PHONE, "market", False)],
    ids=["wide", "phone"],
)  # fmt: skip
def test_a_member_finds_the_queue_and_another_nothing(
    browser: Browser, home: str, size: ViewportSize, name: str, script: bool
) -> None:
    how = {"viewport": size, "java_script_enabled": script}
    with Visitor(browser, home, **how) as ada:
        logs_in(ada, "ada")
        page = ada.opens("/work")
        page.locator("main").get_by_role("link", name="Projects").click()
        fits(page, size)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Title").fill(f"What is said of the {name}")
        page.get_by_label("Filter").fill(f"q={name}")
        page.get_by_role("button", name="Make it").click()
        expect(page.get_by_role("status")).to_contain_text("Give it members.")
        page.get_by_label("User").fill("oksana")
        page.locator("#m-role").select_option("reviewer")
        page.get_by_role("button", name="Add or change").click()
        expect(page.locator("main")).to_contain_text("member oksana: no member becomes reviewer")
        fits(page, size)
    with Visitor(browser, home, **how) as oksana:
        logs_in(oksana, "oksana")
        page = oksana.opens("/")
        page.get_by_label("Main").get_by_role("link", name="Projects").click()
        page.locator("main").get_by_role("link", name=f"What is said of the {name}").click()
        fits(page, size)
        page.get_by_role("link", name="Unassigned").click()
        shown = page.locator(".atwork .hit").count()
        assert shown == {"nile": 1, "market": 2}[name], "what the filter lets pass"
        page.get_by_role("button", name="Take").first.click()
        expect(page.get_by_role("status")).to_have_text("Kept.")
        expect(page.locator("#work > summary")).to_contain_text("in work, oksana")
        assert f"project={name}" in page.url
        fits(page, size)
        page.goto(f"/projects/{name}/work")
        expect(page.locator(".atwork .hit")).to_have_count(1)
        page.goto("/work")
        expect(page.locator("main")).to_contain_text("No document is in this list.")
    with Visitor(browser, home, **how) as otto:
        logs_in(otto, "otto")
        page = otto.opens("/")
        expect(page.get_by_label("Main").get_by_role("link", name="Projects")).to_have_count(0)
        page = otto.opens("/projects")
        expect(page.locator("main")).to_contain_text("You are in no project.")
        page = otto.opens(f"/projects/{name}/work", 404)
        expect(page.locator("main")).to_contain_text("There is no such project among yours.")
        expect(page.locator("main")).not_to_contain_text("What is said of")
