"""What a worker does: the units of a shard in, the parts of every table out, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from sayso.bulk.rows import Row, appearance_rows, claim_rows, document_row, problem_row
from sayso.bulk.shards import Shard
from sayso.bulk.signature import signature
from sayso.bulk.tables import SCHEMA, TABLES, TablePart, part
from sayso.engines.engine import EngineError
from sayso.intake import Taking
from sayso.intake.arrival import Arrival
from sayso.intake.units import InputUnit, unit_arrivals
from sayso.ledger import EvidenceError
from sayso.ledger.evidence import check_spans
from sayso.models import ModelPackError
from sayso.pipeline import Pipeline, stages_with
from sayso.record import Capture, Document, Problem, Reading
from sayso.record.faults import attempt

PASSING = (EvidenceError, ModelPackError)
KILLER = Problem(
    "engine",
    "not read: the worker that read it died, and so did those that tried again (out of memory?)."
    " Read it by itself with `sayso read`, and report it if that ends too.",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that a shard gave, by table, and how many documents it had."""

    parts: dict[str, TablePart]
    documents: int
    unread: int


@dataclass(slots=True)
class TableRows:
    """Rows of every table, as they are made."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def take(self, reading: Reading, source: str, unit: InputUnit, kept: Capture | None) -> Row:
        """Add all rows of a reading; that of the document comes back. `kept` is kept with it."""
        key = reading.document.fingerprint
        row = document_row(reading, source, unit, kept)
        # All are made before any is added: a document whose rows can't be made leaves none.
        claims, appearances = claim_rows(reading), appearance_rows(reading)
        self.tables["documents"].append(row)
        self.tables["claims"] += claims
        self.tables["appearances"] += appearances
        for problem in reading.problems:
            self.problem(problem_row(source, unit.number, problem, key))
        return row

    def problem(self, row: Row) -> None:
        self.tables["problems"].append(row)

    def parts(self, about: object) -> Parts:
        """Return the finished parts."""
        made = {name: part(TABLES[name], self.tables[name], about) for name in TABLES}
        unread = sum(each["document"] is None for each in self.tables["problems"])
        return Parts(made, len(self.tables["documents"]), unread)


@lru_cache(maxsize=2)
def pipeline(fast: bool) -> Pipeline:
    """Return the pipeline of this worker, loaded once."""
    return Pipeline(stages_with("fast" if fast else "accurate"))


def read_shard(shard: Shard) -> Parts:
    """Read the units of a shard. The same shard gives the same bytes in any process.

    Raises EngineError where this machine would read otherwise than the one that asks.
    """
    here = signature(shard.how.fast)
    if here.key != shard.signature:
        raise EngineError(
            f"a worker has another Sayso, other packs or other libraries ({here.key}) than this"
            f" process ({shard.signature}). Install the same on every machine."
        )
    rows = TableRows()
    taking = Taking(shard.how.hints)
    for unit in shard.units:
        if unit.number in shard.dropped:
            rows.problem(problem_row(shard.source, unit.number, KILLER))
            continue
        for arrival in unit_arrivals(unit, taking):
            _read(arrival, unit, shard, rows)
    return rows.parts(shard_features(shard))


def _read(arrival: Arrival, unit: InputUnit, shard: Shard, rows: TableRows) -> None:
    content = arrival.content
    if isinstance(content, Problem):
        rows.problem(problem_row(shard.source, unit.number, content))
        return
    if not isinstance(content, Document):
        return
    try:
        made = attempt("bulk", partial(_row, arrival, content, unit, shard, rows), PASSING)
    except EvidenceError as error:
        made = Problem("ledger", str(error))
    if isinstance(made, Problem):
        rows.problem(problem_row(shard.source, unit.number, made))


def _row(
    arrival: Arrival, document: Document, unit: InputUnit, shard: Shard, rows: TableRows
) -> None:
    """Read a document and add its rows. Raises EvidenceError where its spans don't hold."""
    reading = pipeline(shard.how.fast).read(document)
    check_spans(reading)
    kept = arrival.capture if shard.how.bytes_kept else None
    row = rows.take(reading, shard.source, unit, kept)
    if arrival.capture is not None:
        row["sha256"] = arrival.capture.sha256


def shard_features(shard: Shard) -> dict[str, Any]:
    """Return where the parts of a shard come from, as they say themselves."""
    made = signature(shard.how.fast)
    return {
        "schema": SCHEMA,
        "generator": f"sayso/{made.version}",
        "signature": made.key,
        "packs": dict(made.packs),
        "input": shard.source,
        "part": shard.index,
        "units": [shard.units[0].number, shard.units[-1].number] if shard.units else [],
        "offset": shard.units[0].offset if shard.units else 0,
        "places": "GeoNames (https://www.geonames.org), CC BY 4.0",
    }


def probe(shard: Shard) -> None:
    """Read a shard for nothing but to see whether the worker outlives it."""
    read_shard(shard)
