"""Polarity and modality: is the event said to have happened, not to have, to be about to?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.lexicon.events import scope_words
from sayso.record import Modality, Polarity
from sayso.stages.events.grammar import FINITE, forms, has_condition, is_noun, is_verb
from sayso.text.parse import Parse, Token

RANK = (
    "threatened",
    "hypothetical",
    "demanded",
    "planned",
    "historical",
    "denies",
    "doubts",
    "acknowledges",
)
"""Modalities first: of several, the first here is kept."""

MODALITY: dict[str, Modality] = {
    "threatened": "threatened",
    "hypothetical": "hypothetical",
    "demanded": "demanded",
    "planned": "planned",
    "historical": "historical",
}
OCCURRING = frozenset(
    "take occur happen continue begin start resume follow be come hold end unfold exist remain"
    " last ensue break erupt".split()
)
"""Verbs that only say that their subject happens: what turns them turns the event."""

VERIFYING = frozenset({"confirm", "verify", "corroborate", "authenticate", "substantiate"})
"""Who cannot confirm something leaves it in doubt."""

HAPPENED_OBJECT = ("dobj", "nsubjpass", "xcomp", "ccomp", "attr", "oprd", "pcomp")
YEAR = re.compile(r"(?:18|19|20)\d\d\Z")
PAST_BY = 2
"""Years before the text's own from which an event is historical: last winter still is news."""


def scope_of(parse: Parse, event: Token, year: int | None) -> tuple[Polarity, Modality]:
    """Polarity and modality of the event whose head is `event`; `year` is the text's own."""
    effects = set(_effects(parse, event))
    if "denies" in effects and event.lemma.lower() in VERIFYING:
        effects = effects - {"denies"} | {"doubts"}
    if _is_historical(parse, event, year):
        effects.add("historical")
    modality: Modality = next(
        (MODALITY[each] for each in RANK if each in effects & set(MODALITY)), "actual"
    )
    polarity: Polarity = "asserts"
    for each in ("denies", "doubts", "acknowledges"):
        if each in effects:
            polarity = each
            break
    return polarity, modality


def _effects(parse: Parse, event: Token) -> Iterator[str]:
    """The effects of all words whose scope holds the event, from it upwards to its clause's top."""
    token = event
    for _ in range(12):
        yield from _own(parse, token, token is event)
        head = parse.head(token)
        if head is token or token.dep in ("relcl", "parataxis"):
            return
        if token.dep == "acl" and token.tag != "VB" and not parse.dependents(token, "mark"):
            return
        if token.dep == "advcl":
            if parse.dependents(token, "mark", "advmod", "nsubj", "aux"):
                return
        elif _shut(parse, token, head):
            return
        elif token.dep in ("prep", "agent") and is_verb(head):
            yield from _governed(head, "verb")
            return
        if token.dep in ("npadvmod", "dative"):
            return
        yield from _from_head(parse, token, head)
        if _own_deed(parse, token, head):
            yield "acknowledges"
        if token.dep == "ccomp" and head.lemma in VERIFYING and _negated(parse, head):
            yield "doubts"
        if token.dep == "xcomp" and head.lemma == "have" and _says(parse, (head, token), "yet"):
            yield "denies"
        if token.dep == "ccomp" or (token.dep == "acl" and is_noun(head)):
            if is_noun(head) and head.dep in ("dobj", "nsubjpass"):
                above = set(_governed(parse.head(head), "verb"))
                yield from above & {"doubts"}
            return
        token = head


def _negated(parse: Parse, verb: Token) -> bool:
    """Whether a verb is denied, or the "able" or "possible" that it hangs on."""
    above = parse.head(verb) if verb.dep in ("xcomp", "ccomp", "conj") else verb
    chain = (verb, above, parse.head(above) if above.pos == "ADJ" else above)
    return any(
        each.dep == "neg" or each.lower in ("unable", "impossible", "no")
        for word in chain
        for each in (word, *parse.dependents(word))
    )


def _says(parse: Parse, words: Sequence[Token], said: str) -> bool:
    """Whether a word hangs on one of `words`."""
    return any(each.lower == said for word in words for each in parse.dependents(word))


def _shut(parse: Parse, token: Token, head: Token) -> bool:
    """Whether what turns the word above does not turn this one."""
    if token.dep == "conj":
        return _stands_alone(parse, token)
    return token.dep == "nsubj" and is_verb(head) and head.lemma not in OCCURRING


def _own_deed(parse: Parse, token: Token, head: Token) -> bool:
    """Whether the one who confirms owns up to a deed of its own: "confirmed it carried out"."""
    if head.lemma != "confirm" or token.dep != "ccomp":
        return False
    doers = parse.dependents(token, "nsubj")
    return any(each.lower in ("it", "they", "we", "he", "she") for each in doers) or any(
        own.lower in ("its", "their", "our") for each in doers for own in parse.dependents(each)
    )


def _stands_alone(parse: Parse, token: Token) -> bool:
    return is_verb(token) and (
        bool(parse.dependents(token, "nsubj", "nsubjpass", "aux")) or token.tag in FINITE
    )


def _own(parse: Parse, token: Token, is_event: bool) -> Iterator[str]:
    """What the dependents of a word in the chain do to the event."""
    for each in parse.dependents(token):
        if each.dep == "aux":
            if parse.tokens[min(each.index + 1, len(parse.tokens) - 1)].lower == "n’t":
                yield "denies"
            yield from _auxiliary(parse, each, token)
            if _is_inverted(parse, each, token):
                yield "hypothetical"
            if each.lemma.lower() == "have" and parse.dependents(each, "xcomp"):
                yield "demanded"
        elif each.dep in ("mark", "prep") and each.index < token.index and each.dep == "mark":
            yield from _governed(each, "mark")
        elif each.dep in ("neg", "det", "advmod", "amod", "preconj", "npadvmod", "compound"):
            yield from _modifier(each, token, is_event)
        elif each.dep in ("nsubj", "nsubjpass", "dobj") and is_verb(token):
            for inner in parse.dependents(each, "det"):
                if inner.lower in ("no", "neither"):
                    yield "denies"
            if each.lower in ("no", "nobody", "none", "neither", "nothing"):
                yield "denies"


def _auxiliary(parse: Parse, aux: Token, verb: Token) -> Iterator[str]:
    """What an auxiliary does; "would" after "said" is "will" moved into the past."""
    above = parse.head(verb)
    told_of = verb.dep == "ccomp" and above.tag in ("VBD", "VBN")
    if aux.lower in ("would", "'d") and told_of and not has_condition(parse, verb):
        yield "planned"
    else:
        yield from _governed(aux, "aux")


def _is_inverted(parse: Parse, aux: Token, verb: Token) -> bool:
    """Whether the clause is a condition by its order: "had the missile hit"."""
    subjects = parse.dependents(verb, "nsubj", "nsubjpass")
    inverted = bool(subjects) and aux.index < subjects[0].index
    return inverted and aux.lower in ("had", "should", "were") and verb.dep == "advcl"


def _modifier(each: Token, token: Token, is_event: bool) -> Iterator[str]:
    effect = next((_look("own", form) for form in forms(each) if _look("own", form)), None)
    if effect is None:
        return
    if not is_event and (each.lower in ("next", "future") or effect == "historical"):
        return
    if each.lower == "any" and token.dep not in ("nsubj", "nsubjpass"):
        return
    if effect == "denies" and each.lower == "no" and each.dep == "advmod":
        return
    yield effect


def _look(where: str, word: str) -> str | None:
    return scope_words().get((where, word))


def _governed(head: Token, where: str) -> Iterator[str]:
    for form in forms(head):
        effect = _look(where, form)
        if effect is not None:
            yield effect
            return


def _from_head(parse: Parse, token: Token, head: Token) -> Iterator[str]:
    """What the word above does, which governs the event or the words between."""
    if token.dep == "ccomp" and head.lemma == "warn" and not parse.dependents(token, "aux"):
        return
    if head.lemma in ("agree", "call") and token.dep != "xcomp":
        return
    complement = head.pos == "ADJ" and token.dep in ("xcomp", "ccomp", "prep")
    if complement or (is_verb(head) and token.dep in HAPPENED_OBJECT):
        yield from _governed(head, "verb")
    elif is_noun(head) and token.dep in ("prep", "acl", "poss", "compound", "ccomp"):
        yield from _governed(head, "noun")
    elif head.dep == "prep" and head.lower == "without":
        yield "denies"


def _is_historical(parse: Parse, event: Token, year: int | None) -> bool:
    """Whether a year well before the text's own, or a war long past, dates the event."""
    below = parse.dependents(event)
    for each in (*below, *(one for inner in below for one in parse.dependents(inner))):
        if each.entity in ("DATE", "EVENT") and YEAR.match(each.text):
            dates = each.dep in ("pobj", "nummod", "npadvmod", "compound", "amod", "nmod")
            if dates and year is not None and parse.head(each).lower != "since":
                return int(each.text) <= year - PAST_BY
        if each.lower == "ago" and each.head == event.index:
            return any(one.lemma in ("year", "decade", "century") for one in parse.subtree(each))
        if each.lower == "during" and each.head == event.index:
            return any(one.lower in ("ii", "two", "cold") for one in parse.subtree(each))
    return False
