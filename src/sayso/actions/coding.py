"""Code incidents: the row of one by a codebook, and entries of a person, kept as judgements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sayso.actions.judging import quoted
from sayso.actions.retitle import has_unseen
from sayso.actions.review import ChangedMeanwhileError, JudgementError
from sayso.exports.chosen import About, Chosen
from sayso.exports.coded_rows import CodedRow, IncidentSources, coded_row
from sayso.exports.coding_sheets import CodingSheet, coding_sheets
from sayso.exports.withheld import withhold
from sayso.index.incidents import find_incident
from sayso.index.projects import JudgedIndex
from sayso.index.service import Snapshot
from sayso.ledger import EvidenceError, UnknownIdError
from sayso.linking.coded import (
    CODEBOOK,
    CODED,
    UNCODED,
    codebook_of,
    entries_of,
    fields_of_coding,
    incident_of,
)
from sayso.linking.comparison import comparison
from sayso.record import FoldedClaim, Incident, Judgement, Verdict
from sayso.record.resolved import resolve
from sayso.settings.codebooks import Codebook, ValueTypedError, typed_value
from sayso.views.exported import IncidentRefs

MOST_ANCHORS = 8
"""Claims that stand for an incident in a judgement: where the first is judged wrong, the next."""


def find_row(state: Snapshot, wanted: str) -> Incident:
    """Return the incident that `wanted` names by an id, a former id, or words of its title.

    Raises UnknownIdError.
    """
    try:
        return state.incident(wanted)
    except UnknownIdError:
        return find_incident(state, wanted)


def row_of(
    index: JudgedIndex, state: Snapshot, incident: Incident, codebook: Codebook, *, masked: bool
) -> CodedRow:
    """Return the row of an incident by a codebook.

    With `masked`, names of private persons harmed are masked in what was read, as in an export.
    """
    claims = state.of(incident)
    sources = IncidentSources(
        IncidentRefs(state)[incident.id],
        comparison(incident, state.named(claims)),
        _sheet(index, state, incident, claims, masked),
    )
    judgements = [made for _, made in codings_of(state, incident, codebook)]
    return coded_row(
        sources, codebook, entries_of(judgements, codebook.name), len(state.judgements)
    )


def _sheet(
    index: JudgedIndex,
    state: Snapshot,
    incident: Incident,
    claims: tuple[FoldedClaim, ...],
    masked: bool,
) -> CodingSheet:
    chosen = _chosen(index, state, incident, claims, masked)
    sheets = coding_sheets(chosen, About(datetime.now(UTC)))
    return sheets.get(incident.id, CodingSheet())


def _chosen(
    index: JudgedIndex,
    state: Snapshot,
    incident: Incident,
    claims: tuple[FoldedClaim, ...],
    masked: bool,
) -> Iterator[Chosen]:
    """Yield the claims of an incident, document by document in the order in which they came."""
    keys = {place.fingerprint for claim in claims for place in claim.appearances}
    for key in index.index.in_order(keys):
        try:
            reading = state.shown(index.store.reading(key))
        except EvidenceError:  # a damaged reading is left out here, as of the index
            continue
        reading = withhold(reading) if masked else reading
        placed = state.placed([each.id for each in reading.claims or ()])
        for claim in sorted(reading.claims or (), key=lambda each: each.evidence):
            place = placed.get(claim.id)
            if place is not None and place.incident == incident.id:
                verdict: Verdict | None = "wrong" if state.is_rejected(claim.id) else None
                yield Chosen(resolve(reading, claim), place, None, verdict)


def codings_of(
    state: Snapshot, incident: Incident, codebook: Codebook
) -> list[tuple[int, Judgement]]:
    """Return what people coded of an incident by a codebook of this name, the oldest first, each
    with its place among all judgements.
    """
    claims = [place.claim for claim in state.of(incident) for place in claim.appearances]
    held = [
        (number, made)
        for number, made in state.codings(claims)
        if codebook_of(made) == codebook.name
    ]
    homes = state.homes([claim for _, made in held for claim in made.claims])
    return [(number, made) for number, made in held if incident_of(made, homes) == incident.id]


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a person does to fields of a row: by whom, why, and how many judgements they saw.

    `fields` are as typed; with `undo` their values say nothing, and the last that the person coded
    in each is taken back. `seen` is None where nobody looked before.
    """

    fields: Mapping[str, str]
    by: str
    why: str = ""
    seen: int | None = None
    undo: bool = False


@dataclass(frozen=True, slots=True)
class PlannedCoding:
    """A judgement on a row that is to be appended, and what it changes, a line a field."""

    judgement: Judgement
    effects: tuple[str, ...]

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Return the judgement, as a plan of several has them."""
        return (self.judgement,)


def plan_coding(
    index: JudgedIndex, incident_id: str, codebook: Codebook, change: RowChange
) -> PlannedCoding:
    """Return what a change of a row appends. Raises JudgementError or UnknownIdError."""
    state = index.state()
    incident = find_row(state, incident_id)
    row = row_of(index, state, incident, codebook, masked=False)
    check_seen(state, incident, codebook, change)
    fields = _undone(row, change) if change.undo else _changed(row, change)
    judgement = Judgement(
        UNCODED if change.undo else CODED,
        anchors(state, incident),
        change.by,
        datetime.now(UTC),
        change.why.strip(),
        ((CODEBOOK, codebook.key), *fields.items()),
    )
    return PlannedCoding(judgement, _effects(row, fields, change))


def keep_coding(
    index: JudgedIndex, incident_id: str, codebook: Codebook, change: RowChange
) -> PlannedCoding:
    """Append what a change of a row comes to. Raises JudgementError or UnknownIdError."""
    planned = plan_coding(index, incident_id, codebook, change)
    index.judge([planned.judgement])
    return planned


def anchors(state: Snapshot, incident: Incident) -> tuple[str, ...]:
    """Return the claims that stand for an incident: its first, then one of each document."""
    met = [place for claim in state.of(incident) for place in claim.appearances]
    first: dict[str, str] = {}
    for place in met:
        first.setdefault(place.fingerprint, place.claim)
    return tuple(dict.fromkeys((*incident.claims[:1], *first.values())))[:MOST_ANCHORS]


def check_seen(state: Snapshot, incident: Incident, codebook: Codebook, change: RowChange) -> None:
    """Raise ChangedMeanwhileError where somebody else coded one of the fields since it was seen."""
    if change.seen is None:
        return
    later = [
        (made, name)
        for number, made in codings_of(state, incident, codebook)
        if number >= change.seen and made.by != change.by
        for name in fields_of_coding(made)
        if name in change.fields
    ]
    if later:
        words = "; ".join(f"{made.by}: {name}" for made, name in later)
        raise ChangedMeanwhileError(
            f"Coded by others since you opened this page ({words}). Look at it again, and send it"
            " once more if you still want to."
        )


def _changed(row: CodedRow, change: RowChange) -> dict[str, str]:
    """Return the fields that differ from what stands, or say the same as another coder, as they are
    kept. Raises JudgementError.
    """
    made: dict[str, str] = {}
    for name, words in change.fields.items():
        value, cell = coded_value(row, name, words), row.cell(name)
        own = [each.value for each in cell.entries if each.by == change.by]
        confirms = bool(cell.entries) and own[-1:] != [value]
        if value != cell.value or confirms:
            made[name] = value
    if not made:
        raise JudgementError("Nothing was changed: these fields say this already.")
    return made


def coded_value(row: CodedRow, name: str, words: str) -> str:
    """Return a value as it is kept. Raises JudgementError with what the field takes."""
    try:
        value = typed_value(row.codebook.field(name), words)
    except ValueTypedError as error:
        raise JudgementError(str(error)) from None
    if has_unseen(value):
        raise JudgementError(f"{name} has characters that are not seen: take them out.")
    return value


def _undone(row: CodedRow, change: RowChange) -> dict[str, str]:
    """Return the fields of which the person's last entry is taken back."""
    for name in change.fields:
        try:
            entries = row.cell(name).entries
        except ValueTypedError as error:
            raise JudgementError(str(error)) from None
        if not any(each.by == change.by for each in entries):
            raise JudgementError(f"{change.by} has coded nothing in {name} that holds.")
    if not change.fields:
        raise JudgementError("Name the fields to take back.")
    return dict.fromkeys(change.fields, "")


def _effects(row: CodedRow, fields: Mapping[str, str], change: RowChange) -> tuple[str, ...]:
    lines = []
    for name, value in fields.items():
        cell = row.cell(name)
        if change.undo:
            own = [each for each in cell.entries if each.by == change.by]
            lines.append(f"{name}: {change.by}’s {quoted(own[-1].value)} is taken back")
        else:
            lines.append(f"{name}: {quoted(cell.value)} becomes {quoted(value)}")
    return tuple(lines)
