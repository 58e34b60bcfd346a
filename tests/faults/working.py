"""Engines whose workers raise on the marked document. Every worker that is started imports this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from sayso.bulk import work
from sayso.bulk.shards import Shard
from sayso.bulk.work import Parts, read_shard
from sayso.engines.engine import Died, Engine
from sayso.pipeline import Pipeline
from sayso.record import Reading
from tests.faults.making import MARK, pipeline_failing_in


class Failing:
    """The engine `inner`, reading with a pipeline that fails at `where`."""

    def __init__(self, inner: Engine, where: str) -> None:
        self.inner, self.where, self.workers = inner, where, inner.workers

    def run(
        self, todo: Callable[[Any], Any], tasks: Iterable[Any]
    ) -> Iterator[tuple[Any, Any | Died]]:
        failing = partial(_read_shard, where=self.where) if todo is read_shard else todo
        return self.inner.run(failing, tasks)

    def close(self) -> None:
        self.inner.close()


def _read_shard(shard: Shard, where: str) -> Parts:
    """Read a shard with an error; what is put in place of the real parts is taken back."""
    before = work.pipeline, work.claim_rows  # type: ignore[attr-defined]
    rows = work.claim_rows  # type: ignore[attr-defined]

    def claim_rows(reading: Reading) -> list[dict[str, Any]]:
        if MARK in reading.document.text:
            raise IndexError
        return rows(reading)

    def pipeline(_fast: bool) -> Pipeline:
        return pipeline_failing_in(where)

    try:
        work.pipeline = pipeline  # type: ignore[assignment]
        if where == "rows":
            work.claim_rows = claim_rows  # type: ignore[attr-defined]
        return read_shard(shard)
    finally:
        work.pipeline, work.claim_rows = before  # type: ignore[attr-defined]
