"""Readings made by hand, so that the page is tested apart from how well texts are read."""

from __future__ import annotations

from datetime import datetime

import pytest

from sayso.record import (
    Attribution,
    Block,
    Claim,
    Claimant,
    Document,
    Event,
    Problem,
    Quantity,
    Reading,
    Span,
    Warning,
)

TEXT = """Navy sinks nine boats in the strait
Old boats at a pier, 2019 (Coastal Wire)
Coastal Wire reported that the Navy claimed that it sank nine of 12 boats.
The rebels denied that they had lost more than two boats. "We lost two," their spokesman said.
Fishermen stayed in the harbour."""


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def claim(evidence: str, name: str, **more: object) -> Claim:
    claimant = Claimant(name, name, named=True)
    values: dict[str, object] = {"attribution": None, "chain": (name,), **more}
    return Claim(f"claim of {evidence}", claimant=claimant, evidence=at(evidence), **values)  # type: ignore[arg-type]


@pytest.fixture
def naval() -> Reading:
    """Two sides on a fight at sea: a chain, a denial, parts of a whole, nested claims."""
    attributions = (
        Attribution(
            (at("Coastal Wire", TEXT.replace("(Coastal", "(Pastoral")),),
            (at("reported"),),
            (at("the Navy claimed that it sank nine of 12 boats"),),
            "indirect",
        ),
        Attribution(
            (at("the Navy"),),
            (at("claimed"),),
            (at("it sank nine of 12 boats"),),
            "indirect",
            stance="claims",
            parent=0,
        ),
        Attribution(
            (at("The rebels"),),
            (at("denied"),),
            (at("they had lost more than two boats"),),
            "indirect",
            stance="denies",
        ),
    )
    claims = (
        claim("it sank nine of 12 boats", "Navy", attribution=1, chain=("Coastal Wire", "Navy"),
              event=0, quantities=(0,)),
        claim("the Navy claimed that it sank nine of 12 boats", "Coastal Wire", attribution=0),
        claim("they had lost more than two boats", "Rebels", attribution=2, polarity="denies",
              quantities=(1,)),
        claim("We lost two", "Rebels", attribution=2, quantities=(2,)),
        claim("Fishermen stayed in the harbour.", "narration"),
    )  # fmt: skip
    lines, start = [], 0
    for kind, line in zip(
        ("headline", "caption", "paragraph", "paragraph", "paragraph"),
        TEXT.split("\n"),
        strict=True,
    ):
        lines.append(Block(kind, Span(start, start + len(line))))  # type: ignore[arg-type]
        start += len(line) + 1
    document = Document(
        TEXT,
        outlet="Strait Herald",
        url="https://strait-herald.example.org/boats",
        agency="Coastal Wire",
        title="Navy sinks nine boats in the strait",
        published=datetime(2025, 6, 3, 8, 0),
    )
    return Reading(
        document=document,
        blocks=tuple(lines),
        attributions=attributions,
        events=(Event("strike", at("sank")),),
        claims=claims,
        quantities=(
            Quantity(at("nine of 12 boats"), 9, 9, 12, "boat", "sunk"),
            Quantity(at("more than two boats"), 2, None, None, "boat", "sunk", "more_than"),
            Quantity(
                Span(at("We lost two").end - 3, at("We lost two").end), 2, 2, None, "boat", "sunk"
            ),
        ),
        places=(),
        moments=(),
        actors=(),
        warnings=(
            Warning("old_photograph", "the photo is six years older", (at("2019"),)),
            Warning("headline_as_fact", "the body attributes it to the Navy", (at("Navy sinks"),)),
        ),
        problems=(Problem("moments", "no time is given: add --published", at("stayed")),),
    )
