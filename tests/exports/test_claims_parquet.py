"""Claims as Parquet, read back by pyarrow."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given

from sayso.exports import claims_parquet
from sayso.exports.claims_parquet import write_claims_parquet
from sayso.exports.rows import COLUMNS
from sayso.record import Reading
from tests.exports.making import chosen, linked, odd_readings, written
from tests.made import market_reading, narrated_reading


def table(*readings: Reading) -> pa.Table:
    return pq.read_table(io.BytesIO(written(write_claims_parquet, chosen(*readings))))


def test_each_claim_is_a_typed_row() -> None:
    killed, denied = table(market_reading()).to_pylist()
    assert killed["low"] == 54.0
    assert killed["high"] is None
    assert killed["claimant_named"] is True
    assert killed["published"] == datetime(2025, 2, 2, 6, 30, tzinfo=UTC)
    assert killed["earliest"] == datetime(2025, 2, 1)
    (figure,) = killed["quantities"]
    assert figure == {
        **{"said": "At least 54 people", "low": 54.0, "high": None, "whole": None},
        **{"unit": "person", "role": "killed", "bound": "at_least", "change": None},
    }
    assert killed["places"][0]["geonameid"] == 365137
    assert denied["quantities"] == []
    assert denied["event"] is None


def test_the_types_hold_where_there_is_nothing() -> None:
    nothing = table()
    assert nothing.num_rows == 0
    assert nothing.schema.equals(table(narrated_reading("Shells fell.")).schema)
    assert nothing.schema.field("geonameid").type == pa.int64()
    assert nothing.schema.field("published").type == pa.timestamp("us", tz="UTC")


def test_a_told_zone_is_turned_into_utc_and_told() -> None:
    reading = market_reading()
    (moment,) = reading.moments or ()
    kyiv = timezone(timedelta(hours=2))
    zoned = replace(
        moment,
        earliest=datetime(2025, 2, 1, tzinfo=kyiv),
        latest=datetime(2025, 2, 2, tzinfo=kyiv),
    )
    killed, _ = table(replace(reading, moments=(zoned,))).to_pylist()
    assert killed["earliest"] == datetime(2025, 1, 31, 22)
    assert killed["zone"] == "UTC+02:00"


def test_the_file_says_where_it_comes_from_and_what_is_in_each_column() -> None:
    claims, about = linked(market_reading())
    schema = pq.read_schema(io.BytesIO(written(write_claims_parquet, claims, about)))
    told = json.loads(schema.metadata[b"sayso"])
    assert told["ledger"] == "market.sqlite"
    assert told["written"] == "2026-03-04T12:00:00+00:00"
    assert told["names_of_private_persons_harmed"] == "withheld"
    assert told["linked"] is True
    assert "GeoNames" in told["attribution"]
    assert [each.name for each in COLUMNS] == schema.names
    assert all(schema.field(each.name).metadata[b"tells"] for each in COLUMNS)


def test_rows_are_written_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims_parquet, "ROWS_AT_ONCE", 2)
    many = [narrated_reading(f"Shells fell {number} times.") for number in range(5)]
    file = io.BytesIO(written(write_claims_parquet, chosen(*many)))
    assert pq.ParquetFile(file).num_row_groups == 3
    assert [each["words"] for each in pq.read_table(file).to_pylist()] == [
        each.document.text for each in many
    ]


@given(odd_readings())
def test_whatever_the_words_they_come_back(reading: Reading) -> None:
    (only,) = table(reading).to_pylist()
    for cell, said in (
        (only["words"], reading.document.text),
        (only["outlet"], reading.document.outlet or ""),
    ):
        assert cell == said.encode("utf-8", "backslashreplace").decode("utf-8")


def test_duckdb_reads_the_same_rows(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="reads Parquet: pip install duckdb")
    file = tmp_path / "claims.parquet"
    file.write_bytes(written(write_claims_parquet, chosen(market_reading())))
    with duckdb.connect() as base:
        claims = base.read_parquet(str(file))  # noqa: F841  # named in the queries
        kinds = dict(
            base.execute("SELECT column_name, column_type FROM (DESCRIBE claims)").fetchall()
        )
        assert list(kinds) == [each.name for each in COLUMNS]
        assert kinds["published"] == "TIMESTAMP WITH TIME ZONE"
        assert kinds["earliest"] == "TIMESTAMP"
        assert kinds["quantities"].startswith("STRUCT(")
        assert kinds["quantities"].endswith("[]")
        told = base.execute(
            "SELECT claimant, low, quantities[1].role, places[1].geonameid,"
            " epoch(published)::BIGINT FROM claims ORDER BY low NULLS LAST"
        ).fetchall()
    (killed, denied) = table(market_reading()).to_pylist()
    assert told == [
        (killed["claimant"], 54.0, "killed", 365137, int(killed["published"].timestamp())),
        (denied["claimant"], None, None, None, int(denied["published"].timestamp())),
    ]
