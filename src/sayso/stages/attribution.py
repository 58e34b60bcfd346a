"""Stage attribution."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


ATTRIBUTION = Stage(
    "attribution",
    needs=(
        "blocks",
        "parse",
        "actors",
    ),
    gives="attributions",
    read=read,
)
