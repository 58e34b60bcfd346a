"""Fixtures for all rooms; property tests search the same examples, or at random (`make fuzz`)."""

from __future__ import annotations

import os

from hypothesis import settings

from tests.executors import cluster, elsewhere, engine, pool

__all__ = ["cluster", "elsewhere", "engine", "pool"]

# A check that fails on one machine in fifty tells a newcomer nothing. What a random search meets
# becomes an `@example`, which then fails everywhere until it is mended.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if os.environ.get("SAYSO_FUZZ") else "fixed")
