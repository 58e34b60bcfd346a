"""From pairs of passages to incidents: groups of each component, then their claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.bulk.rows import Row, fitted, instant
from sayso.intake.bulk_tables import reading_of
from sayso.linking.assembly import Assembly
from sayso.linking.clusters import Pair, gather
from sayso.linking.features import statement_features
from sayso.linking.judged import judged
from sayso.linking.likeness import Ints
from sayso.linking.linker import FLOOR
from sayso.linking.passages import passages_of
from sayso.record import FoldedClaim, Incident, Place, Reading
from sayso.record.wire import dumps, pack


def roots(count: int, left: Ints, right: Ints) -> Ints:
    """Return for each of `count` numbers the first that it is connected with over the pairs."""
    above = np.arange(count)
    while True:
        first, second = above[left], above[right]
        apart = first != second
        if not apart.any():
            return above
        left, right = left[apart], right[apart]
        low, high = np.minimum(first[apart], second[apart]), np.maximum(first[apart], second[apart])
        np.minimum.at(above, high, low)
        while True:
            higher = above[above]
            if (higher == above).all():
                break
            above = higher


@dataclass(frozen=True, slots=True)
class Component:
    """Passages by rank that hang together, sorted, and the pairs of them that are alike."""

    members: Ints
    left: Ints
    right: Ints
    value: Ints


def groups(components: Sequence[Component]) -> list[list[int]]:
    """Return the groups of each component, in order: each a sorted list of ranks."""
    made_groups: list[list[int]] = []
    for component in components:
        # Keys that sort as the ranks do: ties between groups go by name.
        names = {int(rank): f"{rank:012}" for rank in component.members}
        likeness = {
            (names[one], names[other]): value
            for one, other, value in zip(
                component.left.tolist(),
                component.right.tolist(),
                component.value.tolist(),
                strict=True,
            )
        }
        made = gather(sorted(names.values()), likeness, FLOOR)
        made_groups += [[int(name) for name in group] for group in made]
    return made_groups


@dataclass(frozen=True, slots=True)
class GroupedPassages:
    """A group of passages by key, with the pairs among them and the copies among its documents."""

    passages: tuple[str, ...]
    alike: tuple[tuple[str, str, int], ...]
    copies: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """Groups, and the rows of their documents (`document`, `text`, `reading`)."""

    groups: tuple[GroupedPassages, ...]
    documents: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Rows of incidents and of their folded claims."""

    incidents: list[Row]
    folded: list[Row]


def assemble(task: Assembled) -> Made:
    """Return the incidents of groups; a group in which no one says anything makes none."""
    readings = {row["document"]: reading_of(row) for row in task.documents}
    made_rows = Made([], [])
    nothing = judged(())
    for group in task.groups:
        held = _placed(group, readings)
        made = held.incident(list(group.passages), held.units(nothing), nothing)
        if made is not None:
            incident, claims = made
            made_rows.incidents.append(incident_row(incident, claims))
            made_rows.folded.extend(folded_row(each) for each in claims)
    return made_rows


def _placed(group: GroupedPassages, readings: dict[str, Reading]) -> Assembly:
    held = Assembly()
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in group.passages:
        wanted[key.split("#", 1)[0]].add(key)
    for document, keys in wanted.items():
        reading = readings[document]
        passages = [each for each in passages_of(reading) if each.key in keys]
        held.place(reading.document, statement_features(reading), passages)
    for left, right, value in group.alike:
        held.alike((left, right), value)
    for pair in group.copies:
        held.copies(pair)
    return held


def incident_row(incident: Incident, claims: Sequence[FoldedClaim]) -> Row:
    """Return the row of an incident."""
    place = incident.place
    return fitted(
        {
            "incident": incident.id,
            "title": incident.title,
            "kind": incident.kind,
            **_where(place),
            "earliest": instant(incident.earliest),
            "latest": instant(incident.latest),
            "documents": list(incident.documents),
            "leads": list(incident.leads),
            "claims": list(incident.claims),
            "appearances": sum(len(each.appearances) for each in claims),
            "origins": incident.origins,
            "rivals": len(incident.rivals),
            "packed": dumps(pack(incident)),
        }
    )


def _where(place: Place | None) -> Row:
    return {
        "place": place.name if place else None,
        "place_country": place.country if place else None,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
    }


def folded_row(claim: FoldedClaim) -> Row:
    """Return the row of a folded claim."""
    figures = ("low", "high", "whole", "unit", "role", "bound", "change")
    return fitted(
        {
            "claim": claim.id,
            "incident": claim.incident,
            "claimant": claim.claimant.name,
            "claimant_country": claim.claimant.country,
            "side": claim.side,
            "narrated": claim.narrated,
            "event": claim.event,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "quantities": [
                {name: getattr(each, name) for name in figures} for each in claim.quantities
            ],
            "places": list(claim.places),
            "blames": claim.blames,
            "appearances": [
                {
                    "claim": each.claim,
                    "document": each.fingerprint,
                    "outlet": each.outlet,
                    "origin": each.origin,
                }
                for each in claim.appearances
            ],
            "origins": claim.origins,
            "packed": dumps(pack(claim)),
        }
    )
