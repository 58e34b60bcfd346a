"""Readings as JSON Lines and as one JSON array."""

from __future__ import annotations

import io
import json

import pytest

from sayso.exports.readings_json import write_readings_json
from sayso.exports.readings_jsonl import write_readings_jsonl
from sayso.record.wire import from_json
from tests.made import market_reading, narrated_reading

TWO = (market_reading(), narrated_reading("“Ten”\u2028fell \ud83d."))


def test_each_line_is_a_reading() -> None:
    out = io.StringIO()
    assert write_readings_jsonl(TWO, out) == 2
    lines = out.getvalue().splitlines()
    assert tuple(from_json(json.loads(line)) for line in lines) == TWO


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_array_holds_every_reading(number: int) -> None:
    out = io.StringIO()
    assert write_readings_json(TWO[:number], out) == number
    whole = out.getvalue()
    assert tuple(from_json(each) for each in json.loads(whole)) == TWO[:number]
    assert whole.encode("utf-8")
