"""What exports tell of incidents: where claims were put, and what happened, as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from cachetools import LRUCache

from sayso.exports.chosen import IncidentRef, Placed
from sayso.index.incidents import Linkage
from sayso.record import Reading

KEPT = 10_000
"""Happenings that are remembered: claims of one incident often come one after the other."""


class IncidentRefs(Mapping[str, IncidentRef]):
    """The incidents of a ledger by their ids, each made when it is asked for."""

    def __init__(self, links: Linkage) -> None:
        self._links = links
        self._recent: LRUCache[str, IncidentRef] = LRUCache(KEPT)

    def __getitem__(self, key: str) -> IncidentRef:
        found = self._recent.get(key)
        if found is None:
            found = _happening(self._links, key)
            self._recent[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return (each.id for each in self._links.incidents())

    def __len__(self) -> int:
        return self._links.count()[0]


def _happening(links: Linkage, key: str) -> IncidentRef:
    """The happening of an incident. Raises KeyError when there is none with this id."""
    incident = links.incident(key)
    if incident is None:
        raise KeyError(key)
    published = (place.published for each in links.of(incident) for place in each.appearances)
    return IncidentRef(
        incident.id,
        incident.kind,
        incident.place,
        incident.earliest,
        incident.latest,
        incident.origins,
        len(incident.rivals),
        min((_aware(each) for each in published if each), default=None),
    )


def placed_in(links: Linkage | None, reading: Reading) -> Mapping[str, Placed]:
    """Where the claims of a reading were put, by their ids; nowhere unless the ledger is linked."""
    if links is None:
        return {}
    return links.placed([each.id for each in reading.claims or ()])


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
