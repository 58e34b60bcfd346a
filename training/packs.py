"""Packs of linear models: weights, table and card in a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.models.linear import LinearModel, weights_text


@dataclass(frozen=True, slots=True)
class PackTable:
    """What `pack.json` says beside labels and hashes: what it was made of, and how well it does."""

    name: str
    version: str
    protocol: int
    training: Mapping[str, Any]
    scores: Mapping[str, float]


def write_pack(model: LinearModel, folder: Path, table: PackTable, card: str) -> None:
    """Write weights, table and card of a pack into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = weights_text(model)
    (folder / "weights.tsv").write_text(text, encoding="utf-8")
    values = {
        "name": table.name,
        "version": table.version,
        "protocol": table.protocol,
        "labels": model.labels,
        "files": {"weights.tsv": hashlib.sha256(text.encode()).hexdigest()},
        "training": table.training,
        "scores": table.scores,
    }
    (folder / "pack.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(card, encoding="utf-8")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
