"""An incident as pages of other sites may show it: without names of private persons harmed."""

from __future__ import annotations

from sayso.exports.withheld import Masks
from sayso.index.service import IncidentIndex, Snapshot
from sayso.record import Incident
from sayso.views.embedded import EmbeddedIncident, embedded
from sayso.views.incident import incident_view


def embedded_incident(
    index: IncidentIndex, state: Snapshot, incident: Incident
) -> EmbeddedIncident:
    """Return what a frame shows of an incident. Raises LedgerError."""
    shown = incident_view(index, state, incident)
    keys = {place.fingerprint for claim in shown.folded for place in claim.appearances}
    masks = Masks((key, state.shown(index.store.reading(key))) for key in sorted(keys))
    return embedded(shown, masks.words)
