"""An error or damage in one document under a site: its page says so, all others are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.index.service import IncidentIndex
from sayso.ledger import NewReading, open_ledger
from sayso.record import Document, Reading
from sayso.web import app as site_app
from sayso.web import articles
from tests.faults.making import (
    MARK,
    MARKED,
    BrokenError,
    internal,
    pipeline_failing_in,
    storable,
)
from tests.faults.test_ledger import DAMAGE, damage
from tests.web.site import local_site, people_of

COUNT = 100
KEY = storable(MARKED).document.fingerprint
OTHER = storable(MARKED + 1).document.fingerprint


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "hundred.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add_many([NewReading(storable(number)) for number in range(COUNT)])
    return path


@pytest.fixture
def desk(ledger: Path) -> Iterator[IncidentIndex]:
    with closing(IncidentIndex(ledger)) as made:
        made.catch_up()
        yield made


@pytest.fixture
def site(desk: IncidentIndex) -> Iterator[TestClient]:
    with closing(people_of(desk)) as people, local_site(desk, people) as client:
        yield client


def test_the_page_of_a_document_that_cannot_be_shown_has_its_text(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = articles.columns_of  # type: ignore[attr-defined]

    def columns_of(readings: list[Reading], known: Any) -> Any:
        if readings[0].claims and MARK in readings[0].document.text:
            raise BrokenError
        return whole(readings, known)

    monkeypatch.setattr(articles, "columns_of", columns_of)
    shown = site.get(f"/articles/{KEY}")
    assert shown.status_code == 200
    assert f"Shells hit {MARK}" in shown.text
    assert "internal error, please report: BrokenError in article page" in shown.text
    assert "internal error" not in site.get(f"/articles/{OTHER}").text


@pytest.mark.parametrize("name", ["moments", "claims", "anatomy"])
def test_a_text_on_which_a_stage_raises_is_handed_in_and_shown(
    name: str, desk: IncidentIndex
) -> None:
    reader = pipeline_failing_in(name).read
    with closing(people_of(desk)) as people:
        made = site_app.make_app(desk, people, reader=reader)
        with TestClient(made, base_url="http://localhost:8000") as client:
            answer = client.post("/api/documents", json={"text": f"Shells fell on {MARK} again."})
            assert answer.status_code == 201
            key = answer.json()["document"]
            told = client.get(f"/api/documents/{key}").json()
            assert any("internal error" in each["message"] for each in told["problems"])
            page = client.get(f"/articles/{key}")
            assert page.status_code == 200
            assert f"BrokenError in {name}" in page.text
            for path in ("/", "/search", f"/articles/{OTHER}", "/api/claims", "/framing", "/map"):
                assert client.get(path).status_code == 200, path
    assert internal(desk.store.reading(key))


@pytest.mark.parametrize("path", ["/", "/search", "/review", "/api/claims", "/framing"])
def test_a_page_that_raises_says_so_and_the_site_goes_on(
    path: str, site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(IncidentIndex, "state", broken)
        patched.setattr("sayso.index.search.passing", broken)
        patched.setattr("sayso.web.geo.frames.study", broken, raising=False)
        answer = site.get(path)
    if answer.status_code != 200:  # not every page asks for the state
        assert answer.status_code == 500
        assert "Internal error, please report." in answer.text
        assert "BrokenError" not in answer.text
        assert "Traceback" not in answer.text
    assert site.get(path).status_code == 200


@pytest.mark.parametrize("name", ["rubbish", "an unknown shape"])
def test_a_damaged_reading_does_not_stop_the_index(name: str, ledger: Path) -> None:
    damage(ledger, DAMAGE[name])
    with closing(IncidentIndex(ledger)) as desk:
        desk.catch_up()
        assert list(desk.left_out) == [KEY]
        ((count,),) = desk.index.rows("SELECT count(*) FROM documents")
        assert count == COUNT - 1
        with closing(people_of(desk)) as people, local_site(desk, people) as client:
            answer = client.get(f"/articles/{KEY}")
            assert answer.status_code == 500
            assert "Evidence does not hold" in answer.text
            for path in ("/", "/search", f"/articles/{OTHER}", "/framing", "/map", "/review"):
                assert client.get(path).status_code == 200, path
            exported = client.get("/export/csv")
            assert exported.status_code == 200
            assert exported.headers["Sayso-Left-Out"] == "1"
            assert len(exported.text.splitlines()) == COUNT


def test_damage_after_indexing_does_not_stop_what_comes_later(ledger: Path) -> None:
    with closing(IncidentIndex(ledger)) as desk:
        desk.catch_up()
        damage(ledger, DAMAGE["rubbish"])
        again = storable(MARKED)
        document = replace(again.document, outlet="Gulf Observer", given_id="later")
        (claim,) = again.claims or ()
        desk.store.add(replace(again, document=document, claims=(replace(claim, id="f" * 24),)))
    with closing(IncidentIndex(ledger)) as desk:  # nothing is remembered of the document
        desk.catch_up()
        assert desk.progress == (COUNT + 1, COUNT + 1)


def test_a_document_on_which_the_index_raises_is_left_out(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.index import incremental as desk_links

    whole = desk_links.passages_of  # type: ignore[attr-defined]

    def passages_of(reading: Reading) -> Any:
        if MARK in reading.document.text:
            raise BrokenError
        return whole(reading)

    monkeypatch.setattr(desk_links, "passages_of", passages_of)
    with closing(IncidentIndex(ledger)) as desk:
        desk.catch_up()
        assert list(desk.left_out) == [KEY]
        ((count,),) = desk.index.rows("SELECT count(*) FROM documents")
        assert count == COUNT - 1
        assert desk.progress == (COUNT, COUNT)


def test_a_document_without_layers_is_no_trouble_to_any_page(
    desk: IncidentIndex, people: People
) -> None:
    assert isinstance(people, People)
    assert json.dumps(desk.progress)
    desk.store.add(Reading(Document("Shells fell on the port."), blocks=(), events=()))
    desk.catch_up()


@pytest.fixture
def people(desk: IncidentIndex) -> Iterator[People]:
    with closing(people_of(desk)) as made:
        yield made
