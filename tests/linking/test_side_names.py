"""Sides in reasons, as readers know them: countries by name, bodies by what they are called."""

from __future__ import annotations

import pytest

from sayso.lexicon.countries import side_name


@pytest.mark.parametrize(
    ("side", "shown"),
    [("SDN", "Sudan"), ("TCD", "Chad"), ("UNO", "United Nations"), ("RSF", "RSF"), ("", "")],
)
def test_countries_have_their_names(side: str, shown: str) -> None:
    assert side_name(side) == shown
