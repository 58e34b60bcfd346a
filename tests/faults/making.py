"""A hundred small documents, one of them marked, and stages that raise on the marked one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sayso.pipeline import STAGES, Pipeline
from sayso.record import Block, Claim, Claimant, Document, Event, Reading, Span, content_hash
from sayso.record.faults import is_internal
from sayso.stages.stage import Draft, Stage, StageResult

MARK = "Zaporizhzhia"
"""Only the marked document has this word."""

COUNT = 100
MARKED = 37
TEXTS = tuple(
    f"Shells hit {MARK if number == MARKED else 'Kutum'} on day {number}, officials said."
    for number in range(COUNT)
)
FAULTS: tuple[type[Exception], ...] = (KeyError, RecursionError, MemoryError)


class BrokenError(Exception):
    """An error that no code of ours knows."""


def lines_of(texts: Sequence[str] = TEXTS) -> bytes:
    """The documents as JSON lines."""
    told = ({"text": text, "id": f"d-{at}", "language": "en"} for at, text in enumerate(texts))
    return b"".join(json.dumps(each).encode() + b"\n" for each in told)


def _blocks(draft: Draft) -> StageResult:
    return StageResult((Block("paragraph", Span(0, len(draft.text))),))


def _nothing(_draft: Draft) -> StageResult:
    return StageResult(())


def _claims(draft: Draft) -> StageResult:
    document = draft.document
    claimant = Claimant("officials", "officials", False)
    key = content_hash("claim", document.fingerprint, 0)
    whole = Span(0, len(document.text))
    return StageResult((Claim(key, None, claimant, ("officials",), whole),))


def quick_stages() -> tuple[Stage, ...]:
    """Stages with the names, needs and layers of the real ones, that do next to nothing."""
    special = {"anatomy": _blocks, "claims": _claims}
    return tuple(replace(each, read=special.get(each.name, _nothing)) for each in STAGES)


def pipeline_failing_in(
    name: str, error: type[Exception] = BrokenError, stages: Sequence[Stage] | None = None
) -> Pipeline:
    """A pipeline in which the stage called `name` raises on the marked document."""
    every = quick_stages() if stages is None else stages
    return Pipeline(
        [
            replace(each, read=partial(_raise_on_mark, each.read, error))
            if each.name == name
            else each
            for each in every
        ]
    )


def _raise_on_mark(
    read: Callable[[Draft], StageResult], error: type[Exception], draft: Draft
) -> StageResult:
    if MARK in draft.text:
        raise error("broken")
    return read(draft)


def internal(reading: Reading) -> list[str]:
    """The messages of a reading's internal errors."""
    return [each.message for each in reading.problems if is_internal(each)]


def storable(number: int) -> Reading:
    """A reading with a claim and an event, of one of the hundred documents."""
    text = TEXTS[number]
    document = Document(
        text,
        given_id=f"d-{number}",
        outlet="Harbour Post",
        url=f"https://harbour.example/{number}",
        published=datetime(2026, 3, 1 + number % 20, tzinfo=UTC),
    )
    claimant = Claimant("officials", f"{text.split()[2]} officials", True, "SDN", "GOV")
    event = Event("shelling", Span(0, 6), acled="Explosions/Remote violence / Shelling")
    key = content_hash("claim", document.fingerprint, 0)
    whole = Span(0, len(text))
    claim = Claim(key, None, claimant, ("officials",), whole, event=0)
    return Reading(
        document,
        blocks=(Block("paragraph", whole),),
        attributions=(),
        events=(event,),
        claims=(claim,),
        quantities=(),
        places=(),
        moments=(),
        actors=(),
        warnings=(),
    )


NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
