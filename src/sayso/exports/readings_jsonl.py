"""Readings as JSON Lines: one `sayso-reading/1` object a line, for machines."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from sayso.exports.chosen import LeftOut, Noted, each_written, nothing_noted, unreported
from sayso.exports.encoding import TextFile
from sayso.record import Reading
from sayso.record.wire import dumps, to_json


def write_readings_jsonl(
    readings: Iterable[Reading],
    out: TextFile,
    left_out: LeftOut = unreported,
    noted: Noted = nothing_noted,
) -> int:
    """Write a line for each reading, all in ASCII; how many there were.

    Of a reading that can't be written `left_out` takes the problem, and the document is written
    without layers, with the problem. `noted` gives fields beside those of the reading at hand.
    """
    written = 0
    for line in each_written("export jsonl", partial(_line, noted), readings, left_out):
        out.write(line)
        written += 1
    return written


def _line(noted: Noted, reading: Reading) -> str:
    return dumps(to_json(reading) | noted()) + "\n"
