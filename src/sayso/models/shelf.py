"""The packs that Sayso ships, loaded once a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from sayso.models.tagger import Tagger, load

PackName = Literal["accurate", "fast", "multilingual"]

PACKS: dict[PackName, str] = {
    "accurate": "attribution-mpnet6",
    "fast": "attribution",
    "multilingual": "attribution-multilingual",
}
"""Folders of `packs/`."""


@lru_cache(maxsize=3)
def tagger(name: PackName = "accurate") -> Tagger:
    """Return the shipped tagger of that name; PackError says what to do when it cannot be used."""
    return load(Path(__file__).parent / "packs" / PACKS[name])
