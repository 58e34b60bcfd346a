"""A linear model over named features, small enough to be read as text, and the packs it comes in.

A pack is `pack.json` (name, version, protocol, labels, SHA-256 of the weights) and `weights.tsv`: a
feature a line, and for each label its weight in hundredths.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sayso.models.pack import ModelPackError

SCALE = 100
"""Weights are kept in hundredths: rounding changed no root of PLV."""

BIAS = "(bias)"


@dataclass(frozen=True, slots=True)
class LinearModel:
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


def load_linear(folder: Path, what: str, protocol: int, make: str) -> LinearModel:
    """Return the model of the pack in `folder`.

    ModelPackError says what to do when it is missing, damaged or of another protocol; `what` names
    the pack in it, and `make` is the command that makes it anew.
    """
    remedy = f"Install Sayso anew, or make the pack anew: {make} {folder}"
    try:
        table = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
        raw = (folder / "weights.tsv").read_bytes()
        stated, named = table["protocol"], table["files"]["weights.tsv"]
        labels = tuple(str(each) for each in table["labels"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelPackError(f"No usable pack of {what} in {folder} ({error}). {remedy}") from error
    if stated != protocol:
        raise ModelPackError(
            f"Pack {folder} has protocol {stated}, this Sayso reads {protocol}. {remedy}"
        )
    if hashlib.sha256(raw).hexdigest() != named:
        raise ModelPackError(
            f"{folder / 'weights.tsv'} is not the file that pack.json names. {remedy}"
        )
    return LinearModel(labels, _weights(raw.decode("utf-8")))


def _weights(text: str) -> dict[str, tuple[int, ...]]:
    rows = (line.split("\t") for line in text.splitlines() if line)
    return {name: tuple(int(each) for each in numbers) for name, *numbers in rows}


def weights_text(model: LinearModel) -> str:
    """Return `weights.tsv` of a model."""
    return "".join(
        "\t".join((name, *(str(each) for each in weights))) + "\n"
        for name, weights in model.weights.items()
    )
