"""`sayso read` and `sayso add`.

Each imports what it needs when it runs: `sayso --help` asks for no parser.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sayso.cli import options
from sayso.cli.exits import Exit, after_reading
from sayso.cli.terminal import count_of, messages, plain, results, say
from sayso.record import Problem, Reading
from sayso.record.progress import following

if TYPE_CHECKING:
    from rich.status import Status

    from sayso.actions.add import Outcome
    from sayso.actions.explain import Explanation
    from sayso.actions.read import Unreadable
    from sayso.exports.chosen import LeftOut

Result = TypeVar("Result", "Reading", "Explanation")


class ReadFormat(StrEnum):
    """What `sayso read` writes."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"


def read_command(
    context: typer.Context,
    inputs: options.Inputs,
    output: Annotated[
        ReadFormat,
        typer.Option("--format", help="table to look at, json or jsonl for programs, html a page."),
    ] = ReadFormat.TABLE,
    published: options.Published = None,
    outlet: options.Outlet = None,
    language: options.Language = None,
    mapped: options.Map = None,
    fast: options.Fast = False,
    explained: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show which rules and scores made each claim, and what was dropped and why.",
        ),
    ] = False,
) -> None:
    """Read inputs and show who said what, without storing anything.

    \b
    Examples:
      sayso read report.txt --published 2026-03-04 --outlet "Harbour Post"
      sayso read report.txt --explain
      sayso read reports/ --format jsonl > readings.jsonl
      sayso read https://news.example/story --format html > story.html
      cat report.txt | sayso read -
    """
    from sayso.actions.read import read_inputs
    from sayso.text.parser import parse

    gazetteer_ready()
    tally = ReadTally()
    parser = context.obj.parse if context.obj else parse  # see sayso.cli.main
    hints = options.hints(published, outlet, language, mapped)
    if explained:
        from sayso.actions.explain import explain_inputs

        _write_explained(tally.of(explain_inputs(inputs, hints, fast, parser)), output)
    else:
        readings = _with_stage(read_inputs(inputs, hints, fast, parser))
        _write(tally.of(readings), output, tally.left_out)
    raise typer.Exit(after_reading(tally.read, tally.unread))


def _with_stage(readings: Iterable[Reading | Unreadable]) -> Iterator[Reading | Unreadable]:
    """Yield the same, with the stage at work and how far it is on standard error meanwhile, if
    that is a terminal.
    """
    if not sys.stderr.isatty():
        yield from readings
        return
    console = messages()
    coming = iter(readings)
    while True:
        with console.status("reading") as status, following(partial(_show_stage, status)):
            reading = next(coming, None)
        if reading is None:
            return
        yield reading


def _show_stage(status: Status, doing: str, share: float) -> None:
    status.update(f"{doing} {share:.0%}" if share else doing)


def gazetteer_ready() -> None:
    """Make the gazetteer if this is the first run here, and say so: it takes a while.

    Where it can't be made or opened, each document gets that as a problem of its own.
    """
    from sayso.gazetteer import GazetteerPackError, open_gazetteer

    with suppress(GazetteerPackError, OSError):
        open_gazetteer(progress=say)


def _write(readings: Iterable[Reading], output: ReadFormat, left_out: LeftOut) -> None:
    """Write readings; one that can't be written loses its layers, and a message says so."""
    if output is ReadFormat.TABLE:
        from sayso.cli.tables import claims_table
        from sayso.exports.chosen import each_written

        console = results()
        for table in each_written("table", claims_table, readings, left_out):
            console.print(table)
    elif output is ReadFormat.JSON:
        from sayso.exports.readings_json import write_readings_json

        write_readings_json(readings, sys.stdout, left_out)
    elif output is ReadFormat.JSONL:
        from sayso.exports.readings_jsonl import write_readings_jsonl

        write_readings_jsonl(readings, sys.stdout, left_out)
    else:
        from sayso.exports.page import render_page

        sys.stdout.write(render_page(list(readings), None, left_out))


def _write_explained(explanations: Iterable[Explanation], output: ReadFormat) -> None:
    from sayso.cli.explanations import explanation_json, explanation_page

    if output is ReadFormat.HTML:
        raise typer.BadParameter("--explain writes a table, json or jsonl, and no page.")
    for explanation in explanations:
        if output is ReadFormat.TABLE:
            results().print(explanation_page(explanation))
        else:
            print(explanation_json(explanation))


class ReadTally:
    """Counts what goes by, and reports what could not be read."""

    def __init__(self) -> None:
        self.read = 0
        self.unread = 0

    def left_out(self, _document: str, problem: Problem) -> None:
        """Count a document that was read and could not be written."""
        self.read -= 1
        self.unread += 1
        say(f"sayso: {problem.message}")

    def of(self, outcomes: Iterable[Result | Unreadable]) -> Iterator[Result]:
        """Yield what was read of `outcomes`, and count it."""
        from sayso.actions.read import Unreadable

        for outcome in outcomes:
            if isinstance(outcome, Unreadable):
                self.unread += 1
                say(f"sayso: {outcome.problem.message}")
            else:
                self.read += 1
                yield outcome


def add_command(
    inputs: options.Inputs,
    ledger: options.Ledger = None,
    published: options.Published = None,
    outlet: options.Outlet = None,
    language: options.Language = None,
    mapped: options.Map = None,
    fast: options.Fast = False,
    progress: Annotated[
        bool,
        typer.Option(
            "--progress",
            help="Write 'added FINGERPRINT INPUT' to standard output once a document is safe on"
            " disk, 'held' for one that was there.",
        ),
    ] = False,
) -> None:
    """Read inputs and add them to a ledger. What it holds already is not read again.

    The bytes that came in are kept beside the documents (`sayso verify`, `sayso versions`). If
    this is stopped half-way, run it again: it goes on where it was.

    \b
    Examples:
      sayso add report.txt --published 2026-03-04 --outlet "Harbour Post"
      sayso add reports/ --ledger strikes.sqlite
      sayso add feed.jsonl --progress
      sayso add events.csv --map text=notes,published=event_date
      sayso add CC-NEWS-20250301.warc.gz export/result.json bulletin.pdf newsletter.eml
    """
    from sayso.actions.add import add

    path = options.ledger_path(ledger)
    say(f"ledger: {path}")
    gazetteer_ready()
    outcomes = add(inputs, path, options.hints(published, outlet, language, mapped), fast)
    raise typer.Exit(_reported(_with_bar(outcomes, inputs), progress))


def _reported(outcomes: Iterable[Outcome], progress: bool) -> Exit:
    """Tell what became of each input and, at the end, of all; how the command ends."""
    new = held = claims = unread = 0
    for outcome in outcomes:
        if outcome.added is None:
            unread += 1
            if outcome.problem:
                say(f"sayso: {outcome.problem.message}")
            continue
        new += outcome.added.new
        held += not outcome.added.new
        claims += outcome.added.claims
        if outcome.before and outcome.added.new:
            say(f"{plain(outcome.source)}: {changed_line(outcome)}")
        if progress:
            word = "added" if outcome.added.new else "held"
            print(word, outcome.added.document, plain(outcome.source), flush=True)
    say(
        f"{count_of(new, 'document')} added with {count_of(claims, 'claim')};"
        f" {held} there already; {unread} not read"
    )
    return after_reading(new + held, unread)


def changed_line(outcome: Outcome) -> str:
    """Return what to say of a document that has other words than what stood at its address
    before.
    """
    document = (outcome.document or "")[:12]
    return f"other words than before at this address: `sayso versions {document}` shows them"


def _with_bar(outcomes: Iterator[Outcome], inputs: list[str]) -> Iterator[Outcome]:
    """Yield the same outcomes, with a bar on standard error while they come, if it is a terminal.

    It says which stage is at work, and how much of a text the slowest of them, tagging, has done.
    The bar counts documents where their number is known, else bytes of the large file being read.
    """
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from sayso.intake.inputs import expected_documents

    console = messages()
    bar = Progress(
        TextColumn("reading"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[doing]}", markup=False),
        TextColumn("{task.description}", markup=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    known = expected_documents(inputs) if console.is_terminal else None

    def note(doing: str, share: float) -> None:
        done = f" {share:.0%}" if share else ""
        bar.update(task, doing=f"{doing}{done}")

    with bar, following(note):
        task = bar.add_task("", total=known, rate="", doing="")
        started = time.monotonic()
        for count, outcome in enumerate(outcomes, start=1):
            seconds = max(time.monotonic() - started, 0.001)
            columns = {
                "rate": f"{count / seconds:.1f}/s",
                "description": plain(outcome.source)[-50:],
            }
            if known is None and outcome.size:
                kib = {"completed": outcome.done >> 10, "total": outcome.size >> 10}
                bar.update(task, **kib, **columns)  # type: ignore[arg-type]
            else:
                bar.update(task, advance=1, **columns)  # type: ignore[arg-type]
            yield outcome
