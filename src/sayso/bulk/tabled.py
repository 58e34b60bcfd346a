"""Readings that were made before as a folder of tables: a ledger's, say, to be linked at scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from sayso.bulk.folder import Folder, Record, described
from sayso.bulk.shards import UNITS
from sayso.bulk.tables import SCHEMA
from sayso.bulk.work import TableRows
from sayso.intake.units import InputUnit, JsonLine
from sayso.record import Reading, content_hash

NAME = "readings"


def write_tables(readings: Iterable[Reading], out: Path, units: int = UNITS) -> int:
    """Write `readings` into a new folder, `units` of them a part; how many there were."""
    folder, count = Folder(out), 0
    for index, some in enumerate(_batches(readings, units)):
        rows = TableRows()
        for number, reading in enumerate(some, start=count + 1):
            rows.take(reading, NAME, InputUnit(number, 0, JsonLine(b"", NAME, NAME), 0.0), None)
        count += len(some)
        made = rows.parts({"schema": SCHEMA, "input": NAME, "part": index})
        digest = content_hash("readings", *(each.document.fingerprint for each in some))
        files = described(made.parts)
        name = f"{NAME}-{index:05}"
        record = Record(name, NAME, index, False, digest, made.documents, made.unread, files)
        folder.write(record, made.parts)
    folder.finish({})
    return count


def _batches(readings: Iterable[Reading], units: int) -> Iterator[list[Reading]]:
    source = iter(readings)
    while some := list(islice(source, units)):
        yield some
