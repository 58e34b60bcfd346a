"""`sayso ledger`: what a ledger is, moving it, and bringing it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, UnwrittenError, ending
from sayso.cli.terminal import messages, results, say

if TYPE_CHECKING:
    from sayso.actions.copying import Compared, Watch

ledger_app = typer.Typer(
    help="Ledgers themselves: copy one into a file or database, tell what one holds.\n\n"
    "\b\nExamples:\n"
    "  sayso ledger info\n"
    "  sayso ledger info postgresql://desk@db.example/war\n"
    "  sayso ledger copy sayso.sqlite postgresql://desk@db.example/war\n"
    "  sayso ledger copy postgresql://desk@db.example/war backup.sqlite\n"
    "  sayso ledger backup sayso.sqlite sayso-backup.sqlite\n"
    "  sayso ledger upgrade old.sqlite",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Sought = Annotated[
    str | None,
    typer.Argument(
        metavar="FILE|URL",
        help=f"The ledger. Without it: ${options.LEDGER_VARIABLE}, or {options.DEFAULT_LEDGER}.",
        show_default=False,
    ),
]
From = Annotated[str, typer.Argument(metavar="FROM", help="The ledger to copy: a file or URL.")]
To = Annotated[
    str,
    typer.Argument(
        metavar="TO", help="An empty ledger, or none yet, or one that this copy was begun in."
    ),
]


@ledger_app.command("copy")
@ending
def copy_command(source: From, target: To) -> None:
    """Copy a ledger, all of it, into another file or database; then compare every row.

    What is there is never written over. If this is stopped half-way, run it again: it goes on where
    it was, and also when the first ledger has grown since.

    \b
    Examples:
      sayso ledger copy sayso.sqlite postgresql://desk@db.example/war
      sayso ledger copy postgresql://desk@db.example/war backup.sqlite
    """
    from sayso.actions.copying import copy_ledger

    with _Bar() as bar:
        compared = copy_ledger(options.ledger_path(source), options.ledger_path(target), bar.watch)
    if not _all_same(compared):
        raise typer.Exit(Exit.LEDGER)


@ledger_app.command("backup")
@ending
def backup_command(
    source: Annotated[str, typer.Argument(metavar="LEDGER", help="The ledger's file.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    users: Annotated[
        bool,
        typer.Option("--users", help="Copy the users' file too, for its owner's eyes only."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over OUT if it is there.")] = False,
) -> None:
    """Copy a ledger's file while it is served and added to, and check every entry of the copy.

    The copy has one state: all that was reported as added before. It is there whole or not at all.
    A plain copy of the file (`cp`) is none: the newest documents are in a log beside it.

    \b
    Examples:
      sayso ledger backup strikes.sqlite strikes-2026-03-04.sqlite
      sayso ledger backup strikes.sqlite /mnt/backup/strikes.sqlite --users --force
    """
    from sayso.actions.backup import back_up

    try:
        with _Bar() as bar:
            made = back_up(options.ledger_path(source), out, bar.watch, users, force)
    except FileExistsError as error:
        raise UnwrittenError(
            f"{error.filename or out} is there already. Name another file, or write over it:"
            " --force."
        ) from error
    except OSError as error:
        raise UnwrittenError(
            f"can't write {error.filename or out}: {error.strerror}. Check the folder and the disk."
        ) from error
    if made.users is not None:
        say(f"users and their log are in {made.users}")
    checked = made.checked
    say(
        f"{out} has {checked.documents} documents, {checked.claims} claims and {checked.snapshots}"
        " snapshots: all hold"
    )


@ledger_app.command("info")
@ending
def info_command(ledger: Sought = None) -> None:
    """Tell what keeps a ledger, how large it is, and how many rows of each kind there are.

    \b
    Examples:
      sayso ledger info
      sayso ledger info postgresql://desk@db.example/war
    """
    from sayso.actions.copying import facts_of

    path = options.ledger_path(ledger)
    facts = facts_of(path)
    lines = [
        ("ledger", str(path)),
        ("kept by", facts.store),
        ("version", str(facts.version)),
        ("size", f"{facts.size / 1_000_000:,.1f} MB"),
        ("first recorded", f"{facts.first:%Y-%m-%d %H:%M}" if facts.first else "-"),
        ("last recorded", f"{facts.last:%Y-%m-%d %H:%M}" if facts.last else "-"),
    ]
    named = {"statements": "claims", "spots": "points on the map", "items": "items of feeds"}
    rows = ((named.get(name, name), f"{count:,}") for name, count in facts.rows.items())
    lines += [each for each in rows if each[0] != "about"]
    for name, value in lines:
        results().print(f"{name:<18} {value}", markup=False, highlight=False, soft_wrap=True)


@ledger_app.command("upgrade")
@ending
def upgrade_command(ledger: Sought = None) -> None:
    """Bring a ledger that an earlier Sayso made up to date. Adding to it does so too.

    All of it is done or nothing. A copy is made with `sayso ledger copy`, or of the file.

    \b
    Example:
      sayso ledger upgrade old.sqlite
    """
    from sayso.actions.copying import upgrade_ledger

    path = options.ledger_path(ledger)
    before, now = upgrade_ledger(path)
    say(f"{path} is of version {now}" + (f", was {before}" if before != now else " already"))


def _all_same(compared: tuple[Compared, ...]) -> bool:
    """Show the hashes; whether all are the same."""
    for table in compared:
        mark = "=" if table.same else "DIFFERS FROM"
        line = f"{table.table:<12} {table.source[:16]} {mark} {table.target[:16]}"
        results().print(line, markup=False, highlight=False, soft_wrap=True)
    differ = [each.table for each in compared if not each.same]
    if differ:
        say(
            f"sayso: the copy differs in {', '.join(differ)}: one of the two was changed from"
            " outside. Copy into an empty ledger again."
        )
    else:
        say("every row of the copy is as it was")
    return not differ


class _Bar:
    """A bar on standard error while rows go by, if it is a terminal."""

    def __init__(self) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        console = messages()
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> _Bar:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    @property
    def watch(self) -> Watch:
        """Takes each step."""
        return lambda what, step: self._bar.update(
            self._task, description=f"{what} {step.table}", completed=step.done, total=step.total
        )
