"""Small dumps as GeoNames exports them, made here. Places of Mali; ids of 9999001
and more are our own."""

from __future__ import annotations

import zipfile
from pathlib import Path

MALI: tuple[tuple[int, str, str, str, str, str, str, str], ...] = (
    (2455290, "Kidal", "Kidal,Qidal", "18.44", "1.41", "PPLA", "10", "25617"),
    (9999005, "Mali", "", "17.0", "-4.0", "PCLI", "00", "19077690"),
    (9999003, "Djenné", "Djenne,Djénné", "13.91", "-4.56", "PPL", "04", "22382"),
    (9999004, "Ménaka", "Menaka,Menaqa", "15.92", "2.4", "PPL", "09", "9138"),
    (9999001, "Ogossagou", "Ogossagou Peul,Ogosagu", "13.97", "-3.47", "PPL", "04", "0"),
    (9999002, "Mont Hombori", "", "15.26", "-1.69", "MT", "09", "0"),
)
"""Id, name, other names, latitude, longitude, feature code, region, inhabitants."""


def row(
    place: tuple[int, str, str, str, str, str, str, str], country: str = "ML", **changed: str
) -> str:
    """A line of a dump; `changed` puts other words in some cells."""
    geonameid, name, others, latitude, longitude, code, admin1, population = place
    cells = {
        "id": str(geonameid), "name": name, "ascii": name, "others": others,
        "latitude": latitude, "longitude": longitude, "class": code[:1], "code": code,
        "country": country, "cc2": "", "admin1": admin1, "admin2": "", "admin3": "",
        "admin4": "", "population": population, "elevation": "", "dem": "",
        "timezone": "Africa/Bamako", "modified": "2024-01-01",
    } | changed  # fmt: skip
    return "\t".join(cells.values())


def table(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def mali(folder: Path) -> Path:
    """A dump of six places, ML.zip in `folder`."""
    members = {"readme.txt": b"GeoNames, CC BY 4.0", "ML.txt": table(*map(row, MALI))}
    return zipped(folder / "ML.zip", members)


UKRAINE: tuple[tuple[int, str, str, str, str, str, str, str], ...] = (
    (687697, "Zaporizke", "Zaporiz'ke,Zaporozhets", "47.6472", "33.8114", "PPL", "04", "1017"),
    (687678, "Zaporizke", "Zaporiz'ke,Zaporozhskoye", "48.2044", "35.5015", "PPL", "04", "0"),
    (687685, "Zaporizke", "Zaporiz'ke,Zaporozhskoye", "46.8567", "33.9379", "PPL", "08", "0"),
    (687687, "Zaporizke", "Zaporiz'ke,Zaporozhskoye", "51.1519", "32.6414", "PPL", "02", "0"),
    (687688, "Zaporizke", "Zaporiz'ke,Zaporozhskiy", "47.8535", "36.5332", "PPL", "04", "0"),
    (687694, "Zaporizke", "Zaporiz'ke,Zaporozhskiy", "47.5808", "36.7293", "PPL", "26", "0"),
    (695586, "Robotyne", "Rabotino,Robotine,Роботине", "47.4478", "35.837", "PPL", "26", "480"),
    (9114136, "Andriivka", "Andriyivka,Андріївка", "48.5018", "37.9675", "PPL", "05", "0"),
    (713445, "Andriyivka", "Andriivka,Андріївка", "48.6174", "37.2868", "PPL", "05", "1044"),
    (703861, "Krynky", "Krinki,Кринки,Крынки", "46.7331", "33.0807", "PPL", "08", "991"),
)
"""Villages of one name and some at the front, from GeoNames (CC BY 4.0)."""


def ukraine(folder: Path) -> Path:
    """A dump of ten villages, UA.zip in `folder`."""
    rows = [row(place, country="UA", timezone="Europe/Kyiv") for place in UKRAINE]
    return zipped(folder / "UA.zip", {"UA.txt": table(*rows)})
