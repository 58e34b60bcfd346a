"""Claims in the shape of GDELT's Mentions."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given

from sayso.exports.gdelt_mentions import COLUMNS, write_gdelt_mentions
from sayso.record import Reading
from tests.exports.making import chosen, linked, odd_readings, shelled, written
from tests.made import market_reading

INTEGERS = (
    "GLOBALEVENTID", "MentionType", "SentenceID", "Actor1CharOffset", "Actor2CharOffset",
    "ActionCharOffset", "InRawText", "Confidence", "MentionDocLen",
)  # fmt: skip


def mentions(file: bytes) -> list[dict[str, str]]:
    """As GDELT's own files are read: tabs, no header, no quoting."""
    lines = io.StringIO(file.decode("utf-8"), newline="\n")
    cells = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert all(len(each) == len(COLUMNS) == 16 for each in cells)
    return [dict(zip(COLUMNS, each, strict=True)) for each in cells]


def test_a_claim_of_an_event_is_a_mention() -> None:
    reading = market_reading()
    text = reading.document.text
    (only,) = mentions(written(write_gdelt_mentions, chosen(reading)))
    assert only["MentionIdentifier"] == "https://savanna.example/1"
    assert (only["MentionType"], only["MentionSourceName"]) == ("1", "Savanna Press")
    assert only["MentionTimeDate"] == only["EventTimeDate"] == "20250202063000"
    assert only["SentenceID"] == "2"
    assert int(only["ActionCharOffset"]) == text.index("killed")
    assert only["Actor1CharOffset"] == "-1"
    assert only["Confidence"] == "80"
    assert int(only["MentionDocLen"]) == len(text)
    assert "claimant:Sudan Doctors Network;country:SDN;role:NGO;manner:indirect" in only["Extras"]


def test_mentions_of_one_incident_have_its_number() -> None:
    claims, about = linked(market_reading())
    (only,) = mentions(written(write_gdelt_mentions, claims, about))
    assert int(only["GLOBALEVENTID"]) == int("4f2a9c0d1e2f3", 16) < 2**53
    assert only["EventTimeDate"] == "20250202050000"


def test_a_text_without_an_address_is_named_by_its_id() -> None:
    reading = market_reading(given_id="bulletin 7")
    nowhere = replace(reading, document=replace(reading.document, url="javascript:alert(1)"))
    (only,) = mentions(written(write_gdelt_mentions, chosen(nowhere)))
    assert (only["MentionType"], only["MentionIdentifier"]) == ("2", "bulletin 7")


def test_a_claim_judged_wrong_is_left_out() -> None:
    assert written(write_gdelt_mentions, chosen(market_reading(), verdict="wrong")) == b""


@given(odd_readings())
def test_whatever_the_words_there_are_16_cells(reading: Reading) -> None:
    (only,) = mentions(written(write_gdelt_mentions, chosen(reading)))
    assert all(only[name].lstrip("-").isdigit() for name in INTEGERS)


def test_the_actors_are_found_in_the_text() -> None:
    reading = shelled()
    (only,) = mentions(written(write_gdelt_mentions, chosen(reading)))
    assert int(only["Actor2CharOffset"]) == reading.document.text.index("people were killed")
