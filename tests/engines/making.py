"""Inputs of bulk reading, made for tests, and what is looked at afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from sayso.engines.engine import DIED, Died
from tests.intake.making import page_of, warc_of

REPORTS = (
    "Shells killed four people in Kutum on Sunday, the Sudan Doctors Network said. The army denied"
    " that it had fired on the town.",
    "Rebels said on Monday that they had shot down two drones over Goma. A spokesman for the army"
    " said that all its drones had come back.",
    "At least 12 people were killed when a missile hit a block of flats in Kharkiv, the governor"
    " said on Telegram.",
    "Israel's military said it had struck a launcher near Khan Younis. The health ministry said"
    " nine people were killed, three of them children.",
    "Fighters attacked a convoy near Djibo and killed at least 20 soldiers, two security sources"
    " told reporters.",
    "The junta said its troops had retaken the village of Pauk, which local fighters denied.",
    "Houthi forces said they had fired two missiles at a tanker off Hodeidah. The owner said that"
    " no one was hurt.",
)


def lines_of(*told: Any) -> bytes:
    """JSON lines; bytes stand for themselves."""
    return b"".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in told
    )


def lay_out(folder: Path) -> Path:
    """An archive, a file of lines and a table, with what can't be read in each; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [
        (f"https://lake.example/{n}", page_of(f"Report {n}", *REPORTS[n : n + 2])) for n in range(4)
    ]
    pages.append(("https://lake.example/empty", b"<html><body></body></html>"))
    (folder / "lake.warc.gz").write_bytes(warc_of(pages))
    told = [
        {"text": text, "id": f"line-{n}", "published": f"2025-06-0{n + 1}T08:00:00+02:00",
         "outlet": "Harbour Post", "title": f"Report of day {n}"}
        for n, text in enumerate(REPORTS)
    ]  # fmt: skip
    broken: list[Any] = [b"{no json\n", {"title": 3}, {"text": "Armija raportas.", "lang": "lt"}]
    (folder / "posts.jsonl").write_bytes(lines_of(*told[:3], *broken, *told[3:]))
    table = {
        "text": [*REPORTS[2:5], None],
        "doc_id": ["r-0", "r-1", "r-2", "r-3"],
        "published": [datetime(2025, 6, n, 9, tzinfo=UTC) for n in range(1, 5)],
        "outlet": ["Savanna Press", "Gulf Observer", None, "Gulf Observer"],
        "likes": [1, 2, 3, 4],
    }
    pq.write_table(pa.table(table), folder / "rows.parquet")
    (folder / "notes.docx").write_bytes(b"PK")
    return folder


def files_of(folder: Path) -> dict[str, str]:
    """Every file of a folder by its path there, with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table, part by part."""
    paths = sorted((folder / table).glob("*.parquet"))
    rows: list[dict[str, Any]] = [row for each in paths for row in pq.read_table(each).to_pylist()]
    return rows


class Fragile:
    """An engine in this process whose workers die of any unit that has the word."""

    workers = 1

    def __init__(self, word: bytes, patience: int = 1_000) -> None:
        self.word, self.patience, self.tried = word, patience, 0

    def run(self, work: Any, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any | Died]]:
        for shard in tasks:
            self.tried += 1
            if self.tried > self.patience:
                raise KeyboardInterrupt
            there = [each for each in shard.units if each.number not in shard.dropped]
            died = any(self.word in getattr(each.content, "body", b"") for each in there)
            yield shard, DIED if died and self.word else work(shard)

    def close(self) -> None:
        """Nothing is to be let go."""
