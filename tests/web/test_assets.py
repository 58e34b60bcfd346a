"""Browser libraries: pinned by hash, never needed, never from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from sayso.index.service import IncidentIndex
from sayso.web import files
from sayso.web import site as pages
from sayso.web.cards import clean, cut_name, lines_of, shared_room

ROOT = Path(__file__).parents[2]
LIBRARIES = ("htmx.js", "uplot.js", "maplibre-gl.js")


@pytest.fixture
def fresh() -> Iterator[None]:
    """Templates are made anew: they hold the addresses of files."""
    pages._templates.cache_clear()
    yield
    pages._templates.cache_clear()


@pytest.fixture
def bare(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """As if `make assets` had not run."""
    monkeypatch.setattr(files, "present", lambda _name: False)


@pytest.fixture
def furnished(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """As if it had."""
    monkeypatch.setattr(files, "present", lambda _name: True)
    monkeypatch.setattr(files, "version", lambda _name: "1")


def test_every_library_is_pinned_by_a_hash_and_no_host_is_named() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"[\d.]+", each) for each in wanted.values())
    packages = {key: each for key, each in lock["packages"].items() if key}
    assert {f"node_modules/{each}" for each in wanted} <= set(packages)
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert "resolved" not in json.dumps(packages)
    assert "://" not in (ROOT / "package-lock.json").read_text()


@pytest.mark.usefixtures("bare")
def test_pages_work_without_the_libraries(site: TestClient, desk: IncidentIndex) -> None:
    incident = next(iter(desk.state().incidents))
    for path in ("/", "/map", "/search", f"/incidents/{incident}"):
        page = site.get(path).text
        assert not any(each in page for each in LIBRARIES), path
        assert "site.js" in page


@pytest.mark.usefixtures("furnished")
def test_scripts_are_loaded_late_and_only_where_they_are_used(site: TestClient) -> None:
    for path in ("/", "/search", "/framing", "/review", "/add"):
        page = site.get(path).text
        assert "htmx.js" in page
        assert "uplot" not in page
        assert "maplibre" not in page
    page = site.get("/map").text
    # The map's script fetches the library itself, when the map comes into view.
    assert 'data-library="/static/maplibre-gl.js?v=1"' in page
    assert 'src="/static/maplibre-gl.js' not in page
    for script in re.findall("<script[^>]*>", page):
        assert " defer" in script or 'type="module"' in script, script


def test_a_file_is_kept_until_it_changes(site: TestClient) -> None:
    page = site.get("/").text
    address = re.search(r'href="(/static/site\.css\?v=\w{12})"', page)
    assert address is not None
    answer = site.get(address[1])
    assert "immutable" in answer.headers["cache-control"]
    assert "immutable" not in site.get("/static/site.css?v=else").headers["cache-control"]
    packed = site.get(address[1], headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == answer.text


def test_the_first_paint_of_an_incident_is_small(site: TestClient, desk: IncidentIndex) -> None:
    incident = max(desk.state().incidents.values(), key=lambda each: len(each.documents))
    page = site.get(f"/incidents/{incident.id}")
    sent = len(page.content)
    for name in set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)):
        sent += int(site.get(name, headers={"accept-encoding": "gzip"}).headers["content-length"])
    assert sent < 100_000


def test_an_incident_has_a_card(site: TestClient, desk: IncidentIndex) -> None:
    incident = max(desk.state().incidents.values(), key=lambda each: len(each.documents))
    card = site.get(f"/incidents/{incident.id}/card.svg")
    assert card.headers["content-type"].startswith("image/svg+xml")
    drawn = ElementTree.fromstring(card.content)  # noqa: S314
    words = " ".join(drawn.itertext())
    assert "54" in words
    assert "independent origin" in words
    assert "Who said what. Not who is right." in words


def test_every_card_is_sound_xml_whatever_a_report_says(
    site: TestClient, desk: IncidentIndex
) -> None:
    for incident in desk.state().incidents:
        ElementTree.fromstring(site.get(f"/incidents/{incident}/card.svg").content)  # noqa: S314


def test_a_long_title_ends_in_dots() -> None:
    lines = lines_of("Shells " * 60)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(len(each) <= 44 for each in lines)
    assert lines_of("") == ("",)
    assert clean("a\x00b\ud800c\x0bd") == "abc d"


def test_a_claimant_is_cut_between_words_and_short_ones_leave_their_room() -> None:
    assert cut_name("director of the town's hospital, 3 Dec", 40) == (
        "director of the town's hospital, 3 Dec"
    )
    assert cut_name("Oleh Marchenko, 15 Oct", 19) == "Oleh Marchenko…"
    assert cut_name("Oleh Marchenko, 15 Oct", 10) == "Oleh…"
    assert cut_name("Antidisestablishment", 6) == "Antidi…"
    assert shared_room([18, 50], 60) == [18, 42]
    assert shared_room([50, 18], 60) == [42, 18]
    assert shared_room([40, 40], 60) == [30, 30]
    assert shared_room([10, 12], 60) == [10, 12]
    assert shared_room([30, 30], 4) == [6, 6], "each keeps some letters"
    assert shared_room([], 60) == []
