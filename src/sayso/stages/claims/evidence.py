"""Which words of an attribution's content make up one claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sayso.lexicon.cues import topic_verbs
from sayso.lexicon.quantities import role_of, singular
from sayso.record import Attribution, Quantity, Span
from sayso.record.trace import Rule, first_that_holds
from sayso.stages.attribution.naming import HARMED, NAMES
from sayso.stages.claims.clauses import IS_UNTRUE
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
        quoted = text[span.start] in QUOTATION_MARKS
        for rule, clause in _clauses(parse, span, carrying if quoted else None):
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
        carries = carries or IS_UNTRUE.search(text, own.start, own.end) is not None
        ended = text[span.start : own.start].rstrip().endswith(ENDS_OF_SENTENCES)
        if carries and filled and ended and own.start > starts[-1]:
            starts.append(own.start)
        filled = filled or carries
    ends = [*starts[1:], span.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def before_the_deed(parse: Parse, content: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return what somebody ordered, without a deed that the parser hangs on it.

    "told them to leave and burned 30 huts": they were told to leave, no more.
    """
    words = parse.within(content[0]) if content else []
    if len(content) != 1 or len(words) < 4 or words[0].lower != "to" or words[1].tag != "VB":
        return content
    for token in words[2:]:
        done = token.dep == "conj" and token.tag == "VBD" and parse.head(token) == words[1]
        joined = next(
            each
            for each in reversed(parse.tokens[: token.index])
            if each.pos not in ("ADV", "PUNCT")
        )
        if done and joined.pos == "CCONJ" and joined.index > words[1].index:
            return (Span(content[0].start, parse.tokens[joined.index - 1].end),)
    return content


def only_names_a_topic(parse: Parse, attribution: Attribution) -> bool:
    """Return whether somebody only spoke about a topic and claimed nothing."""
    if attribution.manner == "direct" or not attribution.cue:
        return False
    words = [token.lemma.lower() for span in attribution.cue for token in parse.within(span)]
    if not topic_verbs().intersection(words):
        return False
    clause = [t for span in attribution.content for t in parse.within(span)]
    if "speak" in words and (attribution.manner == "mixed" or _counted(clause)):
        return False
    if _says_who_was_harmed(parse, words, clause):
        return False
    return not any(
        t.pos in ("VERB", "AUX") and parse.dependents(t, "nsubj", "nsubjpass") for t in clause
    )


def _counts_harmed(parse: Parse, token: Token) -> bool:
    """Return whether a noun counts those harmed: "final reports mentioned 31 deaths"."""
    harmed = role_of(singular(token.text), "toll", None) is not None
    return harmed and any(each.pos == "NUM" for each in parse.dependents(token, "nummod"))


def _says_who_was_harmed(parse: Parse, cue: Sequence[str], clause: Sequence[Token]) -> bool:
    """Return whether a verb that mostly names a topic counts or names those harmed."""
    if "mention" in cue and any(_counts_harmed(parse, token) for token in clause):
        return True
    return "read" in cue and _names_harmed(clause)


def _names_harmed(words: Sequence[Token]) -> bool:
    """Return whether words name those harmed: "read out the names of 73 people killed"."""
    names = any(token.lemma.lower() in NAMES for token in words)
    return names and any(token.lower in HARMED for token in words)


def _counted(words: Sequence[Token]) -> bool:
    """Return whether words hold a figure that is no date: "spoke of more than 40 dead"."""
    return any(token.pos == "NUM" and token.entity not in ("DATE", "TIME") for token in words)


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


def _clauses(
    parse: Parse, span: Span, carrying: Sequence[Span] | None = None
) -> list[tuple[str, Span]]:
    """Return `span` cut before each clause that stands on its own, with what bounds each part.

    One quotation is one claim: where `carrying` is given, only a clause with one of these events
    and figures is cut off.
    """
    tokens = parse.within(span)
    rule = "whole content"
    if not tokens or tokens[-1].sentence != tokens[0].sentence:
        return [(rule, span)]
    cuts = sorted(
        cut
        for token in tokens
        # a mark that ends the content may stand before a quotation mark outside it
        if (cut := _cut(parse, token, span)) is not None and cut[1] <= span.end
    )
    if carrying is not None:
        cuts = [cut for cut in cuts if _carries(Span(cut[1], span.end), carrying)]
    clauses: list[tuple[str, Span]] = []
    start = span.start
    for before, after, kind in cuts:
        if before > start:
            clauses.append((rule if clauses else "up to the next clause", Span(start, before)))
            start, rule = after, kind
    clauses.append((rule, Span(start, span.end)))
    return clauses


def _carries(span: Span, carrying: Sequence[Span]) -> bool:
    return any(span.contains(each) for each in carrying)


LEADS_IN = frozenset(("and", "but", "while", "with", ",", ";"))
"""Words before a clause that belong to neither."""


def _cut(parse: Parse, token: Token, span: Span) -> tuple[int, int, str] | None:
    """Return the end of the words before the clause of `token`, its start, and what it is.

    None where no clause of its own begins there.
    """
    if token.pos not in ("VERB", "AUX") or not _with_subject_of_its_own(parse, token):
        return None
    above = parse.head(token)
    kind = first_that_holds(OWN_CLAUSES, parse, token, above)
    if kind is None or (above.start < span.start and not _past_a_semicolon(parse, token)):
        return None
    first = _opening(parse, token)
    before = first.index
    while before > 0 and parse.tokens[before - 1].lower in LEADS_IN:
        before -= 1
    if before == 0 or parse.tokens[before].start <= span.start:
        return None
    return parse.tokens[before - 1].end, first.start, kind


def _with_subject_of_its_own(parse: Parse, token: Token) -> bool:
    """Return whether a clause has more than a number for its subject: "and 13 wounded" has none."""
    who = parse.dependents(token, "nsubj", "nsubjpass")
    whole = bool(parse.dependents(token, "aux", "auxpass")) or token.tag != "VBN"
    return any(whole or each.pos != "NUM" or parse.dependents(each, "prep") for each in who)


def _past_a_semicolon(parse: Parse, token: Token) -> bool:
    first = _opening(parse, token).index
    return first > 0 and parse.tokens[first - 1].text == ";"


def _opening(parse: Parse, token: Token) -> Token:
    """Return the first word of a clause; its subject's, where what stands before is not its own.

    The parser may hang "The governor said A" on the clause past the semicolon: "; B is closed".
    """
    first = parse.subtree(token)[0]
    for who in parse.dependents(token, "nsubj", "nsubjpass"):
        opening = parse.subtree(who)[0]
        if first.index < opening.index and parse.tokens[opening.index - 1].text == ";":
            return opening
    return first


def _contrasts(parse: Parse, token: Token) -> bool:
    """Return whether "while" after a comma opens a clause: no time when the first one happened."""
    marks = [mark for mark in parse.dependents(token, "mark") if mark.lower == "while"]
    after_comma = bool(marks) and parse.tokens[marks[0].index - 1].text == ","
    who = parse.dependents(token, "nsubj", "nsubjpass")
    return after_comma and bool(who) and who[0].pos != "PRON"


OWN_CLAUSES: tuple[Rule[Callable[[Parse, Token, Token], bool]], ...] = (
    Rule(
        "clause joined by and",
        "The governor said that two bridges were destroyed and four people were killed.",
        lambda _, token, above: token.dep == "conj" and above.pos in ("VERB", "AUX"),
    ),
    Rule(
        "clause past a semicolon",
        "The governor said that the bridge was closed; buses will be held at Boni.",
        lambda parse, token, _: _past_a_semicolon(parse, token),
    ),
    Rule(
        "clause after while",
        "The council said nine huts burned, while four of the wounded were taken to Bunia.",
        lambda parse, token, _: token.dep == "advcl" and _contrasts(parse, token),
    ),
    Rule(
        "clause after with",
        "The army said hits were recorded at 9 sites, with debris falling on 4 others.",
        lambda _, token, above: token.dep == "pcomp" and above.lower == "with",
    ),
)
"""Clauses with a subject of their own that are claims of their own."""
