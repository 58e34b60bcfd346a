"""The one shape of errors: problem details (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from fastapi.responses import Response

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str) -> Response:
    """Return an answer that says what went wrong and what to do."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(json.dumps(body), status, media_type=MEDIA_TYPE)
