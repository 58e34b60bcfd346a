"""The API's route of an incident's plots: what each shows, in words, and where its pictures are."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.api import shapes
from sayso.api.answers import answer
from sayso.index.service import IncidentIndex
from sayso.views.incident import incident_view
from sayso.web.plot_pictures import pictures_of


def routes(router: APIRouter, index: IncidentIndex) -> None:
    """Add the route to the router."""

    @router.get(
        "/incidents/{incident_id}/plots", response_model=shapes.PlotList, tags=["incidents"]
    )
    def plots(request: Request, incident_id: str) -> Response:
        """The plots of an incident, with words for who sees none, and their SVG and PNG."""
        state = index.state()
        incident = state.incident(incident_id)
        items = [
            shapes.PlotShape(
                kind="scale" if each.kind == "scale" else "over time",
                question=each.question,
                alt=each.spoken,
                svg=f"/incidents/{incident.id}/{each.path}.svg",
                png=f"/incidents/{incident.id}/{each.path}.png",
            )
            for each in pictures_of(incident_view(index, state, incident))
        ]
        return answer(request, shapes.PlotList(items=items))
