"""Speech whose speaker is shown by layout: quotations that are signed, and transcripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sayso.lexicon.cues import construction_score
from sayso.record import Attribution, Block, BlockKind, Span
from sayso.stages.attribution.assemble import SILENT
from sayso.stages.attribution.lines import TURN, lines, with_datelines
from sayso.text.quotes import find_quotations

SIGNATURE = re.compile(
    r"[.,]?\s{0,3}(?P<dash>[—–―]|--?)\s{0,3}(?P<name>[^\W\d_][^\n]{1,80}?)\s*\.?$"
)
"""What may follow a quotation to the end of its line: "“…” — Amina Yusuf, a nurse"."""

LONGEST_NAME = 6
"""Words of a name with title before it is taken for a sentence."""

FEWEST_TURNS = 3
"""Lines with a speaker that make a transcript, one of them speaking twice or in capitals."""

SPEAKING: frozenset[BlockKind] = frozenset({"paragraph", "deck", "heading"})
"""Blocks that may be lines of a transcript: short ones look like decks and headings."""

SMALL = frozenset("of the de da del la van von bin ibn al el der and for".split())
"""Words of names and titles that have no capital."""


def signed(text: str, blocks: Sequence[Block]) -> Iterator[tuple[str, Attribution]]:
    """Yield quotations that stand alone on their line with a name after a dash."""
    for block in blocks:
        if block.kind in SILENT:
            continue
        for line in lines(text, block.span):
            speech = _signed_line(text, line)
            if speech is not None:
                yield "signed", speech


def transcript(text: str, blocks: Sequence[Block]) -> Iterator[tuple[str, Attribution]]:
    """Yield what each speaker says between their name and the next one's.

    The last speech ends with its line, since nothing shows where the transcript does.
    """
    numbered = [
        (block.article, line)
        for block in with_datelines(blocks, SPEAKING)
        for line in lines(text, block.span)
    ]
    turns = list(_turns(text, [line for _, line in numbered]))
    if not _is_transcript(text, turns):
        return
    for turn, following in zip_longest(turns, turns[1:]):
        article = numbered[turn.line][0]
        end = following.line if following else turn.line + 1
        rest = [line for other, line in numbered[turn.line + 1 : end] if other == article]
        content = tuple(span for span in (turn.first, *rest) if len(span))
        if content:
            yield "transcript", _speech(turn.name, turn.colon, content, "transcript")


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a speaker of a transcript begins: number of the line, name, colon, first words."""

    line: int
    name: Span
    colon: Span
    first: Span


def _turns(text: str, found: Sequence[Span]) -> Iterator[Turn]:
    # "A. Petrov said" has an initial: the letter alone is a turn only where "Q." asks.
    asked = any(text.startswith(("Q.", "Q:"), line.start) for line in found)
    for number, line in enumerate(found):
        match = TURN.match(text, line.start, line.end)
        if match is None or not _is_name(match["name"] or match["letter"]):
            continue
        if match["stop"] == "." and not asked:
            continue
        name, mark = ("name", "mark") if match["name"] else ("letter", "stop")
        rest = Span(match.end(), line.end).trimmed(text)
        yield Turn(number, Span(*match.span(name)), Span(*match.span(mark)), rest)


def _is_transcript(text: str, turns: Sequence[Turn]) -> bool:
    names = Counter(turn.name.of(text) for turn in turns)
    returns = any(times > 1 for times in names.values())
    capitals = all(name.isupper() for name in names)
    return len(turns) >= _fewest(names) and len(names) > 1 and (returns or capitals)


def _fewest(names: Collection[str]) -> int:
    """Return how many turns make a transcript: a question and its answer do."""
    return 2 if {"Q", "A"} <= set(names) else FEWEST_TURNS


def _signed_line(text: str, line: Span) -> Attribution | None:
    quotations = find_quotations(text, line)
    if not quotations or quotations[-1].open:
        return None
    if text[line.start : quotations[0].outer.start].strip():
        return None
    match = SIGNATURE.match(text, quotations[-1].outer.end, line.end)
    if match is None or not _is_name(match["name"].split(",")[0]):
        return None
    content = (Span(quotations[0].outer.start, quotations[-1].outer.end),)
    name, dash = Span(*match.span("name")), Span(*match.span("dash"))
    return _speech(name, dash, content, "signed")


def _speech(name: Span, cue: Span, content: tuple[Span, ...], construction: str) -> Attribution:
    score = construction_score(construction)
    return Attribution((name,), (cue,), content, "direct", score=score)


def _is_name(words: str) -> bool:
    """Return whether words read as a name, with title or without: capitals, no sentence."""
    parts = words.split()
    if not 0 < len(parts) <= LONGEST_NAME:
        return False
    return all(word[0].isupper() or word.lower() in SMALL for word in parts)
