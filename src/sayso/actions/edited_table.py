"""A table of claims that came back from a spreadsheet: changed cells become corrections."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, cast

from sayso.actions.returned_table import ReturnedTableError, named_rows, refuse
from sayso.actions.review import JudgementError, as_shown, changes_of
from sayso.exports.chosen import Chosen
from sayso.exports.claims_csv import guarded, row
from sayso.index.service import IncidentIndex
from sayso.ledger import UnknownIdError
from sayso.lexicon.figure_notation import BOUND_WORDS
from sayso.linking.claim_fields import SEPARATOR, figure_words
from sayso.linking.judged import in_force
from sayso.record import Claim, Judgement, Verdict
from sayso.record.resolved import ResolvedClaim

FIELD_OF: Mapping[str, str] = {
    "claimant": "claimant",
    "polarity": "polarity",
    "modality": "modality",
    "event": "event",
    "initiator": "initiator",
    "target": "target",
    "quantities": "figures",
    "places": "place",
    "moment_said": "when",
    "words": "evidence",
}
"""Columns of the CSV of claims that may be edited, with the field that each is corrected by."""

FIGURE = re.compile(r"(?P<said>[^\[\];]+?)\s*\[(?P<facts>[^\[\]]*)\]")
ID = "claim_id"


@dataclass(frozen=True, slots=True)
class EditedTable:
    """What the changed cells of a table come to: judgements, each with the line it is of."""

    judgements: tuple[tuple[int, Judgement], ...]
    rows: int


def edited_table(index: IncidentIndex, stream: BinaryIO, by: str, why: str = "") -> EditedTable:
    """Return the corrections that a CSV of claims asks for, by the cells that differ from what an
    export writes now.

    All is taken or nothing: raises ReturnedTableError with what is wrong, line by line.
    """
    made: list[tuple[int, Judgement]] = []
    faults: list[str] = []
    count, now, reason = 0, datetime.now(UTC), why.strip()
    with closing(named_rows(stream, _check_columns)) as table:
        for line, cells in table:
            count += 1
            try:
                resolved = as_shown(index, cells.get(ID, "").strip())
                claim = resolved.claim
                given = changes_of(index, claim.id, _typed(resolved, cells))
                verdict = _verdict(index, claim, cells.get("judged", "").strip())
            except (JudgementError, UnknownIdError) as error:
                faults.append(f"line {line}: {error}")
                continue
            if given:
                changes = tuple(given.items())
                made.append((line, Judgement("corrected", (claim.id,), by, now, reason, changes)))
            if verdict is not None:
                made.append((line, Judgement(verdict, (claim.id,), by, now, reason)))
    refuse(faults)
    return EditedTable(tuple(made), count)


def _check_columns(names: Sequence[str]) -> None:
    """Raise ReturnedTableError where columns are not those of a table of claims."""
    if ID not in names or not set(names) & FIELD_OF.keys():
        raise ReturnedTableError(
            f"This is no table of claims: it has no column {ID}. `sayso export --format csv`"
            " writes one."
        )


def _typed(resolved: ResolvedClaim, cells: Mapping[str, str]) -> dict[str, str]:
    """Return the fields whose cells differ from what an export writes now, as a person types them.

    Raises JudgementError where somebody corrected such a field after the table was written.
    """
    now = row(Chosen(resolved))
    written = {each.strip() for each in cells.get("corrected", "").split(",")}
    typed = {}
    for column, name in FIELD_OF.items():
        if column not in cells or _alike(cells[column], now[column]):
            continue
        since = [each for each in resolved.claim.corrections if each.field == name]
        if since and "corrected" in cells and name not in written:
            raise JudgementError(
                f"{column}: corrected by {since[0].by} since the table was written. Export it anew."
            )
        words = cells[column].removeprefix("'")
        typed[name] = _figures(words, str(now[column]), resolved) if name == "figures" else words
    return typed


def _verdict(index: IncidentIndex, claim: Claim, cell: str) -> Verdict | None:
    """Return the verdict of a cell, "right" or "wrong", where it is not the one that holds."""
    held = in_force(index.state().by_claim.get(claim.id, ()))
    holds = held[-1].verdict if held else ""
    if cell in ("right", "wrong") and cell != holds:
        return cast(Verdict, cell)
    return None


def _alike(cell: str, now: object) -> bool:
    """Return whether a cell says what an export writes; spreadsheets change spaces and quotes."""
    shown = "" if now is None else str(guarded(now if isinstance(now, str) else str(now)))
    return " ".join(cell.split()).removeprefix("'") == " ".join(shown.split()).removeprefix("'")


def _figures(cell: str, now: str, resolved: ResolvedClaim) -> str:
    """Return the figures of a cell as they are typed: "12 people [killed]" is 12 people killed.

    Those that nobody edited, as an export writes them `now`, stay what they are.
    """
    text = resolved.reading.document.text
    read = (figure_words(each, text) for each in resolved.quantities)
    kept = dict(zip(now.split(SEPARATOR), read, strict=False))
    items = (each.strip() for each in cell.split(";") if each.strip())
    return SEPARATOR.join(kept.get(each) or _figure(each) for each in items)


def _figure(words: str) -> str:
    match = FIGURE.fullmatch(words)
    if match is None:
        return words
    facts = [each.strip() for each in match["facts"].split(",")]
    role = next((each for each in facts if each not in BOUND_WORDS), "")
    return f"{match['said']} {role.replace('_', ' ')}".strip()


def lines_of(table: EditedTable) -> list[str]:
    """Return what a table changes, a line a field."""
    lines = []
    for line, judgement in table.judgements:
        where = f"line {line}, {judgement.claims[0][:10]}"
        lines += [f"{where} {name}: {value or 'nothing'}" for name, value in judgement.changes]
        if not judgement.changes:
            lines.append(f"{where} is {judgement.verdict}")
    return lines
