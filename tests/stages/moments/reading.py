"""How these tests read a text: the words in [brackets] are the expression that is meant."""

from __future__ import annotations

from datetime import datetime

from sayso.record import Block, BlockKind, Document, Moment, Span
from sayso.stages.moments import MOMENTS
from sayso.stages.stage import Draft, StageResult
from sayso.text.parser import parse

THURSDAY = datetime(2025, 11, 6, 14, 30)
"""The day of publication in most tests."""


def read(
    text: str, published: datetime | None = THURSDAY, kinds: tuple[BlockKind, ...] = ()
) -> StageResult:
    """The moments stage over `text`, each line a block of the kind given, or a paragraph."""
    spans, start = [], 0
    for line in text.split("\n"):
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    rest: list[BlockKind] = ["paragraph"] * (len(spans) - len(kinds))
    every = (*kinds, *rest)
    blocks = tuple(Block(kind, span) for kind, span in zip(every, spans, strict=True))
    document = Document(text=text, published=published)
    return MOMENTS.read(Draft(document, blocks=blocks, parse=parse(text, spans)))


def moments(text: str, published: datetime | None = THURSDAY) -> tuple[Moment, ...]:
    layer = read(text, published).layer
    assert isinstance(layer, tuple)
    return layer


def found(text: str, published: datetime | None = THURSDAY) -> list[str]:
    """The words of every moment in `text`."""
    return [each.as_said.of(text) for each in moments(text, published)]


def moment_at(marked: str, published: datetime | None = THURSDAY) -> Moment:
    """The moment whose words are exactly those in [brackets]; AssertionError when none is."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    every = moments(text, published)
    for each in every:
        if each.as_said == Span(start, end):
            return each
    raise AssertionError(f"{text[start:end]!r} not among {[m.as_said.of(text) for m in every]}")


def value(marked: str, published: datetime | None = THURSDAY) -> str:
    """Type and TIMEX3 value of the words in [brackets]."""
    moment = moment_at(marked, published)
    return f"{moment.type} {moment.value}"


def reach(marked: str, published: datetime | None = THURSDAY) -> tuple[str, str]:
    """The earliest and the latest minute of the words in [brackets]."""
    moment = moment_at(marked, published)
    assert moment.earliest is not None
    assert moment.latest is not None
    shape = "%Y-%m-%d %H:%M"
    return moment.earliest.strftime(shape), moment.latest.strftime(shape)
