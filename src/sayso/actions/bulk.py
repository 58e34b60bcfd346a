"""Read many documents into tables: on this machine or a cluster, from where it was stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from sayso.bulk.folder import Folder, Record, described
from sayso.bulk.incidents import FolderLinker
from sayso.bulk.shards import ReadSettings, Shard, Source, every_shard, sources
from sayso.bulk.signature import Signature, signature
from sayso.bulk.work import Parts, probe, read_shard
from sayso.engines.engine import DIED, Died, Engine, EngineError, Here
from sayso.engines.on_ray import OnRay
from sayso.engines.pool import Pool
from sayso.text.cores import cores

EngineName = Literal["local", "ray"]

MOST_LOST = 20
"""Shards whose workers died every time. More of them, and it is the machine."""

__all__ = [
    "Bulk",
    "EngineError",
    "EngineName",
    "ReadSettings",
    "ShardProgress",
    "bulk",
    "closing_engine",
    "linker_of",
]


def engine_of(name: EngineName, processes: int | None = None) -> Engine:
    """Return the engine called so, with `processes` workers; without a number, one for each core.

    One local process is this one. Raises EngineError where it can't be had.
    """
    if name == "ray":
        return OnRay(processes)
    count = processes or cores()
    return Here() if count == 1 else Pool(count)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What to read, into which folder, and how."""

    patterns: Sequence[str]
    out: Path
    settings: ReadSettings = field(default_factory=ReadSettings)


@dataclass(frozen=True, slots=True)
class ShardProgress:
    """A shard that is done: read just now, or `held` since an earlier run.

    `done` is the share of all inputs that was gone through, from 0 to 1.
    """

    record: Record
    held: bool
    done: float


def bulk(wanted: Bulk, engine: Engine) -> Iterator[ShardProgress]:
    """Read what is wanted; a step for each shard once it is on disk, then the manifest.

    What an earlier run left whole, made of the same units by the same Sayso, is not read again.
    Raises EngineError where a pattern names nothing, or workers go on dying.
    """
    inputs = [each for each in sources(wanted.patterns) if not _inside(each.path, wanted.out)]
    if not inputs:
        raise EngineError(f"All that the patterns name are tables in {wanted.out} itself.")
    run = _Run(Folder(wanted.out), engine, signature(wanted.settings.fast), inputs)
    yield from run.steps(wanted.settings)
    run.tidy()
    run.folder.finish(_about(run.made))


def _inside(path: Path, folder: Path) -> bool:
    """Return whether a file is in the folder that is being made, which a pattern may name, too."""
    return path.resolve().is_relative_to(folder.resolve())


def _about(made: Signature) -> dict[str, Any]:
    return {
        "generator": f"sayso/{made.version}",
        "signature": made.key,
        "packs": dict(made.packs),
    }


class _Run:
    """One run over all inputs."""

    def __init__(
        self, folder: Folder, engine: Engine, made: Signature, inputs: Sequence[Source]
    ) -> None:
        self.folder, self.engine, self.made, self.inputs = folder, engine, made, inputs
        self._place = {each.name: number for number, each in enumerate(inputs)}
        self._sizes = [max(each.path.stat().st_size, 1) for each in inputs]
        self._held: list[ShardProgress] = []
        self._lost: list[Shard] = []
        self._counts: dict[str, int] = {}

    def steps(self, settings: ReadSettings) -> Iterator[ShardProgress]:
        """Yield every shard as it gets done, then those that were hard to read."""
        wanted = every_shard(self.inputs, settings, self.made.key)
        for shard, result in self.engine.run(read_shard, self._missing(wanted)):
            yield from self._take_held()
            yield from self._settled(shard, result)
        yield from self._take_held()
        for shard in self._lost:
            yield self._kept(shard, self._mended(shard))

    def _missing(self, wanted: Iterator[Shard]) -> Iterator[Shard]:
        """Yield the shards that are not there whole; the others are noted."""
        for shard in wanted:
            self._counts[shard.source] = shard.index + 1
            there = self.folder.whole(shard.name, shard.digest)
            if there is None:
                yield shard
            else:
                self._held.append(ShardProgress(there, True, self._share(shard)))

    def _take_held(self) -> Iterator[ShardProgress]:
        while self._held:
            yield self._held.pop(0)

    def _settled(self, shard: Shard, result: Parts | Died) -> Iterator[ShardProgress]:
        if isinstance(result, Died):
            self._lost.append(shard)
            if len(self._lost) > MOST_LOST:
                raise EngineError(
                    f"{len(self._lost)} times a worker died at every attempt. There may be too"
                    " little memory: take fewer --processes. What was read is safe."
                )
        else:
            yield self._kept(shard, result)

    def _kept(self, shard: Shard, result: Parts) -> ShardProgress:
        plain = replace(shard, dropped=frozenset())
        record = Record(
            name=shard.name,
            source=shard.source,
            index=shard.index,
            last=shard.last,
            digest=plain.digest,
            documents=result.documents,
            unread=result.unread,
            files=described(result.parts),
        )
        self.folder.write(record, result.parts)
        return ShardProgress(record, False, self._share(shard))

    def _mended(self, shard: Shard) -> Parts:
        """Return the parts of a shard without the units that workers die of, found one by one."""
        killers = frozenset(
            alone.units[0].number
            for alone, result in self.engine.run(probe, shard.alone())
            if result is DIED
        )
        for dropped in (killers, frozenset(each.number for each in shard.units)):
            again = replace(shard, dropped=dropped)
            for _, result in self.engine.run(read_shard, [again]):
                if not isinstance(result, Died):
                    return result
        raise EngineError("workers die even of nothing to read. Check memory and the system's log.")

    def _share(self, shard: Shard) -> float:
        place = self._place[shard.source]
        before = sum(self._sizes[:place])
        return (before + shard.done * self._sizes[place]) / sum(self._sizes)

    def tidy(self) -> None:
        """Take away shards that an earlier, longer state of an input left."""
        for record in list(self.folder.records()):
            count = self._counts.get(record.source)
            if count is not None and record.index >= count:
                self.folder.drop(record)


@contextmanager
def closing_engine(name: EngineName, processes: int | None) -> Iterator[Engine]:
    """Lend what `engine_of` returns; it is closed at the end."""
    engine = engine_of(name, processes)
    try:
        yield engine
    finally:
        engine.close()


def linker_of(folder: Path, engine: Engine, events: bool = False) -> FolderLinker:
    """Return what links the tables of a folder; its `run` does it, and `counts` say what came of
    it.

    With `events`, only documents in which an event is claimed are linked. Raises EngineError where
    the folder holds no tables.
    """
    return FolderLinker(folder, engine, events)
