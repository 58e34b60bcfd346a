"""What a users' file keeps of alerts, and how a file of an earlier version gets there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from sayso.accounts import People, PeopleError
from sayso.accounts.alerts import (
    MOST_ALERTS,
    MOST_CONFIRMATIONS,
    WHOLE,
    AlertCursor,
    AlertDraft,
    NoAlertError,
)
from sayso.accounts.schema import TABLES, VERSION
from tests.accounts.making import Clocks, Counting

CURSOR = AlertCursor(7, WHOLE, 2, "fingerprint of 7")
HOOK = AlertDraft("market", "claims", "q=market", "webhook", "hourly", "https://example.org/hook")
MAIL = AlertDraft("market", "claims", "q=market", "mail", target="desk@example.org")
FEED = AlertDraft("market", "claims", "q=market", "atom")


@pytest.fixture
def users(people: People) -> People:
    people.add_user("omar", "reader", "quiet river stone lamp")
    return people


def test_a_file_of_the_first_version_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "news.people.sqlite"
    with closing(sqlite3.connect(path)) as old:
        for statement in TABLES:
            old.execute(statement)
        old.execute("INSERT INTO searches VALUES (4, 0, 'drones', 'q=drones', '2026-03-01')")
        old.execute("PRAGMA user_version = 1")
        old.commit()
    path.chmod(0o600)
    with closing(People(path, Counting())) as people:
        assert [each.name for each in people.searches("local")] == ["drones"]
        made = people.alerts.add("local", HOOK, CURSOR)
        assert people.alerts.one(made.number, "local").draft == HOOK
    with closing(sqlite3.connect(path)) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_an_alert_is_its_owners_alone(users: People) -> None:
    number = users.alerts.add("oksana", HOOK, CURSOR).number
    assert users.alerts.one(number, "oksana").cursor == CURSOR
    for asked in (number + 1, 0, -1, 2**70):
        with pytest.raises(NoAlertError):
            users.alerts.one(asked, "oksana")
    with pytest.raises(NoAlertError):
        users.alerts.one(number, "omar")
    assert users.alerts.of("omar") == []


def test_a_secret_is_made_for_each_webhook_and_a_key_for_each_feed(users: People) -> None:
    first, second = (users.alerts.add("oksana", HOOK, CURSOR) for _ in range(2))
    assert len(first.secret) > 40
    assert first.secret != second.secret
    feed = users.alerts.add("oksana", FEED, CURSOR)
    assert users.alerts.by_feed(feed.feed_key).number == feed.number
    key = users.alerts.renew_feed(feed.number)
    assert users.alerts.by_feed(key).number == feed.number
    for wrong in (feed.feed_key, "", "\ud800", key + "x"):
        with pytest.raises(NoAlertError):
            users.alerts.by_feed(wrong)
    users.alerts.close_feed(feed.number)
    with pytest.raises(NoAlertError):
        users.alerts.by_feed(key)
    with pytest.raises(NoAlertError):
        users.alerts.by_mail("")


def test_keys_of_feeds_are_not_in_the_file(users: People) -> None:
    key = users.alerts.add("oksana", FEED, CURSOR).feed_key
    assert key.encode() not in b"".join(
        file.read_bytes() for file in users.alerts.path.parent.iterdir()
    )


def states(users: People, numbers: Sequence[int]) -> list[str]:
    return [users.alerts.one(number).state for number in numbers]


def test_an_address_is_asked_once_for_each_user(users: People) -> None:
    first = users.alerts.add("oksana", MAIL, CURSOR).number
    assert states(users, [first]) == ["unconfirmed"]
    (asked,) = users.alerts.pending()
    assert asked.what == "confirm"
    users.alerts.pause(first)
    users.alerts.resume(users.alerts.one(first), CURSOR, ())
    assert states(users, [first]) == ["unconfirmed"], "nobody but the address says yes"
    users.alerts.confirm(first)
    second = users.alerts.add("oksana", MAIL, CURSOR).number
    third = users.alerts.add("omar", MAIL, CURSOR).number
    assert states(users, [first, second, third]) == ["active", "active", "unconfirmed"]


def test_few_new_addresses_are_asked_in_a_day(users: People, clocks: Clocks) -> None:
    def ask(number: int) -> None:
        draft = AlertDraft("x", "claims", "", "mail", target=f"desk{number}@example.org")
        made = users.alerts.add("oksana", draft, CURSOR)
        (asked,) = users.alerts.pending(None, made.number)
        users.alerts.sent(asked)
        users.alerts.remove(made.number)

    for number in range(MOST_CONFIRMATIONS):
        ask(number)
    with pytest.raises(PeopleError, match="tomorrow"):
        ask(99)
    clocks.pass_by(86_401)
    ask(99)


def test_a_user_has_so_many_alerts_at_most(users: People) -> None:
    for _ in range(MOST_ALERTS):
        users.alerts.add("oksana", FEED, CURSOR)
    with pytest.raises(PeopleError, match="Remove one"):
        users.alerts.add("oksana", FEED, CURSOR)
    users.alerts.add("omar", FEED, CURSOR)


def test_moving_a_cursor_and_queueing_are_one_change(users: People) -> None:
    number = users.alerts.add("oksana", HOOK, CURSOR).number
    alert = users.alerts.one(number)
    further = AlertCursor(9, 3, 2, "fingerprint of 9")

    def broken() -> Iterator[str]:
        raise RuntimeError("killed here")
        yield ""

    with pytest.raises(RuntimeError):
        users.alerts.put(alert, "a body", further, broken())
    assert users.alerts.one(number).cursor == CURSOR
    assert users.alerts.pending() == []
    users.alerts.put(alert, "a body", further, ["seen"])
    assert users.alerts.one(number).cursor == further
    assert users.alerts.waits(number)
    (waiting,) = users.alerts.pending()
    users.alerts.sent(waiting)
    assert not users.alerts.waits(number)
    assert users.alerts.seen(number) == {"seen"}
    assert users.alerts.seen(number, before=True) == frozenset()


def test_words_of_what_was_sent_are_not_kept(users: People) -> None:
    number = users.alerts.add("oksana", HOOK, CURSOR).number
    users.alerts.put(users.alerts.one(number), "the words", CURSOR)
    users.alerts.sent(users.alerts.pending()[0])
    with closing(sqlite3.connect(users.alerts.path)) as file:
        assert file.execute("SELECT body FROM deliveries").fetchall() == [("",)]


def test_alerts_and_what_waits_go_with_their_user(users: People) -> None:
    number = users.alerts.add("oksana", HOOK, CURSOR, ["seen"]).number
    users.alerts.put(users.alerts.one(number), "a body", CURSOR)
    users.remove_user("oksana")
    assert users.alerts.of() == []
    assert users.alerts.pending() == []
    users.add_user("oksana", "reviewer", "another pass phrase of hers")
    assert users.alerts.of("oksana") == []
    with closing(sqlite3.connect(users.alerts.path)) as file:
        assert file.execute("SELECT count(*) FROM alert_seen").fetchone() == (0,)


def test_a_user_who_is_gone_makes_no_alert(users: People) -> None:
    with pytest.raises(PeopleError, match="no user"):
        users.alerts.add("nobody", HOOK, CURSOR)
