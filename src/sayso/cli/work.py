"""`sayso work`: tags, notes, states and assignees. Each command imports what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import results, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sayso.accounts import People
    from sayso.actions.work import Asked, WorkPlan
    from sayso.index.service import IncidentIndex
    from sayso.ledger import LedgerUrl
    from sayso.record.annotation import Kind
    from sayso.views.work import Target

    Make = Callable[[IncidentIndex, Sequence[Target], Sequence[str]], WorkPlan]

work_app = typer.Typer(
    help="Organise the work: who codes which documents, how far that is, tags and notes.\n\n"
    "Each change is a judgement that is appended, and can be taken back.\n\n"
    "\b\nExamples:\n"
    "  sayso work list --unassigned --state new\n"
    "  sayso work assign maria --search 'drone Kyiv' --dry-run\n"
    "  sayso work state done 8c1e55 --by maria\n"
    "  sayso work tag 'needs a map' 8c1e55\n"
    "  sayso work note 'The toll is of two days.' 4f2a9c --of claim\n"
    "  sayso work undo 8c1e55 --by maria",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


class Of(StrEnum):
    """What an id is of."""

    DOCUMENT = "document"
    CLAIM = "claim"
    INCIDENT = "incident"


class Assignable(StrEnum):
    """What can be assigned, and has a state."""

    DOCUMENT = "document"
    INCIDENT = "incident"


class WorkStateOption(StrEnum):
    """How far the work is."""

    NEW = "new"
    IN_WORK = "in_work"
    SECOND_READING = "second_reading"
    DONE = "done"


OfAny = Annotated[Of, typer.Option("--of", help="What the ids are of.")]
OfAssignable = Annotated[Assignable, typer.Option("--of", help="What the ids are of.")]
Ids = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="Ids, or how they begin.", show_default=False),
]


@work_app.command("list")
@ending
def list_command(
    assignee: Annotated[
        str | None, typer.Option(metavar="NAME", help="What this user has.", show_default=False)
    ] = None,
    unassigned: Annotated[
        bool, typer.Option("--unassigned", help="What nobody has, instead.")
    ] = False,
    state: Annotated[
        WorkStateOption | None, typer.Option(help="How far it is.", show_default=False)
    ] = None,
    tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="What has this tag.", show_default=False)
    ] = None,
    of: OfAssignable = Assignable.DOCUMENT,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="The first, so many.")] = 100,
    ledger: options.Ledger = None,
) -> None:
    """List documents with who works on them, how far that is, and their tags.

    With `--of incident` those incidents that have any of it.

    \b
    Examples:
      sayso work list --assignee maria --state in_work
      sayso work list --tag urgent --of incident --limit 20
    """
    from sayso.cli.indexed import open_index
    from sayso.cli.tables import work_table
    from sayso.record.annotation import STATES
    from sayso.views.work import WorkFilter, documents_at_work, incidents_at_work

    if unassigned and assignee is not None:
        raise typer.BadParameter("Give --assignee or --unassigned, not both.")
    chosen = next((each for each in STATES if each == state), None)
    wanted = WorkFilter("" if unassigned else assignee, chosen, tag.lower() if tag else None)
    with open_index(ledger, dry_run=True) as index:
        if of is Assignable.INCIDENT:
            items = incidents_at_work(index, wanted)
            total, items = len(items), items[:limit]
        else:
            total, items = documents_at_work(index, wanted, 0, limit)
    results().print(work_table(items))
    if total > len(items):
        say(f"{len(items):,} of {total:,}; --limit shows more.")


@work_app.command("assign")
@ending
def assign_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="A user who may review, or nobody.", show_default=False
        ),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID...", help="Ids, or how they begin.", show_default=False),
    ] = None,
    search: options.Search = None,
    reassign: Annotated[
        bool,
        typer.Option("--reassign", help="Of a search also the documents that somebody has."),
    ] = False,
    of: OfAssignable = Assignable.DOCUMENT,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Give documents or incidents to a user: by ids, or those with a claim that a query finds.

    \b
    Examples:
      sayso work assign maria 8c1e55 91bd07 --why 'she read the first ones'
      sayso work assign maria --search 'drone Kyiv' --dry-run
      sayso work assign nobody 4f2a9c --of incident
    """
    from sayso.actions.work import NOBODY, Asked

    if bool(ids) == bool(search):
        raise typer.BadParameter("Give ids, or --search QUERY.")
    asked = Asked(assignee="" if name == NOBODY else name, why=why)
    made = _planned(asked, by)
    if search is None:
        _keep(of.value, ids or [], made, by, dry_run, ledger)
        return
    if of is not Assignable.DOCUMENT:
        raise typer.BadParameter("--search gives documents. Name incidents by their ids.")
    _keep_found(search, reassign, made, by, dry_run, ledger)


@work_app.command("state")
@ending
def state_command(
    state: Annotated[
        WorkStateOption,
        typer.Argument(metavar="STATE", help="new, in_work, second_reading or done.",
                       show_default=False),
    ],
    ids: Ids,
    of: OfAssignable = Assignable.DOCUMENT,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:  # fmt: skip
    """Say how far the work on documents or incidents is.

    \b
    Examples:
      sayso work state in_work 8c1e55 --by maria
      sayso work state done 8c1e55 91bd07 --dry-run
    """
    from sayso.actions.work import Asked

    _keep(of.value, ids, _planned(Asked(state=state.value, why=why), by), by, dry_run, ledger)


@work_app.command("tag")
@ending
def tag_command(
    tag: Annotated[
        str, typer.Argument(metavar="TAG", help="Tags, with commas between.", show_default=False)
    ],
    ids: Ids,
    remove: Annotated[bool, typer.Option("--remove", help="Take the tags away.")] = False,
    of: OfAny = Of.DOCUMENT,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Tag documents, claims or incidents, or take tags away.

    \b
    Examples:
      sayso work tag 'urgent, needs a map' 8c1e55
      sayso work tag urgent 4f2a9c --of claim --remove
    """
    from sayso.actions.work import Asked

    asked = Asked((), (tag,), why=why) if remove else Asked((tag,), why=why)
    _keep(of.value, ids, _planned(asked, by), by, dry_run, ledger)


@work_app.command("note")
@ending
def note_command(
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help="What to note.", show_default=False)
    ],
    ids: Ids,
    of: OfAny = Of.DOCUMENT,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Write a note about documents, claims or incidents.

    \b
    Example:
      sayso work note 'The toll is of two days.' 4f2a9c --of claim --by maria
    """
    from sayso.actions.work import Asked

    _keep(of.value, ids, _planned(Asked(note=words, why=why), by), by, dry_run, ledger)


@work_app.command("undo")
@ending
def undo_command(
    ids: Ids,
    of: OfAny = Of.DOCUMENT,
    dry_run: options.DryRun = False,
    why: options.Why = "",
    by: options.By = "local",
    ledger: options.Ledger = None,
) -> None:
    """Take back the last that you noted of each; what held before holds again.

    \b
    Example:
      sayso work undo 8c1e55 --by maria --dry-run
    """
    from sayso.actions.work import plan_take_back

    def make(index: IncidentIndex, targets: Sequence[Target], _: Sequence[str]) -> WorkPlan:
        return plan_take_back(index, targets, by, None, why)

    _keep(of.value, ids, make, by, dry_run, ledger)


def _planned(asked: Asked, by: str) -> Make:
    """Return what plans a change for targets, given who work may be given to."""

    def make(index: IncidentIndex, targets: Sequence[Target], names: Sequence[str]) -> WorkPlan:
        from sayso.actions.work import plan_work

        return plan_work(index, targets, asked, by, names)

    return make


def _keep(of: Kind, ids: Sequence[str], make: Make, by: str, dry_run: bool, ledger: str | None
) -> None:  # fmt: skip
    """Plan a change of what has these ids, say what it changes, and append it."""
    from sayso.views.work import target_of

    def targets(index: IncidentIndex) -> list[Target]:
        made = [target_of(index, of, each) for each in ids]
        return list({each.key: each for each in made}.values())

    _append(targets, make, by, dry_run, ledger)


def _keep_found(
    search: str, reassign: bool, make: Make, by: str, dry_run: bool, ledger: str | None
) -> None:
    """Plan a change of the documents of a search, say what it changes, and append it."""
    from sayso.actions.work import documents_of_search, targets_of_documents, unassigned_of
    from sayso.index.search import filter_of

    def targets(index: IncidentIndex) -> list[Target]:
        keys = documents_of_search(index, filter_of([("q", search)]))
        return targets_of_documents(index, keys if reassign else unassigned_of(index, keys))

    _append(targets, make, by, dry_run, ledger)


def _append(
    targets: Callable[[IncidentIndex], list[Target]],
    make: Make,
    by: str,
    dry_run: bool,
    ledger: str | None,
) -> None:
    from sayso.cli.indexed import keep

    with _users(options.ledger_path(ledger)) as people:
        names = _names(people)
        plan = keep(lambda index: make(index, targets(index), names), dry_run, ledger, "noted")
        if people is not None and not dry_run:
            people.note("command line", f"changed work as {by}", plan.summary)


@contextmanager
def _users(ledger: Path | LedgerUrl) -> Iterator[People | None]:
    """Give the users' file of a ledger; None where there is none."""
    from sayso.accounts import people_path
    from sayso.cli.users import users_of

    if not people_path(ledger).exists():
        yield None
        return
    with users_of(ledger) as people:
        yield people


def _names(people: People | None) -> tuple[str, ...]:
    """Return who work may be given to: `local` where there are no users."""
    from sayso.accounts import LOCAL
    from sayso.actions.work import assignable

    names = assignable(people) if people is not None else ()
    return names or (LOCAL.name,)
