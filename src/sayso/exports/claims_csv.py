"""Claims as CSV for a spreadsheet: one row a claim, every cell described in docs/cli.md.

A text cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

from sayso.exports import rows
from sayso.exports.chosen import About, Chosen, each_made
from sayso.exports.encoding import Utf8, fit

Cell = str | int | float | None

SEPARATOR = "; "
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""OWASP's list of first characters that make a spreadsheet take a cell for a formula, with the full
width forms that some of them fold."""

COLUMNS: tuple[str, ...] = tuple(each.name for each in rows.COLUMNS)


def write_claims_csv(chosen: Iterable[Chosen], about: About, out: BinaryIO) -> int:
    """Write a header and a row for each claim; how many claims there were."""
    writer = csv.DictWriter(Utf8(out), COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    written = 0
    for cells in each_made("export csv", _guarded_row, chosen, about):
        writer.writerow(cells)
        written += 1
    return written


def _guarded_row(chosen: Chosen) -> dict[str, Cell]:
    return {name: guarded(cell) for name, cell in row(chosen).items()}


def row(chosen: Chosen) -> dict[str, Cell]:
    """Return the cells of one claim by column, each as a spreadsheet shows it."""
    return {name: _cell(name, value) for name, value in rows.row(chosen).items()}


def guarded(cell: Cell) -> Cell:
    """Return a text fit for a cell: with an apostrophe before what begins like a formula.

    Spaces and characters that no one sees do not hide the beginning; control characters become
    U+FFFD. Numbers stay as they are.
    """
    if not isinstance(cell, str):
        return cell
    shown = fit(cell)
    if cell[:1].isalnum():
        return shown
    if {cell[:1], _first_seen(cell)} & FORMULA_STARTS:
        return "'" + shown
    return shown


def _first_seen(words: str) -> str:
    """Return the first character that is neither a space nor a mark of direction or format."""
    seen = (
        each for each in words if not each.isspace() and unicodedata.category(each) not in UNSEEN
    )
    return next(seen, "")


UNSEEN = frozenset({"Cf", "Cc", "Mn"})


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return _number(round(value, 4) if name.endswith("score") else value)
    if name == "quantities":
        return SEPARATOR.join(map(_figure, value))
    if name == "places":
        return SEPARATOR.join(each["name"] for each in value)
    return value  # type: ignore[no-any-return]


def _number(value: float) -> Cell:
    return int(value) if value.is_integer() else value


def _figure(figure: dict[str, Any]) -> str:
    bound = figure["bound"] if figure["bound"] != "exact" else None
    facts = [each for each in (figure["role"], bound, figure["change"]) if each]
    return f"{figure['said']} [{', '.join(facts)}]" if facts else str(figure["said"])
