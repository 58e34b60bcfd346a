"""Handing in: a text in a form, the address of a page, and files; and what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from sayso.actions.handing_in import (
    HandedFile,
    HandedInput,
    is_web_address,
    safe_name,
)
from sayso.actions.submit import UnavailableError, UnreadableError
from sayso.intake import NO_HINTS, Hints, parse_time
from sayso.intake.columns import FIELDS
from sayso.record.addresses import without_credentials
from sayso.web.guard import LARGEST_UPLOAD, UPLOADS
from sayso.web.jobs import Job
from sayso.web.site import Site, allowed

MOST_FILES = 20
MOST_FIELDS = 20
LONGEST_FIELD = 2_000
COLUMN = "column_"
"""What the name of a form's field begins with that says which column holds what."""

NOTHING: Mapping[str, str] = {}
EARLIER = 5
"""Jobs of one's own that the page lists."""

MAPPING = "--map "
"""What the problem of a table says whose columns must be named."""


def routes(site: Site) -> APIRouter:
    """Return the routes of handing in."""
    router = APIRouter()
    _text(router, site)
    _address(router, site)
    _files(router, site)
    _status(router, site)
    return router


def _text(router: APIRouter, site: Site) -> None:
    @router.get("/add")
    def add_form(
        request: Request, url: Annotated[str, Query(max_length=LONGEST_FIELD)] = ""
    ) -> Response:
        allowed(request, "reviewer")
        return _page(site, request, given={"address": url.strip()})

    @router.post("/add")
    async def add(
        request: Request,
        text: Annotated[str, Form()],
        token: Annotated[str, Form()],
        outlet: Annotated[str, Form(max_length=200)] = "",
        published: Annotated[str, Form(max_length=40)] = "",
        url: Annotated[str, Form(max_length=LONGEST_FIELD)] = "",
    ) -> Response:
        person = await run_in_threadpool(site.checked, request, token, "reviewer")
        given = {"text": text, "outlet": outlet, "published": published, "url": url}
        try:
            hints = _hints(outlet, published, url)
            outcome = await site.texts.submit(person.name, text, hints)
        except UnreadableError as error:
            return await _again(site, request, given, 422, str(error))
        except UnavailableError as error:
            return await _later(site, request, given, error)
        if outcome.added is None:
            message = outcome.problem.message if outcome.problem else "It could not be added."
            return await _again(site, request, given, 422, message)
        document = outcome.added.document
        await run_in_threadpool(site.people.note, person.name, "added", document)
        return RedirectResponse(f"/articles/{document}", 303)


def _address(router: APIRouter, site: Site) -> None:
    @router.post("/add/address")
    async def add_address(
        request: Request,
        token: Annotated[str, Form()],
        address: Annotated[str, Form(max_length=LONGEST_FIELD)],
    ) -> Response:
        person = await run_in_threadpool(site.checked, request, token, "reviewer")
        url = address.strip()
        given = {"address": url}
        if not is_web_address(url):
            message = "That is no address of a page. Write it whole: https://news.example/report."
            return await _again(site, request, given, 422, message)
        try:
            with site.jobs.place(person.name) as job:
                shown = without_credentials(url)
                await run_in_threadpool(site.people.note, person.name, "asked to fetch", shown)
                await site.jobs.begin(job, [HandedInput("address", url, NO_HINTS)])
        except UnavailableError as error:
            return await _later(site, request, given, error)
        return _led_to(job)


def _files(router: APIRouter, site: Site) -> None:
    @router.post(UPLOADS)
    async def add_files(request: Request) -> Response:
        person = allowed(request, "reviewer")
        typed = NOTHING
        try:
            # A place first: no more files come in at a time than may wait.
            with site.jobs.place(person.name) as job:
                form = await _sent_form(request)
                typed = _typed(form)
                try:
                    await _begin(site, request, job, form)
                finally:
                    await form.close()
        except UnreadableError as error:
            return await _again(site, request, typed, 422, str(error))
        except UnavailableError as error:
            return await _later(site, request, typed, error)
        return _led_to(job)


async def _sent_form(request: Request) -> FormData:
    """Return a form with files. Raises HTTPException for one that did not come whole or is none."""
    try:
        return await request.form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD
        )
    except ClientDisconnect as error:
        raise HTTPException(400, "The files did not come whole. Hand them in again.") from error


async def _begin(site: Site, request: Request, job: Job, form: FormData) -> None:
    """Let the files of a form be read. Raises UnreadableError; ForbiddenError for a forged one."""
    await run_in_threadpool(site.genuine, request, _field(form, "token"))
    hints, files = _file_hints(form), _files_of(form)
    names = [each.name for each in files]
    about = ", ".join(names)[:LONGEST_FIELD]
    await run_in_threadpool(site.people.note, job.person, "handed in files", about)
    await site.jobs.begin_files(job, files, hints)


def _status(router: APIRouter, site: Site) -> None:
    @router.get("/add/jobs/{job_id}")
    def status(request: Request, job_id: str) -> Response:
        person = allowed(request, "reviewer")
        job = site.jobs.job(job_id, person.name)
        if job is None:
            raise HTTPException(404)
        unmapped = any(MAPPING in each for each in job.problems)
        return site.page(request, "job.html", job=job, unmapped=unmapped)


def _page(
    site: Site, request: Request, given: Mapping[str, str], status: int = 200, message: str = ""
) -> Response:
    """Return the page with its forms, and what was typed into them."""
    home = f"{str(request.base_url).rstrip('/')}/add?url="
    script = f"location.href={json.dumps(home)}+encodeURIComponent(location.href)"
    return site.page(
        request,
        "add.html",
        status,
        message=message,
        given=given,
        columns=FIELDS,
        column=COLUMN,
        most_files=MOST_FILES,
        most_bytes=LARGEST_UPLOAD,
        bookmarklet=f"javascript:{quote(script, safe='=+().;')}",
        jobs=site.jobs.of(request.state.person.name)[:EARLIER],
    )


async def _again(
    site: Site, request: Request, given: Mapping[str, str], status: int, message: str
) -> Response:
    return await run_in_threadpool(_page, site, request, given, status, message)


async def _later(
    site: Site, request: Request, given: Mapping[str, str], error: UnavailableError
) -> Response:
    response = await _again(site, request, given, 503, str(error))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _led_to(job: Job) -> Response:
    return RedirectResponse(f"/add/jobs/{job.id}", 303)


def _hints(outlet: str, published: str, url: str = "") -> Hints:
    """Return what a form says of what is handed in. Raises UnreadableError."""
    when = parse_time(published) if published.strip() else None
    if published.strip() and when is None:
        raise UnreadableError(f"“{published}” is no date. Write 2026-03-04.")
    return Hints(when, outlet.strip() or None, None, url.strip() or None)


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _typed(form: FormData) -> dict[str, str]:
    """Return the fields that belong to the files of a form, to be shown again."""
    names = ("outlet", "published", *(f"{COLUMN}{each}" for each in FIELDS))
    return {f"file_{each}": _field(form, each) for each in names}


def _file_hints(form: FormData) -> Hints:
    """Return what a form says of its files. Raises UnreadableError."""
    named = ((each, _field(form, f"{COLUMN}{each}").strip()) for each in FIELDS)
    hints = _hints(_field(form, "outlet"), _field(form, "published"))
    columns = tuple((each, name) for each, name in named if name)
    return Hints(hints.published, hints.outlet, columns=columns)


def _files_of(form: FormData) -> list[HandedFile]:
    """Return the files of a form. Raises UnreadableError where there are none."""
    sent = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
    files = [
        HandedFile(safe_name(each.filename or ""), each.file)
        for each in sent
        if each.filename or each.size
    ]
    if not files:
        raise UnreadableError("No file was chosen. Choose one or more.")
    return files
