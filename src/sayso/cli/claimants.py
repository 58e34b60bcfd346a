"""`sayso claimants`: the register of claimants. Each command imports what it needs when it runs."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import plain, results, say, with_bar

if TYPE_CHECKING:
    from rich.table import Table

    from sayso.linking.register import RegisterEntry

_bar = partial(with_bar, "linking")

MOST_NAMES = 4
"""Names of an entry in a list, those with most claims."""

claimants_app = typer.Typer(
    help="The register of claimants, and its names.\n\n"
    "\b\nExamples:\n"
    "  sayso claimants list --ledger strikes.sqlite\n"
    "  sayso claimants list --search ministry --json\n"
    "  sayso claimants show ICRC\n"
    "  sayso claimants merge 'Sudan Doctors Network' 'Sudanese doctors' --dry-run\n"
    "  sayso claimants merge 4f2a9c 91bd07 --why 'one body, two translations'\n"
    "  sayso claimants merge 4f2a9c 91bd07 --undo\n"
    "  sayso claimants split 4f2a9c 'Doctors Union'\n"
    "  sayso claimants alias 4f2a9c 'Khartoum doctors'",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Claimant = Annotated[
    str,
    typer.Argument(
        metavar="CLAIMANT",
        help="An entry's id, how it begins, or a name or alias of it.",
        show_default=False,
    ),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name.", show_default=False)]
Undo = Annotated[bool, typer.Option("--undo", help="Take the last such judgement back.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]


@claimants_app.command("list")
@ending
def list_command(
    search: Annotated[
        str, typer.Option(metavar="WORDS", help="Those of which a name has these words.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many rows at most.")] = 50,
    as_json: AsJson = False,
    ledger: options.Ledger = None,
) -> None:
    """List the claimants of a ledger, those with most claims first; JSON: an object a line.

    \b
    Examples:
      sayso claimants list --ledger strikes.sqlite
      sayso claimants list --search ministry --json
    """
    from sayso.actions.claimants import claimant_json
    from sayso.index.incidents import open_incidents

    with open_incidents(options.chosen_ledger(ledger), _bar, say) as reader:
        listed = reader.register.listed(search, 0, limit)
        count = reader.register.count(search)
    if as_json:
        for entry in listed:
            typer.echo(json.dumps(claimant_json(entry)))
        return
    results().print(_table(listed))
    if count > len(listed):
        say(f"{count - len(listed)} more claimants: see them with --limit {count}")


@claimants_app.command("show")
@ending
def show_command(
    claimant: Claimant, as_json: AsJson = False, ledger: options.Ledger = None
) -> None:
    """Show a claimant with all its names, and what was judged of it.

    \b
    Example:
      sayso claimants show ICRC
    """
    from sayso.actions.claimants import claimant_json, judged_of
    from sayso.index.incidents import open_incidents
    from sayso.ledger import open_ledger

    path = options.chosen_ledger(ledger)
    with open_incidents(path, _bar, say) as reader:
        entry = reader.register.by_id(claimant)
        with closing(open_ledger(path)) as store:
            judged = judged_of(reader.register, store.judgements(), entry)
    if as_json:
        typer.echo(json.dumps(claimant_json(entry)))
        return
    typer.echo(f"{plain(entry.name)}  {entry.id}")
    facts = (
        ("short name", entry.short),
        ("kind", entry.kind),
        ("side", entry.side),
        ("country", entry.country),
        ("Wikidata", entry.wikidata and f"https://www.wikidata.org/wiki/{entry.wikidata}"),
        ("aliases", ", ".join(entry.aliases)),
    )
    for what, value in facts:
        if value:
            typer.echo(f"  {what}: {plain(value)}")
    for name, count in entry.names:
        rules = ", ".join(entry.rules_of(name))
        typer.echo(f"  {count:>6}  {plain(name)} ({rules})")
    for judgement in judged:
        words = ", ".join(f"{what}: {value}" for what, value in judgement.changes)
        why = f" ({judgement.why})" if judgement.why else ""
        typer.echo(
            plain(f"  {judgement.when:%Y-%m-%d} {judgement.by}: {judgement.verdict} {words}{why}")
        )


@claimants_app.command("merge")
@ending
def merge_command(
    claimant: Claimant,
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER", help="Who becomes CLAIMANT: an id or a name.", show_default=False
        ),
    ],
    undo: Undo = False,
    dry_run: options.DryRun = False,
    as_json: AsJson = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Make two claimants one: the second becomes the first, wherever it is read.

    \b
    Examples:
      sayso claimants merge 'Sudan Doctors Network' 'Sudanese doctors' --dry-run
      sayso claimants merge 4f2a9c 91bd07 --why 'one body, two translations'
      sayso claimants merge 4f2a9c 91bd07 --undo
    """
    _judge(("merge", claimant, other), undo, dry_run, as_json, (by, why), ledger)


@claimants_app.command("split")
@ending
def split_command(
    claimant: Claimant,
    name: Name,
    undo: Undo = False,
    dry_run: options.DryRun = False,
    as_json: AsJson = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Make a name of a claimant a claimant of its own.

    \b
    Example:
      sayso claimants split 4f2a9c 'Doctors Union'
    """
    _judge(("split", claimant, name), undo, dry_run, as_json, (by, why), ledger)


@claimants_app.command("alias")
@ending
def alias_command(
    claimant: Claimant,
    name: Name,
    undo: Undo = False,
    dry_run: options.DryRun = False,
    as_json: AsJson = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Give a claimant one more name, for documents to come as well.

    \b
    Example:
      sayso claimants alias 4f2a9c 'Khartoum doctors'
    """
    _judge(("alias", claimant, name), undo, dry_run, as_json, (by, why), ledger)


def _judge(
    what: tuple[str, str, str],
    undo: bool,
    dry_run: bool,
    as_json: bool,
    signed: tuple[str, str],
    ledger: str | None,
) -> None:
    """Plan the change that `what` says, and judge it unless it is only to be shown."""
    from sayso.actions.claimants import ClaimantError, apply, change_json, plan, plan_undo
    from sayso.index.incidents import open_incidents
    from sayso.ledger import open_ledger

    path = options.chosen_ledger(ledger)
    try:
        with open_incidents(path, _bar, say) as reader:
            if undo:
                with closing(open_ledger(path)) as store:
                    change = plan_undo(reader.register, store.judgements(), *what)
            else:
                change = plan(reader.register, *what)
    except ClaimantError as error:
        raise typer.BadParameter(str(error)) from None
    if not dry_run:
        with closing(open_ledger(path, "add")) as store:
            apply(store, change, *signed)
    if as_json:
        typer.echo(json.dumps(change_json(change, not dry_run)))
    else:
        typer.echo(plain(f"would be judged: {change.effect}" if dry_run else change.effect))


def _table(entries: list[RegisterEntry]) -> Table:
    """Return the register as a table."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("id", "claimant", "side", "claims", "read as"):
        table.add_column(name, justify="right" if name == "claims" else "left")
    for entry in entries:
        names = [name for name, _ in entry.names if name != entry.name][:MOST_NAMES]
        table.add_row(
            entry.id[:10],
            Text(plain(entry.name), style="cyan"),
            plain(entry.side),
            f"{entry.claims:,}",
            plain(", ".join(names)),
        )
    return table
