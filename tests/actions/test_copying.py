"""A ledger is copied either way, whole; the copy goes on where it stopped, and is compared."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sayso.actions import copying
from sayso.actions.copying import copy_ledger, facts_of, upgrade_ledger
from sayso.ledger import FeedItem, LedgerError, Poll, Store, open_ledger
from sayso.ledger import copying as rows
from sayso.ledger.copying import CopyProgress
from sayso.ledger.core import SqlStore
from sayso.record import Capture, Judgement, Problem
from tests.ledger import layouts
from tests.ledger.postgres import database_for
from tests.made import market_reading, narrated_reading

NOON = datetime(2025, 2, 2, 12, tzinfo=UTC)
PAGE = Capture(b"<p>Omdurman</p>\0\xff", "https://savanna.example/1", NOON, "text/html", 200)
ITEM = FeedItem("https://feeds.example/war.xml", "guid-1", "words-1")
TEXTS = ("Ten \0 fell.", "Ten \ud83d fell.", "🛩 fell.\r\n", "Дрони впали на Харків.")


def file_in(folder: Path) -> str:
    return str(folder / f"{folder.name}.sqlite")


def database_in(folder: Path) -> str:
    return database_for(folder)


Kind = Callable[[Path], str]
WAYS = (
    (file_in, database_in),
    (database_in, file_in),
    (file_in, file_in),
    (database_in, database_in),
)


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(each.__name__ for each in way))
def way(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Where a ledger is, filled, and where it is to be copied to."""
    for each in ("from", "to"):
        (tmp_path / each).mkdir()
    kinds: tuple[Kind, Kind] = request.param
    source, target = kinds[0](tmp_path / "from"), kinds[1](tmp_path / "to")
    with closing(open_ledger(source, "add")) as store:
        fill(store)
    return source, target


def fill(store: Store) -> None:
    """Something of everything that a ledger keeps."""
    reading = market_reading(given_id="m-1")
    store.add(reading, PAGE, ITEM)
    for text in TEXTS:
        store.add(narrated_reading(text, outlet="Gulf Observer"))
    other = replace(PAGE, body=b"other bytes", url="https://savanna.example/2")
    store.keep(store.documents()[1].fingerprint, other)
    store.keep(store.documents()[0].fingerprint, replace(PAGE, at=NOON.replace(hour=13)))
    store.dismiss(replace(ITEM, key="guid-2"))
    store.polled(Poll(ITEM.feed, NOON, "read", NOON, 20, 3))
    store.add_problem("scan \ud83d.pdf", Problem("intake", "not text"))
    claims = tuple(each.id for each in reading.claims or ())
    store.judge(Judgement("rival", claims, "desk", NOON, "one denies the other"))


def content(ledger: str) -> dict[str, Any]:
    """All that a ledger holds, with its order and times."""
    with closing(open_ledger(ledger)) as store:
        return {
            "readings": list(store.readings()),
            "documents": store.documents(),
            "keys": store.keys_since(0),
            "claims": store.claims(),
            "problems": store.problems(),
            "judgements": store.judgements(),
            "kept": store.kept(),
            "bytes": {each: store.snapshot(each) for each in sorted(store.snapshots())},
            "polls": store.polls(),
            "known": [store.knows(each) for each in (ITEM, replace(ITEM, key="guid-2"))],
            "found": {each.entry.fingerprint for each in store.search("fell")},
            "newest": store.newest(),
            "rows": facts_of(ledger).rows,
        }


def test_everything_comes_over_and_every_row_is_compared(way: tuple[str, str]) -> None:
    steps: list[tuple[str, CopyProgress]] = []
    compared = copy_ledger(*way, lambda what, step: steps.append((what, step)))
    assert content(way[1]) == content(way[0])
    assert all(each.same for each in compared)
    assert len({each.source for each in compared}) == len(compared) == 10
    assert {what for what, _ in steps} == {"copied", "compared"}
    assert all(0 < step.done <= step.total for _, step in steps)


def test_however_little_is_held_at_once_the_copy_is_the_same(
    way: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "MOST_BYTES", 1)
    steps: list[tuple[str, CopyProgress]] = []
    compared = copy_ledger(*way, lambda what, step: steps.append((what, step)))
    assert all(each.same for each in compared)
    assert content(way[1]) == content(way[0])
    large = ("documents", "readings", "snapshots", "captures")
    for what, sides in (("copied", 1), ("compared", 2)):
        for table in large if what == "compared" else ("documents", "captures"):
            some = [each for said, each in steps if (said, each.table) == (what, table)]
            assert len(some) == sides * some[0].total, "each of the large rows is taken alone"


def test_the_copy_is_gone_on_with_and_grows(way: tuple[str, str]) -> None:
    copy_ledger(*way)
    with closing(open_ledger(way[0], "add")) as store:
        store.add(narrated_reading("A later drone fell."), replace(PAGE, body=b"later"))
    copy_ledger(*way)
    assert content(way[1]) == content(way[0])
    with closing(open_ledger(way[1], "add")) as store:
        assert store.add(narrated_reading("One fell on the copy.")).new
        numbers = [number for number, _, _ in store.keys_since(0)]
        assert numbers == sorted(numbers)
        assert not store.add(market_reading(given_id="m-1")).new
        claim = store.claims(limit=1)[0].statement.claim.id
        assert store.judge(Judgement("wrong", (claim,), "desk", NOON, "another market"))


class StoppedError(Exception):
    """Stops a copy."""


def test_a_copy_that_was_stopped_is_whole_so_far_and_gone_on_with(
    way: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 2)

    for most in (1, 3, 2):

        def stop(_what: str, _step: CopyProgress, left: list[int] = [most]) -> None:  # noqa: B006
            left[0] -= 1
            if not left[0]:
                raise StoppedError

        with pytest.raises(StoppedError):
            copy_ledger(*way, stop)
        with closing(open_ledger(way[1])) as store:
            held = list(store.readings())
            assert len(store.claims()) == sum(len(each.claims or ()) for each in held)
            assert all(store.snapshot(each.sha256) for each in store.kept())
    assert all(each.same for each in copy_ledger(*way))
    assert content(way[1]) == content(way[0])


def test_a_ledger_with_other_rows_is_never_written_over(way: tuple[str, str]) -> None:
    with closing(open_ledger(way[1], "add")) as store:
        store.add(narrated_reading("Something else fell."))
    before = content(way[1])
    with pytest.raises(LedgerError, match="Nothing was written over"):
        copy_ledger(*way)
    assert content(way[1]) == before


def test_a_copy_that_was_added_to_is_not_gone_on_with(way: tuple[str, str]) -> None:
    copy_ledger(*way)
    with closing(open_ledger(way[1], "add")) as store:
        store.add(narrated_reading("Something else fell."))
    with pytest.raises(LedgerError, match="holds other documents"):
        copy_ledger(*way)


def test_into_itself_is_refused(way: tuple[str, str]) -> None:
    with pytest.raises(LedgerError, match="into itself"):
        copy_ledger(way[0], way[0])


def test_a_row_that_differs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = str(tmp_path / "a.sqlite"), str(tmp_path / "b.sqlite")
    with closing(open_ledger(source, "add")) as store:
        fill(store)
    real = SqlStore._load

    def careless(store: SqlStore, connection: Any, table: Any, some: Any) -> None:
        changed = [
            {**each, "score": 0.123} if table.name == "statements" else each for each in some
        ]
        real(store, connection, table, changed)

    monkeypatch.setattr(SqlStore, "_load", careless)
    compared = copying.copy_ledger(source, target)
    assert [each.table for each in compared if not each.same] == ["statements"]


def test_an_older_ledger_is_to_be_brought_up_to_date_first(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    layouts.make(old, "captured", market_reading())
    with pytest.raises(LedgerError, match="sayso ledger upgrade"):
        copy_ledger(old, new)
    assert upgrade_ledger(old) == (1, 3)
    assert upgrade_ledger(old) == (3, 3)
    assert all(each.same for each in copy_ledger(old, new))
