"""`sayso alerts`, and alerts that a served site sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sayso.accounts import People, people_path
from sayso.accounts.alerts import AlertDraft
from sayso.actions.alerts import AlertLedger, AlertRunner, begin_from
from sayso.files.locking import locked
from sayso.ledger import open_ledger
from sayso.settings.alerts import AlertSettings
from tests.actions.alert_servers import PATIENCE_S, Hook, webhook
from tests.cli.conftest import Sayso
from tests.e2e.serving import served
from tests.made import narrated_reading
from tests.web.site import QUICK

NEWS = "Shells fell on the port of Izmail."
SETTINGS = 'public_url = "https://ledger.example.org"\nprivate_webhooks = true\nevery = "1s"\n'


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook(Hook()) as made:
        yield made


def alert_at(ledger: Path, url: str, user: str = "local") -> int:
    """Make an alert to all claims, and return its number."""
    with (
        closing(AlertLedger(ledger)) as opened,
        closing(People(people_path(ledger), QUICK)) as all_,
    ):
        draft = AlertDraft("all claims", "claims", "", "webhook", target=url)
        return all_.alerts.add(user, draft, *begin_from(opened, "claims", "")).number


def add_news(ledger: Path) -> None:
    with closing(open_ledger(ledger, "add")) as store:
        store.add(narrated_reading(NEWS, outlet="Lake Radio"))


def test_a_run_sends_what_is_new_and_says_so(sayso: Sayso, ledger: Path, hook: Hook) -> None:
    alert_at(ledger, hook.url)
    ledger.with_name("market.alerts.toml").write_text(SETTINGS)
    assert "0 message(s) sent" in sayso("alerts", "run", "--ledger", ledger).err
    add_news(ledger)
    tried = sayso("alerts", "run", "--ledger", ledger, "--dry-run")
    assert "would send: 1 item(s) by webhook, alert 1 of local, all claims" in tried.out
    assert NEWS in tried.out
    assert not hook.received
    ended = sayso("alerts", "run", "--ledger", ledger)
    assert ended.code == 0
    assert "sent: 1 item(s) by webhook" in ended.out
    assert len(hook.received) == 1
    assert sayso("alerts", "run", "--ledger", ledger).out == ""
    assert len(hook.received) == 1


def test_what_could_not_be_sent_has_a_code_and_is_listed(
    sayso: Sayso, ledger: Path, hook: Hook, tmp_path: Path
) -> None:
    alert_at(ledger, hook.url)
    (tmp_path / "elsewhere.toml").write_text(SETTINGS)
    add_news(ledger)
    hook.status = 500
    ended = sayso("alerts", "run", "--ledger", ledger, "--settings", "elsewhere.toml")
    assert ended.code == 6
    assert "not sent: 1 item(s)" in ended.out
    (line,) = sayso("alerts", "list", "--ledger", ledger).out.splitlines()
    assert line.split("\t") == [
        "1", "local", "all claims", "claims", f"webhook {hook.url}", "at_once", "active", "never",
        "The webhook answers 500.",
    ]  # fmt: skip


def test_an_alert_is_tested_and_removed(sayso: Sayso, ledger: Path, hook: Hook) -> None:
    number = alert_at(ledger, hook.url)
    ledger.with_name("market.alerts.toml").write_text(SETTINGS)
    ended = sayso("alerts", "test", number, "--ledger", ledger)
    assert (ended.code, "sent a test of alert 1" in ended.err) == (0, True)
    assert [json.loads(each.body)["what"] for each in hook.received] == ["test"]
    hook.status = 403
    ended = sayso("alerts", "test", number, "--ledger", ledger)
    assert (ended.code, "The webhook answers 403." in ended.err) == (6, True)
    assert sayso("alerts", "remove", number, "--ledger", ledger).code == 0
    for command in ("test", "remove"):
        ended = sayso("alerts", command, number, "--ledger", ledger)
        assert (ended.code, "There is no alert 1" in ended.err) == (2, True)


def test_without_settings_nothing_is_sent(sayso: Sayso, ledger: Path, hook: Hook) -> None:
    alert_at(ledger, hook.url)
    add_news(ledger)
    ended = sayso("alerts", "run", "--ledger", ledger)
    assert ended.code == 0
    assert "There are no settings of alerts" in ended.err
    assert not hook.received
    assert sayso("alerts", "test", 1, "--ledger", ledger).code == 6


def test_what_is_missing_or_wrong_is_said(sayso: Sayso, ledger: Path, hook: Hook) -> None:
    ended = sayso("alerts", "run", "--ledger", ledger)
    assert (ended.code, "There is no users' file" in ended.err) == (2, True)
    alert_at(ledger, hook.url)
    ended = sayso("alerts", "run", "--ledger", ledger, "--settings", "none.toml")
    assert (ended.code, "no settings at none.toml" in ended.err) == (2, True)
    ledger.with_name("market.alerts.toml").write_text("webhooks = 3\n")
    ended = sayso("alerts", "run", "--ledger", ledger)
    assert (ended.code, "public_url" in ended.err) == (2, True)
    assert sayso("serve", "--no-login", "--check", "--ledger", ledger).code == 2
    ended = sayso("alerts", "run", "--ledger", "none.sqlite", "--users", people_path(ledger))
    assert ended.code == 4


def test_a_second_run_leaves_it_to_the_first(sayso: Sayso, ledger: Path, hook: Hook) -> None:
    alert_at(ledger, hook.url)
    ledger.with_name("market.alerts.toml").write_text(SETTINGS)
    add_news(ledger)
    with closing(AlertLedger(ledger)) as opened, closing(People(people_path(ledger))) as people:
        lock = AlertRunner(people.alerts, AlertSettings(), opened).lock
    with locked(lock):
        ended = sayso("alerts", "run", "--ledger", ledger)
        assert (ended.code, "another run is sending" in ended.err) == (0, True)
        ended = sayso("alerts", "test", 1, "--ledger", ledger)
        assert (ended.code, "Try again in a minute" in ended.err) == (2, True)
    assert not hook.received


def test_a_served_site_sends_where_its_settings_say_so(ledger: Path, hook: Hook) -> None:
    alert_at(ledger, hook.url)
    ledger.with_name("market.alerts.toml").write_text(SETTINGS + "send_from_site = true\n")
    with served(ledger):
        add_news(ledger)
        got = hook.arrived.get(timeout=PATIENCE_S)
    assert json.loads(got.body)["items"][0]["quotes"][0]["words"] == NEWS
