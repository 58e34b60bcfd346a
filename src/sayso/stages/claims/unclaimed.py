"""Why a quantity is part of no claim: the last lines of the trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sayso.record import Attribution, Claim, Event, Span, hull
from sayso.record.trace import Rule, decide, trace
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.narration import NARRATING, not_narrated, said_by_someone
from sayso.stages.claims.refusals import refusal, said_by_others, speech
from sayso.stages.stage import given
from sayso.text.parse import Sentence


def trace_unclaimed(scene: ClaimContext, claims: Sequence[Claim]) -> None:
    """Record each quantity that no claim carries, with the reason."""
    claimed = {index for claim in claims for index in claim.quantities}
    for index, quantity in enumerate(scene.all_quantities):
        if index not in claimed:
            unclaimed = Unclaimed(scene, claims, quantity.as_said)
            rule, detail = decide(UNCLAIMED, unclaimed) or ("no claim covers these words", "")
            trace("quantity", quantity.as_said, "dropped", rule, detail)


@dataclass(frozen=True)
class Unclaimed:
    """The words of a quantity that no claim carries."""

    scene: ClaimContext
    claims: Sequence[Claim]
    span: Span

    def around(self) -> Iterator[tuple[int, Attribution]]:
        """Yield the attributions whose content holds it, the smallest first."""
        holding = [
            (index, attribution)
            for index, attribution in enumerate(self.scene.attributions)
            if any(span.contains(self.span) for span in attribution.content)
        ]
        yield from sorted(holding, key=lambda each: len(hull(each[1].content)))

    def sentence(self) -> Sentence | None:
        token = self.scene.parse.at(self.span.start)
        return None if token is None else self.scene.parse.sentences[token.sentence]

    def events(self) -> list[Event]:
        """Return the events of its sentence."""
        sentence = self.sentence()
        if sentence is None:
            return []
        return [self.scene.events[i] for i in self.scene.triggers.inside(sentence.span)]


def _said_by_others(unclaimed: Unclaimed) -> str | None:
    """A figure inside a claim's words that another one says there."""
    for claim in unclaimed.claims:
        if claim.attribution is None or not claim.evidence.contains(unclaimed.span):
            continue
        others = said_by_others(unclaimed.scene, claim.attribution)
        if any(span.contains(unclaimed.span) for span in others):
            return f"inside the claim of {claim.claimant.name}"
    return None


def _said_before(unclaimed: Unclaimed) -> str | None:
    """A claim's words hold it and leave it out: only totals that were given before are."""
    inside = any(claim.evidence.contains(unclaimed.span) for claim in unclaimed.claims)
    return "the same total is in an earlier claim" if inside else None


def _no_claim_made(unclaimed: Unclaimed) -> str | None:
    for index, attribution in unclaimed.around():
        reason = refusal(unclaimed.scene, index)
        if reason is not None:
            return f"{reason}: {attribution.kind}"
        return None
    return None


def _source_or_cue(unclaimed: Unclaimed) -> str | None:
    parts = (span for each in unclaimed.scene.attributions for span in (*each.source, *each.cue))
    return "" if any(span.overlap(unclaimed.span) for span in parts) else None


def _silent_block(unclaimed: Unclaimed) -> str | None:
    sentence = unclaimed.sentence()
    if sentence is None:
        return "no sentence"
    kind = given(unclaimed.scene.draft.blocks)[sentence.block].kind
    return None if kind in NARRATING else kind


def _no_event(unclaimed: Unclaimed) -> str | None:
    return None if unclaimed.events() else ""


def _events_not_narrated(unclaimed: Unclaimed) -> str | None:
    said = said_by_someone(speech(unclaimed.scene))
    reasons = [not_narrated(event, said) for event in unclaimed.events()]
    named = [reason for reason in reasons if reason is not None]
    return ", ".join(dict.fromkeys(named)) if len(named) == len(reasons) else None


def _other_words(unclaimed: Unclaimed) -> str | None:
    sentence = unclaimed.sentence()
    if sentence is None:
        return None
    claimed = any(sentence.span.overlap(claim.evidence) for claim in unclaimed.claims)
    return "" if claimed else None


UNCLAIMED: tuple[Rule[Callable[[Unclaimed], str | None]], ...] = (
    Rule(
        "others' figure",
        "Delegations will meet in Istanbul to discuss an exchange of up to 300 prisoners, a Turkish"
        " official said on Thursday.",
        _said_by_others,
    ),
    Rule(
        "total said before",
        "The air force said it shot down 40 of 52 drones. The air force said later that it shot"
        " down 40 of 52 drones.",
        _said_before,
    ),
    Rule(
        "its attribution makes no claim",
        "The general believes that 40 soldiers are loyal.",
        _no_claim_made,
    ),
    Rule(
        "in the words of a source or cue",
        "Two officials said that the bridge was destroyed.",
        _source_or_cue,
    ),
    Rule(
        "block does not narrate",
        "Raid in the north\n\nThe army attacked the port on Monday.\n\nShare this 3 times",
        _silent_block,
    ),
    Rule(
        "no event in its sentence",
        "The village has 300 inhabitants and two wells.",
        _no_event,
    ),
    Rule(
        "no event narrated in its sentence",
        "The envoy made 12 appeals to the council.",
        _events_not_narrated,
    ),
    Rule(
        "outside the claims of its sentence",
        "Port of 12 berths: the army attacked the ships on Monday.",
        _other_words,
    ),
)
"""Why no claim carries a quantity; the first that says why."""
