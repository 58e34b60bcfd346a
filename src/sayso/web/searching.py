"""Search with facets, its exports, its feed, and saved searches."""

from __future__ import annotations

import errno
import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from sayso.actions.export import Exporting, export
from sayso.exports.formats import CITED, FACTS, ExportFormat
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
from sayso.web.site import Site

log = logging.getLogger(__name__)

ATOM = "http://www.w3.org/2005/Atom"
CHUNK = 60_000
OFFERED = tuple(each.value for each in ExportFormat if each is not ExportFormat.WARC)


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
            page=page,
            pages=max(1, -(-results.total // PAGE)),
            names=FACETS,
            camps=narrowed(wanted, conflict_sides(site.index)),
            formats=OFFERED,
            homes=state.homes([each.id for each in results.claims]),
            saved=site.people.searches(request.state.person.name),
        )  # fmt: skip

    @router.get("/export/{name}")
    def exported(request: Request, name: str) -> Response:
        wanted = _filter(request)
        if name not in OFFERED:
            raise HTTPException(404)
        facts = FACTS[ExportFormat(name)]
        ids = None if wanted.empty else frozenset(ids_of(site.index, wanted))
        failures = Failures()
        out = _written(site.index.path, ExportFormat(name), ids, failures)
        site.people.note(request.state.person.name, f"exported {name}", wanted.query())
        stem = "citations" if name in CITED else "claims"
        headers = {"Content-Disposition": f'attachment; filename="sayso-{stem}{facts.suffix}"'}
        if failures.messages:
            headers["Sayso-Left-Out"] = str(len(failures.messages))
            site.people.note(
                request.state.person.name, f"export {name} lacks", "; ".join(failures.messages)
            )
        return StreamingResponse(_chunks(out), media_type=facts.media_type, headers=headers)

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


DISK_FULL = "The disk of this site is full. Ask whoever runs it to make room."
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _written(
    ledger: Path | LedgerUrl, kind: ExportFormat, ids: frozenset[str] | None, failures: Failures
) -> IO[bytes]:
    """Return a file with the export; `failures` takes the documents that it lacks.

    Raises HTTPException 507 where the disk is full, 503 if it fails.
    """
    try:
        with ExitStack() as unless_done:
            out = unless_done.enter_context(tempfile.TemporaryFile())
            if kind is ExportFormat.CSV:
                out.write(b"\xef\xbb\xbf")  # or a spreadsheet does not take it for UTF-8
            export(ledger, kind, out, Exporting(claims=ids, failures=failures))
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
    """Return an Atom feed (RFC 4287) of what was added last of what a filter lets pass."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")

    def put(parent: ElementTree.Element, name: str, words: str = "", **more: str) -> None:
        child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", more)
        child.text = _xml(words)

    rows = newest(site.index, wanted)
    here = f"{base}/search?{wanted.query()}"
    put(feed, "title", f"Sayso: {wanted.in_words()}")
    put(feed, "id", here)
    put(feed, "link", rel="alternate", href=here)
    put(feed, "link", rel="self", href=f"{base}/search.atom?{wanted.query()}")
    put(feed, "updated", rows[0].recorded if rows else "1970-01-01T00:00:00+00:00")
    for row in rows:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        put(entry, "title", f"{row.claimant}: {row.words[:160]}")
        put(entry, "id", f"urn:sayso:claim:{row.id}")
        put(entry, "updated", row.recorded)
        author = ElementTree.SubElement(entry, f"{{{ATOM}}}author")
        put(author, "name", row.claimant or "not named")
        there = f"{base}/articles/{row.document}#d1-c{row.position}"
        put(entry, "link", rel="alternate", href=there)
        put(entry, "summary", f"{row.words} ({row.outlet or 'outlet unknown'}: {row.title})")
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _xml(words: str) -> str:
    """Return words without what XML 1.0 takes for no character."""
    return "".join(
        each for each in words
        if each in "\t\n" or " " <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd"
        or each >= "\U00010000"
    )  # fmt: skip
