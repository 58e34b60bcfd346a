"""Stage quantities: what is counted or measured, and what happened to it."""

from __future__ import annotations

from sayso.record import Quantity
from sayso.stages.quantities.reading import read_sentence
from sayso.stages.stage import Draft, Stage, StageResult, given


def read(draft: Draft) -> StageResult:
    """Return every count and measure of the parsed blocks, in the order of the text."""
    parse = given(draft.parse)
    quantities: list[Quantity] = []
    block = -1
    for sentence in parse.sentences:
        earlier = quantities[:-4:-1] if sentence.block == block else []
        block = sentence.block
        quantities += read_sentence(draft.text, parse, sentence, earlier)
    return StageResult(tuple(quantities))


QUANTITIES = Stage("quantities", needs=("parse",), gives="quantities", read=read)

__all__ = ["QUANTITIES", "read"]
