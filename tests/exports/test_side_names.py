"""Sides in reasons and warnings, as readers know them."""

from __future__ import annotations

import pytest

from sayso.exports.pages import spoken


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("SDN denies what it is accused of: raid", "Sudan denies what it is accused of: raid"),
        ("TCD calls it untrue: an accusation", "Chad calls it untrue: an accusation"),
        ("Only MLI tells how many were killed", "Only Mali tells how many were killed"),
        ("blame on SDN and on TCD", "blame on Sudan and on Chad"),
        ("RSF denies what it is accused of", "RSF denies what it is accused of"),
    ],
)
def test_countries_in_a_reason_have_their_names(reason: str, shown: str) -> None:
    assert spoken(reason) == shown
