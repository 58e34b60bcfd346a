"""The framing page and the map page."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.actions.camps import camps, conflicts_of, settings
from sayso.actions.framing_view import OTHERS, framing_view
from sayso.actions.seek import filter_of, spots_of
from sayso.web.maps import NARROW_SIZE, WIDE_SIZE, Chart, map_of
from sayso.web.site import Site

MOST_LISTED = 60


def routes(site: Site) -> APIRouter:
    """The routes of both pages."""
    router = APIRouter()

    @router.get("/framing")
    def framing(
        request: Request, outlet: str = "", month: str = "", conflict: str = ""
    ) -> Response:
        found = camps(site.desk)
        chosen = tuple(each for each in found if each.conflict == conflict)
        return site.page(
            request,
            "framing.html",
            shown=framing_view(site.desk, outlet, month, chosen),
            outlet=outlet,
            month=month,
            conflict=conflict if chosen else "",
            conflicts=conflicts_of(found),
            camps={each.side: each for each in chosen},
            settings=settings(site.desk),
            others=OTHERS,
            query=_query,
        )

    @router.get("/map")
    def places(request: Request, whole: bool = False) -> Response:
        wanted = filter_of(request.query_params.multi_items())
        spots = spots_of(site.desk, wanted)

        def drawn() -> tuple[Chart | None, Chart | None]:
            return (
                map_of(spots, labels=40, size=WIDE_SIZE, whole=whole),
                map_of(spots, labels=16, size=NARROW_SIZE, whole=whole),
            )

        # Drawing takes longer than finding.
        wide, narrow = site.desk.index.remembered(("map", whole, wanted.query()), drawn)
        return site.page(
            request,
            "map.html",
            wanted=wanted,
            chart=wide,
            narrow=narrow,
            listed=[(each, wanted.toggled("place", each.name)) for each in spots[:MOST_LISTED]],
            total=len(spots),
        )

    return router


def _query(**given: str) -> str:
    """An address of the framing page; what is empty is left out."""
    told = urlencode([(name, value) for name, value in given.items() if value])
    return f"/framing?{told}" if told else "/framing"
