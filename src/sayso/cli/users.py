"""`sayso users`: who may use a served ledger. Each command imports what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import say

if TYPE_CHECKING:
    from sayso.accounts import People
    from sayso.ledger import LedgerUrl

WHO = "command line"
"""Who does something, in the log, when it is done by a command."""

LONGEST_LINE = 10_000
"""Bytes of a line with a password that are read."""

users_app = typer.Typer(
    help="Who may use a served ledger: users, tokens, sessions, one-time codes.\n\n"
    "\b\nExamples:\n"
    "  sayso users add oksana --role reviewer --ledger strikes.sqlite\n"
    "  sayso users list --ledger strikes.sqlite\n"
    "  sayso users password oksana --ledger strikes.sqlite\n"
    "  sayso users role oksana admin --ledger strikes.sqlite\n"
    "  sayso users token oksana --scope reader --days 30 --label nightly --ledger strikes.sqlite\n"
    "  sayso users tokens --ledger strikes.sqlite\n"
    "  sayso users revoke 3 --ledger strikes.sqlite\n"
    "  sayso users logout oksana --ledger strikes.sqlite\n"
    "  sayso users totp-reset oksana --ledger strikes.sqlite\n"
    "  sayso users require-totp --ledger strikes.sqlite\n"
    "  sayso users remove oksana --ledger strikes.sqlite",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
Role = Annotated[
    str, typer.Option(help="reader: look; reviewer: judge, add texts; admin: see the log.")
]
PasswordFile = Annotated[
    Path | None, typer.Option(help="Read the password from a file, - for standard input.")
]


@users_app.command("add")
@ending
def add_command(
    name: Name,
    role: Role = "reviewer",
    ledger: options.Ledger = None,
    password_file: PasswordFile = None,
) -> None:
    """Add a user, or give one another role and password.

    \b
    Example:
      sayso users add oksana --role reviewer --ledger strikes.sqlite
    """
    path = options.chosen_ledger(ledger)
    password = _password(password_file)
    with users_of(path) as people:
        people.add_user(name, role, password)  # type: ignore[arg-type]
        people.note(WHO, "added user", f"{name}, {role}")
    say(f"{name} may log in as {role}")


@users_app.command("list")
@ending
def list_command(ledger: options.Ledger = None) -> None:
    """Show the users, their roles, and who logs in with one-time codes (totp)."""
    with users_of(options.chosen_ledger(ledger)) as people:
        enrolled = people.second.active_names()
        for user in people.users():
            factor = "totp" if user.name in enrolled else "password"
            typer.echo(f"{user.name}\t{user.role}\t{factor}")


@users_app.command("password")
@ending
def password_command(
    name: Name, ledger: options.Ledger = None, password_file: PasswordFile = None
) -> None:
    """Give a user another password. Their sessions and tokens end."""
    path = options.chosen_ledger(ledger)
    password = _password(password_file)
    with users_of(path) as people:
        people.accounts.set_password(name, password)
        people.logins.forgive(name)
        people.note(WHO, "changed the password of", name)
    say(f"{name} has another password; sessions and tokens ended")


@users_app.command("role")
@ending
def role_command(
    name: Name,
    role: Annotated[str, typer.Argument(metavar="ROLE", show_default=False)],
    ledger: options.Ledger = None,
) -> None:
    """Give a user another role. Their sessions end, and tokens that may more than the role."""
    with users_of(options.chosen_ledger(ledger)) as people:
        people.accounts.set_role(name, role)  # type: ignore[arg-type]
        people.note(WHO, "changed the role of", f"{name}, {role}")
    say(f"{name} may log in as {role}")


@users_app.command("remove")
@ending
def remove_command(name: Name, ledger: options.Ledger = None) -> None:
    """Remove a user, with sessions, tokens, searches and codes. What they judged stays."""
    with users_of(options.chosen_ledger(ledger)) as people:
        people.remove_user(name)
        people.note(WHO, "removed user", name)


@users_app.command("token")
@ending
def token_command(
    name: Name,
    scope: Annotated[str, typer.Option(help="reader, reviewer or admin.")] = "reader",
    days: Annotated[int, typer.Option(help="For how many days it holds, 366 at most.")] = 90,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    ledger: options.Ledger = None,
) -> None:
    """Make an API token of a user. It is shown once."""
    with users_of(options.chosen_ledger(ledger)) as people:
        typer.echo(people.add_token(name, scope, label, days))  # type: ignore[arg-type]
        people.note(WHO, "made a token", f"{name}, {scope}, {days} days, {label}")


@users_app.command("tokens")
@ending
def tokens_command(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", show_default=False)] = None,
    ledger: options.Ledger = None,
) -> None:
    """Show the tokens of a user, or of all: number, user, scope, made, until, last used, label."""
    with users_of(options.chosen_ledger(ledger)) as people:
        for token in people.tokens.of(name):
            until = f"{token.until[:16]}{' (over)' if token.expired else ''}"
            used = token.used[:16] or "never used"
            row = (
                str(token.number),
                token.user,
                token.scope,
                token.made[:16],
                until,
                used,
                token.label,
            )
            typer.echo("\t".join(row))


@users_app.command("revoke")
@ending
def revoke_command(
    number: Annotated[int, typer.Argument(metavar="NUMBER", show_default=False)],
    ledger: options.Ledger = None,
) -> None:
    """End a token by the number that `tokens` shows."""
    with users_of(options.chosen_ledger(ledger)) as people:
        revoked = people.tokens.revoke(number)
        people.note(WHO, "revoked a token", f"{revoked.user}, {number}, {revoked.label}")


@users_app.command("logout")
@ending
def logout_command(name: Name, ledger: options.Ledger = None) -> None:
    """End all sessions of a user."""
    with users_of(options.chosen_ledger(ledger)) as people:
        people.accounts.named(name)
        ended = people.sessions.end_all(name)
        people.note(WHO, "ended all sessions of", name)
    say(f"{ended} sessions of {name} ended")


@users_app.command("totp-reset")
@ending
def totp_reset_command(name: Name, ledger: options.Ledger = None) -> None:
    """Remove the one-time codes of a user who lost phone and recovery codes. Sessions end."""
    with users_of(options.chosen_ledger(ledger)) as people:
        removed = people.second.remove(people.accounts.named(name).id)
        people.sessions.end_all(name)
        people.note(WHO, "removed the one-time codes of", name)
    say(f"{name} logs in with the password alone" if removed else f"{name} had no one-time codes")


@users_app.command("require-totp")
@ending
def require_totp_command(
    ledger: options.Ledger = None,
    off: Annotated[bool, typer.Option("--off", help="Do not ask for it any more.")] = False,
) -> None:
    """Let reviewers and admins log in with one-time codes only; who has none sets them up first."""
    with users_of(options.chosen_ledger(ledger)) as people:
        people.second.require(not off)
        people.note(WHO, "no longer requires codes" if off else "requires one-time codes")
    say("passwords are enough" if off else "reviewers and admins log in with one-time codes")


@contextmanager
def users_of(ledger: Path | LedgerUrl) -> Iterator[People]:
    """Give the users' file of a ledger; what can't be done with it ends the command, code 2."""
    from sayso.accounts import People, PeopleError, people_path

    try:
        with closing(People(people_path(ledger))) as people:
            yield people
    except PeopleError as error:
        raise _refused(str(error)) from error


def _password(file: Path | None) -> str:
    if file is None:
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    if str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    from sayso.files.opening import open_named

    try:
        with open_named(file) as lines:
            return lines.readline(LONGEST_LINE).decode("utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise _refused(f"{file} can't be read. Name a text file.") from error


def _refused(message: str) -> typer.Exit:
    say(f"sayso: {message}")
    return typer.Exit(2)
