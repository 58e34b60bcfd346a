"""Readings as one JSON array of `sayso-reading/1` objects, indented, for a person to look at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial

from sayso.exports.chosen import LeftOut, Noted, each_written, nothing_noted, unreported
from sayso.exports.encoding import TextFile
from sayso.record import Reading
from sayso.record.wire import to_json


def write_readings_json(
    readings: Iterable[Reading],
    out: TextFile,
    left_out: LeftOut = unreported,
    noted: Noted = nothing_noted,
) -> int:
    """Write the array, reading by reading; how many there were.

    Of a reading that can't be written `left_out` takes the problem, and the document is written
    without layers, with the problem. `noted` gives fields beside those of the reading at hand.
    """
    written = 0
    for packed in each_written("export json", partial(_packed, noted), readings, left_out):
        out.write((",\n" if written else "[\n") + packed)
        written += 1
    out.write("\n]\n" if written else "[]\n")
    return written


def _packed(noted: Noted, reading: Reading) -> str:
    packed = json.dumps(to_json(reading) | noted(), ensure_ascii=False, allow_nan=False, indent=1)
    # Half a surrogate pair can't be written as UTF-8: its escape is the same JSON.
    return packed.encode("utf-8", "backslashreplace").decode("utf-8")
