"""The packs on this machine, whether or not they can be used."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sayso.gazetteer.builtin import NAME
from sayso.gazetteer.home import packs_folder
from sayso.gazetteer.pack import GazetteerPack, GazetteerPackError

BUILTIN = Path(NAME).stem


@dataclass(frozen=True, slots=True)
class Shelved:
    """A pack as it lies on disk; `wrong` says why it can't be used, None when it can.

    `checksum` is the start of the SHA-256 of what the pack was made from, `size` is in bytes.
    """

    name: str
    path: Path
    size: int
    version: str = ""
    places: int = 0
    checksum: str = ""
    origin: str = ""
    wrong: str | None = None


def packs() -> tuple[Shelved, ...]:
    """Return every pack on this machine, the built-in one first; each is checked through."""
    files = sorted(packs_folder().glob("*.sqlite"), key=lambda path: (path.name != NAME, path.name))
    return tuple(map(_shelved, files))


def remove(name: str) -> Path:
    """Delete the pack called `name`, fit or not; where it was.

    Raises PackError, with the names that there are, when there is none of that name.
    """
    packs = {path.stem: path for path in packs_folder().glob("*.sqlite")}
    if name not in packs:
        there = ", ".join(sorted(packs)) or "none"
        raise GazetteerPackError(f"There is no pack {name!r}. Packs on this machine: {there}.")
    packs[name].unlink()
    return packs[name]


def _shelved(path: Path) -> Shelved:
    size = path.stat().st_size
    try:
        pack = GazetteerPack(path)
    except GazetteerPackError as error:
        return Shelved(path.stem, path, size, wrong=str(error))
    with closing(pack):
        about = pack.about
        return Shelved(
            name=path.stem,
            path=path,
            size=size,
            version=about.get("version", "?"),
            places=pack.places,
            checksum=about.get("source", "?"),
            origin=about.get("origin", "GeoNames (CC BY 4.0)"),
            wrong=None if pack.whole() else f"{path} is damaged. {_mend(path.stem)}",
        )


def _mend(name: str) -> str:
    """Return the command that mends a damaged pack."""
    if name == BUILTIN:
        return f"Run `sayso places remove {name}`: it is made anew when it is needed."
    return f"Add its dump again: `sayso places add {name}.zip`."
