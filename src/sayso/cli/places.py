"""`sayso places`: packs of places, what a name may mean, toponyms resolved in bulk.

Each command imports what it needs when it runs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from sayso.cli.exits import Exit, after_reading, ending
from sayso.cli.terminal import messages, plain, results, say

if TYPE_CHECKING:
    from rich.table import Table

    from sayso.gazetteer import Entry
    from sayso.gazetteer.dump import Progress
    from sayso.gazetteer.shelf import Shelved


class LinesFormat(StrEnum):
    """What `sayso places resolve` reads and writes."""

    JSONL = "jsonl"


places_app = typer.Typer(
    help="Packs of places: add a country's villages, list, remove, look a name up.\n\n"
    "\b\nExamples:\n"
    "  sayso places add UA.zip\n"
    "  sayso places list\n"
    "  sayso places find Pokrovsk\n"
    "  sayso places resolve --format jsonl toponyms.jsonl > resolved.jsonl\n"
    "  sayso places remove UA",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@contextmanager
def _failing() -> Iterator[None]:
    """Tell what is wrong with a pack or the folder of packs, and end."""
    from sayso.gazetteer import GazetteerPackError

    try:
        yield
    except GazetteerPackError as error:
        say(f"sayso: {error}")
        raise typer.Exit(Exit.NONE_READ) from error
    except OSError as error:
        if error.filename is None and not isinstance(error, FileNotFoundError):
            raise
        say(f"sayso: can't use {error.filename}: {error.strerror}.")
        raise typer.Exit(Exit.NONE_READ) from error


def add_command(
    dump: Annotated[
        Path, typer.Argument(metavar="DUMP.zip", help="A country's dump, as GeoNames exports it.")
    ],
) -> None:
    """Make a pack of a GeoNames country dump, so that its villages are known too.

    Dumps are at download.geonames.org/export/dump, one a country: UA.zip, SD.zip, MM.zip. Adding
    one again replaces its pack.

    \b
    Examples:
      sayso places add UA.zip
    """
    from sayso.actions.packs import add_pack

    with _failing(), _bar(dump) as progress:
        pack = add_pack(dump, progress)
    say(f"{pack.name}: {pack.places:,} places added, in {pack.path}")


@contextmanager
def _bar(dump: Path) -> Iterator[Progress]:
    """Show a bar on standard error, if that is a terminal."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

    console = messages()
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(plain(dump.name), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def list_command() -> None:
    """List the packs of this machine: version, places, size, checksum, source.

    \b
    Examples:
      sayso places list
    """
    from sayso.actions.packs import list_packs

    with _failing():
        shelved = list_packs()
    results().print(_packs_table(shelved))
    for pack in shelved:
        if pack.wrong:
            say(f"sayso: {pack.wrong}")
    if any(each.wrong for each in shelved):
        raise typer.Exit(Exit.SOME_UNREAD)
    if not shelved:
        say("no pack yet: the built-in one is made when something is first read.")


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in columns:
        right = name in {"places", "MB", "inhabitants"}
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    return table


def _packs_table(shelved: tuple[Shelved, ...]) -> Table:
    table = _table("name", "version", "places", "MB", "checksum", "source")
    for pack in shelved:
        known = (pack.version, f"{pack.places:,}", f"{pack.size / 1e6:.1f}", pack.checksum)
        facts = (*known, pack.origin) if pack.wrong is None else ("can't be used", "", "", "", "")
        table.add_row(plain(pack.name), *map(plain, facts))
    return table


def remove_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `sayso places list` names it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Remove a pack. What was read with it stays as it was read.

    \b
    Examples:
      sayso places remove UA
      sayso places remove UA --yes
    """
    from sayso.actions.packs import is_builtin, list_packs, remove_pack

    with _failing():
        there = name in {each.name for each in list_packs()}
        if there and not yes and not typer.confirm(f"Remove the pack {name}?", err=True):
            say(f"{name} stays.")
            raise typer.Exit(Exit.DONE)
        remove_pack(name)
    again = "It is made anew when needed." if is_builtin(name) else _add_again(name)
    say(f"{name} removed. {again}")


def _add_again(name: str) -> str:
    return f"To have it back: `sayso places add {name}.zip`."


def find_command(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="A name, in any spelling.")],
) -> None:
    """Tell what a name may mean, most populous first.

    \b
    Examples:
      sayso places find Pokrovsk
      sayso places find "Velyka Novosilka"
    """
    from sayso.actions.packs import find_places
    from sayso.gazetteer import open_gazetteer

    with _failing():
        entries = find_places(" ".join(name), open_gazetteer(progress=say))
    if not entries:
        say("no pack knows this name. Is there a pack of its country (`sayso places add`)?")
    results().print(_entries_table(entries))


def _entries_table(entries: tuple[Entry, ...]) -> Table:
    table = _table("GeoNames id", "name", "kind", "country", "region", "at", "inhabitants")
    for entry in entries:
        table.add_row(
            str(entry.geonameid or ""),
            plain(entry.name),
            entry.kind,
            entry.country or "",
            entry.admin1 or "",
            f"{entry.latitude:.4f}, {entry.longitude:.4f}",
            f"{entry.population:,}" if entry.population else "",
        )
    return table


def resolve_command(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON lines, or - for standard input.")
    ],
    _output: Annotated[
        LinesFormat, typer.Option("--format", help="jsonl: JSON lines in and out.")
    ] = LinesFormat.JSONL,
) -> None:
    """Say which place each given toponym means: GeoNames id, coordinates and score.

    Reads lines of {"doc_id", "text", "toponyms": [{"start", "end"}]}, offsets in code points,
    and writes for each a line of {"doc_id", "toponyms": [{"start", "end", "id", "lat", "lon",
    "score", …}]}, toponyms in the same order; id, lat and lon are null where it stays unresolved.

    \b
    Examples:
      sayso places resolve --format jsonl toponyms.jsonl > resolved.jsonl
    """
    from sayso.files.opening import open_named

    with _failing():
        if source == "-":
            ended = _resolve(sys.stdin.buffer)
        else:
            with open_named(Path(source)) as stream:
                ended = _resolve(stream)
    raise typer.Exit(ended)


def _resolve(stream: BinaryIO) -> Exit:
    """Answer each line of `stream` on standard output."""
    from sayso.actions.toponyms import resolve_lines
    from sayso.gazetteer import open_gazetteer
    from sayso.intake.jsonl import bounded_lines

    read = unread = 0
    for resolved in resolve_lines(bounded_lines(stream), open_gazetteer(progress=say)):
        sys.stdout.write(json.dumps(resolved.answer, allow_nan=False) + "\n")
        for problem in resolved.problems:
            say(f"sayso: {problem.message}")
        read += not resolved.problems
        unread += bool(resolved.problems)
    return after_reading(read, unread)


for verb, command in (
    ("add", ending(add_command)),
    ("list", ending(list_command)),
    ("find", ending(find_command)),
    ("resolve", ending(resolve_command)),
    ("remove", ending(remove_command)),
):
    places_app.command(verb)(command)
