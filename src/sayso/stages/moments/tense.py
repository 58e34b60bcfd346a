"""Whether the clause around an expression is about the past or about what is to come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.moments import words
from sayso.record import Span
from sayso.record.trace import Rule, decide, trace
from sayso.text.parse import Parse, Token

CLIMB = 12
"""Heads looked at above a token: deeper trees are parse errors, and the bound keeps it linear."""


AHEAD = {"by", "for", "through", "to"}
"""Prepositions that lead ahead of the verb's own time: "extended to May"."""

OBJECTS = {"dobj", "attr", "nsubj", "nsubjpass"}
"""A date that is what the verb is about, not when: "has set Nov. 10 as the deadline"."""


def direction(parse: Parse, span: Span) -> int:
    """Return -1 when the verb over the words in `span` is about the past, OVER where it is in the
    simple past, 1 where it is about the future, else 0.
    """
    token = parse.at(span.start)
    if token is None:
        return 0
    token = _bare_preposition(parse, token) or token
    loose = token.dep in OBJECTS
    below = token
    for step, head in enumerate(parse.ancestors(token)):
        if step > CLIMB:
            break
        if head.start < span.end and span.start < head.end:
            loose, below = head.dep in OBJECTS, head
            continue
        toward = _of_head(parse, span, head, below)
        if toward is not None:
            return toward
        below = head
        if head.pos in {"VERB", "AUX"}:
            toward = _of_verb(parse, span, head)
            if toward is not None:
                return 0 if loose and toward < 0 else toward
        elif head.pos in {"NOUN", "PROPN"} or head.lower in AHEAD:
            loose = True  # "the supply in September": of the supply, not of the verb
    return 0


OVER = -2
"""Of a clause in the simple past: what it tells of was over when it was published."""


def _bare_preposition(parse: Parse, token: Token) -> Token | None:
    """Return the preposition before a date whose object the parser missed.

    It takes the date for a part of the subject: "On 3 March gunmen killed nine".
    """
    before = parse.tokens[token.index - 1] if token.index else None
    if before is None or before.dep != "prep" or parse.dependents(before, "pobj"):
        return None
    return before if before.lower in {"on", "in", "at"} else None


DIRECTIONS = {
    OVER: "over by then",
    -1: "about the past",
    0: "past or future",
    1: "about the future",
    None: "the verb over it decides",
}


def _of_head(parse: Parse, span: Span, head: Token, below: Token) -> int | None:
    """Return the direction that `head`, over `below`, gives by the rules of HEADS."""
    decided = decide(HEADS, parse, head, below)
    if decided is None:
        return None
    rule, toward = decided
    trace("moment", span, "made", rule, DIRECTIONS[toward])
    return toward


def _until(parse: Parse, head: Token, _below: Token) -> int | None:
    """Return 1 for "until": truces and curfews lead ahead, where they are not held off."""
    if head.lower not in {"until", "till"}:
        return None
    return -1 if _held_off(parse, head) else 1


def _past_event(parse: Parse, head: Token, below: Token) -> int | None:
    return -1 if _has_happened(parse, head, below) else None


def _scheduled(_parse: Parse, head: Token, _below: Token) -> int | None:
    """Return 1 for "due", "scheduled" and the like where they are adjectives."""
    return 1 if head.pos == "ADJ" and head.lemma in words("scheduled") else None


HEADS: tuple[Rule[Callable[[Parse, Token, Token], int | None]], ...] = (
    Rule("until", "The truce holds until Sunday.", _until),
    Rule("past event", "Rescuers may find more victims of Monday's attack.", _past_event),
    Rule("scheduled", "Talks are due on Sunday.", _scheduled),
)


def _held_off(parse: Parse, until: Token) -> bool:
    """Return whether nothing was done until then: "until Thursday they had not named him"."""
    verb = parse.head(until)
    helpers = {helper.lower for helper in parse.dependents(verb, "aux", "auxpass")}
    denied = bool(parse.dependents(verb, "neg"))
    return "had" in helpers or (denied and (verb.tag == "VBD" or "did" in helpers))


def _set_for(parse: Parse, verb: Token) -> bool:
    """Return whether it is "set" of a summit set for April; not of a record set in April."""
    preps = {word.lower for word in parse.dependents(verb, "prep", "aux")}
    return verb.lemma == "set" and bool(preps & {"for", "to"})


def _has_happened(parse: Parse, noun: Token, below: Token) -> bool:
    """Return whether the time is of an event that has been: Monday's ruling, the strike on Monday.

    The verb above may lead ahead all the same: "rescuers may find more victims of Monday's raid".
    """
    if noun.pos != "NOUN" or noun.lemma not in words("happened"):
        return False
    if below.dep in {"poss", "compound", "nmod", "npadvmod"}:
        return True
    determiners = {word.lower for word in parse.dependents(noun, "det", "poss")}
    return bool(determiners & {"the", "that", "this"})


def _helpers_above(parse: Parse, word: Token) -> list[Token]:
    """Return the auxiliaries over an adjective: "had been due to"."""
    if word.pos != "ADJ":
        return []
    return parse.dependents(parse.head(word), "aux", "auxpass")


@dataclass(frozen=True, slots=True)
class VerbContext:
    """A verb with its `helpers`, in lower case, and the word `above` it."""

    parse: Parse
    verb: Token
    helpers: frozenset[str]
    above: Token

    def has(self, *helpers: str) -> bool:
        """Return whether one of the words is an auxiliary of the verb."""
        return not self.helpers.isdisjoint(helpers)


@dataclass(frozen=True, slots=True)
class Tense:
    """Where `holds` is true of a verb, its `direction`; None where the verb over it decides."""

    holds: Callable[[VerbContext], bool]
    direction: int | None


def _of_verb(parse: Parse, span: Span, verb: Token) -> int | None:
    """Return the direction of the words in `span` by the verb; None where the verb over it decides.

    The first rule of TENSES that holds gives it.
    """
    helpers = frozenset(helper.lower for helper in parse.dependents(verb, "aux", "auxpass"))
    context = VerbContext(parse, verb, helpers, parse.head(verb))
    for rule in TENSES:
        if rule.test.holds(context):
            trace("moment", span, "made", rule.name, DIRECTIONS[rule.test.direction])
            return rule.test.direction
    return None


def _will(verb: VerbContext) -> bool:
    return verb.has("will", "'ll", "’ll", "shall", "wo")


def _had(verb: VerbContext) -> bool:
    return verb.has("had")


def _planned(verb: VerbContext) -> bool:
    """Return whether it is "the talks, scheduled for Monday", "a summit set for April"."""
    planned = verb.verb.lemma in words("scheduled") or _set_for(verb.parse, verb.verb)
    return verb.verb.tag == "VBN" and planned


def _perfect(verb: VerbContext) -> bool:
    """Return whether it is "she has invited them to a summit on Monday".

    A perfect goes with no past day, so a day beside it may still be to come.
    """
    return verb.has("have", "has")


def _past(verb: VerbContext) -> bool:
    return verb.verb.tag == "VBD" or verb.has("was", "were", "did")


def _had_to(verb: VerbContext) -> bool:
    """Return whether it is "troops had hoped to leave on Monday", "it had been due to end"."""
    if not verb.has("to"):
        return False
    helpers = verb.parse.dependents(verb.above, "aux", "auxpass")
    helpers += _helpers_above(verb.parse, verb.above)
    return any(helper.lower == "had" for helper in helpers)


def _plans_to(verb: VerbContext) -> bool:
    """Return whether it is "troops plan to leave on Monday", "are to leave"."""
    above = verb.above.lemma
    return verb.has("to") and (above in words("future") or above == "be")


def _could_not(verb: VerbContext) -> bool:
    """Return whether it is "could not be reached on Wednesday", which is about the past."""
    return verb.has("could") and bool(verb.parse.dependents(verb.verb, "neg", "preconj"))


def _is_going(verb: VerbContext) -> bool:
    present = verb.has("is", "are", "'s", "’s", "'re", "’re", "am")
    return verb.verb.tag == "VBG" and present


def _timetable(verb: VerbContext) -> bool:
    """Return whether it is "the talks begin on Monday": a present tense that leads ahead."""
    return verb.verb.tag in {"VBP", "VBZ"} and verb.verb.lemma in words("timetable")


def _may(verb: VerbContext) -> bool:
    return verb.has("would", "may", "might", "could", "should", "must", "can")


def _participle_clause(verb: VerbContext) -> bool:
    return verb.verb.tag == "VBN" and verb.verb.dep in {"acl", "relcl"}


def _participle_to(verb: VerbContext) -> bool:
    """Return whether it is "the vote to be held on Monday"."""
    return _participle_clause(verb) and verb.has("to")


def _adverbial_participle(verb: VerbContext) -> bool:
    """Return whether it is "wounded on Monday, he left the front"."""
    return verb.verb.tag == "VBN" and verb.verb.dep == "advcl" and not verb.helpers


def _marked_participle(verb: VerbContext) -> bool:
    """Return whether it is "if wounded on Monday, he will leave"."""
    return _adverbial_participle(verb) and bool(verb.parse.dependents(verb.verb, "mark", "advmod"))


def _tenseless(verb: VerbContext) -> bool:
    """Return whether it is "he left, saying on Monday", "they let them go on Monday"."""
    return verb.verb.tag in {"VBG", "VBN", "VB"} and verb.above.index < verb.verb.index


def _to(verb: VerbContext) -> bool:
    return verb.has("to")


def _any_verb(_verb: VerbContext) -> bool:
    return True


TENSES: tuple[Rule[Tense], ...] = (
    Rule("will", "Troops will leave on Sunday.", Tense(_will, 1)),
    Rule("had", "Troops had left on Sunday.", Tense(_had, -1)),
    Rule("planned", "Talks were scheduled for Sunday.", Tense(_planned, 1)),
    Rule("perfect", "She has invited them to talks on Sunday.", Tense(_perfect, -1)),
    Rule("past tense", "Troops left the town on Sunday.", Tense(_past, OVER)),
    Rule("had to", "Troops had hoped to leave on Sunday.", Tense(_had_to, -1)),
    Rule("plans to", "Troops plan to leave on Sunday.", Tense(_plans_to, 1)),
    Rule("could not", "The mayor could not be reached on Sunday.", Tense(_could_not, -1)),
    Rule("is going", "Troops are leaving on Sunday.", Tense(_is_going, 1)),
    Rule("timetable", "Talks begin on Sunday.", Tense(_timetable, 1)),
    Rule("modal verb", "Troops may leave on Sunday.", Tense(_may, 1)),
    Rule(
        "participle with to",
        "The vote to be held on Sunday worries rebels.",
        Tense(_participle_to, 1),
    ),
    Rule("participle", "They mourn the men killed on Sunday.", Tense(_participle_clause, -1)),
    Rule(
        "participle after a conjunction",
        "If wounded on Sunday, soldiers leave.",
        Tense(_marked_participle, None),
    ),
    Rule("adverbial participle", "Wounded on Sunday, he leaves.", Tense(_adverbial_participle, -1)),
    Rule("tenseless verb", "They help rebels leave on Sunday.", Tense(_tenseless, None)),
    Rule("to", "Grain ships to sail again by Friday", Tense(_to, 1)),
    Rule("any other verb", "Troops leave on Sundays and on 5 May.", Tense(_any_verb, 0)),
)
