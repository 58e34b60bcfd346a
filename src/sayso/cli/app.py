"""The command line: commands, and how each error ends."""

from __future__ import annotations

from typing import Annotated

import typer

from sayso import __version__
from sayso.cli import exporting, holdings, keeping, linking, reading, serving, watching
from sayso.cli.exits import Exit, ending
from sayso.cli.places import places_app
from sayso.cli.serving import users_app
from sayso.cli.terminal import open_closed_streams, use_utf8

EXIT_CODES = "\n".join(f"  {code.value:>3}  {code.meaning}" for code in Exit)

app = typer.Typer(
    name="sayso",
    help="Read reports of armed conflict and keep a sourced ledger of who said what.\n\n"
    "\b\nExit codes:\n" + EXIT_CODES,
    epilog="`sayso COMMAND --help` has examples. The manual is docs/cli.md.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("read")(ending(reading.read_command))
app.command("add")(ending(reading.add_command))
app.command("watch")(ending(watching.watch_command))
app.command("list")(ending(holdings.list_command))
app.command("show")(ending(holdings.show_command))
app.command("search")(ending(holdings.search_command))
app.command("versions")(ending(keeping.versions_command))
app.command("verify")(ending(keeping.verify_command))
app.command("claims")(ending(linking.claims_command))
app.command("incidents")(ending(linking.incidents_command))
app.command("compare")(ending(linking.compare_command))
app.command("history")(ending(linking.history_command))
app.command("framing")(ending(linking.framing_command))
app.command("export")(ending(exporting.export_command))
app.command("report")(ending(holdings.report_command))
app.command("serve")(ending(serving.serve_command))
app.add_typer(places_app, name="places")
app.add_typer(users_app, name="users")


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


def main() -> None:
    """Run `sayso` with the arguments of this process, and exit; see `Exit`. A bug raises."""
    open_closed_streams()
    use_utf8()
    app(prog_name="sayso")
