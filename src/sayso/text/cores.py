"""How many cores there are for this process. It brings nothing else with it."""

from __future__ import annotations

import os


def cores() -> int:
    """The cores that this process may run on, where the system tells; else all that there are."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
