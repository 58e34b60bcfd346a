"""Readings as JSON Lines: one `sayso-reading/1` object a line, for machines."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.exports.chosen import LeftOut, each_written, unreported
from sayso.exports.encoding import TextFile
from sayso.record import Reading
from sayso.record.wire import dumps, to_json


def write_readings_jsonl(
    readings: Iterable[Reading], out: TextFile, left_out: LeftOut = unreported
) -> int:
    """Write a line for each reading, all in ASCII; how many there were.

    Of a reading that can't be written `left_out` takes the problem, and the document is written
    without layers, with the problem.
    """
    written = 0
    for line in each_written("export jsonl", _line, readings, left_out):
        out.write(line)
        written += 1
    return written


def _line(reading: Reading) -> str:
    return dumps(to_json(reading)) + "\n"
