"""Attributions of those who count: "by the UN's count", "gave a toll of 19", "counted 26 dead".

Whoever reckons the dead says how many they are, with no verb of saying.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.lexicon.events import triggers
from sayso.lexicon.quantities import role_of, singular
from sayso.stages.attribution.naming import HARMED, NAMING, is_done, is_harmed
from sayso.stages.attribution.spoken import Spoken
from sayso.text.parse import Parse, Token
from sayso.text.phrases import noun_phrase, subtree_without, trimmed
from sayso.text.syntax import own_subject, verb_group


def by_count(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "By the UN's count, …": whose figure the clause around it is."""
    if token.lower != "by":
        return
    for held in parse.dependents(token, "pobj"):
        owners = parse.dependents(held, "poss")
        if held.lemma.lower() not in RECKONINGS or not owners:
            continue
        clause = token
        for above in parse.ancestors(token):
            clause = above
            if above.dep in ("ROOT", "conj", "relcl", "ccomp") and above.pos in ("VERB", "AUX"):
                break
        content = subtree_without(parse, clause, [token])
        content = [
            each for each in content if each.tag not in ("WDT", "WP") and each.pos != "SCONJ"
        ]
        cue = (token, *(each for each in parse.subtree(held) if each.index > owners[-1].index))
        yield Spoken(token, "by_count", cue, noun_phrase(parse, owners[0]), tuple(content))


def gives_toll(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "The union gave a toll of 19": who gives a count says what it is."""
    who = own_subject(parse, token)
    if token.lemma.lower() not in GIVING or who is None or who.dep != "nsubj":
        return
    for held in parse.dependents(token, "dobj"):
        links = [each for each in parse.dependents(held, "prep") if each.lower == "of"]
        counted = [each for link in links for each in parse.subtree(link) if each.pos == "NUM"]
        if held.lemma.lower() in (RECKONINGS | {"toll"}) and counted:
            own = parse.dependents(held, "appos", "relcl", "acl", "punct")
            content = subtree_without(parse, held, own)
            yield Spoken(
                token, "by_count", (token,), noun_phrase(parse, who, token), tuple(content)
            )
            return


def resets_toll(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "The army raised the death toll to 31": who brings a toll to a figure says what it is.

    So does whoever names the dead: "Relatives identified two more, bringing the toll to 31"; but
    those who "died in hospital, bringing the toll to 31" reckon nothing.
    """
    if token.lemma.lower() not in RESETTING:
        return
    above = parse.head(token)
    names = token.dep == "advcl" and token.tag == "VBG" and above.lemma.lower() in NAMING
    verb = above if names else token
    who = own_subject(parse, verb)
    if who is None or who.dep != "nsubj":
        return
    for held in parse.dependents(token, "dobj"):
        own = _brought_to(parse, token, held) if _is_toll(parse, held) else None
        if own is None:
            continue
        named = parse.dependents(above, "dobj") if names else []
        said = [each.index for part in (*named, held, *own) for each in parse.subtree(part)]
        content = trimmed(parse.tokens[min(said) : max(said) + 1])
        source, cue = noun_phrase(parse, who, verb), verb_group(parse, verb)
        yield Spoken(verb, "by_count", cue, source, content)
        return


def _brought_to(parse: Parse, verb: Token, toll: Token) -> list[Token] | None:
    """Return the prepositions behind a verb that belong to what its toll is brought to, or None
    where no figure follows."""
    above = (verb, *parse.dependents(verb, "advmod"))
    own = [link for each in above for link in parse.dependents(each, "prep")]
    commas = [
        t.index for t in parse.tokens[toll.index : toll.index + LONGEST_TOLL] if t.text == ","
    ]
    end = commas[0] if commas else toll.index + LONGEST_TOLL
    own = [each for each in own if toll.index < each.index < end]
    # In "the number of killed at eight" the parser hangs "at" on "killed".
    nouns_below = (toll, *(each for each in parse.subtree(toll) if each.tag == "VBN"))
    below = (each for noun in nouns_below for each in parse.dependents(noun, "prep"))
    figures = [each for each in (*own, *below) if each.lower in COMES_TO]
    comes = any(each.pos == "NUM" for link in figures for each in parse.subtree(link))
    return own if comes else None


def _is_toll(parse: Parse, noun: Token) -> bool:
    """Return whether a noun is a count of people harmed: "toll", "number of dead"."""
    lemma = noun.lemma.lower()
    if lemma in ("toll", "tally", "casualty", "dead", "fatality") or _refers(parse, noun):
        return True
    if lemma not in (RECKONINGS | {"number", "total"}):
        return False
    links = [each for each in parse.dependents(noun, "prep") if each.lower in ("of", "for")]
    below = (each for link in links for each in parse.subtree(link))
    return any(role_of(singular(each.text), "toll", None) for each in below) or any(
        each.lower in ("killed", "wounded", "injured", "dead") for each in parse.subtree(noun)
    )


def _refers(parse: Parse, noun: Token) -> bool:
    """Return whether a noun only stands for a count of people harmed given before: "the figure"."""
    if noun.lower != "it" and not _is_bare_figure(parse, noun):
        return False
    since = parse.sentences[max(0, noun.sentence - FURTHEST_BACK)].first
    before = parse.tokens[since : noun.index]
    return any(
        each.lower in HARMED or role_of(each.lemma.lower(), "object", "person") is not None
        for each in before
    )


def _is_bare_figure(parse: Parse, noun: Token) -> bool:
    """Return whether a noun is "the figure" or "their count", and nothing says of what."""
    if noun.lemma.lower() not in STANDING_FOR or parse.dependents(noun, "prep", "relcl", "acl"):
        return False
    above = {each.lower for each in parse.dependents(noun, "det", "poss")}
    return bool(above & {"the", "that", "this", "their", "its"})


FURTHEST_BACK = 3
"""Sentences from a figure back to the count that it stands for."""


STANDING_FOR = frozenset("number figure total tally count estimate".split())

RESETTING = frozenset(
    "raise increase revise lower reduce update cut put place push bring set fix estimate".split()
)
"""Verbs by which somebody brings a toll to a figure."""

LONGEST_TOLL = 40
"""Tokens from a toll to the end of what it is brought to."""

COMES_TO = frozenset(("to", "at", "from", "by"))

GIVING = frozenset("give report record release publish issue put provide offer".split())
"""Verbs by which a count is given."""

RECKONINGS = frozenset("count estimate reckoning account tally calculation figure".split())
"""Nouns of what somebody has counted."""


COUNTING = frozenset("count tally document log record register".split())
"""Verbs by which somebody counts people harmed or attacks, one by one."""


def counts_one_by_one(parse: Parse, token: Token) -> Iterator[Spoken]:
    """ "The nurses' union has counted 26 assaults": whoever counts says how many there are."""
    if token.pos != "VERB" or token.lemma.lower() not in COUNTING or not is_done(parse, token):
        return
    who = own_subject(parse, token)
    if who is None or who.dep != "nsubj" or who.pos == "PRON":
        return
    for held in (*parse.dependents(token, "dobj"), *_by_name(parse, token)):
        if _is_counted(parse, token, held):
            cue, phrase = verb_group(parse, token), noun_phrase(parse, who, token)
            # The parser hangs a list behind a colon on the subject, too.
            source = tuple(each for each in phrase if each.index < token.index)
            first, last = _own_words(parse, token, held)
            yield Spoken(token, "counting", cue, source, trimmed(parse.tokens[first : last + 1]))
            return


def _by_name(parse: Parse, verb: Token) -> Iterator[Token]:
    """Yield the object that the parser hangs on "by name": "documented by name 67 villagers"."""
    for link in parse.dependents(verb, "agent", "prep"):
        for held in parse.dependents(link, "pobj"):
            named = parse.dependents(held, "nmod", "compound")
            if any(each.lower == "name" and each.index == link.index + 1 for each in named):
                yield held


def _own_words(parse: Parse, verb: Token, noun: Token) -> tuple[int, int]:
    """Return the first and the last index of a number counted, with where and when behind it."""
    numbers = [each.index for each in parse.dependents(noun, "nummod")]
    own = parse.subtree(noun)
    first = min([*(parse.subtree(parse.tokens[at])[0].index for at in numbers), noun.index])
    last = own[-1].index
    for link in parse.dependents(verb, "prep"):
        below = parse.subtree(link)
        if below[0].index == last + 1:
            last = below[-1].index
    return first, last


def _is_counted(parse: Parse, verb: Token, noun: Token) -> bool:
    """Return whether a noun is a number of people harmed or of attacks, or a number alone."""
    if noun.pos == "NUM":
        return verb.lemma.lower() in ("count", "tally")
    if not parse.dependents(noun, "nummod"):
        return False
    unit = singular(noun.text)
    harmed = is_harmed(parse, noun) or role_of(unit, "noun", unit) is not None
    lemma = noun.lemma.lower()
    events = (*triggers().get(("n", lemma), ()), *triggers().get(("v", lemma), ()))
    return harmed or any(each.kind is not None for each in events)
