"""The command line: commands, and how each error ends."""

from __future__ import annotations

from typing import Annotated

import typer

from sayso import __version__
from sayso.cli.exits import Exit
from sayso.cli.lazy import Later, group_of

EXIT_CODES = "\n".join(f"  {code.value:>3}  {code.meaning}" for code in Exit)

COMMANDS = (
    Later("read", "reading", "read_command", "Read inputs and show who said what, nothing stored."),
    Later("add", "reading", "add_command", "Read inputs and add them to a ledger."),
    Later("bulk", "bulk", "bulk_app", "Read many documents into tables, on cores or a cluster."),
    Later("watch", "watching", "watch_command", "Look at feeds when due, and add what is new."),
    Later("list", "browse", "list_command", "List documents, claims, or what was not read."),
    Later("show", "browse", "show_command", "Show a claim: its words, its chain, its source."),
    Later("search", "browse", "search_command", "Search claims, claimants and texts for words."),
    Later("versions", "integrity", "versions_command", "Show documents whose words were changed."),
    Later("verify", "integrity", "verify_command", "Check every document, span and snapshot."),
    Later(
        "claims", "incidents", "claims_command", "Show claims folded, with all their appearances."
    ),
    Later("judge", "judging", "judge_app", "Judge claims: accept, reject, correct, and undo that."),
    Later("code", "coding", "code_app", "Code incidents by a codebook: show rows, set fields."),
    Later("codebook", "coding", "codebook_app", "Codebooks: list, show, check a file of yours."),
    Later("work", "work", "work_app", "Organise the work: who codes what, how far it is, tags."),
    Later("claimants", "claimants", "claimants_app", "The register of claimants, and its names."),
    Later("incidents", "incidents", "incidents_app", "Show claims about one happening as one."),
    Later(
        "compare", "incidents", "compare_command", "Set the accounts of an incident side by side."
    ),
    Later("history", "incidents", "history_command", "Show what each side said anew."),
    Later(
        "framing", "incidents", "framing_command", "Show whose voice each outlet carries, and how."
    ),
    Later(
        "export", "exporting", "export_command", "Write out what a ledger holds, in many formats."
    ),
    Later("report", "browse", "report_command", "Write one page to open in a browser."),
    Later("index", "serving", "index_command", "Make a site's index beforehand, with a bar."),
    Later("serve", "serving", "serve_command", "Open the ledger as a site."),
    Later("alerts", "alerts", "alerts_app", "Send what users want to be alerted to."),
    Later("ledger", "ledgers", "ledger_app", "Copy a ledger, tell what it holds."),
    Later("places", "places", "places_app", "Packs of places: add, list, find, resolve, remove."),
    Later("projects", "projects", "projects_app", "Projects of a site: filter, codebook, members."),
    Later("users", "users", "users_app", "Who may use a served ledger: users, tokens, sessions."),
)

app = typer.Typer(
    name="sayso",
    cls=group_of(*COMMANDS),
    help="Read reports of armed conflict and keep a sourced ledger of who said what.\n\n"
    "\b\nExit codes:\n" + EXIT_CODES,
    epilog="`sayso COMMAND --help` has examples. The manual is docs/cli.md.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sayso {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass
