"""Copy a ledger's file while it is served and written, and check the copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sayso.accounts import people_path
from sayso.actions.verify import Verified, verify
from sayso.files.writing import BY_UMASK, OWNER_ONLY, draft_of
from sayso.ledger import LedgerError, named, open_ledger
from sayso.ledger.copying import CopyProgress
from sayso.ledger.stores.sqlite_backup import copy_pages

Watch = Callable[[str, CopyProgress], None]
LOGS = ("-wal", "-journal")
"""Endings of what SQLite writes beside a file before it is in the file."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What was checked in a copy, and where the copy of the users' file is, if one was made."""

    checked: Verified
    users: Path | None


def back_up(
    ledger: Path | str, out: Path, watch: Watch, users: bool = False, replace: bool = False
) -> BackedUp:
    """Copy the ledger's file to `out` in one state of it, whole or not at all, and check the copy.

    With `users` its users' file is copied beside `out`, readable by its owner only. Nothing is
    written over unless `replace` says so. Raises LedgerError when the ledger can't be copied or
    does not hold, FileExistsError, or OSError when `out` can't be written.
    """
    source = named(ledger)
    if not isinstance(source, Path):
        raise LedgerError(
            f"{source} is a database. Copy it into a file, `sayso ledger copy {source} {out}`, or"
            " use PostgreSQL's own pg_dump."
        )
    open_ledger(source).close()  # says what is wrong with a file that is no ledger
    _check_place(source, out)
    people = people_path(source) if users else None
    if people is not None and not people.is_file():
        raise LedgerError(f"There is no users' file {people}. Leave out --users.")
    with ExitStack() as drafts:
        users_copy = people_path(out) if people is not None else None
        if people is not None and users_copy is not None:
            _check_place(people, users_copy)
            draft = drafts.enter_context(_draft(users_copy, OWNER_ONLY, replace))
            copy_pages(people, draft, _pages(watch, "users"))
        draft = drafts.enter_context(_draft(out, BY_UMASK, replace))
        copy_pages(source, draft, _pages(watch, "ledger"))
        checked = verify(draft)
        if checked.failures:
            key, why = checked.failures[0]
            raise LedgerError(
                f"{len(checked.failures)} entries of {source} do not hold, {key[:24]} for one"
                f" ({why}), so no copy was made. Restore an earlier one."
            )
    return BackedUp(checked, users_copy)


@contextmanager
def _draft(out: Path, mode: int, replace: bool) -> Iterator[Path]:
    """Lend a draft of `out`; what SQLite makes beside it while it is checked is removed."""
    with draft_of(out, mode, replace) as draft:
        try:
            yield draft
        finally:
            for ending in ("-wal", "-shm", "-journal"):
                draft.with_name(draft.name + ending).unlink(missing_ok=True)


def _check_place(source: Path, out: Path) -> None:
    """Raise LedgerError where a copy of `source` must not be put at `out`."""
    if out.exists() and out.samefile(source):
        raise LedgerError(f"{out} is the ledger itself. Name another file.")
    for ending in LOGS:
        log = out.with_name(out.name + ending)
        if log.exists():
            # SQLite would bring what is in it into the copy.
            raise LedgerError(
                f"{log} is there: a program uses {out}, or was killed. Stop it, open that ledger"
                f" once (`sayso list --ledger {out}`), or name another file."
            )


def _pages(watch: Watch, name: str) -> Callable[[int, int], None]:
    return lambda done, total: watch("copied", CopyProgress(f"pages of the {name}", done, total))
