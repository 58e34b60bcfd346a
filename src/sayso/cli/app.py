"""The command line: commands, and how each error ends."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import click
import typer

from sayso import __version__
from sayso.cli import holdings, reading
from sayso.cli.exits import Exit
from sayso.cli.terminal import say, use_utf8
from sayso.ledger import LedgerError, UnknownIdError

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
app.command("read")(reading.read_command)
app.command("add")(reading.add_command)
app.command("list")(holdings.list_command)
app.command("show")(holdings.show_command)
app.command("search")(holdings.search_command)
app.command("export")(holdings.export_command)
app.command("report")(holdings.report_command)


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
    """Run `sayso` with the arguments of this process, and exit."""
    use_utf8()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run `sayso` with `arguments`; the exit code, see `Exit`. A bug raises."""
    try:
        code = app(arguments, prog_name="sayso", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UnknownIdError as error:
        say(f"sayso: {error}")
        return Exit.UNKNOWN_ID
    except LedgerError as error:
        say(f"sayso: {error}")
        return Exit.LEDGER
    except (KeyboardInterrupt, click.Abort):
        say("sayso: stopped. What was reported as added is safe; run it again to go on.")
        return Exit.STOPPED
    except BrokenPipeError:
        # Whoever read the results has seen enough; nothing is left to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    return int(code or Exit.DONE)
