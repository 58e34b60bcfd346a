"""A bare phrase to its country and sector."""

from __future__ import annotations

from datetime import date

import pytest

from sayso.lexicon.actors import known, pieces
from sayso.stages.actors.lookup import describe


@pytest.mark.parametrize(
    ("phrase", "country", "role"),
    [
        ("Nigerien soldiers", "NER", "MIL"),
        ("Nigerian soldiers", "NGA", "MIL"),
        ("the Wagner Group", "RUS", "PRM"),
        ("a senior Hamas official", "PSE", "REB"),
        ("Peru's ambassador to Chile", "PER", "GOV"),
        ("a former Kenyan minister", "KEN", "ELI"),
        ("a Turkish-backed Syrian rebel group", "SYR", "REB"),
        ("a Houthi military spokesman", "YEM", "REB"),
        ("police in Lahore", "PAK", "COP"),
        ("gunmen", None, "UAF"),
        ("Belgrade", "SRB", "GOV"),
        ("Serbia", "SRB", None),
        ("Somaliland", "SOM", "PRE"),
        ("UN envoy for Libya", "UNO", "IGO"),
        ("the state news agency of Cuba", "CUB", "GOV"),
        ("oligarchs", None, "BUS"),
        ("a bowl of rice", None, None),
        ("", None, None),
    ],
)
def test_country_and_sector(phrase: str, country: str | None, role: str | None) -> None:
    assert describe(phrase) == (country, role)


@pytest.mark.parametrize(
    ("on", "role"),
    [(date(2012, 1, 1), "GOV"), (date(2024, 1, 1), "ELI"), (None, "ELI")],
)
def test_an_office_ends(on: date | None, role: str) -> None:
    assert describe("Angela Merkel", on) == ("DEU", role)


@pytest.mark.parametrize("words", ["who said it", "let us go", "it is so", "the aids nurse"])
def test_acronyms_are_not_met_in_small_letters(words: str) -> None:
    assert known().find(words, pieces(words)) == []


def test_a_name_does_not_run_over_a_full_stop() -> None:
    text = "He was Islamic. State media said so."
    assert [hit.entry for hit in known().find(text, pieces(text))] == []
