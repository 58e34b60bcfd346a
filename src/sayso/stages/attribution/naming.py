"""Attributions of those who name the dead: "The monitors identified 22 victims by name".

Whoever identifies or lists those harmed says how many they are: coders of civilian harm give such
a figure to who named them. Of 115 ends of ranges in narratives of harm whose source the text
names, 17 are told so (`python -m evaluation harm`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.lexicon.quantities import is_a, singular
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, trimmed
from sayso.text.syntax import agent_of, is_passive, own_subject, verb_group

NAMING = frozenset("identify name list".split())
"""Verbs whose object are those named: "identified 22 victims"."""

GIVING_NAMES = NAMING | frozenset(
    "publish share post release provide give issue circulate collect compile gather verify confirm"
    " include mention contain record document put print carry obtain read".split()
)
"""Verbs whose object are names: "shared the names of 22 of the dead"."""

NAMES = frozenset("name identity list".split())

HARMED = frozenset(
    "killed dead victim victims wounded injured fatality fatalities casualty casualties martyr"
    " martyrs missing body bodies slain deceased died perished murdered executed detained"
    " abducted kidnapped disappeared shot drowned burned burnt buried hanged stabbed massacred hurt"
    " arrested jailed beheaded".split()
)
"""Words by which those named were harmed."""

LONGEST_PHRASE = 8
"""Words from the last of a name to the noun before it."""

NAMED_BY = frozenset("from by in of to".split())
"""Prepositions behind those named that belong to what is said: "from the family by name"."""


def names_victims(parse: Parse, token: Token) -> Iterator[Spoken]:
    """Yield the attribution of a verb by which somebody names a number of those harmed.

    It must have been done: "will publish the names", "have to identify" and questions name nobody.
    """
    if token.pos != "VERB" or token.lemma.lower() not in GIVING_NAMES or not is_done(parse, token):
        return
    who = agent_of(parse, token) or _lost_subject(parse, token)
    if who is None:
        return
    passive = is_passive(parse, token)
    held = (
        own_subject(parse, token) if passive else next(iter(parse.dependents(token, "dobj")), None)
    )
    if held is None:
        return
    named = _named(parse, token, held)
    harmed = any(is_harmed(parse, each) for each in (*named, held))
    if named and (harmed or _harm_around(parse, token)):
        content = tuple(parse.subtree(held)) if passive else _said(parse, token, held)
        source = noun_phrase(parse, who, token)
        yield Spoken(token, "naming", verb_group(parse, token), source, content)


SUCCEEDING = frozenset("able manage help succeed begin continue".split())
"""Words above "to identify" that say that it was done."""

NOT_YET = frozenset("will would shall may might must should can".split())


def is_done(parse: Parse, verb: Token) -> bool:
    """Return whether a verb says what was done, not what is planned, asked for or denied."""
    if verb.dep == "xcomp" and parse.head(verb).lemma.lower() not in SUCCEEDING:
        return False
    for word in (verb, parse.head(verb)) if verb.dep == "xcomp" else (verb,):
        auxiliaries = {aux.lower for aux in parse.dependents(word, "aux")}
        condition = word.dep == "advcl" and _is_condition(parse, word)
        if condition or auxiliaries & NOT_YET or parse.dependents(word, "neg"):
            return False
    last = parse.tokens[parse.sentences[verb.sentence].last - 1]
    return last.text != "?"


def _is_condition(parse: Parse, clause: Token) -> bool:
    """Return whether a clause is a condition: "if it identifies all 60 victims"."""
    return any(mark.lower in ("if", "unless", "until") for mark in parse.dependents(clause, "mark"))


def _lost_subject(parse: Parse, verb: Token) -> Token | None:
    """Return a subject that the parser hangs on a place before it: "In Jos, the priest lists"."""
    top = parse.head(verb) if verb.dep == "xcomp" else verb
    return own_subject(parse, top) or _after_a_place(parse, top)


def _after_a_place(parse: Parse, verb: Token) -> Token | None:
    """Return the subject of a sentence that the parser takes for an apposition of what precedes it.

    "In a letter sent to Mekelle, the priest lists the dead": the priest is no Mekelle.
    """
    if verb.dep != "ROOT" or verb.tag not in ("VBD", "VBZ", "VBP"):
        return None
    first = verb_group(parse, verb)[0].index
    token = parse.tokens[first - 1] if first else verb
    for _ in range(LONGEST_PHRASE):
        if token.sentence != verb.sentence or token.dep not in ("appos", "compound", "pobj"):
            return None
        if token.dep == "appos":
            start = min(each.index for each in (token, *parse.dependents(token)))
            if start and parse.tokens[start - 1].text == ",":
                return token
        token = parse.head(token)
    return None


def _named(parse: Parse, verb: Token, noun: Token) -> list[Token]:
    """Return the nouns for a number of people who are named, or whose names are given."""
    if noun.lemma.lower() in NAMES:
        links = [each for each in parse.dependents(noun, "prep") if each.lower in ("of", "for")]
        if verb.lemma.lower() == "put":
            links += [each for each in parse.dependents(verb, "prep") if each.lower == "to"]
        below = [each for link in links for each in parse.dependents(link, "pobj")]
        below += parse.dependents(noun, "poss")
        return [each for each in below if each.pos == "NUM" or parse.dependents(each, "nummod")]
    counted = noun.pos == "NUM" or bool(parse.dependents(noun, "nummod"))
    people = noun.pos == "NUM" or is_a(singular(noun.text), "person") or noun.lower in HARMED
    return [noun] if verb.lemma.lower() in NAMING and counted and people else []


def is_harmed(parse: Parse, noun: Token) -> bool:
    """Return whether those a noun stands for were harmed: "19 victims", "23 of those killed".

    Not "two suspects in the bombing that killed 12 people": others were killed.
    """
    nouns = [noun]
    for link in parse.dependents(noun, "prep"):
        nouns += parse.dependents(link, "pobj") if link.lower == "of" else []
    below = [
        part
        for noun in nouns
        for part in parse.dependents(noun, "amod", "acl", "relcl", "compound", "appos")
    ]
    said = [part for verb in below for part in parse.dependents(verb, "oprd", "xcomp", "acomp")]
    return any(each.lower in HARMED for each in (*nouns, *below, *said))


def _harm_around(parse: Parse, verb: Token) -> bool:
    """Return whether those named are among those harmed, or the harm stands right after them.

    "Among the wounded it identified three guards"; "19 members of the family killed".
    """
    links = (*parse.dependents(verb, "prep"), *parse.dependents(parse.head(verb), "prep"))
    among = (
        each for link in links if link.lower in ("among", "of") for each in parse.subtree(link)
    )
    words = (*among, *parse.dependents(verb, "advcl", "acl", "oprd"))
    return any(each.lower in HARMED for each in words)


def _said(parse: Parse, verb: Token, held: Token) -> tuple[Token, ...]:
    """Return the words from those named to the end of what is said of them.

    "19 members of the family killed", "32 victims from the village by name"; what tells how they
    were named ("based on posts") or comes behind a comma or colon is left out.
    """
    last = held
    parts = [held, *(each for each in parse.dependents(verb) if each.index > held.index)]
    for part in parts:
        own = parse.subtree(part)
        if part != held and not _goes_on(part, own[0], last):
            break
        last = own[-1]
    words = parse.tokens[parse.subtree(held)[0].index : last.index + 1]
    marks = (place for place, each in enumerate(words) if each.text in (":", ";"))
    return trimmed(words[: next(marks, len(words))])


def _goes_on(part: Token, first: Token, last: Token) -> bool:
    if first.index != last.index + 1:
        return False
    return part.lower in HARMED or (part.dep == "prep" and part.lower in NAMED_BY)
