"""Send alerts: look at what is new, put it among the deliveries, deliver what is due.

Looking and sending are apart: an alert's cursor moves in the transaction that stores what was
found, and a delivery is marked once its receiver has it. A run that is killed in between loses
nothing, and sends again what was sent but not marked, under the same delivery id.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from sayso.accounts.alerts import (
    WHOLE,
    Alert,
    AlertCursor,
    AlertDraft,
    AlertKind,
    Alerts,
    Delivery,
    NoAlertError,
)
from sayso.accounts.clock import shown
from sayso.actions.alert_sending import (
    Attempted,
    Mailer,
    Webhook,
    send_webhook,
    webhook_policy,
)
from sayso.exports.alert_items import (
    AlertAddress,
    AlertItem,
    AlertNews,
    entries_of,
    json_body,
    packed_news,
    unpacked_news,
)
from sayso.exports.alert_mail import (
    Envelope,
    confirming_mail,
    items_mail,
    notice_mail,
    trial_mail,
)
from sayso.exports.atom import AtomFeed, atom_of
from sayso.files.locking import LockedError, locked
from sayso.index.incidents import readable_index
from sayso.index.search import BadFilterError, Filter, filter_of
from sayso.index.service import IncidentIndex, Snapshot
from sayso.ledger import LedgerError, LedgerUrl, Store, open_ledger, sidecar_path
from sayso.record import Problem
from sayso.record.faults import attempt_all
from sayso.record.wire import dumps, pack, unpack
from sayso.settings.alerts import AlertSettings
from sayso.views.alerts import (
    MOST_FED,
    SoughtIncident,
    answers_after,
    contradictions_of,
    digest_of,
    fed_claims,
    found_again,
    new_claims,
)

MOST_ITEMS = 100
"""Items of one message; what is left comes with the next."""

MOST_TRIES = 8
"""Failures in a row, over some 18 hours, after which an alert is switched off."""

MOST_AN_HOUR = 12
"""Messages of one alert in an hour; what comes in meanwhile waits, and comes in one."""

HOUR_S = 3_600.0
PERIODS = {"at_once": 0.0, "hourly": HOUR_S, "daily": 24 * HOUR_S}
FIRST_WAIT_S, LONGEST_WAIT_S = 60.0, 6 * HOUR_S
SERVER_WAIT_S = 300.0
"""How long mails wait when the mail server is out of order."""

GONE = "The incident is not in the ledger any more."
REPLACED = "The ledger was replaced by another state of it. Alerts go on from what it has now."

PASSING = (LedgerError, LockedError, OSError, sqlite3.Error)
"""Errors of the ledger, the users' file and the lock, of which no alert is the cause."""

log = logging.getLogger(__name__)


def settings_path(ledger: Path | LedgerUrl | str) -> Path:
    """Return where the settings of alerts are: news.sqlite has news.alerts.toml."""
    return sidecar_path(ledger, "alerts.toml")


class AlertLedger:
    """A ledger as alerts look at it; its index is opened when something is new.

    A site gives the index that it has open.
    """

    def __init__(self, ledger: Path | LedgerUrl | str, index: IncidentIndex | None = None) -> None:
        self._ledger = ledger
        self._own = index is None
        self._index = index
        self._store: Store = open_ledger(ledger) if index is None else index.store

    def close(self) -> None:
        """Close what was opened."""
        if self._own:
            self._store.close()
            if self._index is not None:
                self._index.close()

    def newest(self) -> tuple[int, int]:
        """Return the numbers of the last document and the last judgement."""
        return self._store.newest()

    def fingerprint(self, document: int) -> str:
        """Return the fingerprint of the document with this number; "" for none."""
        held = self._store.keys_since(document - 1, 1) if document else []
        return held[0][1] if held and held[0][0] == document else ""

    def index(self) -> IncidentIndex:
        """Return the index, with all that is in the ledger; a site's may lag behind a little."""
        if self._index is None:
            self._index = readable_index(self._ledger)
        if self._own:
            self._index.catch_up()
        return self._index

    def cursor(self) -> AlertCursor:
        """Return the cursor that has passed all there is."""
        document, judged = self.newest()
        return AlertCursor(document, WHOLE, judged, self.fingerprint(document))


def filter_wanted(alert: AlertDraft) -> Filter:
    """Return the filter of an alert to new claims. Raises BadFilterError."""
    return filter_of(parse_qsl(alert.wanted, max_num_fields=200))


def packed_sought(sought: SoughtIncident) -> str:
    """Return what names an incident and its question, as an alert stores it."""
    return dumps(pack(sought))


def unpacked_sought(wanted: str) -> SoughtIncident:
    """Return what `packed_sought` made."""
    return unpack(SoughtIncident, json.loads(wanted))


def begin_from(
    ledger: AlertLedger, kind: AlertKind, wanted: str
) -> tuple[AlertCursor, tuple[str, ...]]:
    """Return the cursor of an alert that begins now, and what it must not report as new."""
    cursor = ledger.cursor()
    if kind != "contradictions":
        return cursor, ()
    index = ledger.index()
    held = contradictions_of(index, index.state(), unpacked_sought(wanted))
    return cursor, tuple(name for _, names in held for name in names)


def feed_of(alerts: Alerts, alert: Alert, index: IncidentIndex, site: str, link: str) -> bytes:
    """Return the Atom feed of an alert: what came since it was made, the newest first."""
    state = index.state()
    if alert.draft.kind == "claims":
        wanted = filter_wanted(alert.draft)
        items = fed_claims(index, state, wanted, alert.began)
        page = f"{site}/search?{wanted.query()}"
    else:
        sought = unpacked_sought(alert.draft.wanted)
        items = [
            item for item, _ in _of_incident(index, state, alert, alerts.seen(alert.number, True))
        ]
        items = sorted(items, key=lambda item: (item.updated, item.id), reverse=True)[:MOST_FED]
        page = f"{site}/incidents/{sought.anchors[0]}" if sought.anchors else site
    feed = AtomFeed(
        f"urn:uuid:{alert.uid}", f"Sayso: {alert.draft.name}", page, link, shown(alert.made)
    )
    return atom_of(feed, entries_of(items, site))


Found = list[tuple[AlertItem, tuple[str, ...]]]


def _of_incident(
    index: IncidentIndex, state: Snapshot, alert: Alert, seen: frozenset[str]
) -> Found:
    sought = unpacked_sought(alert.draft.wanted)
    if alert.draft.kind == "answers":
        return answers_after(index, state, sought, alert.began, seen)
    return contradictions_of(index, state, sought, seen)


@dataclass(frozen=True, slots=True)
class AlertReport:
    """What a run did for an alert, or would do: of what kind, with which items, and what failed."""

    alert: Alert
    what: str
    items: tuple[AlertItem, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What looking found: the items, where the cursor stands then, and what was seen."""

    news: AlertNews
    cursor: AlertCursor
    seen: tuple[str, ...] = ()


class AlertRunner:
    """Looks and sends. One at a time may run for a users' file: `run` raises LockedError else."""

    def __init__(self, alerts: Alerts, settings: AlertSettings, ledger: AlertLedger) -> None:
        self._alerts = alerts
        self._settings = settings
        self._ledger = ledger
        self._mailer: Mailer | None = None

    @property
    def lock(self) -> Path:
        """The file that is locked while alerts are sent."""
        path = self._alerts.path
        return path.with_name(path.name + ".alerts-lock")

    def run(self) -> Iterator[AlertReport]:
        """Deliver what waits, then look at each alert that is due, and deliver what is new.

        Raises LockedError where another run is at work, and LedgerError.
        """
        with locked(self.lock):
            try:
                for delivery in self._alerts.pending(self._now()):
                    yield from self._deliver(delivery)
                for alert in self._alerts.sending():
                    yield from self._looked_at(alert)
            finally:
                if self._mailer is not None:
                    self._mailer.close()
                    self._mailer = None

    def preview(self) -> Iterator[AlertReport]:
        """Yield what a run would send now; nothing is sent or stored."""
        for delivery in self._alerts.pending(self._now()):
            alert = self._alerts.one(delivery.alert)
            items = unpacked_news(delivery.body).items if delivery.what == "items" else ()
            yield AlertReport(alert, delivery.what, items)
        for alert in self._alerts.sending():
            if self._is_of_another_ledger(alert):
                continue
            if self._may_look(alert) and self._lags(alert):
                looked = self._found(alert)
                if looked is not None and looked.news.items:
                    yield AlertReport(alert, "items", looked.news.items)

    def try_one(self, number: int) -> AlertReport:
        """Send a test of an alert now, and say how that went. Raises NoAlertError, LockedError."""
        alert = self._alerts.one(number)
        self._alerts.queue(number, "test")
        with locked(self.lock):
            waiting = [each for each in self._alerts.pending(None, number) if each.what == "test"]
            reports = [report for each in waiting for report in self._deliver(each)]
            if self._mailer is not None:
                self._mailer.close()
                self._mailer = None
        idle = AlertReport(alert, "test", error=f"Nothing was sent: the alert is {alert.state}.")
        return reports[-1] if reports else idle

    def _now(self) -> float:
        return self._alerts.clock.wall()

    # Looking

    def _looked_at(self, alert: Alert) -> Iterator[AlertReport]:
        """Look at one alert; an error of ours on it is noted, and the others go on."""
        for report in attempt_all("alerts", partial(self._look, alert), PASSING):
            if isinstance(report, Problem):
                self._alerts.note(alert.number, report.message)
            else:
                yield report

    def _look(self, alert: Alert) -> Iterator[AlertReport]:
        """Look at one alert, and deliver, until nothing is left or nothing more may be sent."""
        if self._is_of_another_ledger(alert):
            self._alerts.begin_anew(alert.number, self._ledger.cursor(), REPLACED)
            return
        while self._may_look(alert):
            if not self._lags(alert):
                if PERIODS[alert.draft.rhythm]:  # a digest waits for its next time
                    self._alerts.put(alert, "", alert.cursor)
                return
            looked = self._found(alert)
            if looked is None:
                return
            body = packed_news(looked.news) if looked.news.items else ""
            self._alerts.put(alert, body, looked.cursor, looked.seen, not looked.news.more)
            for delivery in self._alerts.pending(self._now(), alert.number):
                yield from self._deliver(delivery)
            try:
                alert = self._alerts.one(alert.number)
            except NoAlertError:  # removed meanwhile
                return
            if not looked.news.more or alert.state != "active":
                return

    def _may_look(self, alert: Alert) -> bool:
        """Return whether it is time for an alert, and nothing of it waits."""
        settings = self._settings
        if settings.mail is None if alert.draft.channel == "mail" else not settings.webhooks:
            return False
        now, period = self._now(), PERIODS[alert.draft.rhythm]
        # A clock that was set back lets no alert wait for longer than its period.
        if alert.looked <= now < alert.looked + period or self._alerts.waits(alert.number):
            return False
        return self._alerts.tried_since(now - HOUR_S, number=alert.number) < MOST_AN_HOUR

    def _is_of_another_ledger(self, alert: Alert) -> bool:
        """Return whether the ledger lacks the document that the alert looked at last."""
        cursor = alert.cursor
        return cursor.fingerprint != self._ledger.fingerprint(cursor.document)

    def _lags(self, alert: Alert) -> bool:
        """Return whether the ledger has what the alert hasn't looked at: two numbers say so."""
        cursor, newest = alert.cursor, self._ledger.newest()
        if alert.draft.kind == "claims":
            return (cursor.document, cursor.position) != (newest[0], WHOLE)
        return (cursor.document, cursor.judged) != newest or not cursor.digest

    def _found(self, alert: Alert) -> _Looked | None:
        """Return what is new to an alert; None, with a note, where it can't be looked at."""
        index = self._ledger.index()
        state = index.state()
        if state.documents < alert.cursor.document:
            return None  # the index is being made anew
        try:
            if alert.draft.kind == "claims":
                return self._new_claims(index, state, alert)
            return self._new_in_incident(index, state, alert)
        except BadFilterError as error:
            self._alerts.note(alert.number, str(error))
            return None

    def _new_claims(self, index: IncidentIndex, state: Snapshot, alert: Alert) -> _Looked:
        after = (alert.cursor.document, alert.cursor.position)
        wanted = filter_wanted(alert.draft)
        claims = new_claims(index, state, wanted, after, MOST_ITEMS)
        document, position = claims.place
        fingerprint = self._ledger.fingerprint(document)
        cursor = AlertCursor(document, position, state.judged, fingerprint)
        return _Looked(AlertNews(claims.items, claims.more), cursor)

    def _new_in_incident(
        self, index: IncidentIndex, state: Snapshot, alert: Alert
    ) -> _Looked | None:
        incident = found_again(state, unpacked_sought(alert.draft.wanted))
        if incident is None:
            self._alerts.note(alert.number, GONE)
            return None
        cursor = AlertCursor(
            state.documents, WHOLE, state.judged, self._ledger.fingerprint(state.documents),
            digest_of(incident),
        )  # fmt: skip
        if cursor.digest == alert.cursor.digest:
            return _Looked(AlertNews(()), cursor)
        held = _of_incident(index, state, alert, self._alerts.seen(alert.number))
        more = len(held) > MOST_ITEMS
        chosen = held[:MOST_ITEMS]
        seen = tuple(name for _, names in chosen for name in names)
        news = AlertNews(tuple(item for item, _ in chosen), more)
        return _Looked(news, replace(cursor, digest="") if more else cursor, seen)

    # Sending

    def _deliver(self, delivery: Delivery) -> Iterator[AlertReport]:
        """Deliver one thing, if its channel may be used now, and record how that went."""
        try:
            alert = self._alerts.one(delivery.alert)
        except NoAlertError:  # removed meanwhile
            return
        if not self._may_send(alert):
            return
        news = self._still_holding(delivery)
        if delivery.what == "items" and not news.items:
            self._alerts.drop(delivery)
            return
        attempted = self._sent(alert, delivery, news)
        if attempted.error:
            self._failed(alert, delivery, attempted)
        else:
            self._alerts.sent(delivery)
        yield AlertReport(alert, delivery.what, news.items, attempted.error)

    def _may_send(self, alert: Alert) -> bool:
        if alert.draft.channel != "mail":
            return self._settings.webhooks
        mail = self._settings.mail
        since = self._now() - HOUR_S
        return mail is not None and self._alerts.tried_since(since, "mail") < mail.per_hour

    def _still_holding(self, delivery: Delivery) -> AlertNews:
        """Return the items of a delivery but those that were rejected since it was made."""
        if delivery.what != "items":
            return AlertNews(())
        news = unpacked_news(delivery.body)
        state = self._ledger.index().state()
        held = tuple(
            item
            for item in news.items
            if not any(state.is_rejected(quote.claim) for quote in item.quotes)
        )
        return replace(news, items=held)

    def _sent(self, alert: Alert, delivery: Delivery, news: AlertNews) -> Attempted:
        draft, settings = alert.draft, self._settings
        about = AlertAddress(alert.uid, draft.name, draft.kind, settings.public_url)
        if draft.channel == "webhook":
            body = json_body(about, delivery.id, delivery.what, news)
            policy = webhook_policy(settings.private_webhooks)
            hook = Webhook(draft.target, alert.secret)
            return send_webhook(hook, delivery.id, body, int(self._now()), policy)
        if settings.mail is None:
            return Attempted("No mail server is set.", theirs=False)
        if self._mailer is None:
            greeting = urlsplit(settings.public_url).hostname or "localhost"
            self._mailer = Mailer(settings.mail, greeting)
        page = f"{settings.public_url}/keyed/mail/{alert.mail_key}"
        envelope = Envelope(settings.mail.sender, draft.target, delivery.id, delivery.made, page)
        mail = {
            "items": lambda: items_mail(envelope, about, news),
            "test": lambda: trial_mail(envelope, about),
            "confirm": lambda: confirming_mail(envelope, about, alert.user),
            "notice": lambda: notice_mail(envelope, about, delivery.body),
        }[delivery.what]()
        return self._mailer.send(mail)

    def _failed(self, alert: Alert, delivery: Delivery, attempted: Attempted) -> None:
        """Note a failure; switch the alert off after many, and tell its owner."""
        tries = delivery.tries + attempted.theirs
        wait_s = min(FIRST_WAIT_S * 4.0 ** (tries - 1), LONGEST_WAIT_S) if tries else SERVER_WAIT_S
        if not attempted.theirs:
            wait_s = SERVER_WAIT_S
        self._alerts.failed(delivery, attempted.error, wait_s, attempted.theirs)
        if delivery.what in ("test", "notice"):
            self._alerts.drop(delivery)  # nobody waits for a test of an hour ago
            return
        if attempted.final or (attempted.theirs and tries >= MOST_TRIES):
            self._give_up(alert, delivery, attempted.error)

    def _give_up(self, alert: Alert, delivery: Delivery, error: str) -> None:
        if delivery.what == "confirm":
            self._alerts.drop(delivery)
            return
        words = f"Switched off, since it could not be delivered. {error}"
        self._alerts.switch_off(alert.number, words)
        notice = f"Your alert “{alert.draft.name}” was switched off. {error} What is new waits."
        mailed = (
            each.number
            for each in self._alerts.of(alert.user)
            if each.draft.channel == "mail" and each.state == "active"
        )
        if (number := next(mailed, None)) is not None:
            self._alerts.queue(number, "notice", notice)


def keep_sending(runner: AlertRunner, every_s: float, ended: threading.Event) -> threading.Thread:
    """Begin to send alerts, in a thread of its own, again and again until `ended` is set."""

    def send() -> None:
        while not ended.is_set():
            try:
                for report in attempt_all("alerts", runner.run, PASSING):
                    if isinstance(report, AlertReport) and report.error:
                        log.warning("alert %d: %s", report.alert.number, report.error)
            except LockedError:
                pass  # `sayso alerts run` is at work
            except PASSING as error:
                log.error("alerts can't be sent now: %s", error)
            ended.wait(every_s)

    thread = threading.Thread(target=send, daemon=True, name="sayso-alerts")
    thread.start()
    return thread
