"""An error in a format or view on one of a hundred documents: the others are written and shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sayso.actions.export import WRITERS, Exporting, export
from sayso.exports import page, readings_json, readings_jsonl, snapshots_warc
from sayso.exports.formats import ExportFormat
from sayso.ledger import open_ledger
from sayso.record import Capture
from sayso.views.failures import Failures
from tests.cli.conftest import Sayso, sayso
from tests.faults.making import COUNT, MARK, MARKED, NOW, BrokenError, storable

__all__ = ["sayso"]

KEY = storable(MARKED).document.fingerprint
INNER = {
    ExportFormat.CSV: "row",
    ExportFormat.PARQUET: "row",
    ExportFormat.GEOJSON: "features",
    ExportFormat.ACLED: "take_acled",
    ExportFormat.UCDP: "take_ucdp",
    ExportFormat.CODED: "coding_sheets:_take",
    ExportFormat.GDELT_MENTIONS: "mention",
    ExportFormat.FOLLOWTHEMONEY: "entities",
    ExportFormat.TIMEMAP: "event",
    ExportFormat.SCHEMA_CLAIM: "claim",
}
"""What each format makes of one claim: the function that is made to raise, after the module that it
is in where that is not the writer's.
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hundred") / "hundred.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for number in range(COUNT):
            reading = storable(number)
            body = reading.document.text.encode()
            store.add(reading, Capture(body, str(reading.document.url), NOW, "text/plain"))
    return path


def raising_on_mark(work: Callable[..., Any]) -> Callable[..., Any]:
    """`work`, raising where it is given something of the marked document."""

    def run(*given: Any, **named: Any) -> Any:
        if MARK in repr((given, named)):
            raise BrokenError(MARK)
        return work(*given, **named)

    return run


def written(ledger: Path, form: ExportFormat, failures: Failures) -> tuple[int, bytes]:
    out = io.BytesIO()
    return export(ledger, form, out, Exporting(names=True, failures=failures)), out.getvalue()


@pytest.mark.parametrize("form", WRITERS)
def test_a_claim_that_a_format_raises_on_is_left_out_and_named(
    form: ExportFormat, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = written(ledger, form, Failures())
    own, _, name = INNER[form].rpartition(":")
    module = import_module(f"sayso.exports.{own or WRITERS[form].split(':')[0]}")
    monkeypatch.setattr(module, name, raising_on_mark(getattr(module, name)))
    failures = Failures()
    after, _ = written(ledger, form, failures)
    assert list(failures.faulty) == [KEY]
    assert "BrokenError in export" in failures.faulty[KEY]
    if form in (ExportFormat.CSV, ExportFormat.PARQUET, ExportFormat.SCHEMA_CLAIM):
        assert (before, after) == (COUNT, COUNT - 1)


def test_a_cell_that_fits_no_column_costs_its_row_alone(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sayso.exports import claims_parquet

    whole = claims_parquet.cell

    def cell(column: Any, value: Any) -> Any:
        return object() if isinstance(value, str) and MARK in value else whole(column, value)

    monkeypatch.setattr(claims_parquet, "cell", cell)
    failures = Failures()
    assert written(ledger, ExportFormat.PARQUET, failures)[0] == COUNT - 1
    assert list(failures.faulty) == [KEY]


@pytest.mark.parametrize(
    ("form", "module"),
    [(ExportFormat.JSONL, readings_jsonl), (ExportFormat.JSON, readings_json)],
)
def test_a_reading_that_cannot_be_written_is_written_without_layers(
    form: ExportFormat, module: Any, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = module.to_json

    def to_json(reading: Any) -> Any:
        if MARK in reading.document.text and reading.claims is not None:
            raise BrokenError
        return whole(reading)

    monkeypatch.setattr(module, "to_json", to_json)
    failures = Failures()
    count, raw = written(ledger, form, failures)
    assert count == COUNT
    told = json.loads(raw) if form is ExportFormat.JSON else list(map(json.loads, raw.splitlines()))
    (bare,) = (each for each in told if each["claims"] is None)
    assert MARK in bare["text"]
    assert "internal error" in bare["problems"][0]["message"]
    assert list(failures.faulty) == [KEY]


def test_a_snapshot_that_cannot_be_written_is_left_out(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots_warc, "_record", raising_on_mark(snapshots_warc._record))
    failures = Failures()
    assert written(ledger, ExportFormat.WARC, failures)[0] == COUNT - 1
    assert list(failures.faulty) == [KEY]


@pytest.mark.parametrize("function", ["resolve", "withhold"])
def test_what_all_formats_share_costs_one_document(
    function: str, ledger: Path, monkeypatch: pytest.MonkeyPatch, sayso: Sayso
) -> None:
    from sayso.actions import export as module

    monkeypatch.setattr(module, function, raising_on_mark(getattr(module, function)))
    ended = sayso("export", "--ledger", ledger)
    assert ended.code == 1
    rows = list(csv.reader(io.StringIO(ended.out)))
    assert len(rows) == COUNT
    assert f"{KEY[:24]}: internal error, please report: BrokenError in export" in ended.err
    assert MARK not in ended.out


def test_the_page_shows_the_text_of_the_one_with_the_problem(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, sayso: Sayso
) -> None:
    view = import_module("sayso.exports.page.view")
    whole = view.columns_of

    def columns_of(readings: Any, known: Any) -> Any:
        if any(each.claims and MARK in each.document.text for each in readings):
            raise BrokenError
        return whole(readings, known)

    monkeypatch.setattr(view, "columns_of", columns_of)
    ended = sayso("report", "--ledger", ledger, "--out", "page.html")
    assert ended.code == 1
    html = Path("page.html").read_text()
    for number in range(COUNT):
        assert f"on day {number}, officials" in html.replace("</mark>", "").replace("\n", " ")
    assert "internal error, please report: BrokenError in page" in html
    assert "_rendered" not in html
    assert page.WHERE == "page"


def test_a_table_is_shown_for_all_but_one(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, sayso: Sayso
) -> None:
    from sayso.cli import tables

    monkeypatch.setattr(tables, "_who", raising_on_mark(tables._who))
    ended = sayso("list", "--claims", "--ledger", ledger)
    assert ended.code == 1
    assert sum(f"day {number}, officials" in ended.out for number in range(COUNT)) == COUNT - 1
    assert "BrokenError in list" in ended.err
    assert sayso("show", KEY, "--ledger", ledger).code == 1


def test_voices_are_counted_of_all_but_one(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, sayso: Sayso
) -> None:
    from sayso.linking import framing

    monkeypatch.setattr(framing, "resolve", raising_on_mark(framing.resolve))  # type: ignore[attr-defined]
    ended = sayso("framing", "--ledger", ledger, "--format", "csv")
    assert ended.code == 1
    assert KEY[:24] in ended.err
    assert ",99," in ended.out


def test_verify_goes_on(ledger: Path, monkeypatch: pytest.MonkeyPatch, sayso: Sayso) -> None:
    from sayso.actions import verify

    monkeypatch.setattr(verify, "check_spans", raising_on_mark(verify.check_spans))  # type: ignore[attr-defined]
    ended = sayso("verify", "--ledger", ledger)
    assert ended.code == 4
    assert "99 claims" in ended.err
