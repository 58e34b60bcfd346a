"""Where: toponyms found and resolved, facilities at their towns, capitals that speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sayso.gazetteer import Gazetteer, GazetteerPackError, open_gazetteer
from sayso.record import Place, Problem
from sayso.stages.places.finding import find_mentions
from sayso.stages.places.resolving import resolve, resolve_mentions
from sayso.stages.stage import Draft, Stage, StageResult, given

__all__ = ["PLACES", "in_gazetteer", "read", "resolve"]


def read(draft: Draft) -> StageResult:
    """Return the places of a document."""

    def places(gazetteer: Gazetteer) -> Iterable[Place]:
        mentions = find_mentions(draft.text, given(draft.parse), gazetteer)
        return resolve_mentions(draft.text, mentions, gazetteer)

    return in_gazetteer(places)


def in_gazetteer(places: Callable[[Gazetteer], Iterable[Place]]) -> StageResult:
    """Return the places that a reader finds in the gazetteer. Without one there are none, and a
    problem says why."""
    try:
        gazetteer = open_gazetteer()
    except (GazetteerPackError, OSError) as error:
        return StageResult((), (Problem("places", f"no gazetteer: {error}"),))
    return StageResult(tuple(places(gazetteer)))


PLACES = Stage("places", needs=("parse",), gives="places", read=read)
