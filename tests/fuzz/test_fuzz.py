"""Every format with random and mutated input: nothing crashes, memory stays under 1 GiB.

SAYSO_FUZZ says how many inputs each format gets beside the few that hypothesis draws and shrinks;
`make fuzz` sets 100,000. SAYSO_FUZZ_SEED makes them others.
"""

from __future__ import annotations

import logging
import os
import random
import resource

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Target, at_random, inputs

INPUTS = int(os.environ.get("SAYSO_FUZZ", "30"))
SEED = os.environ.get("SAYSO_FUZZ_SEED", "1")
DRAWN = 8
MOST_KIB = 1 << 20

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # libraries wonder about what they are given
    pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name),
]


def test_nothing_that_hypothesis_draws_crashes(target: Target) -> None:
    @settings(
        max_examples=DRAWN,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def fed(data: st.DataObject) -> None:
        target.read(data.draw(inputs(target)))

    fed()


def test_nothing_made_at_random_crashes(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)  # a hundred thousand complaints are kept otherwise
    chance = random.Random(f"{SEED} {target.name}")  # noqa: S311
    for number in range(INPUTS):
        raw = at_random(target, chance)
        try:
            target.read(raw)
        except BaseException as crash:
            crash.add_note(f"input {number} of {target.name}: {raw[:2_000]!r}")
            raise
    if INPUTS > 1_000:  # in a run of its own; else the other tests' memory is counted too
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MOST_KIB
