"""A model pack on disk, and the checks before it is used.

A pack is a folder: `model.onnx`, `tokenizer.json`, `linking.json` and `pack.json`. The last names
the pack, its version and protocol, the SHA-256 of the others, window sizes and thresholds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROTOCOL = 1
"""Raised when inputs, outputs or the shapes of words change: older packs are then refused."""

FILES = ("model.onnx", "tokenizer.json", "linking.json")
MAKE = "python -m training.attribution --data FOLDER --out"
"""The command that makes a pack; a broken one is made anew or restored from the repository."""


class ModelPackError(RuntimeError):
    """A pack cannot be used; the message says which command mends it."""


@dataclass(frozen=True, slots=True)
class ModelPack:
    """What `pack.json` says, after its files were found to be those that it names.

    `leaning` is added to the log-probability of "outside" for source, cue and content: below
    zero more is found, above zero less. `floor` is the least score an attribution is kept at.
    `slope` and `offset` turn a raw score into a probability (logistic, fitted on held-out text).
    """

    folder: Path
    name: str
    version: str
    size: int
    stride: int
    leaning: tuple[float, float, float]
    floor: float
    slope: float
    offset: float

    def file(self, name: str) -> Path:
        return self.folder / name


def check(folder: Path) -> ModelPack:
    """Return the pack in `folder`, its checksums verified.

    Raises PackError when it is missing, damaged, of another protocol or without a setting.
    """
    table = described(folder)
    protocol = table.get("protocol")
    if protocol != PROTOCOL:
        raise ModelPackError(
            f"Pack {folder} has protocol {protocol}, this Sayso reads {PROTOCOL}. "
            f"Upgrade Sayso, or make the pack anew: {MAKE} {folder}"
        )
    for name in FILES:
        if checksum(folder / name, folder) != table.get("files", {}).get(name):
            raise ModelPackError(
                f"{folder / name} is not the file that pack.json names. "
                f"Install Sayso anew, or make the pack anew: {MAKE} {folder}"
            )
    return settled(folder, table)


def described(folder: Path) -> Mapping[str, Any]:
    """Return the table in `pack.json`."""
    try:
        table = json.loads((folder / "pack.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelPackError(f"No model pack in {folder}. Make one: {MAKE} {folder}") from error
    except ValueError as error:
        raise ModelPackError(
            f"{folder / 'pack.json'} cannot be read ({error}). Make the pack anew: {MAKE} {folder}"
        ) from error
    if not isinstance(table, dict):
        raise ModelPackError(
            f"{folder / 'pack.json'} holds no table. Make it anew: {MAKE} {folder}"
        )
    return table


def checksum(path: Path, folder: Path) -> str:
    """Return SHA-256 of a file, in hex; PackError when it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelPackError(
            f"{path} is missing from its pack. Make it anew: {MAKE} {folder}"
        ) from error


def settled(folder: Path, table: Mapping[str, Any]) -> ModelPack:
    """Return the settings of a table; PackError names one that is missing or senseless."""
    try:
        low, middle, high = (float(each) for each in table["leaning"])
        pack = ModelPack(
            folder=folder,
            name=str(table["name"]),
            version=str(table["version"]),
            size=int(table["size"]),
            stride=int(table["stride"]),
            leaning=(low, middle, high),
            floor=float(table["floor"]),
            slope=float(table["slope"]),
            offset=float(table["offset"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelPackError(
            f"{folder / 'pack.json'} lacks a setting ({error}). Make it anew: {MAKE} {folder}"
        ) from error
    if not 0 < pack.stride <= pack.size:
        raise ModelPackError(
            f"{folder / 'pack.json'}: windows of {pack.size} every {pack.stride} leave gaps. "
            f"Make the pack anew: {MAKE} {folder}"
        )
    return pack
