"""Clauses that answer or contradict the one before: "…, which the army denied", "…, while Y said".

They are found by their words, since the parser hangs them anywhere. What is answered is the clause
before; what another one says is cut out of the content that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.cues import act, construction_score
from sayso.record import Attribution, Span, hull
from sayso.record.trace import Rule, decide
from sayso.stages.attribution.assemble import SILENT
from sayso.stages.attribution.steps import step
from sayso.stages.stage import Draft, given
from sayso.text.parse import Parse, Token

MARKS = frozenset((",", "–", "—", "--"))
ENDS = frozenset((",", ".", ";", "–", "—", ")", "!", "?"))
CLAIMS = frozenset("claim charge accusation allegation report assertion suggestion".split())
"""Nouns for what was just said: "…, a charge that the army denied"."""

ANAPHORS = CLAIMS | frozenset("which that as something it".split())
"""Words that stand for the clause before them."""

LONGEST_SOURCE = 9
"""Words between what opens an answer and its verb."""


@dataclass(frozen=True, slots=True)
class ClauseAnswer:
    """Who answers the clause before token `opening`, in which words, and by which rule."""

    rule: str
    opening: Token
    source: tuple[Token, ...]
    cue: tuple[Token, ...]

    @property
    def span(self) -> Span:
        return Span(self.opening.start, self.cue[-1].end)


def answered(draft: Draft, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions, answers with the clause before as content, others without them."""
    text, parse = draft.text, given(draft.parse)
    result = list(attributions)
    for sentence in parse.sentences:
        if given(draft.blocks)[sentence.block].kind in SILENT:
            continue
        for answer in _answers(parse.tokens_of(sentence)):
            result = _with_answer(text, parse, result, answer)
    return _parted(draft.text, parse, result)


def _with_answer(
    text: str, parse: Parse, attributions: Sequence[Attribution], answer: ClauseAnswer
) -> list[Attribution]:
    """Return the attributions with an answer as one of its own, where it has something to answer.

    An answer with words of its own, "as the army said nine died", is left as it was.
    """
    own = [each for each in attributions if _overlap(each.cue, answer.cue)]
    if any(not _stands_in(parse, each) for each in own) and answer.rule != "as somebody claims":
        own_words = [each for each in own if not _stands_in(parse, each)]
        if any(hull(each.content).start >= answer.cue[-1].end for each in own_words):
            return list(attributions)
    others = [_cut(text, each, answer.span) for each in attributions if each not in own]
    kept = [each for each in others if each is not None]
    before = _said_before(parse, kept, answer.opening)
    if before is None or (answer.rule == "as somebody claims" and before.stance != "denies"):
        return list(attributions)
    cue = act(answer.cue[-1].lemma.lower())
    made = Attribution(
        (Span(answer.source[0].start, answer.source[-1].end),),
        (Span(answer.cue[0].start, answer.cue[-1].end),),
        before.content[-1:] if len(before.content) > 1 else before.content,
        before.manner,
        kind="statement",
        stance=cue.stance,
        score=max([construction_score("rebuttal"), *(each.score for each in own)]),
    )
    step(made, "made", answer.rule, "an answer to the clause before", made.score)
    return [*kept, made]


def _stands_in(parse: Parse, attribution: Attribution) -> bool:
    """Return whether a content is only a word for what was said before: "which", "a charge"."""
    said = [token for span in attribution.content for token in parse.within(span)]
    words = [token for token in said if token.pos not in ("DET", "PUNCT") or token.tag == "WDT"]
    return bool(said) and all(token.lemma.lower() in ANAPHORS for token in words)


def _overlap(spans: Sequence[Span], words: Sequence[Token]) -> bool:
    return any(span.overlap(word.span) for span in spans for word in words)


def _cut(text: str, attribution: Attribution, taken: Span) -> Attribution | None:
    """Return an attribution without the words of another in its content; None where none are left.

    One whose own cue is among those words is left as it is.
    """
    if any(taken.contains(span) for span in attribution.cue):
        return attribution
    content: list[Span] = []
    for span in attribution.content:
        if not span.overlap(taken):
            content.append(span)
            continue
        ends = ((span.start, taken.start), (taken.end, span.end))
        parts = (_stripped(text, Span(*part)) for part in ends if part[0] < part[1])
        content += [part for part in parts if part is not None]
    if tuple(content) == attribution.content:
        return attribution
    if not content:
        return None
    changed = replace(attribution, content=tuple(content))
    step(changed, "changed", "another one says the rest")
    return changed


def _stripped(text: str, span: Span) -> Span | None:
    words = span.of(text)
    left = words.lstrip(" ,;.–—-")
    start = span.end - len(left)
    end = start + len(left.rstrip(" ,;–—-"))
    return Span(start, end) if any(each.isalnum() for each in text[start:end]) else None


def _said_before(
    parse: Parse, attributions: Sequence[Attribution], opening: Token
) -> Attribution | None:
    """Return the attribution whose content, source or cue ends at an answer.

    The shortest of several: "A fell, police said, which the army denied" has one whose cue does.
    """
    own = parse.sentences[opening.sentence].span
    ending = [
        each
        for each in attributions
        if each.content
        and 0 <= opening.start - hull((*each.source, *each.cue, *each.content)).end <= 2
        and own.contains(each.content[-1])
    ]
    return min(ending, key=lambda each: len(each.content[-1]), default=None)


def _answers(tokens: Sequence[Token]) -> Iterator[ClauseAnswer]:
    for place, mark in enumerate(tokens[:-3]):
        if mark.text not in MARKS:
            continue
        decided = decide(OPENINGS, tokens, place + 1)
        if decided is None:
            continue
        rule, first = decided
        speaker = _speaker_and_verb(tokens, first, rule == "as somebody claims")
        if speaker is not None:
            yield ClauseAnswer(rule, mark, *speaker)


def _which(tokens: Sequence[Token], place: int) -> int | None:
    return place + 1 if tokens[place].lower in ("which", "something") else None


def _claim(tokens: Sequence[Token], place: int) -> int | None:
    """Return where the words behind "a charge that" begin."""
    start = place + 1 if tokens[place].pos == "DET" else place
    if start + 1 >= len(tokens) or tokens[start].lemma.lower() not in CLAIMS:
        return None
    after = start + 1
    return after + 1 if tokens[after].lower in ("that", "which") else after


def _as(tokens: Sequence[Token], place: int) -> int | None:
    return place + 1 if tokens[place].lower == "as" else None


OPENINGS: tuple[Rule[Callable[[Sequence[Token], int], int | None]], ...] = (
    Rule(
        "which somebody denies",
        "The rebels said they took the airport at Kidal, which the army denied.",
        _which,
    ),
    Rule(
        "a claim that somebody denies",
        "The monitors said a drone hit the school at Bor, a charge that the army rejects.",
        _claim,
    ),
    Rule(
        "as somebody claims",
        "The coast guard denied ramming the boat, as survivors claim.",
        _as,
    ),
)
"""How an answer to the clause before begins."""

DENIALS = frozenset("deny reject dispute refute rebut dismiss contest contradict".split())
ASSERTIONS = frozenset(
    "claim allege assert say state report insist maintain write announce".split()
)
AUXILIARIES = frozenset("have has had would".split())


def _before_a_verb(token: Token) -> bool:
    return token.lower in AUXILIARIES or token.pos == "ADV"


def _speaker_and_verb(
    tokens: Sequence[Token], first: int, asserts: bool
) -> tuple[tuple[Token, ...], tuple[Token, ...]] | None:
    """Return who answers and the words of the cue, where nothing else follows in the clause."""
    verbs = ASSERTIONS if asserts else DENIALS
    for place in range(first + 1, min(first + 1 + LONGEST_SOURCE, len(tokens))):
        token = tokens[place]
        if token.text in ENDS:
            return None
        if token.lemma.lower() not in verbs or not _ends(tokens, place + 1):
            continue
        last = place
        while last - 1 > first and _before_a_verb(tokens[last - 1]):
            last -= 1
        source = tokens[first:last]
        if any(each.tag in ("VBD", "VBZ", "VBP", "MD") for each in source):
            return None
        named = any(each.pos in ("NOUN", "PROPN", "ADJ") for each in source)
        return (tuple(source), tuple(tokens[last : place + 1])) if named else None
    return None


def _ends(tokens: Sequence[Token], place: int) -> bool:
    """Return whether a clause ends there, but for when and where it was said: "on Monday"."""
    if place >= len(tokens) or tokens[place].text in ENDS:
        return True
    following = tokens[place].lower
    return following in ("on", "in", "at", "late", "early") or tokens[place].entity == "DATE"


CONTRASTS = frozenset("while whereas but".split())


def _parted(text: str, parse: Parse, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Return the attributions, each without what another one says in a clause of its own."""
    result = list(attributions)
    for index, inner in enumerate(result):
        start = _own_clause(parse, inner)
        if start is None:
            continue
        for at, outer in enumerate(result):
            end = next(
                (s.end for s in outer.content if s.start <= start.start and start.end <= s.end),
                None,
            )
            if at == index or end is None or outer.manner == "direct" or not outer.cue:
                continue
            if not _is_complete(parse, outer, start) or end - start.start < len(start):
                continue
            cut = _cut(text, outer, Span(start.start, end))
            if cut is not None and cut is not outer:
                result[at] = cut
                result[index] = _to_its_end(text, result[index], end)
    return result


def _says_before_its_cue(inner: Attribution) -> bool:
    """Return whether somebody is named right before the cue of a statement."""
    if not inner.source or not inner.cue or inner.kind != "statement":
        return False
    return 0 <= inner.cue[0].start - inner.source[0].end <= FURTHEST_CUE


FURTHEST_CUE = 30
"""Code points between who speaks and the cue."""


def _own_clause(parse: Parse, inner: Attribution) -> Span | None:
    """Return where a clause with a speaker of its own begins, with what joins it, else None."""
    if not _says_before_its_cue(inner):
        return None
    words = parse.within(inner.cue[0])
    first = parse.at(inner.source[0].start)
    if first is None or not words or first.index < 2 or words[0].sentence != first.sentence:
        return None
    joint = parse.tokens[first.index - 1]
    if joint.sentence != first.sentence:
        return None
    if joint.text == ";":
        return Span(joint.start, inner.cue[0].end)
    if words[-1].tag not in ("VBD", "VBZ", "VBP") or words[0].lower == "had":
        return None
    if joint.lower in CONTRASTS:
        return Span(joint.start, inner.cue[0].end)
    headline = joint.text == "," and words[-1].tag in ("VBZ", "VBP")
    return Span(joint.start, inner.cue[0].end) if headline else None


def _is_complete(parse: Parse, outer: Attribution, start: Span) -> bool:
    """Return whether what stands before is a clause of its own: "104 drones downed, Moscow …"."""
    before = [
        token for span in outer.content for token in parse.within(span) if token.end <= start.start
    ]
    return any(token.pos in ("VERB", "AUX", "NUM") for token in before)


def _to_its_end(text: str, inner: Attribution, end: int) -> Attribution:
    """Return an attribution with what is left of the cut content, where it begins behind its cue.

    The parser may lose the end: "put the number of dead from shelling", with "at five" elsewhere;
    or give what stands before: "Ukraine says a refinery was hit, Russia denies damage".
    """
    first, last = inner.content[0], inner.content[-1]
    if last.end <= inner.source[0].start:
        own = _stripped(text, Span(inner.cue[-1].end, end))
        return inner if own is None else replace(inner, content=(own,))
    if not 0 <= first.start - inner.cue[-1].end <= 2 or last.end >= end:
        return inner
    whole = _stripped(text, Span(first.start, end))
    return inner if whole is None else replace(inner, content=(whole,))
