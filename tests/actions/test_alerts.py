"""Alerts are sent once, to a real mail server and a real webhook, whatever comes between."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sayso.accounts import People
from sayso.accounts.alerts import WHOLE, AlertDraft
from sayso.actions.alert_sending import wrong_with_webhook
from sayso.actions.alerts import (
    MOST_AN_HOUR,
    MOST_TRIES,
    AlertLedger,
    AlertReport,
    AlertRunner,
    begin_from,
    feed_of,
    packed_sought,
)
from sayso.actions.read import read
from sayso.exports.alert_items import title_of_item
from sayso.files.locking import LockedError
from sayso.index.search import passing_of
from sayso.index.service import IncidentIndex
from sayso.ledger import open_ledger
from sayso.record import Document, Judgement, Reading
from sayso.settings.alerts import AlertSettings, MailSettings
from sayso.views.alerts import sought_of
from sayso.views.incident import incident_view
from tests.accounts.making import Clocks, people_at
from tests.actions.alert_servers import Hook, MailServer, certificate, mail_server, webhook
from tests.linking.made import ARMY, DOCTORS, RSF, Says, judgement, report, statement

ROOT = Path(__file__).parents[2]
SITE = "https://ledger.example.org"
TAIL = "when warplanes bombed the crowded livestock market of Kutum"


def toll(
    name: str, who: Any, count: str, number: int, hours: float = 0.0, outlet: str = "Harbour Post"
) -> Reading:
    """A report in which somebody says how many were killed at the market."""
    return report(name, counted(who, number, count), hours=hours, outlet=outlet)


def counted(who: Any, number: int, count: str = "") -> Says:
    count = count or str(number)
    figure = (f"{count} people", number, "person", "killed")
    return Says(who, f"{count} people were killed {TAIL}", figures=(figure,), place="Kutum")


FIRST = toll("a", DOCTORS, "nine", 9)
SECOND = toll("b", ARMY, "21", 21, 2, "Savanna Press")
COPY = toll("c", DOCTORS, "nine", 9, 3, "Delta Wire")


class Desk:
    """A ledger with users and alerts, and clocks that a test sets."""

    def __init__(self, folder: Path, mail: MailServer, hook: Hook) -> None:
        self.ledger = folder / "news.sqlite"
        self.clocks = Clocks()
        self.people: People = people_at(folder / "news.people.sqlite", self.clocks)
        self.alerts = self.people.alerts
        sender = MailSettings("localhost", mail.port, "none", "ledger@example.org")
        self.settings = AlertSettings(SITE, webhooks=True, private_webhooks=True, mail=sender)
        self.hook = hook
        self.add(FIRST)

    def add(self, *readings: Reading) -> None:
        with closing(open_ledger(self.ledger, "add")) as store:
            for reading in readings:
                store.add(reading)

    def judge(self, *judgements: Judgement) -> None:
        with closing(open_ledger(self.ledger, "add")) as store:
            for said in judgements:
                store.judge(said)

    def alert(self, channel: str = "webhook", wanted: str = "", **fields: Any) -> int:
        """Make an alert that is confirmed, and return its number."""
        target = {"webhook": self.hook.url, "mail": "desk@example.org"}.get(channel, "")
        kind = fields.pop("kind", "claims")
        draft = AlertDraft("market", kind, wanted, channel, **{"target": target, **fields})  # type: ignore[arg-type]
        with closing(AlertLedger(self.ledger)) as ledger:
            made = self.alerts.add("oksana", draft, *begin_from(ledger, kind, wanted))
        if self.alerts.one(made.number).state == "unconfirmed":
            for waiting in self.alerts.pending(None, made.number):
                self.alerts.drop(waiting)
            self.alerts.confirm(made.number)
        return made.number

    def incident(self, asked: str = "") -> str:
        """What names the market's incident, and its question, to an alert."""
        with closing(IncidentIndex(self.ledger, "read")) as index:
            index.catch_up()
            incident = next(iter(index.state().largest()))
            shown = incident_view(index, index.state(), incident)
            rows = (each.row for each in (*shown.questions, *shown.single))
            row = next((each for each in rows if asked and asked in each.asked), None)
            assert bool(asked) == (row is not None)
            return packed_sought(sought_of(incident, row))

    def run(self, settings: AlertSettings | None = None) -> list[AlertReport]:
        with closing(AlertLedger(self.ledger)) as ledger:
            return list(AlertRunner(self.alerts, settings or self.settings, ledger).run())

    def titles(self) -> list[str]:
        """What a run reports, an item each."""
        return [title_of_item(item) for each in self.run() for item in each.items]


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server(MailServer()) as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook(Hook()) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, mail: MailServer, hook: Hook) -> Iterator[Desk]:
    made = Desk(tmp_path, mail, hook)
    yield made
    made.people.close()


def items_of(hook: Hook) -> list[dict[str, Any]]:
    return [item for each in hook.received for item in json.loads(each.body)["items"]]


# What is new


def test_a_new_claim_is_reported_once_and_nothing_older(desk: Desk, hook: Hook) -> None:
    desk.alert()
    assert desk.run() == []
    desk.add(SECOND)
    assert len(desk.run()) == 1
    (item,) = items_of(hook)
    (quote,) = item["quotes"]
    assert quote["claimant"] == ARMY.name
    assert quote["words"] == f"21 people were killed {TAIL}"
    assert quote["figures"] == ["21 people"]
    assert quote["url"].startswith(f"{SITE}/articles/")
    assert desk.run() == []
    assert len(hook.received) == 1


def test_names_of_private_persons_harmed_do_not_leave(desk: Desk, hook: Hook) -> None:
    desk.alert()
    text = (
        "Six rescuers were killed in Nyala, residents said. “My son was killed in the market,” said"
        " Hawa Idris Khalil, a tea seller."
    )
    desk.add(read(Document(text, outlet="Nile Ledger")))
    desk.run()
    sent = json.dumps(items_of(hook), ensure_ascii=False)
    assert "My son was killed in the market" in sent
    assert "Hawa" not in sent
    assert "Khalil" not in sent


def test_only_what_the_search_finds_is_reported(desk: Desk) -> None:
    desk.alert(wanted="q=21")
    desk.alert(wanted="claimant=" + RSF.name.replace(" ", "+"))
    desk.add(SECOND)
    assert desk.titles() == [f"{ARMY.name}: 21 people were killed {TAIL}"]


def test_a_copy_of_what_the_search_found_before_is_not_new(desk: Desk, hook: Hook) -> None:
    desk.alert()
    desk.alert(wanted="outlet=Delta+Wire")
    desk.add(COPY)
    assert len(desk.run()) == 1, "in Delta Wire it is the first"
    assert items_of(hook)[0]["quotes"][0]["outlet"] == "Delta Wire"


def test_copies_that_come_together_are_one(desk: Desk) -> None:
    desk.alert()
    desk.add(SECOND, toll("d", ARMY, "21", 21, 4, "Delta Wire"))
    assert len(desk.titles()) == 1


def test_what_a_person_rejected_is_not_sent(desk: Desk) -> None:
    desk.alert()
    desk.add(SECOND)
    desk.judge(judgement("wrong", statement(SECOND)))
    assert desk.titles() == []


def test_what_was_rejected_before_a_second_try_is_not_sent(desk: Desk, hook: Hook) -> None:
    desk.alert()
    desk.add(SECOND)
    hook.status = 500
    assert desk.run()[0].error
    desk.judge(judgement("wrong", statement(SECOND)))
    desk.clocks.pass_by(3600)
    assert desk.run() == []
    assert desk.alerts.pending() == []


def test_a_correction_is_reported_and_marked(desk: Desk, hook: Hook) -> None:
    desk.alert()
    desk.add(SECOND)
    said = replace(
        judgement("corrected", statement(SECOND)), changes=(("claimant", "the governor"),)
    )
    desk.judge(said)
    desk.run()
    (quote,) = items_of(hook)[0]["quotes"]
    assert quote["claimant"] == "the governor"
    assert quote["corrections"] == [f"claimant corrected by Maria; read: {ARMY.name}"]


def test_a_new_answer_to_a_question_is_reported(desk: Desk, hook: Hook) -> None:
    desk.alert(kind="answers", wanted=desk.incident("killed"))
    assert desk.run() == []
    desk.add(COPY)
    assert desk.run() == [], "the doctors' nine was there before"
    desk.add(SECOND)
    desk.run()
    (item,) = items_of(hook)
    assert item["kind"] == "answer"
    assert item["heading"].startswith("How many people were killed?")
    assert item["figure"] == "21 people"
    assert item["side"] == "Sudan"
    assert desk.run() == []


def test_an_answer_is_found_when_the_claim_that_named_the_incident_is_rejected(desk: Desk) -> None:
    desk.add(COPY, SECOND)
    desk.alert(kind="answers", wanted=desk.incident("killed"))
    desk.judge(judgement("wrong", statement(FIRST)))
    desk.add(toll("e", RSF, "38", 38, 5, "Gulf Observer"))
    assert [each for each in desk.titles() if "38 people" in each]


def test_a_new_contradiction_is_reported(desk: Desk, hook: Hook) -> None:
    desk.alert(kind="contradictions", wanted=desk.incident())
    assert desk.run() == []
    desk.add(SECOND)
    desk.run()
    (item,) = items_of(hook)
    assert item["kind"] == "contradiction"
    names = {quote["claimant"] for quote in item["quotes"]}
    assert names == {"Sudanese Armed Forces", DOCTORS.name}, "as the page has them"
    assert desk.run() == []
    desk.add(toll("d", ARMY, "21", 21, 4, "Delta Wire"))
    assert desk.run() == [], "met again, it is the same"


def test_a_contradiction_that_a_person_finds_is_new(desk: Desk, hook: Hook) -> None:
    denial = report("d", Says(RSF, "its men rested north of the town", kind=None), hours=1)
    desk.add(denial)
    pair = statement(FIRST), statement(denial)
    desk.judge(judgement("same_incident", *pair))
    desk.alert(kind="contradictions", wanted=desk.incident())
    assert desk.run() == []
    desk.judge(judgement("rival", *pair))
    desk.run()
    (item,) = items_of(hook)
    assert {quote["claim"] for quote in item["quotes"]} == set(pair)


def test_many_claims_come_in_several_messages_and_each_once(
    desk: Desk, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.actions.alerts.MOST_ITEMS", 5)
    monkeypatch.setattr("sayso.views.alerts.WINDOW", 3)
    desk.alert()
    many = [counted(ARMY, n) for n in range(30, 42)]
    desk.add(report("f", *many, hours=6), SECOND)
    assert len(desk.run()) == 3
    claims = [item["quotes"][0]["claim"] for item in items_of(hook)]
    assert len(claims) == len(set(claims)) == 13
    assert [json.loads(each.body)["more"] for each in hook.received] == [True, True, False]
    assert desk.run() == []


# How often


def test_a_digest_gathers_what_came_in(desk: Desk) -> None:
    desk.alert(rhythm="hourly")
    assert desk.run() == []
    desk.add(SECOND)
    assert desk.run() == []
    desk.add(toll("e", RSF, "38", 38, 5, "Gulf Observer"))
    desk.clocks.pass_by(3601)
    assert len(desk.titles()) == 2
    desk.alert(rhythm="daily")
    desk.run()
    desk.add(toll("g", DOCTORS, "twelve", 12, 7))
    desk.clocks.pass_by(3601)
    assert len(desk.run()) == 1
    desk.clocks.pass_by(24 * 3600)
    assert len(desk.run()) == 1


def test_a_clock_set_back_delays_no_digest_for_longer_than_its_period(desk: Desk) -> None:
    desk.alert(rhythm="daily")
    desk.run()
    desk.clocks.wall -= 30 * 86_400
    desk.add(SECOND)
    assert len(desk.run()) == 1


def test_messages_an_hour_are_bounded_and_nothing_is_lost(desk: Desk, hook: Hook) -> None:
    desk.alert()
    for number in range(MOST_AN_HOUR + 3):
        desk.add(report(f"n{number}", counted(ARMY, 30 + number), hours=number))
        desk.run()
    assert len(hook.received) == MOST_AN_HOUR
    desk.clocks.pass_by(3601)
    desk.run()
    assert len(hook.received) == MOST_AN_HOUR + 1
    assert len(items_of(hook)) == MOST_AN_HOUR + 3


def test_mails_an_hour_are_bounded_for_the_whole_site(desk: Desk, mail: MailServer) -> None:
    for _ in range(3):
        desk.alert("mail")
    desk.add(SECOND)
    assert desk.settings.mail
    few = replace(desk.settings, mail=replace(desk.settings.mail, per_hour=2))
    assert len(desk.run(few)) == 2
    assert desk.run(few) == []
    desk.clocks.pass_by(3601)
    assert len(desk.run(few)) == 1
    assert len(mail.mails) == 3


# Once, whatever happens


SCRIPT = """
import sys
from contextlib import closing
from pathlib import Path
from sayso.accounts import People
from sayso.actions.alerts import AlertLedger, AlertRunner
from sayso.settings.alerts import load_alert_settings
ledger = Path(sys.argv[1])
with closing(AlertLedger(ledger)) as opened:
    people = People(ledger.with_name("news.people.sqlite"))
    settings = load_alert_settings(ledger.with_name("news.alerts.toml"))
    print(len(list(AlertRunner(people.alerts, settings, opened).run())))
"""


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_what_was_sent_but_not_recorded_is_sent_again_under_the_same_id(
    desk: Desk, mail: MailServer, hook: Hook, channel: str
) -> None:
    number = desk.alert(channel)
    desk.add(SECOND)
    written = (
        f'public_url = "{SITE}"\nprivate_webhooks = true\n[mail]\nhost = "localhost"\n'
        f'port = {mail.port}\nsecurity = "none"\nfrom = "ledger@example.org"\n'
    )
    desk.ledger.with_name("news.alerts.toml").write_text(written)
    running: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill() -> None:
        started.wait()
        os.kill(running[0].pid, signal.SIGKILL)
        running[0].wait()

    mail.before_answer = hook.before_answer = kill
    command = [sys.executable, "-c", SCRIPT, str(desk.ledger)]
    running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    started.set()
    assert running[0].wait(60) == -signal.SIGKILL
    mail.before_answer = hook.before_answer = lambda: None
    desk.clocks.wall = time.time() + 1
    assert len(desk.alerts.pending(None, number)) == 1, "it is known that it was to be sent"
    assert len(desk.run()) == 1
    if channel == "mail":
        assert len(mail.mails) == 2
        assert len({each["Message-ID"] for each in mail.mails}) == 1
    else:
        assert len(hook.received) == 2
        assert len({each.headers["sayso-delivery"] for each in hook.received}) == 1
        assert hook.received[0].body == hook.received[1].body
    assert desk.run() == []


def test_two_runs_never_send_at_a_time(desk: Desk, hook: Hook) -> None:
    desk.alert()
    desk.add(SECOND)
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        go_on.wait(30)

    hook.before_answer = wait
    first = threading.Thread(target=desk.run)
    first.start()
    assert begun.wait(30)
    with pytest.raises(LockedError):
        desk.run()
    go_on.set()
    first.join()
    assert desk.run() == []
    assert len(hook.received) == 1


def test_another_state_of_the_ledger_begins_anew(desk: Desk, hook: Hook) -> None:
    desk.add(SECOND)
    number = desk.alert()
    desk.ledger.unlink()
    desk.ledger.with_name("news.desk").unlink(missing_ok=True)
    desk.add(SECOND, FIRST, COPY)
    assert desk.run() == []
    assert "replaced" in desk.alerts.one(number).error
    assert desk.alerts.one(number).cursor.document == desk.alerts.one(number).began == 3
    desk.add(toll("e", RSF, "38", 38, 5, "Gulf Observer"))
    assert len(desk.run()) == 1
    assert len(hook.received) == 1


def test_the_index_made_anew_changes_nothing(desk: Desk) -> None:
    desk.alert()
    desk.add(SECOND)
    assert len(desk.run()) == 1
    desk.ledger.with_name("news.desk").unlink()
    assert desk.run() == []
    desk.add(COPY, toll("e", RSF, "38", 38, 5, "Gulf Observer"))
    assert len(desk.titles()) == 1


def test_an_error_of_ours_on_one_alert_leaves_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = desk.alert(kind="answers", wanted=desk.incident("killed"))
    desk.alert()
    desk.add(SECOND)

    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("sayso.views.alerts.incident_view", fail)
    assert len(desk.run()) == 1
    assert "internal error" in desk.alerts.one(broken).error


def test_nothing_new_opens_no_index(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.alert()
    desk.alert(kind="answers", wanted=desk.incident("killed"))
    desk.add(SECOND)
    assert len(desk.run()) == 2

    def fail(_: AlertLedger) -> None:
        raise AssertionError("the index was opened")

    monkeypatch.setattr(AlertLedger, "index", fail)
    assert desk.run() == []


def test_only_new_claims_are_looked_at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.alert(wanted="q=people")
    desk.add(SECOND)
    asked: list[int] = []

    def noting(index: IncidentIndex, wanted: Any, numbers: Any) -> list[int]:
        asked.extend(numbers)
        return passing_of(index, wanted, numbers)

    monkeypatch.setattr("sayso.views.alerts.passing_of", noting)
    assert len(desk.run()) == 1
    assert asked == [2]


# Pausing and removing


def test_a_paused_alert_rests_and_goes_on_with_what_comes_after(desk: Desk) -> None:
    number = desk.alert()
    desk.alerts.pause(number)
    desk.add(SECOND)
    assert desk.run() == []
    with closing(AlertLedger(desk.ledger)) as ledger:
        alert = desk.alerts.one(number)
        desk.alerts.resume(alert, *begin_from(ledger, "claims", alert.draft.wanted))
    assert desk.run() == []
    desk.add(toll("e", RSF, "38", 38, 5, "Gulf Observer"))
    assert len(desk.titles()) == 1


def test_who_unsubscribed_gets_nothing_and_is_asked_before_it_goes_on(
    desk: Desk, mail: MailServer
) -> None:
    number = desk.alert("mail")
    desk.alerts.unsubscribe(number)
    desk.add(SECOND)
    assert desk.run() == []
    with closing(AlertLedger(desk.ledger)) as ledger:
        desk.alerts.resume(desk.alerts.one(number), ledger.cursor(), ())
    assert desk.alerts.one(number).state == "unconfirmed"
    desk.add(toll("e", RSF, "38", 38, 5, "Gulf Observer"))
    assert [each.what for each in desk.run()] == ["confirm"]
    assert "do you want" in mail.mails[0]["Subject"]
    desk.alerts.confirm(number)
    assert len(desk.titles()) == 1


def test_an_alert_that_is_removed_sends_nothing(desk: Desk, hook: Hook) -> None:
    number = desk.alert()
    desk.add(SECOND)
    hook.status = 500
    desk.run()
    desk.alerts.remove(number)
    hook.status = 204
    desk.clocks.pass_by(3600)
    assert desk.run() == []
    assert len(hook.received) == 1


def test_alerts_go_with_their_user(desk: Desk) -> None:
    desk.alert()
    desk.people.remove_user("oksana")
    desk.add(SECOND)
    assert desk.run() == []
    assert desk.alerts.of() == []


# Mail


def test_a_mail_has_text_html_and_a_way_out(desk: Desk, mail: MailServer) -> None:
    number = desk.alert("mail")
    desk.add(SECOND)
    desk.run()
    (sent,) = mail.mails
    assert mail.receivers == [["desk@example.org"]]
    assert sent["From"] == "Sayso <ledger@example.org>"
    assert sent["Subject"] == "Sayso: 1 new claim: market"
    assert sent["Message-ID"].endswith("@example.org>")
    page = f"{SITE}/keyed/mail/{desk.alerts.one(number).mail_key}"
    assert f"List-Unsubscribe: <{page}>\r\n".encode() in mail.raw[0], "neither folded nor encoded"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (part.get_content() for part in sent.iter_parts())
    for words in (ARMY.name, f"“21 people were killed {TAIL}”", "Figures: 21 people", page):
        assert words in text.replace("\n", " ") or words in text
        assert words in html
    assert f"{SITE}/articles/" in text
    assert "Sayso does not decide what happened." in text


def test_no_word_of_a_report_reaches_a_header_or_is_markup(desk: Desk, mail: MailServer) -> None:
    bad = "x\r\nBcc: everyone@example.org\r\n\r\n<script>alert(1)</script>"
    draft = AlertDraft(bad, "claims", "", "mail", target="desk@example.org")
    with closing(AlertLedger(desk.ledger)) as ledger:
        made = desk.alerts.add("oksana", draft, *begin_from(ledger, "claims", ""))
    desk.alerts.confirm(made.number)
    for waiting in desk.alerts.pending(None, made.number):
        desk.alerts.drop(waiting)
    hostile = Says(ARMY, f"<script>alert(1)</script> {TAIL} \ud800", kind=None)
    desk.add(report("h", hostile, hours=1, title="<b>bold</b> title", outlet="A\r\nBcc: b@c.d"))
    desk.run()
    (sent,) = mail.mails
    assert mail.receivers == [["desk@example.org"]]
    assert sent["Bcc"] is None
    assert "\n" not in sent["Subject"]
    html = list(sent.iter_parts())[1].get_content()
    assert "<script>" not in html
    assert "<b>bold" not in html
    assert "&lt;script&gt;" in html


def test_starttls_is_used_and_the_certificate_is_checked(desk: Desk, tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    desk.alert("mail")
    desk.add(SECOND)
    server = MailServer(tls=pem, encrypted_only=True, login=("ledger", "a secret"))
    with mail_server(server):
        safe = MailSettings(
            "localhost", server.port, "starttls", "ledger@example.org", "ledger", "a secret",
            authorities=pem.file,
        )  # fmt: skip
        strange = replace(safe, authorities=None)
        wrong = replace(safe, password="another")  # noqa: S106
        for settings, words in ((strange, "certificate"), (wrong, "user or the password")):
            (failed,) = desk.run(replace(desk.settings, mail=settings))
            assert words in failed.error
            assert "secret" not in failed.error
            desk.clocks.pass_by(301)
        assert not server.mails
        (report_,) = desk.run(replace(desk.settings, mail=safe))
        assert not report_.error
        assert server.encrypted == [True]


def test_nothing_is_sent_in_clear_where_starttls_is_refused(desk: Desk, mail: MailServer) -> None:
    desk.alert("mail")
    desk.add(SECOND)
    assert desk.settings.mail
    tls = replace(desk.settings.mail, security="starttls")
    (failed,) = desk.run(replace(desk.settings, mail=tls))
    assert "no STARTTLS" in failed.error
    assert not any(line.startswith(("MAIL", "RCPT", "DATA", "AUTH")) for line in mail.lines)


def test_a_mail_server_that_wants_tls_gets_nothing_without_it(desk: Desk, mail: MailServer) -> None:
    mail.encrypted_only = True
    desk.alert("mail")
    desk.add(SECOND)
    (failed,) = desk.run()
    assert failed.error == "The mail server answers 530."
    assert not mail.mails


def test_a_mail_server_that_is_down_switches_no_alert_off(desk: Desk, mail: MailServer) -> None:
    number = desk.alert("mail")
    desk.add(SECOND)
    down = replace(desk.settings, mail=MailSettings("localhost", 1, "none", "l@example.org"))
    for _ in range(MOST_TRIES + 2):
        (failed,) = desk.run(down)
        assert "can't be reached" in failed.error
        assert desk.run(down) == [], "it waits"
        desk.clocks.pass_by(301)
    assert desk.alerts.one(number).state == "active"
    assert len(desk.run()) == 1
    assert len(mail.mails) == 1


def test_an_address_that_is_refused_is_tried_less_and_less_then_off(
    desk: Desk, mail: MailServer
) -> None:
    number = desk.alert("mail")
    other = desk.alert("mail", target="other@example.org")
    mail.refused.add("desk@example.org")
    desk.add(SECOND)
    assert len(desk.run()) == 2
    assert len(mail.mails) == 1, "the other address gets its mail"
    waits = [60, 240, 960, 3840, 15_360, 21_600, 21_600]
    for wait in waits:
        desk.clocks.pass_by(wait - 1)
        assert desk.run() == []
        desk.clocks.pass_by(2)
        (failed,) = desk.run()
        assert failed.error == "The mail server refuses the address: 550 5.1.1 no such mailbox"
    assert desk.alerts.one(number).state == "off"
    assert desk.alerts.one(other).state == "active"


# Webhooks


def test_a_webhook_is_signed_over_time_and_body(desk: Desk, hook: Hook) -> None:
    number = desk.alert()
    desk.add(SECOND)
    desk.run()
    (got,) = hook.received
    parts = dict(each.split("=") for each in got.headers["sayso-signature"].split(","))
    secret = desk.alerts.one(number).secret
    signed = f"{parts['t']}.".encode() + got.body
    assert parts["v1"] == hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert int(parts["t"]) == int(desk.clocks.wall)
    assert got.headers["content-type"] == "application/json"
    assert json.loads(got.body)["delivery"] == got.headers["sayso-delivery"]
    assert secret not in got.body.decode()


def test_the_manuals_check_takes_what_is_sent_and_nothing_else(desk: Desk, hook: Hook) -> None:
    manual = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    held: dict[str, Any] = {}
    exec(compile(code, "alerts.md", "exec"), held)  # noqa: S102
    is_genuine = held["is_genuine"]
    number = desk.alert()
    desk.add(SECOND)
    desk.run()
    (got,) = hook.received
    header, now = got.headers["sayso-signature"], desk.clocks.wall
    secret = desk.alerts.one(number).secret
    assert is_genuine(header, got.body, secret, now)
    assert is_genuine(header, got.body, secret, now + 299)
    assert not is_genuine(header, got.body, secret, now + 302), "a request of long ago"
    assert not is_genuine(header, got.body + b" ", secret, now)
    assert not is_genuine(header, got.body, "another", now)
    assert not is_genuine(header.replace("t=", "t=1"), got.body, secret, now)
    assert not is_genuine("", got.body, secret, now)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook", "https://localhost:8443/", "https://[::1]/", "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/",
        "https://0x7f000001/", "https://2130706433/", "https://192.168.1.1:22/",
    ],
)  # fmt: skip
def test_no_webhook_reaches_a_private_network(desk: Desk, url: str) -> None:
    desk.alert(target=url)
    desk.add(SECOND)
    (failed,) = desk.run(replace(desk.settings, private_webhooks=False))
    assert failed.error == "The webhook's name leads to no public address, so nothing was sent."


def test_a_webhook_of_this_machine_is_refused_unless_it_is_allowed(desk: Desk, hook: Hook) -> None:
    desk.alert()
    desk.add(SECOND)
    (failed,) = desk.run(replace(desk.settings, private_webhooks=False))
    assert failed.error
    assert not hook.received
    desk.clocks.pass_by(61)
    assert not desk.run()[0].error


@pytest.mark.parametrize(
    ("url", "private", "words"),
    [
        ("http://example.org/", False, "https"),
        ("ftp://example.org/", True, "https"),
        ("https://user:pw@example.org/", False, "user and password"),
        ("https://", False, "https"),
        ("https://example.org:99999/", False, "no web address"),
        ("https://exa mple.org/\n", False, "spaces"),
        ("https://example.org/" + "a" * 1000, False, "characters"),
        ("https://example.org/hook?x=1", False, ""),
        ("http://127.0.0.1:8080/hook", True, ""),
    ],
)
def test_what_is_no_webhook_is_refused(url: str, private: bool, words: str) -> None:
    wrong = wrong_with_webhook(url, private)
    assert words in wrong
    assert bool(wrong) == bool(words)


def test_a_redirect_is_not_followed(desk: Desk, hook: Hook) -> None:
    desk.alert()
    desk.add(SECOND)
    with webhook(Hook()) as elsewhere:
        hook.status, hook.location = 307, elsewhere.url
        (failed,) = desk.run()
        assert "redirects are not followed" in failed.error
        assert not elsewhere.received


def test_a_webhook_that_fails_is_switched_off_and_its_owner_is_written_to(
    desk: Desk, hook: Hook, mail: MailServer
) -> None:
    number = desk.alert()
    desk.alert("mail", wanted="q=nothingness")
    desk.add(SECOND)
    hook.status = 500
    for _ in range(MOST_TRIES):
        (failed,) = desk.run()
        assert failed.error == "The webhook answers 500."
        desk.clocks.pass_by(6 * 3600 + 1)
    alert = desk.alerts.one(number)
    assert alert.state == "off"
    assert "The webhook answers 500." in alert.error
    assert [each.what for each in desk.run()] == ["notice"]
    (notice,) = mail.mails
    assert "switched off" in notice["Subject"]
    hook.status = 204
    with closing(AlertLedger(desk.ledger)) as ledger:
        desk.alerts.resume(alert, ledger.cursor(), ())
    assert len(desk.run()) == 1, "what failed is sent when it goes on"
    assert len({each.headers["sayso-delivery"] for each in hook.received}) == 1


def test_a_webhook_that_is_gone_is_switched_off_at_once(desk: Desk, hook: Hook) -> None:
    number = desk.alert()
    desk.add(SECOND)
    hook.status = 410
    desk.run()
    assert desk.alerts.one(number).state == "off"


def test_a_test_of_an_alert_is_sent_and_moves_nothing(desk: Desk, hook: Hook) -> None:
    number = desk.alert()
    desk.add(SECOND)
    with closing(AlertLedger(desk.ledger)) as ledger:
        runner = AlertRunner(desk.alerts, desk.settings, ledger)
        assert not runner.try_one(number).error
        hook.status = 500
        assert runner.try_one(number).error == "The webhook answers 500."
    assert [json.loads(each.body)["what"] for each in hook.received] == ["test", "test"]
    hook.status = 204
    assert len(desk.titles()) == 1, "a test that failed is not tried again"


# Trying it out, and feeds


def test_a_preview_sends_and_stores_nothing(desk: Desk, hook: Hook) -> None:
    number = desk.alert(rhythm="daily")
    desk.add(SECOND)
    with closing(AlertLedger(desk.ledger)) as ledger:
        runner = AlertRunner(desk.alerts, desk.settings, ledger)
        for _ in range(2):
            (shown,) = runner.preview()
            assert title_of_item(shown.items[0]).startswith(ARMY.name)
    assert desk.alerts.one(number).cursor.document == 1
    assert not hook.received
    assert len(desk.run()) == 1


@contextmanager
def feed(desk: Desk, number: int) -> Iterator[bytes]:
    with closing(IncidentIndex(desk.ledger, "read")) as index:
        index.catch_up()
        alert = desk.alerts.one(number)
        yield feed_of(desk.alerts, alert, index, SITE, f"{SITE}/keyed/feed/x")


@pytest.mark.parametrize("kind", ["claims", "answers", "contradictions"])
def test_a_feed_has_what_is_new_under_ids_that_stay(desk: Desk, kind: str) -> None:
    from xml.etree import ElementTree

    wanted = "" if kind == "claims" else desk.incident("killed" if kind == "answers" else "")
    number = desk.alert("atom", kind=kind, wanted=wanted)
    atom = "{http://www.w3.org/2005/Atom}"

    def entries() -> list[tuple[str, str]]:
        with feed(desk, number) as raw:
            root = ElementTree.fromstring(raw)  # noqa: S314
        assert root.findtext(f"{atom}id") == f"urn:uuid:{desk.alerts.one(number).uid}"
        held = root.findall(f"{atom}entry")
        updated = [each.findtext(f"{atom}updated") or "" for each in held]
        assert root.findtext(f"{atom}updated") == max(updated, default="2025-10-09T08:53:20+00:00")
        return [(each.findtext(f"{atom}id") or "", when) for each, when in zip(held, updated)]  # noqa: B905

    assert entries() == []
    desk.add(SECOND)
    ((first, when),) = entries()
    desk.add(toll("d", ARMY, "21", 21, 4, "Delta Wire"))
    ((again, _),) = entries()
    assert again == first
    said = replace(
        judgement("corrected", statement(SECOND), hours=9_000_000),
        changes=(("when", "2025-06-02"),),
    )
    desk.judge(said)
    ((_, later),) = entries()
    assert later > when
    desk.judge(judgement("wrong", statement(SECOND)))
    if kind == "claims":
        assert [name for name, _ in entries()] != [first]


def test_the_cursor_survives_a_restart(desk: Desk, tmp_path: Path) -> None:
    number = desk.alert()
    desk.add(SECOND)
    desk.run()
    before = desk.alerts.one(number)
    desk.people.close()
    desk.people = people_at(tmp_path / "news.people.sqlite", desk.clocks)
    desk.alerts = desk.people.alerts
    assert desk.alerts.one(number) == before
    assert (before.cursor.document, before.cursor.position) == (2, WHOLE)
    assert desk.run() == []
