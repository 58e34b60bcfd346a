"""Sides are settings: who stands where, by name first, then by the state they speak for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sayso.lexicon.countries import countries
from sayso.record import Claimant
from sayso.settings.sides import SidesError, load_sides, opposed, read_sides, side_of

OWN = """
[[conflict]]
name = "The river war"
theatre = ["MLI"]
since = 2020-01-01
until = 2024-12-31
[[conflict.side]]
name = "North"
actors = ["Army of the North", "Colonel Diarra"]
[[conflict.side]]
name = "State"
countries = ["MLI"]
actors = ["Army"]
"""


def who(name: str, country: str | None = None, role: str | None = None) -> Claimant:
    return Claimant(name, name, True, country, role)


def sides(claimant: Claimant, **more: object) -> dict[str, str]:
    stands = side_of(claimant, load_sides(), **more)  # type: ignore[arg-type]
    return {stand.conflict: stand.side for stand in stands}


def test_a_state_speaks_for_its_country_and_its_people_do_not() -> None:
    ministry = who("Russia's Defense Ministry", "RUS", "GOV")
    assert sides(ministry, where="UKR") == {"Russia and Ukraine": "Russia"}
    assert sides(who("residents of Kharkiv", "UKR", "CVL")) == {}
    assert sides(who("Ukraine", "UKR"), where="UKR") == {"Russia and Ukraine": "Ukraine"}
    assert sides(who("Ukrainian doctor", "UKR", "MED")) == {}


def test_a_name_counts_before_the_country() -> None:
    rsf = side_of(who("the paramilitary RSF", "SDN", "PRM"), load_sides())
    army = side_of(who("Sudanese army", "SDN", "MIL"), load_sides())
    assert [stand.by_name for stand in rsf] == [True]
    assert opposed(rsf, army)
    dagalo = who("Mohamed Hamdan Dagalo", "SDN", "GOV")
    assert sides(dagalo) == {"Sudan": "Rapid Support Forces and their allies"}


def test_the_longest_name_wins() -> None:
    taliban = sides(who("Pakistani Taliban", "PAK", "REB"), where="PAK")
    assert taliban["Afghanistan and Pakistan"] == "Pakistani Taliban"
    own = read_sides(OWN)
    assert side_of(who("Army of the North"), own)[0].side == "North"
    assert side_of(who("the Army"), own)[0].side == "State"


def test_a_conflict_has_its_days_and_its_theatre() -> None:
    own = read_sides(OWN)
    state = who("Mali's junta", "MLI", "GOV")
    assert side_of(state, own, on=date(2024, 12, 31))
    assert not side_of(state, own, on=date(2025, 1, 1))
    assert not side_of(state, own, where="SDN")
    assert side_of(state, own, where="MLI")


def test_who_is_not_listed_stands_nowhere_and_opposes_no_one() -> None:
    reuters = side_of(who("Reuters", "GBR", "JRN"), load_sides())
    assert reuters == ()
    assert not opposed(reuters, side_of(who("Hamas", "PSE", "REB"), load_sides()))


def test_allies_in_one_conflict_are_not_opposed_for_another() -> None:
    houthis = side_of(who("Houthis", "YEM", "REB"), load_sides())
    assert opposed(houthis, side_of(who("Israeli army", "ISR", "MIL"), load_sides()))
    assert not opposed(houthis, houthis)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "sides.toml"
    path.write_text(OWN, encoding="utf-8")
    assert [conflict.name for conflict in load_sides(path)] == ["The river war"]
    with pytest.raises(FileNotFoundError):
        load_sides(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("conflict = 3", "[[conflict]]"),
        ("[[conflict]]\nname = 'X'", "two sides"),
        ("[[conflict]]\n[[conflict.side]]\n[[conflict.side]]", "No name"),
        (OWN.replace('["MLI"]', '"MLI"', 1), "theatre"),
        (OWN.replace("2020-01-01", "'2020'"), "since"),
        ("[[conflict", "not TOML"),
    ],
)
def test_an_error_says_what_to_do(written: str, told: str) -> None:
    with pytest.raises(SidesError, match=told.replace("[", r"\[")):
        read_sides(written)


def test_the_shipped_sides_are_of_countries_that_there_are() -> None:
    codes = {country.code for country in countries()}
    for conflict in load_sides():
        assert conflict.theatre <= codes, conflict.name
        for side in conflict.sides:
            assert side.countries <= codes, (conflict.name, side.name)
            assert side.countries or side.actors
