"""Which documents of an incident go back to one report, newsroom or agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sayso.lexicon.anatomy import news_agency_in
from sayso.linking.clusters import Pair, components
from sayso.linking.told import Told, family_of
from sayso.record import Document, content_hash

RELAYS = 1
"""Names of a chain, from the outermost, that may be an agency that the outlet copies from."""


def credit_of(document: Document) -> str | None:
    """The news agency that a document credits, or whose it is."""
    if document.agency:
        return document.agency
    return news_agency_in(document.outlet) if document.outlet else None


def origins_of(documents: Mapping[str, Document], copies: Iterable[Pair]) -> dict[str, str]:
    """For each fingerprint of `documents`, which are in the order of telling, its origin's id.

    Copies have one origin, and so have those that credit one agency or come from one family of
    publishers: within one incident they rest on the same reporting.
    """
    keys = list(documents)
    pairs = [pair for pair in copies if documents.keys() >= set(pair)]
    for told_by in (credit_of, lambda document: family_of(document.outlet)):
        first: dict[str, str] = {}
        for key, document in documents.items():
            name = told_by(document)
            if name is not None:
                pairs.append((first.setdefault(name, key), key))
    rank = {key: number for number, key in enumerate(keys)}
    found = {}
    for group in components(keys, pairs):
        agencies = [name for key in group if (name := credit_of(documents[key]))]
        first_told = min(group, key=lambda key: rank[key])
        origin = agency_id(min(agencies)) if agencies else content_hash("origin", first_told)
        found.update(dict.fromkeys(group, origin))
    return found


def agency_id(name: str) -> str:
    """The id of all that rests on one agency."""
    return content_hash("origin", "agency", name)


def agency_origin(told: Told) -> str | None:
    """The origin of a statement that the outlet has from an agency ("Reuters reported that …")."""
    for name in told.claim.chain[:-1][:RELAYS]:
        agency = news_agency_in(name)
        if agency is not None:
            return agency_id(agency)
    return None
