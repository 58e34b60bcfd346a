"""Stage quantities."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage


def read(draft: Draft) -> Found:
    """Find nothing yet."""
    return Found(())


QUANTITIES = Stage("quantities", needs=("parse",), gives="quantities", read=read)
