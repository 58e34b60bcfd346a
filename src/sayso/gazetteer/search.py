"""Several packs searched as one gazetteer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache

from sayso.gazetteer.builtin import NAME, Progress, open_builtin
from sayso.gazetteer.entry import Entry
from sayso.gazetteer.folding import core, fold, loose, loose_arabic, without_article
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.pack import LOOSE, LOOSE_ARABIC, GazetteerPack

REMEMBERED = 20_000
"""Names kept in memory: about 10 MB when full."""

REMEMBERED_SPELLINGS = 1_000


class Gazetteer:
    """Looks names up in `packs`; where two packs hold one GeoNames id, the earlier one is heard."""

    def __init__(self, packs: Sequence[GazetteerPack]) -> None:
        self.packs = tuple(packs)
        self._named = lru_cache(maxsize=REMEMBERED)(self._look_up)
        self._beginning = lru_cache(maxsize=REMEMBERED)(self._begins)
        self._spelled = lru_cache(maxsize=REMEMBERED_SPELLINGS)(self._spellings)

    def find(self, name: str) -> tuple[Entry, ...]:
        """Return the places that `name` may mean, most populous first; () when there is none.

        Tried as it is, without a leading article, without what says its type ("Rivne Oblast").
        """
        key = fold(name)
        for form in dict.fromkeys((key, without_article(key), core(key))):
            entries = self._named(form) if form else ()
            if entries:
                return entries
        return ()

    def find_exactly(self, name: str) -> tuple[Entry, ...]:
        """Do as `find`, with the name as it is only."""
        key = fold(name)
        return self._named(key) if key else ()

    def begins(self, name: str) -> bool:
        """Return whether a place has a name of several words of which `name` is the first."""
        key = fold(name)
        return self._beginning(key) if key else False

    def spellings(self, name: str) -> tuple[str, ...]:
        """Return how places are written that `name` means first of all; () when there is none.

        Of each pack the most populous country, settlement and other place of that name.
        """
        key = fold(name)
        return self._spelled(key) if key else ()

    def country(self, code: str) -> tuple[Entry, ...]:
        """Return the country with the ISO 3166 alpha-2 `code`; () when there is none."""
        for pack in self.packs:
            entries = pack.country(code)
            if entries:
                return entries
        return ()

    @property
    def version(self) -> str:
        """What the packs were made from, for signatures: "3.0.2 (7c1e…)"."""
        return " + ".join(
            f"{pack.about.get('version', '?')} ({pack.about.get('source', '?')[:6]})"
            for pack in self.packs
        )

    def ids(self) -> frozenset[int]:
        """Return all GeoNames ids held; reads every row, for measuring only."""
        return frozenset(each for pack in self.packs for each in pack.ids())

    def covers(self, code: str | None) -> bool:
        """Return whether a pack holds every place of the country `code`, villages and all."""
        return any(code in pack.countries for pack in self.packs)

    def _begins(self, key: str) -> bool:
        forms = (key, LOOSE + loose(key))
        return any(pack.begins(form) for pack in self.packs for form in forms)

    def _spellings(self, key: str) -> tuple[str, ...]:
        names = (each for pack in self.packs for each in pack.spellings(key))
        return tuple(dict.fromkeys(names))

    def _look_up(self, key: str) -> tuple[Entry, ...]:
        entries: dict[object, Entry] = {}
        for form in (key, LOOSE + loose(key), LOOSE_ARABIC + loose_arabic(key)):
            for pack in self.packs:
                for entry in pack.find(form):
                    entries.setdefault(entry.geonameid or (entry.name, entry.kind), entry)
        return tuple(sorted(entries.values(), key=lambda each: -each.population))


@lru_cache(maxsize=1)
def _opened(process: int) -> Gazetteer:  # noqa: ARG001
    """One per process: an SQLite connection must not be carried over a fork."""
    first = open_builtin()
    added = sorted(packs_folder().glob("*.sqlite"))
    return Gazetteer([first, *(GazetteerPack(path) for path in added if path.name != NAME)])


def forget_opened() -> None:
    """Open the packs anew the next time: one was added or removed."""
    _opened.cache_clear()


def open_gazetteer(progress: Progress | None = None) -> Gazetteer:
    """Return the gazetteer of this machine: the built-in pack, made when missing, and those added.

    `progress` is called when the pack has to be made, which takes some 15 s; else it is logged.
    Raises PackError when an added pack does not fit, OSError when there is no room to write.
    """
    if progress is not None:
        open_builtin(progress).close()
    return _opened(os.getpid())
