"""What is denied is in the log, and no flood of it fills the disk."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.accounts import People, Person, people_path
from sayso.web.audit import HOUR_S, MINUTE_S, ROWS_AT_ONCE, AuditLog
from tests.web.site import QUICK

RITA = Person("rita", "reader")


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    made = People(people_path(tmp_path / "ledger.sqlite"), QUICK)
    yield made
    made.close()


def rows(people: People) -> list[tuple[str, str, str]]:
    return [(who, did, about) for _, who, did, about in reversed(people.log(100_000))]


def test_what_is_denied_again_within_a_minute_is_counted(people: People) -> None:
    audit = AuditLog(people)
    for second in range(90):
        audit.denied(RITA, "203.0.113.9", 403, f"POST /review/{second}", now=1_000 + second)
        audit.flush(now=1_000 + second)
    audit.flush(now=1_000 + 90 + MINUTE_S)
    assert rows(people) == [
        ("rita", "denied (403)", "POST /review/0, from 203.0.113.9"),
        ("rita", "denied (403)", "59 more within a minute, from 203.0.113.9"),
        ("rita", "denied (403)", "POST /review/60, from 203.0.113.9"),
        ("rita", "denied (403)", "29 more within a minute, from 203.0.113.9"),
    ]


def test_kinds_persons_and_addresses_have_rows_of_their_own(people: People) -> None:
    audit = AuditLog(people)
    for person in (RITA, Person("ada", "admin"), None):
        for status in (401, 403):
            for address in ("203.0.113.9", "203.0.113.10"):
                audit.denied(person, address, status, "POST /add", now=5)
    assert len(set(rows(people))) == 12


def test_uses_of_a_token_are_counted_by_the_hour(people: People) -> None:
    audit = AuditLog(people)
    for minute in range(60):
        audit.token_used(RITA, "203.0.113.9", now=minute * MINUTE_S)
        audit.flush(now=minute * MINUTE_S)
    audit.flush(now=HOUR_S)
    assert rows(people) == [
        ("rita", "used a token", "reader, from 203.0.113.9"),
        ("rita", "used a token", "59 more within an hour, from 203.0.113.9"),
    ]


def test_a_flood_from_many_addresses_gets_few_rows_and_is_counted_whole(people: People) -> None:
    audit = AuditLog(people)
    seconds, a_second = 3_600, 20
    for second in range(seconds):
        for number in range(a_second):
            address = f"2001:db8::{second:x}:{number:x}"
            audit.denied(None, address, 401, "POST /add", now=float(second))
        audit.flush(now=float(second))
    audit.close()
    written = rows(people)
    assert len(written) < 2 * (ROWS_AT_ONCE + seconds / MINUTE_S) + 1
    lumped = [about.split()[0] for who, _, about in written if who == "several"]
    counted = sum(int(each.replace(",", "")) for each in lumped)
    assert counted + sum(who == "stranger" for who, _, _ in written) == seconds * a_second
    audit.denied(RITA, "203.0.113.9", 403, "GET /log", now=float(seconds))
    assert rows(people)[-1][0] == "rita", "strangers leave users their rows"


def test_what_stands_in_a_row_is_plain_and_short(people: People) -> None:
    audit = AuditLog(people)
    audit.denied(None, "203.0.113.9", 401, "POST /\x1b[2J\r\n\u202e" + "x" * 90_000, now=5)
    (row,) = rows(people)
    assert row[2].startswith("POST /\ufffd[2J\ufffd\ufffd\ufffdxxx")
    assert len(row[2]) < 250


def test_a_log_that_cannot_be_written_stops_nothing_and_is_told(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    people.close()
    with caplog.at_level(logging.WARNING):
        AuditLog(people).denied(RITA, "203.0.113.9", 403, "GET /log")
    assert "can't be written" in caplog.text
