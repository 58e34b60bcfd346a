"""Stage quantities: what is counted or measured, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.record import Quantity, hull
from sayso.stages.quantities.reading import read_sentence
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse
from sayso.text.quotes import quotations_around, with_marks


def read(draft: Draft) -> StageResult:
    """Return every count and measure of the parsed blocks, in the order of the text."""
    parse = given(draft.parse)
    quantities: list[Quantity] = []
    block = -1
    for sentence in parse.sentences:
        earlier = quantities[:-4:-1] if sentence.block == block else []
        above = quantities[:-4:-1] if sentence.block - block <= 1 else []
        block = sentence.block
        read_here = read_sentence(draft.text, parse, sentence, earlier, above)
        quantities += _with_whole_quotations(draft.text, parse, read_here)
    return StageResult(tuple(quantities))


def _with_whole_quotations(
    text: str, parse: Parse, quantities: Sequence[Quantity]
) -> Iterator[Quantity]:
    """Yield the quantities, each with both marks of a quotation that ends or begins inside it."""
    if not quantities:
        return
    around = quotations_around(text, parse, hull([each.as_said for each in quantities]))
    for quantity in quantities:
        said = with_marks(around, quantity.as_said)
        yield quantity if said == quantity.as_said else replace(quantity, as_said=said)


QUANTITIES = Stage("quantities", needs=("parse",), gives="quantities", read=read)

__all__ = ["QUANTITIES", "read"]
