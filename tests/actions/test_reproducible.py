"""Exports of the same ledger are the same bytes where that is asked."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.actions import export as exporting
from sayso.actions.export import Exporting, export_to
from sayso.actions.report import report
from sayso.exports.formats import ExportFormat
from sayso.ledger import LedgerError, open_ledger
from sayso.record import Capture
from tests.exports.making import shelled
from tests.made import market_reading, narrated_reading

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
TELLS_THE_TIME = (
    ExportFormat.GEOJSON, ExportFormat.PARQUET, ExportFormat.TIMEMAP, ExportFormat.SCHEMA_CLAIM,
    ExportFormat.WARC,
)  # fmt: skip


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    """One ledger under two names, in two folders."""
    first = tmp_path / "a" / "news.sqlite"
    other = tmp_path / "b" / "another-name.sqlite"
    for each in (first, other):
        each.parent.mkdir()
    with closing(open_ledger(first, "add")) as store:
        page = Capture(
            b"<p>page", "https://news.example/a", NOON, "text/html", 200, (("date", "x"),)
        )
        store.add(market_reading(given_id="m-1"), page)
        store.add(shelled(), Capture(b"text", "file:a.txt", NOON, "text/plain"))
        store.add(narrated_reading("Shells fell on El Fasher.", outlet="Gulf Observer"))
    shutil.copy(first, other)
    return first, other


class Later(datetime):
    """A clock that is a day further at each look, as two runs on two days have."""

    looks = 0

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # noqa: ARG003
        cls.looks += 1
        return datetime(2026, 1, 1 + cls.looks % 28, tzinfo=UTC)


def both(
    copies: tuple[Path, Path], kind: ExportFormat, how: Exporting, monkeypatch: pytest.MonkeyPatch
) -> list[bytes]:
    monkeypatch.setattr(exporting, "datetime", Later)
    made = []
    for each in copies:
        out = each.with_name("out")
        export_to(each, kind, out, how)
        made.append(out.read_bytes())
    return made


@pytest.mark.parametrize("incidents", [False, True], ids=["claims", "incidents"])
@pytest.mark.parametrize("kind", ExportFormat, ids=lambda each: each.value)
def test_two_copies_of_a_ledger_give_the_same_bytes(
    kind: ExportFormat,
    incidents: bool,
    copies: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    how = Exporting(incidents=incidents, reproducible=True)
    one, other = both(copies, kind, how, monkeypatch)
    assert one == other
    assert one


@pytest.mark.parametrize("kind", TELLS_THE_TIME, ids=lambda each: each.value)
def test_without_it_they_tell_when_they_were_written(
    kind: ExportFormat, copies: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both(copies, kind, Exporting(), monkeypatch)
    assert one != other


@pytest.mark.parametrize("kind", TELLS_THE_TIME, ids=lambda each: each.value)
def test_the_time_may_be_set_by_the_environment(
    kind: ExportFormat, copies: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, _ = both((copies[0], copies[0]), kind, Exporting(), monkeypatch)
    one, other = both((copies[0], copies[0]), kind, Exporting(), monkeypatch)
    assert first == one == other
    if kind is ExportFormat.GEOJSON:
        assert b"2023-11-14T22:13:20+00:00" in one
        assert b"news.sqlite" in one


@pytest.mark.parametrize("given", ["noon", "9" * 40, "1e9"])
def test_a_time_that_is_none_is_told(
    given: str, copies: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(LedgerError, match="seconds since 1970"):
        export_to(copies[0], ExportFormat.GEOJSON, tmp_path / "out", Exporting())


def test_a_report_is_the_same_at_any_time(copies: tuple[Path, Path], tmp_path: Path) -> None:
    for number, each in enumerate(copies):
        report(each, tmp_path / f"{number}.html", "The night")
    assert (tmp_path / "0.html").read_bytes() == (tmp_path / "1.html").read_bytes()
