"""The framing page and the map page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from sayso.index.claims import NamedPlace
from sayso.index.search import filter_of, places_of
from sayso.views.framing import OTHERS, framing_view
from sayso.views.sides import conflict_sides, conflicts_of, settings
from sayso.web.geo.maps import maps_of
from sayso.web.site import Site, fragment

MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class _Map:
    """What the map page shows: places, how many there are, those off the map, and the drawing."""

    listed: Sequence[NamedPlace]
    total: int
    off: Sequence[NamedPlace]
    figure: Markup


def routes(site: Site) -> APIRouter:
    """Return the routes of both pages."""
    router = APIRouter()

    @router.get("/framing")
    def framing(
        request: Request, outlet: str = "", month: str = "", conflict: str = ""
    ) -> Response:
        sides = conflict_sides(site.index)
        chosen = tuple(each for each in sides if each.conflict == conflict)
        return site.page(
            request,
            "framing.html",
            shown=framing_view(site.index, outlet, month, chosen),
            outlet=outlet,
            month=month,
            conflict=conflict if chosen else "",
            conflicts=conflicts_of(sides),
            camps={each.side: each for each in chosen},
            settings=settings(site.index),
            others=OTHERS,
            query=_query,
        )

    @router.get("/map")
    def places(request: Request, whole: bool = False) -> Response:
        wanted = filter_of(request.query_params.multi_items())

        def drawn() -> _Map:
            spots = places_of(site.index, wanted)
            off: Sequence[NamedPlace] = ()
            figure = Markup()
            if charts := maps_of(spots, whole=whole):
                # The map with script has the places of the drawn one, no more and no fewer.
                data = f"/map.geojson?{wanted.query(whole=str(whole).lower())}"
                caption = ("Map of the places that claims name", data)
                figure = fragment("charts.html", "chart", charts[0], *caption, charts[1])
                off = charts[0].off
            return _Map(spots[:MOST_LISTED], len(spots), off, figure)

        site.index.state()  # what came in makes the map anew
        held = site.index.index.remembered(("map", whole, wanted.query()), drawn)
        return site.page(
            request,
            "map.html",
            wanted=wanted,
            map=held,
            listed=[(each, wanted.toggled("place", each.name)) for each in held.listed],
        )

    return router


def _query(**given: str) -> str:
    """Return an address of the framing page; what is empty is left out."""
    query = urlencode([(name, value) for name, value in given.items() if value])
    return f"/framing?{query}" if query else "/framing"
