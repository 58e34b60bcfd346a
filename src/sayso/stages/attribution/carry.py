"""Attributions that go on past their sentence: speeches and reports carried over."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sayso.lexicon.cues import construction_score
from sayso.record import Actor, Attribution, Block, Span, hull
from sayso.text.parse import Parse, Sentence, Token


def continued_speeches(found: Sequence[Attribution], blocks: Sequence[Block]) -> list[Attribution]:
    """Speeches with no cue beside them get the speaker of the attribution before.

    Those at the start of a document, with none before, stay without a source.
    """
    ordered = sorted(found, key=lambda each: hull(each.content).start)
    starts = [block.span.start for block in blocks]
    result: list[Attribution] = []
    speaker: tuple[Span, ...] = ()
    article = 0
    for each in ordered:
        block = blocks[bisect_right(starts, hull(each.content).start) - 1]
        if block.article != article:
            speaker, article = (), block.article
        if not each.cue and not each.source and speaker:
            each = replace(each, source=speaker)
        elif each.source and each.kind == "statement":
            speaker = each.source
        result.append(each)
    return result


NOT_CARRIED = frozenset(
    "but however meanwhile still though although yet separately earlier elsewhere he she it they"
    " this that these those his her its their i we you".split()
)
"""First words of sentences in which the outlet speaks again or someone else acts."""


def carried_over(
    parse: Parse,
    found: Sequence[Attribution],
    blocks: Sequence[Block],
    actors: Sequence[Actor],
) -> list[Attribution]:
    """What was found, with the sentences that go on under the attribution of the one before.

    "The air force said it shot down 40 drones. Hits were recorded at 13 sites." A sentence is
    carried over when it follows, in the same paragraph, a figure that somebody reports; when it
    names no source of its own; and when it is a passive that names no doer.
    """
    made: list[Attribution] = []
    dropped: list[Attribution] = []
    by_sentence = _by_sentence(parse, found)
    for before, sentence in pairwise(parse.sentences):
        if before.block != sentence.block:
            continue
        if blocks[sentence.block].kind != "paragraph":
            continue
        held = [a for a in by_sentence.get(before.index, []) if _reports_figures(parse, a)]
        own = by_sentence.get(sentence.index, [])
        if not held or any(each.source for each in own):
            continue
        if _goes_on(parse, sentence, actors):
            tokens = parse.tokens_of(sentence)
            last = tokens[-2] if tokens[-1].text == "." and len(tokens) > 1 else tokens[-1]
            content = (Span(sentence.span.start, last.end),)
            made.append(
                Attribution(
                    held[-1].source, (), content, "indirect", score=construction_score("carried")
                )
            )
            by_sentence[sentence.index] = [made[-1]]
            dropped += own  # "Hits were recorded at 13 sites": no one's record but the source's
    return [each for each in found if each not in dropped] + made


def _by_sentence(parse: Parse, found: Sequence[Attribution]) -> dict[int, list[Attribution]]:
    """Attributions by each sentence that their cue or content touches."""
    table: dict[int, list[Attribution]] = {}
    for each in found:
        touched = set()
        for span in (*each.cue, *each.content):
            touched |= {token.sentence for token in parse.within(span)}
        for index in touched:
            table.setdefault(index, []).append(each)
    return table


def _reports_figures(parse: Parse, each: Attribution) -> bool:
    if each.kind != "statement" or each.manner != "indirect" or not each.source:
        return False
    return any(token.pos == "NUM" for span in each.content for token in parse.within(span))


def _goes_on(parse: Parse, sentence: Sentence, actors: Sequence[Actor]) -> bool:
    tokens = parse.tokens_of(sentence)
    if tokens[0].lower in NOT_CARRIED or not any(t.pos == "NUM" for t in tokens):
        return False
    root = parse.root(tokens)
    passive = bool(parse.dependents(root, "auxpass")) and not parse.dependents(root, "agent")
    return passive and not _acts(parse, root, actors)


def _acts(parse: Parse, root: Token, actors: Sequence[Actor]) -> bool:
    """Whether someone named is the subject: then the sentence may be the outlet's own."""
    subjects = parse.dependents(root, "nsubj", "nsubjpass")
    return any(
        actor.as_said.contains(who.span) and actor.named for who in subjects for actor in actors
    )
