"""The page of a document: its words with claims marked, warnings beside them, its snapshot."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sayso.exports.page.articles import article
from sayso.exports.page.cards import ClaimCard, columns_of
from sayso.exports.page.voices import voices
from sayso.ledger import LedgerError
from sayso.record import Problem, Reading
from sayso.record.faults import attempt, without_layers
from sayso.web.site import Site

PASSING = (LedgerError,)

MOST_VERSIONS = 12
"""Other versions of a document that its page names."""


def routes(site: Site) -> APIRouter:
    """The article page's routes."""
    router = APIRouter()

    @router.get("/articles/{document_id}")
    def show(request: Request, document_id: str) -> Response:
        store = site.desk.store
        key = store.document_key(document_id)
        reading = store.reading(key)
        page = attempt("article page", partial(_page, site, request, key, reading), PASSING)
        if isinstance(page, Problem):
            return _page(site, request, key, without_layers(reading, page))
        return page

    return router


def _page(site: Site, request: Request, key: str, reading: Reading) -> Response:
    """The page of one document."""
    store, state = site.desk.store, site.desk.state()
    known = voices([reading])
    columns, anchors = columns_of([reading], known)
    cards: dict[str, ClaimCard] = {card.anchor: card for each in columns for card in each.cards}
    claims = reading.claims or ()
    found = state.homes([each.id for each in claims])
    homes = {f"d1-c{at}": found[claim.id] for at, claim in enumerate(claims) if claim.id in found}
    incidents = Counter(homes.values())
    told = state.incidents.some(list(incidents))
    recorded = site.desk.recorded(key)
    url = reading.document.url
    others = [
        each
        for each in (store.versions(url, limit=MOST_VERSIONS + 2) if url else ())
        if each.fingerprint != key
    ]
    return site.page(
        request,
        "article.html",
        shown=article(reading, 1, known, anchors),
        document=reading.document,
        key=key,
        columns=columns,
        tips={mark: cards[anchor] for mark, anchor in anchors.items()},
        ids={f"d1-c{at}": claim.id for at, claim in enumerate(claims)},
        incidents=[(told[each], held) for each, held in incidents.most_common() if each in told],
        kept=store.kept(key),
        recorded=datetime.fromisoformat(recorded) if recorded else None,
        blocks=Counter(each.kind for each in reading.blocks or ()),
        versions=others[-MOST_VERSIONS:],
        earlier=len(others) > MOST_VERSIONS,
    )
