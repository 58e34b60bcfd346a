"""Countries: one row each, whose codes lead from GeoNames to the record."""

from __future__ import annotations

from collections import Counter

import pytest

from sayso.lexicon.countries import alpha3, countries


@pytest.mark.parametrize(
    ("alpha2", "code"), [("UA", "UKR"), ("SD", "SDN"), ("MM", "MMR"), ("XK", "XKX"), ("PS", "PSE")]
)
def test_geonames_codes_become_those_of_the_record(alpha2: str, code: str) -> None:
    assert alpha3(alpha2) == code


def test_no_country_stays_none() -> None:
    assert alpha3(None) is None
    assert alpha3("ZZ") is None


def test_each_country_has_one_row() -> None:
    assert set(Counter(each.code for each in countries()).values()) == {1}
    assert set(Counter(each.alpha2 for each in countries()).values()) == {1}
    assert all(len(each.code) == 3 and len(each.alpha2) == 2 for each in countries())


def test_no_seat_and_no_dash_stands_among_the_names() -> None:
    for each in countries():
        assert "-" not in (*each.names, *each.people, *each.seats, *each.other_names)
        assert not set(each.people) & set(each.names)
