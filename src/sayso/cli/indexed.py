"""The index of a ledger for a command that judges: opened, and brought up to date with a bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sayso.cli import options
from sayso.cli.terminal import with_bar
from sayso.index.service import IncidentIndex


@contextmanager
def open_index(ledger: str | None, dry_run: bool) -> Iterator[IncidentIndex]:
    """Open the index of a ledger, to be judged in unless that is only tried. Raises LedgerError."""
    path = options.chosen_ledger(ledger)
    with closing(IncidentIndex(path, "read" if dry_run else "add")) as index:
        done, whole = index.progress
        for _ in with_bar("linking", index.ingested(), whole - done):
            pass
        yield index
