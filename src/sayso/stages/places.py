"""Stage places."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


PLACES = Stage("places", needs=("parse",), gives="places", read=read)
