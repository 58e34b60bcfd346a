"""Times that survive a change of the wall clock, a restart and another process."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

DAY_S = 86_400.0
BACK_S = 60.0
"""So far may the wall clock lie back after a restart before an instant counts as unknown."""


def steady() -> float:
    """Return seconds of a clock that nobody sets and that all processes of the machine share."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@lru_cache(maxsize=1)
def boot() -> str:
    """Return what names this start of the machine; "" where the system has no such name."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:  # not Linux: then the wall clock counts
        return ""


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment by both clocks, and the start of the machine that the steady one counts from."""

    wall: float
    steady: float
    boot: str

    def packed(self) -> str:
        """Return it as it is stored."""
        return f"{self.wall!r} {self.steady!r} {self.boot}"

    @staticmethod
    def unpacked(text: str) -> Instant:
        """Return what `packed` made."""
        wall, steady_s, boot_id = text.split(" ", 2)
        return Instant(float(wall), float(steady_s), boot_id)


@dataclass(frozen=True, slots=True)
class Clock:
    """The machine's clocks. Tests set their own."""

    wall: Callable[[], float] = field(default=time.time)
    steady: Callable[[], float] = field(default=steady)
    boot: Callable[[], str] = field(default=boot)

    def now(self) -> Instant:
        """Return this moment."""
        return Instant(self.wall(), self.steady(), self.boot())

    def today(self) -> str:
        """Return this moment as text, for people to read."""
        return shown(self.wall())

    def since(self, then: Instant) -> float:
        """Return the seconds since `then`: infinite when the clocks cannot say.

        While the machine runs, the steady clock counts, so setting the wall clock changes nothing.
        """
        now = self.now()
        if now.boot and now.boot == then.boot and now.steady >= then.steady:
            return now.steady - then.steady
        passed = now.wall - then.wall
        return max(0.0, passed) if passed > -BACK_S else math.inf


def shown(wall: float) -> str:
    """Return a wall clock's seconds as a UTC time in ISO 8601."""
    return datetime.fromtimestamp(wall, UTC).isoformat()
