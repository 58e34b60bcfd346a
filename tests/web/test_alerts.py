"""Alerts on the site: made, listed, stopped, by their owner alone; and one that arrives."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from sayso.accounts import People
from sayso.actions.alerts import AlertLedger, AlertRunner, keep_sending
from sayso.index.service import IncidentIndex
from sayso.settings.alerts import AlertSettings, MailSettings
from sayso.web.app import make_app
from tests.actions.alert_servers import PATIENCE_S, Hook, MailServer, mail_server, webhook
from tests.made import narrated_reading
from tests.web.test_guard import log_in, users
from tests.web.test_review import token_of

__all__ = ["users"]

SITE = "http://ledger.example"
SENDING = AlertSettings(
    SITE,
    webhooks=True,
    private_webhooks=True,
    mail=MailSettings("localhost", 25, "none", "ledger@example.org"),
)
NEWS = "Shells fell on the market of El Fasher."
ATOM = "{http://www.w3.org/2005/Atom}"


def site_of(desk: IncidentIndex, people: People, sending: AlertSettings) -> TestClient:
    app = make_app(desk, people, local=False, sending=sending)
    return TestClient(app, base_url=SITE, follow_redirects=False)


@pytest.fixture
def door(desk: IncidentIndex, users: People) -> Iterator[TestClient]:
    with site_of(desk, users, SENDING) as client:
        yield client


@pytest.fixture
def rita(door: TestClient) -> TestClient:
    """The site as a reader sees it who logged in."""
    assert log_in(door, "rita").status_code == 303
    return door


def sends(site: TestClient, path: str, **fields: object) -> Any:
    token = token_of(site.get("/search").text)
    return site.post(path, data={"token": token, **fields})


def saved(site: TestClient, people: People, who: str = "rita", query: str = "q=market") -> int:
    sends(site, "/saved", query=query, name="the market")
    return people.searches(who)[0].number


def of_question(desk: IncidentIndex, site: TestClient) -> dict[str, str]:
    """What the link beside an incident's question asks for."""
    incident = next(iter(desk.state().largest()))
    page = site.get(f"/incidents/{incident.id}").text
    found = re.search(r"/alerts/new\?incident=(\w+)&amp;question=(\w+)", page)
    assert found
    return {"incident": found[1], "question": found[2]}


def test_an_alert_is_made_of_a_saved_search(rita: TestClient, users: People) -> None:
    number = saved(rita, users)
    assert f"/alerts/new?search={number}" in rita.get("/search").text
    form = rita.get(f"/alerts/new?search={number}")
    assert "New claims: the market" in form.text
    made = sends(rita, "/alerts", search=number, channel="webhook", rhythm="hourly",
                 target="http://127.0.0.1:9/hook")  # fmt: skip
    assert made.status_code == 201
    (alert,) = users.alerts.of("rita")
    assert alert.secret in made.text
    page = rita.get("/alerts").text
    assert alert.secret not in page, "shown once"
    for words in ("the market", "Webhook: http://127.0.0.1:9/hook", "once an hour", "none yet"):
        assert words in page
    assert (alert.draft.wanted, alert.draft.kind) == ("q=market", "claims")
    assert ("rita", "made an alert") in {(who, did) for _, who, did, _ in users.log()}


def test_an_alert_is_made_of_a_question_and_of_contradictions(
    rita: TestClient, desk: IncidentIndex, users: People
) -> None:
    asked = of_question(desk, rita)
    form = rita.get("/alerts/new", params=asked)
    assert "New answers: " in form.text
    assert "How many people were killed?" in form.text
    assert sends(rita, "/alerts", channel="atom", **asked).status_code == 201
    made = sends(rita, "/alerts", channel="atom", incident=asked["incident"])
    assert made.status_code == 201
    assert [each.draft.kind for each in users.alerts.of("rita")] == ["contradictions", "answers"]


def test_what_is_not_there_makes_no_alert(
    rita: TestClient, desk: IncidentIndex, users: People
) -> None:
    asked = of_question(desk, rita)
    for wrong in (
        {"search": 99}, {"incident": "nothing"}, {**asked, "question": "0" * 16}, {},
        {"incident": asked["incident"], "question": "Call 555-0100"},
    ):  # fmt: skip
        answer = rita.get("/alerts/new", params=wrong)
        assert answer.status_code == 404, wrong
        assert "555-0100" not in answer.text
        assert sends(rita, "/alerts", channel="atom", **wrong).status_code == 404
    assert users.alerts.of() == []


def test_what_cannot_be_sent_to_is_refused_with_what_was_typed(
    rita: TestClient, users: People
) -> None:
    number = saved(rita, users)
    for channel, target in (
        ("mail", "desk"), ("mail", "desk@example.org\r\nBcc: x@y.z"), ("mail", ""),
        ("mail", '"><script>alert(1)</script>@example.org'), ("webhook", "ftp://example.org/"),
        ("webhook", "https://u:p@example.org/"), ("webhook", "javascript:alert(1)"),
    ):  # fmt: skip
        answer = sends(rita, "/alerts", search=number, channel=channel, target=target)
        assert answer.status_code == 422, target
        assert "<script>alert" not in answer.text
    long = sends(rita, "/alerts", search=number, channel="webhook", target="https://x/" + "a" * 999)
    assert long.status_code == 422
    assert sends(rita, "/alerts", search=number, channel="fax", target="1").status_code == 422
    assert users.alerts.of() == []


def test_without_settings_there_are_feeds_alone(desk: IncidentIndex, users: People) -> None:
    with site_of(desk, users, AlertSettings()) as site:
        log_in(site, "rita")
        number = saved(site, users)
        form = site.get(f"/alerts/new?search={number}").text
        assert 'value="atom"' in form
        assert 'value="mail"' not in form
        for channel, target in (("mail", "desk@example.org"), ("webhook", "https://example.org/")):
            answer = sends(site, "/alerts", search=number, channel=channel, target=target)
            assert answer.status_code == 422
            assert "not set up" in answer.text
        assert sends(site, "/alerts", search=number, channel="atom").status_code == 201


def test_an_alert_of_another_is_not_there(door: TestClient, users: People) -> None:
    log_in(door, "rita")
    number = saved(door, users)
    sends(door, "/alerts", search=number, channel="webhook", target="http://127.0.0.1:9/hook")
    (alert,) = users.alerts.of("rita")
    door.cookies.clear()
    log_in(door, "ada")
    assert "the market" not in door.get("/alerts").text
    assert door.get(f"/alerts/new?search={number}").status_code == 404
    assert sends(door, "/alerts", search=number, channel="atom").status_code == 404
    for change in ("pause", "resume", "test", "remove", "feed", "close", "nonsense"):
        assert sends(door, f"/alerts/{alert.number}/{change}").status_code == 404, change
    assert users.alerts.one(alert.number) == alert
    assert users.alerts.pending() == []


def test_an_alert_is_paused_tested_and_removed(rita: TestClient, users: People) -> None:
    number = saved(rita, users)
    sends(rita, "/alerts", search=number, channel="webhook", target="http://127.0.0.1:9/hook")
    (alert,) = users.alerts.of("rita")
    path = f"/alerts/{alert.number}"
    assert sends(rita, f"{path}/test").headers["location"] == "/alerts?done=test"
    assert [each.what for each in users.alerts.pending()] == ["test"]
    sends(rita, f"{path}/test")
    assert len(users.alerts.pending()) == 1
    assert sends(rita, f"{path}/pause").status_code == 303
    page = rita.get("/alerts").text
    assert "paused" in page
    assert f"{path}/test" not in page
    assert sends(rita, f"{path}/resume").status_code == 303
    assert users.alerts.one(alert.number).state == "active"
    assert sends(rita, f"{path}/nonsense").status_code == 404
    assert sends(rita, f"{path}/remove").status_code == 303
    assert users.alerts.of("rita") == []


def test_what_was_switched_off_is_said_on_top(rita: TestClient, users: People) -> None:
    number = saved(rita, users)
    sends(rita, "/alerts", search=number, channel="webhook", target="http://127.0.0.1:9/hook")
    (alert,) = users.alerts.of("rita")
    users.alerts.switch_off(alert.number, "The webhook answers <500>.")
    page = rita.get("/alerts").text
    assert re.search(r'role="alert"><b>the market</b>: The webhook answers &lt;500&gt;\.', page)


def test_each_change_needs_the_pages_token_and_a_login(rita: TestClient, users: People) -> None:
    number = saved(rita, users)
    made = {"search": number, "channel": "atom"}
    assert rita.post("/alerts", data={"token": "forged", **made}).status_code == 403
    assert rita.post("/alerts", data=made).status_code == 422
    sends(rita, "/alerts", **made)
    (alert,) = users.alerts.of("rita")
    for change in ("pause", "remove", "feed", "test"):
        path = f"/alerts/{alert.number}/{change}"
        assert rita.post(path, data={"token": "forged"}).status_code == 403
        assert rita.get(path).status_code == 405
    program = {"Authorization": f"Bearer {users.add_token('rita', 'reader')}"}
    stranger = TestClient(rita.app, base_url=SITE, follow_redirects=False)
    assert stranger.get("/alerts", headers=program).status_code == 403, "not for programs"
    assert stranger.get("/alerts").status_code == 303
    assert users.alerts.of("rita") == [alert]


def test_who_sits_at_the_machine_has_alerts_too(site: TestClient, people: People) -> None:
    number = saved(site, people, "local")
    assert sends(site, "/alerts", search=number, channel="atom").status_code == 201
    (alert,) = people.alerts.of("local")
    assert alert.user == "local"
    sends(site, f"/alerts/{alert.number}/remove")
    assert people.alerts.of() == []


# What a key opens


def feed_address(page: str) -> str:
    found = re.search(rf"{SITE}(/keyed/feed/[\w-]+)", page)
    assert found
    return found[1]


def test_a_feed_is_read_by_its_key_alone(
    rita: TestClient, users: People, desk: IncidentIndex
) -> None:
    made = sends(rita, "/alerts", search=saved(rita, users), channel="atom")
    address = feed_address(made.text)
    assert address not in rita.get("/alerts").text, "shown once"
    reader = TestClient(rita.app, base_url=SITE, follow_redirects=False)

    def entries() -> list[str]:
        answer = reader.get(address)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        root = ElementTree.fromstring(answer.content)  # noqa: S314
        links = {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")}
        assert links["self"] == SITE + address
        return [each.findtext(f"{ATOM}title") or "" for each in root.findall(f"{ATOM}entry")]

    assert entries() == []
    desk.store.add(narrated_reading(NEWS, "Gulf Observer"))
    assert entries() == [f"Gulf Observer: {NEWS}"]
    (alert,) = users.alerts.of("rita")
    renewed = sends(rita, f"/alerts/{alert.number}/feed")
    assert reader.get(address).status_code == 404, "the old address is revoked"
    address = feed_address(renewed.text)
    assert entries() == [f"Gulf Observer: {NEWS}"]
    sends(rita, f"/alerts/{alert.number}/close")
    assert reader.get(address).status_code == 404
    for wrong in ("x", "%00", "a" * 5000):
        assert reader.get(f"/keyed/feed/{wrong}").status_code == 404, wrong[:9]


def test_mails_are_confirmed_and_ended_by_a_post_of_the_page_that_they_name(
    rita: TestClient, users: People
) -> None:
    sends(rita, "/alerts", search=saved(rita, users), channel="mail", target="desk@example.org")
    (alert,) = users.alerts.of("rita")
    assert alert.state == "unconfirmed"
    path = f"/keyed/mail/{alert.mail_key}"
    inbox = TestClient(rita.app, base_url=SITE, follow_redirects=False)
    page = inbox.get(path)
    assert page.status_code == 200
    assert "Yes, send them" in page.text
    assert users.alerts.one(alert.number).state == "unconfirmed", "a link changes nothing"
    assert inbox.post(path, data={"wanted": "yes"}).status_code == 200
    assert users.alerts.one(alert.number).state == "active"
    assert inbox.get(path).status_code == 200
    assert users.alerts.one(alert.number).state == "active", "a link changes nothing"
    elsewhere = {"Origin": "https://evil.example"}
    assert inbox.post(path, headers=elsewhere).status_code == 403
    one_click = inbox.post(path, data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert users.alerts.one(alert.number).state == "unsubscribed"
    assert inbox.post(path, data={"wanted": "yes"}).status_code == 200
    assert users.alerts.one(alert.number).state == "unsubscribed", "only when asked anew"
    assert "wants no mails" in rita.get("/alerts").text
    for wrong in ("x", "", "%ff"):
        assert inbox.post(f"/keyed/mail/{wrong}").status_code == 404


def test_without_a_login_nothing_but_a_key_opens_anything(door: TestClient) -> None:
    assert door.get("/alerts").status_code == 303
    assert door.get("/alerts/new").status_code == 303
    assert door.post("/alerts").status_code == 401
    assert door.post("/alerts/1/remove").status_code == 401
    for path in ("/keyed/feed/x", "/keyed/mail/x", "/keyed/", "/keyed/../log", "/keyed/%2e%2e/log"):
        assert door.get(path).status_code in (303, 404), path


def test_a_page_that_a_key_opens_says_nothing_of_the_ledger(
    rita: TestClient, users: People
) -> None:
    sends(rita, "/alerts", search=saved(rita, users), channel="mail", target="desk@example.org")
    (alert,) = users.alerts.of("rita")
    page = TestClient(rita.app, base_url=SITE).get(f"/keyed/mail/{alert.mail_key}").text
    for words in ("Omdurman", "Search claims", 'href="/review"', alert.draft.wanted):
        assert words not in page


# From a claim that is added to what arrives


def test_a_claim_that_is_added_arrives_by_mail_and_webhook(
    desk: IncidentIndex, users: People
) -> None:
    with ExitStack() as held:
        mail = held.enter_context(mail_server(MailServer()))
        hook = held.enter_context(webhook(Hook()))
        sender = MailSettings("localhost", mail.port, "none", "ledger@example.org")
        sending = AlertSettings(SITE, 0.05, True, True, True, sender)
        site = held.enter_context(site_of(desk, users, sending))
        ended = threading.Event()
        held.callback(ended.set)
        log_in(site, "rita")
        number = saved(site, users)
        sends(site, "/alerts", search=number, channel="mail", target="desk@example.org")
        made = sends(site, "/alerts", search=number, channel="webhook", target=hook.url)
        secret = re.search(r"<code>([\w-]{43})</code>", made.text)
        assert secret
        runner = AlertRunner(users.alerts, sending, AlertLedger(desk.path, desk))
        thread = keep_sending(runner, sending.every_s, ended)
        held.callback(thread.join, PATIENCE_S)
        held.callback(ended.set)
        asked = mail.arrived.get(timeout=PATIENCE_S)
        page = re.search(r"<(.+)>", asked["List-Unsubscribe"])
        assert page
        inbox = TestClient(site.app, base_url=SITE, follow_redirects=False)
        assert inbox.post(page[1], data={"wanted": "yes"}).status_code == 200
        desk.store.add(narrated_reading(NEWS, "Gulf Observer"))
        mailed = mail.arrived.get(timeout=PATIENCE_S)
        got = hook.arrived.get(timeout=PATIENCE_S)
        assert mailed["Subject"] == "Sayso: 1 new claim: the market"
        assert f"Gulf Observer: “{NEWS}”" in mailed.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        (item,) = json.loads(got.body)["items"]
        assert item["quotes"][0]["words"] == NEWS
        article = item["quotes"][0]["url"].removeprefix(SITE)
        assert NEWS in site.get(article).text
        parts = dict(each.split("=") for each in got.headers["sayso-signature"].split(","))
        signed = f"{parts['t']}.".encode() + got.body
        assert hmac.new(secret[1].encode(), signed, hashlib.sha256).hexdigest() == parts["v1"]
        ended.set()
        thread.join(PATIENCE_S)
        assert len(mail.mails) == 2
        assert len(hook.received) == 1
        shown = site.get("/alerts").text
        assert shown.count("none yet") == 0
