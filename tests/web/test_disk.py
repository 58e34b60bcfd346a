"""What the site says when the disk is full, and that it names no path of its machine."""

from __future__ import annotations

import logging
import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sayso.exports.formats import ExportFormat
from sayso.index.service import IncidentIndex
from sayso.ledger import LedgerError, LedgerUrl
from sayso.web.messages import without_paths
from sayso.web.searching import OFFERED


@contextmanager
def full_disk() -> Iterator[None]:
    """Let this process write no further than 10 bytes into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("name", OFFERED)
def test_an_export_on_a_full_disk_says_so(
    name: str, site: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    for address in ("/search", f"/export/{name}"):
        assert site.get(address).status_code == 200
    with caplog.at_level(logging.ERROR), full_disk():
        answer = site.get(f"/export/{name}")
    assert answer.status_code == 507
    assert "The disk of this site is full" in answer.text
    assert "Traceback" not in answer.text
    assert "an export can't be written" in caplog.text
    assert site.get(f"/export/{name}").status_code == 200, "it goes on when there is room"


def test_a_full_disk_of_the_users_file_says_so(site: TestClient) -> None:
    token = site.get("/search").text.split('name="token" value="')[1].split('"')[0]
    with full_disk():
        assert site.get("/search").status_code == 200, "pages need no room"
        answer = site.post("/saved", data={"token": token, "query": "outlet=Gulf"})
    assert answer.status_code == 507
    assert "The disk of this site is full" in answer.text


def test_an_export_that_can_not_be_written_says_so(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> None:
        raise PermissionError(13, "Permission denied", "/srv/secret/place")

    monkeypatch.setattr("tempfile.TemporaryFile", none)
    answer = site.get(f"/export/{ExportFormat.CSV.value}")
    assert answer.status_code == 503
    assert "/srv/secret" not in answer.text


@pytest.mark.parametrize("address", ["/api/documents", "/search", "/export/jsonl"])
def test_no_message_shows_where_the_ledger_lies(
    address: str,
    site: TestClient,
    desk: IncidentIndex,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    folder = str(Path(str(desk.path)).parent)

    def lost(*_: object, **__: object) -> None:
        raise LedgerError(f"{desk.path} is locked. {folder}/ledger.desk can't be made in {folder}.")

    monkeypatch.setattr("sayso.web.searching.search_claims", lost)
    monkeypatch.setattr("sayso.web.searching.export", lost)
    monkeypatch.setattr(type(desk.store), "documents", lost)
    with caplog.at_level(logging.WARNING):
        answer = site.get(address)
    assert answer.status_code == 503
    assert "ledger.sqlite is locked" in answer.text
    assert folder not in answer.text
    assert folder in caplog.text, "whoever runs the site sees it"


def test_a_ledger_that_is_gone_is_told_by_its_name(
    site: TestClient, desk: IncidentIndex, tmp_path: Path
) -> None:
    shutil.move(desk.path, tmp_path / "elsewhere")
    answer = site.get("/export/jsonl")
    assert answer.status_code == 503
    assert "ledger.sqlite" in answer.text
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("/srv/my ledgers/war.sqlite is locked.", "war.sqlite is locked."),
        ("'/etc/sayso/sides.toml' can't be read", "'sides.toml' can't be read"),
        ("Look at https://news.example/a/b/c.", "Look at https://news.example/a/b/c."),
        ("3/4 of and/or", "3/4 of and/or"),
        ("~/.local/share/sayso/x.desk is there", "x.desk is there"),
    ],
)
def test_paths_become_names(message: str, shown: str) -> None:
    assert without_paths(message, Path("/srv/my ledgers/war.sqlite")) == shown


def test_a_database_is_called_by_its_name() -> None:
    url = LedgerUrl("postgresql://desk:secret@db.internal:5433/war?host=/run/pg")
    message = f"{url} was shut down. The connection to {url} was lost (gone)."
    assert without_paths(message, url) == (
        "war was shut down. The connection to war was lost (gone)."
    )
