"""Reading of the tab-separated tables that ship with the package."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

FOLDERS: list[Traversable] = [resources.files("sayso.lexicon").joinpath("data")]
"""Where tables are looked for, in order: those that ship come last, after any that a test adds."""


def rows(name: str) -> list[list[str]]:
    """Return the rows of lexicon/data/`name`, as lists of cells.

    Empty lines and `#` lines are left out.

    Raises FileNotFoundError when no table of that name ships with the package.
    """
    sources = [folder.joinpath(name) for folder in FOLDERS]
    source = next((each for each in sources if each.is_file()), sources[-1])
    lines = source.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def listed(cell: str) -> tuple[str, ...]:
    """Return what a cell lists, parted by "|"; () for an empty one and for "-"."""
    return tuple(each for each in cell.split("|") if each and each != "-")
