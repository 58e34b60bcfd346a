"""The style sheets and the script, each named by a hash of its words in the pages' links."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.web.site import Site, asset

TYPES = {"css": "text/css", "js": "text/javascript"}
NAMES = ("page.css", "site.css", "print.css", "site.js")
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16"'
    ' rx="3" fill="#a3260f"/><path d="M4 4h3v4l-2 4H3l1-4zm5 0h3v4l-2 4H8l1-4z" fill="#fff"/></svg>'
)


def routes(_site: Site) -> APIRouter:
    """The assets' routes."""
    router = APIRouter()

    @router.get("/static/icon.svg")
    @router.get("/favicon.ico")
    def icon() -> Response:
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(ICON, media_type="image/svg+xml", headers=headers)

    @router.get("/static/{name}")
    def file(name: str) -> Response:
        if name not in NAMES:
            raise HTTPException(404)
        media_type = TYPES[name.rsplit(".", 1)[1]]
        headers = {"Cache-Control": "public, max-age=3600"}
        return Response(asset(name), media_type=media_type, headers=headers)

    @router.get("/health")
    def health() -> Response:
        return Response("ok\n", media_type="text/plain")

    return router
