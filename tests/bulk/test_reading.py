"""Bulk reading: the same tables on every engine, whole whatever happens, and loaded as they are."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from sayso.actions.add import add
from sayso.actions.bulk import Bulk, ReadSettings, ShardProgress, bulk
from sayso.bulk.shards import sources
from sayso.engines.engine import Engine, EngineError, Here
from sayso.engines.pool import Pool
from sayso.intake import Hints, Taking, open_arrivals
from sayso.intake.units import unit_arrivals, units
from sayso.ledger import open_ledger
from sayso.record import Problem
from tests.actions.test_crash import content
from tests.engines.making import REPORTS, Fragile, files_of, lay_out, lines_of, rows_of
from tests.faults import making
from tests.faults.tables import all_are_in_the_tables
from tests.intake.making import zstd
from tests.intake.test_tables import inline, workbook

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning",
                                        "ignore::ResourceWarning")  # fmt: skip
PARTS = ReadSettings(fast=True, units=3)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module")
def wanted(inputs: Path) -> Callable[[Path], Bulk]:
    return lambda out: Bulk([f"{inputs}/*"], out, PARTS)


@pytest.fixture(scope="module")
def tables(wanted: Callable[[Path], Bulk], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of one process."""
    out = tmp_path_factory.mktemp("tables")
    list(bulk(wanted(out), Here()))
    return out


def test_tables_are_the_same_byte_by_byte_on_every_engine(
    elsewhere: Engine, wanted: Callable[[Path], Bulk], tables: Path, tmp_path: Path
) -> None:
    list(bulk(wanted(tmp_path), elsewhere))
    assert files_of(tmp_path) == files_of(tables)


def test_a_killed_worker_changes_nothing(
    pool: Pool, wanted: Callable[[Path], Bulk], tables: Path, tmp_path: Path
) -> None:
    steps = bulk(wanted(tmp_path), pool)
    next(steps)
    # One that is at work, and no more: each that is started loads all models anew.
    at_work = next(each.process.pid for each in pool._there if each.at is not None)
    assert at_work is not None
    os.kill(at_work, signal.SIGKILL)
    list(steps)
    assert files_of(tmp_path) == files_of(tables)


def test_a_document_that_kills_its_workers_is_a_problem_and_the_rest_is_read(
    wanted: Callable[[Path], Bulk], tables: Path, tmp_path: Path
) -> None:
    list(bulk(wanted(tmp_path), Fragile(b"Khan Younis")))
    killed = [each for each in rows_of(tmp_path, "problems") if each["stage"] == "engine"]
    # It is in two pages of the archive, in a line and in a row of the table.
    places = {"lake.warc.gz": {3, 4}, "posts.jsonl": {7}, "rows.parquet": {2}}
    assert {(each["input"], each["unit"]) for each in killed} == {
        (name, unit) for name, numbers in places.items() for unit in numbers
    }
    left = {each["document"] for each in rows_of(tmp_path, "documents")}
    every = rows_of(tables, "documents")
    assert left == {each["document"] for each in every if "Khan Younis" not in each["text"]}


def test_an_error_in_one_document_costs_no_other_on_a_cluster(
    cluster: Engine, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(making.lines_of())
    all_are_in_the_tables(cluster, "moments", feed, tmp_path / "tables")


def test_what_can_not_be_read_is_told_with_its_place(tables: Path) -> None:
    told = {
        (each["input"], each["unit"]): each["message"]
        for each in rows_of(tables, "problems")
        if each["document"] is None
    }
    assert set(told) == {
        ("lake.warc.gz", 5), ("posts.jsonl", 4), ("posts.jsonl", 5),
        ("rows.parquet", 4), ("notes.docx", 1),
    }  # fmt: skip
    assert "posts.jsonl, line 4: no JSON" in told["posts.jsonl", 4]
    assert "rows.parquet, row 4: no words in 'text'" in told["rows.parquet", 4]
    assert "no kind that is read in bulk" in told["notes.docx", 1]


def test_a_stopped_run_goes_on_where_it_was(
    wanted: Callable[[Path], Bulk], tables: Path, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        list(bulk(wanted(tmp_path), Fragile(b"", patience=2)))
    assert not (tmp_path / "manifest.json").exists()
    steps = list(bulk(wanted(tmp_path), Here()))
    assert [each.held for each in steps].count(True) == 2
    assert files_of(tmp_path) == files_of(tables)


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize("harm", [damage, Path.unlink], ids=["damaged", "gone"])
@pytest.mark.parametrize("table", ["documents", "claims", "shards"])
def test_what_is_not_whole_is_made_anew(
    wanted: Callable[[Path], Bulk], tables: Path, tmp_path: Path, table: str,
    harm: Callable[[Path], None],
) -> None:  # fmt: skip
    copied(tables, tmp_path)
    harm(sorted((tmp_path / table).iterdir())[1])
    (tmp_path / table / "posts.jsonl-00009.parquet.part").write_bytes(b"half")
    steps: list[ShardProgress] = list(bulk(wanted(tmp_path), Here()))
    assert [each.held for each in steps].count(False) == 1
    assert files_of(tmp_path) == files_of(tables)


def copied(tables: Path, out: Path) -> None:
    for name in files_of(tables):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes((tables / name).read_bytes())


def test_an_input_that_has_changed_is_read_again_and_what_it_lost_goes(
    tmp_path: Path,
) -> None:
    out, lines = tmp_path / "out", tmp_path / "posts.jsonl"
    told = [{"text": text} for text in REPORTS[:5]]
    lines.write_bytes(lines_of(*told))
    here = ReadSettings(fast=True, units=2)
    list(bulk(Bulk([str(lines)], out, here), Here()))
    lines.write_bytes(lines_of(*told[:3]))
    steps = list(bulk(Bulk([str(lines)], out, here), Here()))
    assert [(each.record.name, each.held) for each in steps] == [
        ("posts.jsonl-00000", True), ("posts.jsonl-00001", False),
    ]  # fmt: skip
    assert len(rows_of(out, "documents")) == 3
    fresh = tmp_path / "fresh"
    list(bulk(Bulk([str(lines)], fresh, here), Here()))
    assert files_of(out) == files_of(fresh)


def test_a_loaded_folder_holds_what_reading_the_inputs_would_have_stored(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ReadSettings(fast=True, units=3, bytes_kept=True)
    out = tmp_path / "tables"
    monkeypatch.chdir(inputs)
    list(bulk(Bulk(["lake.warc.gz", "posts.jsonl"], out, kept), Here()))
    loaded, read = tmp_path / "loaded.sqlite", tmp_path / "read.sqlite"
    list(add([str(out)], loaded))
    list(add(["lake.warc.gz", "posts.jsonl"], read, fast=True))
    with closing(open_ledger(loaded)) as one, closing(open_ledger(read)) as other:
        left, right = content(one), content(other)
        said = {(each[1], each[2].message) for each in right["problems"]}
        assert {(each[1], each[2].message) for each in left["problems"]} == said
        for held in ("readings", "documents", "claims", "kept", "found"):
            assert left[held] == right[held], held
        assert list(one.snapshots()) == list(other.snapshots())


def test_a_folder_is_loaded_once(tables: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "strikes.sqlite"
    first = [each.added for each in add([str(tables)], ledger) if each.added]
    again = [each.added for each in add([str(tables)], ledger) if each.added]
    # Three of the table's rows are told by lines as well, but by other outlets on other days.
    assert sum(each.new for each in first) == len(rows_of(tables, "documents"))
    assert not any(each.new for each in again)


def test_a_row_that_was_changed_is_not_loaded(tables: Path, tmp_path: Path) -> None:
    copied(tables, tmp_path)
    path = tmp_path / "documents" / "posts.jsonl-00000.parquet"
    table = pq.read_table(path).to_pydict()
    table["text"] = [each.replace("four", "forty") for each in table["text"]]
    import pyarrow as pa

    pq.write_table(pa.table(table, schema=pq.read_schema(path)), path)
    told = [each.problem for each in add([str(tmp_path)], tmp_path / "x.sqlite") if each.problem]
    changed = [each for each in told if "changed since it was written" in each.message]
    assert len(changed) == 1


def test_every_file_tells_where_it_comes_from_and_the_manifest_what_is_there(tables: Path) -> None:
    manifest = json.loads((tables / "manifest.json").read_text())
    assert manifest["schema"] == "sayso-bulk/1"
    assert manifest["inputs"]["posts.jsonl"]["documents"] == 8
    files = files_of(tables)
    for name, told in manifest["files"].items():
        assert files[name] == told["sha256"]
        about = json.loads(pq.read_schema(tables / name).metadata[b"sayso"])
        assert about["signature"] == manifest["signature"]
        assert about["packs"]["attribution"]
        assert name.endswith(f"{about['input']}-{about['part']:05}.parquet")
    assert manifest["rows"]["documents"] == len(rows_of(tables, "documents"))
    assert not any(b"202" in json.dumps(each).encode() for each in manifest["packs"])


def test_claims_are_typed(tables: Path) -> None:
    flats = [each for each in rows_of(tables, "claims") if each["place"] == "Kharkiv"]
    assert flats
    killed = [f for each in flats for f in each["quantities"] if f["role"] == "killed"]
    assert {(each["low"], each["said"], each["bound"]) for each in killed} == {
        (12.0, "At least 12 people", "at_least")
    }
    assert {round(each["latitude"]) for each in flats} == {50}
    assert {type(each["published"]).__name__ for each in flats} <= {"datetime", "NoneType"}


NUMBERED = lines_of(*({"text": f"Report {number}."} for number in range(5)))


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.jsonl", NUMBERED), ("a.jsonl.zst", zstd(NUMBERED)), ("a.jsonl.gz", None)],
)
def test_lines_may_be_packed(tmp_path: Path, name: str, raw: bytes | None) -> None:
    import gzip

    path = tmp_path / name
    path.write_bytes(raw if raw is not None else gzip.compress(NUMBERED))
    found = list(units(path, name))
    assert [each.number for each in found] == [1, 2, 3, 4, 5]
    assert b"Report 4." in getattr(found[4].content, "body", b"")


@pytest.mark.parametrize("name", ["a.parquet", "a.jsonl.gz", "a.warc.gz", "a.jsonl.zst"])
def test_a_broken_input_is_a_problem(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b nothing of the kind" * 9)
    found = list(units(tmp_path / name, name))
    assert isinstance(found[-1].content, Problem)
    assert name in found[-1].content.message


HEADS = ("day,words,desk", "2025-03-01,Report {}.,Lake Radio")
BOOK = "".join(
    f'<row r="{row}">{inline(f"A{row}", day)}{inline(f"B{row}", words)}</row>'
    for row, day, words in ((1, "day", "words"), (2, "2025-03-01", "A."), (3, "2025-03-02", "B."))
)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", "\n".join([HEADS[0], *(HEADS[1].format(n) for n in range(3)), '"open']).encode()),
        ("a.tsv", "\n".join([HEADS[0], HEADS[1].format(1)]).replace(",", "\t").encode()),
        ("a.xlsx", workbook({"s": f"{BOOK}</sheetData>", "t": f"{BOOK}</sheetData>"})),
        ("a.csv", b"one,two\n1,2\n"),
        ("a.xlsx", b"PK\x03\x04 nothing"),
        ("a.csv", b""),
    ],
)
def test_a_table_gives_what_it_gives_a_ledger(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    taking = Taking(Hints(columns=(("text", "words"), ("published", "day"), ("outlet", "desk"))))
    wanted = [each.content for each in open_arrivals(path, taking)]
    cut = units(path, str(path), mapped=taking.hints.columns)
    assert [each.content for unit in cut for each in unit_arrivals(unit, taking)] == wanted
    assert wanted


def test_inputs_are_named_alike_wherever_their_folder_lies(tmp_path: Path) -> None:
    for place in ("north", "south"):
        for name in ("b/x.jsonl", "a/x.jsonl", ".hidden.jsonl"):
            (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place / name).write_bytes(NUMBERED)
    for place in ("north", "south"):
        found = sources([f"{tmp_path}/{place}/**/*.jsonl"])
        assert [each.name for each in found] == ["a/x.jsonl", "b/x.jsonl"]
    with pytest.raises(EngineError, match=r"Two inputs are named 'a/x\.jsonl'"):
        sources([f"{tmp_path}/north/*/*.jsonl", f"{tmp_path}/south/*/*.jsonl"])
    with pytest.raises(EngineError, match="No file is called"):
        sources([f"{tmp_path}/east/*.jsonl"])


def test_a_worker_with_other_packs_is_refused(tmp_path: Path) -> None:
    from dataclasses import replace

    from sayso.bulk.shards import every_shard
    from sayso.bulk.work import read_shard

    (tmp_path / "a.jsonl").write_bytes(NUMBERED)
    shard = next(every_shard(sources([f"{tmp_path}/a.jsonl"]), PARTS, "another"))
    with pytest.raises(EngineError, match="another Sayso"):
        read_shard(replace(shard, signature="another"))


def test_the_example_of_the_manual_runs(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB isn't there: pip install duckdb")
    manual = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tables.parent)
    (asked,) = re.findall(r"```sql\n(.*?)```", manual, re.S)
    found = [
        duckdb.sql(each.replace("'tables/", f"'{tables.name}/")).fetchall()
        for each in asked.split(";")
        if each.strip()
    ]
    assert ("Kharkiv", 12.0) in {(each[0], each[4]) for each in found[0]}
    assert len(found[1]) == 5


def test_the_manual_tells_every_column() -> None:
    from sayso.bulk.tables import LINKED, TABLES

    manual = (Path(__file__).parents[2] / "docs" / "bulk.md").read_text(encoding="utf-8")
    for name, columns in (TABLES | LINKED).items():
        assert f"`{name}`" in manual
        for column, _, _ in columns:
            assert f"`{column}`" in manual, f"{name}.{column}"
