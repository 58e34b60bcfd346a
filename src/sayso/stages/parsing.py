"""The parse that the other stages lean on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sayso.record import Span
from sayso.stages.stage import Draft, Stage, StageResult, given
from sayso.text.parse import Parse
from sayso.text.parser import parse

Parser = Callable[[str, Sequence[Span]], Parse]
"""From a text and its blocks to their parse."""


def read(draft: Draft, parser: Parser) -> StageResult:
    """Parse each block on its own."""
    return StageResult(parser(draft.text, [block.span for block in given(draft.blocks)]))


def parsing_stage(parser: Parser = parse) -> Stage:
    """Return the stage with a parser that gives what `parse` gives, wherever it runs."""
    return Stage("parsing", needs=("blocks",), gives="parse", read=partial(read, parser=parser))


PARSING = parsing_stage()
