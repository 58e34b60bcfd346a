"""Stage warnings."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


WARNINGS = Stage(
    "warnings",
    needs=(
        "blocks",
        "claims",
        "attributions",
        "quantities",
        "moments",
        "actors",
    ),
    gives="warnings",
    read=read,
)
