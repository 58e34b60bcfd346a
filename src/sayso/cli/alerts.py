"""`sayso alerts`: send what users want to be alerted to. Each command imports what it needs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, ending
from sayso.cli.terminal import plain, say

if TYPE_CHECKING:
    from sayso.accounts import People
    from sayso.accounts.alerts import Alert
    from sayso.actions.alerts import AlertReport
    from sayso.ledger import LedgerUrl
    from sayso.settings.alerts import AlertSettings

WHO = "command line"

alerts_app = typer.Typer(
    help="Send what users want to be alerted to: new claims, answers, contradictions.\n\n"
    "\b\nExamples:\n"
    "  sayso alerts run --ledger strikes.sqlite\n"
    "  sayso alerts run --ledger strikes.sqlite --dry-run\n"
    "  sayso alerts run --ledger strikes.sqlite --watch --settings alerts.toml\n"
    "  sayso alerts list --ledger strikes.sqlite\n"
    "  sayso alerts test 3 --ledger strikes.sqlite\n"
    "  sayso alerts remove 3 --ledger strikes.sqlite",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Users = Annotated[
    Path | None,
    typer.Option(
        "--users",
        metavar="FILE",
        help="The users' file. Without it: the one beside the ledger.",
        show_default=False,
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="The settings of alerts. Without it: NAME.alerts.toml beside the ledger.",
        show_default=False,
    ),
]
Number = Annotated[int, typer.Argument(metavar="NUMBER", show_default=False)]


@alerts_app.command("run")
@ending
def run_command(
    ledger: options.Ledger = None,
    users: Users = None,
    settings: Settings = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep on, looking as often as the settings say.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent, and send nothing.")
    ] = False,
) -> None:
    """Look at each alert that is due, and send what is new.

    What is new is known once it is found, whatever stops the command: run it by cron or keep it on
    with --watch. Two never send at a time.

    \b
    Examples:
      sayso alerts run --ledger strikes.sqlite
      sayso alerts run --ledger strikes.sqlite --dry-run
      sayso alerts run --ledger strikes.sqlite --watch --settings alerts.toml
    """
    from sayso.actions.alerts import AlertLedger, AlertRunner

    path = options.chosen_ledger(ledger)
    chosen = _settings(path, settings)
    with closing(AlertLedger(path)) as opened, _people(path, users) as people:
        runner = AlertRunner(people.alerts, chosen, opened)
        if dry_run:
            count = sum(1 for report in runner.preview() if _show(report, "would send"))
            say(f"{count} message(s) would be sent")
            return
        failed = _run(runner.run())
        while watch:
            time.sleep(chosen.every_s)
            _run(runner.run())
    if failed:
        raise typer.Exit(Exit.UNWRITTEN)


@alerts_app.command("list")
@ending
def list_command(ledger: options.Ledger = None, users: Users = None) -> None:
    """Show all alerts: number, user, what, how, state, last delivery, and what is wrong."""
    path = options.chosen_ledger(ledger)
    with _people(path, users) as people:
        for alert in people.alerts.of():
            draft = alert.draft
            target = f"{draft.channel} {draft.target}".strip()
            cells = (
                str(alert.number), alert.user, draft.name, draft.kind, target, draft.rhythm,
                alert.state, alert.delivered_at or "never", alert.error,
            )  # fmt: skip
            typer.echo("\t".join(plain(each) for each in cells))


@alerts_app.command("test")
@ending
def trial_command(
    number: Number,
    ledger: options.Ledger = None,
    users: Users = None,
    settings: Settings = None,
) -> None:
    """Send a test of an alert now, and say how that went."""
    from sayso.actions.alerts import AlertLedger, AlertRunner
    from sayso.files.locking import LockedError

    path = options.chosen_ledger(ledger)
    chosen = _settings(path, settings)
    with closing(AlertLedger(path)) as opened, _people(path, users) as people:
        alert = _one(people, number)
        try:
            report = AlertRunner(people.alerts, chosen, opened).try_one(alert.number)
        except LockedError as error:
            raise _refused("Alerts are being sent just now. Try again in a minute.") from error
        people.note(WHO, "tested an alert", str(number))
    if report.error:
        say(f"sayso: {report.error}")
        raise typer.Exit(Exit.UNWRITTEN)
    say(f"sent a test of alert {number}")


@alerts_app.command("remove")
@ending
def remove_command(number: Number, ledger: options.Ledger = None, users: Users = None) -> None:
    """Remove an alert of any user, with what it has not delivered yet."""
    path = options.chosen_ledger(ledger)
    with _people(path, users) as people:
        alert = _one(people, number)
        people.alerts.remove(number)
        people.note(WHO, "removed an alert", f"{number} of {alert.user}")
    say(f"removed alert {number} of {plain(alert.user)}")


def _run(reports: Iterator[AlertReport]) -> int:
    """Show what a run does; return how many messages could not be sent."""
    from sayso.files.locking import LockedError

    failed = sent = 0
    try:
        for report in reports:
            failed += bool(report.error)
            sent += not report.error
            _show(report, "not sent" if report.error else "sent")
    except LockedError:
        say("another run is sending alerts; this one leaves them to it")
        return 0
    say(f"{sent} message(s) sent" + (f", {failed} not" if failed else ""))
    return failed


def _show(report: AlertReport, word: str) -> bool:
    from sayso.exports.alert_items import title_of_item

    draft = report.alert.draft
    what = f"{len(report.items)} item(s)" if report.what == "items" else report.what
    about = f"alert {report.alert.number} of {report.alert.user}, {draft.name}"
    error = f": {report.error}" if report.error else ""
    typer.echo(plain(f"{word}: {what} by {draft.channel}, {about}{error}"))
    for item in report.items:
        typer.echo(f"  {plain(title_of_item(item))}")
    return True


def _settings(ledger: Path | LedgerUrl, given: Path | None) -> AlertSettings:
    from sayso.actions.alerts import settings_path
    from sayso.settings.alerts import AlertSettingsError, load_alert_settings

    path = given or settings_path(ledger)
    if given is not None and not given.exists():
        raise _refused(f"There are no settings at {given}. docs/alerts.md has some to begin with.")
    try:
        settings = load_alert_settings(path)
    except AlertSettingsError as error:
        raise _refused(str(error)) from error
    if not settings.public_url:
        say(f"There are no settings of alerts at {path}: no mail or webhook is sent.")
    return settings


@contextmanager
def _people(ledger: Path | LedgerUrl, users: Path | None) -> Iterator[People]:
    """Give the users' file; what can't be done with it ends the command, code 2."""
    from sayso.accounts import People, PeopleError, people_path

    path = users or people_path(ledger)
    if not path.exists():
        raise _refused(f"There is no users' file {path}. `sayso users add NAME` makes one.")
    try:
        with closing(People(path)) as people:
            yield people
    except PeopleError as error:
        raise _refused(str(error)) from error


def _one(people: People, number: int) -> Alert:
    from sayso.accounts.alerts import NoAlertError

    try:
        return people.alerts.one(number)
    except NoAlertError as error:
        raise _refused(f"There is no alert {number}. `sayso alerts list` shows them.") from error


def _refused(message: str) -> typer.Exit:
    say(f"sayso: {message}")
    return typer.Exit(Exit.USAGE)
