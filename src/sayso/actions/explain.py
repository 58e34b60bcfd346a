"""Explain a reading: the rules and scores behind each claim, and what was dropped and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from sayso.actions.read import Unreadable, default_pipeline, reading_of
from sayso.intake import NO_HINTS, Hints
from sayso.intake.inputs import open_inputs
from sayso.record import Claim, Document, Problem, Reading, Span, hull
from sayso.record.resolved import resolve
from sayso.record.trace import Step, Subject, tracing
from sayso.stages.parsing import Parser
from sayso.text.parser import parse

NO_RULE = "no rule on record"
"""What stands for a loss that no stage explained: a fault of Sayso's, and worth a report."""

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
ABOUT_CLAIM = frozenset({"claim", "polarity", "modality"})


@dataclass(frozen=True, slots=True)
class ExplainedClaim:
    """A claim with the decisions that made it, grouped by what they are about."""

    claim: Claim
    span: tuple[Step, ...]
    """What found its attribution, and what bounded its words."""
    claimant: tuple[Step, ...]
    event: tuple[Step, ...]
    quantities: tuple[Step, ...]
    places: tuple[Step, ...]
    moment: tuple[Step, ...]
    near_misses: tuple[Step, ...]
    """What was dropped inside its words."""

    @property
    def parts(self) -> tuple[tuple[str, tuple[Step, ...]], ...]:
        """Return the groups with their names, in the order in which they are shown."""
        return (
            ("words", self.span),
            ("claimant", self.claimant),
            ("event", self.event),
            ("quantities", self.quantities),
            ("places", self.places),
            ("moment", self.moment),
            ("near misses", self.near_misses),
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reading with each claim explained, and every decision that dropped something."""

    reading: Reading
    claims: tuple[ExplainedClaim, ...]
    dropped: tuple[Step, ...]


def explain_inputs(
    sources: Iterable[str],
    hints: Hints = NO_HINTS,
    fast: bool = False,
    parser: Parser = parse,
) -> Iterator[Explanation | Unreadable]:
    """Yield the explanation of each document of `sources`; a bad input does not stop the rest.

    `parser` gives what `parse` gives, wherever it runs.
    """
    for opened in open_inputs(sources, hints):
        if isinstance(opened.content, Problem):
            yield Unreadable(opened.source, opened.content)
        elif isinstance(opened.content, Document):
            yield explain(opened.content, fast, parser)


def explain(document: Document, fast: bool = False, parser: Parser = parse) -> Explanation:
    """Read `document` and return its reading with the decisions that made it.

    An attribution or a quantity that no claim carries is always among `dropped`: with the rule
    that dropped it or, where no stage recorded one, with NO_RULE.
    """
    with tracing() as steps:
        reading = reading_of(document, default_pipeline(fast, parser).read)
    dropped = [step for step in steps if step.outcome == "dropped"]
    kept = [step for step in steps if step.outcome != "dropped"]
    explained = tuple(_explained(reading, claim, kept, dropped) for claim in reading.claims or ())
    dropped += _unexplained(reading, dropped)
    dropped.sort(key=lambda step: step.span)
    return Explanation(reading, explained, tuple(dict.fromkeys(dropped)))


def _explained(
    reading: Reading, claim: Claim, kept: Sequence[Step], dropped: Sequence[Step]
) -> ExplainedClaim:
    """Return a claim with those of the steps whose spans share letters with its parts."""
    source, words = _attribution_spans(reading, claim)
    resolved = resolve(reading, claim)
    event, moment = resolved.event, resolved.moment
    of_claim = (step for step in kept if step.subject in ABOUT_CLAIM)
    return ExplainedClaim(
        claim,
        (
            *_about(kept, ("attribution",), words),
            *dict.fromkeys(step for step in of_claim if step.span == claim.evidence),
        ),
        _about(kept, ("actor", "claimant"), source),
        _about(kept, ("event",), [event.trigger] if event else []),
        _about(kept, ("quantity", "role"), (quantity.as_said for quantity in resolved.quantities)),
        _about(kept, ("place",), (place.as_said for place in resolved.places)),
        _about(kept, ("moment",), [moment.as_said] if moment else []),
        _about(dropped, SUBJECTS, [claim.evidence]),
    )


def _attribution_spans(reading: Reading, claim: Claim) -> tuple[Sequence[Span], Sequence[Span]]:
    """Return the spans of a claim's source, and those of its cue and content; none if narrated."""
    if claim.attribution is None:
        return (), ()
    attribution = (reading.attributions or ())[claim.attribution]
    return attribution.source, (*attribution.cue, *attribution.content)


def _about(
    steps: Iterable[Step], subjects: Sequence[Subject], spans: Iterable[Span]
) -> tuple[Step, ...]:
    """Return the steps on one of `subjects` whose span shares a letter with one of `spans`."""
    wanted = list(spans)
    chosen = (
        step
        for step in steps
        if step.subject in subjects and any(step.span.overlap(span) for span in wanted)
    )
    return tuple(dict.fromkeys(chosen))


def _unexplained(reading: Reading, dropped: Sequence[Step]) -> Iterator[Step]:
    """Yield a step for each attribution and quantity that no claim carries and none explains."""
    claims = reading.claims or ()
    used = {claim.attribution for claim in claims}
    for index, attribution in enumerate(reading.attributions or ()):
        span = hull(attribution.content)
        if index not in used and not any(step.span.overlap(span) for step in dropped):
            yield Step("attribution", span, "dropped", NO_RULE, score=attribution.score)
    carried = {index for claim in claims for index in claim.quantities}
    quantities = [step for step in dropped if step.subject == "quantity"]
    for index, quantity in enumerate(reading.quantities or ()):
        if index not in carried and not any(
            step.span.overlap(quantity.as_said) for step in quantities
        ):
            yield Step("quantity", quantity.as_said, "dropped", NO_RULE)
