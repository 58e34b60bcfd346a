"""The style sheets and the script, each named by a hash of its words in the pages' links."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.web.site import Site, asset

TYPES = {"css": "text/css", "js": "text/javascript"}
NAMES = ("page.css", "site.css", "print.css", "site.js")


def routes(_site: Site) -> APIRouter:
    """The assets' routes."""
    router = APIRouter()

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
