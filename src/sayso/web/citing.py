"""Downloads of one document or incident: citations, and an incident's dossier."""

from __future__ import annotations

import io
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from sayso.actions.dossier import write_dossier
from sayso.actions.export import Exporting, cite
from sayso.exports.formats import CITED, FACTS, ExportFormat
from sayso.views.failures import Failures
from sayso.views.incident import documents_of
from sayso.web.site import Site

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFERED_CITED = tuple(each.value for each in CITED)


def routes(site: Site) -> APIRouter:
    """Return the routes of the downloads."""
    router = APIRouter()

    @router.get("/articles/{document_id}/cite/{name}")
    def cited_document(request: Request, document_id: str, name: str) -> Response:
        key = site.index.store.document_key(document_id)
        return _cited(site, request, name, (key,), key)

    @router.get("/incidents/{incident_id}/cite/{name}")
    def cited_incident(request: Request, incident_id: str, name: str) -> Response:
        state = site.index.state()
        incident = state.incident(incident_id)
        return _cited(site, request, name, documents_of(state.of(incident)), incident.id)

    @router.get("/incidents/{incident_id}/dossier.docx")
    def dossier(request: Request, incident_id: str) -> Response:
        state = site.index.state()
        incident = state.incident(incident_id)
        out = io.BytesIO()
        write_dossier(site.index, state, incident, out)
        site.people.note(request.state.person.name, "exported dossier", incident.id)
        return download(out.getvalue(), f"sayso-{incident.id[:12]}.docx", DOCX, Failures())

    return router


def _cited(site: Site, request: Request, name: str, keys: Sequence[str], of: str) -> Response:
    """Return a file with the citations of documents; its name has the id of what they are `of`."""
    if name not in OFFERED_CITED:
        raise HTTPException(404)
    export_format = ExportFormat(name)
    failures = Failures()
    out = io.BytesIO()
    cite(site.index.store, keys, export_format, out, Exporting(failures=failures))
    site.people.note(request.state.person.name, f"exported {name}", of)
    return download(
        out.getvalue(), f"sayso-{of[:12]}{FACTS[export_format].suffix}",
        FACTS[export_format].media_type, failures,
    )  # fmt: skip


def download(body: bytes, name: str, media_type: str, failures: Failures) -> Response:
    """Return a file to be stored under a name; a header counts the documents that it lacks."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if failures.messages:
        headers["Sayso-Left-Out"] = str(len(failures.messages))
    return Response(body, media_type=media_type, headers=headers)
