"""Fields of an incident that people set: its title, place and day, and a note on it.

Each is a judgement on a claim: whatever incident that claim comes to be in has what was set, and
the last one appended counts. What the claims give stays beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sayso.linking.claim_fields import GEONAMES, CorrectionError, period_of, place_numbered
from sayso.linking.features import StatementFeatures
from sayso.linking.judged import INCIDENT_FIELDS, Judged
from sayso.record import FieldSet, Incident, IncidentField, Judgement, Place, Span

Interval = tuple[datetime | None, datetime | None]

NOWHERE = Span(0, 0)
"""Where the words stand of a place that a person set: in no document."""


@dataclass(frozen=True, slots=True)
class SetFields:
    """What people set of an incident: all of it, the oldest first, and what stands."""

    said: tuple[FieldSet, ...]
    title: FieldSet | None
    place: Place | None
    days: tuple[datetime, datetime] | None

    def where(self, read: Place | None) -> Place | None:
        """Return the place that stands, of that which the claims give."""
        return self.place or read

    def when(self, read: Interval) -> Interval:
        """Return the first and last instants that stand, of those that the claims give."""
        return self.days or read


def fields_set(judged: Judged, features: Sequence[StatementFeatures]) -> SetFields:
    """Return what people set of an incident with these statements.

    A place with the number that a person gave is the one that the statements' documents name, where
    no gazetteer has it. A value that can't be understood any more says nothing.
    """
    judgements = judged.of_incident(each.key for each in features)
    said = [made for each in judgements if (made := _understood(each)) is not None]
    last: dict[str, FieldSet] = {each.name: each for each in said}
    title, place, day = (_standing(last, name) for name in ("title", "place", "day"))
    named = (each for one in features for each in one.reading.places or ())
    return SetFields(
        tuple(said),
        title,
        place_of(place.value, named) if place else None,
        days_of(day.value) if day else None,
    )


def _standing(last: Mapping[str, FieldSet], name: str) -> FieldSet | None:
    made = last.get(name)
    return made if made is not None and made.value else None


def with_set_fields(
    incident: Incident, given: SetFields, place: Place | None, days: Interval
) -> Incident:
    """Return an incident with the title that was given, and what its claims give beside what was
    set: their `place` and `days`.
    """
    if given.title is not None:
        title, by = given.title.value, given.title.by
        incident = replace(incident, title=title, titled_by=by, read_title=incident.title)
    if given.place is not None:
        incident = replace(incident, read_place=place)
    if given.days is not None:
        incident = replace(incident, read_earliest=days[0], read_latest=days[1])
    return incident


def place_of(value: str, named: Iterable[Place] = ()) -> Place | None:
    """Return the place that a value names: "Kutum (SDN, GeoNames 372801)"; None where none."""
    match = GEONAMES.fullmatch(value)
    return place_numbered(match["name"], int(match["id"]), NOWHERE, named) if match else None


def days_of(value: str) -> tuple[datetime, datetime] | None:
    """Return the first and last instants of a value: "2025-06-03", "2025-06-03/2025-06-05".

    Days are those of UTC. None where it is no day.
    """
    try:
        first, last, _ = period_of(value, UTC)
    except CorrectionError:
        return None
    return first, last


def _understood(judgement: Judgement) -> FieldSet | None:
    """Return what a judgement sets; None where its value is none of the field."""
    name = INCIDENT_FIELDS[judgement.verdict]
    value = dict(judgement.changes).get(name)
    if value is None or (value and not VALID[name](value)):
        return None
    return FieldSet(name, value, judgement.by, judgement.when, judgement.why)


def _any(_value: str) -> bool:
    return True


VALID: Mapping[IncidentField, Callable[[str], bool]] = {
    "title": _any,
    "place": lambda value: GEONAMES.fullmatch(value) is not None,
    "day": lambda value: days_of(value) is not None,
    "note": _any,
}
"""Whether a value is one of each field."""
