"""Commands that set an incident's title, place, day or note, or take back what was set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import plain

if TYPE_CHECKING:
    from sayso.record import IncidentField

Incident = Annotated[
    str,
    typer.Argument(
        metavar="INCIDENT",
        help="An incident's id, or how it or the id of a claim in it begins; or words of its title"
        " or place: the largest that has them.",
    ),
]
Undo = Annotated[bool, typer.Option("--undo", help="Back to what the claims give.")]


@ending
def title_command(
    incident: Incident,
    title: Annotated[
        str, typer.Argument(metavar="TITLE", help="What it is called.", show_default=False)
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Back to the title as read.")] = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Give an incident a title of your own: on its page, in lists, cards and exports.

    \b
    Examples:
      sayso incidents title 4f2a9c 'Shelling of the market in Kutum' --dry-run
      sayso incidents title kutum 'Shelling of the market in Kutum' --why 'two events that day'
      sayso incidents title 4f2a9c --undo
    """
    if undo == bool(title.strip()):
        raise typer.BadParameter("Give a title, or --undo to go back to the title as read.")
    _set(incident, ("title", title), (by, why), dry_run, ledger)


@ending
def place_command(
    incident: Incident,
    place: Annotated[
        str,
        typer.Argument(
            metavar="PLACE",
            help="Where it was: Kutum; Kutum, Sudan; or with a GeoNames number.",
            show_default=False,
        ),
    ] = "",
    undo: Undo = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Set where an incident was, as the gazetteer has it; a name of several places lists them.

    \b
    Examples:
      sayso incidents place 4f2a9c 'Kutum, Sudan' --dry-run
      sayso incidents place 4f2a9c 'Kutum (GeoNames 371745)' --why 'the market is in the town'
      sayso incidents place 4f2a9c --undo
    """
    if undo == bool(place.strip()):
        raise typer.BadParameter("Give a place, or --undo to go back to that of the claims.")
    _set(incident, ("place", place), (by, why), dry_run, ledger)


@ending
def day_command(
    incident: Incident,
    day: Annotated[
        str,
        typer.Argument(
            metavar="DAY",
            help="When it was: 3 June 2025, 2025-06-03, or two days with / between.",
            show_default=False,
        ),
    ] = "",
    undo: Undo = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Set the day or days on which an incident was, and say how they were understood.

    \b
    Examples:
      sayso incidents day 4f2a9c '3 June 2025' --dry-run
      sayso incidents day 4f2a9c 2025-06-03/2025-06-05 --why 'the shelling went on'
      sayso incidents day 4f2a9c --undo
    """
    if undo == bool(day.strip()):
        raise typer.BadParameter("Give a day, or --undo to go back to that of the claims.")
    _set(incident, ("day", day), (by, why), dry_run, ledger)


@ending
def note_command(
    incident: Incident,
    note: Annotated[
        str,
        typer.Argument(metavar="WORDS", help="What readers should know of it.", show_default=False),
    ] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the note back.")] = False,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Write a note on an incident for all readers: on its page, in lists and in exports.

    \b
    Examples:
      sayso incidents note 4f2a9c 'Two markets have this name.' --dry-run
      sayso incidents note 4f2a9c --undo
    """
    if undo == bool(note.strip()):
        raise typer.BadParameter("Give words, or --undo to take the note back.")
    _set(incident, ("note", note), (by, why), dry_run, ledger)


def _set(
    incident: str,
    given: tuple[IncidentField, str],
    signed: tuple[str, str],
    dry_run: bool,
    ledger: str | None,
) -> None:
    """Set a field of an incident, or only say what would change. Raises BadParameter."""
    from sayso.actions.incident_fields import FieldAsked, plan_of
    from sayso.actions.review import JudgementError
    from sayso.cli.indexed import open_index
    from sayso.index.incidents import find_incident

    name, typed = given
    by, why = signed
    with open_index(ledger, dry_run) as index:
        named = find_incident(index.state(), incident)
        try:
            plan = plan_of(named, FieldAsked(name, typed, by, why))
        except JudgementError as error:
            raise typer.BadParameter(str(error)) from None
        if not dry_run:
            index.judge([plan.judgement])
    said = plan.effect if name != "title" else f"{named.id[:10]}: {plan.change}"
    typer.echo(plain(f"would be judged: {said}" if dry_run else said))
