"""Where: toponyms found and resolved, facilities at their towns, capitals that speak."""

from __future__ import annotations

from sayso.gazetteer import PackError, open_gazetteer
from sayso.record import Problem
from sayso.stages.places.finding import find_mentions
from sayso.stages.places.resolving import resolve, resolve_mentions
from sayso.stages.stage import Draft, Found, Stage, given

__all__ = ["PLACES", "read", "resolve"]


def read(draft: Draft) -> Found:
    """The places of a document. Without a gazetteer there are none, and a problem says why."""
    try:
        gazetteer = open_gazetteer()
    except (PackError, OSError) as error:
        return Found((), (Problem("places", f"no gazetteer: {error}"),))
    mentions = find_mentions(draft.text, given(draft.parse), gazetteer)
    return Found(tuple(resolve_mentions(draft.text, mentions, gazetteer)))


PLACES = Stage("places", needs=("parse",), gives="places", read=read)
