"""With what it was done, and what kind of target was hit."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.lexicon.events import Phrase, hits, means
from sayso.record import Span
from sayso.stages.events.grammar import forms, meant
from sayso.stages.events.triggers import Sighting
from sayso.text.parse import Parse, Token
from sayso.text.phrases import coordinated, modifiers, prepositions
from sayso.text.syntax import direct_object, is_noun, is_verb

Weapon = tuple[Span, str, str]
"""The words of a means, its class ("drone") and the kind of attack that it makes."""

MEANS_BY = ("with", "by", "from", "using", "via", "of")
LONGEST_PHRASE = 4

LAUNCHING = frozenset("fire launch unleash rain loose drop lob send hurl throw toss".split())


def weapon_words() -> frozenset[str]:
    return frozenset(words[-1] for words in means())


def _listed(parse: Parse, head: Token, table: Iterable[Phrase]) -> Phrase | None:
    """Return the longest phrase of `table` that ends at the noun `head`."""
    for length in range(LONGEST_PHRASE, 0, -1):
        first = head.index - length + 1
        if first < 0:
            continue
        words = parse.tokens[first : head.index + 1]
        said = tuple(word.lower for word in words[:-1])
        for form in forms(head):
            if (*said, form) in table:
                return (*said, form)
    return None


def weapon(parse: Parse, tokens: Iterable[Token]) -> Weapon | None:
    """Return the first of `tokens` that names a means, with its class and the attack it makes."""
    for token in tokens:
        listed = None if is_verb(token) else _listed(parse, token, means())
        if listed is not None:
            start = parse.tokens[token.index - len(listed) + 1].start
            name, kind = means()[listed]
            return Span(start, token.end), name, kind
    return None


def find_means(parse: Parse, seen: Sighting) -> Weapon | None:
    """Return the means said with the event: "drone attack", "with mortars", "using a car bomb"."""
    near: list[Token] = []
    for word in seen.words:
        near.append(word)
        if is_noun(word):
            near += modifiers(parse, word, "compound", "amod", "nmod")
    anchors = [seen.head]
    if not is_verb(seen.head) and seen.head.dep in ("dobj", "nsubj", "nsubjpass"):
        anchors.append(parse.head(seen.head))
    for anchor in anchors:
        near += _instruments(parse, anchor, seen)
    done_to = direct_object(parse, seen.head) if is_verb(seen.head) else None
    if done_to is not None:
        near += [noun for prep, noun in prepositions(parse, done_to) if prep == "with"]
    shot = seen.trigger.kind in ("strike", "shelling", "drone_missile_strike", "grenade")
    if shot and done_to is not None and seen.head.lemma in LAUNCHING:
        near += [meant(parse, each) for each in coordinated(parse, meant(parse, done_to))]
    return weapon(parse, near)


def _instruments(parse: Parse, anchor: Token, seen: Sighting) -> list[Token]:
    nouns = []
    for prep, noun in prepositions(parse, anchor):
        if prep in MEANS_BY and noun not in seen.words:
            nouns += [meant(parse, each) for each in coordinated(parse, meant(parse, noun))]
    for clause in parse.dependents(anchor, "advcl", "acl", "prep"):
        if clause.lower in ("using", "involving", "firing", "dropping", "launching"):
            for noun in parse.dependents(clause, "dobj", "pobj"):
                nouns += coordinated(parse, meant(parse, noun))
    return nouns


def names_chemical(parse: Parse, token: Token) -> bool:
    """Return whether the noun names a chemical agent: "chlorine", "mustard gas"."""
    listed = _listed(parse, token, means()) if is_noun(token) else None
    return listed is not None and means()[listed][1] == "chemical_weapon"


def hit_class(parse: Parse, target: Token | None) -> str | None:
    """Return what kind of target was hit, by the nouns of the target: "energy", "hospital"."""
    if target is None:
        return None
    for affected in coordinated(parse, meant(parse, target)):
        listed = _listed(parse, meant(parse, affected), hits())
        if listed is not None:
            return hits()[listed]
    return next(
        (
            hits()[listed]
            for each in modifiers(parse, target, "compound", "amod")
            if (listed := _listed(parse, each, hits())) is not None
        ),
        None,
    )
