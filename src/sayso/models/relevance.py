"""The pack of relevance: weights of a few features, and how far each term speaks for a conflict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sayso.models.linear import SCALE, LinearModel, load_linear
from sayso.models.pack import ModelPackError

PROTOCOL = 1
"""Raised when features or the shape of the tables change: older packs are then refused."""

MAKE = "python -m training.relevance --data FOLDER --out"
TERMS = "terms.tsv"


@dataclass(frozen=True, slots=True)
class RelevancePack:
    """A linear model, and the log-odds of terms that it takes as features."""

    model: LinearModel
    terms: Mapping[str, float]


def load_relevance(folder: Path) -> RelevancePack:
    """Return the pack in `folder`; ModelPackError says what to do when it can't be used."""
    model = load_linear(folder, "relevance", PROTOCOL, MAKE)
    try:
        raw = (folder / TERMS).read_bytes()
        named = json.loads((folder / "pack.json").read_text(encoding="utf-8"))["files"][TERMS]
    except (OSError, ValueError, KeyError) as error:
        raise ModelPackError(f"No {TERMS} in {folder} ({error}). Make it anew: {MAKE}") from error
    if hashlib.sha256(raw).hexdigest() != named:
        raise ModelPackError(f"{folder / TERMS} is not the file that pack.json names. {MAKE}")
    rows = (line.split("\t") for line in raw.decode("utf-8").splitlines() if line)
    return RelevancePack(model, {name: int(hundredths) / SCALE for name, hundredths in rows})


@lru_cache(maxsize=1)
def shipped_relevance() -> RelevancePack:
    """Return the pack that Sayso ships, loaded once a process."""
    return load_relevance(Path(__file__).parent / "packs" / "relevance")
