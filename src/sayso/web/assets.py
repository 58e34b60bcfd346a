"""Style sheets, scripts, the land: each named by a hash of its words in the pages' links."""

from __future__ import annotations

import json
from functools import lru_cache
from gzip import compress

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.web.files import VENDORED, packed, present, version
from sayso.web.geo.land import outlines
from sayso.web.site import Site

TYPES = {"css": "text/css", "js": "text/javascript"}
OWN = ("page.css", "site.css", "print.css", "map.css", "page.js", "site.js", "charts.js", "map.js")
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16"'
    ' rx="3" fill="#a3260f"/><path d="M4 4h3v4l-2 4H3l1-4zm5 0h3v4l-2 4H8l1-4z" fill="#fff"/></svg>'
)


def routes(_site: Site) -> APIRouter:
    """Return the assets' routes."""
    router = APIRouter()

    @router.get("/static/icon.svg")
    @router.get("/favicon.ico")
    def icon() -> Response:
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(ICON, media_type="image/svg+xml; charset=utf-8", headers=headers)

    @router.get("/static/land.geojson")
    def land(request: Request) -> Response:
        return _sent(request, _land(), "application/geo+json", AN_HOUR)

    @router.get("/static/{name}")
    def file(request: Request, name: str, v: str = "") -> Response:
        if name not in OWN and not (name in VENDORED and present(name)):
            raise HTTPException(404)
        media_type = TYPES[name.rsplit(".", 1)[1]]
        kept = FOREVER if v == version(name) else AN_HOUR
        return _sent(request, packed(name), media_type, kept)

    @router.get("/health")
    def health() -> Response:
        return Response("ok\n", media_type="text/plain")

    return router


def _sent(request: Request, both: tuple[bytes, bytes], media_type: str, kept: str) -> Response:
    """Return a file as it is, or packed where the browser says that it unpacks."""
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    plain, small = both
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(small, media_type=media_type, headers=headers)
    return Response(plain, media_type=media_type, headers=headers)


@lru_cache(maxsize=1)
def _land() -> tuple[bytes, bytes]:
    """Return all land as GeoJSON, and packed."""
    features = []
    for outline in outlines():
        ring = outline.ring()
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        properties = {"kind": "lake" if outline.lake else "land"}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    whole = {"type": "FeatureCollection", "features": features}
    plain = json.dumps(whole, separators=(",", ":")).encode()
    return plain, compress(plain, 6, mtime=0)
