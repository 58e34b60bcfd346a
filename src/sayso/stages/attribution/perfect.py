"""Corrections of what the tagger makes of two constructions that news in its training data lacks.

"The colonel said six had died, having told us on Monday that there were none": who spoke before is
the colonel. "Parliament was told by the chief that …": Parliament heard it and is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.record import Attribution, Span
from sayso.stages.attribution.participles import JOINTS
from sayso.text.parse import Parse, Token
from sayso.text.syntax import own_subject

ADDRESSING = frozenset("tell inform warn brief advise notify assure remind".split())
"""Verbs whose passive subject is spoken to."""


def without_the_audience(
    parse: Parse, content: tuple[Span, ...], cue: Sequence[Span]
) -> tuple[Span, ...]:
    """Return a content without the words for those who were told it; all where nothing is left."""
    verbs = [token for span in cue for token in parse.within(span) if token.tag == "VBN"]
    audience = {
        below.index
        for verb in verbs
        if verb.lemma.lower() in ADDRESSING
        for who in parse.dependents(verb, "nsubjpass")
        for below in parse.subtree(who)
    }
    kept = tuple(
        span for span in content if any(t.index not in audience for t in parse.within(span))
    )
    return kept or content


def after_the_speaker(parse: Parse, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return attributions in which "having told" has the speaker of the cue before it.

    The content of that cue ends before the participle.
    """
    made = list(attributions)
    for at, later in enumerate(made):
        begins = _perfect_participle(parse, later)
        if begins is None:
            continue
        for before in (*range(at - 1, -1, -1), *range(at + 1, len(made))):
            speaker = made[before]
            if speaker.source and speaker.cue and _leads_to(parse, speaker, begins):
                made[at] = replace(later, source=speaker.source)
                made[before] = _ending_before(parse, speaker, begins)
                break
    return made


def _perfect_participle(parse: Parse, attribution: Attribution) -> Token | None:
    """Return the "having" of a cue that stands after a comma without a subject of its own."""
    for verb in (token for span in attribution.cue for token in parse.within(span)):
        helpers = [each for each in parse.dependents(verb, "aux") if each.lower == "having"]
        if verb.tag != "VBN" or not helpers or own_subject(parse, verb) is not None:
            continue
        before = helpers[0].index - 1
        while before > 0 and parse.tokens[before].lower in JOINTS:
            before -= 1
        return helpers[0] if before > 0 and parse.tokens[before].text == "," else None
    return None


def _leads_to(parse: Parse, speaker: Attribution, begins: Token) -> bool:
    """Return whether an attribution's cue stands before a participle, in its sentence."""
    cue = parse.at(speaker.cue[0].start)
    return cue is not None and cue.sentence == begins.sentence and cue.index < begins.index


def _ending_before(parse: Parse, speaker: Attribution, begins: Token) -> Attribution:
    """Return an attribution whose content ends before the words that lead to a participle."""
    end = begins.start
    for token in reversed(parse.tokens[: begins.index]):
        if token.lower not in (*JOINTS, ","):
            break
        end = token.start
    kept = []
    for span in speaker.content:
        if span.end <= end:
            kept.append(span)
        elif span.start < end:
            last = parse.within(Span(span.start, end))[-1]
            kept.append(Span(span.start, last.end))
    return replace(speaker, content=tuple(kept) or speaker.content)
