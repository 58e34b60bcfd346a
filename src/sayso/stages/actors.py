"""Stage actors."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


ACTORS = Stage(
    "actors",
    needs=(
        "parse",
        "places",
    ),
    gives="actors",
    read=read,
)
