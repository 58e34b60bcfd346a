"""`sayso projects`: several groups of coders on one site. Each command imports what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import ending
from sayso.cli.terminal import say
from sayso.cli.users import WHO, users_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sayso.accounts import People, Role
    from sayso.accounts.projects import Project
    from sayso.actions.projects import ProjectEdit, ProjectPlan

projects_app = typer.Typer(
    help="Projects of a site: each with a filter of the ledger, a codebook and members.\n\n"
    "What members note and code in one is in the users' file, and for its members alone.\n\n"
    "\b\nExamples:\n"
    "  sayso projects create harbour --title 'Harbour 2025' --filter 'q=harbour'\n"
    "  sayso projects members harbour --add oksana:reviewer --add omar:reader --dry-run\n"
    "  sayso projects edit harbour --filter 'place=Odesa&day_from=2025-01-01'\n"
    "  sayso projects list --ledger strikes.sqlite\n"
    "  sayso projects archive harbour\n"
    "  sayso projects archive harbour --restore",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
Title = Annotated[str | None, typer.Option(metavar="WORDS", help="Its title.", show_default=False)]
FilterOption = Annotated[
    str | None,
    typer.Option(
        "--filter",
        metavar="QUERY",
        help="What is in it: the address of a search on the site, or what stands behind its '?'."
        " Without it, all.",
        show_default=False,
    ),
]
CodebookOption = Annotated[
    str | None,
    typer.Option(
        "--codebook",
        metavar="FILE|NAME",
        help="Its codebook: acled, ucdp, airwars, a file of your own, or site for the site's.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be changed, and change nothing.")
]
OF_SITE = "site"


@projects_app.command("list")
@ending
def list_command(ledger: options.Ledger = None) -> None:
    """Show the projects: name, state, codebook, filter, title, members with their roles."""
    with users_of(options.chosen_ledger(ledger)) as people:
        for project in people.projects.all():
            members = ", ".join(f"{name}:{role}" for name, role in project.members.items())
            own = "its own" if project.has_own_codebook else project.codebook or OF_SITE
            state = "archived" if project.archived else "open"
            row = (project.name, state, own, project.query or "all", project.title, members)
            typer.echo("\t".join(row))


@projects_app.command("create")
@ending
def create_command(
    name: Name,
    title: Title = None,
    wanted: FilterOption = None,
    codebook: CodebookOption = None,
    dry_run: DryRun = False,
    ledger: options.Ledger = None,
) -> None:
    """Make a project. Its name, of small letters, digits and hyphens, stands in addresses.

    \b
    Example:
      sayso projects create harbour --filter 'q=harbour' --codebook airwars --dry-run
    """
    from sayso.accounts import LOCAL
    from sayso.actions.projects import ProjectEdit, plan_project

    edit = ProjectEdit(title, wanted, _written(codebook))
    with users_of(options.chosen_ledger(ledger)) as people:
        _keep(people, _understood(lambda: plan_project(people, LOCAL, name, edit)), dry_run)


@projects_app.command("edit")
@ending
def edit_command(
    name: Name,
    title: Title = None,
    wanted: FilterOption = None,
    codebook: CodebookOption = None,
    dry_run: DryRun = False,
    ledger: options.Ledger = None,
) -> None:
    """Give a project another title, filter or codebook. What was noted and coded in it stays.

    \b
    Example:
      sayso projects edit harbour --title 'Harbour and bridge' --dry-run
    """
    from sayso.actions.projects import ProjectEdit

    _change(name, ProjectEdit(title, wanted, _written(codebook)), dry_run, ledger)


@projects_app.command("members")
@ending
def members_command(
    name: Name,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar="USER:ROLE",
            help="Give a user a role in it: reader, reviewer or admin. Again for each.",
            show_default=False,
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            "--remove", metavar="USER", help="Take a user out. Again for each.", show_default=False
        ),
    ] = None,
    dry_run: DryRun = False,
    ledger: options.Ledger = None,
) -> None:
    """Show who is in a project, or add users and take them out.

    \b
    Examples:
      sayso projects members harbour
      sayso projects members harbour --add oksana:reviewer --remove omar
    """
    from sayso.actions.projects import ProjectEdit

    members = {**_roles(add or ()), **dict.fromkeys(remove or ())}
    if members:
        _change(name, ProjectEdit(members=members), dry_run, ledger)
        return
    with users_of(options.chosen_ledger(ledger)) as people:
        for member, role in _project(people, name).members.items():
            typer.echo(f"{member}\t{role}")


@projects_app.command("archive")
@ending
def archive_command(
    name: Name,
    restore: Annotated[bool, typer.Option("--restore", help="Open it again.")] = False,
    dry_run: DryRun = False,
    ledger: options.Ledger = None,
) -> None:
    """Close a project: members see it and change nothing. Nothing is deleted.

    \b
    Example:
      sayso projects archive harbour --restore
    """
    from sayso.actions.projects import ProjectEdit

    _change(name, ProjectEdit(archived=not restore), dry_run, ledger)


def _roles(given: list[str] | tuple[str, ...]) -> dict[str, Role | None]:
    """Return the role of each user, of USER:ROLE. Raises BadParameter."""
    from sayso.accounts import ROLES

    roles: dict[str, Role | None] = {}
    for words in given:
        user, _, written = words.rpartition(":")
        role = next((each for each in ROLES if each == written), None)
        if not user or role is None:
            known = ", ".join(ROLES)
            raise typer.BadParameter(f"'{words}' is no USER:ROLE: write ada:reviewer ({known}).")
        roles[user] = role
    return roles


def _written(codebook: str | None) -> str | None:
    """Return a codebook as a project keeps it: a name, the words of a file, or "" for the site's.

    Raises BadParameter.
    """
    from sayso.settings.codebooks import CodebookError, load_codebook, shipped_names

    if codebook is None or codebook in shipped_names():
        return codebook
    if codebook == OF_SITE:
        return ""
    try:
        load_codebook(codebook)
    except CodebookError as error:
        raise typer.BadParameter(str(error)) from None
    return Path(codebook).read_text(encoding="utf-8")


def _project(people: People, name: str) -> Project:
    """Return the project of a name. Raises NoProjectError."""
    from sayso.accounts import LOCAL
    from sayso.actions.projects import standing_of

    return standing_of(people, LOCAL, name).project


def _change(name: str, edit: ProjectEdit, dry_run: bool, ledger: str | None) -> None:
    """Plan a change of a project, say what it changes, and keep it."""
    from sayso.accounts import LOCAL
    from sayso.actions.projects import plan_edit, standing_of

    with users_of(options.chosen_ledger(ledger)) as people:
        standing = standing_of(people, LOCAL, name)
        _keep(people, _understood(lambda: plan_edit(people, standing, edit)), dry_run)


def _understood(plan: Callable[[], ProjectPlan]) -> ProjectPlan:
    """Return a plan; a filter that can't be understood ends the command."""
    from sayso.index.search import BadFilterError

    try:
        return plan()
    except BadFilterError as error:
        raise typer.BadParameter(str(error)) from None


def _keep(people: People, plan: ProjectPlan, dry_run: bool) -> None:
    """Say what a plan changes, and keep it unless it is only to be shown."""
    from sayso.actions.projects import keep_project

    for effect in plan.effects:
        typer.echo(effect)
    if dry_run:
        say("nothing was changed")
        return
    made = keep_project(people, plan, WHO)
    say(f"project {made.name} is kept, version {made.version}")
