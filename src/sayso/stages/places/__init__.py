"""Where: toponyms found and resolved, facilities at their towns, capitals that speak."""

from __future__ import annotations

from sayso.gazetteer import GazetteerPackError, open_gazetteer
from sayso.record import Problem
from sayso.stages.places.finding import find_mentions
from sayso.stages.places.resolving import resolve, resolve_mentions
from sayso.stages.stage import Draft, Stage, StageResult, given

__all__ = ["PLACES", "read", "resolve"]


def read(draft: Draft) -> StageResult:
    """Return the places of a document. Without a gazetteer there are none, and a problem says
    why."""
    try:
        gazetteer = open_gazetteer()
    except (GazetteerPackError, OSError) as error:
        return StageResult((), (Problem("places", f"no gazetteer: {error}"),))
    mentions = find_mentions(draft.text, given(draft.parse), gazetteer)
    return StageResult(tuple(resolve_mentions(draft.text, mentions, gazetteer)))


PLACES = Stage("places", needs=("parse",), gives="places", read=read)
