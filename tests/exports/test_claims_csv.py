"""Claims as rows that a coder opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from sayso.exports.claims_csv import COLUMNS, guarded, row, write_claims_csv
from sayso.exports.resolved import resolved_claims
from sayso.record import Reading
from tests.made import market_reading, narrated_reading


def rows(*readings: Reading) -> list[dict[str, str]]:
    out = io.StringIO()
    write_claims_csv(readings, out)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


def test_a_claim_is_a_row_with_all_that_its_indexes_lead_to() -> None:
    killed, denied = rows(market_reading())
    told = {
        "outlet": "Savanna Press",
        "claimant": "Sudan Doctors Network",
        "claimant_said": "the Sudan Doctors Network",
        "chain": "Harbour Post > Sudan Doctors Network",
        "manner": "indirect",
        "cue": "said,",
        "event": "casualties",
        "cameo": "190",
        "target": "people",
        "quantities": "At least 54 people [killed, at_least]",
        "low": "54",
        "high": "",
        "unit": "person",
        "places": "Omdurman",
        "geonameid": "365137",
        "moment_said": "on Saturday",
        "moment": "2025-02-01",
        "words": "At least 54 people were killed when shells hit the Sabrein market",
    }
    assert {name: killed[name].strip() for name in told} == told
    assert (denied["polarity"], denied["stance"], denied["event"]) == ("denies", "denies", "")


def test_narration_is_told_as_such() -> None:
    (only,) = rows(narrated_reading("Shells fell.", outlet="Gulf Observer"))
    assert (only["manner"], only["claimant"], only["cue"]) == ("narration", "Gulf Observer", "")


def test_the_header_names_every_cell_in_order() -> None:
    (killed, _) = resolved_claims(market_reading())
    assert tuple(row(killed)) == COLUMNS
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_a_ledger_without_claims_gives_the_header() -> None:
    out = io.StringIO()
    assert write_claims_csv([], out) == 0
    assert out.getvalue() == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_is_run_as_a_formula(start: str) -> None:
    text = f"{start}HYPERLINK(A1) fell."
    (only,) = rows(narrated_reading(text, outlet=f"{start}Post"))
    assert only["words"] == "'" + text
    assert only["outlet"] == f"'{start}Post"


def test_a_number_below_zero_stays_a_number() -> None:
    reading = market_reading()
    (place,) = reading.places or ()
    killed, _ = rows(replace(reading, places=(replace(place, longitude=-1.5),)))
    assert killed["longitude"] == "-1.5"
    assert guarded(-1.5) == -1.5


def test_line_breaks_quotes_and_commas_stay_in_their_cell() -> None:
    text = 'Ten, "they" said,\nfell.\r\n'
    (only,) = rows(narrated_reading(text))
    assert only["words"] == text
