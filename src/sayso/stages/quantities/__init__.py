"""Stage quantities: what is counted or measured, and what happened to it."""

from __future__ import annotations

from sayso.record import Quantity
from sayso.stages.quantities.reading import read_sentence
from sayso.stages.stage import Draft, Stage, StageResult, given


def read(draft: Draft) -> StageResult:
    """Every count and measure of the parsed blocks, in the order of the text."""
    parse = given(draft.parse)
    found: list[Quantity] = []
    block = -1
    for sentence in parse.sentences:
        earlier = found[-1:] if sentence.block == block else []
        block = sentence.block
        found += read_sentence(draft.text, parse, sentence, earlier)
    return StageResult(tuple(found))


QUANTITIES = Stage("quantities", needs=("parse",), gives="quantities", read=read)

__all__ = ["QUANTITIES", "read"]
