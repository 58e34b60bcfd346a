"""How many cores there are for this process. It brings nothing else with it."""

from __future__ import annotations

import os


def cores() -> int:
    """Return how many cores this process may run on, where the system says; else all of them."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
