"""What workers do in tests. It brings little with it: every worker that is started imports it."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def doubled(number: int) -> int:
    return 2 * number


def failing(number: int) -> int:
    raise ValueError(f"no such figure: {number}")


def dying_once(task: tuple[int, str]) -> int:
    """Twice the number; whoever does it first for a marked one is killed."""
    number, marker = task
    if marker and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def deadly(number: int) -> int:
    """Twice the number; nobody outlives 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number
