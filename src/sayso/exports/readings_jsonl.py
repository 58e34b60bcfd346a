"""Readings as JSON Lines: one `sayso-reading/1` object a line, for machines."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.exports.encoding import TextFile
from sayso.record import Reading
from sayso.record.wire import dumps, to_json


def write_readings_jsonl(readings: Iterable[Reading], out: TextFile) -> int:
    """Write a line for each reading, all in ASCII; how many there were."""
    written = 0
    for reading in readings:
        out.write(dumps(to_json(reading)) + "\n")
        written += 1
    return written
