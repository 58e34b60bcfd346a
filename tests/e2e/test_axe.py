"""axe-core on every page: logged out, as a reviewer and as an admin, on a laptop and a phone.

A GET route that answers HTML and has no entry in PAGES fails `test_every_page_has_an_entry`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from sayso.accounts import People, Role, people_path
from sayso.accounts.alerts import AlertCursor, AlertDraft
from sayso.accounts.projects import Project
from tests.e2e.browser import PHONE, WIDE, Visitor, settled
from tests.e2e.reports import ALL
from tests.e2e.serving import NEIGHBOUR, hand_in, served
from tests.e2e.test_login import PASSWORD
from tests.web.site import QUICK
from tests.web.test_role_matrix import ROWS, STRANGER, Asker, Site, made, untouched

__all__ = ["made", "untouched"]

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-core: pip install axe-playwright-python"
)

FAULTY = ("serious", "critical")
OPEN = ("/login", "/login/code", "/login/setup", "/keyed/mail/{key}")
"""Pages that a stranger sees; any other leads to the first of them."""

FRAMED = "/embed/incidents/{incident_id}"
"""The page for frames of other sites; there is none unless the site is started with --embed."""

OF_A_REVIEWER = (
    "/log", "/account", "/review/{claim_id}", "/work/assign", "/projects",
    "/projects/{name}/settings",
)  # fmt: skip
"""Pages on which a reviewer meets another menu, other forms or a refusal; an admin sees all."""

PAGES: Mapping[str, tuple[str, ...]] = {
    "/": ("/", "/?sort=size", "/?new=true"),
    "/account": ("/account",),
    "/add": ("/add", "/add?url=https%3A%2F%2Freports.example%2F1"),
    "/add/jobs/{job_id}": ("/add/jobs/none",),
    "/alerts": ("/alerts",),
    "/alerts/new": ("/alerts/new?incident={incident}", "/alerts/new?search={search}"),
    "/articles/{document_id}": ("/articles/{document}",),
    "/articles/{document_id}/add": ("/articles/{document}/add?start=0&end=20",),
    "/claimants": ("/claimants", "/claimants?q=army"),
    "/claimants/{entry_id}": ("/claimants/{entry}",),
    FRAMED: ("/embed/incidents/{incident}",),
    "/framing": ("/framing", "/framing?outlet=Nile+Ledger"),
    "/framing/compare": (
        "/framing/compare", "/framing/compare?by=side",
        "/framing/compare?first=Nile+Ledger&second=Capital+Dispatch&terms=killed%0Ashell*"),
    "/framing/sentences": (
        "/framing/sentences?first=Nile+Ledger&second=Capital+Dispatch&measure=no+source",),
    "/incidents/{incident_id}": ("/incidents/{incident}", "/incidents/{incident}?view=range",
                                 "/incidents/{quiet_incident}"),
    "/incidents/{incident_id}/code": ("/incidents/{incident}/code",),
    "/keyed/mail/{key}": ("/keyed/mail/{mail}",),
    "/log": ("/log",),
    "/login": ("/login",),
    "/login/code": ("/login/code",),
    "/login/setup": ("/login/setup",),
    "/map": ("/map",),
    "/projects": ("/projects",),
    "/projects/{name}": ("/projects/harbour",),
    "/projects/{name}/agreement": ("/projects/harbour/agreement",),
    "/projects/{name}/incidents/{incident_id}/code": (
        "/projects/harbour/incidents/{incident}/code",),
    "/projects/{name}/settings": ("/projects/harbour/settings",),
    "/projects/{name}/work": ("/projects/harbour/work?whose=all",),
    "/projects/{name}/work/{kind}/{wanted}": ("/projects/harbour/work/document/{document}",),
    "/review": ("/review", "/review?polarity=denies"),
    "/review/agreement": ("/review/agreement",),
    "/review/disagreements": ("/review/disagreements",),
    "/review/{claim_id}": ("/review/{contested}", "/review/{corrected}"),
    "/search": ("/search", "/search?q=killed&polarity=asserts", "/search?q=nothing+of+this",
                "/search?q=killed&not-outlet=Nile+Ledger"),
    "/work": ("/work", "/work?list=all"),
    "/work/assign": ("/work/assign?q=killed",),
    "/work/{kind}/{wanted}": ("/work/document/{document}", "/work/incident/{incident}",
                              "/work/claim/{contested}"),
}  # fmt: skip
"""Addresses of each route that answers with a page."""

Look = tuple[ViewportSize, Literal["light", "dark"], tuple[str, ...]]
"""A size, colours, and axe-core's rules, all when none is named."""

BY_LOOKS = (
    "aria-hidden-focus", "button-name", "color-contrast", "label", "link-in-text-block",
    "link-name", "scrollable-region-focusable",
)  # fmt: skip
"""Rules of serious faults that depend on what is shown, how large and in which colours."""

MISSING = "/nowhere"
STATUSES = {
    ("reviewer", "/log"): 403,
    ("reviewer", "/projects/{name}/settings"): 403,
    ("", "/login/setup"): 401,
    ("", "/add/jobs/{job_id}"): 404,
}
"""What is answered otherwise than with 200, by role, "" for any."""


@dataclass(frozen=True)
class Served:
    """The address of a site, its ledger, and what names in braces stand for."""

    home: str
    ledger: Path
    known: Mapping[str, str]


@pytest.fixture(scope="module")
def site(
    browser: Browser,  # noqa: ARG001  # no server is started when there is no browser
    libraries: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """A site with users over three reports, with something of everything that a page shows."""
    ledger: Path = tmp_path_factory.mktemp("axe") / "desk.sqlite"
    people = People(people_path(ledger), QUICK)
    people.add_user("oksana", "reviewer", PASSWORD)
    people.add_user("ada", "admin", PASSWORD)
    people.add_user("rita", "reader", PASSWORD)
    people.add_user("olena", "reviewer", PASSWORD)
    keys = {name: people.add_token(name, "reviewer", "a program") for name in ("oksana", "ada")}
    for name in ("oksana", "ada"):
        people.save_search(name, "the market", "q=market")
    draft = AlertDraft("the market", "claims", "q=market", "mail", target="oksana@example.org")
    mail = people.alerts.add("oksana", draft, AlertCursor(0, 0, 0, ""), ())
    members: dict[str, Role] = {"oksana": "reviewer", "rita": "reader"}
    people.projects.create(Project("harbour", "The market", "", "", members), "ada")
    known = {"mail": people.alerts.one(mail.number, "oksana").mail_key}
    for name in ("oksana", "ada"):
        known[name] = str(people.searches(name)[0].number)
    people.close()
    with served(ledger, NEIGHBOUR, options=("--embed", "https://news.example.org")) as home:
        yield Served(home, ledger, known | _filled(home, keys))


def _filled(home: str, keys: Mapping[str, str]) -> dict[str, str]:
    """Put reports and judgements into a site; return what names in braces stand for."""
    documents = hand_in(home, ALL, keys["oksana"])
    oksana, ada = (
        httpx.Client(base_url=home, timeout=60, headers={"Authorization": f"Bearer {key}"})
        for key in keys.values()
    )
    with oksana, ada:
        contested, corrected, *_ = (
            each["id"] for each in oksana.get("/api/claims?q=killed").json()["items"]
        )
        incidents = [each["id"] for each in oksana.get("/api/incidents").json()["items"]]
        changes = {"figures": "17 people killed"}
        for client, verdict, claims, changed in (
            (oksana, "right", [contested], {}),
            (ada, "wrong", [contested], {}),
            (oksana, "corrected", [corrected], changes),
            (ada, "right", [corrected], {}),
            (oksana, "rival", [contested, corrected], {}),
        ):
            new = {"verdict": verdict, "claims": claims, "changes": changed, "why": "as it is told"}
            assert client.post("/api/judgements", json=new).status_code == 201
        entry = oksana.get("/api/claimants?q=army").json()["items"][0]["id"]
        alias = {"verb": "alias", "claimant": entry, "other": "the men on the hill"}
        assert oksana.post("/api/claimants/judgements", json=alias).status_code == 201
    return {
        "document": documents[0], "incident": incidents[0], "quiet_incident": incidents[-1],
        "contested": contested, "corrected": corrected, "entry": entry,
    }  # fmt: skip


def faults_of(page: Page, *rules: str) -> list[str]:
    """What axe-core finds serious or critical; of all its rules when none is named."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe.Axe().axe_script)
    found = page.evaluate(
        """async ([options, faulty]) => (await axe.run(options)).violations
        .filter(each => faulty.includes(each.impact))
        .map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`)
        """,
        [options, FAULTY],
    )
    return [f"{page.url} {page.viewport_size}: {each}" for each in found]


WHOLE: tuple[Look, ...] = (
    (WIDE, "light", ()),
    (PHONE, "light", ()),
    (PHONE, "dark", ("color-contrast", "link-in-text-block")),
)
"""All rules in both sizes, and those on colours by night too."""

EACH_ONCE: tuple[Look, ...] = ((WIDE, "light", ()), (PHONE, "dark", BY_LOOKS))
"""All rules once; those that size and colours decide on a phone by night, too."""


def looked_at(page: Page, looks: Sequence[Look] = EACH_ONCE) -> list[str]:
    """What axe-core finds on a page with all details open."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = []
    for size, colours, rules in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        found += faults_of(page, *rules)
    page.emulate_media(color_scheme="light")
    return found


def logs_in(visitor: Visitor, name: str) -> Page:
    page = visitor.opens("/login")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    return page


def test_every_page_has_an_entry(untouched: Site) -> None:
    """Pages are what answers HTML to an admin, of all GET routes of the site."""
    pages = set()
    for row in ROWS:
        if row.method == "GET":
            answer = untouched.ask(Asker("ada", "admin"), row)
            html = answer.headers.get("content-type", "").startswith("text/html")
            if html and not row.path.endswith("/plots/{name}"):  # a picture that is not there
                pages.add(row.path)
    assert pages | {FRAMED} == PAGES.keys()
    gets = {row.path: STRANGER.gets(row) for row in ROWS if row.method == "GET"}
    door = {path for path in pages if gets[path] != 303}
    assert door == set(OPEN)


@pytest.mark.parametrize(
    ("role", "routes", "looks"),
    [
        pytest.param("", OPEN, EACH_ONCE, id="stranger"),
        pytest.param("reviewer", OF_A_REVIEWER, EACH_ONCE, id="reviewer"),
        pytest.param("admin", tuple(PAGES), EACH_ONCE, id="admin"),
        pytest.param("", OPEN, WHOLE, id="stranger, whole", marks=pytest.mark.soak),
        pytest.param("reviewer", tuple(PAGES), WHOLE, id="reviewer, whole", marks=pytest.mark.soak),
        pytest.param("admin", tuple(PAGES), WHOLE, id="admin, whole", marks=pytest.mark.soak),
    ],
)
def test_axe_finds_no_serious_fault(
    browser: Browser, site: Served, role: str, routes: tuple[str, ...], looks: tuple[Look, ...]
) -> None:
    found: list[str] = []
    name = "ada" if role == "admin" else "oksana"
    known = {**site.known, "search": site.known[name]}
    # The policy allows no script of others; axe-core is one.
    with Visitor(browser, site.home, bypass_csp=True) as person:
        if role:
            page = logs_in(person, name)
            person.opens("/")
            settled(page)
        for route in routes:
            status = STATUSES.get((role, route), STATUSES.get(("", route), 200))
            for path in PAGES[route]:
                found += looked_at(person.opens(path.format(**known), status), looks)
        found += looked_at(person.opens(MISSING, 404 if role else 200), looks)
    assert not found, "\n".join(found)


def test_axe_finds_no_serious_fault_in_what_forms_answer(browser: Browser, site: Served) -> None:
    """Pages that no address gives: a refused form, secrets that are shown once, one-time codes."""
    found: list[str] = []
    with Visitor(browser, site.home, bypass_csp=True) as rita:
        rita.foreseen.update((400, 401))
        page = rita.opens("/login")
        page.get_by_label("Name", exact=True).fill("rita")
        page.get_by_label("Password", exact=True).fill("wrong password")
        page.get_by_role("button", name="Log in").click()
        found += looked_at(page)
        logs_in(rita, "rita")
        page.goto("/account")
        tokens = page.get_by_role("region", name="API tokens")
        tokens.get_by_label("Your password").fill(PASSWORD)
        tokens.get_by_role("button", name="Make a token").click()
        page.get_by_text("The new token, shown this once").wait_for()
        found += looked_at(page)
        page.locator("#codes-password").fill(PASSWORD)
        page.get_by_role("button", name="Set up one-time codes").click()
        found += looked_at(page)
        rita.foreseen.add(422)
        page.goto("/framing/compare?first=Nile+Ledger&second=Capital+Dispatch&terms=re(gime")
        found += looked_at(page)
        page.goto("/search?q=" + "%22")
        found += looked_at(page)
    people = People(people_path(site.ledger), QUICK)
    people.second.require(True)
    try:
        with Visitor(browser, site.home, bypass_csp=True) as olena:
            olena.foreseen.update((401, 403))
            page = logs_in(olena, "olena")
            secret = (page.locator(".steps code").first.text_content() or "").replace(" ", "")
            found += looked_at(page)
            page.get_by_role("textbox", name="Code").fill("000000")
            page.get_by_role("button", name="Confirm").click()
            found += looked_at(page)
            page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).at(int(time.time())))
            page.get_by_role("button", name="Confirm").click()
            page.get_by_role("link", name="Go on").wait_for()
            found += looked_at(page)
            page.goto("/account")
            found += looked_at(page)
    finally:
        people.second.require(False)
        people.close()
    assert not found, "\n".join(found)
