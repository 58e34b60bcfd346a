"""Show one claim, or one document, of a ledger."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.ledger import StoredClaim, UnknownIdError, open_ledger
from sayso.linking.judged import last_said
from sayso.record import Judgement, Reading, Span, hull
from sayso.views.corrections import shown_by


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim with its document; `paragraph` is the block that its words stand in, `judged` the
    last that a person said of it and that holds.

    When the words no longer stand in the text, `held.holds` is False and there is no reading.
    """

    held: StoredClaim
    reading: Reading | None
    paragraph: Span | None
    judged: Judgement | None = None


def show(ledger: Path | str, sought: str) -> ShownClaim | Reading:
    """Return the claim or document that has the id `sought`, or is the only one whose id begins so.

    Raises UnknownIdError when there is none, or more than one.
    """
    with closing(open_ledger(ledger)) as store:
        try:
            held = store.statement(sought)
        except UnknownIdError as no_claim:
            try:
                return shown_by(store)(store.reading(sought))
            except UnknownIdError:
                message = str(no_claim).replace("No claim has", "No claim or document has")
                raise UnknownIdError(message) from None
        if not held.holds:
            return ShownClaim(held, None, None)
        reading = shown_by(store)(store.reading(held.statement.document))
        key = held.statement.claim.id
        claim = reading.claim(key)
        if claim is None:
            raise UnknownIdError(f"The claim {key} was added by a person, who took it back.")
        held = replace(held, statement=replace(held.statement, claim=claim))
        paragraph = paragraph_of(reading, held.statement.claim.evidence)
        return ShownClaim(held, reading, paragraph, last_said(store.judgements()).get(key))


def paragraph_of(reading: Reading, evidence: Span) -> Span:
    """Return the block that holds `evidence`, or all the blocks that it runs through."""
    blocks = [each.span for each in reading.blocks or () if each.span.overlap(evidence)]
    return hull([evidence, *blocks])
