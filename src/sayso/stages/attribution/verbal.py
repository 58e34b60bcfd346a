"""Attributions that hang on a verb: "the ministry said that …", "Peskov rejected claims"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sayso.lexicon.cues import verbs
from sayso.record.trace import Rule, first_that_holds, trace
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, subtree_without
from sayso.text.syntax import own_subject, subject, verb_group

FINITE = ("ROOT", "ccomp", "conj", "parataxis", "advcl")

NOT_REPORTERS = frozenset("which who that what i you we".split())

SHORTEST_SAID = 4
LONGEST_TAIL = 9
"""Tokens before a cue at the end of its sentence, and after it ("in a statement on Friday")."""

CONDITIONS = frozenset({"if", "unless", "because", "until", "when", "should", "after", "before"})


def propose(parse: Parse, verb: Token) -> Iterator[Spoken]:
    """Yield every way in which `verb` may hold a content: a clause, an object, a preposition …

    The lexicon decides which of them are cues.
    """
    cue = verb_group(parse, verb)
    if parse.dependents(verb, "auxpass", "nsubjpass"):
        yield from _passive(parse, verb, cue)
        return
    speaker = subject(parse, verb)
    source = noun_phrase(parse, speaker, verb) if speaker is not None else ()
    yield from _parenthetical(parse, verb, cue, source)
    yield from _at_the_end(parse, verb, cue)
    for clause in parse.dependents(verb, "ccomp"):
        if not _past_a_semicolon(parse, clause, verb):
            yield _spoken(parse, "clause", cue, source, verb, clause)
    for clause in parse.dependents(verb, "xcomp"):
        infinitive = any(t.lower == "to" for t in parse.dependents(clause, "aux"))
        yield _spoken(parse, "infinitive" if infinitive else "gerund", cue, source, verb, clause)
    for noun in parse.dependents(verb, "dobj"):
        if not parse.dependents(verb, "ccomp"):
            yield _spoken(parse, "object", cue, source, verb, noun)
    yield from _small_clause(parse, verb, cue, source)
    for clause in parse.dependents(verb, "advcl", "ccomp"):
        if any(mark.lower == "for" for mark in parse.dependents(clause, "mark")):
            yield _spoken(parse, "prep:for", cue, source, verb, clause)
    for preposition in parse.dependents(verb, "prep"):
        if preposition.index > verb.index:
            yield from _prepositional(parse, cue, source, verb, preposition)


def _past_a_semicolon(parse: Parse, clause: Token, verb: Token) -> bool:
    """Return whether a semicolon parts a clause from the verb after it, which says something else.

    "The army said it had shelled the camp; it rejected reports of dead": it rejects no shelling.
    """
    if clause.index > verb.index:
        return False
    return any(token.text == ";" for token in parse.tokens[clause.index : verb.index])


def calls_out(parse: Parse, verb: Token) -> bool:
    """Return whether a verb is "call out", which charges somebody and demands nothing."""
    if verb.lemma.lower() != "call":
        return False
    particles = parse.dependents(verb, "prt", "advmod", "prep")
    return any(each.lower == "out" and each.index > verb.index for each in particles)


def _parenthetical(
    parse: Parse, verb: Token, cue: tuple[Token, ...], source: tuple[Token, ...]
) -> Iterator[Spoken]:
    """ "The museum, Mr. Bush said, celebrated his heroes": the clause around the cue is said."""
    if (
        verb.dep != "parataxis"
        or parse.dependents(verb, "ccomp")
        or own_subject(parse, verb) is None
    ):
        return
    around = subtree_without(parse, parse.head(verb), [verb])
    yield Spoken(verb, "clause", cue, source, tuple(around))


@dataclass(frozen=True, slots=True)
class Ending:
    """A sentence of a cue and its source, with the words before and after both."""

    who: Token
    before: Sequence[Token]
    after: Sequence[Token]


def _at_the_end(parse: Parse, verb: Token, cue: tuple[Token, ...]) -> Iterator[Spoken]:
    """ "A was hit and B burned, the army said on Friday.": all of the sentence before is said.

    Only where the parser did not see it: it hangs one clause of two on the cue, or none.
    """
    who = own_subject(parse, verb)
    if who is None or verb.dep not in ("ROOT", "conj", "parataxis"):
        return
    if (verb.lemma.lower(), "clause") not in verbs() or parse.dependents(verb, "dobj", "xcomp"):
        return
    if len(parse.dependents(verb, "ccomp")) == 1:
        return
    source = noun_phrase(parse, who)
    first = min(cue[0].index, source[0].index) if source else cue[0].index
    tokens = parse.tokens_of(parse.sentences[verb.sentence])
    ending = Ending(
        who,
        [token for token in tokens if token.index < first],
        [token for token in tokens if token.index > max(cue[-1].index, who.index)],
    )
    refusal = first_that_holds(NOT_AT_THE_END, ending)
    if refusal is None:
        yield Spoken(verb, "clause", cue, source, tuple(ending.before))
    else:
        detail = "a cue at the end of its sentence"
        trace("attribution", verb.span, "dropped", refusal, detail)


def _acts(token: Token) -> bool:
    return token.pos in ("VERB", "AUX")


NOT_AT_THE_END: tuple[Rule[Callable[[Ending], bool]], ...] = (
    Rule(
        "subject reports nothing",
        "And one of these roads will, I think, lead to peace.",
        lambda ending: ending.who.lower in NOT_REPORTERS,
    ),
    Rule(
        "too little before the cue",
        "State media said so.",
        lambda ending: len(ending.before) < SHORTEST_SAID,
    ),
    Rule(
        "no comma before the cue",
        "The rebels said that the army had fired; the army said that it had not.",
        lambda ending: ending.before[-1].text not in (",", "—", "–"),
    ),
    Rule(
        "sentence goes on after the cue",
        "The country’s partners, he said, had to exert more pressure on the junta.",
        lambda ending: len(ending.after) > LONGEST_TAIL or any(map(_acts, ending.after)),
    ),
    Rule(
        "no clause before the cue",
        "In the last days of the rainy season, the army said.",
        lambda ending: not any(_acts(t) and t.dep in FINITE for t in ending.before),
    ),
)
"""Why the words before a cue at the end of its sentence are not its content."""


def _small_clause(
    parse: Parse, verb: Token, cue: tuple[Token, ...], source: tuple[Token, ...]
) -> Iterator[Spoken]:
    """ "called the decision a huge win": an object and what it is said to be."""
    for named in parse.dependents(verb, "oprd"):
        both = [t for noun in parse.dependents(verb, "dobj") for t in parse.subtree(noun)]
        both = sorted([*both, *parse.subtree(named)], key=lambda token: token.index)
        yield Spoken(verb, "small", cue, source, tuple(both))


def _prepositional(
    parse: Parse, cue: tuple[Token, ...], source: tuple[Token, ...], verb: Token, link: Token
) -> Iterator[Spoken]:
    for held in parse.dependents(link, "pobj", "pcomp"):
        objects = parse.dependents(verb, "dobj")
        if not objects:
            yield _spoken(parse, f"prep:{link.lower}", cue, source, verb, held)
            continue
        both = [*parse.subtree(objects[0]), *parse.subtree(link)]
        both.sort(key=lambda token: token.index)
        yield Spoken(verb, f"object+{link.lower}", cue, source, tuple(both))


def _passive(parse: Parse, verb: Token, cue: tuple[Token, ...]) -> Iterator[Spoken]:
    """ "was accused of … by X", "it was reported that", "is said to have"."""
    agents = [
        held for by in parse.dependents(verb, "agent") for held in parse.dependents(by, "pobj")
    ]
    agent = agents[0] if agents else None
    for clause in parse.dependents(verb, "ccomp", "xcomp"):
        content = parse.subtree(clause)
        grammatical = own_subject(parse, verb)
        if clause.dep == "xcomp" and grammatical is not None:
            content = [*parse.subtree(grammatical), *content]
        yield Spoken(
            verb,
            f"passive:{clause.dep}",
            cue,
            noun_phrase(parse, agent) if agent else (),
            tuple(sorted(content, key=lambda token: token.index)),
        )
    if agent is not None:
        grammatical = own_subject(parse, verb)
        if grammatical is not None:
            yield Spoken(
                verb,
                "passive:by",
                cue,
                noun_phrase(parse, agent),
                tuple(parse.subtree(grammatical)),
            )


def _spoken(
    parse: Parse,
    construction: str,
    cue: tuple[Token, ...],
    source: tuple[Token, ...],
    verb: Token,
    top: Token,
) -> Spoken:
    content = parse.subtree(top)
    if top.index > verb.index:
        content += _conditions(parse, verb, content)
    return Spoken(verb, construction, cue, source, tuple(content))


def _conditions(parse: Parse, verb: Token, content: list[Token]) -> list[Token]:
    """Clauses that follow the content but hang on the cue: "warned of war if Russia fails"."""
    tokens: list[Token] = []
    for clause in parse.dependents(verb, "advcl"):
        marks = parse.dependents(clause, "mark", "advmod")
        if clause.index > content[-1].index and any(m.lower in CONDITIONS for m in marks):
            tokens += parse.subtree(clause)
    return tokens
