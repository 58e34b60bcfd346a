"""Which words of an attribution's content make up one claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.cues import topic_verbs
from sayso.record import Attribution, Quantity, Span
from sayso.record.trace import Rule, first_that_holds
from sayso.text.parse import Parse, Token

QUOTATION_MARKS = "\"“”«»„‘’'`‚‹›「」『』"
LEADING = frozenset("that how and but while although though".split())
"""Words that only join a content to its cue."""

SHORTEST_PIECE = 2
"""Words that a piece of content must have to be a claim of its own."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of one claim.

    Its quantities are those in `span`: of `roles` only, where given, not of the roles in `but`,
    and not those that `others` say inside it. `setting` are words of time or place before it that
    belong to it: "Between 3 and 9 May, …". `rule` says what bounds it.
    """

    span: Span
    setting: tuple[Span, ...] = ()
    roles: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    others: tuple[Span, ...] = ()
    rule: str = "whole content"

    def counts(self, quantity: Quantity) -> bool:
        """Return whether the claim is about this quantity."""
        if not self.span.contains(quantity.as_said):
            return False
        if self.roles is not None and quantity.role not in self.roles:
            return False
        if any(span.contains(quantity.as_said) for span in self.others):
            return False
        return quantity.role not in self.but


def pieces(
    text: str,
    parse: Parse,
    content: Sequence[Span],
    quantities: Sequence[Quantity],
    launched: set[tuple[float, str | None]],
    events: Sequence[Span] = (),
) -> list[Evidence]:
    """Return one piece for each claim that a content makes.

    The spans of a content are claims of their own; inside one, clauses joined by "and" with
    subjects of their own, and "with … falling", are split; and where a part of a whole is given
    ("563 of 598 drones launched"), the whole is a claim that begins at its number, unless it is
    in `launched`: the launched figures that the claimant gave before, to which these are added.
    A quotation of several sentences is cut before each with an event or a figure; `events` are
    the triggers. Words of time alone belong to the claims after them.
    """
    evidences: list[Evidence] = []
    setting, content = _without_setting(parse, content)
    carrying = [*events, *(each.as_said for each in quantities if each.role is not None)]
    for span in (part for whole in content for part in _sentences(text, parse, whole, carrying)):
        for rule, clause in _clauses(parse, span):
            bare = stripped(text, clause)
            if len(bare.of(text).split()) >= SHORTEST_PIECE:
                made = Evidence(bare, setting=setting, rule=rule)
                evidences += _with_wholes(made, quantities, launched)
    launched |= {(q.low, q.unit) for q in quantities if q.role == "launched"}
    if evidences:
        return evidences
    bare_spans = (stripped(text, span) for span in content)
    return [Evidence(span, rule="too short to split") for span in bare_spans if span]


def _without_setting(
    parse: Parse, content: Sequence[Span]
) -> tuple[tuple[Span, ...], Sequence[Span]]:
    """Return the pieces that only say when, apart from those that say something."""
    setting = tuple(span for span in content if only_when(parse, span))
    rest = [span for span in content if span not in setting]
    return (setting, rest) if rest else ((), content)


def only_when(parse: Parse, span: Span) -> bool:
    """Return whether all words of a piece but prepositions are those of dates and hours."""
    tokens = [token for token in parse.within(span) if token.pos != "PUNCT"]
    telling = [token for token in tokens if token.pos not in ("ADP", "DET", "CCONJ", "ADV")]
    dated = [t for t in telling if t.entity in ("DATE", "TIME") or t.lemma.lower() in PARTS_OF_DAYS]
    return bool(dated) and all(token in dated or token.pos == "NUM" for token in telling)


PARTS_OF_DAYS = frozenset(
    "morning evening afternoon night noon midnight dawn day week month hour year weekend".split()
)


ENDS_OF_SENTENCES = tuple('.!?…”"')


def _sentences(text: str, parse: Parse, span: Span, carrying: Sequence[Span]) -> list[Span]:
    """Return a span cut where a sentence with an event or a figure begins.

    Sentences without stay with the one before; what stands before the first goes with it.
    """
    tokens = parse.within(span)
    if not tokens or tokens[0].sentence == tokens[-1].sentence:
        return [span]
    starts = [span.start]
    filled = False
    for number in range(tokens[0].sentence, tokens[-1].sentence + 1):
        own = parse.sentences[number].span
        carries = any(own.contains(each) and span.contains(each) for each in carrying)
        ended = text[span.start : own.start].rstrip().endswith(ENDS_OF_SENTENCES)
        if carries and filled and ended and own.start > starts[-1]:
            starts.append(own.start)
        filled = filled or carries
    ends = [*starts[1:], span.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def only_names_a_topic(parse: Parse, attribution: Attribution) -> bool:
    """Return whether somebody only spoke about a topic and claimed nothing."""
    if attribution.manner == "direct" or not attribution.cue:
        return False
    words = [token.lemma.lower() for span in attribution.cue for token in parse.within(span)]
    if not topic_verbs().intersection(words):
        return False
    clause = [t for span in attribution.content for t in parse.within(span)]
    return not any(
        t.pos in ("VERB", "AUX") and parse.dependents(t, "nsubj", "nsubjpass") for t in clause
    )


def stripped(text: str, span: Span) -> Span:
    """Return `span` without quotation marks, "that" and punctuation at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start] in QUOTATION_MARKS or text[start] in " ,;:-–—\n\t"):
        start += 1
    last = text[start:end].rstrip(QUOTATION_MARKS + " ,;:-–—\n\t")
    # A sentence that is quoted keeps its full stop: the words are evidence, the marks are not.
    end = start + len(last)
    if text[span.start : span.start + 1] not in QUOTATION_MARKS:
        end = start + len(text[start:end].rstrip("."))
    first = text[start:end].split(maxsplit=1)
    while len(first) == 2 and first[0].lower() in LEADING:
        start = end - len(first[1])
        first = text[start:end].split(maxsplit=1)
    return Span(start, end)


def _with_wholes(
    piece: Evidence, quantities: Sequence[Quantity], before: set[tuple[float, str | None]]
) -> list[Evidence]:
    """Return the piece, and a second one for launched totals of its part-of-whole figures.

    Totals in `before` were said in a piece before: there they are a claim already.
    """
    span = piece.span
    inside = [each for each in quantities if span.contains(each.as_said)]
    wholes = {each.whole for each in inside if each.whole is not None and each.role != "launched"}
    launched = [q for q in inside if q.role == "launched" and q.low in wholes]
    if not launched:
        return [piece]
    role = frozenset({"launched"})
    part = replace(piece, but=role, rule="part of a whole")
    new = [q.as_said.start for q in launched if (q.low, q.unit) not in before]
    if not new:
        return [part]
    return [part, Evidence(Span(min(new), span.end), roles=role, rule="whole of a part")]


def _clauses(parse: Parse, span: Span) -> list[tuple[str, Span]]:
    """Return `span` cut before each clause that stands on its own, with what bounds each part."""
    tokens = parse.within(span)
    rule = "whole content"
    if not tokens or tokens[-1].sentence != tokens[0].sentence:
        return [(rule, span)]
    cuts = sorted(cut for token in tokens if (cut := _cut(parse, token, span)) is not None)
    clauses: list[tuple[str, Span]] = []
    start = span.start
    for before, after, kind in cuts:
        if before > start:
            clauses.append((rule if clauses else "up to the next clause", Span(start, before)))
            start, rule = after, kind
    clauses.append((rule, Span(start, span.end)))
    return clauses


LEADS_IN = frozenset(("and", "but", "while", "with", ",", ";"))
"""Words before a clause that belong to neither."""


def _cut(parse: Parse, token: Token, span: Span) -> tuple[int, int, str] | None:
    """Return the end of the words before the clause of `token`, its start, and what it is.

    None where no clause of its own begins there.
    """
    if token.pos not in ("VERB", "AUX") or not parse.dependents(token, "nsubj", "nsubjpass"):
        return None
    above = parse.head(token)
    kind = first_that_holds(OWN_CLAUSES, token, above)
    if kind is None or above.start < span.start:
        return None
    first = parse.subtree(token)[0]
    before = first.index
    while before > 0 and parse.tokens[before - 1].lower in LEADS_IN:
        before -= 1
    if before == 0 or parse.tokens[before].start <= span.start:
        return None
    return parse.tokens[before - 1].end, first.start, kind


OWN_CLAUSES: tuple[Rule[Callable[[Token, Token], bool]], ...] = (
    Rule(
        "clause joined by and",
        "The governor said that two bridges were destroyed and four people were killed.",
        lambda token, above: token.dep == "conj" and above.pos in ("VERB", "AUX"),
    ),
    Rule(
        "clause after with",
        "The army said hits were recorded at 9 sites, with debris falling on 4 others.",
        lambda token, above: token.dep == "pcomp" and above.lower == "with",
    ),
)
"""Clauses with a subject of their own that are claims of their own."""
