"""An incident for frames of other sites: no login, no cookie, no form, no script."""

from __future__ import annotations

import base64
import hashlib
from collections import OrderedDict
from threading import Lock

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.actions.embedding import embedded_incident
from sayso.index.service import IncidentIndex, Snapshot
from sayso.record import Incident
from sayso.web.files import asset
from sayso.web.guard import EMBEDDED
from sayso.web.site import Site, rendered

STYLE = "embed.css"
MOST_HELD = 64
"""Pages in memory: whoever asks needs no login, so a page is made once for each state."""

FRESH_S = 60
"""For how long browsers and proxies may show a page again without asking."""


def routes(site: Site) -> APIRouter:
    """Return the route of pages for frames, which answers 404 where none are allowed."""
    router = APIRouter()
    pages = EmbeddedPages(site.index)

    @router.get(EMBEDDED + "incidents/{incident_id}")
    def embed(incident_id: str) -> Response:
        if not site.ancestors:
            raise HTTPException(404)
        state = site.index.state()
        page = pages.page(state, state.incident_of_whole_id(incident_id))
        return Response(page, media_type="text/html", headers=_headers(site.ancestors))

    return router


class EmbeddedPages:
    """Pages of incidents as last made, kept while incident and judgements are the same."""

    def __init__(self, index: IncidentIndex) -> None:
        self._index = index
        self._pages: OrderedDict[object, bytes] = OrderedDict()
        self._lock = Lock()

    def page(self, state: Snapshot, incident: Incident) -> bytes:
        """Return the page of an incident; one is made at a time."""
        key = (incident.id, incident.title, incident.claims, incident.documents, state.judged)
        with self._lock:
            if key not in self._pages:
                shown = embedded_incident(self._index, state, incident)
                self._pages[key] = rendered("embed.html", shown=shown, style=asset(STYLE))
                if len(self._pages) > MOST_HELD:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(key)
            return self._pages[key]


def _headers(ancestors: tuple[str, ...]) -> dict[str, str]:
    """Return the headers of a page that only frames of these sites may show."""
    style = base64.b64encode(hashlib.sha256(asset(STYLE).encode()).digest()).decode()
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none';"
            f" frame-ancestors {' '.join(ancestors)}"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": f"public, max-age={FRESH_S}",
        "X-Robots-Tag": "noindex",
    }
