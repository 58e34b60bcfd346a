"""How coders agree on rows: incidents that two or more people coded by one codebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sayso.index.projects import JudgedIndex
from sayso.index.service import Snapshot
from sayso.linking.agreement import FieldAgreement, alpha
from sayso.linking.coded import CODING, codebook_of, entries_of, incident_of
from sayso.record import Judgement
from sayso.settings.codebooks import Codebook

MOST_CHANGES = 5_000
"""Changes of rows of which agreement is counted, the last ones: 50,000 judgements are looked
through in some milliseconds, but each row is put together anew."""

LEAST_CODERS = 2


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """A row on which coders differ: the incident, and of each such field who put which value."""

    incident: str
    title: str
    fields: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class RowAgreement:
    """How coders agree on the rows of a codebook that several of them coded.

    Of each coder the last value counts that was not taken back, and of each field the rows in which
    two or more put one. `rows` are how many have such a field, `changes` how many changes of rows
    were looked at.
    """

    codebook: str
    rows: int
    coders: tuple[str, ...]
    by_field: Mapping[str, FieldAgreement]
    differing: tuple[DifferingRow, ...]
    changes: int


def row_agreement(index: JudgedIndex, codebook: Codebook) -> RowAgreement:
    """Return how coders agree on the rows of a codebook; counted once a state of the index."""
    state = index.state()
    key = f"row agreement {codebook.key}"
    return index.kept_while_same(key, lambda: _counted(state, codebook))


def _counted(state: Snapshot, codebook: Codebook) -> RowAgreement:
    coded = _codings(state.judgements[: state.judgements_shown], codebook.name)
    values = {
        incident: shared
        for incident, said in _by_incident(state, coded).items()
        if (shared := _shared(said, codebook))
    }
    fields = {
        each.name: _agreement([row[each.name] for row in values.values() if each.name in row])
        for each in codebook.fields
    }
    unlike = {key: differing for key, row in values.items() if (differing := _unlike(row))}
    there = state.incidents.some(list(unlike))
    differing_rows = (
        DifferingRow(key, there[key].title, fields_of_row)
        for key, fields_of_row in unlike.items()
        if key in there
    )
    coders = {name for row in values.values() for given in row.values() for name in given}
    return RowAgreement(
        codebook.key,
        len(values),
        tuple(sorted(coders)),
        {name: of for name, of in fields.items() if of.claims},
        tuple(differing_rows),
        len(coded),
    )


def _codings(judgements: Sequence[Judgement], codebook: str) -> list[Judgement]:
    """Return the last changes of rows of a codebook of this name, the oldest first."""
    coded = (
        each
        for each in reversed(judgements)
        if each.verdict in CODING and codebook_of(each) == codebook
    )
    return list(islice(coded, MOST_CHANGES))[::-1]


def _by_incident(state: Snapshot, coded: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """Return what was coded of each incident, in order."""
    homes = dict(state.homes(list({each.claims[0] for each in coded})))
    left = {claim for each in coded if each.claims[0] not in homes for claim in each.claims[1:]}
    homes |= state.homes(list(left))
    made: dict[str, list[Judgement]] = {}
    for judgement in coded:
        incident = incident_of(judgement, homes)
        if incident is not None:
            made.setdefault(incident, []).append(judgement)
    return made


def _shared(said: Iterable[Judgement], codebook: Codebook) -> dict[str, dict[str, str]]:
    """Return the fields that two or more people coded, with the last value of each by coder."""
    by_field = {
        name: {each.by: each.value for each in entries}
        for name, entries in entries_of(said, codebook.name).items()
        if name in codebook.names
    }
    return {name: given for name, given in by_field.items() if len(given) >= LEAST_CODERS}


def _agreement(given: Sequence[Mapping[str, str]]) -> FieldAgreement:
    units = [list(each.values()) for each in given]
    alike = sum(len(set(each)) == 1 for each in units)
    return FieldAgreement(alpha(units) if len(units) > 1 else None, len(units), alike)


def _unlike(row: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    return {name: given for name, given in row.items() if len(set(given.values())) > 1}
