"""The users' file: its owner's alone, and brought up to date from the first layout."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from sayso.accounts import LOCAL, People, PeopleError
from tests.accounts.making import OTHER, PASSWORD, Counting, at, people_at

FIRST_LAYOUT = """
CREATE TABLE users (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, added TEXT NOT NULL);
CREATE TABLE sessions (key TEXT PRIMARY KEY, user TEXT NOT NULL, until TEXT NOT NULL);
CREATE TABLE tokens (
    key TEXT PRIMARY KEY, user TEXT NOT NULL, scope TEXT NOT NULL, label TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE searches (
    number INTEGER PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL,
    made TEXT NOT NULL);
CREATE TABLE log (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, did TEXT NOT NULL,
    about TEXT NOT NULL);
CREATE TABLE tries (at TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
SHORT = "ten chars!"
COMPOSED = "cafe\u0301 noir"


def first_layout(path: Path) -> None:
    """A users' file as the first Sayso made it, with a token and searches of one who is gone."""
    path.touch(0o600)
    now = datetime.now(UTC).isoformat()
    with sqlite3.connect(path) as old:
        old.executescript(FIRST_LAYOUT)
        for name, role, password in (("oksana", "reviewer", SHORT), ("zoé", "admin", COMPOSED)):
            hashed = Counting().hash(password)
            old.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (name, role, hashed, now))
        old.execute("INSERT INTO sessions VALUES ('k', 'oksana', '2999-01-01')")
        for user in ("oksana", "gone"):
            key = sha256(f"sayso_{user}".encode()).hexdigest()
            old.execute(
                "INSERT INTO tokens VALUES (?, ?, 'reader', 'nightly', ?)", (key, user, now)
            )
        for user in ("oksana", "gone", LOCAL.name):
            old.execute(
                "INSERT INTO searches (user, name, query, made) VALUES (?, ?, 'q=x', ?)",
                (user, f"of {user}", now),
            )
        old.execute(
            "INSERT INTO log (at, who, did, about) VALUES (?, 'oksana', 'login', '')", (now,)
        )
        old.execute("INSERT INTO tries VALUES (?, 'oksana', '192.0.2.1')", (now,))
        old.execute("INSERT INTO secrets VALUES ('forms', '\"00ff\"')")
    old.close()


def test_a_file_of_the_first_layout_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "news.people.sqlite"
    first_layout(path)
    people = People(path, Counting())
    assert [(each.name, each.role) for each in people.users()] == [
        ("oksana", "reviewer"), ("zoé", "admin"),
    ]  # fmt: skip
    assert people.log_in("oksana", SHORT, at("192.0.2.1")), "a short old password still holds"
    assert people.log_in("zoé", COMPOSED, at("192.0.2.1")), "as it was typed then"
    assert people.log_in("zoé", "caf\u00e9 noir", at("192.0.2.1")), "and normalised since"
    assert people.token("sayso_oksana")
    assert people.token("sayso_gone") is None
    (token,) = people.tokens.of()
    assert (token.label, token.expired) == ("nightly", False)
    assert token.until > token.made
    assert [each.name for each in people.searches("oksana")] == ["of oksana"]
    assert [each.name for each in people.searches(LOCAL.name)] == ["of local"]
    people.add_user("gone", "reader", OTHER)
    assert people.searches("gone") == []
    assert ("oksana", "login") in {(who, did) for _, who, did, _ in people.log()}
    assert people.secret() == bytes.fromhex("00ff")
    people.close()
    again = People(path, Counting())
    assert len(again.users()) == 3, "once is enough"
    again.close()


def test_an_update_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.people.sqlite"
    first_layout(path)
    from sayso.accounts import schema

    monkeypatch.setattr(schema, "TABLES", (*schema.TABLES, "CREATE TABLE users (nonsense)"))
    with pytest.raises(PeopleError, match="can't be used"):
        People(path, Counting())
    monkeypatch.undo()
    people = People(path, Counting())
    assert people.log_in("oksana", SHORT, at("192.0.2.1"))
    people.close()


def test_a_file_of_a_later_sayso_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.people.sqlite"
    people_at(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(PeopleError, match="later Sayso"):
        People(path)


def test_the_file_and_what_is_beside_it_are_their_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        people = people_at(tmp_path / "news.people.sqlite")
        people.log_in("oksana", PASSWORD, at("192.0.2.1"))
        names = {each.name for each in tmp_path.iterdir()}
        modes = {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
        people.close()
    finally:
        os.umask(before)
    assert "news.people.sqlite-wal" in names
    assert modes == {0o600}


@pytest.mark.parametrize("mode", [0o666, 0o644, 0o640, 0o601])
@pytest.mark.parametrize("ending", ["", "-wal"])
def test_a_file_that_others_may_read_or_change_is_refused(
    tmp_path: Path, mode: int, ending: str
) -> None:
    path = tmp_path / "news.people.sqlite"
    people_at(path).close()
    one = path.with_name(path.name + ending)
    one.touch()
    one.chmod(mode)
    with pytest.raises(PeopleError, match="chmod 600"):
        People(path)
    one.chmod(0o600)
    People(path).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another")
def test_a_file_of_another_owner_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.people.sqlite"
    people_at(path).close()
    os.chown(path, 12_345, -1)
    with pytest.raises(PeopleError, match="belongs to another user"):
        People(path)


def test_a_link_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.sqlite"
    people_at(real).close()
    path = tmp_path / "news.people.sqlite"
    path.symlink_to(real)
    with pytest.raises(PeopleError, match="link"):
        People(path)
    path.unlink()
    path.symlink_to(tmp_path / "nowhere.sqlite")
    with pytest.raises(PeopleError, match="link"):
        People(path)
    assert not (tmp_path / "nowhere.sqlite").exists()
