"""From proposals to attributions: one for each cue, with spans, manner, kind and parents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sayso.lexicon.cues import Cue
from sayso.record import Attribution, BlockKind, Manner, Span, hull
from sayso.stages.attribution.spoken import Spoken
from sayso.stages.attribution.steps import step
from sayso.text.parse import Parse, Token
from sayso.text.phrases import spans
from sayso.text.quotes import Quotation

SILENT: frozenset[BlockKind] = frozenset({"boilerplate", "byline", "dateline"})
"""Blocks in which nobody is reported to say anything."""


MEDIA = frozenset(
    "statement telegram twitter facebook x channel interview post address briefing report letter"
    " conference video tweet message website television tv radio press podcast speech".split()
)
"""Heads of "in a statement", "on his Telegram channel": where something was said."""


def attribution(
    parse: Parse, spoken: Spoken, cue: Cue, quotations: Sequence[Quotation], score: float
) -> Attribution | None:
    """Return the attribution that `spoken` stands for, or None when nothing is left of its
    content."""
    content = spoken.quoted or spans(_said(parse, spoken))
    if not content:
        return None
    cue_spans = spans(spoken.cue) or tuple(token.span for token in spoken.cue)
    around = [q for q in quotations if not q.outer.contains(cue_spans[0])]
    return Attribution(
        source=spans(spoken.source),
        cue=cue_spans,
        content=content,
        manner=manner(content, around),
        kind=cue.kind,
        stance=cue.stance,
        medium=medium(parse, spoken.anchor),
        audience=audience(parse, spoken.anchor, {token.index for token in spoken.content}),
        score=score,
    )


def _said(parse: Parse, spoken: Spoken) -> list[Token]:
    """Return the content's tokens that are neither cue nor source."""
    taken = {token.index for token in (*spoken.cue, *spoken.source)}
    left = [token for token in spoken.content if token.index not in taken]
    return _joined(parse, left)


def _joined(parse: Parse, tokens: list[Token]) -> list[Token]:
    """Return tokens with the punctuation between them, which the parser may hang elsewhere."""
    joined: list[Token] = []
    for token in tokens:
        if joined and 1 < token.index - joined[-1].index <= 3:
            between = parse.tokens[joined[-1].index + 1 : token.index]
            if all(not any(c.isalnum() for c in each.text) for each in between):
                joined.extend(between)
        joined.append(token)
    return joined


def manner(content: Sequence[Span], quotations: Sequence[Quotation]) -> Manner:
    """Direct when all of the content is quoted, mixed when some of it is."""
    length = sum(len(span) for span in content)
    quoted = sum(span.overlap(q.outer) for span in content for q in quotations)
    if quoted == 0:
        return "indirect"
    return "direct" if quoted >= length - 2 * len(content) else "mixed"


def medium(parse: Parse, anchor: Token) -> Span | None:
    """Return where it was said: "in a statement", "on his Telegram channel"."""
    for link in parse.dependents(anchor, "prep"):
        if link.lower in ("in", "on", "to", "via", "through", "during", "at"):
            for held in parse.dependents(link, "pobj"):
                if held.lemma.lower() in MEDIA:
                    first = min(token.start for token in parse.subtree(held))
                    return Span(first, held.end)
    return None


def audience(parse: Parse, anchor: Token, inside: Collection[int]) -> Span | None:
    """Return to whom: "told reporters"; `inside` are the indices of the content's tokens."""
    if anchor.lemma.lower() not in ("tell", "inform", "assure", "remind", "brief", "warn"):
        return None
    for addressee in parse.dependents(anchor, "dobj", "dative"):
        if addressee.index not in inside:
            phrase = spans(parse.subtree(addressee))
            return phrase[0] if phrase else None
    return None


def nested(text: str, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions in text order, each with the one that it sits inside as its parent.

    One sits inside another when its cue stands in the other's content, or when it is what the
    other relays ("…, the agency said, citing the air force").
    """
    ordered = sorted(attributions, key=lambda each: (*_order(each), _relayed(text, each)))
    hulls = [hull(each.content) for each in ordered]
    result = []
    open_: list[int] = []
    for index, attribution in enumerate(ordered):
        open_ = [i for i in open_ if hulls[i].end > hulls[index].start]
        place = hull(attribution.cue) if attribution.cue else hulls[index]
        holders = [i for i in open_ if any(s.contains(place) for s in ordered[i].content)]
        if _relayed(text, attribution):
            holders += [i for i in open_ if ordered[i].content == attribution.content]
        parent = min(holders, key=lambda i: len(hulls[i]), default=None)
        if parent is not None:
            step(attribution, "changed", "sits inside another")
        result.append(replace(attribution, parent=parent))
        open_.append(index)
    return result


def _order(attribution: Attribution) -> tuple[int, int]:
    content = hull(attribution.content)
    return content.start, -content.end


def _relayed(text: str, attribution: Attribution) -> bool:
    return bool(attribution.cue) and attribution.cue[0].of(text).lower() == "citing"
