"""A reading goes out as JSON and comes back the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from sayso.record import Document, Problem, Reading
from sayso.record.wire import SCHEMA, dumps, from_json, to_json
from tests.made import market_reading, readings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(readings())
def test_what_goes_out_comes_back(reading: Reading) -> None:
    line = dumps(to_json(reading))
    assert "\n" not in line
    assert line.isascii()
    assert from_json(json.loads(line)) == reading


def test_the_sender_s_id_and_text_come_back_unchanged() -> None:
    text = "\ufeff“Ten” \r\n fell.\u2028 \t"
    packed = to_json(Reading(Document(text, given_id=" A/7 ")))
    assert packed["id"] == " A/7 "
    assert packed["text"] == text


def test_without_a_sender_s_id_the_fingerprint_is_the_id() -> None:
    packed = to_json(Reading(Document("Ten fell.")))
    assert packed["id"] == packed["fingerprint"]
    assert packed["given_id"] is None


def test_not_looked_for_differs_from_none_found() -> None:
    packed = to_json(Reading(Document("Ten fell."), events=()))
    assert packed["events"] == []
    assert packed["claims"] is None


def test_spans_are_pairs_and_things_that_are_words_have_start_and_end() -> None:
    packed = to_json(market_reading())
    text = packed["text"]
    start, end = packed["claims"][0]["evidence"]
    assert text[start:end].startswith("At least 54 people were killed")
    figure = packed["quantities"][0]
    assert text[figure["start"] : figure["end"]] == "At least 54 people"
    assert "as_said" not in figure


def test_what_the_intake_could_not_read_is_told_once() -> None:
    problem = Problem("intake", "no date in the page")
    document = Document("Ten fell.", problems=(problem,))
    packed = to_json(Reading(document, problems=document.problems))
    assert len(packed["problems"]) == 1
    assert from_json(packed).problems == (problem,)


def test_instants_keep_their_offset_or_their_lack_of_one() -> None:
    aware = Document("Ten fell.", published=datetime(2026, 3, 4, 6, tzinfo=UTC))
    naive = Document("Ten fell.", published=datetime(2026, 3, 4, 6))
    assert to_json(Reading(aware))["published"] == "2026-03-04T06:00:00+00:00"
    assert to_json(Reading(naive))["published"] == "2026-03-04T06:00:00"


def test_another_schema_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"not a sayso-reading/1 reading but 'sayso-reading/2'"):
        from_json({"schema": "sayso-reading/2"})


def test_a_missing_field_is_told() -> None:
    packed = to_json(market_reading())
    del packed["claims"][0]["polarity"]
    with pytest.raises(ValueError, match=f"not the shape of {SCHEMA}: .*polarity"):
        from_json(packed)


def test_a_reading_from_before_a_field_came_is_still_read() -> None:
    reading = market_reading()
    packed = to_json(reading)
    for quantity in packed["quantities"]:
        del quantity["change"]
    assert from_json(packed) == reading
