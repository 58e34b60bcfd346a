"""The parts of a document."""

from __future__ import annotations

import re

from sayso.record import Block, Span
from sayso.stages.stage import Draft, Found, Stage

LINE = re.compile(r"[^\n]*\S[^\n]*")


def read(draft: Draft) -> Found:
    """Every line with words is a paragraph, for now."""
    return Found(
        tuple(Block("paragraph", Span(*line.span())) for line in LINE.finditer(draft.text))
    )


ANATOMY = Stage("anatomy", needs=(), gives="blocks", read=read)
