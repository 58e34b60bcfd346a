"""A mention with what belongs to it: "head of …", a name and its title in apposition, "(IAEA)"."""

from __future__ import annotations

import re

from sayso.lexicon.actor_codes import describe, role_of, take_apart
from sayso.lexicon.actors import Body, CountryName, Noun, fold, known, nouns, pieces
from sayso.record import Span
from sayso.stages.actors.finder import Finder
from sayso.stages.actors.mention import ActorMention, same_noun
from sayso.stages.actors.mentions import bare, classify, iso
from sayso.stages.actors.phrases import NounPhrase, of_the_verb

COMPLEMENTS: dict[str, frozenset[str] | None] = {
    "of": None,
    "for": frozenset(
        "spokesperson coordinator commissioner secretary minister envoy observatory"
        " institute office center director representative organization".split()
    ),
    "to": frozenset("ambassador envoy advisor aide representative".split()),
    "in": frozenset("ministry authorities force command embassy government army military".split()),
}
"""Prepositions that lead to a part of the noun phrase, and the nouns they do so after."""

LONGEST_CHAIN = 4
"""Complements followed one after another: "staff of the forces of the republic"."""


def with_complements(
    finder: Finder, mention: ActorMention, starts: dict[int, NounPhrase], end: int
) -> ActorMention:
    """Lengthen a mention by "of …" and the like, up to token `end` of its sentence."""
    if mention.sort == "name" and mention.kind == "person":
        return mention
    last = mention.last
    noun = mention.noun.rpartition(" ")[2]
    for _ in range(LONGEST_CHAIN):
        follow = _complement(finder, noun, last, starts, end)
        if follow is None or _of_verb(finder, mention, last, follow):
            break
        last = follow.last
        noun = finder.parse.tokens[follow.head].lower
    more = _listed_owners(finder, mention, last, starts, end)
    if last > mention.last:
        _lengthen(finder, mention, more)
    if more > last:
        mention.country = None
    for _ in range(LONGEST_CHAIN):
        more = _part_of_name(finder, mention, starts) if mention.last < end else mention.last
        if more == mention.last:
            break
        _lengthen(finder, mention, more)
    return mention


def _complement(
    finder: Finder, noun: str, last: int, starts: dict[int, NounPhrase], end: int
) -> NounPhrase | None:
    tokens = finder.parse.tokens
    if last + 1 >= end:
        return None
    prep = tokens[last].lower
    phrase = starts.get(last + 1)
    if prep not in COMPLEMENTS or phrase is None or not noun:
        return None
    after = COMPLEMENTS[prep]
    if after is not None and noun not in after:
        return None
    if prep == "in" and not _is_of(finder, noun, phrase):
        return None
    if tokens[phrase.head].entity in ("DATE", "TIME"):
        return None
    return phrase


def _listed_owners(
    finder: Finder, mention: ActorMention, last: int, starts: dict[int, NounPhrase], end: int
) -> int:
    """Return the token after the names listed behind several people: "ministers of Mali, Niger
    and Burkina Faso"; `last` where no list goes on.
    """
    tokens = finder.parse.tokens
    if not mention.plural or last <= mention.last or tokens[last - 1].pos != "PROPN":
        return last
    at = last
    while at + 1 < end and (tokens[at].lower == "and" or tokens[at].text == ","):
        closes = tokens[at].lower == "and"
        at += 2 if tokens[at + 1].lower == "and" else 1
        closes = closes or tokens[at - 1].lower == "and"
        phrase = starts.get(at)
        words = tokens[phrase.first : phrase.last] if phrase else ()
        if not words or not all(word.text[:1].isupper() for word in words):
            return last
        if words[-1].pos != "PROPN" or words[-1].dep not in ("conj", "appos"):
            return last
        at = words[-1].index + 1
        if closes:
            return at
    return last


def _of_verb(finder: Finder, mention: ActorMention, at: int, follow: NounPhrase) -> bool:
    """Return whether the preposition at a token is the verb's: the "of" behind its object.

    "Accused the head of the navy of treason": the first of two goes with the head, where somebody
    stands behind it.
    """
    tokens = finder.parse.tokens
    somebody = describe(finder.words(follow.first, follow.last)) != (None, None)
    more = somebody and follow.last < len(tokens) and tokens[follow.last].lower == "of"
    of = tokens[at].lower == "of" and not more
    head = finder.parse.root(tokens[mention.first : mention.last])
    return of and of_the_verb(finder.parse, head, tokens[follow.head])


def _is_of(finder: Finder, noun: str, phrase: NounPhrase) -> bool:
    """Return whether a body "in" a place is that of a country: an army only by its capital."""
    words = finder.words(phrase.first, phrase.last)
    if noun not in ("army", "military"):
        return describe(words)[0] is not None
    hits = known().find(words, pieces(words))
    entry = hits[0].entry if len(hits) == 1 else None
    return isinstance(entry, CountryName) and entry.sort == "seat"


def _part_of_name(finder: Finder, mention: ActorMention, starts: dict[int, NounPhrase]) -> int:
    """Return the token after a name that goes on in capitals: "Office for Refugees in Transit"."""
    tokens = finder.parse.tokens
    last = mention.last
    phrase = starts.get(last + 1)
    if phrase is None or tokens[last].lower not in ("in", "on", "against", "and", "for"):
        return last
    words = tokens[phrase.first : phrase.last]
    if not all(word.text[:1].isupper() and word.pos in ("PROPN", "NOUN", "ADJ") for word in words):
        return last
    placed = any(word.entity in ("GPE", "LOC", "FAC", "PERSON", "DATE", "NORP") for word in words)
    named = tokens[last - 1].text[:1].isupper() and mention.kind in ("organisation", "ministry")
    listed = tokens[last].lower == "and" and tokens[phrase.head].dep == "conj"
    away = describe(finder.words(phrase.first, phrase.last)) != (None, None)
    return phrase.last if named and not (placed or listed or away) else last


def _lengthen(finder: Finder, mention: ActorMention, last: int) -> None:
    mention.last = last
    mention.rules = (*mention.rules, "complement")
    text = finder.words(mention.first, last)
    country, _ = describe(text)
    mention.country = mention.country or iso(country)
    mention.role = role_of(take_apart(text)) or mention.role
    mention.name = bare(text)
    _recognise(mention, text)
    if mention.title:
        mention.title = mention.name
    proper = any(token.pos == "PROPN" for token in finder.parse.tokens[mention.first : last])
    indefinite = finder.parse.tokens[mention.first].lower in ("a", "an", "some", "any", "no")
    if proper and not indefinite and mention.kind not in ("people", "person"):
        mention.named = True
    if proper and mention.kind == "person" and mention.definite:
        mention.named = True


def _recognise(mention: ActorMention, text: str) -> None:
    """Take kind and sector from the tables when the longer words are a known body or noun."""
    words = pieces(text)
    for hit in known().find(text, words):
        if hit.end == len(text) and hit.start <= 4 and isinstance(hit.entry, Body):
            mention.kind, mention.sort, mention.named = hit.entry.kind, "name", True
            mention.role = hit.entry.role or mention.role
            return
    for hit in nouns().find(text, words):
        if isinstance(hit.entry, Noun) and " of " in hit.entry.noun and not hit.entry.weak:
            mention.kind, mention.role = hit.entry.kind, hit.entry.role or mention.role
            mention.noun = same_noun(hit.entry.noun)


def joined(finder: Finder, mentions: list[ActorMention]) -> list[ActorMention]:
    """Return mentions in order, those in apposition or with an acronym in brackets made one."""
    kept: list[ActorMention] = []
    for mention in mentions:
        before = _outermost(kept, mention)
        if before and _acronym(finder, before, mention):
            before.acronym = fold(mention.name)
            before.last = mention.last + 1
            before.rules = (*before.rules, "acronym in brackets")
        elif before and _apposition(finder, before, mention):
            _merge(before, mention)
        else:
            kept.append(mention)
    for mention in kept:
        _with_short_name(finder, mention)
    return kept


SHORT_NAME = re.compile(r"[A-Z][A-Za-z&.-]{1,8}")


def _with_short_name(finder: Finder, mention: ActorMention) -> None:
    """Give a body the short name in brackets behind it: "the Ministry of Health (MoH)"."""
    tokens = finder.parse.tokens
    if mention.acronym or mention.kind in ("person", "people") or not mention.named:
        return
    if mention.last + 2 >= len(tokens) or tokens[mention.last].text != "(":
        return
    short, closing = tokens[mention.last + 1], tokens[mention.last + 2]
    letters = [mark.lower() for mark in short.text if mark.isupper()]
    if closing.text != ")" or not SHORT_NAME.fullmatch(short.text) or len(letters) < 2:
        return
    if letters[0] not in {word[0] for word in mention.words if word}:
        return
    mention.acronym = fold(short.text.replace(".", ""))
    mention.last += 3
    mention.rules = (*mention.rules, "acronym in brackets")


def _outermost(kept: list[ActorMention], mention: ActorMention) -> ActorMention | None:
    """Return the mention that ends right before `mention`, past those nested in it."""
    for before in reversed(kept[-4:]):
        if before.last <= mention.first and not any(
            other is not before and other.first <= before.first and before.last <= other.last
            for other in kept[-4:]
        ):
            return before
    return None


def _acronym(finder: Finder, before: ActorMention, mention: ActorMention) -> bool:
    tokens = finder.parse.tokens
    if mention.first != before.last + 1 or mention.last >= len(tokens):
        return False
    bracketed = tokens[before.last].text == "(" and tokens[mention.last].text == ")"
    written = mention.name.replace(".", "")
    return bracketed and written.isupper() and " " not in written


def _apposition(finder: Finder, before: ActorMention, mention: ActorMention) -> bool:
    """Return whether a name and a title, or a body and what it is, stand at one comma."""
    tokens = finder.parse.tokens
    if before.sentence != mention.sentence:
        return False
    direct = mention.first == before.last and before.kind == "person" == mention.kind
    comma = mention.first == before.last + 1 and tokens[before.last].text in (",", "–", "—")
    if not (direct or comma):
        return False
    sorts = (before.sort, mention.sort)
    if before.kind == "person" == mention.kind and sorts in (("name", "noun"), ("noun", "name")):
        return _singular(before, mention) and not _listed(finder, before, mention)
    if _misread(finder, before, mention):
        before.kind = "person"
        return True
    if sorts == ("name", "noun") and mention.kind == before.kind and before.kind != "people":
        return not mention.plural and not _listed(finder, before, mention)
    return False


def _misread(finder: Finder, before: ActorMention, mention: ActorMention) -> bool:
    """Return whether a name looked like a body's until "a medic" or "the mayor" was said of it."""
    return (
        (before.sort, before.kind, before.role) == ("name", "organisation", None)
        and (mention.sort, mention.kind) == ("noun", "person")
        and finder.parse.tokens[mention.head].dep == "appos"
    )


def _singular(before: ActorMention, mention: ActorMention) -> bool:
    return not before.plural and not mention.plural


def _listed(finder: Finder, before: ActorMention, mention: ActorMention) -> bool:
    """Return whether the second is a further member of a list rather than the same one."""
    tokens = finder.parse.tokens
    head = tokens[mention.head]
    if head.dep == "appos" or tokens[before.head].dep == "appos":
        return False
    return head.dep == "conj"


def _merge(before: ActorMention, mention: ActorMention) -> None:
    name, described = (before, mention) if before.sort == "name" else (mention, before)
    before.rules = (*before.rules, *mention.rules, "apposition")
    before.first = min(before.first, mention.first)
    before.last = max(before.last, mention.last)
    if before is not name:
        before.sort, before.name, before.kind = "name", name.name, name.kind
        before.named, before.definite = True, False
        before.gender = name.gender or described.gender
        before.head = name.head if mention.subject_of is None else before.head
    else:
        before.gender = before.gender or described.gender
    if name.kind == "person":
        before.title = name.title or described.title or described.name
    before.noun = name.noun or described.noun
    before.country = name.country or described.country
    before.role = _best_role(name, described)
    before.weight = max(before.weight, mention.weight)
    if before.subject_of is None:
        before.subject_of = mention.subject_of


def _best_role(name: ActorMention, described: ActorMention) -> str | None:
    return described.role if name.role is None else name.role


def nested(finder: Finder, phrase: NounPhrase, outer: ActorMention | None) -> list[ActorMention]:
    """Return owners inside a phrase: "Trump" in "Trump's envoy", "Ukraine" in "Ukraine's attack".

    Inside a phrase that is itself an actor only people are, and the body that someone speaks
    for ("Hezbollah leader X"): its country is part of its name.
    """
    tokens = finder.parse.tokens
    owners = []
    for index in range(phrase.first, phrase.last):
        if tokens[index].tag != "POS" or index == phrase.first:
            continue
        start = index - 1
        while start > phrase.first and tokens[start - 1].tag not in ("POS", "PRP$"):
            start -= 1
        inner = NounPhrase(start, index, index - 1)
        mention = classify(finder, inner)
        if mention and (outer is None or (mention.kind == "person" and mention.named)):
            owners.append(mention)
    if outer is not None and outer.kind in ("person", "people"):
        owners.extend(_bodies_inside(finder, outer))
    return owners


def _bodies_inside(finder: Finder, outer: ActorMention) -> list[ActorMention]:
    """Return the bodies named in a title: "the group" may refer to them."""
    tokens = finder.parse.tokens
    text = finder.text
    words = pieces(text, tokens[outer.first].start, tokens[outer.last - 1].end)
    bodies = []
    for hit in known().find(text, words):
        if not isinstance(hit.entry, Body):
            continue
        inside = finder.parse.within(Span(hit.start, hit.end))
        if inside and len(inside) < outer.last - outer.first:
            mention = classify(
                finder, NounPhrase(inside[0].index, inside[-1].index + 1, inside[-1].index)
            )
            if mention and mention.kind != "person":
                bodies.append(mention)
    return bodies
