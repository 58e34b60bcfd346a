"""Bulletins and releases: a body that publishes a text speaks in each sentence of nobody else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.lexicon.actors import Body, Noun, known, nouns, pieces
from sayso.lexicon.cues import construction_score
from sayso.record import Attribution, BlockKind, Span
from sayso.stages.attribution.steps import step
from sayso.stages.stage import Draft, given

ISSUERS = frozenset(("force", "ministry", "government", "armed_group"))
"""Kinds of bodies whose bulletins state what they themselves did or saw."""

NO_ISSUER = frozenset("agency council commission committee delegation embassy regime".split())
"""Nouns of the same kinds that name news agencies, charities and talks as well."""

SERVICE = re.compile(
    r"\b(?:border|emergency|security|rescue|prosecutor)\b.{0,30}\b(?:service|guards?|office)\b",
    re.I,
)
"""Services of a state whose last word alone names any office."""

TEXT: frozenset[BlockKind] = frozenset(("paragraph", "deck"))
"""Blocks of running text; a first paragraph that is short looks like a deck."""

PRESS = frozenset(
    "news times post press radio television tv daily herald tribune wire courier journal gazette"
    " watch monitor mirror today review magazine media report reports observer".split()
)
"""Words of the names of newspapers and the like: "Army Times"."""


def speaks_for_itself(outlet: str | None) -> bool:
    """Return whether a text's publisher is a force, a ministry, a government or an armed group."""
    if not outlet or PRESS & {word.lower() for word in outlet.split()}:
        return False
    if SERVICE.search(outlet):
        return True
    words = pieces(outlet)
    for hit in (*known().find(outlet, words), *nouns().find(outlet, words)):
        rest = outlet[hit.end :].strip().lower()
        if rest and not rest.startswith(("of ", "in ", "for ", "(", ",", "–", "-")):
            continue
        entry = hit.entry
        if isinstance(entry, Body) and entry.kind in ISSUERS:
            return True
        if isinstance(entry, Noun) and (entry.kind in ISSUERS or _holds_office(entry)):
            return outlet[hit.start : hit.end].lower() not in NO_ISSUER
    return False


def _holds_office(entry: Noun) -> bool:
    """Return whether a noun is of someone in office: "Governor of the Kharkiv region"."""
    return entry.kind == "person" and entry.role == "GOV" and not entry.weak


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
