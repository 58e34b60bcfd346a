"""Packs from GeoNames country dumps, `UA.zip` for one: every village, river and refinery of it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from sayso.gazetteer.entry import Entry
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.pack import Listing, PackError, write_pack

COLUMNS = 19
"""Of a GeoNames dump: id, name, ascii name, other names, latitude, longitude, class, code …"""

KINDS: dict[str, str] = {
    "PPLC": "capital",
    "ADM1": "region",
    "ADM2": "district",
    "SEA": "sea",
    "GULF": "sea",
    "LK": "lake",
    "RSV": "lake",
    "STM": "river",
    "CNL": "canal",
    "AIRP": "facility",
    "AIRB": "facility",
    "PSN": "facility",
    "PSTN": "facility",
    "PSTB": "facility",
    "OILR": "facility",
    "DAM": "facility",
    "PRT": "facility",
    "INSM": "facility",
    "ISL": "area",
    "PEN": "area",
}
"""GeoNames feature codes to kinds of places; populated places (PPL*) are cities, the rest is left
out. Abandoned and destroyed places (PPLH, PPLQ, PPLW) stay: reports name them."""


def _listings(lines: Iterator[str], countries: set[str]) -> Iterator[Listing]:
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) != COLUMNS:
            raise PackError(
                "this is no GeoNames dump: a row has not 19 columns. Get a country's dump, such"
                " as UA.zip, from GeoNames' export folder."
            )
        code = cells[7]
        kind = KINDS.get(code) or ("city" if code.startswith("PPL") else None)
        if kind is None:
            continue
        countries.add(cells[8])
        entry = Entry(
            geonameid=int(cells[0]),
            name=cells[1],
            latitude=float(cells[4]),
            longitude=float(cells[5]),
            country=cells[8] or None,
            admin1=cells[10] or None,
            population=int(cells[14] or 0),
            kind=kind,
        )
        yield Listing(entry, (cells[2], *filter(None, cells[3].split(","))))


def add_dump(dump: Path) -> Path:
    """Make a pack of the GeoNames dump `dump` (a .zip) beside the built-in one; its path.

    Raises PackError when it is no dump, OSError when it cannot be read. A pack of the same dump
    name is replaced.
    """
    try:
        with zipfile.ZipFile(dump) as archive:
            text = archive.read(f"{dump.stem}.txt")
    except (zipfile.BadZipFile, KeyError) as error:
        raise PackError(
            f"{dump} is no GeoNames dump: it holds no {dump.stem}.txt ({error}). Get a country's"
            " dump, such as UA.zip, from GeoNames' export folder."
        ) from error
    countries: set[str] = set()
    lines = io.StringIO(text.decode("utf-8"), newline="\n")
    listings = list(_listings(lines, countries))
    about = {
        "version": dump.name,
        "source": hashlib.sha256(text).hexdigest()[:16],
        "countries": " ".join(sorted(countries)),
    }
    path = packs_folder() / f"{dump.stem}.sqlite"
    write_pack(path, listings, about)
    return path
