"""A lock that one process has at a time, and that ends with it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sayso.files.owners import check_not_planted


class LockedError(Exception):
    """Another process, or another part of this one, has the lock."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file `path`, made if there is none. Raises LockedError at once.

    The system takes the lock back when the process ends, however it ends; the file stays.
    """
    check_not_planted(path)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"{path} is locked.") from None
        yield
    finally:
        os.close(handle)
