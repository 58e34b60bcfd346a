"""Moments against TIMEX3 gold: TempEval-3 strict, relaxed, type and value F1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from evaluation.measures import f1
from evaluation.score import Score, digest, lines
from sayso.record import Document, Moment, Span
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


SENTENCES = Path(__file__).with_name("moments_sentences.tsv")
PUBLISHED = datetime(2025, 11, 6, 14, 30)
"""When the sentences of our own are read as published."""

PARTS = timedelta(hours=3)
"""How far a bound of a part of a day may lie from the one expected: no two calendars agree."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of our own, the words meant in it, and what they tell; "*" is not asked."""

    text: str
    span: Span
    type: str
    value: str
    earliest: str
    latest: str


def sentences(path: Path = SENTENCES) -> list[Sentence]:
    """The sentences of our own."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            marked, kind, value, earliest, latest = line.split("\t")
            span = Span(marked.index("["), marked.index("]") - 1)
            text = marked.replace("[", "").replace("]", "")
            found.append(Sentence(text, span, kind, value, earliest, latest))
    return found


def rightly_read(sentence: Sentence) -> bool:
    """Whether the moment that shares most with the words meant has the type, value and bounds."""
    every = moments_of(sentence.text, PUBLISHED)
    found = max(every, key=lambda each: sentence.span.overlap(each.as_said), default=None)
    if found is None or not sentence.span.overlap(found.as_said):
        return sentence.type == "-"
    if sentence.type == "-":
        return found.earliest is None
    slack = timedelta(minutes=1)
    if found.type == "TIME" or found.grain in {"part_of_day", "unknown"}:
        slack = PARTS
    return (
        sentence.type in {"*", found.type}
        and sentence.value in {"*", found.value}
        and _near(sentence.earliest, found.earliest, slack)
        and _near(sentence.latest, found.latest, slack)
    )


def _near(wanted: str, found: datetime | None, slack: timedelta) -> bool:
    if wanted == "*":
        return True
    return found is not None and abs(datetime.fromisoformat(wanted) - found) <= slack


def measure(data: Path) -> list[Score]:
    """The scores on every set in `data`/moments; FileNotFoundError where one is missing."""
    scores: list[Score] = []
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
    own = sentences()
    right = sum(map(rightly_read, own)) / len(own)
    how = f"data {digest(SENTENCES)} | {len(own)} sentences | type, value and both bounds"
    return [*scores, Score("moments.sentences.right", right, how)]
