"""The whole site as one ASGI application."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from sayso import __version__
from sayso.accounts import People
from sayso.actions.add import Reader
from sayso.actions.framing_pairs import FramingPairs
from sayso.actions.read import read
from sayso.actions.submit import UnavailableError
from sayso.api import routes as api_routes
from sayso.api.problems import problem
from sayso.index.service import IncidentIndex
from sayso.settings.alerts import NOTHING_SENT, AlertSettings
from sayso.settings.codebooks import Codebook, default_codebook
from sayso.settings.term_lists import TermList
from sayso.web import (
    account,
    adding,
    alerts,
    articles,
    assets,
    citing,
    claimants,
    coding,
    embedding,
    framing_pairs,
    front,
    handing_in,
    incidents,
    logins,
    mapping,
    plot_pictures,
    project_settings,
    projects,
    review,
    searching,
    study,
    work,
)
from sayso.web.audit import AuditLog
from sayso.web.deployment import Deployment, ForwardedHeaders
from sayso.web.guard import EMBEDDED, Guard
from sayso.web.jobs import JobQueue
from sayso.web.last_resort import LastResort
from sayso.web.messages import without_paths
from sayso.web.searching import DISK_FULL
from sayso.web.site import Site
from sayso.web.statuses import STATUS, status_of
from sayso.web.text_queue import TextQueue

ANYWHERE = Deployment()
"""Any name is answered, and no proxy is believed."""

log = logging.getLogger(__name__)


def make_app(
    index: IncidentIndex,
    people: People,
    local: bool = True,
    reader: Reader = read,
    deployment: Deployment = ANYWHERE,
    sending: AlertSettings = NOTHING_SENT,
    codebook: Codebook | None = None,
    term_lists: Mapping[str, tuple[TermList, ...]] | None = None,
) -> FastAPI:
    """Return the application over an incident index.

    `local` is `--no-login`: whoever asks may do everything, so what listens must be on loopback,
    and what came through a proxy is refused. Without it a login is asked for, wherever the
    request came from. `reader` reads the texts that are handed in, one at a time:
    `app.state.texts` is their queue. `deployment` has the names that are answered and the proxies
    that are believed, where a login is asked for, and the sites whose frames may show incidents.
    `sending` says which alerts users may have; incidents are coded by `codebook`, or by the one
    that ships first. `term_lists` are lists of terms that framing offers to count, by name.
    """
    audit = AuditLog(people)

    @asynccontextmanager
    async def living(_app: FastAPI) -> AsyncIterator[None]:
        index.state()
        await jobs.resume(local)
        yield
        jobs.close()
        audit.close()

    app = FastAPI(
        title="Sayso",
        version=__version__,
        description="A sourced ledger of who said what in reports of armed conflict.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=living,
    )
    texts = app.state.texts = TextQueue(index, reader)
    coded_by = codebook or default_codebook()
    jobs = JobQueue(index, texts, people)
    pairs = FramingPairs(index, term_lists)
    site = Site(index, people, local, texts, jobs, pairs, sending, coded_by, deployment.ancestors)
    for room in (
        front,
        handing_in,
        mapping,
        incidents,
        plot_pictures,
        coding,
        embedding,
        articles,
        adding,
        citing,
        searching,
        review,
        work,
        projects,
        project_settings,
        claimants,
        study,
        framing_pairs,
        logins,
        account,
        alerts,
        assets,
    ):
        app.include_router(room.routes(site), include_in_schema=False)
    api = api_routes.routes(index, people, texts, pairs, coded_by, site.projects)
    app.include_router(api, prefix="/api")
    _errors(app, site)
    # Forms carry a token, but nobody's page can have one of another's packed beside words of its
    # own choice (BREACH): the cookie that it goes with is sent to this site's own pages alone.
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    app.add_middleware(
        Guard, audit=audit, local=local, hosts=deployment.hosts, embeds=bool(deployment.ancestors)
    )
    if deployment.trusted_proxies and not local:
        app.add_middleware(ForwardedHeaders, deployment=deployment)
    return app


def _errors(app: FastAPI, site: Site) -> None:
    """Give every error its answer."""

    def answer(request: Request, status: int, message: str) -> Response:
        if request.url.path.startswith("/api"):
            return problem(status, message)
        if request.url.path.startswith(EMBEDDED):  # no page with a menu, forms and a cookie
            return PlainTextResponse(message, status)
        return site.page(request, "error.html", status, code=status, message=message)

    app.add_middleware(LastResort, answer=answer)

    def known(request: Request, error: Exception) -> Response:
        shown = without_paths(str(error), site.index.path)
        if shown != str(error):
            log.warning("%s", error)  # the whole path is for whoever runs the site
        response = answer(request, status_of(error), shown)
        if isinstance(error, UnavailableError):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.exception_handler(sqlite3.OperationalError)
    def not_written(request: Request, error: sqlite3.OperationalError) -> Response:
        """The users' file can't be read or written: its log, sessions, saved searches."""
        log.error("the users' file can't be used: %s", error)
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        full = code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        busy = "This site can't write its own files now. Ask whoever runs it to look at its log."
        return answer(request, 507 if full else 503, DISK_FULL if full else busy)

    for kind, _ in STATUS:
        app.add_exception_handler(kind, known)

    @app.exception_handler(HTTPException)
    def no_such_page(request: Request, error: HTTPException) -> Response:
        words = {404: "There is no such page.", 405: "That can't be done here."}
        return answer(request, error.status_code, words.get(error.status_code, str(error.detail)))

    @app.exception_handler(RequestValidationError)
    def not_understood(request: Request, error: RequestValidationError) -> Response:
        wrong = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()]
        return answer(request, 422, "Not understood: " + "; ".join(wrong)[:600])
