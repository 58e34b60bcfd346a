"""`python -m benchmarks.widening INDEX LEDGER`: a large index out of a smaller one, in minutes.

Linking a million claims takes hours, but how quick pages are depends on how much the index holds,
not on how it came to hold it. INDEX, the index of the first documents of LEDGER, is told again
and again, each time some months later, until it has as many documents as LEDGER has; this becomes
LEDGER's index. What it holds of later documents is of their number and shape, but not what they
say, and new documents are linked against the first ones alone. Judgements must be on the first
documents, and the same in both ledgers (`benchmarks/judging.py`).
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from sayso.index.columns import DAYS, MANY, Growing
from sayso.index.incremental import NEVER
from sayso.ledger import open_ledger, sidecar_path

ID = re.compile(r'"([0-9a-f]{24})"')
DAYS_A_ROUND = 33


def widen(index: Path, ledger: Path) -> None:
    """Make the index of `ledger` out of that of its first documents."""
    with closing(open_ledger(ledger)) as store:
        keys = {number: key for number, key, _ in store.keys_since(0)}
    target = sidecar_path(ledger, "desk")
    shutil.copy(index, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as held:
        held.execute("PRAGMA cache_size = -500000")
        held.execute("PRAGMA synchronous = OFF")
        held.execute("PRAGMA temp_store = MEMORY")
        held.execute("BEGIN")
        wide = _Widening(held, keys)
        for times in range(1, -(-max(keys) // wide.documents)):
            wide.tell_again(times)
            print(f"told {times + 1} times", flush=True)
        for table in ("found", "found_plain"):
            held.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608
        counts = held.execute("SELECT count(*), form FROM claims GROUP BY form").fetchall()
        held.executemany("UPDATE forms SET claims = ? WHERE number = ?", counts)
        wide.columns()
        held.execute("UPDATE about SET value = ? WHERE name = 'documents'", (str(max(keys)),))
        held.execute("COMMIT")


class _Widening:
    def __init__(self, held: sqlite3.Connection, keys: dict[int, str]) -> None:
        self._held = held
        self._keys = keys
        self.documents = held.execute("SELECT max(number) FROM documents").fetchone()[0]
        self._claims = held.execute("SELECT max(number) FROM claims").fetchone()[0]
        first, last = held.execute(
            "SELECT min(published), max(published) FROM claims WHERE published != ''"
        ).fetchone()
        span = datetime.fromisoformat(last) - datetime.fromisoformat(first)
        self._days = -(-span.days // DAYS_A_ROUND) * DAYS_A_ROUND
        self._rows = {
            table: held.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
            for table in ("documents", "incidents", "folded", "homes")
        }
        self._last: list[int] = [self._claims]

    def tell_again(self, times: int) -> None:
        """Put all that there is into the index again, some months later."""
        by = timedelta(days=self._days * times)
        there = {
            key: self._keys[number + times * self.documents]
            for number, key, *_ in self._rows["documents"]
            if number + times * self.documents in self._keys
        }

        def renamed(told: str) -> str:
            return ID.sub(lambda found: f'"{there.get(found[1], f"{found[1]}-{times}")}"', told)

        def put(table: str, rows: list[tuple[object, ...]]) -> None:
            marks = ", ".join("?" * len(rows[0]))
            self._held.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608

        put("documents", [
            (number + times * self.documents, there[key], _later(recorded, by), title, outlet,
             _later(published, by), None)
            for number, key, recorded, title, outlet, published, _ in self._rows["documents"]
            if key in there
        ])  # fmt: skip
        self._held.execute("CREATE TEMP TABLE IF NOT EXISTS there (old TEXT PRIMARY KEY, new TEXT)")
        self._held.execute("DELETE FROM there")
        self._held.executemany("INSERT INTO there VALUES (?, ?)", there.items())
        days = f"+{by.days} days"
        self._held.execute(
            "INSERT INTO claims SELECT number + ?, id || ?, new, position, claimant, said, side,"
            " outlet, event, polarity, modality, manner, stance, cue,"
            " coalesce(date(nullif(day, ''), ?), ''), coalesce(date(nullif(until, ''), ?), ''),"
            " coalesce(date(nullif(published, ''), ?), ''), recorded, score, words, chain, title,"
            " figures, form FROM claims JOIN there ON old = document WHERE number <= ?",
            (times * self._claims, f"-{times}", days, days, days, self._claims),
        )
        put("incidents", [
            (f"{key}-{times}", late if late == NEVER else late - by.days, less,
             began + by.total_seconds(), _later(recorded, by), renamed(packed), card)
            for key, late, less, began, recorded, packed, card in self._rows["incidents"]
        ])  # fmt: skip
        put("folded", [
            (f"{key}-{times}", f"{incident}-{times}", renamed(packed))
            for key, incident, packed in self._rows["folded"]
        ])  # fmt: skip
        put("homes", [
            (*(f"{each}-{times}" for each in row[:3]), *row[3:]) for row in self._rows["homes"]
        ])  # fmt: skip
        last = self._held.execute("SELECT max(number) FROM claims").fetchone()[0]
        self._last.append(last - times * self._claims)

    def columns(self) -> None:
        """Columns as long as the claims are now."""
        growing = Growing()
        growing.load(self._held)
        arrays, lengths, before = growing._arrays, growing._lengths, growing.lengths()
        for name, array in list(arrays.items()):
            bare, whole = array[: lengths[name]], []
            for times, last in enumerate(self._last):
                part = bare[:last] if not name.startswith(MANY) else bare
                if name in DAYS:
                    part = np.where(part > 0, part + self._days * times, 0)
                if name.endswith(".claim"):
                    part = part + times * self._claims
                whole.append(part.astype(np.int32))
            arrays[name] = np.concatenate(whole)
            lengths[name] = len(arrays[name])
        for name in MANY:
            inside = arrays[f"{name}.claim"] <= lengths["score"]
            for each in (name, f"{name}.claim"):
                arrays[each] = arrays[each][inside]
                lengths[each] = len(arrays[each])
        growing.save(self._held, before)


def _later(told: str | None, by: timedelta) -> str | None:
    return (datetime.fromisoformat(told) + by).isoformat() if told else told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("ledger", type=Path)
    arguments = parser.parse_args()
    widen(arguments.index, arguments.ledger)


if __name__ == "__main__":
    main()
