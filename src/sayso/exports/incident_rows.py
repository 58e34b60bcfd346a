"""Rows of a coding sheet: claims gathered by incident while they go by, then a row of each.

ACLED and UCDP count events where Sayso counts claims. What both need of an incident is here: what
its claims say was done, by whom and to whom, and how the rows become a CSV file.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO, TypeVar

from sayso.exports.acting import Acting, acting
from sayso.exports.chosen import About, Chosen, each_made, usable
from sayso.exports.claims_csv import guarded
from sayso.exports.encoding import Utf8
from sayso.ledger import LedgerError
from sayso.record import Claim, Event, Problem
from sayso.record.faults import attempt
from sayso.record.resolved import ResolvedClaim

Sheet = TypeVar("Sheet")

STATE = frozenset({"MIL", "GOV", "COP", "SPY"})
"""PLOVER sectors of those who act for a state."""

AFFIRMED = frozenset({"asserts", "acknowledges"})

BATTLES, REMOTE = "Battles", "Explosions/Remote violence"
CIVILIANS = "Violence against civilians"
"""ACLED's types of events in which arms are used."""


@dataclass(slots=True)
class Acts:
    """What the claims of one incident say was done, in ACLED's codes, by whom and to whom."""

    codes: Counter[str] = field(default_factory=Counter)
    initiators: Counter[Acting] = field(default_factory=Counter)
    targets: Counter[Acting] = field(default_factory=Counter)

    def count(self, resolved: ResolvedClaim, event: Event) -> None:
        """Count the event of a claim, where ACLED has a code for it."""
        if event.acled is None:
            return
        self.codes[event.acled] += 1
        for counted, span in ((self.initiators, event.initiator), (self.targets, event.target)):
            who = acting(resolved, span)
            if who is not None and any(map(str.isalpha, who.name)):
                counted[who] += 1


def affirms(claim: Claim) -> bool:
    """Return whether a claim says that something happened: asserted, and not planned or feared."""
    return claim.polarity in AFFIRMED and claim.modality == "actual"


def most(counted: Counter[Acting]) -> Acting | None:
    """Return who is counted most often, the first of several; None for nobody."""
    return counted.most_common(1)[0][0] if counted else None


def gathered(
    where: str,
    new: Callable[[], Sheet],
    take: Callable[[Sheet, Chosen], None],
    chosen: Iterable[Chosen],
    about: About,
) -> dict[str, Sheet]:
    """Return a sheet for each incident, in the order in which its first claim came.

    Claims that a person judged wrong are left out; one on which `take` raises goes to
    `about.left_out`.
    """
    sheets: dict[str, Sheet] = {}

    def put(claim: Chosen) -> None:
        if claim.placed is not None:
            take(sheets.setdefault(claim.placed.incident, new()), claim)

    for _ in each_made(where, put, usable(chosen), about):
        pass
    return sheets


def write_rows(
    where: str,
    columns: Sequence[str],
    sheets: Mapping[str, Sheet],
    row: Callable[[str, Sheet], Mapping[str, Any]],
    about: About,
    out: BinaryIO,
) -> int:
    """Write a header and a row for each sheet, fit for a spreadsheet; how many rows.

    One on which `row` raises goes to `about.left_out`. Raises LedgerError.
    """
    writer = csv.DictWriter(Utf8(out), columns, lineterminator="\r\n")
    writer.writeheader()
    written = 0
    for incident, sheet in sheets.items():
        cells = attempt(where, partial(_fit, row, incident, sheet), (LedgerError,))
        if isinstance(cells, Problem):
            about.left_out(f"incident {incident}", cells)
            continue
        writer.writerow(cells)
        written += 1
    return written


def _fit(
    row: Callable[[str, Sheet], Mapping[str, Any]], incident: str, sheet: Sheet
) -> dict[str, Any]:
    return {name: guarded(cell) for name, cell in row(incident, sheet).items()}
