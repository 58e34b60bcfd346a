"""Places as GeoJSON for a map with script, the days that claims name, and an incident's card."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.index.claims import NamedPlace
from sayso.index.search import filter_of, places_of
from sayso.index.service import IncidentIndex
from sayso.record import FoldedClaim
from sayso.views.incident import incident_view
from sayso.web.cards import ShareCard, card_of
from sayso.web.geo.frames import KM_PER_DEGREE
from sayso.web.geo.maps import RADII_KM, near_of
from sayso.web.site import Site

CORNERS = 48
"""Of the polygon that stands for a circle."""

AT_ONCE = 500
"""Ids in one query: SQLite takes more, but not any number."""


def routes(site: Site) -> APIRouter:
    """Return the routes of maps' data and of cards."""
    router = APIRouter()

    @router.get("/map.geojson")
    def places(request: Request, whole: bool = True) -> Response:
        """Return the places of a filter; those that the drawn map shows where it is not whole."""
        wanted = filter_of(request.query_params.multi_items())
        spots = [each for each in places_of(site.index, wanted) if each.precision in RADII_KM]
        shown = spots if whole or not spots else near_of(spots)
        return _geojson(
            features(shown, lambda name: f"/search?{wanted.toggled('place', name).query()}")
        )

    @router.get("/incidents/{incident_id}/map.geojson")
    def of_incident(incident_id: str) -> Response:
        state = site.index.state()
        claims = state.of(state.incident(incident_id))
        stated = (place.claim for claim in claims for place in claim.appearances)
        spots = site.index.index.places(stated)
        return _geojson(features(spots, lambda name: "/search?" + urlencode({"place": name})))

    @router.get("/incidents/{incident_id}/card.svg")
    def card(incident_id: str) -> Response:
        return site.picture("card.svg", card=_card(site, incident_id))

    @router.get("/incidents/{incident_id}/card.png")
    def card_as_png(incident_id: str) -> Response:
        return site.png("card.svg", card=_card(site, incident_id))

    return router


def _card(site: Site, incident_id: str) -> ShareCard:
    state = site.index.state()
    return card_of(incident_view(site.index, state, state.incident(incident_id)))


def _geojson(items: Iterable[dict[str, Any]]) -> Response:
    collection = {"type": "FeatureCollection", "features": list(items)}
    body = json.dumps(collection, ensure_ascii=True, separators=(",", ":"))
    return Response(body, media_type="application/geo+json")


def features(spots: Sequence[NamedPlace], link: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """Yield a feature for each spot: a point, or for a district or region the circle it is drawn
    as.
    """
    for place in spots:
        if place.precision not in RADII_KM:
            continue
        radius = RADII_KM[place.precision]
        geometry: dict[str, Any] = {
            "type": "Point",
            "coordinates": [place.longitude, place.latitude],
        }
        if radius:
            geometry = {"type": "Polygon", "coordinates": [circle(place, radius)]}
        properties = {
            "name": place.name,
            "precision": place.precision,
            "radius_km": radius,
            "claims": place.claims,
            "link": link(place.name),
        }
        yield {"type": "Feature", "properties": properties, "geometry": geometry}


def circle(place: NamedPlace, radius: float) -> list[list[float]]:
    """Return a ring of points about `radius` kilometres from a spot, counter-clockwise (RFC
    7946).
    """
    tall = radius / KM_PER_DEGREE
    wide = tall / max(0.05, math.cos(math.radians(place.latitude)))
    turns = [2 * math.pi * at / CORNERS for at in range(CORNERS)]
    ring = [
        [
            round(place.longitude + wide * math.cos(turn), 4),
            round(min(90.0, max(-90.0, place.latitude + tall * math.sin(turn))), 4),
        ]
        for turn in turns
    ]
    return [*ring, ring[0]]


def days_of(index: IncidentIndex, claims: Iterable[FoldedClaim]) -> list[tuple[str, str]]:
    """Return the days between which each claim, at its first appearance, says that it was; "" is
    open.
    """
    ids = [each.appearances[0].claim for each in claims]
    rows = []
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows += index.index.claims(f" WHERE c.id IN ({marks})", some)
    return [(each.day, each.until) for each in rows]
