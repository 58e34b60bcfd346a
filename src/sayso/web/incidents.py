"""The page of an incident, in each of its views, and printed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.linking.comparison import JOINT
from sayso.views.incident import incident_view
from sayso.web.geo.maps import map_of
from sayso.web.mapping import days_of
from sayso.web.plots import courses, timeline
from sayso.web.site import Site


def routes(site: Site) -> APIRouter:
    """Return the incident page's route."""
    router = APIRouter()

    @router.get("/incidents/{incident_id}")
    def incident(request: Request, incident_id: str) -> Response:
        state = site.index.state()
        incident = state.incident(incident_id)
        shown = incident_view(site.index, state, incident)
        return site.page(
            request,
            "incident.html",
            shown=shown,
            joint=JOINT,
            incident=incident,
            # A claim's id finds its incident whatever judgements make of the incident's own id.
            link=f"/incidents/{shown.incident.claims[0]}" if shown.incident.claims else "",
            base=str(request.base_url).rstrip("/"),
            courses=courses(shown),
            timeline=timeline(shown, days_of(site.index, shown.folded)),
            chart=map_of(shown.places),
        )

    return router
