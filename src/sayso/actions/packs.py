"""Add, list and remove packs of places."""

from __future__ import annotations

from pathlib import Path

from sayso.gazetteer import Entry, Gazetteer, open_gazetteer
from sayso.gazetteer.dump import Progress, add_dump
from sayso.gazetteer.search import forget_opened
from sayso.gazetteer.shelf import BUILTIN, Shelved, packs, remove


def add_pack(dump: Path, progress: Progress | None = None) -> Shelved:
    """Make a pack of a GeoNames dump; the next document is read with it.

    Raises PackError when it is no dump, OSError when a file can't be read or written.
    """
    path = add_dump(dump, progress)
    forget_opened()
    return next(each for each in packs() if each.path == path)


def list_packs() -> tuple[Shelved, ...]:
    """Return the packs on this machine, fit or not, the built-in one first."""
    return packs()


def remove_pack(name: str) -> Path:
    """Delete a pack; where it was. Raises PackError when there is none of that name."""
    path = remove(name)
    forget_opened()
    return path


def is_builtin(name: str) -> bool:
    """Return whether `name` is the pack that Sayso makes by itself."""
    return name == BUILTIN


def find_places(name: str, gazetteer: Gazetteer | None = None) -> tuple[Entry, ...]:
    """Return what `name` may mean, most populous first."""
    return (gazetteer or open_gazetteer()).find(name)
