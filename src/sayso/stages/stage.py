"""What a stage is, and the draft that stages fill in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sayso.models import Tagged
from sayso.record import (
    Actor,
    Attribution,
    Block,
    Claim,
    Document,
    Event,
    Moment,
    Place,
    Problem,
    Quantity,
    Reading,
    Relevance,
    Warning,
)
from sayso.text.parse import Parse

Layer = TypeVar("Layer")


@dataclass(frozen=True)
class Draft:
    """A document and the layers read so far; None before a layer's stage ran."""

    document: Document
    blocks: tuple[Block, ...] | None = None
    parse: Parse | None = None
    tagged: tuple[Tagged, ...] | None = None
    quantities: tuple[Quantity, ...] | None = None
    moments: tuple[Moment, ...] | None = None
    places: tuple[Place, ...] | None = None
    actors: tuple[Actor, ...] | None = None
    attributions: tuple[Attribution, ...] | None = None
    events: tuple[Event, ...] | None = None
    claims: tuple[Claim, ...] | None = None
    warnings: tuple[Warning, ...] | None = None
    relevance: tuple[Relevance, ...] | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        return self.document.text

    def reading(self) -> Reading:
        """Return the draft as a finished record, without the parse and what was tagged."""
        return Reading(
            document=self.document,
            blocks=self.blocks,
            attributions=self.attributions,
            events=self.events,
            claims=self.claims,
            quantities=self.quantities,
            places=self.places,
            moments=self.moments,
            actors=self.actors,
            warnings=self.warnings,
            problems=(*self.document.problems, *self.problems),
            relevance=self.relevance,
        )


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage found: the layer, and what it could not read."""

    layer: object
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """`read` makes the layer `gives` of a draft that holds the layers `needs`."""

    name: str
    needs: tuple[str, ...]
    gives: str
    read: Callable[[Draft], StageResult]


def given(layer: Layer | None) -> Layer:
    """Return the layer itself; a stage that reads what it did not declare in `needs` raises
    here."""
    if layer is None:
        raise LookupError("a stage read a layer that no earlier stage gave: declare it in `needs`")
    return layer
