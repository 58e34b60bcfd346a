"""Packs from GeoNames country dumps, `UA.zip` for one: every village, river and refinery of it.

A dump comes from outside, so nothing in it is trusted: it is read line by line within limits, and
every cell that is used is checked. A pack is written whole or not at all.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import IO

from sayso.files.opening import open_named
from sayso.gazetteer.entry import Entry
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.pack import GazetteerPackError, Listing, write_pack
from sayso.lexicon.places import feature_kinds

COLUMNS = 19
"""Of a GeoNames dump: id, name, ascii name, other names, latitude, longitude, class, code …"""

LARGEST = 4 * 1024**3
"""Bytes of a dump unpacked. The largest, of all countries, has 1.7 GB."""

SHRINKS = 100
"""How many times smaller a dump may be packed. Dumps of GeoNames shrink three to five times."""

LONGEST_LINE = 65_536
"""Bytes of a row. GeoNames gives a place at most 10,000 characters of other names."""

DUMP_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
RESERVED = "builtin"
COUNTRY = re.compile(r"[A-Z]{2}")
WHERE_FROM = (
    "Get a country's dump, such as UA.zip, from GeoNames' export folder"
    " (download.geonames.org/export/dump)."
)

Progress = Callable[[int, int], None]
"""Gets how many bytes of how many are done."""


def add_dump(dump: Path, progress: Progress | None = None, folder: Path | None = None) -> Path:
    """Make a pack of the GeoNames dump `dump` (a .zip) in `folder`; its path.

    Without a folder it goes beside the built-in one, where it is found by `open_gazetteer`.

    Raises PackError when it is no dump or a hostile one, OSError when a file cannot be read or
    written. A pack of the same dump is replaced, and stays as it was when this fails.
    """
    with _opened(dump) as archive:
        member = _table(archive, dump)
        name = Path(member.filename).stem
        reader = _Rows(dump, member, progress)
        path = (folder or packs_folder()) / f"{name}.sqlite"
        with archive.open(member) as stream:
            write_pack(path, reader.listings(stream), lambda: _about(name, member, reader))
    return path


def _about(name: str, member: zipfile.ZipInfo, reader: _Rows) -> dict[str, str]:
    """Return what the pack says of itself, once all rows were read."""
    if not reader.kept:
        raise GazetteerPackError(f"{reader.dump} has no place in it. {WHERE_FROM}")
    whole = COUNTRY.fullmatch(name) is not None or name == "allCountries"
    year, month, day = member.date_time[:3]
    return {
        "name": name,
        "version": f"{name} {year:04}-{month:02}-{day:02}",
        "source": reader.digest.hexdigest()[:16],
        "origin": "GeoNames (CC BY 4.0)",
        "file": reader.dump.name,
        "countries": " ".join(sorted(reader.countries)) if whole else "",
    }


@contextmanager
def _opened(dump: Path) -> Iterator[zipfile.ZipFile]:
    """Open the archive; whatever is wrong inside it becomes a PackError that says what to do."""
    try:
        with open_named(dump) as file, zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise GazetteerPackError(
            f"{dump} is no whole zip file ({error}) and so no GeoNames dump. It may have been cut"
            f" off on its way. {WHERE_FROM}"
        ) from error
    except NotImplementedError as error:
        raise GazetteerPackError(
            f"{dump} is packed in a way that can't be read here. {WHERE_FROM}"
        ) from error


def _table(archive: zipfile.ZipFile, dump: Path) -> zipfile.ZipInfo:
    """Return the table of places in the archive: the only .txt but for the readme."""
    tables = [
        each
        for each in archive.infolist()
        if each.filename.lower().endswith(".txt") and each.filename.lower() != "readme.txt"
    ]
    named = [each for each in tables if each.filename == f"{dump.stem}.txt"] or tables
    if len(named) != 1:
        raise GazetteerPackError(
            f"{dump} is no GeoNames dump: it should hold one table, such as UA.txt, and holds"
            f" {len(named)}. {WHERE_FROM}"
        )
    member = named[0]
    stem = member.filename[: -len(".txt")]
    if not DUMP_NAME.fullmatch(stem) or stem.lower() == RESERVED:
        raise GazetteerPackError(
            f"{dump} is no GeoNames dump: its table is called {member.filename!r}, not as a"
            f" country's is (UA.txt). {WHERE_FROM}"
        )
    if member.flag_bits & 1:
        raise GazetteerPackError(
            f"{dump} is locked by a password; GeoNames' dumps are not. {WHERE_FROM}"
        )
    # Both sizes are the archive's word, looked at before a byte is unpacked.
    packed = max(1, member.compress_size)
    if member.file_size > LARGEST or member.file_size > SHRINKS * packed:
        raise GazetteerPackError(
            f"{dump} would unpack to {member.file_size:,} bytes from {member.compress_size:,}: no"
            f" dump of GeoNames does, and it was not unpacked. {WHERE_FROM}"
        )
    return member


class _Rows:
    """The rows of a dump's table, checked one by one; afterwards, what they were."""

    def __init__(self, dump: Path, member: zipfile.ZipInfo, progress: Progress | None) -> None:
        self.dump = dump
        self.kept = 0
        self.countries: set[str] = set()
        self.digest = hashlib.sha256()
        self._total = member.file_size
        self._progress = progress or (lambda _done, _total: None)

    def listings(self, stream: IO[bytes]) -> Iterator[Listing]:
        """Yield the places of the table that a pack keeps."""
        kinds = feature_kinds()
        done = number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            done += len(line)
            if len(line) > LONGEST_LINE:
                raise self._wrong(number, f"is longer than {LONGEST_LINE:,} bytes")
            self.digest.update(line)
            if number % 2000 == 0:
                self._progress(done, self._total)
            cells = self._cells(line, number)
            kind = kinds.get(cells[7])
            if kind:
                self.kept += 1
                yield self._listing(cells, kind, number)
        self._progress(self._total, self._total)

    def _wrong(self, number: int, what: str) -> GazetteerPackError:
        return GazetteerPackError(
            f"{self.dump} is no GeoNames dump: row {number:,} of its table {what}. {WHERE_FROM}"
        )

    def _cells(self, line: bytes, number: int) -> list[str]:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._wrong(number, "is not in UTF-8") from error
        cells = text.rstrip("\r\n").split("\t")
        if len(cells) != COLUMNS:
            raise self._wrong(number, f"has {len(cells)} columns, not {COLUMNS}")
        return cells

    def _listing(self, cells: list[str], kind: str, number: int) -> Listing:
        try:
            geonameid, population = int(cells[0]), int(cells[14] or 0)
            latitude, longitude = float(cells[4]), float(cells[5])
        except ValueError as error:
            raise self._wrong(number, f"has no number where one must be ({error})") from error
        sound = isfinite(latitude) and abs(latitude) <= 90 and isfinite(longitude)
        if not sound or abs(longitude) > 180 or not 0 < geonameid < 2**53:
            raise self._wrong(number, "has an id or coordinates that can't be")
        if not 0 <= population < 2**53 or not cells[1].strip():
            raise self._wrong(number, "has no name, or a population that can't be")
        if COUNTRY.fullmatch(cells[8]):
            self.countries.add(cells[8])
        entry = Entry(
            geonameid=geonameid,
            name=cells[1],
            latitude=latitude,
            longitude=longitude,
            country=cells[8] or None,
            admin1=cells[10] or None,
            population=population,
            kind=kind,
        )
        return Listing(entry, (cells[2], *filter(None, cells[3].split(","))))
