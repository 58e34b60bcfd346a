"""The parse that the other stages lean on."""

from __future__ import annotations

from sayso.stages.stage import Draft, Found, Stage, given
from sayso.text.parse import parse


def read(draft: Draft) -> Found:
    """Parse each block on its own."""
    return Found(parse(draft.text, [block.span for block in given(draft.blocks)]))


PARSING = Stage("parsing", needs=("blocks",), gives="parse", read=read)
