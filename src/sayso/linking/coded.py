"""What people coded of incidents: which entries stand in a row, and which row they are of.

An entry is of the incident that the first of the judgement's claims is in which is still in one: it
follows its claims wherever incidents are put together or taken apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sayso.record import Judgement, Verdict

CODED: Verdict = "coded"
UNCODED: Verdict = "undecided_coding"
CODING: tuple[Verdict, ...] = (CODED, UNCODED)
"""Verdicts on the fields of an incident's row."""

CODEBOOK = "codebook"
"""What such a judgement has beside its fields: the codebook's name and version, "harm 1"."""


@dataclass(frozen=True, slots=True)
class CodedEntry:
    """What a person put into a field: `value` is "" where nothing stands there; `codebook` is the
    version that it was coded with, as "harm 1".
    """

    field: str
    value: str
    by: str
    when: datetime
    why: str
    codebook: str


Entries = Mapping[str, Sequence[CodedEntry]]
"""The entries of each field that were not taken back, the last one last: that one stands."""


def codebook_of(judgement: Judgement) -> str:
    """Return the name of the codebook that a judgement codes with, "" for none."""
    return dict(judgement.changes).get(CODEBOOK, "").rpartition(" ")[0]


def fields_of_coding(judgement: Judgement) -> dict[str, str]:
    """Return the fields that a judgement codes or takes back, with their values."""
    return {name: value for name, value in judgement.changes if name != CODEBOOK}


def entries_of(judgements: Iterable[Judgement], codebook: str) -> dict[str, list[CodedEntry]]:
    """Return the entries of a row by a codebook of this name, of any version.

    `judgements` are those on the row's incident, the oldest first. One that takes back removes the
    last entry that the same person made in the field.
    """
    held: dict[str, list[CodedEntry]] = {}
    for judgement in judgements:
        if judgement.verdict not in CODING or codebook_of(judgement) != codebook:
            continue
        key = dict(judgement.changes)[CODEBOOK]
        for name, value in fields_of_coding(judgement).items():
            entries = held.setdefault(name, [])
            if judgement.verdict == CODED:
                made = (name, value, judgement.by, judgement.when, judgement.why, key)
                entries.append(CodedEntry(*made))
                continue
            own = [at for at, entry in enumerate(entries) if entry.by == judgement.by]
            if own:
                del entries[own[-1]]
    return {name: entries for name, entries in held.items() if entries}


def incident_of(judgement: Judgement, homes: Mapping[str, str]) -> str | None:
    """Return the incident that a judgement codes, by the incidents of its claims; None of none."""
    return next((homes[claim] for claim in judgement.claims if claim in homes), None)
