"""Harm: 80 narratives of civilian harm, each with a range of killed and who gives each end of it.

- `ends`: the share of narratives of which both ends of the killed are read with that role,
  anywhere in the text.
- `end`: the same for each end by itself.
- `source`: of the ends for which the text names a source, the share with a claim over the words of
  that end whose claimant, or one of its chain, shares a name's word with that source.

The texts are not ours: they are measured, never stored or printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.score import Score, digest, lines
from sayso.actions.read import default_pipeline
from sayso.record import Claim, Document, Quantity, Reading, Span

WORD = re.compile(r"[\w]+")
EMPTY_WORDS = frozenset(
    "the a an of and for in on by to its his her their other others local several some including"
    " source sources news page account post facebook twitter x user official social media".split()
)
ROLE = "killed"


def measure(data: Path) -> list[Score]:
    """The scores on the narratives under the benchmarks folder `data`."""
    path = data / "comparison" / "harm_ranges.jsonl"
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    pipeline = default_pipeline()
    for row in lines(path):
        reading = pipeline.read(Document(row["text"], published=_published(row["date"])))
        ends = [is_read(reading, end["value"]) for end in row["ends"]]
        named = [end for end in row["ends"] if end.get("start") is not None and end["who"]]
        every.update({"ends": 1, "end": len(ends), "source": len(named)})
        right.update({"ends": all(ends), "end": sum(ends)})
        right["source"] += sum(is_sourced(reading, end) for end in named)
    sign = f"data {digest(path)} | {every['ends']} narratives, {{}} | {{}}"
    return [
        Score(
            "harm.ranges.ends", right["ends"] / every["ends"], sign.format("both ends", "as killed")
        ),
        Score(
            "harm.ranges.end",
            right["end"] / every["end"],
            sign.format(f"{every['end']} ends", "as killed"),
        ),
        Score(
            "harm.ranges.source",
            right["source"] / every["source"],
            sign.format(f"{every['source']} ends with a source", "a word of its name"),
        ),
    ]


def _published(said: str) -> datetime | None:
    """The day of "October 7, 2023"; None of "October 2023"."""
    try:
        return datetime.strptime(said, "%B %d, %Y")
    except ValueError:
        return None


def is_read(reading: Reading, value: float) -> bool:
    """Whether a quantity of killed begins or ends at `value`."""
    quantities: Sequence[Quantity] = reading.quantities or ()
    return any(each.role == ROLE and value in {each.low, each.high} for each in quantities)


def is_sourced(reading: Reading, end: dict[str, Any]) -> bool:
    """Whether a claim over the words of `end` is of the source that the text names."""
    span = Span(end["start"], end["end"])
    claims: Sequence[Claim] = reading.claims or ()
    return any(
        claim.attribution is not None
        and claim.evidence.overlap(span)
        and any(is_named(end["who"], name) for name in (claim.claimant.name, *claim.chain))
        for claim in claims
    )


def is_named(gold: str, ours: str) -> bool:
    """Whether two names share a word that tells a source from others.

    Where ours has none of those, as "several other sources", any word will do.
    """
    theirs, mine = (frozenset(WORD.findall(name.lower())) for name in (gold, ours))
    telling = mine - EMPTY_WORDS
    return bool((theirs - EMPTY_WORDS) & telling) if telling else bool(theirs & mine)
