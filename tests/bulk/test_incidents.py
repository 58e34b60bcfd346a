"""Linking over tables gives what linking all readings at once gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.bulk import incidents as linking
from sayso.bulk.appearances import Tables
from sayso.bulk.comparing import PassageBlock, compare, packed
from sayso.bulk.gathering import roots
from sayso.bulk.incidents import FolderLinker
from sayso.bulk.tabled import write_tables
from sayso.engines.engine import Engine, EngineError, Here
from sayso.linking.clusters import components
from sayso.linking.copies import Copies, body_of
from sayso.linking.likeness import Candidates
from sayso.linking.linker import link
from sayso.linking.passages import passages_of
from sayso.record import Reading
from sayso.record.wire import dumps, pack
from tests.engines.making import files_of, rows_of
from tests.linking.made import DOCTORS, KYIV, RSF, Says, report
from tests.linking.test_linker import MARKET, PORT, toll

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning",
                                        "ignore::ResourceWarning")  # fmt: skip

TOWNS = ("Kutum", "Nyala", "Izmail")
HAPPENINGS = (
    "in the shelling of the {} bus station",
    "when a drone struck the grain silos of {}",
    "as fighters attacked a convoy near {}",
    "in clashes around the airport of {}",
)


def story(number: int, hours: float, dated: bool = True) -> Reading:
    """One of many reports of a dozen happenings."""
    town, what = TOWNS[number % 3], HAPPENINGS[number % 4].format(TOWNS[number % 3])
    says = [toll((DOCTORS, RSF, KYIV)[number % 3], 3 + number % 5, what)]
    if number % 4 == 0:
        says.append(Says(None, f"hospitals of {town} asked for blood", None))
    made = report(
        f"s{number}", *says, outlet=f"Outlet {number % 7}", hours=hours,
        title=f"Deaths {what}",
    )  # fmt: skip
    return made if dated else replace(made, document=replace(made.document, published=None))


def stories(count: int) -> list[Reading]:
    """Reports of fifty days, of which some have no date and some are copies."""
    made = [story(n, 31.0 * n % 1200, dated=n % 11 != 0) for n in range(count)]
    copied = [
        replace(each, document=replace(each.document, given_id=f"c{n}", outlet=f"Copier {n}"))
        for n, each in enumerate(made[::9])
    ]
    return [*made, *copied, *MARKET, *PORT, made[3]]


def told(found: Sequence[object]) -> list[str]:
    return sorted(dumps(pack(each)) for each in found)


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return stories(60)


@pytest.fixture(scope="module")
def folder(readings: list[Reading], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables")
    write_tables(readings, out, units=7)
    list(FolderLinker(out, Here()).run())
    return out


def test_incidents_are_those_of_all_readings_at_once(folder: Path, readings: list[Reading]) -> None:
    found = link(readings)
    assert len(found.incidents) > 5
    assert sorted(each["packed"] for each in rows_of(folder, "incidents")) == told(found.incidents)
    assert sorted(each["packed"] for each in rows_of(folder, "folded")) == told(found.claims)


def test_documents_in_which_no_event_is_claimed_may_be_left_out(
    readings: list[Reading], tmp_path: Path
) -> None:
    talk = [
        report(f"t{n}", Says(None, f"the Kutum market opened at {n}", None), hours=float(n))
        for n in range(1, 9)
    ]
    write_tables([*talk, *readings], tmp_path, units=9)
    linker = FolderLinker(tmp_path, Here(), events=True)
    list(linker.run())
    telling = [each for each in readings if any(c.event is not None for c in each.claims or ())]
    assert sorted(each["packed"] for each in rows_of(tmp_path, "incidents")) == told(
        link(telling).incidents
    )
    assert linker.counts.documents == len({each.document.fingerprint for each in telling})


def test_pairs_and_copies_are_those_of_one_by_one(folder: Path, readings: list[Reading]) -> None:
    candidates, copies = Candidates(), Copies()
    pairs: dict[Any, Any] = {}
    copied, seen = set(), set()
    for reading in readings:
        if reading.document.fingerprint in seen:
            continue
        seen.add(reading.document.fingerprint)
        copied |= {each.documents for each in copies.add(body_of(reading))}
        for passage in passages_of(reading):
            pairs |= candidates.add(passage)
    assert len(pairs) > 100
    assert len(copied) > 5
    rows = rows_of(folder, "pairs")
    assert {(each["one"], each["other"]): each["likeness"] for each in rows} == pairs
    assert len(rows) == len(pairs)
    assert {(each["one"], each["other"]) for each in rows_of(folder, "copies")} == copied


def test_linking_gives_the_same_bytes_on_every_engine(
    elsewhere: Engine, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in files_of(folder):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if not name.startswith(("pairs", "copies", "incidents", "folded", "linked")):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "pairs").mkdir(exist_ok=True)
    (tmp_path / "pairs" / "2019-01-01.parquet").write_bytes(b"of an earlier linking")
    monkeypatch.setattr(linking, "SLICE", 3)
    list(FolderLinker(tmp_path, elsewhere).run())
    assert files_of(tmp_path) == files_of(folder)


def test_more_tasks_and_buckets_find_the_same(
    folder: Path, readings: list[Reading], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "ROWS_OF_A_BUCKET", 10)
    monkeypatch.setattr(linking, "DOCUMENTS_OF_A_TASK", 5)
    monkeypatch.setattr(linking, "PAIRS_OF_A_TASK", 20)
    monkeypatch.setattr(linking, "PAIRS_AT_ONCE", 4)
    write_tables(readings, tmp_path, units=50)
    list(FolderLinker(tmp_path, Here()).run())
    for table in ("pairs", "copies"):
        assert rows_of(tmp_path, table) == rows_of(folder, table)
    for table in ("incidents", "folded"):
        mine = sorted(each["packed"] for each in rows_of(tmp_path, table))
        assert mine == sorted(each["packed"] for each in rows_of(folder, table))


def test_the_manifest_tells_what_linking_came_to(folder: Path) -> None:
    manifest = json.loads((folder / "linked.json").read_text())
    assert manifest["counts"]["incidents"] == len(rows_of(folder, "incidents"))
    assert manifest["counts"]["pairs"] == len(rows_of(folder, "pairs"))
    assert manifest["counts"]["compared"] >= manifest["counts"]["pairs"]
    assert {each.split("/")[0] for each in manifest["files"]} == {
        "pairs", "copies", "incidents", "folded",
    }  # fmt: skip
    files = files_of(folder)
    assert all(files[name] == told["sha256"] for name, told in manifest["files"].items())


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no finished tables"):
        FolderLinker(tmp_path, Here())


@st.composite
def many(draw: st.DrawFn) -> list[Reading]:
    """Reports whose figures, towns, days and zones are drawn."""
    numbers = draw(st.lists(st.integers(0, 40), min_size=2, max_size=9, unique=True))
    made = []
    for number in numbers:
        hours = draw(st.integers(-60, 200))
        made.append(story(number, float(hours), dated=draw(st.booleans())))
    return made


@settings(max_examples=40, deadline=None)
@given(many())
def test_a_block_compares_as_two_by_two(tmp_path_factory: pytest.TempPathFactory,
                                        readings: list[Reading]) -> None:  # fmt: skip
    out = tmp_path_factory.mktemp("few")
    write_tables(readings, out)
    tables = Tables(out)
    # All at once, as if all were of a few days: the window is not what is tested here.
    everything = np.arange(len(tables.passages.rank))
    found = compare(PassageBlock(packed(tables.rows(everything)), 0, len(everything)))
    keys = sorted(tables.passages.keys.to_pylist())
    mine = {
        (keys[one], keys[other]): value
        for one, other, value in zip(found.left, found.right, found.value, strict=True)
    }
    theirs = Candidates()
    pairs: dict[tuple[str, str], int] = {}
    for reading in readings:
        for passage in passages_of(reading):
            pairs |= theirs.add(passage)
    assert {pair: value for pair, value in mine.items() if value} == pairs


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=15))
def test_what_hangs_together_is_found(count: int, drawn: list[tuple[int, int]]) -> None:
    pairs = [(a % count, b % count) for a, b in drawn if a % count != b % count]
    one = np.array([each[0] for each in pairs], dtype=np.int64)
    other = np.array([each[1] for each in pairs], dtype=np.int64)
    top = roots(count, one, other)
    named = {number: f"{number:02}" for number in range(count)}
    groups = components(named.values(), [(named[a], named[b]) for a, b in pairs])
    for a, b in combinations(range(count), 2):
        together = any({named[a], named[b]} <= set(group) for group in groups)
        assert bool(top[a] == top[b]) is together


def test_an_instant_before_the_first_day_is_no_end(tmp_path: Path) -> None:
    east = datetime(1, 1, 1, tzinfo=UTC).replace(tzinfo=UTC) + timedelta(0)
    made = replace(MARKET[0], document=replace(MARKET[0].document, published=east))
    write_tables([made, *PORT], tmp_path)
    linker = FolderLinker(tmp_path, Here())
    list(linker.run())
    assert linker.counts.incidents == len(link([made, *PORT]).incidents)


def test_rows_of_passages_come_in_the_order_asked_for(folder: Path) -> None:
    tables = Tables(folder)
    chosen = np.array([5, 0, 17, 3])
    got = tables.rows(chosen)
    assert isinstance(got, pa.Table)
    assert got["rank"].to_pylist() == tables.passages.rank[chosen].tolist()
    one = tables.rows(np.array([17]))
    assert got["blocks"][2].as_py() == one["blocks"][0].as_py()
