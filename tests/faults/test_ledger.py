"""One damaged reading in a ledger of twenty documents: it is named, and the others are there."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sayso.actions.export import WRITERS, Exporting, export_to
from sayso.actions.listing import list_claims
from sayso.actions.verify import verify
from sayso.exports.formats import ExportFormat
from sayso.ledger import DamagedReadingError, EvidenceError, NewReading, open_ledger
from sayso.record import Problem
from sayso.views.failures import Failures
from tests.cli.conftest import Sayso, sayso
from tests.faults.making import MARK, MARKED, NOW, storable
from tests.linking.made import judgement

__all__ = ["sayso"]

SOME = range(MARKED - 10, MARKED + 10)
COUNT = len(SOME)
KEY = storable(MARKED).document.fingerprint


def _shape(packed: str) -> str:
    told = json.loads(packed)
    told["claims"] = {"not": "a list"}
    return json.dumps(told)


def _span(packed: str) -> str:
    told = json.loads(packed)
    told["blocks"][0]["end"] = 10_000
    return json.dumps(told)


def _backwards(packed: str) -> str:
    told = json.loads(packed)
    told["claims"][0]["evidence"] = [9, 3]
    return json.dumps(told)


def _dangling(packed: str) -> str:
    told = json.loads(packed)
    told["claims"][0]["event"] = 99
    return json.dumps(told)


DAMAGE: dict[str, Callable[[str], str]] = {
    "rubbish": lambda _: "\x00\x01 rubbish {{{",
    "a list": lambda _: "[1, 2]",
    "a number": lambda _: "7",
    "another schema": lambda packed: packed.replace("sayso-reading/1", "sayso-reading/9"),
    "an unknown shape": _shape,
    "a span out of the text": _span,
    "a span that runs backwards": _backwards,
    "an index that leads nowhere": _dangling,
    "brackets without end": lambda _: "[" * 100_000,
}
LOADABLE = ("a span out of the text", "an index that leads nowhere")
"""Damage with which the reading can be loaded and only looking at it fails."""

UNREADABLE = tuple(each for each in DAMAGE if each not in LOADABLE)


def change(path: Path, query: str, values: tuple[object, ...]) -> None:
    """Change a ledger from outside, past what guards it."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in rows.fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(query, values)
        connection.commit()


def damage(path: Path, how: Callable[[str], str]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT packed FROM readings WHERE document = ?"
        (packed,) = connection.execute(query, (KEY,)).fetchone()
    change(path, "UPDATE readings SET packed = ? WHERE document = ?", (how(packed), KEY))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "twenty.sqlite"
    with closing(open_ledger(path, "add")) as store:
        store.add_many([NewReading(storable(number)) for number in SOME])
    return path


@pytest.fixture
def ledger(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "twenty.sqlite"))


@pytest.mark.parametrize("name", DAMAGE)
def test_verify_names_it_and_checks_the_others(name: str, ledger: Path, sayso: Sayso) -> None:
    damage(ledger, DAMAGE[name])
    found = verify(ledger)
    if name != "an index that leads nowhere":
        assert [key for key, _ in found.failures] == [KEY]
        assert found.claims == COUNT - 1
    if name == "rubbish":
        ended = sayso("verify", "--ledger", ledger)
        assert ended.code == 4
        assert KEY[:24] in ended.err


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_store_says_which_reading_it_is(name: str, ledger: Path) -> None:
    damage(ledger, DAMAGE[name])
    with closing(open_ledger(ledger)) as store:
        with pytest.raises(DamagedReadingError, match=KEY) as raised:
            store.reading(KEY)
        assert raised.value.document == KEY
        with pytest.raises(EvidenceError):
            list(store.readings())
        passed: list[str] = []
        readings = list(store.readings(lambda key, _: passed.append(key)))
    assert len(readings) == COUNT - 1
    assert passed == [KEY]


@pytest.mark.parametrize("name", DAMAGE)
def test_the_claims_of_the_others_are_listed(name: str, ledger: Path, sayso: Sayso) -> None:
    damage(ledger, DAMAGE[name])
    ended = sayso("list", "--claims", "--ledger", ledger)
    assert ended.out.count("https://") == 0
    shown = sum(f"day {number}, officials" in ended.out for number in SOME)
    if name in UNREADABLE:
        assert ended.code == 4
        assert shown == COUNT - 1
        assert KEY[:24] in ended.err
    elif name == "an index that leads nowhere":
        assert shown >= COUNT - 1
        assert "Traceback" not in ended.err
    else:
        assert ended.code == 0
        assert shown == COUNT


def test_with_a_limit_too(ledger: Path) -> None:
    damage(ledger, DAMAGE["rubbish"])
    failures = Failures()
    shown = list(list_claims(ledger, limit=15, failures=failures))
    assert len(shown) == 14
    assert list(failures.damaged) == [KEY]


@pytest.mark.parametrize("name", ["rubbish", "an index that leads nowhere"])
@pytest.mark.parametrize("form", [*WRITERS, ExportFormat.JSONL, ExportFormat.JSON])
def test_every_format_has_the_others(
    form: ExportFormat, name: str, ledger: Path, tmp_path: Path
) -> None:
    whole, failures = tmp_path / "whole", Failures()
    before = export_to(ledger, form, whole)
    damage(ledger, DAMAGE[name])
    how = Exporting(failures=failures)
    after = export_to(ledger, form, tmp_path / "rest", how)
    if name in UNREADABLE:
        assert list(failures.damaged) == [KEY]
    if form in (ExportFormat.CSV, ExportFormat.PARQUET):
        assert before == COUNT
        assert after == COUNT - 1
        assert [*failures.damaged, *failures.faulty] == [KEY]


def test_export_ends_with_the_code_of_a_damaged_ledger(ledger: Path, sayso: Sayso) -> None:
    damage(ledger, DAMAGE["rubbish"])
    ended = sayso("export", "--ledger", ledger)
    assert ended.code == 4
    assert len(ended.out.splitlines()) == COUNT
    assert KEY[:24] in ended.err
    ended = sayso("report", "--ledger", ledger, "--out", "page.html")
    assert ended.code == 4
    assert f"{COUNT - 1} documents" in ended.err
    ended = sayso("framing", "--ledger", ledger)
    assert ended.code == 4


@pytest.mark.parametrize("words", ["rubbish", '{"id": 3}', "[]"])
def test_a_damaged_claim_is_shown_as_one_that_does_not_hold(
    words: str, ledger: Path, sayso: Sayso
) -> None:
    change(ledger, "UPDATE statements SET packed = ? WHERE document = ?", (words, KEY))
    with closing(open_ledger(ledger)) as store:
        held = store.claims()
        assert [each.holds for each in held].count(False) == 1
        assert len(store.search(MARK)) >= 1
        (claim,) = (each for each in held if not each.holds)
    assert [key for key, _ in verify(ledger).failures] == [KEY]
    ended = sayso("list", "--claims", "--ledger", ledger)
    assert ended.code == 4
    assert sum(f"day {number}, officials" in ended.out for number in SOME) == COUNT - 1
    assert sayso("show", claim.statement.claim.id, "--ledger", ledger).code == 4
    assert sayso("search", MARK, "--ledger", ledger).code == 0


@pytest.mark.parametrize("command", ["claims", "incidents", "history", "index", "framing"])
def test_what_links_the_ledger_goes_on(command: str, ledger: Path, sayso: Sayso) -> None:
    damage(ledger, DAMAGE["rubbish"])
    ended = sayso(command, "--ledger", ledger)
    assert ended.code in (0, 4)
    assert KEY[:24] in ended.err
    assert "Traceback" not in ended.err


def test_a_document_whose_last_version_is_damaged_can_be_added(ledger: Path) -> None:
    from sayso.actions.add import add_document
    from sayso.intake.inputs import Opened
    from sayso.record import Capture

    damage(ledger, DAMAGE["rubbish"])
    again = storable(MARKED)
    document = again.document
    capture = Capture(b"bytes", str(document.url), NOW)
    with closing(open_ledger(ledger, "add")) as store:
        outcome = add_document(store, Opened("x", document, capture), document, lambda _: again)
    assert outcome.added is not None


def test_damaged_rows_of_judgements_and_problems_are_named_and_the_others_are_there(
    ledger: Path, sayso: Sayso
) -> None:
    claims = [storable(number).claims or () for number in SOME[:3]]
    judged = [judgement("wrong", each[0].id, hours=at) for at, each in enumerate(claims)]
    with closing(open_ledger(ledger, "add")) as store:
        for each in judged:
            store.judge(each)
        for number in range(3):
            store.add_problem(f"input {number}", Problem("pdf", "not a PDF file"))
    change(ledger, "UPDATE judgements SET packed = '[' WHERE number = ?", (2,))
    change(ledger, "UPDATE problems SET packed = '{}' WHERE number = ?", (2,))
    with closing(open_ledger(ledger)) as store:
        assert store.judgements() == (judged[0], judged[2])
        assert ["can't be read" in each.problem.message for each in store.problems()] == [
            False,
            True,
            False,
        ]
    assert [table for table, _ in verify(ledger).failures] == ["judgements", "problems"]
    assert sayso("verify", "--ledger", ledger).code == 4
    assert sayso("list", "--problems", "--ledger", ledger).code == 0
    exported = sayso("export", "--ledger", ledger)
    assert exported.code == 0
    assert len(exported.out.splitlines()) == COUNT + 1
