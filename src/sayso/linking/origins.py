"""Which documents of an incident go back to one report, newsroom or agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sayso.lexicon.anatomy import news_agency_in
from sayso.linking.clusters import Pair, components
from sayso.linking.features import StatementFeatures, family_of
from sayso.record import Document, content_hash

RELAYS = 1
"""Names of a chain, from the outermost, that may be an agency that the outlet copies from."""


def credit_of(document: Document) -> str | None:
    """Return the news agency that a document credits, or whose it is."""
    if document.agency:
        return document.agency
    return news_agency_in(document.outlet) if document.outlet else None


def origins_of(documents: Mapping[str, Document], copies: Iterable[Pair]) -> dict[str, str]:
    """Return the id of its origin by each fingerprint of `documents`, in order of publication.

    A copy goes back to the document published first: to the agency that one of the copies credits,
    or else to the family that published the first. Within one incident all that rests on one
    agency, or on one family's reporters, has one origin. A copy does not make two newsrooms one:
    what else they report is their own.
    """
    rank = {key: number for number, key in enumerate(documents)}
    pairs = [pair for pair in copies if documents.keys() >= set(pair)]
    origins = {}
    for group in components(documents, pairs):
        first = min(group, key=lambda key: rank[key])
        agencies = [name for key in group if (name := credit_of(documents[key]))]
        family = family_of(documents[first].outlet)
        if agencies:
            origin = agency_id(min(agencies))
        else:
            origin = content_hash("origin", "family", family) if family else _own(first)
        origins.update(dict.fromkeys(group, origin))
    return origins


def _own(key: str) -> str:
    return content_hash("origin", key)


def agency_id(name: str) -> str:
    """Return the id of all that rests on one agency."""
    return content_hash("origin", "agency", name)


def agency_origin(features: StatementFeatures) -> str | None:
    """Return the origin of a statement that the outlet has from an agency ("Reuters reported that
    …").
    """
    for name in features.claim.chain[:-1][:RELAYS]:
        agency = news_agency_in(name)
        if agency is not None:
            return agency_id(agency)
    return None
