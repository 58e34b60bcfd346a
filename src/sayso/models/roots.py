"""Learned PLOVER roots: a linear model over named features, small enough to be read as text.

A pack is `pack.json` (name, version, protocol, labels, SHA-256 of the weights) and `weights.tsv`: a
feature a line, and for each label its weight in hundredths.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sayso.models.pack import ModelPackError

PROTOCOL = 1
"""Raised when features or the shape of the table change: older packs are then refused."""

SCALE = 100
"""Weights are kept in hundredths: rounding changed no root of PLV."""

BIAS = "(bias)"
MAKE = "python -m training.events --data FOLDER --out"


@dataclass(frozen=True, slots=True)
class Roots:
    """Weights by feature, in the order of `labels`."""

    labels: tuple[str, ...]
    weights: Mapping[str, tuple[int, ...]]

    def probabilities(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return how likely each label is, from 0 to 1; unknown features count for nothing."""
        totals = [float(each) for each in self.weights[BIAS]]
        for name, value in features.items():
            for place, weight in enumerate(self.weights.get(name, ())):
                totals[place] += value * weight
        top = max(totals)
        grown = [math.exp((each - top) / SCALE) for each in totals]
        whole = sum(grown)
        return {label: each / whole for label, each in zip(self.labels, grown, strict=True)}


def load_roots(folder: Path) -> Roots:
    """Return the pack in `folder`; PackError says what to do when it is missing, damaged or too
    old.
    """
    remedy = f"Install Sayso anew, or make the pack anew: {MAKE} {folder}"
    try:
        table = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        raw = (folder / "weights.tsv").read_bytes()
        protocol, named = table["protocol"], table["files"]["weights.tsv"]
        labels = tuple(str(each) for each in table["labels"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelPackError(
            f"No usable pack of PLOVER roots in {folder} ({error}). {remedy}"
        ) from error
    if protocol != PROTOCOL:
        raise ModelPackError(
            f"Pack {folder} has protocol {protocol}, this Sayso reads {PROTOCOL}. {remedy}"
        )
    if hashlib.sha256(raw).hexdigest() != named:
        raise ModelPackError(
            f"{folder / 'weights.tsv'} is not the file that pack.json names. {remedy}"
        )
    return Roots(labels, _weights(raw.decode("utf-8")))


def _weights(text: str) -> dict[str, tuple[int, ...]]:
    rows = (line.split("\t") for line in text.splitlines() if line)
    return {name: tuple(int(each) for each in numbers) for name, *numbers in rows}


@lru_cache(maxsize=1)
def shipped_roots() -> Roots:
    """Return the pack that Sayso ships, loaded once a process."""
    return load_roots(Path(__file__).parent / "packs" / "events")
