"""Attributions that go on past their sentence: speeches and reports carried over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sayso.lexicon.cues import construction_score
from sayso.record import Actor, Attribution, Block, Span, hull
from sayso.stages.attribution.steps import step
from sayso.text.parse import Parse, Sentence, Token


def continued_speeches(
    attributions: Sequence[Attribution], blocks: Sequence[Block]
) -> list[Attribution]:
    """Return the attributions, speeches with no cue near them with the speaker of the one before.

    Those at the start of a document, with none before, stay without a source.
    """
    starts = [block.span.start for block in blocks]
    result: list[Attribution] = []
    speaker: tuple[Span, ...] = ()
    article = 0
    for attribution in sorted(attributions, key=lambda each: hull(each.content).start):
        block = blocks[bisect_right(starts, hull(attribution.content).start) - 1]
        if block.article != article:
            speaker, article = (), block.article
        if not attribution.cue and not attribution.source and speaker:
            attribution = replace(attribution, source=speaker)
            step(attribution, "changed", "speaker of the speech before")
        elif attribution.source and attribution.kind == "statement":
            speaker = attribution.source
        result.append(attribution)
    return result


NOT_CARRIED = frozenset(
    "but however meanwhile still though although yet separately earlier elsewhere he she it they"
    " this that these those his her its their i we you".split()
)
"""First words of sentences in which the outlet speaks again or someone else acts."""


def carried_over(
    parse: Parse,
    attributions: Sequence[Attribution],
    blocks: Sequence[Block],
    actors: Sequence[Actor],
) -> list[Attribution]:
    """Return the attributions, and sentences that go on under the attribution of the one before.

    "The air force said it shot down 40 drones. Hits were recorded at 13 sites." A sentence is
    carried over when it follows, in the same paragraph, a figure that somebody reports; when it
    names no source of its own; and when it is a passive that names no agent.
    """
    made: list[Attribution] = []
    dropped: list[Attribution] = []
    by_sentence = _by_sentence(parse, attributions)
    for before, sentence in pairwise(parse.sentences):
        if before.block != sentence.block or blocks[sentence.block].kind != "paragraph":
            continue
        reports = [a for a in by_sentence.get(before.index, []) if _reports_figures(parse, a)]
        own = by_sentence.get(sentence.index, [])
        if not reports or any(each.source for each in own):
            continue
        if _goes_on(parse, sentence, actors):
            carried = _carried(parse, sentence, reports[-1])
            made.append(carried)
            by_sentence[sentence.index] = [carried]
            dropped += own  # "Hits were recorded at 13 sites": no one's record but the source's
    for attribution in dropped:
        step(attribution, "dropped", "carried over instead")
    return [each for each in attributions if each not in dropped] + made


def _carried(parse: Parse, sentence: Sentence, before: Attribution) -> Attribution:
    """Return the attribution of a whole sentence to the source of the one before."""
    tokens = parse.tokens_of(sentence)
    last = tokens[-2] if tokens[-1].text == "." and len(tokens) > 1 else tokens[-1]
    content = (Span(sentence.span.start, last.end),)
    score = construction_score("carried")
    carried = Attribution(before.source, (), content, "indirect", score=score)
    step(carried, "made", "carried over", "goes on under the source of the sentence before", score)
    return carried


def _by_sentence(parse: Parse, attributions: Sequence[Attribution]) -> dict[int, list[Attribution]]:
    """Return the attributions by each sentence that their cue or content touches."""
    table: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        touched = set()
        for span in (*attribution.cue, *attribution.content):
            touched |= {token.sentence for token in parse.within(span)}
        for index in touched:
            table.setdefault(index, []).append(attribution)
    return table


def _reports_figures(parse: Parse, attribution: Attribution) -> bool:
    if attribution.kind != "statement" or attribution.manner != "indirect":
        return False
    if not attribution.source:
        return False
    return any(token.pos == "NUM" for span in attribution.content for token in parse.within(span))


def _goes_on(parse: Parse, sentence: Sentence, actors: Sequence[Actor]) -> bool:
    tokens = parse.tokens_of(sentence)
    if tokens[0].lower in NOT_CARRIED or not any(t.pos == "NUM" for t in tokens):
        return False
    root = parse.root(tokens)
    passive = bool(parse.dependents(root, "auxpass")) and not parse.dependents(root, "agent")
    return passive and not _acts(parse, root, actors)


def _acts(parse: Parse, root: Token, actors: Sequence[Actor]) -> bool:
    """Return whether someone named is the subject: then the sentence may be the outlet's own."""
    subjects = parse.dependents(root, "nsubj", "nsubjpass")
    return any(
        actor.as_said.contains(who.span) and actor.named for who in subjects for actor in actors
    )
