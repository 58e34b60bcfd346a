"""Moments against TIMEX3 gold: TempEval-3 strict, relaxed, type and value F1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, f1, lines
from sayso.record import Document, Moment
from sayso.stages.anatomy import ANATOMY
from sayso.stages.moments import MOMENTS
from sayso.stages.parsing import PARSING
from sayso.stages.stage import Draft, given

SETS = ("timebank", "aquaint")


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression, gold or found: its span, type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass
class Tally:
    """Counts over a set. `relaxed` are pairs that overlap; type and value are right among those."""

    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    type: int = 0
    value: int = 0

    def scores(self) -> dict[str, float]:
        """F1 by measure, as TempEval-3 reckons it: type and value count on relaxed pairs."""
        return {
            measure: f1(getattr(self, measure), self.found, self.gold)
            for measure in ("strict", "relaxed", "type", "value")
        }


def moments_of(text: str, published: datetime | None) -> tuple[Moment, ...]:
    """What the stages up to moments find in `text`."""
    draft = Draft(Document(text=text, published=published))
    draft = Draft(draft.document, blocks=ANATOMY.read(draft).layer)  # type: ignore[arg-type]
    parse = PARSING.read(draft).layer
    found = MOMENTS.read(Draft(draft.document, blocks=given(draft.blocks), parse=parse))  # type: ignore[arg-type]
    return found.layer  # type: ignore[return-value]


def pairs(gold: Sequence[Timex], found: Sequence[Timex]) -> Iterator[tuple[Timex, Timex]]:
    """Gold and found that overlap, each used once, in the order of the text."""
    free = sorted(found, key=lambda each: each.start)
    for want in sorted(gold, key=lambda each: each.start):
        for have in free:
            if have.start < want.end and want.start < have.end:
                free.remove(have)
                yield want, have
                break


def count(tally: Tally, gold: Sequence[Timex], found: Sequence[Timex]) -> None:
    """Add one document to `tally`."""
    tally.gold += len(gold)
    tally.found += len(found)
    for want, have in pairs(gold, found):
        tally.relaxed += 1
        tally.strict += (want.start, want.end) == (have.start, have.end)
        tally.type += want.type == have.type
        tally.value += want.value == have.value


def gold_of(record: dict[str, Any]) -> list[Timex]:
    """The gold expressions of one document."""
    return [
        Timex(each["start"], each["end"], each["type"], each["value"]) for each in record["timexes"]
    ]


def found_in(record: dict[str, Any]) -> list[Timex]:
    """What Sayso finds in one document, its creation time given as the publication date."""
    published = datetime.fromisoformat(record["dct"]) if record["dct"] else None
    return [
        Timex(each.as_said.start, each.as_said.end, each.type, each.value)
        for each in moments_of(record["text"], published)
    ]


def measure(data: Path) -> list[Score]:
    """The scores on every set in `data`/moments; FileNotFoundError where one is missing."""
    scores = []
    for name in SETS:
        path = data / "moments" / f"{name}.jsonl"
        tally, documents = Tally(), 0
        for record in lines(path):
            documents += 1
            count(tally, gold_of(record), found_in(record))
        signature = (
            f"data {digest(path)} | {documents} documents, {tally.gold} expressions"
            " | TempEval-3, type and value on relaxed pairs"
        )
        scores.extend(
            Score(f"moments.{name}.{kind}_f1", value, signature)
            for kind, value in tally.scores().items()
        )
    return scores
