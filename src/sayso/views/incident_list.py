"""Incidents in lists: by day or by size, all or what is new, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso.index.cards import CardFigure, IncidentCard
from sayso.index.claimant_facet import side_names
from sayso.index.register import RegisterReader
from sayso.index.service import IncidentIndex
from sayso.record import Incident
from sayso.record.wire import unpack

UNLISTED: dict[str, Any] = {"joined": [], "history": []}
"""What no list shows of an incident is left out: to unpack it took half of a page's time."""

MANY_NEW = 3_000
"""New incidents up to which they are sorted by themselves, not picked out of all in order."""


@dataclass(frozen=True, slots=True)
class IncidentTally:
    """How much there is: documents, claims, incidents, and documents recorded since an instant."""

    documents: int
    claims: int
    incidents: int
    fresh: int


def tally(incident_index: IncidentIndex, since: str) -> IncidentTally:
    """Return how much a ledger has; `since` is an instant as ISO 8601 in UTC."""
    ((documents, incidents, fresh),) = incident_index.index.rows(
        "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM incidents),"
        " (SELECT count(*) FROM documents WHERE recorded > ?)",
        (since,),
    )
    return IncidentTally(documents, incident_index.index.columns.count, incidents, fresh)


def count_since(incident_index: IncidentIndex, since: str) -> int:
    """Return how many incidents have a document that was recorded after an instant."""
    query = "SELECT count(*) FROM incidents WHERE recorded > ?"
    return int(incident_index.index.rows(query, (since,))[0][0])


def cards(
    incident_index: IncidentIndex,
    by: str,
    begin: int,
    limit: int,
    since: str,
    new: int | None = None,
) -> list[IncidentCard]:
    """Return a page of incidents by "day", the latest first, or by "size", the largest first.

    Those with a document recorded since the instant `since` are marked as new; where `new`, their
    number, is given there are only these. Their incidents are without `joined` and `history`.
    """
    order = "late, less, id" if by == "day" else "less, began, id"
    table, where, values = "incidents", "", []
    if new is not None:
        index = "incidents_recorded" if new <= MANY_NEW else f"incidents_{by}"
        table, where, values = f"incidents INDEXED BY {index}", "WHERE recorded > ?", [since]
    query = (
        "SELECT packed, card, recorded FROM incidents WHERE id IN"  # noqa: S608
        f" (SELECT id FROM {table} {where} ORDER BY {order} LIMIT ? OFFSET ?) ORDER BY {order}"
    )
    rows = [
        (packed, json.loads(card), recorded)
        for packed, card, recorded in incident_index.index.rows(query, (*values, limit, begin))
    ]
    said = [end["statement"] for _, card, _ in rows for _, ends in card["figures"] for end in ends]
    names = RegisterReader(incident_index.index.rows).names(said) if said else {}
    sides = side_names(incident_index.index)
    return [_card(packed, card, recorded > since, names, sides) for packed, card, recorded in rows]


def incidents(incident_index: IncidentIndex, begin: int, limit: int) -> list[Incident]:
    """Return a page of incidents, the largest first, without their `joined` and `history`."""
    return [each.incident for each in cards(incident_index, "size", begin, limit, "")]


def _card(
    packed: str,
    stored: dict[str, Any],
    new: bool,
    names: Mapping[str, str],
    sides: Mapping[str, str],
) -> IncidentCard:
    """Return a card. Of the register of claimants come `names` of who said its figures, by
    statement, and those of `sides` as they were read.
    """
    return IncidentCard(
        incident=unpack(Incident, {**json.loads(packed), **UNLISTED}),
        day=stored["day"],
        sides=tuple({sides.get(name, name): style for name, style in stored["sides"]}.items()),
        figures=tuple(
            (name, tuple(_figure(each, names) for each in ends)) for name, ends in stored["figures"]
        ),
        claims=stored["claims"],
        appearances=stored["appearances"],
        warnings=stored["warnings"],
        new=new,
    )


def _figure(stored: dict[str, str], names: Mapping[str, str]) -> CardFigure:
    name = names.get(stored["statement"], stored["claimant"])
    return CardFigure(**{**stored, "claimant": name})
