"""Alerts of users: what is sought, how far each has looked, and what is still to be delivered.

What is to be sent is put into `deliveries` in the transaction that moves the alert's cursor, and
marked as sent afterwards. Whatever stops a program in between, nothing is lost, and what was sent
but not marked is sent again under the same id.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from sayso.accounts.clock import DAY_S, Clock, shown
from sayso.accounts.database import Database, Row
from sayso.accounts.errors import PeopleError
from sayso.accounts.keys import digest, fresh
from sayso.accounts.roles import LOCAL
from sayso.accounts.schema import LOCAL_ID

AlertKind = Literal["claims", "answers", "contradictions"]
AlertChannel = Literal["mail", "webhook", "atom"]
AlertRhythm = Literal["at_once", "hourly", "daily"]
AlertState = Literal["active", "paused", "unconfirmed", "unsubscribed", "off"]
KINDS: tuple[AlertKind, ...] = get_args(AlertKind)
CHANNELS: tuple[AlertChannel, ...] = get_args(AlertChannel)
RHYTHMS: tuple[AlertRhythm, ...] = get_args(AlertRhythm)

MOST_ALERTS = 50
"""Alerts of one user."""

MOST_CONFIRMATIONS = 10
"""Addresses that one user may have asked in a day whether they want mail."""

LONGEST_ALERT_NAME = 120
LONGEST_ERROR = 300
KEPT_S = 30 * DAY_S
"""For how long it is known what was delivered."""

WHOLE = 2**31 - 1
"""The position of a cursor that has passed all claims of its document."""


class NoAlertError(PeopleError):
    """There is no such alert, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class AlertCursor:
    """How far an alert has looked: the number of a document in the ledger, the position of a claim
    in it, and the number of a judgement.

    `fingerprint` is the document's, to notice another ledger; `digest` is of the incident as it
    was last looked at.
    """

    document: int
    position: int
    judged: int
    fingerprint: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """What a user wants to be alerted to, and how. `wanted` is a filter's query string, or JSON."""

    name: str
    kind: AlertKind
    wanted: str
    channel: AlertChannel
    rhythm: AlertRhythm = "at_once"
    target: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as it stands. `began` is the number of the last document that came before it.

    `secret` signs webhooks and `mail_key` opens the page that stops its mails; the key of its feed
    is stored as a hash.
    """

    number: int
    uid: str
    user: str
    draft: AlertDraft
    state: AlertState
    secret: str
    mail_key: str
    feed: bool
    made: float
    began: int
    cursor: AlertCursor
    looked: float
    error: str
    delivered: float | None

    @property
    def delivered_at(self) -> str:
        """When something was delivered last, as ISO 8601; "" for never."""
        return shown(self.delivered) if self.delivered else ""

    @property
    def made_at(self) -> str:
        return shown(self.made)


@dataclass(frozen=True, slots=True)
class MadeAlert:
    """A new alert: its number, and what is shown once."""

    number: int
    secret: str
    feed_key: str


DeliveryKind = Literal["items", "test", "confirm", "notice"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to be sent. `id` stays the same at each try."""

    number: int
    id: str
    alert: int
    what: DeliveryKind
    body: str
    made: float
    tries: int


COLUMNS = (
    "a.number, a.uid, coalesce(u.name, ?), a.name, a.kind, a.wanted, a.channel, a.rhythm, a.target,"
    " a.state, a.secret, a.mail_key, a.feed_key, a.made, a.began, a.document, a.position,"
    " a.judged, a.fingerprint, a.digest, a.looked, a.error,"
    " (SELECT max(sent) FROM deliveries d WHERE d.alert = a.number)"
)
SELECT = f"SELECT {COLUMNS} FROM alerts a LEFT JOIN users u ON u.id = a.user_id"  # noqa: S608

INSERT = (
    "INSERT INTO alerts (uid, user_id, name, kind, wanted, channel, target, rhythm, state, secret,"
    " mail_key, feed_key, made, began, document, position, judged, fingerprint)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Alerts:
    """Keeps alerts, their cursors and their deliveries."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self.clock = clock
        self.path = database.path

    def add(
        self, user: str, draft: AlertDraft, cursor: AlertCursor, seen: Iterable[str] = ()
    ) -> MadeAlert:
        """Add an alert that reports what comes after `cursor` and is none of `seen`.

        Raises PeopleError where the user is gone or has too many.
        """
        owner = self._owner(user)
        now, uid, feed_key = self.clock.wall(), str(uuid.uuid4()), fresh()
        secret = fresh() if draft.channel == "webhook" else ""
        mail_key = fresh() if draft.channel == "mail" else ""
        feed = digest(feed_key) if draft.channel == "atom" else ""
        with self._database.transaction() as connection:
            query = "SELECT count(*) FROM alerts WHERE user_id = ?"
            if connection.execute(query, (owner,)).fetchone()[0] >= MOST_ALERTS:
                raise PeopleError(f"You have {MOST_ALERTS} alerts. Remove one first.")
            confirmed = draft.channel != "mail" or _is_confirmed(connection, owner, draft.target)
            row = (
                uid, owner, draft.name.strip()[:LONGEST_ALERT_NAME], draft.kind, draft.wanted,
                draft.channel, draft.target, draft.rhythm,
                "active" if confirmed else "unconfirmed", secret, mail_key, feed, now,
                cursor.document, cursor.document, cursor.position, cursor.judged,
                cursor.fingerprint,
            )  # fmt: skip
            number = connection.execute(INSERT, row).lastrowid
            _see(connection, number or 0, seen, before=True)
            if not confirmed:
                _check_confirmations(connection, number or 0, now)
                _queue(connection, number or 0, "confirm", "", now)
        return MadeAlert(number or 0, secret, feed_key if feed else "")

    def of(self, user: str | None = None) -> list[Alert]:
        """Return a user's alerts, or all, the newest first."""
        where, values = ("", ()) if user is None else (" WHERE a.user_id = ?", (self._owner(user),))
        return self._alerts(f"{where} ORDER BY a.number DESC", *values)

    def sending(self) -> list[Alert]:
        """Return the alerts that mails or webhooks are sent for now, the oldest first."""
        where = " WHERE a.state = 'active' AND a.channel <> 'atom' ORDER BY a.number"
        return self._alerts(where)

    def one(self, number: int, user: str | None = None) -> Alert:
        """Return an alert by its number, if it is this user's. Raises NoAlertError."""
        held = self._alerts(" WHERE a.number = ?", number) if 0 < number < 2**63 else []
        if not held or (user is not None and held[0].user != user):
            raise NoAlertError("There is no such alert.")
        return held[0]

    def by_feed(self, key: str) -> Alert:
        """Return the alert whose feed has this key. Raises NoAlertError."""
        return self._keyed("feed_key", digest(key))

    def by_mail(self, key: str) -> Alert:
        """Return the alert whose mails have this key. Raises NoAlertError."""
        return self._keyed("mail_key", key)

    def _keyed(self, column: str, key: str) -> Alert:
        held = self._alerts(f" WHERE a.{column} = ? AND a.{column} <> ''", _plain(key))
        if not held:
            raise NoAlertError("There is no such alert.")
        return held[0]

    def _alerts(self, ending: str, *values: object) -> list[Alert]:
        return [_alert(row) for row in self._database.rows(SELECT + ending, LOCAL.name, *values)]

    def renew_feed(self, number: int) -> str:
        """Return the key of a new address of an alert's feed; the old one leads nowhere."""
        key = fresh()
        self._database.change(
            "UPDATE alerts SET feed_key = ? WHERE number = ?", digest(key), number
        )
        return key

    def close_feed(self, number: int) -> None:
        """Take away the address of an alert's feed."""
        self._database.change("UPDATE alerts SET feed_key = '' WHERE number = ?", number)

    def pause(self, number: int) -> None:
        """Let an alert that is active rest."""
        self._database.change(
            "UPDATE alerts SET state = 'paused' WHERE number = ? AND state = 'active'", number
        )

    def switch_off(self, number: int, error: str) -> None:
        """Let an alert rest that cannot be delivered; what failed waits."""
        self._database.change(
            "UPDATE alerts SET state = 'off', error = ? WHERE number = ? AND state = 'active'",
            error[:LONGEST_ERROR], number,
        )  # fmt: skip

    def unsubscribe(self, number: int) -> None:
        """End the mails of an alert: who gets them does not want them."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM deliveries WHERE alert = ? AND sent IS NULL", (number,))
            connection.execute(
                "UPDATE alerts SET state = 'unsubscribed', error = '' WHERE number = ?", (number,)
            )

    def confirm(self, number: int) -> None:
        """Let mails of an alert begin: who gets them wants them."""
        self._database.change(
            "UPDATE alerts SET state = 'active', error = '' WHERE number = ?"
            " AND state = 'unconfirmed'",
            number,
        )

    def resume(self, alert: Alert, cursor: AlertCursor, seen: Iterable[str]) -> None:
        """Let an alert go on. Raises PeopleError where its receiver was asked too often.

        After failures it goes on with what failed; after a pause with what comes after `cursor`
        and is none of `seen`. Who unsubscribed is asked anew whether mails are wanted.
        """
        now = self.clock.wall()
        with self._database.transaction() as connection:
            if alert.state == "off":
                connection.execute(
                    "UPDATE deliveries SET due = ?, tries = 0 WHERE alert = ? AND sent IS NULL",
                    (now, alert.number),
                )
            elif alert.state in ("paused", "unsubscribed"):
                connection.execute(
                    "DELETE FROM deliveries WHERE alert = ? AND sent IS NULL", (alert.number,)
                )
                _move(connection, alert.number, cursor)
                _see(connection, alert.number, seen, before=False)
            else:
                return
            state = "active"
            if alert.state == "unsubscribed":
                state = "unconfirmed"
                _check_confirmations(connection, alert.number, now)
                _queue(connection, alert.number, "confirm", "", now)
            connection.execute(
                "UPDATE alerts SET state = ?, error = '' WHERE number = ?", (state, alert.number)
            )

    def remove(self, number: int) -> None:
        """Remove an alert with what is not delivered yet."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM deliveries WHERE alert = ? AND sent IS NULL", (number,))
            connection.execute("DELETE FROM alerts WHERE number = ?", (number,))

    # What was seen, and what is to be delivered

    def seen(self, number: int, before: bool = False) -> frozenset[str]:
        """Return what an alert has reported or must not report; only the latter with `before`."""
        query = "SELECT item FROM alert_seen WHERE alert = ? AND before >= ?"
        return frozenset(item for (item,) in self._database.rows(query, number, int(before)))

    def put(
        self,
        alert: Alert,
        body: str,
        cursor: AlertCursor,
        seen: Iterable[str] = (),
        looked: bool = True,
    ) -> None:
        """Move an alert's cursor and put what was found, if `body` has any, among the deliveries.

        `looked` says that this was all there is, so that a digest waits for its next time.
        """
        now = self.clock.wall()
        with self._database.transaction() as connection:
            _move(connection, alert.number, cursor)
            _see(connection, alert.number, seen, before=False)
            if looked:
                connection.execute(
                    "UPDATE alerts SET looked = ? WHERE number = ?", (now, alert.number)
                )
            if body:
                _queue(connection, alert.number, "items", body, now)

    def begin_anew(self, number: int, cursor: AlertCursor, why: str) -> None:
        """Let an alert report what comes after `cursor`, as if it were made now, and note why."""
        with self._database.transaction() as connection:
            _move(connection, number, cursor)
            connection.execute(
                "UPDATE alerts SET began = document, error = ? WHERE number = ?", (why, number)
            )

    def note(self, number: int, error: str) -> None:
        """Note what is wrong with an alert, "" for nothing."""
        query = "UPDATE alerts SET error = ? WHERE number = ? AND error <> ?"
        self._database.change(query, error[:LONGEST_ERROR], number, error[:LONGEST_ERROR])

    def queue(self, number: int, what: DeliveryKind, body: str = "") -> None:
        """Put something other than items among the deliveries, unless the same waits already."""
        with self._database.transaction() as connection:
            query = "SELECT 1 FROM deliveries WHERE alert = ? AND what = ? AND sent IS NULL"
            if what != "notice" and connection.execute(query, (number, what)).fetchone():
                return
            _queue(connection, number, what, body, self.clock.wall())

    def pending(self, now: float | None = None, number: int | None = None) -> list[Delivery]:
        """Return what is not sent yet and due by `now`, or at any time, the oldest first.

        Nothing is due of alerts that rest, but for the question whether mails are wanted.
        """
        rows = self._database.rows(
            "SELECT d.number, d.id, d.alert, d.what, d.body, d.made, d.tries FROM deliveries d"
            " JOIN alerts a ON a.number = d.alert WHERE d.sent IS NULL"
            " AND (? IS NULL OR d.due <= ?) AND (? IS NULL OR d.alert = ?)"
            " AND (a.state = 'active' OR (a.state = 'unconfirmed' AND d.what = 'confirm'))"
            " ORDER BY d.number",
            now, now, number, number,
        )  # fmt: skip
        return [Delivery(*row) for row in rows]

    def waits(self, number: int) -> bool:
        """Return whether items of an alert are not delivered yet."""
        query = "SELECT 1 FROM deliveries WHERE alert = ? AND what = 'items' AND sent IS NULL"
        return self._database.row(query, number) is not None

    def sent(self, delivery: Delivery) -> None:
        """Mark something as sent; its words are not kept."""
        now = self.clock.wall()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET sent = ?, tried = ?, body = '', error = '' WHERE number = ?",
                (now, now, delivery.number),
            )
            connection.execute("UPDATE alerts SET error = '' WHERE number = ?", (delivery.alert,))
            connection.execute(
                "DELETE FROM deliveries WHERE made < ? AND (sent IS NOT NULL OR alert IS NULL)",
                (now - KEPT_S,),
            )

    def drop(self, delivery: Delivery) -> None:
        """Take back something that was not sent."""
        self._database.change("DELETE FROM deliveries WHERE number = ?", delivery.number)

    def failed(self, delivery: Delivery, error: str, wait_s: float, counts: bool = True) -> None:
        """Note that something could not be sent, and when it is to be tried again.

        Failures that are not the receiver's don't count.
        """
        now = self.clock.wall()
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET tries = tries + ?, tried = ?, due = ?, error = ?"
                " WHERE number = ?",
                (int(counts), now, now + wait_s, error[:LONGEST_ERROR], delivery.number),
            )
            connection.execute(
                "UPDATE alerts SET error = ? WHERE number = ?",
                (error[:LONGEST_ERROR], delivery.alert),
            )

    def tried_since(self, since: float, channel: str = "", number: int | None = None) -> int:
        """Return how many deliveries were tried after `since`: by a channel, or of an alert."""
        row = self._database.row(
            "SELECT count(*) FROM deliveries WHERE tried > ? AND (? = '' OR channel = ?)"
            " AND (? IS NULL OR alert = ?)",
            since, channel, channel, number, number,
        )  # fmt: skip
        return int(row[0]) if row else 0

    def _owner(self, user: str) -> int:
        if user == LOCAL.name:
            return LOCAL_ID
        row = self._database.row("SELECT id FROM users WHERE name = ?", user)
        if row is None:
            raise PeopleError(f"There is no user '{user}'. `sayso users list` shows them.")
        return int(row[0])


def _plain(key: str) -> str:
    return key.encode("utf-8", "replace").decode("utf-8")


def _alert(row: Row) -> Alert:
    (number, uid, user, name, kind, wanted, channel, rhythm, target, state, secret, mail_key,
     feed_key, made, began, document, position, judged, fingerprint, digest_of, looked, error,
     delivered) = row  # fmt: skip
    return Alert(
        number, uid, user, AlertDraft(name, kind, wanted, channel, rhythm, target), state, secret,
        mail_key, bool(feed_key), made, began,
        AlertCursor(document, position, judged, fingerprint, digest_of), looked, error, delivered,
    )  # fmt: skip


def _is_confirmed(connection: sqlite3.Connection, owner: int, target: str) -> bool:
    """Return whether a user's alerts go to this address already."""
    query = (
        "SELECT 1 FROM alerts WHERE user_id = ? AND channel = 'mail' AND target = ?"
        " AND state IN ('active', 'paused', 'off')"
    )
    return connection.execute(query, (owner, target)).fetchone() is not None


def _check_confirmations(connection: sqlite3.Connection, number: int, now: float) -> None:
    query = (
        "SELECT count(*) FROM deliveries WHERE what = 'confirm' AND made > ?"
        " AND user_id = (SELECT user_id FROM alerts WHERE number = ?)"
    )
    if connection.execute(query, (now - DAY_S, number)).fetchone()[0] >= MOST_CONFIRMATIONS:
        raise PeopleError(
            f"You gave {MOST_CONFIRMATIONS} new addresses today. Wait until tomorrow for another."
        )


def _move(connection: sqlite3.Connection, number: int, cursor: AlertCursor) -> None:
    connection.execute(
        "UPDATE alerts SET document = ?, position = ?, judged = ?, fingerprint = ?, digest = ?"
        " WHERE number = ?",
        (
            cursor.document, cursor.position, cursor.judged, cursor.fingerprint, cursor.digest,
            number,
        ),
    )  # fmt: skip


def _see(connection: sqlite3.Connection, number: int, items: Iterable[str], before: bool) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO alert_seen (alert, item, before) VALUES (?, ?, ?)",
        [(number, item, int(before)) for item in items],
    )


def _queue(
    connection: sqlite3.Connection, number: int, what: DeliveryKind, body: str, now: float
) -> None:
    connection.execute(
        "INSERT INTO deliveries (id, alert, user_id, channel, what, body, made, due)"
        " SELECT ?, number, user_id, channel, ?, ?, ?, ? FROM alerts WHERE number = ?",
        (str(uuid.uuid4()), what, body, now, now, number),
    )
