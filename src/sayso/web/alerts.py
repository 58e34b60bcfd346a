"""Alerts: one's own, how one is made, its feed, and the page that its mails lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from sayso.accounts import PeopleError, Person
from sayso.accounts.alerts import (
    LONGEST_ALERT_NAME,
    Alert,
    AlertChannel,
    AlertDraft,
    AlertKind,
    AlertRhythm,
    NoAlertError,
)
from sayso.actions.alert_sending import LONGEST_TARGET, wrong_with_webhook
from sayso.actions.alerts import (
    AlertLedger,
    begin_from,
    feed_of,
    filter_wanted,
    packed_sought,
    unpacked_sought,
)
from sayso.exports.encoding import one_line
from sayso.ledger import UnknownIdError
from sayso.settings.alerts import AlertSettings, is_mail_address
from sayso.views.alerts import question_key, sought_of
from sayso.views.incident import IncidentView, incident_view
from sayso.web.site import ForbiddenError, Site, allowed

DONE = {
    "pause": "The alert rests. Nothing of what comes in meanwhile is sent later.",
    "resume": "The alert goes on.",
    "test": "A test is sent with the next run.",
    "remove": "The alert was removed.",
    "close": "The feed has no address any more.",
}
CHANNEL_NAMES: dict[AlertChannel, str] = {
    "mail": "E-mail",
    "webhook": "Webhook",
    "atom": "Atom feed only",
}
RHYTHM_NAMES: dict[AlertRhythm, str] = {
    "at_once": "at once",
    "hourly": "once an hour",
    "daily": "once a day",
}
STATE_NAMES = {
    "active": "active",
    "paused": "paused",
    "unconfirmed": "waits for a yes from the address",
    "unsubscribed": "the address wants no mails",
    "off": "switched off",
}

Token = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an alert is about, found in the ledger or among saved searches; nothing that an address
    says of it is shown.

    `fields` name it in the form.
    """

    kind: AlertKind
    wanted: str
    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The form of an alert as it was sent."""

    search: int = 0
    incident: str = ""
    question: str = ""
    name: str = ""
    channel: AlertChannel = "mail"
    rhythm: AlertRhythm = "at_once"
    target: str = ""


def routes(site: Site) -> APIRouter:
    """Return the routes of alerts."""
    router = APIRouter()
    _own(router, site)
    _changing(router, site)
    _keyed(router, site)
    return router


def _own(router: APIRouter, site: Site) -> None:
    @router.get("/alerts")
    def alerts(request: Request, done: str = "") -> Response:
        _user(site, request)
        return _page(site, request, done=DONE.get(done, ""))

    @router.get("/alerts/new")
    def form(request: Request, search: int = 0, incident: str = "", question: str = "") -> Response:
        person = _user(site, request)
        asked = _Asked(search, incident, question, channel=_channels(site.alerts)[0])
        return _form(site, request, _subject(site, person, asked), asked)

    @router.post("/alerts")
    def make(
        request: Request,
        token: Token,
        channel: Annotated[AlertChannel, Form()],
        search: Annotated[int, Form(ge=0, le=2**62)] = 0,
        incident: Annotated[str, Form(max_length=200)] = "",
        question: Annotated[str, Form(max_length=40)] = "",
        name: Annotated[str, Form(max_length=LONGEST_ALERT_NAME)] = "",
        rhythm: Annotated[AlertRhythm, Form()] = "at_once",
        target: Annotated[str, Form(max_length=LONGEST_TARGET)] = "",
    ) -> Response:
        person = _user(site, request, token)
        asked = _Asked(search, incident, question, name, channel, rhythm, target.strip())
        return _made(site, request, person, asked)


def _made(site: Site, request: Request, person: Person, asked: _Asked) -> Response:
    """Make an alert and show its secrets once, or the form again with what is wrong."""
    subject = _subject(site, person, asked)
    wrong = _wrong(site.alerts, asked)
    if wrong:
        return _form(site, request, subject, asked, wrong)
    feed = asked.channel == "atom"
    draft = AlertDraft(
        one_line(asked.name) or subject.name, subject.kind, subject.wanted, asked.channel,
        "at_once" if feed else asked.rhythm, "" if feed else asked.target,
    )  # fmt: skip
    ledger = AlertLedger(site.index.path, site.index)
    cursor, seen = begin_from(ledger, draft.kind, draft.wanted)
    try:
        made = site.people.alerts.add(person.name, draft, cursor, seen)
    except PeopleError as error:
        return _form(site, request, subject, asked, str(error))
    # The address of a webhook may have a secret in its path.
    host = urlsplit(draft.target).hostname or "" if draft.channel == "webhook" else draft.target
    about = f"{made.number}, {draft.kind}, {draft.channel} {host}".strip()
    site.people.note(person.name, "made an alert", about)
    link = _feed_link(site, request, made.feed_key) if made.feed_key else ""
    return _page(site, request, 201, secret=made.secret, feed=link, done="The alert was made.")


def _changing(router: APIRouter, site: Site) -> None:
    @router.post("/alerts/{number}/{change}")
    def changed(request: Request, number: int, change: str, token: Token) -> Response:
        person = _user(site, request, token)
        alert = site.people.alerts.one(number, person.name)
        if change not in CHANGES:
            raise NoAlertError("There is no such change of an alert.")
        site.people.note(person.name, f"alert: {change}", str(number))
        if change == "feed":
            key = site.people.alerts.renew_feed(number)
            return _page(site, request, 201, feed=_feed_link(site, request, key))
        _change(site, alert, change)
        return site.redirect("/alerts", done=change)


CHANGES = frozenset((*DONE, "feed"))


def _change(site: Site, alert: Alert, change: str) -> None:
    alerts, number = site.people.alerts, alert.number
    if change == "pause":
        alerts.pause(number)
    elif change == "remove":
        alerts.remove(number)
    elif change == "close":
        alerts.close_feed(number)
    elif change == "test" and alert.state == "active":
        alerts.queue(number, "test")
    elif change == "resume":
        ledger = AlertLedger(site.index.path, site.index)
        alerts.resume(alert, *begin_from(ledger, alert.draft.kind, alert.draft.wanted))


def _keyed(router: APIRouter, site: Site) -> None:
    """Add what is answered without a login: the key in the address opens one alert."""

    @router.get("/keyed/feed/{key}")
    def feed(request: Request, key: str) -> Response:
        alert = site.people.alerts.by_feed(key)
        link = _feed_link(site, request, key)
        raw = feed_of(site.people.alerts, alert, site.index, _base(site, request), link)
        return Response(raw, media_type="application/atom+xml; charset=utf-8")

    @router.get("/keyed/mail/{key}")
    def mails(request: Request, key: str) -> Response:
        return _mail_page(site, request, site.people.alerts.by_mail(key), key)

    @router.post("/keyed/mail/{key}")
    def decide(
        request: Request, key: str, wanted: Annotated[str, Form(max_length=10)] = "no"
    ) -> Response:
        """End the mails of an alert, or let them begin.

        Mail programs send this by themselves, without a page of ours (RFC 8058): no token is
        asked for, since the key in the address was sent to this mailbox alone.
        """
        alert = site.people.alerts.by_mail(key)
        if wanted == "yes":
            site.people.alerts.confirm(alert.number)
        else:
            site.people.alerts.unsubscribe(alert.number)
        did = "wants mails" if wanted == "yes" else "wants no mails"
        site.people.note(f"alert {alert.number}", did, alert.draft.target)
        return _mail_page(site, request, site.people.alerts.by_mail(key), key, True)


def _mail_page(
    site: Site, request: Request, alert: Alert, key: str, decided: bool = False
) -> Response:
    return site.page(request, "alert_mails.html", alert=alert, key=key, decided=decided)


def _user(site: Site, request: Request, token: str | None = None) -> Person:
    """Return the user who asks; ForbiddenError for programs."""
    person = allowed(request, "reader") if token is None else site.checked(request, token)
    if person.token:
        raise ForbiddenError("Alerts are made on the site, by users who logged in.")
    return person


def _page(
    site: Site,
    request: Request,
    status: int = 200,
    done: str = "",
    secret: str = "",
    feed: str = "",
) -> Response:
    person: Person = request.state.person
    held = site.people.alerts.of(person.name)
    return site.page(
        request,
        "alerts.html",
        status,
        alerts=[(alert, _where(alert)) for alert in held],
        searches=site.people.searches(person.name),
        channels=CHANNEL_NAMES,
        rhythms=RHYTHM_NAMES,
        states=STATE_NAMES,
        sends=bool(site.alerts.public_url),
        done=done,
        secret=secret,
        feed=feed,
    )


def _where(alert: Alert) -> str:
    """Return the page that shows all that an alert is about."""
    if alert.draft.kind == "claims":
        return f"/search?{filter_wanted(alert.draft).query()}"
    anchors = unpacked_sought(alert.draft.wanted).anchors
    return f"/incidents/{anchors[0]}" if anchors else "/"


def _form(
    site: Site, request: Request, subject: _Subject, asked: _Asked, wrong: str = ""
) -> Response:
    return site.page(
        request,
        "alert_new.html",
        422 if wrong else 200,
        subject=subject,
        asked=asked,
        channels={each: CHANNEL_NAMES[each] for each in _channels(site.alerts)},
        rhythms=RHYTHM_NAMES,
        longest_name=LONGEST_ALERT_NAME,
        longest_target=LONGEST_TARGET,
        message=wrong,
    )


def _channels(settings: AlertSettings) -> tuple[AlertChannel, ...]:
    """Return the channels that whoever runs the site allows."""
    mail: tuple[AlertChannel, ...] = ("mail",) if settings.mail else ()
    webhook: tuple[AlertChannel, ...] = ("webhook",) if settings.webhooks else ()
    return (*mail, *webhook, "atom")


def _wrong(settings: AlertSettings, asked: _Asked) -> str:
    """Return what is wrong with a form, "" where nothing is."""
    if asked.channel not in _channels(settings):
        return f"{CHANNEL_NAMES[asked.channel]} is not set up on this site."
    if asked.channel == "mail" and not is_mail_address(asked.target):
        return "This is no mail address. Write it plainly: name@example.org."
    if asked.channel == "webhook":
        return wrong_with_webhook(asked.target, settings.private_webhooks)
    return ""


def _subject(site: Site, person: Person, asked: _Asked) -> _Subject:
    """Return what an alert is about. Raises UnknownIdError where there is no such thing."""
    if asked.search:
        held = site.people.searches(person.name)
        search = next((each for each in held if each.number == asked.search), None)
        if search is None:
            raise UnknownIdError("There is no such saved search. Save one first.")
        fields = (("search", str(search.number)),)
        return _Subject("claims", search.query, one_line(search.name), fields)
    state = site.index.state()
    shown = incident_view(site.index, state, state.incident(asked.incident))
    return _of_incident(shown, asked)


def _of_incident(shown: IncidentView, asked: _Asked) -> _Subject:
    incident = shown.incident
    named = (("incident", incident.claims[0] if incident.claims else incident.id),)
    if not asked.question:
        name = one_line(f"{incident.title}: what can’t both hold")[:LONGEST_ALERT_NAME]
        return _Subject("contradictions", packed_sought(sought_of(incident)), name, named)
    rows = (each.row for each in (*shown.questions, *shown.single))
    row = next((each for each in rows if question_key(each) == asked.question), None)
    if row is None:
        raise UnknownIdError("The incident has no such question any more. Load its page again.")
    name = one_line(f"{incident.title}: {row.asked}")[:LONGEST_ALERT_NAME]
    fields = (*named, ("question", asked.question))
    return _Subject("answers", packed_sought(sought_of(incident, row)), name, fields)


def _base(site: Site, request: Request) -> str:
    return site.alerts.public_url or str(request.base_url).rstrip("/")


def _feed_link(site: Site, request: Request, key: str) -> str:
    return f"{_base(site, request)}/keyed/feed/{key}"
