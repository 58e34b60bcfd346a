"""A bound on log lines: so many of one kind a minute, and then how many more there were."""

from __future__ import annotations

import logging
import sys
import threading
import time
from asyncio import CancelledError
from collections.abc import Callable
from typing import TextIO

MOST_A_MINUTE = 20
MINUTE_S = 60.0
MOST_KINDS = 200


class RateFilter(logging.Filter):
    """Lets pass `most` records of one kind a minute; the next one says how many were left out.

    A kind is a logger and a message before its values are filled in. While a server could accept
    no connection, a traceback for each try filled a disk with 5 MB a second.
    """

    def __init__(
        self, most: int = MOST_A_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._kinds: dict[tuple[str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is to be written."""
        if record.exc_info and isinstance(record.exc_info[1], CancelledError):
            return False  # a request that was given up when the server ended
        kind = (record.name, str(record.msg)[:200])
        now = self._clock()
        with self._lock:
            if len(self._kinds) > MOST_KINDS:
                self._kinds.clear()
            begun, count = self._kinds.get(kind, (now, 0))
            left_out = 0
            if now - begun >= MINUTE_S:
                left_out, begun, count = max(0, count - self._most), now, 0
            self._kinds[kind] = (begun, count + 1)
        if count >= self._most:
            return False
        if left_out:
            record.msg = f"{record.getMessage()} ({left_out:,} more like this were left out)"
            record.args = None
        return True


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is standard error when a line is logged.

    `StreamHandler` keeps the stream that was there when it was made. Whoever puts another in its
    place and closes the first gets a traceback for each line.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write `record`."""
        self.stream = sys.stderr
        super().emit(record)


def log_to_standard_error() -> None:
    """Write warnings of all libraries to standard error, with their time in UTC, bounded."""
    handler = _StandardError()
    formatter = logging.Formatter("%(asctime)s %(levelname)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(RateFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
