"""Tables that come back from a spreadsheet: their rows by column, and all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import BinaryIO

from sayso.intake.delimited import rows_of_text, written_as

MOST_FAULTS = 20


class ReturnedTableError(ValueError):
    """A table that can't be taken in; the message says why, by its lines."""


def named_rows(
    stream: BinaryIO, check: Callable[[Sequence[str]], None], *, padded: bool = False
) -> Generator[tuple[int, dict[str, str]], None, None]:
    """Yield the rows of a CSV by their column names, with their lines; empty ones are left out.

    `check` is given the names and raises where they are not those of the table. A row that is cut
    short lacks its last columns, or has them empty where it is to be `padded`. Raises
    ReturnedTableError for a line that can't be read.
    """
    with closing(rows_of_text(stream, written_as(stream))) as rows:
        head = next(rows, None)
        names = [each.strip() for each in head.cells] if head is not None else []
        check(names)
        for read in rows:
            if read.broken:
                raise ReturnedTableError(f"line {read.line}: {read.broken}")
            if any(cell.strip() for cell in read.cells):
                empty = dict.fromkeys(names, "") if padded else {}
                yield read.line, empty | dict(zip(names, read.cells, strict=False))


def refuse(faults: Sequence[str]) -> None:
    """Raise ReturnedTableError with what is wrong, a line each, where anything is."""
    if faults:
        more = len(faults) - MOST_FAULTS
        rest = [f"and {more} more"] if more > 0 else []
        raise ReturnedTableError("\n".join([*faults[:MOST_FAULTS], *rest]))
