"""Sentences that carry something and make no claim: each is a problem that says why.

A sentence carries something when it has a figure with a role, an event, or an attribution that is
as likely as not. Blocks in which nobody speaks and the outlet does not narrate are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sayso.record import Claim, Problem
from sayso.record.document import UNCLAIMED
from sayso.record.trace import Rule, decide, trace
from sayso.stages.attribution.assemble import SILENT
from sayso.stages.claims.context import ClaimContext
from sayso.stages.claims.narration import NARRATING, SPEECH_ACTS, not_narrated, said_by_someone
from sayso.stages.claims.refusals import refusal, speech
from sayso.stages.stage import given
from sayso.text.parse import Sentence
from sayso.text.spans import SpanCover

FALLBACK = ("part of somebody's words, or nothing that the outlet narrates", "")

LIKELY = 0.5
"""Least score of an attribution that a sentence may not lose without a word."""


@dataclass(frozen=True)
class SilentSentence:
    """A sentence without a claim, with what it carries, by index into the layers."""

    scene: ClaimContext
    sentence: Sentence
    said: SpanCover
    quantities: Sequence[int]
    events: Sequence[int]
    attributions: Sequence[int]

    @property
    def block(self) -> str:
        return given(self.scene.draft.blocks)[self.sentence.block].kind


def silent_sentences(scene: ClaimContext, claims: Sequence[Claim]) -> Iterator[Problem]:
    """Yield a problem for each sentence that carries something and makes no claim."""
    said = said_by_someone(speech(scene))
    likely = _likely_by_sentence(scene)
    claimed = _claimed(scene, claims)
    for sentence in scene.parse.sentences:
        if sentence.index in claimed:
            continue
        figures = [
            i for i in scene.quantities.inside(sentence.span) if scene.all_quantities[i].role
        ]
        events = scene.triggers.inside(sentence.span)
        attributions = likely.get(sentence.index, [])
        silent = SilentSentence(scene, sentence, said, figures, events, attributions)
        if silent.block in SILENT or not (figures or events or attributions):
            continue
        rule, detail = decide(WHY_SILENT, silent) or FALLBACK
        because = f"{rule} ({detail})" if detail else rule
        trace("claim", sentence.span, "dropped", rule, f"its sentence makes no claim {detail}")
        yield Problem(UNCLAIMED, f"no claim: {because}.", sentence.span)


def _likely_by_sentence(scene: ClaimContext) -> dict[int, list[int]]:
    table: dict[int, list[int]] = {}
    for index, attribution in enumerate(scene.attributions):
        if attribution.score < LIKELY:
            continue
        for number in scene.parse.sentences_of((*attribution.cue, *attribution.content)):
            table.setdefault(number, []).append(index)
    return table


def _claimed(scene: ClaimContext, claims: Sequence[Claim]) -> set[int]:
    """Return the sentences that the words of a claim touch."""
    return scene.parse.sentences_of(claim.evidence for claim in claims)


def _no_narrator(silent: SilentSentence) -> str | None:
    return silent.block if silent.block not in NARRATING else None


def _question(silent: SilentSentence) -> str | None:
    text = silent.sentence.span.of(silent.scene.text).rstrip("\"”’' \n")
    return "" if text.endswith("?") else None


def _refused(silent: SilentSentence) -> str | None:
    reasons = [refusal(silent.scene, index) for index in silent.attributions]
    named = [reason for reason in reasons if reason is not None]
    return ", ".join(dict.fromkeys(named)) if named else None


def _speech_only(silent: SilentSentence) -> str | None:
    """Its events only say that somebody spoke, or somebody else's words hold them."""
    events = [silent.scene.events[index] for index in silent.events]
    reasons = [not_narrated(event, silent.said) for event in events]
    if not events or silent.quantities or None in reasons:
        return None
    only = all(event.kind in SPEECH_ACTS for event in events)
    return ", ".join(dict.fromkeys(event.kind for event in events)) if only else None


WHY_SILENT: tuple[Rule[Callable[[SilentSentence], str | None]], ...] = (
    Rule(
        "its attribution makes none", "The general believes that 40 soldiers are loyal.", _refused
    ),
    Rule(
        "block that does not narrate",
        "Raid in the north\n\nThe army attacked the port.\n\nArmy attacked the market\n\nThe mayor"
        " fled on Tuesday and the police came.",
        _no_narrator,
    ),
    Rule("question", "Did the army shell the market on Monday?", _question),
    Rule("only says that somebody spoke", "Two envoys pressed their appeal.", _speech_only),
)
"""Why a sentence makes no claim; the first that says why."""
