"""Stage events."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


EVENTS = Stage(
    "events",
    needs=(
        "parse",
        "attributions",
        "quantities",
    ),
    gives="events",
    read=read,
)
