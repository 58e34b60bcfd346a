"""Search with facets, its exports, its feed, and saved searches."""

from __future__ import annotations

import errno
import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from sayso.actions.export import Exporting, export
from sayso.exports.atom import LONGEST_TITLE, AtomEntry, AtomFeed, atom_of
from sayso.exports.formats import CITED, FACTS, ExportFormat
from sayso.index.claims import ClaimRow
from sayso.index.search import (
    FACETS,
    PAGE,
    Filter,
    filter_of,
    ids_of,
    newest,
    search_claims,
)
from sayso.ledger import LedgerUrl
from sayso.views.failures import Failures
from sayso.views.sides import conflict_sides, narrowed
from sayso.views.work import tags_in_use
from sayso.web.plots import date_bars
from sayso.web.site import Site

log = logging.getLogger(__name__)

CHUNK = 60_000
OFFERED = tuple(each.value for each in ExportFormat if each is not ExportFormat.WARC)
STEMS = {**dict.fromkeys(map(str, CITED), "citations"), "coded": "coded"}
"""What a file is called by its format, where it has no claims."""


def routes(site: Site) -> APIRouter:
    """Return the search's routes."""
    router = APIRouter()

    @router.get("/search")
    def search(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
        wanted = _filter(request)
        results = search_claims(site.index, wanted, (page - 1) * PAGE)
        state = site.index.state()
        return site.page(
            request,
            "search.html",
            wanted=wanted,
            results=results,
            dates=[date_bars(each, wanted) for each in results.histograms],
            page=page,
            pages=max(1, -(-results.total // PAGE)),
            names=FACETS,
            camps=narrowed(wanted, conflict_sides(site.index)),
            formats=OFFERED,
            tags=tags_in_use(site.index),
            homes=state.homes([each.id for each in results.claims]),
            saved=site.people.searches(request.state.person.name),
        )  # fmt: skip

    @router.get("/export/{name}")
    def exported(request: Request, name: str) -> Response:
        return download(site, request, name, _filter(request), Exporting(codebook=site.codebook))

    @router.get("/search.atom")
    def as_atom(request: Request) -> Response:
        return Response(_atom(site, _filter(request), str(request.base_url).rstrip("/")),
                        media_type="application/atom+xml; charset=utf-8")  # fmt: skip

    @router.post("/saved")
    def save(
        request: Request,
        token: Annotated[str, Form()],
        query: Annotated[str, Form(max_length=8000)] = "",
        name: Annotated[str, Form(max_length=120)] = "",
        drop: Annotated[int, Form()] = 0,
    ) -> Response:
        person = site.checked(request, token)
        if drop:
            site.people.drop_search(person.name, drop)
            return RedirectResponse("/search", 303)
        wanted = filter_of(_pairs(query))
        site.people.save_search(person.name, name.strip() or wanted.in_words(), wanted.query())
        site.people.note(person.name, "saved a search", wanted.query())
        return RedirectResponse(f"/search?{wanted.query()}", 303)

    return router


def download(
    site: Site, request: Request, name: str, wanted: Filter, how: Exporting, where: str = ""
) -> Response:
    """Return an export of the claims that a filter lets pass; `where` is a project, for the log.

    Raises HTTPException where there is no such format or the export can't be written.
    """
    if name not in OFFERED:
        raise HTTPException(404)
    who, facts = request.state.person.name, FACTS[ExportFormat(name)]
    ids = None if wanted.empty else frozenset(ids_of(site.index, wanted))
    failures = Failures()
    out = _written(site.index.path, ExportFormat(name), replace(how, claims=ids, failures=failures))
    site.people.note(who, f"exported {name}{where}", wanted.query())
    stem = STEMS.get(name, "claims")
    headers = {"Content-Disposition": f'attachment; filename="sayso-{stem}{facts.suffix}"'}
    if failures.messages:
        headers["Sayso-Left-Out"] = str(len(failures.messages))
        site.people.note(who, f"export {name}{where} lacks", "; ".join(failures.messages))
    return StreamingResponse(_chunks(out), media_type=facts.media_type, headers=headers)


DISK_FULL = "The disk of this site is full. Ask whoever runs it to make room."
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _written(ledger: Path | LedgerUrl, kind: ExportFormat, how: Exporting) -> IO[bytes]:
    """Return a file with the export; `how.failures` takes the documents that it lacks.

    Raises HTTPException 507 where the disk is full, 503 if it fails.
    """
    try:
        with ExitStack() as unless_done:
            out = unless_done.enter_context(tempfile.TemporaryFile())
            if kind in (ExportFormat.CSV, ExportFormat.CODED):
                out.write(b"\xef\xbb\xbf")  # or a spreadsheet does not take it for UTF-8
            export(ledger, kind, out, how)
            out.flush()
            unless_done.pop_all()  # closed when all of it is sent
            return out
    except OSError as error:
        log.error("an export can't be written: %s", error)
        if error.errno in FULL:
            raise HTTPException(507, DISK_FULL) from error
        words = "This site can't write the export now. Ask whoever runs it to look at its log."
        raise HTTPException(503, words) from error


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, max_num_fields=200)


def _filter(request: Request) -> Filter:
    return filter_of(request.query_params.multi_items())


def _chunks(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while chunk := out.read(CHUNK):
            yield chunk


def _atom(site: Site, wanted: Filter, base: str) -> bytes:
    """Return an Atom feed of what was added last of what a filter lets pass."""
    here = f"{base}/search?{wanted.query()}"
    feed = AtomFeed(
        here, f"Sayso: {wanted.in_words()}", here, f"{base}/search.atom?{wanted.query()}"
    )
    return atom_of(feed, (_entry(row, base) for row in newest(site.index, wanted)))


def _entry(row: ClaimRow, base: str) -> AtomEntry:
    return AtomEntry(
        f"urn:sayso:claim:{row.id}",
        f"{row.claimant}: {row.words[:LONGEST_TITLE]}",
        row.recorded,
        row.claimant,
        f"{base}/articles/{row.document}#d1-c{row.position}",
        f"{row.words} ({row.outlet or 'outlet unknown'}: {row.title})",
    )
