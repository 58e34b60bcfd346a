"""Every format with random and mutated input: nothing crashes, memory stays under 1 GiB.

SAYSO_FUZZ says how many inputs each format gets; `make fuzz` sets 100,000.
"""

from __future__ import annotations

import os
import resource

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Target, inputs

INPUTS = int(os.environ.get("SAYSO_FUZZ", "15"))
MOST_KIB = 1 << 20


@pytest.mark.filterwarnings("ignore")  # libraries wonder about what they are given
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_nothing_crashes(target: Target) -> None:
    shrink = (Phase.explicit, Phase.generate, Phase.shrink)

    @settings(
        max_examples=INPUTS,
        deadline=None,
        database=None,
        phases=shrink,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def fed(data: st.DataObject) -> None:
        target.read(data.draw(inputs(target)))

    fed()
    if INPUTS > 1_000:  # in a run of its own; else the other tests' memory is counted too
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MOST_KIB
