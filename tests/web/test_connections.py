"""Which connections are kept, which are closed to make room, and which log lines are left out."""

from __future__ import annotations

import logging
import sys
from asyncio import CancelledError
from datetime import UTC, datetime
from io import StringIO

import pytest

from sayso.web.connections import ConnectionLimits, Connections, fitting, peer_of, raise_open_files
from sayso.web.log_limit import MINUTE_S, RateFilter, log_to_standard_error


class Connection:
    """A connection that may be at work."""

    def __init__(self, peer: str, since: float = 0, answered: bool = False) -> None:
        self.peer, self.since, self.answered = peer, since, answered
        self.at_work = self.evicted = False

    def idle_since(self) -> tuple[int, float] | None:
        return None if self.at_work else (int(self.answered), self.since)

    def evict(self) -> None:
        self.evicted = True


def test_one_peer_keeps_so_many_and_the_longest_silent_gives_way() -> None:
    table = Connections(ConnectionLimits(of_one_peer=3))
    reader = Connection("192.0.2.1", 0, answered=True)
    silent = [Connection("192.0.2.1", each) for each in (2, 1)]
    new = Connection("192.0.2.1", 3)
    assert all(table.admit(each) for each in (reader, *silent, new))
    assert [each.evicted for each in (reader, *silent, new)] == [False, False, True, False]
    assert len(table) == 3


def test_where_all_are_at_work_a_new_one_is_refused() -> None:
    table = Connections(ConnectionLimits(of_one_peer=2))
    for each in (Connection("192.0.2.1"), Connection("192.0.2.1")):
        assert table.admit(each)
        each.at_work = True
    assert not table.admit(Connection("192.0.2.1"))
    assert table.admit(Connection("192.0.2.2")), "others are not concerned"
    assert len(table) == 3


def test_a_trusted_proxy_has_no_limit_but_that_of_all() -> None:
    table = Connections(ConnectionLimits(of_one_peer=2, in_all=5, is_proxy="192.0.2.9".__eq__))
    many = [Connection("192.0.2.9", each) for each in range(6)]
    assert all(table.admit(each) for each in many)
    assert [each.evicted for each in many] == [True, *[False] * 5]


def test_when_full_the_peer_with_the_most_gives_way() -> None:
    table = Connections(ConnectionLimits(of_one_peer=9, in_all=4))
    mine = Connection("192.0.2.1", 0)
    theirs = [Connection("192.0.2.2", each) for each in (1, 2, 3)]
    assert all(table.admit(each) for each in (mine, *theirs, Connection("192.0.2.3", 9)))
    assert not mine.evicted
    assert theirs[0].evicted
    for each in (mine, *theirs):
        table.forget(each)
        table.forget(each)
    assert len(table) == 1


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::1"),
        ("no address", "no address"),
    ],
)
def test_a_peer_is_an_address_or_the_network_that_one_person_has(address: str, peer: str) -> None:
    assert peer_of(address) == peer


def test_connections_leave_room_for_other_files() -> None:
    assert fitting(ConnectionLimits(), 1_024) == 824
    assert fitting(ConnectionLimits(), 1 << 20) == ConnectionLimits().in_all
    assert fitting(ConnectionLimits(), 100) > 0
    assert raise_open_files() >= 256


def record(message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord("uvicorn.error", logging.WARNING, "", 0, message, values, info)


def test_log_lines_of_a_kind_are_bounded_and_what_was_left_out_is_counted() -> None:
    now = [0.0]
    bound = RateFilter(most=3, clock=lambda: now[0])
    passed = [bound.filter(record("refused %s", each)) for each in range(10)]
    assert passed == [True] * 3 + [False] * 7
    assert bound.filter(record("another kind"))
    now[0] += MINUTE_S
    told = record("refused %s", 11)
    assert bound.filter(told)
    assert told.getMessage() == "refused 11 (7 more like this were left out)"
    assert bound.filter(record("refused %s", 12))


def test_lines_begin_with_their_time_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        log_to_standard_error()
        before = datetime.now(UTC).replace(microsecond=0)
        logging.getLogger("sayso").warning("the disk is full")
    finally:
        root.handlers[:], root.level = handlers, level
    line = capsys.readouterr().err
    assert line.endswith("Z WARNING: the disk is full\n")
    assert before <= datetime.fromisoformat(line.split()[0]) <= datetime.now(UTC)


def test_warnings_follow_standard_error_to_another_stream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    first, second = StringIO(), StringIO()
    try:
        monkeypatch.setattr(sys, "stderr", first)
        log_to_standard_error()
        first.close()
        monkeypatch.setattr(sys, "stderr", second)
        logging.getLogger("sayso").warning("the disk is full")
    finally:
        monkeypatch.undo()
        root.handlers[:], root.level = handlers, level
    assert second.getvalue().endswith("Z WARNING: the disk is full\n")
    assert not capsys.readouterr().err


def test_a_request_that_was_given_up_at_the_end_leaves_no_traceback() -> None:
    assert not RateFilter().filter(record("Exception in ASGI application", error=CancelledError()))
    assert RateFilter().filter(record("Exception in ASGI application", error=ValueError()))
