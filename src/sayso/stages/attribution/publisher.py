"""Bulletins and releases: a body that publishes a text speaks in each sentence of nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.lexicon.cues import construction_score
from sayso.lexicon.issuers import speaks_for_itself
from sayso.record import Attribution, BlockKind, Span
from sayso.stages.attribution.steps import step
from sayso.stages.stage import Draft, given

TEXT: frozenset[BlockKind] = frozenset(("paragraph", "deck"))
"""Blocks of running text; a first paragraph that is short looks like a deck."""


def is_publishers(attribution: Attribution) -> bool:
    """Return whether nobody but the publisher of the text stands for an attribution."""
    unheard = not attribution.source and not attribution.cue
    return unheard and attribution.manner == "indirect"


def published(draft: Draft, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions, and one to the publisher for each sentence that has none.

    Only where the publisher is a body that speaks for itself, and only for whole sentences of its
    paragraphs.
    """
    if not speaks_for_itself(draft.document.outlet):
        return list(attributions)
    parse, blocks = given(draft.parse), given(draft.blocks)
    spoken = {
        index
        for each in attributions
        for index in parse.sentences_of((*each.source, *each.cue, *each.content))
    }
    made: list[Attribution] = []
    score = construction_score("publisher")
    for sentence in parse.sentences:
        words = parse.tokens_of(sentence)
        stated = any(token.pos in ("VERB", "AUX") for token in words) and words[-1].text != "?"
        if blocks[sentence.block].kind not in TEXT or sentence.index in spoken or not stated:
            continue
        last = words[-2] if words[-1].text == "." and len(words) > 1 else words[-1]
        first = next((token for token in words if token.text[0].isalnum()), words[0])
        if last.index < first.index:
            continue
        content = (Span(first.start, last.end),)
        attribution = Attribution((), (), content, "indirect", score=score)
        step(attribution, "made", "publisher speaks", draft.document.outlet or "", score)
        made.append(attribution)
    return [*attributions, *made]
