"""Which words of an attribution's content make up one claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.lexicon.cues import topic_verbs
from sayso.record import Attribution, Quantity, Span
from sayso.text.parse import Parse, Token

QUOTATION_MARKS = "\"“”«»„‘’'`"
LEADING = frozenset("that whether if how and but while although though".split())
"""Words that only join a content to its cue."""

SHORTEST_PIECE = 2
"""Words that a piece of content must have to be a claim of its own."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of one claim.

    Its quantities are those in `span`: of `roles` only, where given, not of the roles in `but`,
    and not those that `others` say inside it.
    """

    span: Span
    roles: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    others: tuple[Span, ...] = ()

    def counts(self, quantity: Quantity) -> bool:
        """Whether the claim is about this quantity."""
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
    told: set[tuple[float, str | None]],
) -> list[Evidence]:
    """One piece for each claim that a content makes.

    The spans of a content are claims of their own; inside one, clauses joined by "and" with
    subjects of their own, and "with … falling", are split; and where a part is told of a whole
    ("563 of 598 drones launched"), the whole is a claim that begins at its number, unless it is
    in `told`: the launched figures that the claimant gave before, to which these are added.
    """
    found: list[Evidence] = []
    for span in content:
        for clause in _clauses(parse, span):
            bare = stripped(text, clause)
            if len(bare.of(text).split()) >= SHORTEST_PIECE:
                found += _with_wholes(bare, quantities, told)
    told |= {(q.low, q.unit) for q in quantities if q.role == "launched"}
    if not found:
        found = [Evidence(stripped(text, span)) for span in content if stripped(text, span)]
    return found


def only_names_a_topic(parse: Parse, attribution: Attribution) -> bool:
    """Whether somebody only spoke about a thing ("discussed the truce") and nothing is claimed."""
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
    """`span` without quotation marks, "that" and punctuation at its ends."""
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
    span: Span, quantities: Sequence[Quantity], told: set[tuple[float, str | None]]
) -> list[Evidence]:
    """The piece, and a second one for launched totals that its part-of-whole figures tell.

    Totals in `told` were said in a piece before: there they are a claim already.
    """
    inside = [each for each in quantities if span.contains(each.as_said)]
    wholes = {each.whole for each in inside if each.whole is not None and each.role != "launched"}
    launched = [q for q in inside if q.role == "launched" and q.low in wholes]
    if not launched:
        return [Evidence(span)]
    role = frozenset({"launched"})
    part = Evidence(span, but=role)
    start = min((q.as_said.start for q in launched if (q.low, q.unit) not in told), default=None)
    return [part] if start is None else [part, Evidence(Span(start, span.end), roles=role)]


def _clauses(parse: Parse, span: Span) -> list[Span]:
    """`span` cut before each clause that stands on its own."""
    tokens = parse.within(span)
    if not tokens or tokens[-1].sentence != tokens[0].sentence:
        return [span]
    cuts = sorted(cut for token in tokens if (cut := _cut(parse, token, span)) is not None)
    found, start = [], span.start
    for before, after in cuts:
        if before > start:
            found.append(Span(start, before))
            start = after
    found.append(Span(start, span.end))
    return found


def _cut(parse: Parse, token: Token, span: Span) -> tuple[int, int] | None:
    """Where a clause of its own begins at `token`'s branch: the end of the one before, its start.

    A clause joined by "and" whose verb and subject are its own; "with debris falling on …".
    """
    subjects = parse.dependents(token, "nsubj", "nsubjpass")
    if token.pos not in ("VERB", "AUX") or not subjects:
        return None
    above = parse.head(token)
    joined = token.dep == "conj" and above.pos in ("VERB", "AUX")
    absolute = token.dep == "pcomp" and above.lower == "with"
    if not (joined or absolute) or above.start < span.start:
        return None
    first = parse.subtree(token)[0]
    before = first.index
    while before > 0 and parse.tokens[before - 1].lower in (
        "and",
        "but",
        "while",
        "with",
        ",",
        ";",
    ):
        before -= 1
    if before == 0 or parse.tokens[before].start <= span.start:
        return None
    return parse.tokens[before - 1].end, first.start
