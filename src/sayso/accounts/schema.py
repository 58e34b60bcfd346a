"""The tables of the users' file, and how a file of an earlier version is brought up to date."""

from __future__ import annotations

import sqlite3
import time

from sayso.accounts.errors import PeopleError
from sayso.accounts.roles import LOCAL

VERSION = 4
LOCAL_ID = 0
"""Owns what is saved when no login is asked for. Ids of users begin at 1 and are never reused."""

TOKEN_DAYS = 90
"""For how long a token holds when nothing else was said."""

TABLES = (
    """CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
        hash TEXT NOT NULL, added TEXT NOT NULL, epoch INTEGER NOT NULL DEFAULT 1,
        normalised INTEGER NOT NULL DEFAULT 1)""",
    """CREATE TABLE sessions (
        number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        made TEXT NOT NULL, seen TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL)""",
    """CREATE TABLE pending (
        key TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        made TEXT NOT NULL, epoch INTEGER NOT NULL)""",
    """CREATE TABLE devices (
        key TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        seen REAL NOT NULL)""",
    """CREATE TABLE addresses (
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE, address TEXT NOT NULL,
        seen REAL NOT NULL, PRIMARY KEY (user_id, address))""",
    """CREATE TABLE tokens (
        number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        scope TEXT NOT NULL, label TEXT NOT NULL, made REAL NOT NULL, until REAL NOT NULL,
        used REAL)""",
    """CREATE TABLE totp (
        user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE, secret TEXT NOT NULL,
        confirmed INTEGER NOT NULL DEFAULT 0, last_step INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE recovery (
        key TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE)""",
    """CREATE TABLE searches (
        number INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, name TEXT NOT NULL,
        query TEXT NOT NULL, made TEXT NOT NULL)""",
    """CREATE TRIGGER searches_of_nobody AFTER DELETE ON users
        BEGIN DELETE FROM searches WHERE user_id = old.id; END""",
    """CREATE TABLE log (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, did TEXT NOT NULL,
        about TEXT NOT NULL, refused INTEGER NOT NULL DEFAULT 0)""",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE budgets (
        key TEXT PRIMARY KEY, free_at REAL NOT NULL, failures INTEGER NOT NULL)""",
    """CREATE TABLE places (
        name TEXT NOT NULL, address TEXT NOT NULL, due REAL NOT NULL,
        PRIMARY KEY (name, address))""",
)
ALERT_TABLES = (
    """CREATE TABLE alerts (
        number INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, wanted TEXT NOT NULL,
        channel TEXT NOT NULL, target TEXT NOT NULL, rhythm TEXT NOT NULL, state TEXT NOT NULL,
        secret TEXT NOT NULL, mail_key TEXT NOT NULL, feed_key TEXT NOT NULL, made REAL NOT NULL,
        began INTEGER NOT NULL, document INTEGER NOT NULL, position INTEGER NOT NULL,
        judged INTEGER NOT NULL, fingerprint TEXT NOT NULL, digest TEXT NOT NULL DEFAULT '',
        looked REAL NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX alerts_feed_key ON alerts (feed_key)",
    "CREATE INDEX alerts_mail_key ON alerts (mail_key)",
    """CREATE TRIGGER alerts_of_nobody AFTER DELETE ON users
        BEGIN DELETE FROM alerts WHERE user_id = old.id; END""",
    """CREATE TABLE alert_seen (
        alert INTEGER NOT NULL REFERENCES alerts(number) ON DELETE CASCADE, item TEXT NOT NULL,
        before INTEGER NOT NULL, PRIMARY KEY (alert, item)) WITHOUT ROWID""",
    """CREATE TABLE deliveries (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        alert INTEGER REFERENCES alerts(number) ON DELETE SET NULL, user_id INTEGER NOT NULL,
        channel TEXT NOT NULL, what TEXT NOT NULL, body TEXT NOT NULL, made REAL NOT NULL,
        due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, tried REAL NOT NULL DEFAULT 0,
        sent REAL, error TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX deliveries_alert ON deliveries (alert, sent)",
    "CREATE INDEX deliveries_tried ON deliveries (tried)",
)
"""What version 2 added."""

JOB_TABLES = (
    """CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL, begun TEXT NOT NULL, runner TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT '', fault TEXT NOT NULL DEFAULT '',
        read INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TRIGGER jobs_of_nobody AFTER DELETE ON users
        BEGIN DELETE FROM jobs WHERE user_id = old.id; END""",
    """CREATE TABLE job_inputs (
        job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        kind TEXT NOT NULL, name TEXT NOT NULL, hints TEXT NOT NULL, PRIMARY KEY (job, number))""",
    """CREATE TABLE job_items (
        number INTEGER PRIMARY KEY, job TEXT NOT NULL REFERENCES jobs(id) ON DELETE CASCADE,
        key TEXT NOT NULL, name TEXT NOT NULL, new INTEGER NOT NULL, problem TEXT NOT NULL)""",
    "CREATE INDEX job_items_job ON job_items (job)",
)
"""What version 3 added."""

PROJECT_TABLES = (
    """CREATE TABLE projects (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
        query TEXT NOT NULL, codebook TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0,
        version INTEGER NOT NULL DEFAULT 1)""",
    """CREATE TABLE project_members (
        project INTEGER NOT NULL REFERENCES projects(id), role TEXT NOT NULL,
        user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
        PRIMARY KEY (project, user_id)) WITHOUT ROWID""",
    "CREATE INDEX project_members_user ON project_members (user_id)",
    """CREATE TABLE project_changes (
        number INTEGER PRIMARY KEY, project INTEGER NOT NULL REFERENCES projects(id),
        version INTEGER NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, field TEXT NOT NULL,
        before TEXT NOT NULL, after TEXT NOT NULL)""",
    "CREATE INDEX project_changes_project ON project_changes (project)",
    """CREATE TABLE project_judgements (
        number INTEGER PRIMARY KEY AUTOINCREMENT, packed TEXT NOT NULL,
        project INTEGER NOT NULL REFERENCES projects(id))""",
    "CREATE INDEX project_judgements_project ON project_judgements (project)",
)
"""What version 4 added."""

OLD = ("users", "sessions", "tokens", "searches", "log", "tries", "secrets")


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring those of an earlier version up to date, in one transaction.

    Raises PeopleError for a file that a later Sayso made.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise PeopleError(
                f"The users' file was made by a later Sayso (version {version} of its tables;"
                f" this one knows {VERSION}). Install that version again."
            )
        if version < 1:
            _make(connection)
        if version < 2:
            for statement in ALERT_TABLES:
                connection.execute(statement)
        if version < 3:
            for statement in JOB_TABLES:
                connection.execute(statement)
        if version < 4:
            for statement in PROJECT_TABLES:
                connection.execute(statement)
        if version < VERSION:
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _make(connection: sqlite3.Connection) -> None:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    present = {name for (name,) in connection.execute(query)}
    old = [name for name in OLD if name in present]
    for name in old:
        connection.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    for statement in TABLES:
        connection.execute(statement)
    if "users" in old:
        _carry_over(connection, old)
    for name in old:
        connection.execute(f"DROP TABLE old_{name}")


def _carry_over(connection: sqlite3.Connection, old: list[str]) -> None:
    """Copy what the first layout had, where rows named their user.

    Sessions end: everyone logs in again. A token without a user is dropped, one with a user holds
    for the usual time from now.
    """
    connection.execute(
        "INSERT INTO users (name, role, hash, added, normalised)"
        " SELECT name, role, hash, added, 0 FROM old_users ORDER BY added, name"
    )
    now = time.time()
    if "tokens" in old:
        connection.execute(
            "INSERT INTO tokens (key, user_id, scope, label, made, until)"
            " SELECT t.key, u.id, t.scope, t.label, ?, ? FROM old_tokens t"
            " JOIN users u ON u.name = t.user ORDER BY t.made",
            (now, now + TOKEN_DAYS * 86_400),
        )
    if "searches" in old:
        connection.execute(
            "INSERT INTO searches (number, user_id, name, query, made)"
            " SELECT s.number, CASE s.user WHEN ? THEN ? ELSE u.id END, s.name, s.query, s.made"
            " FROM old_searches s LEFT JOIN users u ON u.name = s.user"
            " WHERE u.id IS NOT NULL OR s.user = ?",
            (LOCAL.name, LOCAL_ID, LOCAL.name),
        )
    if "log" in old:
        connection.execute(
            "INSERT INTO log (number, at, who, did, about)"
            " SELECT number, at, who, did, about FROM old_log"
        )
    if "secrets" in old:
        connection.execute("INSERT INTO settings SELECT name, value FROM old_secrets")
