"""`sayso bulk`: many documents into tables, on this machine or a cluster; `sayso bulk link`.

Each command imports what it needs when it runs.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, after_reading, ending
from sayso.cli.terminal import messages, plain, say

if TYPE_CHECKING:
    from sayso.actions.bulk import ShardProgress
    from sayso.bulk.incidents import LinkingProgress


class EngineOption(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    RAY = "ray"


Engine = Annotated[
    EngineOption,
    typer.Option(
        "--engine",
        help="local: processes of this machine; ray: the cluster at $RAY_ADDRESS, else a Ray"
        " of this machine (pip install 'sayso[ray]').",
    ),
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--processes", metavar="N", min=1, help="How many at once; without it one for each core."
    ),
]

bulk_app = typer.Typer(
    help="Read many documents into Parquet tables, on all cores or on a cluster.\n\n"
    "Takes WARC (.warc, .warc.gz, .warc.zst), JSON lines (.jsonl, also .gz and .zst), tables of\n"
    "texts (.csv, .tsv, .xlsx, by their columns) and Parquet (a column 'text'). If it is stopped,\n"
    "run it again: it goes on where it was.\n\n"
    "\b\nExamples:\n"
    "  sayso bulk --in 'CC-NEWS-*.warc.gz' --out tables\n"
    "  sayso bulk --in 'feeds/**/*.jsonl' --out tables --processes 2 --fast\n"
    "  sayso bulk --engine ray --in 'month/*.parquet' --out tables\n"
    "  sayso bulk link tables\n"
    "  sayso add tables --ledger strikes.sqlite",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@contextmanager
def _failing() -> Iterator[None]:
    """Tell what is wrong with the engine or the inputs, and end."""
    from sayso.engines.engine import EngineError, TablesUnwrittenError

    try:
        yield
    except TablesUnwrittenError as error:
        say(f"sayso: {error}")
        raise typer.Exit(Exit.UNWRITTEN) from error
    except EngineError as error:
        say(f"sayso: {error}")
        raise typer.Exit(Exit.NONE_READ) from error


@bulk_app.callback()
@ending
def bulk_command(
    context: typer.Context,
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--in",
            metavar="PATTERN",
            help="Files to read: a path that may have *, ? and **, in quotes. May be repeated.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="The folder of the tables.")
    ] = None,
    engine: Engine = EngineOption.LOCAL,
    processes: Processes = None,
    fast: options.Fast = False,
    published: options.Published = None,
    outlet: options.Outlet = None,
    language: options.Language = None,
    mapped: options.Map = None,
    keep_bytes: Annotated[
        bool,
        typer.Option(
            "--bytes", help="Keep the bytes of each document, too, as `sayso add` does: larger."
        ),
    ] = False,
    part: Annotated[
        int,
        typer.Option("--part", metavar="N", min=1, help="Records, lines or rows of one file."),
    ] = 200,
) -> None:
    """Read many documents into tables."""
    if context.invoked_subcommand is not None:
        return
    if not inputs or out is None:
        raise typer.BadParameter("name the files with --in and the folder of the tables with --out")
    from sayso.actions.bulk import Bulk, ReadSettings, bulk, closing_engine

    hints = options.hints(published, outlet, language, mapped)
    wanted = Bulk(inputs, out, ReadSettings(hints, fast, keep_bytes, part))
    with _failing(), closing_engine(engine.value, processes) as made:
        raise typer.Exit(_report(_with_bar(bulk(wanted, made), "reading"), out))


@bulk_app.command("link")
@ending
def link_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder of the tables.", show_default=False)
    ],
    engine: Engine = EngineOption.LOCAL,
    processes: Processes = None,
    events: Annotated[
        bool,
        typer.Option("--events", help="Only documents in which someone claims an event."),
    ] = False,
) -> None:
    """Link the documents of tables: pairs of passages, copies, incidents with folded claims.

    \b
    Examples:
      sayso bulk link tables
      sayso bulk link tables --processes 2 --events
    """
    from sayso.actions.bulk import closing_engine, linker_of

    with _failing(), closing_engine(engine.value, processes) as made:
        linker = linker_of(folder, made, events)
        _show(linker.run())
        counts = linker.counts
        say(
            f"{folder}: {counts.incidents} incidents of {counts.documents} documents;"
            f" {counts.compared} pairs of passages compared, {counts.pairs} alike;"
            f" {counts.copies} pairs of copies"
        )


def _show(stages: Iterable[LinkingProgress]) -> None:
    """Show a bar for each step, on standard error, if that is a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn())
    bar = Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=1)
        for stage in stages:
            bar.update(task, description=stage.name, completed=stage.done, total=stage.whole)


def _report(steps: Iterable[ShardProgress], out: Path) -> Exit:
    read = held = unread = 0
    for step in steps:
        if step.held:
            held += step.record.documents
        else:
            read += step.record.documents
        unread += step.record.unread
    say(f"{out}: {read} documents read, {held} there already, {unread} inputs or parts not read")
    if unread:
        say("what could not be read, and why, is in the table problems")
    return after_reading(read + held, unread)


def _with_bar(steps: Iterator[ShardProgress], word: str) -> Iterator[ShardProgress]:
    """Yield the same steps, with a bar on standard error while they come, if it is a terminal."""
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = messages()
    bar = Progress(
        TextColumn(word),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(elapsed_when_finished=False),
        TextColumn("{task.description}", markup=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=1.0, rate="")
        started, count, furthest = time.monotonic(), 0, 0.0
        for step in steps:
            count += 0 if step.held else step.record.documents
            furthest = max(furthest, step.done)
            rate = f"{count / max(time.monotonic() - started, 0.001):.1f} documents/s"
            bar.update(task, completed=furthest, rate=rate, description=plain(step.record.name))
            yield step
