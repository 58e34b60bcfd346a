"""`sayso code` and `sayso codebook`. Each command imports what it needs when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import count_of, plain, say

if TYPE_CHECKING:
    from sayso.actions.coding import RowChange
    from sayso.settings.codebooks import CodebookField
    from sayso.views.coding import ShownCell

MOST_CLAIMS = 3
"""Claims that are printed beneath a cell."""

LONGEST_WORDS = 110
MARGIN = " " * 22


class _RowByDefault(TyperGroup):
    """Takes a first argument that is no command for an incident: `sayso code kutum`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant, and its arguments."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["row", *args]
        return super().resolve_command(ctx, args)


code_app = typer.Typer(
    cls=_RowByDefault,
    help="Code incidents by a codebook: one row an incident, beside the claims it stands on.\n\n"
    "Named alone, an incident is shown as its row, and --set puts values into it. What you put"
    " there stands in the place of what was read, which is kept.\n\n"
    "\b\nExamples:\n"
    "  sayso code kutum --codebook ucdp\n"
    "  sayso code kutum --codebook ucdp --set best=14 --set type_of_violence=3 --dry-run\n"
    "  sayso code undo kutum best --codebook ucdp\n"
    "  sayso code table coded.csv --codebook ucdp --dry-run",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
codebook_app = typer.Typer(
    help="Codebooks: those that ship, and files of your own.\n\n"
    "\b\nExamples:\n"
    "  sayso codebook list\n"
    "  sayso codebook show airwars\n"
    "  sayso codebook check project.toml\n"
    "  sayso codebook fillers",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Incident = Annotated[
    str,
    typer.Argument(
        metavar="INCIDENT",
        help="An incident's id, or how it begins; or words of its title or place.",
        show_default=False,
    ),
]


@code_app.command("row")
@ending
def row_command(
    incident: Incident,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Put a value into a field, nothing after the sign to empty it. Again for each.",
            show_default=False,
        ),
    ] = None,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    codebook: options.Codebook = None,
    ledger: options.Ledger = None,
) -> None:
    """Show the row of an incident with the claims that each cell stands on, or set fields in it.

    \b
    Examples:
      sayso code kutum --codebook airwars
      sayso code kutum --codebook airwars --set grade=fair --by Maria --why 'two hospitals'
    """
    from sayso.actions.coding import RowChange

    if values:
        fields = options.fields(values)
        _keep(incident, RowChange(fields, by, why), dry_run, codebook, ledger)
    else:
        _show(incident, codebook, ledger)


def _show(wanted: str, codebook: str | None, ledger: str | None) -> None:
    from sayso.actions.coding import find_row, row_of
    from sayso.cli.indexed import open_index
    from sayso.views.coding import shown_cells
    from sayso.views.incident import incident_view

    chosen = options.chosen_codebook(codebook)
    with open_index(ledger, dry_run=True) as index:
        state = index.state()
        incident = find_row(state, wanted)
        row = row_of(index, state, incident, chosen, masked=False)
        cells = shown_cells(row, incident_view(index, state, incident))
    typer.echo(plain(f"{incident.title}  {incident.id[:10]}  ({chosen.key})"))
    for cell in cells:
        _print_cell(cell)
    if row.missing:
        names = ", ".join(each.field.name for each in row.missing)
        say(f"left to fill: {names}")


def _print_cell(shown: ShownCell) -> None:
    cell = shown.cell
    by = f"  [{plain(cell.by)}]" if cell.by else ""
    typer.echo(f"{cell.field.name:<20}  {plain(cell.value) or '-'}{by}")
    if cell.fault:
        typer.echo(f"{MARGIN}no value of the codebook any more: {plain(cell.fault)}")
    if cell.entry and cell.read.value:
        typer.echo(f"{MARGIN}read: {plain(cell.read.value)}")
    for quote in shown.quotes[:MOST_CLAIMS]:
        words = quote.words
        short = words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"
        typer.echo(f"{MARGIN}“{plain(short)}” {plain(quote.claimant)}, {quote.claim[:10]}")
    more = len(shown.quotes) - MOST_CLAIMS
    if more > 0:
        typer.echo(f"{MARGIN}and {more} more")


@code_app.command("agreement")
@ending
def agreement_command(
    codebook: options.Codebook = None,
    ledger: options.Ledger = None,
) -> None:
    """Print how coders agree on the rows that several of them coded, and where they differ.

    Krippendorff's alpha by field: 1 is full agreement, 0 what chance gives. Of each coder the last
    value counts that was not taken back.

    \b
    Example:
      sayso code agreement --codebook ucdp --ledger coded.sqlite
    """
    from sayso.actions.row_agreement import row_agreement
    from sayso.cli.indexed import open_index

    chosen = options.chosen_codebook(codebook)
    with open_index(ledger, dry_run=True) as index:
        coded = row_agreement(index, chosen)
    if not coded.rows:
        say("No field of a row was coded by two people.")
    for name, of in coded.by_field.items():
        none = "all alike" if of.alike == of.claims else "too few for alpha"
        value = none if of.alpha is None else f"alpha {of.alpha:.3f}"
        typer.echo(f"{name:<20}  {count_of(of.claims, 'row')}, {of.alike:,} alike, {value}")
    for row in coded.differing:
        typer.echo(plain(f"\n{row.incident[:10]}  {row.title}"))
        for name, given in row.fields.items():
            values = "; ".join(f"{by}: {value or 'nothing'}" for by, value in given.items())
            typer.echo(plain(f"  {name}: {values}"))


@code_app.command("undo")
@ending
def undo_command(
    incident: Incident,
    fields: Annotated[list[str], typer.Argument(metavar="FIELD...", show_default=False)],
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    codebook: options.Codebook = None,
    ledger: options.Ledger = None,
) -> None:
    """Take back the last that you coded in fields of a row; what held before holds again.

    \b
    Example:
      sayso code undo kutum best high --codebook ucdp --by Maria
    """
    from sayso.actions.coding import RowChange

    taken = RowChange(dict.fromkeys(fields, ""), by, why, undo=True)
    _keep(incident, taken, dry_run, codebook, ledger)


def _keep(
    incident: str, change: RowChange, dry_run: bool, codebook: str | None, ledger: str | None
) -> None:
    """Say what a change of a row comes to, and append it unless it is only to be shown."""
    from sayso.actions.coding import plan_coding
    from sayso.cli.indexed import keep

    chosen = options.chosen_codebook(codebook)
    keep(lambda index: plan_coding(index, incident, chosen, change), dry_run, ledger, "coded")


@code_app.command("table")
@ending
def table_command(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="A CSV of coded rows, edited.",
            show_default=False,
            exists=True,
            dir_okay=False,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Keep the changes without asking.")] = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    codebook: options.Codebook = None,
    ledger: options.Ledger = None,
) -> None:
    """Take changed cells from a CSV of `sayso export --format coded`, edited in a spreadsheet.

    Cells that were edited since the table was written are shown, and kept once you agree. A cell
    that is not understood, or that somebody coded meanwhile, keeps all of it out.

    \b
    Examples:
      sayso code table coded.csv --codebook ucdp --dry-run
      sayso code table coded.csv --codebook ucdp --by Maria --yes
    """
    from sayso.actions.coded_table import coded_table
    from sayso.actions.returned_table import ReturnedTableError
    from sayso.cli.indexed import open_index

    chosen = options.chosen_codebook(codebook)
    with open_index(ledger, dry_run) as index:
        try:
            with table.open("rb") as stream:
                edited = coded_table(index, stream, chosen, by, why)
        except ReturnedTableError as error:
            raise typer.BadParameter(str(error)) from None
        for change in edited.changes:
            words = (
                f"line {change.line}, {change.incident[:10]} {change.field}:"
                f" {change.before or 'nothing'} becomes {change.after or 'nothing'}"
            )
            typer.echo(plain(f"would be coded: {words}" if dry_run else words))
        if not edited.changes:
            say(f"{count_of(edited.rows, 'row')}, and no cell was changed.")
        elif not dry_run and (yes or typer.confirm("Keep these changes?")):
            index.judge(edited.judgements)
            say(f"{count_of(len(edited.changes), 'cell')} kept, of {count_of(edited.rows, 'row')}.")


@codebook_app.command("list")
@ending
def list_command() -> None:
    """List the codebooks that ship.

    \b
    Example:
      sayso codebook list
    """
    from sayso.settings.codebooks import shipped_codebook, shipped_names

    for name in shipped_names():
        book = shipped_codebook(name)
        typer.echo(f"{book.key:<10}  {count_of(len(book.fields), 'field')}  {book.title}")


@codebook_app.command("show")
@ending
def show_command(
    codebook: Annotated[str, typer.Argument(metavar="FILE|NAME", show_default=False)],
) -> None:
    """Show the fields of a codebook: what each takes, and what fills it.

    \b
    Example:
      sayso codebook show airwars
    """
    book = options.chosen_codebook(codebook)
    typer.echo(plain(f"{book.title}  ({book.key}; rows: {book.rows})"))
    if book.about:
        typer.echo(plain(book.about))
    for field in book.fields:
        typer.echo(f"\n{field.name}  {plain(field.title)}  ({_traits(field)})")
        if field.help:
            typer.echo(f"  {plain(field.help)}")
        for code, label in field.choices:
            typer.echo(f"  {code}" if label == code else f"  {code}: {label}")


def _traits(field: CodebookField) -> str:
    filled = f"filled by {field.fill}" if field.fill else "filled by a person alone"
    traits = [field.kind, *(["required"] if field.required else []), filled]
    return ", ".join([*traits, *(["masked in exports"] if field.private else [])])


@codebook_app.command("check")
@ending
def check_command(
    file: Annotated[str, typer.Argument(metavar="FILE.toml", show_default=False)],
) -> None:
    """Check a codebook of yours: what is wrong with it, line by line.

    \b
    Example:
      sayso codebook check project.toml
    """
    book = options.chosen_codebook(file)
    filled = sum(bool(each.fill) for each in book.fields)
    typer.echo(
        plain(f"{book.key}: {count_of(len(book.fields), 'field')}, {filled} filled by the record.")
    )


@codebook_app.command("fillers")
@ending
def fillers_command() -> None:
    """List the ways in which the record fills a field, with the kinds of field that each fills.

    \b
    Example:
      sayso codebook fillers
    """
    from sayso.settings.codebooks import FILLERS

    for name, filler in FILLERS.items():
        typer.echo(f"{name:<26}  {filler.about} ({', '.join(filler.kinds)})")
