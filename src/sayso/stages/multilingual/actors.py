"""Known bodies that a text names, in a language without a parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.record import Actor, ActorKind, Block, Span
from sayso.stages.multilingual.bodies import bodies_in

KINDS: dict[str, ActorKind] = {
    "MIL": "force",
    "SPY": "force",
    "COP": "force",
    "GOV": "government",
    "REB": "armed_group",
}
"""Kinds of bodies by PLOVER sector; others are organisations."""


def read_actors(text: str, blocks: Sequence[Block], code: str) -> tuple[Actor, ...]:
    """Return the known bodies in the blocks of a document, in the order of its text."""
    return tuple(_actors(text, blocks, code))


def _actors(text: str, blocks: Sequence[Block], code: str) -> Iterator[Actor]:
    for block in blocks:
        for match in bodies_in(code, block.span.of(text)):
            said = Span(block.span.start + match.start, block.span.start + match.end)
            body = match.body
            kind = KINDS.get(body.role or "", "organisation")
            yield Actor(said, body.name, kind, body.country, body.role)
