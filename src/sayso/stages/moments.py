"""Stage moments."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


MOMENTS = Stage(
    "moments",
    needs=(
        "blocks",
        "parse",
    ),
    gives="moments",
    read=read,
)
