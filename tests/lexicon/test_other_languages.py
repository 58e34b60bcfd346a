"""Tables of Russian and Ukrainian: their cells are of known sorts, their ids those of English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from sayso.lexicon.table import listed, rows
from sayso.record import CueKind, Stance

LANGUAGES = ("ru", "uk")
COLUMNS = {
    "bodies": 4,
    "cue_nouns": 3,
    "cues": 4,
    "numerals": 3,
    "people": 4,
    "pronouns": 5,
    "speakers": 5,
}


def tables(*names: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of tables in both languages, each with the name of its table."""
    for language in LANGUAGES:
        for name in names:
            for row in rows(f"{language}/{name}.tsv"):
                yield f"{language}/{name}", row


@pytest.mark.parametrize("name", COLUMNS)
def test_each_row_has_all_its_cells(name: str) -> None:
    assert [row for row in tables(name) if len(row[1]) != COLUMNS[name]] == []


def test_cues_have_known_kinds_and_stances() -> None:
    for table, (cue, kind, stance, *_) in tables("cues", "cue_nouns"):
        assert kind in get_args(CueKind), (table, cue)
        assert stance in get_args(Stance), (table, cue)


@pytest.mark.parametrize("name", ["bodies", "cue_nouns", "speakers"])
def test_no_word_stands_in_two_rows(name: str) -> None:
    for language in LANGUAGES:
        words = [word for row in rows(f"{language}/{name}.tsv") for word in listed(row[0])]
        assert sorted(words) == sorted(set(words))


def test_bodies_are_known_in_english_by_the_same_name_and_country() -> None:
    place = {"actor_bodies": 2, "country_regions": 1}
    for table, (_, country, english, known) in tables("bodies"):
        if known != "-":
            found = [row for row in rows(f"{known}.tsv") if english in listed(row[0])]
            assert found, (table, english)
            assert known not in place or found[0][place[known]] == country, (table, english)


def test_people_are_known_in_english_by_the_same_name_country_and_gender() -> None:
    people = {
        name: (country, gender)
        for names, country, gender, *_ in rows("actor_people.tsv")
        for name in listed(names)
    }
    for table, (_, country, gender, english) in tables("people"):
        assert people.get(english) == (country, gender), (table, english)
