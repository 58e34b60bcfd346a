"""How property tests search: the same examples in every run, or at random for `make fuzz`.

The engines are fixtures of several rooms, and must be registered once: here.
"""

from __future__ import annotations

import os

from hypothesis import settings

from tests.engines.fixtures import cluster, elsewhere, engine, pool  # noqa: F401

# A check that fails on one machine in fifty tells a newcomer nothing. What a random search meets
# becomes an `@example`, which then fails everywhere until it is mended.
settings.register_profile("fixed", derandomize=True, deadline=None, database=None)
settings.register_profile("random", deadline=None)
settings.load_profile("random" if os.environ.get("SAYSO_FUZZ") else "fixed")
