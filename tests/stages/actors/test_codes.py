"""A bare phrase to its country and sector."""

from __future__ import annotations

from datetime import date

import pytest

from evaluation.actors import phrases
from sayso.lexicon.actors import known, pieces
from sayso.lexicon.table import rows
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


@pytest.mark.parametrize(("phrase", "country", "role"), phrases())
def test_phrases_of_our_own(phrase: str, country: str, role: str) -> None:
    found = describe(phrase)
    for wanted, said in zip((country, role), found, strict=True):
        assert wanted in ("*", said or "")


def test_what_a_body_was_on_a_day() -> None:
    assert describe("Taliban", date(2015, 6, 1)) == ("AFG", "REB")
    assert describe("Taliban", date(2022, 6, 1)) == ("AFG", "GOV")
    assert describe("FARC", date(2018, 6, 1)) == ("COL", "PTY")
    assert describe("FARC", date(1999, 6, 1)) == ("COL", "REB")
    assert describe("Hayat Tahrir al-Sham", date(2020, 6, 1)) == ("SYR", "REB")


def test_every_body_says_what_it_rests_on() -> None:
    for names, *_, source in rows("actor_bodies.tsv"):
        assert source, names


def test_the_article_of_a_paper_is_none_of_a_guard() -> None:
    assert describe("the National Guard of Niger") == ("NER", "MIL")
    assert describe("The National") == ("ARE", "JRN")
