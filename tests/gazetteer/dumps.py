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
