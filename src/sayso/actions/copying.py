"""Copy a ledger into another file or database, say what one holds, bring one up to date."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sayso.ledger import LedgerError, LedgerStats, named, open_ledger
from sayso.ledger.copying import EVERY, CopyProgress, copy_rows, digest, ends_of
from sayso.ledger.core import SqlStore

Watch = Callable[[str, CopyProgress], None]
"""What is known of each step: what is being done with rows of a table, and how far it is."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The SHA-256 of all rows of a table in the ledger that was copied, and in its copy."""

    table: str
    source: str
    target: str

    @property
    def same(self) -> bool:
        return self.source == self.target


def unwatched(_what: str, _step: CopyProgress) -> None:
    """Ignore the progress."""


def copy_ledger(
    source: Path | str, target: Path | str, watch: Watch = unwatched
) -> tuple[Compared, ...]:
    """Copy `source` into `target`, which is made, or in which the same copy was begun.

    Then every row of both is read again and compared. Nothing is ever written over: raises
    LedgerError when `target` holds anything else.
    """
    if _same(source, target):
        raise LedgerError(f"{named(source)} can't be copied into itself. Name another ledger.")
    with closing(_store(source, "read")) as ours, closing(_store(target, "add")) as theirs:
        with closing(copy_rows(ours, theirs)) as steps:
            for step in steps:
                watch("copied", step)
        ends = ends_of(theirs)
        return tuple(
            Compared(
                table.name,
                _digest(ours, table.name, ends, watch),
                _digest(theirs, table.name, ends, watch),
            )
            for table in EVERY
        )


def facts_of(ledger: Path | str) -> LedgerStats:
    """Return what is known of a ledger as a whole. Raises LedgerError."""
    with closing(open_ledger(ledger)) as store:
        return store.facts()


def upgrade_ledger(ledger: Path | str) -> tuple[int, int]:
    """Bring a ledger up to date; its version before and now. Raises LedgerError."""
    before = facts_of(ledger).version
    open_ledger(ledger, "add").close()
    return before, facts_of(ledger).version


def _store(ledger: Path | str, mode: str) -> SqlStore:
    store = open_ledger(ledger, "add" if mode == "add" else "read")
    if not isinstance(store, SqlStore):
        raise LedgerError(f"{named(ledger)} is of a kind that can't be copied.")
    return store


def _digest(store: SqlStore, name: str, ends: dict[str, int], watch: Watch) -> str:
    (table,) = (each for each in EVERY if each.name == name)
    digest_of_rows = ""
    for progress in digest(store, table, ends):
        if isinstance(progress, CopyProgress):
            watch("compared", progress)
        else:
            digest_of_rows = progress
    return digest_of_rows


def _same(left: Path | str, right: Path | str) -> bool:
    here, there = named(left), named(right)
    if isinstance(here, Path) and isinstance(there, Path):
        return here.resolve() == there.resolve()
    return here == there
