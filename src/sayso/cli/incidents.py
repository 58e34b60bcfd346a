"""`sayso claims`, `incidents`, `compare`, `history` and `framing`.

Each command imports what it needs when it runs.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending, failing, refuse_taken, writing
from sayso.cli.incident_fields import (
    Incident,
    day_command,
    note_command,
    place_command,
    title_command,
)
from sayso.cli.terminal import plain, results, say, with_bar

if TYPE_CHECKING:
    from collections.abc import Callable

    from sayso.actions.regrouping import Regrouping
    from sayso.index.service import Snapshot
    from sayso.linking.framing_measures import Group

_bar = partial(with_bar, "linking")
INTERVALS = "Intervals are of 95 %, by the bootstrap over whole articles."


class LinkedFormat(StrEnum):
    """What is written of folded claims and incidents."""

    TABLE = "table"
    JSONL = "jsonl"


class ComparedFormat(StrEnum):
    """What is written of one incident."""

    TABLE = "table"
    HTML = "html"


class FramingFormat(StrEnum):
    """What is written of voices."""

    TABLE = "table"
    CSV = "csv"


class View(StrEnum):
    """How figures of several claims are shown together."""

    EVERY = "every"
    RANGE = "range"
    CONSERVATIVE = "conservative"
    OPEN = "open"


Output = Annotated[
    LinkedFormat,
    typer.Option("--format", help="table to look at, jsonl for programs: an object a line."),
]
Limit = Annotated[int, typer.Option(min=1, max=1_000_000, help="How many rows of a table at most.")]


def claims_command(
    ledger: options.Ledger = None,
    output: Output = LinkedFormat.TABLE,
    limit: Limit = 50,
) -> None:
    """Show claims folded: each with all the places where it was met, and its origins.

    \b
    Examples:
      sayso claims
      sayso claims --ledger strikes.sqlite --format jsonl > claims.jsonl
    """
    from sayso.cli.incident_tables import folded_table
    from sayso.exports.linked_jsonl import write_claims
    from sayso.index.incidents import open_incidents

    with open_incidents(options.chosen_ledger(ledger), _bar, say) as reader:
        if output is LinkedFormat.JSONL:
            write_claims(reader.claims_by_incident(), sys.stdout)
            return
        results().print(folded_table(reader.named(reader.most_met(limit))))
        _rest(len(reader.claims), limit, "claims")


incidents_app = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


incidents_app.command("title")(title_command)
incidents_app.command("place")(place_command)
incidents_app.command("day")(day_command)
incidents_app.command("note")(note_command)


@incidents_app.command("merge")
@ending
def merge_command(
    incident: Incident,
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER", help="The incident that becomes part of it.", show_default=False
        ),
    ],
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Put two incidents together, and keep them so whatever comes; the old address leads on.

    \b
    Examples:
      sayso incidents merge 4f2a9c 91bd07 --dry-run
      sayso incidents merge 4f2a9c 91bd07 --why 'one market'
    """
    from sayso.actions.regrouping import plan_merge

    _regroup(lambda state: plan_merge(state, incident, other, by, why), dry_run, ledger)


@incidents_app.command("move")
@ending
def move_command(
    incident: Incident,
    moved: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...", help="Claims or documents of the incident, by id.", show_default=False
        ),
    ],
    to: Annotated[
        str, typer.Option(metavar="INCIDENT", help="Where they go; else to one of their own.")
    ] = "",
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Take claims or documents out of an incident, into another or one of their own.

    \b
    Examples:
      sayso incidents move 4f2a9c 0c1d22 5b7711 --why 'another market' --dry-run
      sayso incidents move 4f2a9c 0c1d22 --to 91bd07
    """
    from sayso.actions.regrouping import plan_move

    _regroup(lambda state: plan_move(state, incident, moved, to or None, by, why), dry_run, ledger)


@incidents_app.command("undo")
@ending
def undo_command(
    incident: Incident,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Take back the last merge or move that you made of an incident.

    \b
    Example:
      sayso incidents undo 4f2a9c
    """
    from sayso.actions.regrouping import plan_undo

    _regroup(lambda state: plan_undo(state, incident, by, why), dry_run, ledger)


@incidents_app.command("dossier")
@ending
def dossier_command(
    incident: Incident,
    out: Annotated[
        Path, typer.Option(metavar="FILE.docx", help="Where to write it.", show_default=False)
    ],
    force: Annotated[bool, typer.Option("--force", help="Write over FILE if it is there.")] = False,
    with_names: Annotated[
        bool,
        typer.Option("--with-names", help="Keep the names of private persons who were harmed."),
    ] = False,
    ledger: options.Ledger = None,
) -> None:
    """Write an incident as a Word file: answers side by side, each claim, documents, hashes.

    Names of private persons who were harmed are masked, unless you ask for them.

    \b
    Examples:
      sayso incidents dossier 4f2a9c --out market.docx
      sayso incidents dossier kutum --ledger strikes.sqlite --out kutum.docx --force
    """
    from sayso.actions.dossier import write_dossier
    from sayso.files.writing import whole_file
    from sayso.index.incidents import find_incident, open_whole_index

    path = options.chosen_ledger(ledger)
    refuse_taken(out, path, force=force)
    with open_whole_index(path, _bar, say) as index:
        state = index.state()
        named = find_incident(state, incident)
        with writing(out), whole_file(out) as file:
            claims = write_dossier(index, state, named, file, with_names)
    say(f"dossier of {named.id[:10]} with {claims} claims written to {out}")


def _regroup(make: Callable[[Snapshot], Regrouping], dry_run: bool, ledger: str | None) -> None:
    """Plan a change of incidents, say what it does, and make it unless it is only to be shown."""
    from sayso.actions.regrouping import RegroupingError
    from sayso.cli.indexed import open_index

    with open_index(ledger, dry_run) as index:
        try:
            change = make(index.state())
        except RegroupingError as error:
            raise typer.BadParameter(str(error)) from None
        if dry_run:
            typer.echo(plain(f"would be judged: {change.effect}"))
            return
        index.judge(change.judgements)
        after = index.state().incident(change.leads_to)
        typer.echo(plain(f"{change.effect}: {after.id[:10]} “{after.title}”"))


def _refuse_options_before(context: typer.Context) -> None:
    """Raise BadParameter where an option stands before a subcommand, which would not see it."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            verb = context.invoked_subcommand
            raise typer.BadParameter(f"Give options after '{verb}': sayso incidents {verb} …")


@incidents_app.callback()
@ending
def incidents_command(
    context: typer.Context,
    ledger: options.Ledger = None,
    output: Output = LinkedFormat.TABLE,
    limit: Limit = 50,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--add", metavar="INPUT", help="Read this into the ledger first."),
    ] = None,
) -> None:
    """Show incidents: claims of many documents about one happening, the largest first.

    \b
    Examples:
      sayso incidents
      sayso incidents --ledger strikes.sqlite --format jsonl > incidents.jsonl
      sayso incidents --add feed.jsonl --ledger month.sqlite
      sayso incidents title 4f2a9c 'Shelling of the market in Kutum'
    """
    if context.invoked_subcommand:
        _refuse_options_before(context)
        return
    from sayso.cli.incident_tables import incidents_table
    from sayso.cli.reading import add_command
    from sayso.exports.linked_jsonl import write_incidents
    from sayso.index.incidents import open_incidents

    if inputs:
        with suppress(typer.Exit):  # what could not be read was shown; the rest is linked
            add_command(inputs, ledger)
    with open_incidents(options.chosen_ledger(ledger), _bar, say) as reader:
        if output is LinkedFormat.JSONL:
            shown = ((each, reader.named(reader.of(each))) for each in reader.largest())
            write_incidents(shown, sys.stdout)
            return
        results().print(incidents_table(list(reader.largest(limit))))
        _rest(len(reader.incidents), limit, "incidents")


def compare_command(
    incident: Incident,
    ledger: options.Ledger = None,
    output: Annotated[
        ComparedFormat, typer.Option("--format", help="table to look at, html a page.")
    ] = ComparedFormat.TABLE,
    view: Annotated[
        View,
        typer.Option(
            help="Figures: every one, their range, the most conservative, or left open where they"
            " differ."
        ),
    ] = View.EVERY,
) -> None:
    """Set the answers of an incident side by side: who says what, and where they differ.

    \b
    Examples:
      sayso compare kutum
      sayso compare 4f2a9c --view range
      sayso compare 4f2a9c --ledger strikes.sqlite --format html > incident.html
    """
    from sayso.actions.compare import compare
    from sayso.cli.incident_tables import compared_page
    from sayso.exports.accounts_page import render_accounts

    compared = compare(options.chosen_ledger(ledger), incident, _bar, say)
    if output is ComparedFormat.HTML:
        sys.stdout.write(
            render_accounts(compared.incident, compared.claims, compared.comparison, view.value)
        )
    else:
        results().print(compared_page(compared, view.value))


def history_command(
    incident: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="Of one incident only.")
    ] = None,
    ledger: options.Ledger = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            parser=options.instant, metavar="DATE", help="What was told since: 2026-03-04."
        ),
    ] = None,
) -> None:
    """Show what each side said anew: figures updated, claims taken back.

    \b
    Examples:
      sayso history
      sayso history 4f2a9c --ledger strikes.sqlite
      sayso history --since 2026-03-04
    """
    from sayso.actions.compare import changes
    from sayso.cli.incident_tables import history_table

    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    changed = changes(options.chosen_ledger(ledger), incident, since, _bar, say)
    results().print(history_table(changed))


def framing_command(
    ledger: options.Ledger = None,
    output: Annotated[
        FramingFormat, typer.Option("--format", help="table to look at, csv for a spreadsheet.")
    ] = FramingFormat.TABLE,
    limit: Limit = 50,
    outlet: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Give two: sets these outlets beside each other."),
    ] = None,
    side: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Give two: sets the claims of these beside each other."),
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="TOML file of lists of terms whose uses are counted."),
    ] = None,
) -> None:
    """Show whose voice each outlet carries, with which verbs, and how often none at all; or set two
    outlets or sides beside each other.

    \b
    Examples:
      sayso framing
      sayso framing --ledger strikes.sqlite --format csv > framing.csv
      sayso framing --outlet "Gulf News" --outlet "Nile Ledger" --terms terms.toml
      sayso framing --side RUS --side UKR --format csv > sides.csv
    """
    from sayso.actions.compare import voices
    from sayso.cli.incident_tables import framing_table
    from sayso.exports.framing_csv import write_framing

    if outlet or side or terms is not None:
        _framing_side_by_side(
            options.chosen_ledger(ledger), output, outlet or [], side or [], terms
        )
        return
    with failing() as failures:
        counted = voices(options.chosen_ledger(ledger), _bar, failures)
        if output is FramingFormat.CSV:
            write_framing(counted, sys.stdout)
            return
        results().print(framing_table(counted[:limit]))
        _rest(len(counted), limit, "voices")


def _framing_side_by_side(
    ledger: Path | str,
    output: FramingFormat,
    outlets: list[str],
    sides: list[str],
    terms: Path | None,
) -> None:
    """Print two outlets or two sides beside each other."""
    from sayso.actions.compare import GroupError, framing_side_by_side
    from sayso.cli.incident_tables import framing_comparison_table
    from sayso.exports.framing_csv import write_framing_comparison
    from sayso.settings.term_lists import TermListError, read_term_lists

    names = outlets or sides
    if len(names) != 2 or (outlets and sides):
        raise typer.BadParameter(
            "Give two names of one sort: --outlet A --outlet B, or --side A --side B."
        )
    with failing() as failures:
        try:
            lists = read_term_lists(terms) if terms is not None else ()
            by: Group = "outlet" if outlets else "side"
            pair = (names[0], names[1])
            compared = framing_side_by_side(ledger, by, pair, lists, _bar, failures)
        except (TermListError, GroupError) as error:
            raise typer.BadParameter(str(error)) from error
        if output is FramingFormat.CSV:
            write_framing_comparison(compared, sys.stdout)
            return
        results().print(framing_comparison_table(compared))
        if compared.has_intervals:
            say(INTERVALS)
        say("What is only counted says nothing of why.")


def _rest(there: int, shown: int, what: str) -> None:
    if there > shown:
        say(f"{there - shown} more {what}: see them with --limit {there}")
