"""Write out what a ledger holds, for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, TextIO

from sayso.exports.claims_csv import write_claims_csv
from sayso.exports.formats import ExportFormat
from sayso.exports.readings_json import write_readings_json
from sayso.exports.readings_jsonl import write_readings_jsonl
from sayso.ledger import open_ledger
from sayso.record import Reading

WRITERS: dict[ExportFormat, Callable[[Iterable[Reading], TextIO], int]] = {
    ExportFormat.CSV: write_claims_csv,
    ExportFormat.JSONL: write_readings_jsonl,
    ExportFormat.JSON: write_readings_json,
}


def export(ledger: Path | str, export_format: ExportFormat, out: TextIO) -> int:
    """Write every reading of `ledger` to `out`; how many claims (csv) or documents were written."""
    with closing(open_ledger(ledger)) as store:
        return WRITERS[export_format](store.readings(), out)


def export_to(ledger: Path | str, export_format: ExportFormat, out: Path) -> int:
    """Write every reading of `ledger` to the file `out`, whole or not at all; how many there were.

    With the format warc: every snapshot.

    Raises LedgerError when the ledger can't be read and OSError when the file can't be written.
    """
    # A spreadsheet takes a file for UTF-8 only when it begins with a byte-order mark.
    encoding = "utf-8-sig" if export_format is ExportFormat.CSV else "utf-8"
    part = out.with_name(out.name + ".part")
    try:
        if export_format is ExportFormat.WARC:
            with part.open("wb") as archive:
                written = export_snapshots(ledger, archive)
            part.replace(out)
            return written
        with part.open("w", encoding=encoding, errors="backslashreplace", newline="") as file:
            written = export(ledger, export_format, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return written


def export_snapshots(ledger: Path | str, out: BinaryIO) -> int:
    """Write the bytes that documents were made of to `out` as a WARC; how many records."""
    from sayso.exports.snapshots_warc import write_snapshots_warc

    with closing(open_ledger(ledger)) as store:
        return write_snapshots_warc(store.kept(), store.snapshot, out)
