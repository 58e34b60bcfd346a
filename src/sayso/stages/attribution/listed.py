"""Items of a list that somebody gives: "The police gave these figures:" and lines behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.lexicon.cues import construction_score
from sayso.record import Attribution, Span
from sayso.stages.attribution.lines import lines
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, spans
from sayso.text.syntax import own_subject, verb_group

ITEM = re.compile(r"(?:[-•*–·]|\d{1,2}[.)])\s+(?P<said>\S.*)")
"""A line of a list, by its mark."""

GIVING = frozenset("give list publish release report provide announce detail count say".split())
"""Verbs by which somebody gives a list."""

SHORTEST_ITEM = 3
"""Words of an item that says something."""


def listed(draft: Draft) -> Iterator[tuple[str, Attribution]]:
    """Yield each item of a list that a line with a subject, a verb of giving and a colon opens."""
    parse, text = given(draft.parse), draft.text
    giver: tuple[tuple[Span, ...], tuple[Span, ...]] | None = None
    for block in given(draft.blocks):
        for line in lines(text, block.span):
            item = ITEM.fullmatch(text, line.start, line.end)
            if item is None:
                ends = text[line.end - 1] == ":"
                giver = _giver(parse, line) if ends else None
            elif giver is not None and len(item["said"].split()) >= SHORTEST_ITEM:
                said = Span(*item.span("said")).trimmed(text)
                score = construction_score("listed")
                yield "listed", Attribution(giver[0], giver[1], (said,), "indirect", score=score)


def _giver(parse: Parse, line: Span) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    """Return the source and the cue of a line that opens a list, None where it has none."""
    for verb in reversed(parse.within(line)):
        if verb.pos != "VERB" or verb.lemma.lower() not in GIVING:
            continue
        who = own_subject(parse, verb)
        if who is not None and _before(who, verb) and not parse.dependents(verb, "auxpass"):
            return spans(noun_phrase(parse, who, verb)), spans(verb_group(parse, verb))
    return None


def _before(who: Token, verb: Token) -> bool:
    return who.index < verb.index and who.lower not in ("we", "i", "you")
