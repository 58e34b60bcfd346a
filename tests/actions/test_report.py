from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayso.actions.report import report
from sayso.ledger import ClaimFilter, LedgerError, UnknownIdError, open_ledger
from sayso.record import Document, Reading
from tests.linking.made import DOCTORS, KYIV, RSF, Says
from tests.linking.made import report as made


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


@pytest.fixture
def two_towns(tmp_path: Path) -> Path:
    """A ledger of two reports on Kutum and one on Izmail."""
    bombed = "nine traders died when bombs fell on the market of Kutum"
    silos = "grain silos burned in the Danube port of Izmail"
    path = tmp_path / "towns.sqlite"
    with closing(open_ledger(path, "add")) as store:
        for reading in (
            made("a", Says(DOCTORS, bombed, place="Kutum"), title="Kutum market bombed"),
            made("b", Says(RSF, bombed, place="Kutum"), title="Kutum mourns", outlet="Delta Wire"),
            made("c", Says(KYIV, silos, place="Izmail"), title="Silos burn in Izmail"),
        ):
            store.add(reading)
    return path


def test_the_report_of_an_incident_has_its_documents_and_its_title(
    two_towns: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kutum.html"
    assert report(two_towns, out, incident="kutum") == 2
    page = out.read_text(encoding="utf-8")
    assert "<h1>Casualties in Kutum, reported 3 June 2025</h1>" in page
    assert "Delta Wire" in page
    assert "Izmail" not in page


def test_the_report_of_a_search_has_the_documents_with_such_claims(
    two_towns: Path, tmp_path: Path
) -> None:
    out = tmp_path / "silos.html"
    assert report(two_towns, out, wanted=ClaimFilter(search="silos")) == 1
    both = report(two_towns, out, incident="kutum", wanted=ClaimFilter(search="silos"))
    assert both == 0


def test_no_such_incident_leaves_no_page(two_towns: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownIdError):
        report(two_towns, tmp_path / "page.html", incident="atlantis")
    assert not (tmp_path / "page.html").exists()
