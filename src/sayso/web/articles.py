"""The page of a document: its words with claims marked, warnings beside them, its snapshot."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from sayso.accounts.errors import NoProjectError
from sayso.exports.page.articles import article
from sayso.exports.page.cards import ClaimCard, columns_of
from sayso.exports.page.voices import voices
from sayso.ledger import DocumentSummary, LedgerError, Store
from sayso.record import Problem, Reading, Span
from sayso.record.claim import ADDED_SPAN
from sayso.record.faults import attempt, without_layers
from sayso.web.site import Site
from sayso.web.work_panel import panel_of
from sayso.web.workplace import workplace_of

PASSING = (LedgerError, NoProjectError)

MOST_VERSIONS = 12
"""Other versions of a document that its page names."""


def routes(site: Site) -> APIRouter:
    """Return the article page's routes."""
    router = APIRouter()

    @router.get("/articles/{document_id}")
    def show(
        request: Request,
        document_id: str,
        added: Annotated[str, Query(max_length=80)] = "",
        taken_back: Annotated[str, Query(max_length=80)] = "",
        words: Annotated[str, Query(max_length=40)] = "",
    ) -> Response:
        store = site.index.store
        key = store.document_key(document_id)
        reading = site.index.state().shown(store.reading(key))
        notice = _Notice(added, bool(taken_back), _span_of(words, len(reading.document.text)))
        page = attempt("article page", partial(_page, site, request, key, reading, notice), PASSING)
        if isinstance(page, Problem):
            return _page(site, request, key, without_layers(reading, page))
        return page

    return router


@dataclass(frozen=True, slots=True)
class _Notice:
    """What a person just did: the claim that they added, or that they took one back; `linked` are
    the words that their link leads to.
    """

    added: str = ""
    taken_back: bool = False
    linked: Span | None = None


NOTHING_DONE = _Notice()


def _page(
    site: Site, request: Request, key: str, reading: Reading, notice: _Notice = NOTHING_DONE
) -> Response:
    """Return the page of one document."""
    store, state = site.index.store, site.index.state()
    known = voices([reading])
    columns, anchors = columns_of([reading], known)
    cards: dict[str, ClaimCard] = {card.anchor: card for each in columns for card in each.cards}
    claims = reading.claims or ()
    placed = state.homes([each.id for each in claims])
    homes = {f"d1-c{at}": placed[claim.id] for at, claim in enumerate(claims) if claim.id in placed}
    incidents = Counter(homes.values())
    shown = state.incidents.some(list(incidents))
    recorded = site.index.recorded(key)
    versions = _other_versions(store, reading.document.url, key)
    return site.page(
        request,
        "article.html",
        shown=article(reading, 1, known, anchors, notice.linked),
        document=reading.document,
        key=key,
        columns=columns,
        tips={mark: cards[anchor] for mark, anchor in anchors.items()},
        ids={f"d1-c{at}": claim.id for at, claim in enumerate(claims)},
        incidents=[(shown[each], held) for each, held in incidents.most_common() if each in shown],
        kept=store.kept(key),
        recorded=datetime.fromisoformat(recorded) if recorded else None,
        blocks=Counter(each.kind for each in reading.blocks or ()),
        versions=versions[-MOST_VERSIONS:],
        earlier=len(versions) > MOST_VERSIONS,
        added=notice.added if reading.claim(notice.added) else "",
        taken_back=notice.taken_back,
        may_judge=request.state.person.may("reviewer"),
        panel=panel_of(workplace_of(site, request), request, "document", key),
    )


def _span_of(words: str, length: int) -> Span | None:
    """Return the span of an address, "120-188"; None where it is none of the text."""
    match = ADDED_SPAN.fullmatch(words)
    if match is None or not int(match[1]) < int(match[2]) <= length:
        return None
    return Span(int(match[1]), int(match[2]))


def _other_versions(store: Store, url: str | None, key: str) -> list[DocumentSummary]:
    """Return the last documents of `url` but that of `key`: one more than a page lists, if any."""
    newest = store.versions(url, limit=MOST_VERSIONS + 2) if url else ()
    return [each for each in newest if each.fingerprint != key]
