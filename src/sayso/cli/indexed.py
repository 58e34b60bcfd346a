"""The index of a ledger for a command that judges: brought up to date, and what is judged kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol, TypeVar

import typer

from sayso.actions.review import JudgementError
from sayso.cli import options
from sayso.cli.terminal import plain, with_bar
from sayso.index.service import IncidentIndex
from sayso.record import Judgement


class PlannedJudgements(Protocol):
    """Judgements that are to be appended, and what they change, in words."""

    @property
    def judgements(self) -> Sequence[Judgement]: ...

    @property
    def effects(self) -> Sequence[str]: ...


AnyPlan = TypeVar("AnyPlan", bound=PlannedJudgements)


@contextmanager
def open_index(ledger: str | None, dry_run: bool) -> Iterator[IncidentIndex]:
    """Open the index of a ledger, to be judged in unless that is only tried. Raises LedgerError."""
    path = options.chosen_ledger(ledger)
    with closing(IncidentIndex(path, "read" if dry_run else "add")) as index:
        done, whole = index.progress
        for _ in with_bar("linking", index.ingested(), whole - done):
            pass
        yield index


def keep(
    make: Callable[[IncidentIndex], AnyPlan], dry_run: bool, ledger: str | None, done: str
) -> AnyPlan:
    """Make a plan, append it unless it is only to be shown, and print what it changes.

    `done` is what would be done: "judged". Raises BadParameter where it can't be.
    """
    with open_index(ledger, dry_run) as index:
        try:
            plan = make(index)
        except JudgementError as error:
            raise typer.BadParameter(str(error)) from None
        if not dry_run:
            index.judge(plan.judgements)
    for effect in plan.effects:
        for line in effect.splitlines():
            typer.echo(plain(f"would be {done}: {line}" if dry_run else line))
    return plan
