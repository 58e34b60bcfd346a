"""Learned PLOVER roots: the pack of weights that Sayso ships."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sayso.models.linear import LinearModel, load_linear

PROTOCOL = 1
"""Raised when features or the shape of the table change: older packs are then refused."""

MAKE = "python -m training.events --data FOLDER --out"


def load_roots(folder: Path) -> LinearModel:
    """Return the pack in `folder`; ModelPackError says what to do when it can't be used."""
    return load_linear(folder, "PLOVER roots", PROTOCOL, MAKE)


@lru_cache(maxsize=1)
def shipped_roots() -> LinearModel:
    """Return the pack that Sayso ships, loaded once a process."""
    return load_roots(Path(__file__).parent / "packs" / "events")
