"""What exports say of incidents: where claims were put, and what happened, as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from cachetools import LRUCache

from sayso.exports.chosen import IncidentRef, Placed
from sayso.index.reader import IncidentReader
from sayso.linking.comparison import Comparison, comparison
from sayso.record import Reading

KEPT = 10_000
"""Incidents that are remembered: claims of one incident often come one after the other."""


class IncidentRefs(Mapping[str, IncidentRef]):
    """The incidents of a ledger by their ids, each made when it is asked for."""

    def __init__(self, reader: IncidentReader) -> None:
        self._reader = reader
        self._recent: LRUCache[str, IncidentRef] = LRUCache(KEPT)

    def __getitem__(self, key: str) -> IncidentRef:
        ref: IncidentRef | None = self._recent.get(key)
        if ref is None:
            ref = _incident_ref(self._reader, key)
            self._recent[key] = ref
        return ref

    def compared(self, key: str) -> Comparison:
        """Return the answers of an incident side by side. Raises KeyError when there is none."""
        incident = self._reader.incidents[key]
        return comparison(incident, self._reader.named(self._reader.of(incident)))

    def __iter__(self) -> Iterator[str]:
        return (each.id for each in self._reader.largest())

    def __len__(self) -> int:
        return len(self._reader.incidents)


def _incident_ref(reader: IncidentReader, key: str) -> IncidentRef:
    """Return what exports say of an incident. Raises KeyError when there is none with this id."""
    incident = reader.incidents.get(key)
    if incident is None:
        raise KeyError(key)
    published = (place.published for each in reader.of(incident) for place in each.appearances)
    return IncidentRef(
        incident.id,
        incident.kind,
        incident.place,
        incident.earliest,
        incident.latest,
        incident.origins,
        len(incident.rivals),
        min((_aware(each) for each in published if each), default=None),
        incident.headline.document if incident.headline else "",
    )


def placed_in(reader: IncidentReader | None, reading: Reading) -> Mapping[str, Placed]:
    """Return where the claims of a reading were put, by their ids; nothing without a reader."""
    if reader is None:
        return {}
    return reader.placed([each.id for each in reading.claims or ()])


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
