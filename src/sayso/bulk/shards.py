"""Inputs cut into shards: each a fixed number of units, and each makes one part of every table."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from sayso.engines.engine import EngineError
from sayso.intake.hints import NO_HINTS, Hints
from sayso.intake.units import InputUnit, units
from sayso.record import Problem

UNITS = 200
"""Units of a shard: half a minute to some minutes of reading, and a file of some megabytes."""

BYTES = 32_000_000
"""Of units in a shard; one unit may have 20 MB. Bounds the memory of all that wait."""

WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Source:
    """An input: the file, and its name, the path below the part of the pattern without wildcards.

    The name is the same wherever the folder lies, so that the tables are, too. `folder` is the one
    below which a pattern found the file; None for a file that was named itself.
    """

    path: Path
    name: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How shards are to be read: what is known of the inputs, with which pack, with what kept."""

    hints: Hints = NO_HINTS
    fast: bool = False
    bytes_kept: bool = False
    units: int = UNITS


@dataclass(frozen=True, slots=True)
class Shard:
    """Units of one input that are read together; `index` counts the input's shards from 0.

    `signature` is that of the reader who wants it; units whose number is `dropped` are not read,
    since a worker died of each. `done` is the share of the input that was gone through.
    """

    source: str
    index: int
    units: tuple[InputUnit, ...]
    how: ReadSettings
    signature: str
    last: bool = False
    dropped: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """The name of its parts: the input's, fit for a file, and the index."""
        return f"{file_name(self.source)}-{self.index:05}"

    @property
    def done(self) -> float:
        return self.units[-1].done if self.units else 1.0

    @property
    def digest(self) -> str:
        """A hash of all that its parts depend on."""
        digest = hashlib.sha256(f"{self.signature} {self.how!r} {self.source}\n".encode())
        for unit in self.units:
            content = unit.content
            if not isinstance(content, Problem):
                digest.update(hashlib.sha256(content.body).digest())
                content = replace(content, body=b"")
            digest.update(f"{unit.number} {unit.offset} {content!r}\n".encode("utf-8", "replace"))
        return digest.hexdigest()

    def alone(self) -> Iterator[Shard]:
        """Yield its units, each as a shard of its own."""
        for unit in self.units:
            yield replace(self, units=(unit,))


LONGEST_NAME = 150


def file_name(source: str) -> str:
    """Return the name of an input as part of a file's name, from which it can be recognised."""
    name = quote(source, safe=" ")
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:LONGEST_NAME]}~{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def sources(patterns: Iterable[str]) -> list[Source]:
    """Return the files that `patterns` name, sorted by name; hidden ones are left out.

    A pattern is a path that may have wildcards: *, ?, [abc], and ** for any folders. Raises
    EngineError where a pattern names nothing, or two inputs would have one name.
    """
    inputs: dict[str, Source] = {}
    for pattern in patterns:
        for path in _files(pattern):
            name = path.relative_to(_fixed(pattern)).as_posix()
            if name in inputs and inputs[name].path != path:
                raise EngineError(
                    f"Two inputs are named '{name}': {inputs[name].path} and {path}. Read them into"
                    " folders of their own, or name a folder above both with a pattern such as"
                    " 'above/**/*.jsonl'."
                )
            folder = None if Path(pattern).is_file() else _fixed(pattern)
            inputs[name] = Source(path, name, folder)
    return [inputs[name] for name in sorted(inputs)]


def _files(pattern: str) -> list[Path]:
    exact = Path(pattern)
    if exact.is_file():
        return [exact]
    if exact.is_dir():
        raise EngineError(f"{pattern} is a folder. Name its files: '{pattern}/*.warc.gz'.")
    paths = sorted(Path(each) for each in glob.glob(pattern, recursive=True))
    files = [each for each in paths if each.is_file() and not each.name.startswith(".")]
    if not files:
        raise EngineError(f"No file is called {pattern}. Check the pattern, and put it in quotes.")
    return files


def _fixed(pattern: str) -> Path:
    """Return the folder that a pattern names before its first wildcard."""
    if Path(pattern).is_file():
        return Path(pattern).parent
    parts: list[str] = []
    for part in Path(pattern).parts:
        if WILD.search(part):
            break
        parts.append(part)
    return Path(*parts)


def shards(source: Source, how: ReadSettings, signature: str) -> Iterator[Shard]:
    """Yield the shards of one input, one at a time; at least one, maybe of a problem alone."""
    index, size = 0, 0
    held: list[InputUnit] = []
    for unit in units(source.path, source.name, source.folder, how.hints.columns):
        if held and (len(held) >= how.units or size + unit.size > BYTES):
            yield Shard(source.name, index, tuple(held), how, signature)
            index, held, size = index + 1, [], 0
        held.append(unit)
        size += unit.size
    yield Shard(source.name, index, tuple(held), how, signature, last=True)


def every_shard(
    found_sources: Sequence[Source], how: ReadSettings, signature: str
) -> Iterator[Shard]:
    """Yield the shards of all inputs, in order."""
    for source in found_sources:
        yield from shards(source, how, signature)
