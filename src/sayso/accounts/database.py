"""The users' file: where it is, who may read it, and how it is read and changed."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sayso.accounts.errors import PeopleError
from sayso.accounts.schema import prepare
from sayso.ledger.names import named, sidecar_path

Row = tuple[Any, ...]
COMPANIONS = ("", "-wal", "-shm", "-journal")
"""Endings of the files that SQLite makes for one database. It gives all the mode of the first."""


def people_path(ledger: Path | str) -> Path:
    """Return where the users' file of a ledger is: news.sqlite has news.people.sqlite.

    That of a database is on the machine that serves it, in the data folder of who runs `sayso`.
    """
    path = named(ledger)
    suffix = path.suffix if isinstance(path, Path) else ""
    return sidecar_path(path, f"people{suffix or '.sqlite'}")


class Database:
    """A connection to the users' file at `path`, made if there is none.

    Raises PeopleError when the file can't be used, or others may read or change it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            _claim(path)
            self._connection = sqlite3.connect(
                path, check_same_thread=False, timeout=20, isolation_level=None
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            # A power cut may undo the last few changes, such as a counted try; the file stays
            # sound. What must outlast it is followed by `flush`. Each sync took 8 ms.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA secure_delete = ON")
            prepare(self._connection)
        except FileNotFoundError as error:
            raise PeopleError(f"There is no folder {path.parent}. Make it first.") from error
        except (OSError, sqlite3.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise PeopleError(
                f"{path}, the users' file, can't be used: {reason}. Mend it or move it away."
            ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def rows(self, query: str, *values: object) -> list[Row]:
        """Return the rows of one statement, which may also change the file."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> Row | None:
        """Return the first row of one statement, or None."""
        rows = self.rows(query, *values)
        return rows[0] if rows else None

    def change(self, query: str, *values: object) -> int:
        """Carry out one statement and return how many rows it changed."""
        with self._lock:
            return self._connection.execute(query, values).rowcount

    def flush(self) -> None:
        """Bring all changes to the disk, so that a power cut cannot undo them."""
        self.rows("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for several statements that only read."""
        with self._lock:
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for several statements that no other thread or process comes between.

        All are undone when one raises.
        """
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _claim(path: Path) -> None:
    """Make the file for its owner alone, or refuse one that others own, read or change.

    It holds password hashes and the secrets of one-time codes: whoever can read it can try
    passwords without limit, and whoever can change it is an admin.
    """
    try:
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
        os.close(os.open(path, flags, 0o600))
    except FileExistsError:
        pass
    for ending in COMPANIONS:
        file = path.with_name(path.name + ending)
        try:
            state = file.lstat()
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(state.st_mode):
            raise PeopleError(f"{file} must be a file, not a link or a device. Move it away.")
        if state.st_uid != os.geteuid():
            raise PeopleError(
                f"{file} belongs to another user of this machine. It holds secrets of users: run"
                " `sayso` as its owner, or give it to yourself with chown if you trust it."
            )
        if state.st_mode & 0o077:
            raise PeopleError(
                f"Others on this machine may read or change {file}, which holds secrets of users."
                f" Close it with `chmod 600 {file}`; if others had access, change the passwords."
            )
