"""Passages as an index's file keeps them."""

from __future__ import annotations

import json
from datetime import datetime

from sayso.linking.assembly import document_of
from sayso.linking.passages import Passage
from sayso.record import Place, Span
from sayso.record.wire import dumps


def packed_passage(passage: Passage) -> str:
    """What of a passage is compared with others, and which claims are in it."""
    return dumps(
        {
            "claims": list(passage.claims),
            "terms": dict(passage.terms),
            "towns": [
                [each.name, each.kind, each.precision, each.geonameid, each.latitude,
                 each.longitude]
                for each in passage.towns
            ],
            "figures": sorted(map(list, passage.figures)),
            "days": [each.isoformat() for each in passage.days] if passage.days else None,
            "told": passage.told.isoformat() if passage.told else None,
            "dated": passage.dated,
            "outlet": passage.outlet,
        }
    )  # fmt: skip


def unpacked_passage(key: str, packed: str) -> Passage:
    """The passage that `packed_passage` packed, as far as comparing it takes."""
    told = json.loads(packed)
    days = [datetime.fromisoformat(each) for each in told["days"] or ()]
    return Passage(
        key=key,
        document=document_of(key),
        claims=tuple(told["claims"]),
        spans=(),
        terms=told["terms"],
        places=frozenset(),
        towns=tuple(Place(Span(0, 0), *each) for each in told["towns"]),
        figures=frozenset((role, low) for role, low in told["figures"]),
        kinds=frozenset(),
        days=(days[0], days[1]) if days else None,
        told=datetime.fromisoformat(told["told"]) if told["told"] else None,
        dated=told["dated"],
        outlet=told["outlet"],
    )
