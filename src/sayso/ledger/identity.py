"""Whether a path still leads to the file that was opened there.

An open file outlives its name. When `rm`, `mv` or a restore from a backup replaces a ledger that
a server has open, SQLite goes on writing into a file that no one will find again, and its new
connections open the other one. So the file's identity is compared before it is used.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HOLDING = getattr(os, "O_PATH", 0)
"""How the file is opened only to hold its inode, so that the number is not given to another file.

Linux alone can: closing an ordinary descriptor would release the locks that SQLite has in this
process on the same file. Elsewhere the numbers alone are compared.
"""


class FileIdentity:
    """The device and inode that `path` had when this was made; nothing where there was no file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: int | None = None
        if HOLDING:
            try:
                self._held = os.open(path, HOLDING | os.O_CLOEXEC)
            except OSError:
                self._held = None
        self._numbers = _numbers(path if self._held is None else self._held)

    def holds(self) -> bool:
        """Return whether the path still leads there; always true where there was no file."""
        return self._numbers is None or self._numbers == _numbers(self.path)

    def close(self) -> None:
        """Release the inode. To be called once nothing in this process has the file open."""
        if self._held is not None:
            os.close(self._held)
            self._held = None


class OpenFiles:
    """The files that this process has open by SQLite, by device and inode.

    SQLite's locks belong to the process, and closing any ordinary descriptor of a file releases
    them: then another process takes itself for the last one, and deletes the log. So a file is only
    looked at while nothing in this process has it open.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, int]] = Counter()
        self._lock = threading.Lock()

    def look_first(self, path: Path, look: Callable[[], None]) -> tuple[int, int] | None:
        """Call `look`, unless the file is open, and count it as open; return what to `leave`."""
        with self._lock:
            numbers = _numbers(path)
            if numbers is None or not self._counts[numbers]:
                look()
            if numbers is not None:
                self._counts[numbers] += 1
            return numbers

    def leave(self, numbers: tuple[int, int] | None) -> None:
        """Count a file as closed once."""
        with self._lock:
            if numbers is not None:
                self._counts[numbers] -= 1


def _numbers(file: Path | int) -> tuple[int, int] | None:
    try:
        state = os.stat(file)
    except OSError:
        return None
    return state.st_dev, state.st_ino
