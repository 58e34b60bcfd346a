"""Who does what in a dependency parse: verbs, their subjects, agents and objects.

`subject` is the grammatical one, of a passive too: who speaks, in attribution. `agent_of` is who
does what the verb says, whatever the voice: the "by" of a passive, the owner of a plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sayso.record.trace import Rule, decide
from sayso.text.parse import Parse, Token

SUBJECT = ("nsubj", "csubj")
PASSIVE = ("nsubjpass", "csubjpass")
SUBJECTS = (*SUBJECT, "expl")
"""With the "it" and "there" of a sentence that has no other."""

TIMES = frozenset({"DATE", "TIME", "PERCENT"})
LONGEST_CHAIN = 8
"""Steps up the tree for a subject: a guard against long chains of coordinated clauses."""
FURTHEST_SUBJECT = 6
"""Steps up the tree for a subject that verbs share."""


def is_verb(token: Token) -> bool:
    return token.pos in ("VERB", "AUX")


def is_noun(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN")


def is_below(parse: Parse, token: Token, head: Token) -> bool:
    """Return whether `token` hangs on `head`, over at most LONGEST_CHAIN words."""
    for _ in range(LONGEST_CHAIN):
        if token.head == head.index:
            return True
        if token.head == token.index:
            return False
        token = parse.head(token)
    return False


def has_condition(parse: Parse, verb: Token) -> bool:
    """Return whether an "if" or "unless" clause hangs on the verb."""
    return any(
        mark.lower in ("if", "unless")
        for clause in parse.dependents(verb, "advcl")
        for mark in parse.dependents(clause, "mark")
    )


def verb_group(parse: Parse, verb: Token) -> tuple[Token, ...]:
    """Return the verb with its auxiliaries, negation and particle, and the adverbs between them."""
    near = parse.dependents(verb, "aux", "auxpass", "neg", "prt")
    near = [token for token in near if abs(token.index - verb.index) <= 4]
    first = min([verb.index, *(token.index for token in near)])
    last = max([verb.index, *(t.index for t in near if t.dep == "prt" and t.index > verb.index)])
    if parse.tokens[first].sentence != verb.sentence:
        first = verb.index
    return parse.tokens[first : last + 1]


def is_passive(parse: Parse, verb: Token) -> bool:
    if parse.dependents(verb, "nsubjpass", "auxpass"):
        return True
    return verb.tag == "VBN" and verb.dep in ("acl", "amod") and not parse.dependents(verb, "aux")


def own_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the subject of the verb itself; after "said" the subject may follow.

    Of "which the army said burned" it is the army: the parser may hang "which" on "said", too.
    """
    subjects = parse.dependents(verb, *SUBJECTS) or parse.dependents(verb, *PASSIVE)
    if len(subjects) > 1 and subjects[0].tag in ("WDT", "WP"):
        return subjects[1]
    return subjects[0] if subjects else None


def subject(parse: Parse, verb: Token) -> Token | None:
    """Return the verb's subject, or the one that it shares with the verb that it hangs on.

    "Peskov told reporters, adding that …": the subject of "adding" is that of "told".
    """
    seen = verb
    for _ in range(FURTHEST_SUBJECT):
        own = own_subject(parse, seen)
        if own is not None:
            return own
        if seen.dep == "xcomp" and (steered := _object_before(parse, seen)) is not None:
            return steered
        if seen.dep == "pcomp":
            seen = parse.head(seen)
            quoted = parse.dependents(parse.head(seen), "dobj") if seen.lower == "as" else []
            if quoted:  # "quoted the mayor as saying"
                return quoted[0]
        if seen.dep not in ("conj", "advcl", "xcomp", "prep", "pcomp", "dep"):
            break
        seen = parse.head(seen)
    if seen.dep in ("acl", "relcl"):
        return _lost_subject(parse, seen) or parse.head(seen)
    return None


def _lost_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the noun that heads a sentence whose finite verb the parser took for a participle.

    "A soldier serving in the east reported that …", with "reported" hung on "east".
    """
    if verb.tag not in ("VBD", "VBZ", "VBP") and not parse.dependents(verb, "ccomp"):
        return None
    top = verb
    for above in parse.ancestors(verb):
        top = above
    return top if top.pos in ("NOUN", "PROPN") and top.index < verb.index else None


def _object_before(parse: Parse, verb: Token) -> Token | None:
    """Return who is made to speak: "the attack prompted the mayor to say"."""
    objects = [t for t in parse.dependents(parse.head(verb), "dobj") if t.index < verb.index]
    return objects[0] if objects else None


def _planner(parse: Parse, verb: Token, noun: Token, steps: int) -> Token | None:
    """Return who is to do it in "its plan to release them", "efforts to oust him": the noun's
    owner."""
    if verb.tag != "VB":
        return None
    owner = next(iter(parse.dependents(noun, "poss")), None)
    above = parse.head(noun)
    if owner is not None:
        return owner
    return agent_of(parse, above, steps - 1) if noun.dep == "dobj" and is_verb(above) else None


Agent = tuple[Token, ...]
"""The agent that a rule gives; empty where it is the rule for the verb and gives none."""


def agent_of(parse: Parse, verb: Token, steps: int = LONGEST_CHAIN) -> Token | None:
    """Return who does what the verb says, by the first of AGENT_RULES that applies, or None."""
    return agent_by_rule(parse, verb, steps)[1]


def agent_by_rule(
    parse: Parse, verb: Token, steps: int = LONGEST_CHAIN
) -> tuple[str, Token | None]:
    """Return the name of the rule for who does what the verb says, and who or None."""
    decided = decide(AGENT_RULES, parse, verb, steps) if steps else None
    if decided is None:
        return "no subject", None
    rule, tokens = decided
    return rule, tokens[0] if tokens else None


def _as_agent(token: Token | None) -> Agent:
    return () if token is None else (token,)


def _of_auxiliary(parse: Parse, verb: Token, steps: int) -> Agent | None:
    if verb.dep != "aux":
        return None
    return _as_agent(agent_of(parse, parse.head(verb), steps - 1))


def _relative_pronoun(parse: Parse, verb: Token, steps: int) -> Agent | None:  # noqa: ARG001
    own = parse.dependents(verb, *SUBJECT)
    relative = own and verb.dep == "relcl" and own[0].tag in ("WDT", "WP")
    return (parse.head(verb),) if relative else None


def _subject_of_its_own(parse: Parse, verb: Token, steps: int) -> Agent | None:  # noqa: ARG001
    own = parse.dependents(verb, *SUBJECT)
    return (own[0],) if own else None


def _agent_of_passive(parse: Parse, verb: Token, steps: int) -> Agent | None:  # noqa: ARG001
    if not is_passive(parse, verb):
        return None
    links = (prep for prep in parse.dependents(verb, "agent", "prep") if prep.lower == "by")
    agents = (noun for prep in links for noun in parse.dependents(prep, "pobj"))
    return _as_agent(next(agents, None))


def _of_relative_clause(parse: Parse, verb: Token, steps: int) -> Agent | None:  # noqa: ARG001
    return (parse.head(verb),) if verb.dep == "relcl" else None


def _before_the_noun(parse: Parse, verb: Token, steps: int) -> Agent | None:  # noqa: ARG001
    if verb.dep != "amod":
        return None
    return tuple(parse.dependents(parse.head(verb), "nmod")[:1])


def _of_participle(parse: Parse, verb: Token, steps: int) -> Agent | None:  # noqa: ARG001
    return (parse.head(verb),) if verb.dep == "acl" and verb.tag == "VBG" else None


def _of_plan(parse: Parse, verb: Token, steps: int) -> Agent | None:
    if verb.dep != "acl":
        return None
    return _as_agent(_planner(parse, verb, parse.head(verb), steps))


def _through_adjective(parse: Parse, verb: Token, steps: int) -> Agent | None:
    head = parse.head(verb)
    if verb.dep != "xcomp" or head.pos != "ADJ" or head.dep not in ("acomp", "oprd", "conj"):
        return None
    return _as_agent(agent_of(parse, parse.head(head), steps - 1))


def _of_governing_verb(parse: Parse, verb: Token, steps: int) -> Agent | None:
    head = parse.head(verb)
    if verb.dep not in ("xcomp", "ccomp") or not is_verb(head):
        return None
    objects = parse.dependents(head, "dobj")
    controller = next((each for each in objects if each.entity not in TIMES), None)
    return _as_agent(controller or agent_of(parse, head, steps - 1))


def _through_preposition(parse: Parse, verb: Token, steps: int) -> Agent | None:
    if verb.dep not in ("pcomp", "prep"):
        return None
    above = parse.head(parse.head(verb))
    return _as_agent(agent_of(parse, above, steps - 1) if is_verb(above) else None)


def _shared(parse: Parse, verb: Token, steps: int) -> Agent | None:
    """A verb in the active voice that follows a passive has the subject of that."""
    head = parse.head(verb)
    if verb.dep not in ("conj", "advcl", "dep") or not is_verb(head):
        return None
    if verb.dep == "conj" and is_passive(parse, head) and not is_passive(parse, verb):
        return tuple(parse.dependents(head, *PASSIVE)[:1])
    return _as_agent(agent_of(parse, head, steps - 1))


AGENT_RULES: tuple[Rule[Callable[[Parse, Token, int], Agent | None]], ...] = (
    Rule(
        "subject of the verb above",
        "Israel must withdraw from the village.",
        _of_auxiliary,
    ),
    Rule(
        "noun of the relative clause",
        "The soldiers who attacked the village fled across the river.",
        _relative_pronoun,
    ),
    Rule(
        "own subject",
        "The rebels attacked the village.",
        _subject_of_its_own,
    ),
    Rule(
        "agent of the passive",
        "The village was attacked by the rebels.",
        _agent_of_passive,
    ),
    Rule(
        "noun of the clause without a pronoun",
        "The Kremlin had nothing to add to the statement.",
        _of_relative_clause,
    ),
    Rule(
        "name before the noun",
        "The M23 rebel destroying machine went on.",
        _before_the_noun,
    ),
    Rule(
        "noun of the participle",
        "Militants attacking the convoy killed nine soldiers.",
        _of_participle,
    ),
    Rule(
        "who plans it",
        "Its plan to attack the town was leaked.",
        _of_plan,
    ),
    Rule(
        "subject of the adjective",
        "The army is ready to attack the town.",
        _through_adjective,
    ),
    Rule(
        "governed by the verb above",
        "The army began to shell the town.",
        _of_governing_verb,
    ),
    Rule(
        "through a preposition",
        "Rwanda accused Congo of shelling Rubavu.",
        _through_preposition,
    ),
    Rule(
        "shared with the verb above",
        "The rebels entered the village and attacked the school.",
        _shared,
    ),
)
"""Who does what a verb says; the first that applies, whether or not it finds someone."""


def has_object(parse: Parse, verb: Token) -> bool:
    """Return whether an object hangs on the verb itself: a participle without one is passive."""
    return bool(parse.dependents(verb, "dobj", "obj"))


def direct_object(parse: Parse, verb: Token) -> Token | None:
    """Return who or what the verb is done to: the object, or the subject of a passive."""
    for dep in (*PASSIVE, "dobj", "oprd"):
        for affected in parse.dependents(verb, dep):
            relative = affected.tag in ("WDT", "WP") and verb.dep == "relcl"
            return parse.head(verb) if relative else affected
    if verb.dep == "acl" and verb.tag in ("VBN", "VBD"):
        return parse.head(verb)
    if verb.dep == "relcl" and any(
        each.tag not in ("WDT", "WP") for each in parse.dependents(verb, *SUBJECT)
    ):
        return parse.head(verb)
    head = parse.head(verb)
    if verb.dep == "conj" and is_passive(parse, head) and verb.tag == "VBN":
        return next(iter(parse.dependents(head, *PASSIVE)), None)
    return _number_object(parse, verb) or _shared_object(parse, verb) or _lost_object(parse, verb)


def _lost_object(parse: Parse, verb: Token) -> Token | None:
    """Return the object that the parse takes for an adverb: "captures Bakhmut", "displaced 400
    people"."""
    for adverb in parse.dependents(verb, "npadvmod", "advmod"):
        named = adverb.entity in ("GPE", "LOC", "FAC") or adverb.text[:1].isupper()
        if adverb.index > verb.index and (named or (adverb.dep == "npadvmod" and is_noun(adverb))):
            begins = parse.subtree(adverb)[0].index
            if begins == verb.index + 1 and adverb.entity not in TIMES:
                return adverb
    return None


def _number_object(parse: Parse, verb: Token) -> Token | None:
    """Return the object that the parse takes for a preposition's: "kidnapped up to 16 advisers"."""
    for prep in parse.dependents(verb, "prep"):
        if prep.lower == "up" and prep.index == verb.index + 1:
            for inner in parse.dependents(prep, "prep"):
                return next(iter(parse.dependents(inner, "pobj")), None)
    return None


def _shared_object(parse: Parse, verb: Token) -> Token | None:
    """Return the object of a coordinated verb right after it: "attacked and looted the town"."""
    for second in parse.dependents(verb, "conj"):
        near = second.index - verb.index <= 3
        if near and is_verb(second) and not parse.dependents(second, *SUBJECT):
            return next(iter(parse.dependents(second, "dobj")), None)
    return None


def not_even_one(parse: Parse, noun: Token) -> bool:
    """Return whether "not" leaves none of a noun: "not one soldier", "not a single shell"; "not one
    but two shells" leaves two."""
    before = parse.tokens[max(0, noun.index - LONGEST_COUNT) : noun.index + 1]
    words = " ".join(each.lower for each in before if each.sentence == noun.sentence)
    following = parse.tokens[min(noun.index + 1, len(parse.tokens) - 1)]
    return following.lower != "but" and NOT_ONE.search(words) is not None


NOT_ONE = re.compile(r"\bnot (?:one|a single)(?: (?!(?:of|but)\b)\S+){0,2}$")
LONGEST_COUNT = 5
"""Words from "not a single" to the noun, with two adjectives between."""
