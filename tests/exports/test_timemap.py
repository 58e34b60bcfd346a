"""Claims for timemap, checked by the rules of its own validators."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from sayso.exports.timemap import write_timemap
from sayso.record import Reading
from tests.exports.making import chosen, odd_readings, shelled, written
from tests.made import market_reading, narrated_reading

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
EVENTS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "associations", "sources"],
        "properties": {
            "associations": TEXTS,
            "sources": TEXTS,
            "date": {"type": "string", "pattern": r"^(\d{1,2}/\d{1,2}/\d{4})?$"},
            "time": {"type": "string", "pattern": r"^(\d\d:\d\d)?$"},
        },
        "additionalProperties": TEXT,
        "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
        "anyOf": [
            {"properties": {"date": {"minLength": 1}}, "required": ["date"]},
            {"required": ["latitude"]},
        ],
    },
}
SOURCES = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["id", "paths"],
        "properties": {"paths": TEXTS},
        "additionalProperties": TEXT,
    },
}
ASSOCIATIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "title", "mode"],
        "properties": {
            "mode": {"enum": ["CATEGORY", "NARRATIVE", "FILTER"]},
            "filter_paths": TEXTS,
        },
        "additionalProperties": TEXT,
    },
}
SHAPES = {"events.json": EVENTS, "sources.json": SOURCES, "associations.json": ASSOCIATIONS}


def files(*readings: Reading) -> tuple[list[dict[str, Any]], dict[str, Any], list[Any]]:
    archive = zipfile.ZipFile(io.BytesIO(written(write_timemap, chosen(*readings))))
    assert archive.testzip() is None
    assert archive.namelist() == list(SHAPES)
    loaded = [json.loads(archive.read(name)) for name in SHAPES]
    for told, shape in zip(loaded, SHAPES.values(), strict=True):
        Draft202012Validator(shape).validate(told)
    events, sources, associations = loaded
    known = {each["id"] for each in associations}
    for event in events:
        assert set(event["sources"]) <= set(sources)
        assert set(event["associations"]) <= known
    return events, sources, associations


def test_a_claim_is_an_event_with_its_document_as_source() -> None:
    (only,), sources, associations = files(shelled())
    assert only["date"] == "2/1/2025"
    assert only["time"] == ""
    assert only["time_display"] == "on Saturday"
    assert (only["latitude"], only["longitude"]) == ("15.64", "32.48")
    assert only["location"] == "Omdurman (town)"
    assert only["description"].startswith("Sudan Doctors Network says: At least 54")
    (source,) = sources.values()
    assert source["paths"] == ["https://savanna.example/1"]
    assert [each["id"] for each in associations if each["mode"] == "CATEGORY"] == [
        "kind of event: shelling"
    ]


def test_a_claim_with_neither_day_nor_place_is_left_out() -> None:
    events, sources, _ = files(narrated_reading("Shells fell."), market_reading())
    assert len(events) == len(sources) == 1


@pytest.mark.parametrize(
    ("hours", "grain", "date", "time"),
    [(0, "minute", "2/1/2025", "05:30"), (24, "day", "2/1/2025", ""), (200, "week", "", "")],
)
def test_a_date_is_told_where_the_words_tell_the_day(
    hours: int, grain: str, date: str, time: str
) -> None:
    reading = shelled()
    (moment,) = reading.moments or ()
    start = datetime(2025, 2, 1, 5, 30)
    told = replace(moment, earliest=start, latest=start + timedelta(hours=hours), grain=grain)  # type: ignore[arg-type]
    (only,), _, _ = files(replace(reading, moments=(told,)))
    assert (only["date"], only["time"]) == (date, time)


def test_the_same_export_is_the_same_archive() -> None:
    assert written(write_timemap, chosen(shelled())) == written(write_timemap, chosen(shelled()))


@given(odd_readings())
def test_whatever_the_words_the_files_have_their_shapes(reading: Reading) -> None:
    (only,), _, _ = files(reading)
    assert not re.search(r"[\n\r\t\x00]", only["description"])
