"""Stage claims."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


CLAIMS = Stage(
    "claims",
    needs=(
        "blocks",
        "parse",
        "attributions",
        "events",
        "quantities",
        "places",
        "moments",
        "actors",
    ),
    gives="claims",
    read=read,
)
