"""Readings as one JSON array of `sayso-reading/1` objects, indented, for a person to look at."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sayso.exports.encoding import TextFile
from sayso.record import Reading
from sayso.record.wire import to_json


def write_readings_json(readings: Iterable[Reading], out: TextFile) -> int:
    """Write the array, reading by reading; how many there were."""
    written = 0
    for reading in readings:
        out.write(",\n" if written else "[\n")
        packed = json.dumps(to_json(reading), ensure_ascii=False, allow_nan=False, indent=1)
        # Half a surrogate pair can't be written as UTF-8: its escape is the same JSON.
        out.write(packed.encode("utf-8", "backslashreplace").decode("utf-8"))
        written += 1
    out.write("\n]\n" if written else "[]\n")
    return written
