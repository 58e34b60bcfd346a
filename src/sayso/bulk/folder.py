"""A folder of tables: parts that are whole or not there, and a manifest of all of them.

A part is written under another name, brought to disk and renamed. When all parts of a shard are
there, its record is written in the same way, into `shards/`: only then it counts as done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.bulk.tables import SCHEMA, TablePart
from sayso.engines.engine import TablesUnwrittenError
from sayso.files.writing import UNFINISHED, write_whole

RECORDS = "shards"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A shard that is done: what it was made of, by a hash, and its parts by table.

    `files` are names of tables to the SHA-256, bytes and rows of their parts.
    """

    name: str
    source: str
    index: int
    last: bool
    digest: str
    documents: int
    unread: int
    files: Mapping[str, Mapping[str, Any]]


class Folder:
    """The folder at `path`, made if it is not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with writing(path):
            (path / RECORDS).mkdir(parents=True, exist_ok=True)

    def part(self, table: str, name: str) -> Path:
        """Return where a part of a table lies."""
        return self.path / table / f"{name}.parquet"

    def record(self, name: str) -> Record | None:
        """Return what is recorded of a shard; None if it is not done, or the record is damaged."""
        try:
            stored = json.loads((self.path / RECORDS / f"{name}.json").read_text(encoding="utf-8"))
            return Record(**stored)
        except (OSError, ValueError, TypeError):
            return None

    def records(self) -> Iterator[Record]:
        """Yield all shards that are done, by name."""
        for path in sorted((self.path / RECORDS).glob("*.json")):
            record = self.record(path.stem)
            if record is not None:
                yield record

    def whole(self, name: str, digest: str) -> Record | None:
        """Return the record of a shard, if it was made of this and its parts are as they were."""
        record = self.record(name)
        if record is None or record.digest != digest:
            return None
        for table, described_part in record.files.items():
            if hash_of(self.part(table, name)) != described_part["sha256"]:
                return None
        return record

    def write(self, record: Record, parts: Mapping[str, TablePart]) -> None:
        """Bring the parts of a shard to disk, then its record."""
        for table, table_part in parts.items():
            written(self.part(table, record.name), table_part.body)
        fields = {name: getattr(record, name) for name in Record.__slots__}
        written(self.path / RECORDS / f"{record.name}.json", lines(fields))

    def drop(self, record: Record) -> None:
        """Take away a shard that its input has no more: the record first, then the parts."""
        (self.path / RECORDS / f"{record.name}.json").unlink(missing_ok=True)
        for table in record.files:
            self.part(table, record.name).unlink(missing_ok=True)

    def finish(self, about: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest of all that is there; what it says."""
        for path in self.path.glob(f"*/*{UNFINISHED}"):
            path.unlink(missing_ok=True)
        manifest = {"schema": SCHEMA, **about, **_counted(self.records())}
        written(self.path / MANIFEST, lines(manifest))
        return manifest


def _counted(records: Iterable[Record]) -> dict[str, Any]:
    inputs: dict[str, dict[str, int]] = {}
    tables: dict[str, int] = {}
    files: dict[str, Any] = {}
    for record in records:
        counts = inputs.setdefault(record.source, {"parts": 0, "documents": 0, "unread": 0})
        counts["parts"] += 1
        counts["documents"] += record.documents
        counts["unread"] += record.unread
        for table, file in record.files.items():
            tables[table] = tables.get(table, 0) + file["rows"]
            files[f"{table}/{record.name}.parquet"] = dict(file)
    return {"inputs": inputs, "rows": tables, "files": files}


def described(parts: Mapping[str, TablePart]) -> dict[str, dict[str, Any]]:
    """Return hash, size and rows of each part."""
    return {
        table: {
            "sha256": hashlib.sha256(each.body).hexdigest(),
            "bytes": len(each.body),
            "rows": each.rows,
        }
        for table, each in parts.items()
    }


def lines(content: Any) -> bytes:
    """Return JSON to be looked at: sorted, so that the same says the same."""
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n").encode()


def written(path: Path, body: bytes) -> None:
    """Write a file so that it is there whole, on disk, or not at all."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, body)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise UnwrittenError where `path` can't be written."""
    try:
        yield
    except OSError as error:
        raise TablesUnwrittenError(
            f"can't write {path}: {error.strerror}. Check the folder and the disk, then run it"
            " again: what was written is safe."
        ) from error


def hash_of(path: Path) -> str | None:
    """Return the SHA-256 of a file; None where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
