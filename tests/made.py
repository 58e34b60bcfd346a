"""Readings for tests: two made by hand, any number made by hypothesis."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from sayso.record import (
    Actor,
    Attribution,
    Block,
    Claim,
    Claimant,
    Document,
    Event,
    FieldCorrection,
    Moment,
    Place,
    PlaceCandidate,
    Problem,
    Quantity,
    Reading,
    Span,
    Warning,
    content_hash,
)

REPORT = (
    "Omdurman market shelled, network says\n\n"
    "At least 54 people were killed when shells hit the Sabrein market in Omdurman on Saturday,"
    " the Sudan Doctors Network said, according to Harbour Post.\n\n"
    "The army denied that its guns had fired."
)

DENIAL = "The paramilitary force said it had no fighters near the market."


def words(text: str, sought: str, after: str = "") -> Span:
    """Where `sought` stands in `text`, which has it once, or once after `after`."""
    assert text.count(after + sought) == 1, sought
    start = text.index(after + sought) + len(after)
    return Span(start, start + len(sought))


def market_reading(given_id: str | None = None, text: str = REPORT) -> Reading:
    """A reading of REPORT: an attributed claim with all its parts, and a denial."""
    document = Document(
        text,
        given_id=given_id,
        outlet="Savanna Press",
        url="https://savanna.example/1",
        published=datetime(2025, 2, 2, 6, 30, tzinfo=UTC),
        title="Omdurman market shelled, network says",
    )
    said, denied = words(text, "the Sudan Doctors Network"), words(text, "The army")
    shelled = words(text, "At least 54 people were killed when shells hit the Sabrein market")
    guns = words(text, "its guns had fired")
    key = document.fingerprint
    return Reading(
        document=document,
        blocks=(
            Block("headline", words(text, "Omdurman market shelled, network says")),
            Block("paragraph", Span(shelled.start, text.index("Post.") + 5)),
            Block("paragraph", Span(denied.start, guns.end + 1)),
        ),
        attributions=(
            Attribution((said,), (words(text, " said,"),), (shelled,), "indirect", score=0.9),
            Attribution((denied,), (words(text, "denied"),), (guns,), "indirect", stance="denies"),
        ),
        events=(
            Event(
                "casualties",
                words(text, "killed"),
                means=words(text, "shells"),
                target=words(text, "people"),
                plover="ASSAULT",
                cameo="190",
            ),
        ),
        claims=(
            Claim(
                content_hash("claim", key, 0),
                0,
                Claimant("the Sudan Doctors Network", "Sudan Doctors Network", True, "SDN", "NGO"),
                ("Harbour Post", "Sudan Doctors Network"),
                shelled,
                event=0,
                quantities=(0,),
                places=(0,),
                moment=0,
                score=0.8,
            ),
            Claim(
                content_hash("claim", key, 1),
                1,
                Claimant("The army", "Sudanese Armed Forces", True, "SDN", "MIL"),
                ("Sudanese Armed Forces",),
                guns,
                polarity="denies",
            ),
        ),
        quantities=(
            Quantity(
                words(text, "At least 54 people"), 54, None, None, "person", "killed", "at_least"
            ),
        ),
        places=(
            Place(
                words(text, "Omdurman", after="market in "),
                "Omdurman",
                "city",
                "town",
                365137,
                15.644,
                32.477,
                "SDN",
                0.9,
            ),
        ),
        moments=(
            Moment(
                words(text, "on Saturday"),
                "DATE",
                "2025-02-01",
                datetime(2025, 2, 1),
                datetime(2025, 2, 2),
                "day",
            ),
        ),
        actors=(),
        warnings=(Warning("headline", "The headline names its source only as 'network'."),),
        problems=(Problem("moments", "no time zone: 'Saturday' is the local day"),),
    )


def narrated_reading(text: str, outlet: str | None = None, given_id: str | None = None) -> Reading:
    """A reading with one narrated claim: all of `text`."""
    document = Document(text, outlet=outlet, given_id=given_id)
    speaker = Claimant(outlet or "the outlet", outlet or "the outlet", outlet is not None)
    key = content_hash("claim", document.fingerprint)
    claim = Claim(key, None, speaker, (speaker.name,), Span(0, len(text)))
    return Reading(document, claims=(claim,))


LAYERS: dict[str, Any] = {
    "blocks": Block,
    "attributions": Attribution,
    "events": Event,
    "claims": Claim,
    "quantities": Quantity,
    "places": Place,
    "moments": Moment,
    "actors": Actor,
    "warnings": Warning,
}
UNIT_INTERVAL = st.floats(0, 1)
BOUNDED = {
    "latitude": st.floats(-90, 90),
    "longitude": st.floats(-180, 180),
    "score": UNIT_INTERVAL,
    "low": st.floats(-1e12, 1e12),
    "high": st.none() | st.floats(0, 1e12),
}
WORDS = st.text(min_size=1, max_size=12)
INSTANTS = st.datetimes(timezones=st.none() | st.just(UTC))


@st.composite
def spans(draw: st.DrawFn, length: int) -> Span:
    start = draw(st.integers(0, length))
    return Span(start, draw(st.integers(start, length)))


def things(kind: Any, length: int) -> st.SearchStrategy[Any]:
    """Things of the record of class `kind` whose spans lie in a text of `length`."""
    hints = get_type_hints(kind)
    made = {each.name: _made(each.name, hints[each.name], length) for each in fields(kind)}
    return st.builds(kind, **made)


def _made(name: str, hint: Any, length: int) -> st.SearchStrategy[Any]:
    members = get_args(hint)
    if type(None) in members:
        return st.none() | _made(name, members[0], length)
    if name in BOUNDED:
        return BOUNDED[name]
    if get_origin(hint) is tuple:
        return st.lists(_made("", members[0], length), max_size=2).map(tuple)
    if members:
        return st.sampled_from(members)
    if hint is Span:
        return spans(length)
    if hint in (Claimant, FieldCorrection, PlaceCandidate):
        return things(hint, length)
    plain = {str: WORDS, bool: st.booleans(), int: st.integers(0, 9), float: UNIT_INTERVAL}
    return plain.get(hint, INSTANTS)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading that has the right shape; what its indexes point to may not be there."""
    text = draw(st.text(max_size=60))
    maybe = st.none() | WORDS
    document = Document(
        text,
        given_id=draw(maybe),
        url=draw(maybe),
        outlet=draw(maybe),
        agency=draw(maybe),
        published=draw(st.none() | INSTANTS),
        language=draw(WORDS),
        title=draw(maybe),
        marked=draw(st.none() | st.lists(things(Block, len(text)), max_size=2).map(tuple)),
    )
    layers = {
        name: draw(st.none() | st.lists(things(kind, len(text)), max_size=2).map(tuple))
        for name, kind in LAYERS.items()
    }
    problems = tuple(draw(st.lists(things(Problem, len(text)), max_size=2)))
    return Reading(document, **layers, problems=problems)
