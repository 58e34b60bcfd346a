"""Who does what to whom in a dependency parse: subjects, objects, prepositions, noun phrases."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sayso.lexicon.events import classes
from sayso.record import Span
from sayso.record.trace import Rule, decide
from sayso.text.parse import Parse, Token

SUBJECT = ("nsubj", "csubj")
PASSIVE = ("nsubjpass", "csubjpass")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
COUNTERS = frozenset(
    "dozen hundred thousand million score number group lot member round series volley couple pair"
    " majority rest wave barrage handful part batch total type piece scores dozens hundreds"
    " thousands tens most some many several all salvo bulk swarm string unit each kilogram kg ton"
    " tonne kilo gram litre liter cache stash haul".split()
)
"""Heads of phrases such as "dozens of civilians", where the noun after "of" is what is meant."""

ENTITY_CLASSES = {
    "place": frozenset({"GPE", "LOC", "FAC"}),
    "person": frozenset({"PERSON"}),
    "actor": frozenset({"GPE", "ORG", "PERSON", "NORP"}),
}
ACTORS = frozenset({"GPE", "ORG", "PERSON", "NORP"})
TIMES = frozenset({"DATE", "TIME", "PERCENT"})
LONGEST_PHRASE = 40
"""Nouns of one phrase that are followed, so that an endless list costs no more than a long one."""

LONGEST_CHAIN = 8
"""Steps up the tree for a subject: a guard against long chains of coordinated clauses."""


def is_verb(token: Token) -> bool:
    return token.pos in ("VERB", "AUX")


def is_noun(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN")


def forms(token: Token) -> tuple[str, ...]:
    """Return the ways in which a word may stand in a list: lemma, words as said, a plain singular.

    The parser leaves the lemma of a capitalised plural ("Strikes" in a headline) as it is, and
    takes "stag" for the lemma of "staged".
    """
    lower = token.lower.replace("’", "'")
    ways = [token.lemma.lower().replace("’", "'"), lower]
    if token.pos == "PROPN" and lower.endswith("s") and len(lower) > 3:
        ways.append(lower[:-1])
        if lower.endswith("ies"):
            ways.append(lower[:-3] + "y")
    if ways[0] in (lower.removesuffix("ed"), lower.removesuffix("ing")) and ways[0] != lower:
        ways.append(ways[0] + "e")
    return tuple(dict.fromkeys(ways))


def meant(parse: Parse, token: Token) -> Token:
    """Return the noun that is meant: "civilians" in "dozens of civilians"."""
    for _ in range(3):
        inner = None
        if token.lemma.lower() in COUNTERS or token.pos == "NUM":
            for prep in parse.dependents(token, "prep"):
                if prep.lower == "of":
                    inner = next(iter(parse.dependents(prep, "pobj")), None)
        if inner is None:
            return token
        token = inner
    return token


def coordinated(parse: Parse, token: Token) -> list[Token]:
    """`token` and the nouns coordinated with it, in text order."""
    nouns, todo = [], [token]
    while todo:
        noun = todo.pop()
        nouns.append(noun)
        todo.extend(parse.dependents(noun, "conj"))
        todo.extend(_likes_across_a_place(parse, noun))
    return sorted(nouns, key=lambda one: one.index)


def _likes_across_a_place(parse: Parse, noun: Token) -> list[Token]:
    """Nouns that the parse hangs on the place of `noun` and that are of its own kind.

    "The Afipsky refinery in Krasnodar and the Kuibyshevsky refinery in Samara" are two refineries.
    """
    return [
        other
        for prep in (*parse.dependents(noun, "prep"), *parse.dependents(parse.head(noun), "prep"))
        if prep.index == noun.index + 1
        for place in parse.dependents(prep, "pobj")
        for other in parse.dependents(place, "conj")
        if is_noun(other) and other.lemma == noun.lemma != place.lemma
    ]


def belongs(parse: Parse, token: Token, name: str) -> bool:
    """Return whether the noun, or one coordinated with it, is of class `name` or is that word."""
    members = classes().get(name)
    for noun in coordinated(parse, meant(parse, token)):
        noun = meant(parse, noun)
        if members is None:
            before = parse.tokens[noun.index - 1].lower if noun.index else ""
            if name in forms(noun) or any(f"{before} {form}" == name for form in forms(noun)):
                return True
        elif any(form in members for form in _with_before(parse, noun)):
            return True
        if noun.entity in ENTITY_CLASSES.get(name, ()):
            return True
        unknown = not noun.entity and noun.pos in ("PROPN", "ADV")
        if name == "place" and unknown and noun.text[:1].isupper():
            return True
    return False


def _with_before(parse: Parse, noun: Token) -> tuple[str, ...]:
    """Return the forms of a noun, and those with the word before it: "mortar round"."""
    before = parse.tokens[noun.index - 1].lower if noun.index else ""
    own = forms(noun)
    return (*own, *(f"{before} {form}" for form in own))


def prepositions(parse: Parse, token: Token) -> Iterator[tuple[str, Token]]:
    """Yield the prepositions that hang on `token` with their nouns; "out of" gives "of"."""
    for prep in parse.dependents(token, "prep", "agent", "dative", "prt"):
        if prep.lower == "according":
            continue
        for noun in parse.dependents(prep, "pobj"):
            yield prep.lower, noun
        for inner in parse.dependents(prep, "prep"):
            for noun in parse.dependents(inner, "pobj"):
                yield inner.lower, noun


def after(parse: Parse, token: Token, *wanted: str) -> Token | None:
    """Return the noun after the first of the `wanted` prepositions that hangs on `token`; no
    time."""
    pairs = [each for each in prepositions(parse, token) if each[1].entity not in TIMES]
    by_preposition = dict(reversed(pairs))
    return next((by_preposition[name] for name in wanted if name in by_preposition), None)


def is_passive(parse: Parse, verb: Token) -> bool:
    if parse.dependents(verb, "nsubjpass", "auxpass"):
        return True
    return verb.tag == "VBN" and verb.dep in ("acl", "amod") and not parse.dependents(verb, "aux")


def _planner(parse: Parse, verb: Token, noun: Token, steps: int) -> Token | None:
    """Return who is to do it in "its plan to release them", "efforts to oust him": the noun's
    owner."""
    if verb.tag != "VB":
        return None
    owner = next(iter(parse.dependents(noun, "poss")), None)
    above = parse.head(noun)
    if owner is not None:
        return owner
    return subject(parse, above, steps - 1) if noun.dep == "dobj" and is_verb(above) else None


Subject = tuple[Token, ...]
"""The subject that a rule gives; empty where it is the rule for the verb and gives none."""


def subject(parse: Parse, verb: Token, steps: int = LONGEST_CHAIN) -> Token | None:
    """Return who does what the verb says, by the first of SUBJECT_RULES that applies, or None."""
    return subject_by_rule(parse, verb, steps)[1]


def subject_by_rule(
    parse: Parse, verb: Token, steps: int = LONGEST_CHAIN
) -> tuple[str, Token | None]:
    """Return the name of the rule for the verb's subject, and the subject or None."""
    decided = decide(SUBJECT_RULES, parse, verb, steps) if steps else None
    if decided is None:
        return "no subject", None
    rule, tokens = decided
    return rule, tokens[0] if tokens else None


def _as_subject(token: Token | None) -> Subject:
    return () if token is None else (token,)


def _of_auxiliary(parse: Parse, verb: Token, steps: int) -> Subject | None:
    if verb.dep != "aux":
        return None
    return _as_subject(subject(parse, parse.head(verb), steps - 1))


def _relative_pronoun(parse: Parse, verb: Token, steps: int) -> Subject | None:  # noqa: ARG001
    own = parse.dependents(verb, *SUBJECT)
    relative = own and verb.dep == "relcl" and own[0].tag in ("WDT", "WP")
    return (parse.head(verb),) if relative else None


def _own_subject(parse: Parse, verb: Token, steps: int) -> Subject | None:  # noqa: ARG001
    own = parse.dependents(verb, *SUBJECT)
    return (own[0],) if own else None


def _agent_of_passive(parse: Parse, verb: Token, steps: int) -> Subject | None:  # noqa: ARG001
    if not is_passive(parse, verb):
        return None
    links = (prep for prep in parse.dependents(verb, "agent", "prep") if prep.lower == "by")
    agents = (noun for prep in links for noun in parse.dependents(prep, "pobj"))
    return _as_subject(next(agents, None))


def _of_relative_clause(parse: Parse, verb: Token, steps: int) -> Subject | None:  # noqa: ARG001
    return (parse.head(verb),) if verb.dep == "relcl" else None


def _before_the_noun(parse: Parse, verb: Token, steps: int) -> Subject | None:  # noqa: ARG001
    if verb.dep != "amod":
        return None
    return tuple(parse.dependents(parse.head(verb), "nmod")[:1])


def _of_participle(parse: Parse, verb: Token, steps: int) -> Subject | None:  # noqa: ARG001
    return (parse.head(verb),) if verb.dep == "acl" and verb.tag == "VBG" else None


def _of_plan(parse: Parse, verb: Token, steps: int) -> Subject | None:
    if verb.dep != "acl":
        return None
    return _as_subject(_planner(parse, verb, parse.head(verb), steps))


def _through_adjective(parse: Parse, verb: Token, steps: int) -> Subject | None:
    head = parse.head(verb)
    if verb.dep != "xcomp" or head.pos != "ADJ" or head.dep not in ("acomp", "oprd", "conj"):
        return None
    return _as_subject(subject(parse, parse.head(head), steps - 1))


def _of_governing_verb(parse: Parse, verb: Token, steps: int) -> Subject | None:
    head = parse.head(verb)
    if verb.dep not in ("xcomp", "ccomp") or not is_verb(head):
        return None
    objects = parse.dependents(head, "dobj")
    controller = next((each for each in objects if each.entity not in TIMES), None)
    return _as_subject(controller or subject(parse, head, steps - 1))


def _through_preposition(parse: Parse, verb: Token, steps: int) -> Subject | None:
    if verb.dep not in ("pcomp", "prep"):
        return None
    above = parse.head(parse.head(verb))
    return _as_subject(subject(parse, above, steps - 1) if is_verb(above) else None)


def _shared(parse: Parse, verb: Token, steps: int) -> Subject | None:
    """A verb in the active voice that follows a passive has the subject of that."""
    head = parse.head(verb)
    if verb.dep not in ("conj", "advcl", "dep") or not is_verb(head):
        return None
    if verb.dep == "conj" and is_passive(parse, head) and not is_passive(parse, verb):
        return tuple(parse.dependents(head, *PASSIVE)[:1])
    return _as_subject(subject(parse, head, steps - 1))


SUBJECT_RULES: tuple[Rule[Callable[[Parse, Token, int], Subject | None]], ...] = (
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
        _own_subject,
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


LEFT = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "quantmod", "nmod", "predet", "advmod", "neg"}
)


def phrase(parse: Parse, head: Token) -> Span:
    """Return the noun phrase of `head`: what stands before it, "of" after it, and coordinated
    nouns.

    Relative clauses, appositions and other prepositions are left out.
    """
    start, end, todo = head.start, head.end, [head]
    for _ in range(LONGEST_PHRASE):
        if not todo:
            break
        noun = todo.pop(0)
        end = max(end, noun.end)
        todo.extend(_likes_across_a_place(parse, noun))
        for below in parse.dependents(noun):
            if below.index < noun.index and below.dep in LEFT and noun is head:
                start = min(start, parse.subtree(below)[0].start)
            elif below.index > noun.index and below.dep == "conj" and is_noun(below):
                todo.append(below)
            elif below.index > noun.index and _is_part(parse, noun, below):
                todo.extend(parse.dependents(below, "pobj"))
            elif below.dep == "appos" and _is_name_after(parse, noun, below):
                todo.append(below)
    return Span(start, end)


def _is_part(parse: Parse, noun: Token, prep: Token) -> bool:
    """Return whether a preposition after a noun belongs to its phrase: "of", "Movement for
    Change"."""
    if prep.dep != "prep":
        return False
    if prep.lower == "of":
        return True
    if prep.lower == "for":
        return noun.pos == "PROPN" and any(
            each.pos == "PROPN" for each in parse.dependents(prep, "pobj")
        )
    subject_before = noun.dep in (*SUBJECT, *PASSIVE) and prep.lower in ("in", "from", "at")
    return subject_before and any(each.entity in ACTORS for each in parse.dependents(prep, "pobj"))


def _is_name_after(parse: Parse, noun: Token, name: Token) -> bool:
    """Return whether a name stands right after its title: "leader Ayatollah Khomeini"."""
    return name.pos == "PROPN" and parse.subtree(name)[0].index == noun.index + 1


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


def modifiers(parse: Parse, noun: Token, *deps: str) -> list[Token]:
    """Return what modifies a noun before it: adjectives, compounds, possessors, and theirs."""
    wanted = deps or ("amod", "compound", "poss", "nmod")
    modifying = []
    todo = [each for each in parse.dependents(noun, *wanted) if each.index < noun.index]
    while todo:
        modifier = todo.pop(0)
        modifying.append(modifier)
        inner = parse.dependents(modifier, "compound", "amod", "conj", "nmod")
        todo = [one for one in inner if one.index < noun.index] + todo
    return modifying
