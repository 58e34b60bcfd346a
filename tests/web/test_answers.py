"""What every answer of the site has and lacks, whatever was asked (docs/asvs.md)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sayso.exports.page import __file__ as page_module
from sayso.index.service import IncidentIndex
from sayso.web import __file__ as web_module
from sayso.web.guard import HEADERS
from tests.web.site import HOME
from tests.web.test_guard import door, log_in, users
from tests.web.test_pages import paths

__all__ = ["door", "users"]

TEXTUAL = re.compile(r"text/|image/svg|[\w.-]+/(?:[\w.-]+\+)?xml")
METHODS = ("TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND")
NOT_SERVED = (
    "/static/", "/static", "/static/vendor", "/.git/config", "/.git/HEAD", "/.env", "/docs",
    "/redoc", "/metrics", "/server-status", "/debug", "/static/site.js.map", "/static/base.html",
    "/people.sqlite", "/ledger.sqlite",
)  # fmt: skip
SECRET = "password=hunter2 at /srv/ledger"  # noqa: S105

IN_SCRIPTS = (
    "eval(", "Function(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write",
    "localStorage", "sessionStorage", "indexedDB", "document.cookie", "postMessage",
    "serviceWorker", "sourceMappingURL", "document.domain",
)  # fmt: skip


@pytest.fixture
def failing(site: TestClient) -> Iterator[TestClient]:
    """The site with pages that raise what no handler knows."""
    app = site.app
    assert isinstance(app, FastAPI)

    def fail() -> None:
        raise RuntimeError(SECRET)

    for path in ("/fails", "/fails/{what}", "/api/fails"):
        app.add_api_route(path, fail)
    with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
        yield client


def test_every_answer_names_its_type_and_the_encoding_of_text(
    site: TestClient, desk: IncidentIndex
) -> None:
    asked = [*paths(desk), "/static/icon.svg", "/static/site.css", "/static/page.js", "/health"]
    asked += ["/search.atom", "/map.geojson", "/export/csv", "/api/claims", "/nowhere", "/api/x"]
    asked += [f"/incidents/{each}/card.svg" for each in desk.state().incidents]
    for path in asked:
        kind = site.get(path).headers["content-type"]
        if TEXTUAL.match(kind):
            assert kind.endswith("; charset=utf-8"), f"{path}: {kind}"
        else:
            assert kind.startswith("application/"), f"{path}: {kind}"


def test_nothing_of_the_ledger_is_kept_by_a_shared_cache(
    site: TestClient, desk: IncidentIndex
) -> None:
    for path in [*paths(desk), "/search.atom", "/map.geojson", "/export/csv", "/nowhere"]:
        assert site.get(path).headers["cache-control"] == "no-store", path
    assert site.get("/api/claims").headers["cache-control"] == "private, no-cache"


def test_downloads_have_names_of_the_sites_own(site: TestClient) -> None:
    for path in ("/export/csv", "/export/jsonl", "/review/judgements.jsonl"):
        asked = f"{path}?q=%22%3B+filename%3Devil.exe%22&filename=evil.exe"
        name = site.get(asked).headers["content-disposition"]
        assert re.fullmatch(r'attachment; filename="[a-z-]+\.[a-z]+"', name), path


def test_a_password_is_masked_and_managers_may_fill_it_in(site: TestClient) -> None:
    page = site.get("/login").text
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in page


def test_every_page_has_a_way_out(door: TestClient, desk: IncidentIndex) -> None:
    log_in(door, "ada")
    for path in paths(desk):
        assert '<form class="who" action="/logout" method="post">' in door.get(path).text, path


@pytest.mark.parametrize("method", METHODS)
def test_methods_that_no_page_has_are_refused(
    site: TestClient, desk: IncidentIndex, method: str
) -> None:
    for path in ("/", "/login", "/api/claims", f"/incidents/{next(iter(desk.state().incidents))}"):
        answer = site.request(method, path, headers={"X-Secret": "echo-me"})
        assert answer.status_code == 405, path
        assert "echo-me" not in answer.text


@pytest.mark.parametrize("path", NOT_SERVED)
def test_no_folder_source_documentation_or_measurement_is_served(
    site: TestClient, path: str
) -> None:
    assert site.get(path).status_code == 404


def test_an_unexpected_error_gets_an_answer_as_every_other(failing: TestClient) -> None:
    page = failing.get("/fails")
    api = failing.get("/api/fails")
    for answer in (page, api):
        assert answer.status_code == 500
        for name, value in HEADERS:
            assert answer.headers[name.decode()] == value.decode()
        assert answer.headers["cache-control"] == "no-store"
        assert "internal error" in answer.text.lower()
        for word in ("hunter2", "/srv", "RuntimeError", "Traceback", ".py"):
            assert word not in answer.text
    assert api.headers["content-type"] == "application/problem+json"
    assert failing.get("/health").status_code == 200


def test_an_unexpected_error_is_in_the_log_under_the_reference_that_the_answer_names(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing.get("/api/fails?q=%0aFAKE")
    reference = re.search(r"under ([0-9a-f]{8})\.", answer.json()["detail"])
    assert reference is not None
    (record,) = [each for each in caplog.records if each.name == "sayso.web.last_resort"]
    assert record.getMessage() == f"Internal error {reference[1]} in GET /api/fails"
    assert record.exc_info is not None
    assert SECRET in str(record.exc_info[1])


def test_no_line_of_the_log_is_made_of_what_was_asked(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        failing.get("/fails/x%0aERROR:%20all%20is%20well%1b%5b2J")
    (record,) = [each for each in caplog.records if each.name == "sayso.web.last_resort"]
    assert "\\nERROR: all is well\\x1b[2J" in record.getMessage()
    assert record.getMessage().isprintable()


def test_scripts_run_no_words_and_keep_nothing_in_the_browser() -> None:
    folders = (Path(web_module).parent / "static", Path(page_module).parent)
    scripts = [each for folder in folders for each in folder.glob("*.js")]
    assert len(scripts) >= 4
    for script in scripts:
        source = script.read_text("utf-8")
        for word in IN_SCRIPTS:
            assert word not in source, f"{script.name}: {word}"
