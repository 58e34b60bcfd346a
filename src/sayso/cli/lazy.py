"""A group of commands of which each is imported when it is called, and none for the help.

The pattern is Click's "lazily loading subcommands"; importing all commands took twice as long as
all else that `sayso --help` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from sayso.cli.exits import ending


@dataclass(frozen=True, slots=True)
class Later:
    """A command that is a function, or a group of commands, in a module of this package.

    `help` is its line in the list of commands: the first sentence of its own help.
    """

    name: str
    module: str
    what: str
    help: str

    def load(self) -> Any:
        """Return the command itself, named as it is called."""
        named = getattr(import_module(f"sayso.cli.{self.module}"), self.what)
        app = named
        if not isinstance(named, typer.Typer):
            app = typer.Typer(
                add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
            )
            app.command(self.name)(ending(named))
        command = typer.main.get_command(app)
        command.name = self.name
        return command


class LazyGroup(TyperGroup):
    """A group whose commands are those of `commands`, in that order."""

    commands_later: tuple[Later, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [each.name for each in self.commands_later]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command with this name, imported; None where there is none."""
        del ctx
        named = (each for each in self.commands_later if each.name == cmd_name)
        return next((each.load() for each in named), None)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands in the help, none of which is imported for it."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(each.name, each.help) for each in self.commands_later])


def group_of(*commands: Later) -> type[LazyGroup]:
    """Return a group with these commands, for `typer.Typer(cls=...)`."""
    return type("Commands", (LazyGroup,), {"commands_later": commands})
