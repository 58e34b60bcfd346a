"""Warnings about headlines that say more, or other, than the article below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.record import Block, Claim, Quantity, Span, Warning
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse

ALIKE = 0.4
"""Share of a headline's words that a claim of the body must hold to say the same."""

CONTENT_POS = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))


def headline_as_fact(draft: Draft) -> Iterator[Warning]:
    """Warn of a headline that says as fact what the body knows only from one claimant."""
    claims, parse = given(draft.claims), given(draft.parse)
    for block in _headlines(draft):
        narrated = [c for c in claims if c.narrated and block.span.contains(c.evidence)]
        attributed = [
            c
            for c in claims
            if not c.narrated and block.span.overlap(c.evidence) == 0 and _below(draft, block, c)
        ]
        body = [c for c in claims if c.narrated and _below(draft, block, c)]
        for claim in narrated[:1]:
            alike = _closest(draft, parse, claim, attributed)
            narrated_alike = _closest(draft, parse, claim, body)
            if alike is None or (narrated_alike is not None and narrated_alike[0] >= alike[0]):
                continue
            source = alike[1]
            if _others_say_it(draft, parse, claim, source, attributed):
                continue
            yield Warning(
                "headline_as_fact",
                f"The headline says as fact what the article knows from {source.claimant.name}.",
                (claim.evidence, source.evidence),
            )


CONFIRMED = 0.3
"""Share of a headline's words at which another voice of the article says the same."""


def _others_say_it(
    draft: Draft, parse: Parse, headline: Claim, source: Claim, claims: Sequence[Claim]
) -> bool:
    """Return whether more than one party says it: two at once, or a named one of elsewhere."""
    if " and " in source.claimant.name:
        return True
    return any(
        other.claimant.named
        and not other.narrated
        and _whose(other) != _whose(source)
        and other.polarity not in ("denies", "doubts")
        and _likeness(draft, parse, headline, other) >= CONFIRMED
        for other in claims
    )


def _whose(claim: Claim) -> tuple[str | None, str | None]:
    return claim.claimant.country, claim.claimant.role


def _headlines(draft: Draft) -> list[Block]:
    return [block for block in given(draft.blocks) if block.kind == "headline"]


def _below(draft: Draft, headline: Block, claim: Claim) -> bool:
    """Return whether a claim stands in the body of the headline's own article."""
    return any(
        block.article == headline.article
        and block.kind == "paragraph"
        and block.span.contains(claim.evidence)
        for block in given(draft.blocks)
    )


def _closest(
    draft: Draft, parse: Parse, claim: Claim, others: list[Claim]
) -> tuple[float, Claim] | None:
    """Return the claim of `others` that says most of what `claim` says, with its likeness.

    None when none says enough.
    """
    likely = [(_likeness(draft, parse, claim, other), other) for other in others]
    best = max(likely, key=lambda each: each[0], default=None)
    return best if best is not None and best[0] >= ALIKE else None


def _likeness(draft: Draft, parse: Parse, claim: Claim, candidate: Claim) -> float:
    """Return the share of `claim`'s content words in `candidate`, more for events of one kind."""
    words, theirs = _words(parse, claim.evidence), _words(parse, candidate.evidence)
    shared = len(words & theirs) / len(words) if words else 0.0
    return shared + (0.15 if _kind(draft, claim) == _kind(draft, candidate) else 0.0)


def _kind(draft: Draft, claim: Claim) -> str | None:
    return given(draft.events)[claim.event].kind if claim.event is not None else None


def _words(parse: Parse, span: Span) -> set[str]:
    """Content words, cut to six letters so that "Ukraine" and "Ukrainian" meet."""
    return {t.lemma.lower()[:6] for t in parse.within(span) if t.pos in CONTENT_POS}


def headline_figure(draft: Draft) -> Iterator[Warning]:
    """Warn of a figure of the headline that the body gives otherwise, in the same unit and role."""
    quantities = given(draft.quantities)
    for headline in _headlines(draft):
        body = [
            block.span
            for block in given(draft.blocks)
            if block.article == headline.article and block.kind == "paragraph"
        ]
        below = [q for q in quantities if any(span.contains(q.as_said) for span in body)]
        for figure in quantities:
            if headline.span.contains(figure.as_said) and figure.role:
                yield from _differs(draft, figure, below)


def _differs(draft: Draft, figure: Quantity, below: list[Quantity]) -> Iterator[Warning]:
    same = [q for q in below if q.unit == figure.unit and q.role == figure.role]
    if not same or any(_agree(figure, other) or _rounds(figure, other) for other in same):
        return
    said = ", ".join(f"“{q.as_said.of(draft.text)}”" for q in same[:3])
    yield Warning(
        "headline_figure",
        f"The headline says “{figure.as_said.of(draft.text)}”, the article {said}.",
        (figure.as_said, *(q.as_said for q in same)),
    )


ROUNDED = 0.1
"""Share by which a headline's "nearly 50" or round number may differ from the article's figure."""


def _rounds(figure: Quantity, exact: Quantity) -> bool:
    """Return whether a figure is another one rounded: "nearly 50" for 48."""
    loose = figure.bound in ("about", "less_than", "at_most", "more_than") and figure.low > 0
    return loose and abs(figure.low - exact.low) <= ROUNDED * figure.low


def _agree(figure: Quantity, second: Quantity) -> bool:
    """Return whether two figures can be the same: their ranges touch, open ends included."""
    high = float("inf")
    return figure.low <= (second.high if second.high is not None else high) and second.low <= (
        figure.high if figure.high is not None else high
    )
