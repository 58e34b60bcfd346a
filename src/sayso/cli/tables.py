"""Documents, claims and problems as tables for a terminal."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.cli.terminal import plain
from sayso.linking.claim_fields import words_of
from sayso.record import Claim, Document, Problem, Reading
from sayso.record.document import UNCLAIMED
from sayso.record.resolved import ResolvedClaim, resolve

if TYPE_CHECKING:
    from sayso.ledger import DocumentSummary, Unread
    from sayso.views.work import WorkItem

SHORT_ID = 10
"""Characters of an id shown in tables: enough to name it by."""


def claims_table(
    reading: Reading,
    claims: Sequence[Claim] | None = None,
    rejected: Collection[str] = frozenset(),
) -> RenderableType:
    """Return one document's claims, or some of them, in the order of its text; those that people
    `rejected`, by their ids, are marked.
    """
    chosen = sorted(reading.claims or () if claims is None else claims, key=lambda c: c.evidence)
    table = _table("who says it", "how", "what", "where, when", "words")
    for name, share in (("who says it", 20), ("how", 12), ("what", 20), ("where, when", 15)):
        column = next(each for each in table.columns if each.header == name)
        column.max_width = share
    table.columns[-1].ratio = 1
    for claim in chosen:
        resolved = resolve(reading, claim)
        table.add_row(
            _who(resolved),
            _how(resolved, resolved.claim.id in rejected),
            _what(resolved),
            _where_and_when(resolved),
            _quoted(resolved),
        )
    parts: list[RenderableType] = [heading(reading.document), table]
    if not chosen:
        parts[1] = Text("  no claims found", style="dim")
    parts += [_note("warning", each.message) for each in reading.warnings or ()]
    parts += [_problem(each) for each in reading.problems if each.stage != UNCLAIMED]
    silent = sum(each.stage == UNCLAIMED for each in reading.problems)
    if silent:
        parts.append(
            _note("no claim", f"{silent} sentence(s): --format jsonl says which, and why.")
        )
    return Group(*parts, Text())


def _table(*columns: str) -> Table:
    table = Table(box=None, expand=True, pad_edge=False, header_style="dim", padding=(0, 1, 1, 0))
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def heading(document: Document) -> Text:
    """Return a document's title, outlet, day and id."""
    title = document.title or document.text.lstrip().split("\n", 1)[0][:80]
    outlet = document.outlet
    if outlet and "outlet" in document.inferred:
        outlet = f"{outlet} (outlet inferred)"
    facts = [outlet, day(document.published), document.id[:SHORT_ID]]
    described = " · ".join(plain(each) for each in facts if each)
    return Text.assemble((plain(title), "bold"), ("  " + described, "dim"))


def _who(resolved: ResolvedClaim) -> Text:
    claim = resolved.claim
    style = "yellow" if claim.narrated else "cyan" if claim.claimant.named else "magenta"
    cell = Text(plain(claim.claimant.name), style=style)
    if claim.narrated:
        cell.append("\n(narration)", style="dim")
    elif len(claim.chain) > 1:
        cell.append("\nvia " + plain(" › ".join(claim.chain[:-1])), style="dim")
    cell.append("\n" + claim.id[:SHORT_ID], style="dim")
    return cell


def _how(resolved: ResolvedClaim, rejected: bool) -> Text:
    cell = Text(plain(resolved.cue))
    if rejected:
        _line(cell, "rejected", "bold red")
    if resolved.claim.polarity != "asserts":
        _line(cell, resolved.claim.polarity, "red")
    if resolved.claim.modality != "actual":
        _line(cell, resolved.claim.modality, "dim")
    return cell


def _what(resolved: ResolvedClaim) -> Text:
    cell = Text(resolved.event.kind.replace("_", " ") if resolved.event else "")
    for quantity in resolved.quantities:
        role = f" {quantity.role}" if quantity.role else ""
        _line(cell, plain(words_of(quantity, resolved.reading.document.text)), "bold")
        cell.append(role, style="dim")
    return cell


def _where_and_when(resolved: ResolvedClaim) -> Text:
    cell = Text(", ".join(plain(each.name) for each in resolved.places))
    if resolved.moment is not None:
        said = plain(resolved.words(resolved.moment.as_said))
        _line(cell, _time(resolved.moment.value, said), "")
    return cell


PART_OF_DAY = re.compile(r"(\d{4}-\d\d-\d\d)T[A-Z]{2}")
CALENDAR = re.compile(r"[\d:TZ+./-]+")


def _time(value: str, said: str) -> str:
    """Return a time as a person reads it: "2025-04-14TNI" and "XXXX-WXX-3" are for programs."""
    part = PART_OF_DAY.fullmatch(value)
    if part is not None and said:
        return f"{part[1]}, {said}"
    return value if CALENDAR.fullmatch(value) or not said else said


def _quoted(resolved: ResolvedClaim) -> Text:
    return Text(plain(resolved.evidence))


def _line(cell: Text, words: str, style: str) -> None:
    cell.append(("\n" if cell.plain else "") + words, style=style)


def _note(kind: str, message: str) -> Text:
    return Text.assemble((f"{kind}: ", "yellow"), plain(message))


def _problem(problem: Problem) -> Text:
    return _note(f"problem in {problem.stage}", problem.message)


def documents_table(entries: Iterable[DocumentSummary]) -> Table:
    """Return a ledger's documents."""
    table = _table("id", "published", "outlet", "title", "claims", "attributed")
    table.padding = (0, 2, 0, 0)
    for name in ("claims", "attributed"):
        next(each for each in table.columns if each.header == name).justify = "right"
    table.columns[3].ratio = 1
    for entry in entries:
        table.add_row(
            Text(plain(entry.fingerprint[:SHORT_ID])),
            Text(day(entry.published) or "not known", style="" if entry.published else "dim"),
            Text(plain(entry.outlet or "")),
            Text(plain(entry.title or entry.url or entry.id)),
            Text(str(entry.claims)),
            Text(str(entry.attributed)),
        )
    return table


def work_table(items: Iterable[WorkItem]) -> Table:
    """Return documents or incidents with who works on them, how far that is, and their tags."""
    table = _table("id", "state", "assignee", "tags", "notes", "title")
    table.padding = (0, 2, 0, 0)
    table.columns[-1].ratio = 1
    for item in items:
        work = item.work
        table.add_row(
            Text(plain(item.key[:SHORT_ID])),
            Text(work.state.replace("_", " ")),
            Text(plain(work.assignee or "nobody"), style="" if work.assignee else "dim"),
            Text(plain(", ".join(work.tags))),
            Text(str(len(work.notes) or "")),
            Text(plain(item.title)),
        )
    return table


def problems_table(unread: Iterable[Unread]) -> Table:
    """Return what a ledger says could not be read."""
    table = _table("input", "stage", "problem")
    table.columns[2].ratio = 1
    for item in unread:
        table.add_row(
            Text(plain(item.source)), Text(item.problem.stage), Text(plain(item.problem.message))
        )
    return table


def day(moment: datetime | None) -> str:
    """Return the date alone, "" for none."""
    return "" if moment is None else moment.date().isoformat()
