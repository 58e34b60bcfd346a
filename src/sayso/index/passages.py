"""Passages as an index's file keeps them."""

from __future__ import annotations

import json
from datetime import datetime

from sayso.linking.assembly import document_of
from sayso.linking.passages import Passage
from sayso.record import Place, Span
from sayso.record.wire import dumps


def packed_passage(passage: Passage) -> str:
    """Return what of a passage is compared with others, and which claims are in it."""
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
            "told": passage.reported.isoformat() if passage.reported else None,
            "dated": passage.dated,
            "outlet": passage.outlet,
            "scene": sorted(passage.scene),
        }
    )  # fmt: skip


def unpacked_passage(key: str, packed: str) -> Passage:
    """Return the passage that `packed_passage` packed, as far as comparing it takes."""
    stored = json.loads(packed)
    days = [datetime.fromisoformat(each) for each in stored["days"] or ()]
    return Passage(
        key=key,
        document=document_of(key),
        claims=tuple(stored["claims"]),
        spans=(),
        terms=stored["terms"],
        places=frozenset(),
        towns=tuple(Place(Span(0, 0), *each) for each in stored["towns"]),
        figures=frozenset((role, low) for role, low in stored["figures"]),
        kinds=frozenset(),
        days=(days[0], days[1]) if days else None,
        reported=datetime.fromisoformat(stored["told"]) if stored["told"] else None,
        dated=stored["dated"],
        outlet=stored["outlet"],
        scene=frozenset(stored["scene"]),
    )
