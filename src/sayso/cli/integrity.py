"""`sayso versions` and `sayso verify`: what changed, and whether what is kept still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, failing
from sayso.cli.terminal import plain, results, say

if TYPE_CHECKING:
    from rich.text import Text

    from sayso.actions.versions import Change


def versions_command(
    sought: Annotated[
        str | None,
        typer.Argument(
            metavar="URL|ID", help="An address, or a document's id.", show_default=False
        ),
    ] = None,
    ledger: options.Ledger = None,
) -> None:
    """Show documents whose words were changed since they were first read, and which claims differ.

    Without an address or id: all of them.

    \b
    Examples:
      sayso versions
      sayso versions https://news.example/story
      sayso versions 4f2a9c --ledger strikes.sqlite
    """
    from sayso.actions.versions import changes

    console = results()
    count = 0
    with failing() as failures:
        for change in changes(options.chosen_ledger(ledger), sought, failures):
            count += 1
            for line in _lines(change):
                console.print(line)
        if not count:
            say("nothing has versions with other words.")


def _lines(change: Change) -> list[Text]:
    from rich.text import Text

    newer, older = change.newer, change.older
    where = newer.url or newer.id
    lines = [
        Text(plain(f"{newer.title}"), style="bold"),
        Text(plain(f"{where}: {older.fingerprint[:12]} of {older.recorded:%Y-%m-%d %H:%M}")),
        Text(plain(f"  now {newer.fingerprint[:12]} of {newer.recorded:%Y-%m-%d %H:%M}")),
    ]
    for before, after in change.claims_changed:
        lines.append(Text(plain(f"  ~ {before.who}: {before.words}"), style="yellow"))
        lines.append(Text(plain(f"  → {after.who}: {after.words}"), style="yellow"))
    for said in change.claims_gone:
        lines.append(Text(plain(f"  - {said.who}: {said.words}"), style="red"))
    for said in change.claims_new:
        lines.append(Text(plain(f"  + {said.who}: {said.words}"), style="green"))
    if not (change.claims_changed or change.claims_gone or change.claims_new):
        lines.append(Text(f"  no claim differs; {len(change.lines)} stretch(es) of text do"))
    lines.append(Text())
    return lines


def verify_command(ledger: options.Ledger = None) -> None:
    """Check every document, every evidence span and every snapshot of a ledger, and say what fails.

    \b
    Examples:
      sayso verify
      sayso verify --ledger strikes.sqlite
    """
    from sayso.actions.verify import verify

    checked = verify(options.chosen_ledger(ledger))
    for key, message in checked.failures:
        say(f"{key[:24]}: {message}")
    counts = (
        f"{checked.documents} documents, {checked.claims} claims, {checked.spans} spans,"
        f" {checked.snapshots} snapshots"
    )
    if checked.failures:
        say(f"checked {counts}: {len(checked.failures)} fail")
        raise typer.Exit(Exit.LEDGER)
    say(f"checked {counts}: all hold")
