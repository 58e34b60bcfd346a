"""Claims as rows that a coder opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given

from sayso.exports.claims_csv import COLUMNS, guarded, row, write_claims_csv
from sayso.exports.encoding import fit
from sayso.record import Reading
from tests.exports.making import chosen, linked, odd_readings, written
from tests.made import market_reading, narrated_reading


def read_back(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8"), newline="")))


def rows(*readings: Reading) -> list[dict[str, str]]:
    return read_back(written(write_claims_csv, chosen(*readings)))


def test_a_claim_is_a_row_with_all_that_its_indexes_lead_to() -> None:
    killed, denied = rows(market_reading())
    told = {
        "outlet": "Savanna Press",
        "claimant": "Sudan Doctors Network",
        "claimant_said": "the Sudan Doctors Network",
        "claimant_side": "",
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
        "place": "Omdurman",
        "place_country": "SDN",
        "geonameid": "365137",
        "place_score": "0.9",
        "moment_said": "on Saturday",
        "moment": "2025-02-01",
        "earliest": "2025-02-01T00:00:00",
        "grain": "day",
        "zone": "",
        "words": "At least 54 people were killed when shells hit the Sabrein market",
        "incident": "",
    }
    assert {name: killed[name].strip() for name in told} == told
    assert (denied["polarity"], denied["stance"], denied["event"]) == ("denies", "denies", "")


def test_the_figure_of_the_columns_is_the_first_that_has_a_role() -> None:
    reading = market_reading()
    (killed,) = reading.quantities or ()
    (first, second) = reading.claims or ()
    distance = replace(killed, low=3, high=3, unit="km", role=None)
    rise = replace(killed, change="up")
    several = replace(
        reading,
        quantities=(distance, rise),
        claims=(replace(first, quantities=(0, 1)), second),
    )
    (told, _) = rows(several)
    assert (told["low"], told["role"], told["change"]) == ("54", "killed", "up")
    assert told["quantities"].endswith("[killed, at_least, up]")


def test_a_linked_claim_tells_its_incident_and_origins() -> None:
    claims, about = linked(market_reading())
    killed, _ = read_back(written(write_claims_csv, claims, about))
    assert killed["incident"] == "4f2a9c0d1e2f3a4b5c6d7e8f"
    assert (killed["appearances"], killed["origins"]) == ("3", "2")


def test_narration_is_told_as_such() -> None:
    (only,) = rows(narrated_reading("Shells fell.", outlet="Gulf Observer"))
    assert (only["manner"], only["claimant"], only["cue"]) == ("narration", "Gulf Observer", "")


def test_the_header_names_every_cell_in_order() -> None:
    (killed, _) = chosen(market_reading())
    assert tuple(row(killed)) == COLUMNS
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_a_ledger_without_claims_gives_the_header() -> None:
    assert written(write_claims_csv, []).decode() == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "\u202e@"])
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


@given(odd_readings())
def test_whatever_the_words_each_comes_back_in_its_cell_and_none_is_run(reading: Reading) -> None:
    (only,) = rows(reading)
    assert set(only) == set(COLUMNS)
    document, claim = reading.document, (reading.claims or ())[0]
    for cell, said in (
        (only["words"], document.text),
        (only["title"], document.title or ""),
        (only["claimant"], claim.claimant.name),
        (only["outlet"], document.outlet or ""),
    ):
        assert cell in (fit(said), "'" + fit(said))
        assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")
        assert not any(
            unicodedata.category(each) == "Cc" and each not in "\t\n\r\x85" for each in cell
        )
