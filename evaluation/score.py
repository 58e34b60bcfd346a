"""A measured number with the signature that says how it was measured."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Score:
    """`name` is task.set.measure ("quantities.newsquant.value_f1"), `value` is higher-is-better.

    `signature` says what it was measured on and how: "data 3f2a | 295 sentences | value equal".
    """

    name: str
    value: float
    signature: str


def digest(path: Path) -> str:
    """Four hex digits of a data file's SHA-256, for signatures."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:4]


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as source:
        for line in source:
            if line.strip():
                yield json.loads(line)
