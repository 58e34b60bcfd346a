"""Claims as exports take them, made by hand and by hypothesis."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from sayso.exports.chosen import About, Chosen, IncidentRef, Placed, Writer
from sayso.record import Claimant, Reading, Span
from sayso.record.resolved import resolved_claims
from tests.made import market_reading, narrated_reading

WRITTEN = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
ABOUT = About(WRITTEN, ledger="market.sqlite")

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("=+-@＝\t\r\n\0\x07\x1b\x7f\x85\"',;:|{}[]<>&\\ '"),
        st.sampled_from("\u200f\u202e\u2066\u2069\ufeff\u2028\u2029\ud83d\udc00\ufffe"),
    ),
    min_size=1,
    max_size=24,
)
"""Words of every sort: controls, quotes, formulas, marks of direction, half surrogate pairs."""


def chosen(*readings: Reading, **more: Any) -> list[Chosen]:
    return [Chosen(each, **more) for reading in readings for each in resolved_claims(reading)]


def written(write: Writer, claims: Iterable[Chosen], about: About = ABOUT) -> bytes:
    out = io.BytesIO()
    write(claims, about, out)
    return out.getvalue()


def linked(reading: Reading, **facts: Any) -> tuple[list[Chosen], About]:
    """The claims of a reading, all of one incident, with what is known of it."""
    place = (reading.places or (None,))[0]
    told = {
        "id": "4f2a9c0d1e2f3a4b5c6d7e8f",
        "kind": "casualties",
        "place": place,
        "earliest": datetime(2025, 2, 1),
        "latest": datetime(2025, 2, 2),
        "origins": 1,
        "rivals": 0,
        "first_published": datetime(2025, 2, 2, 5, 0, tzinfo=UTC),
    }
    incident = IncidentRef(**(told | facts))
    put = Placed(incident.id, "0a1b2c3d4e5f", 3, 2)
    return chosen(reading, placed=put), replace(ABOUT, incidents={incident.id: incident})


def shelled(**event: Any) -> Reading:
    """The market reading with its first event coded as shelling."""
    reading = market_reading()
    (killed,) = reading.events or ()
    coded = {
        "kind": "shelling",
        "plover": "ASSAULT:heavy-weapons",
        "acled": "Explosions/Remote violence / Shelling/artillery/missile attack",
        "cameo": "194",
    }
    return replace(reading, events=(replace(killed, **(coded | event)),))


@st.composite
def odd_readings(draw: st.DrawFn) -> Reading:
    """Readings whose words are of every sort, wherever words can stand."""
    text = draw(ODD)
    told = narrated_reading(text, outlet=draw(ODD), given_id=draw(ODD))
    (claim,) = told.claims or ()
    market = shelled()
    (place,) = market.places or ()
    (event,) = market.events or ()
    (figure,) = market.quantities or ()
    whole = Span(0, len(text))
    speaker = Claimant(draw(ODD), draw(ODD), named=True)
    return replace(
        told,
        document=replace(told.document, title=draw(ODD), url=draw(st.none() | ODD)),
        events=(replace(event, trigger=whole, target=whole, initiator=whole, means=None),),
        quantities=(replace(figure, as_said=whole, unit=draw(ODD)),),
        places=(replace(place, as_said=whole, name=draw(ODD)),),
        claims=(
            replace(
                claim,
                claimant=speaker,
                chain=(draw(ODD), speaker.name),
                event=0,
                quantities=(0,),
                places=(0,),
            ),
        ),
    )
