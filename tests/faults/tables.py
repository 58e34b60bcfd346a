"""What bulk reading leaves of a hundred documents, one of which fails."""

from __future__ import annotations

from pathlib import Path

from sayso.actions.bulk import Bulk, ReadSettings, bulk
from sayso.engines.engine import Engine
from sayso.intake.bulk_tables import bulk_arrivals
from sayso.record import Document, Problem
from sayso.record.faults import is_internal
from tests.faults.making import COUNT, internal
from tests.faults.working import Failing


def all_are_in_the_tables(engine: Engine, where: str, feed: Path, out: Path) -> None:
    """Read the hundred documents of `feed` on `engine`, failing at `where`, and count them."""
    for _ in bulk(Bulk([str(feed)], out, ReadSettings(units=50)), Failing(engine, where)):
        pass
    arrivals = list(bulk_arrivals(out))
    assert len(arrivals) == COUNT
    documents = [each for each in arrivals if isinstance(each.content, Document)]
    if where == "rows":
        (problem,) = (each.content for each in arrivals if isinstance(each.content, Problem))
        assert is_internal(problem)
        assert len(documents) == COUNT - 1
        return
    readings = [each.reading for each in documents if each.reading is not None]
    assert [bool(internal(each)) for each in readings].count(True) == 1
