"""Documents brought together by the task that asks for them: one go through the tables."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from sayso.bulk.appearances import Tables
from sayso.bulk.comparing import unpacked
from sayso.bulk.folder import writing
from sayso.bulk.rows import Row

SHUFFLE = ".shuffle"
COLUMNS = ("document", "text", "reading")
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])

FILES_AT_ONCE = 500
"""Files that are open together: more tasks take another go through the tables."""

Plan = Mapping[str, Sequence[int]]
"""For each document the tasks that ask for it."""


def sort_out(tables: Tables, plan: Plan, count: int, folder: Path) -> None:
    """Write the documents of each of `count` tasks into a file of `folder`, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    with writing(folder):
        folder.mkdir()
        for start in range(0, count, FILES_AT_ONCE):
            tasks = range(start, min(start + FILES_AT_ONCE, count))
            with ExitStack() as stack:
                out = {
                    task: stack.enter_context(pa.ipc.new_stream(str(_file(folder, task)), SCHEMA))
                    for task in tasks
                }
                _write(tables, plan, out)


def _write(tables: Tables, plan: Plan, out: Mapping[int, Any]) -> None:
    seen: set[str] = set()
    for table in tables.readings(COLUMNS):
        chosen: dict[int, list[int]] = defaultdict(list)
        for row, document in enumerate(table["document"].to_pylist()):
            if document in seen:
                continue
            seen.add(document)
            for task in plan.get(document, ()):
                if task in out:
                    chosen[task].append(row)
        for task, rows in chosen.items():
            out[task].write_table(table.take(pa.array(rows)).cast(SCHEMA))


def rows_of(folder: Path, task: int) -> list[Row]:
    """Return the documents of one task."""
    rows: list[Row] = unpacked(_file(folder, task).read_bytes()).to_pylist()
    return rows


def _file(folder: Path, task: int) -> Path:
    return folder / f"{task:05}"
