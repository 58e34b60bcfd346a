from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.actions.report import report
from sayso.ledger import LedgerError, open_ledger
from sayso.record import Document, Reading


def ledger_of(path: Path, *documents: Document) -> Path:
    with closing(open_ledger(path, "add")) as ledger:
        for document in documents:
            ledger.add(Reading(document, claims=()))
    return path


def test_documents_stand_in_the_order_of_publication_and_undated_ones_last(tmp_path: Path) -> None:
    ledger = ledger_of(
        tmp_path / "l.sqlite",
        Document("no date", outlet="Undated"),
        Document("second", outlet="Later", published=datetime(2025, 3, 2, tzinfo=UTC)),
        Document("first", outlet="Earlier", published=datetime(2025, 3, 1, 12)),
    )
    out = tmp_path / "new" / "folder" / "page.html"
    assert report(ledger, out, "Three reports") == 3
    page = out.read_text(encoding="utf-8")
    assert "<h1>Three reports</h1>" in page
    assert page.index("Earlier") < page.index("Later") < page.index("Undated")


def test_a_page_that_is_there_is_replaced(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path / "l.sqlite", Document("words"))
    out = tmp_path / "page.html"
    out.write_text("x" * 1_000_000, encoding="utf-8")
    report(ledger, out)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_half_a_surrogate_pair_in_a_text_does_not_stop_the_page(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path / "l.sqlite", Document("a broken \ud83d sign"))
    assert report(ledger, tmp_path / "page.html") == 1


def test_no_ledger_is_an_error_and_leaves_no_page(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        report(tmp_path / "none.sqlite", tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()
