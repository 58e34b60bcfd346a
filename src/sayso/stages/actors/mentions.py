"""Mentions of those who act or speak, before coreference is resolved: one noun phrase at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sayso.lexicon.actor_codes import describe, role_of, take_apart
from sayso.lexicon.actors import (
    SUPRANATIONAL,
    ActorMatch,
    Body,
    CountryName,
    Noun,
    OfficeHolder,
    fold,
    known,
    nouns,
    pieces,
)
from sayso.record import ActorKind
from sayso.record.trace import Rule, decide, first_that_holds, trace
from sayso.stages.actors.finder import Finder, KnownNames
from sayso.stages.actors.mention import ActorMention, same_noun
from sayso.stages.actors.persons import DETERMINERS, acts, gender_of, is_titled, read_person
from sayso.stages.actors.phrases import NounPhrase, span_of
from sayso.stages.actors.seats import SUBJECTS, acts_as_government
from sayso.text.parse import Token

DEFINITE = frozenset("the this that these those its his her their our".split())


PLURAL_WORDS = frozenset(
    "forces troops police authorities people media armed forces defenses defences".split()
)


def classify(finder: Finder, phrase: NounPhrase) -> ActorMention | None:
    """Return the mention that a noun phrase is; None when no one acts or speaks in it."""
    span = span_of(finder.parse, phrase.first, phrase.last)
    end = span.end
    words = pieces(finder.text, span.start, end)
    if not words:
        return None
    hits = known().find(finder.text, words)
    common = nouns().find(finder.text, words)
    tail = next((hit for hit in reversed(hits) if hit.end == end), None)
    noun = next((hit for hit in reversed(common) if hit.end == end), None)
    if _is_a_surname(finder, phrase, tail, noun):
        hits = [hit for hit in hits if hit is not tail]
        common = [hit for hit in common if hit is not noun]
        tail = noun = None
    seen = KnownNames(tail, noun, hits, common)
    decided = decide(CLASSES, finder, phrase, seen)
    if decided is None:
        return None
    rule, mention = decided
    mention.rules = (rule,)
    return mention


def _is_a_surname(
    finder: Finder, phrase: NounPhrase, tail: ActorMatch | None, noun: ActorMatch | None
) -> bool:
    """Return whether the last word is a surname here, though the tables have another use of it.

    Volker Turk, Amit Shah, Tarek William Saab: after a full name "Turk" alone is that person.
    """
    tokens = finder.parse.tokens
    last = tokens[phrase.last - 1]
    hit = tail or noun
    if hit is None or hit.last - hit.first != 1 or isinstance(hit.entry, OfficeHolder):
        return False
    if isinstance(hit.entry, CountryName) and hit.entry.sort != "people":
        return False
    if last.pos != "PROPN" or not last.text[:1].isupper():
        return False
    if phrase.last - phrase.first == 1:
        return fold(last.text) in finder.lasts
    before = tokens[phrase.last - 2]
    named = before.entity == last.entity == "PERSON" and before.pos == "PROPN"
    return named and tail is not None and not is_titled(finder, phrase.first, phrase.last - 1)


def bare(text: str) -> str:
    """Return a phrase without its article and a possessive ending."""
    front, _, rest = text.partition(" ")
    without = rest if front.lower() in DETERMINERS and rest else text
    for ending in ("'s", "’s"):
        without = without.removesuffix(ending)
    return without.strip(" ,")


def iso(country: str | None) -> str | None:
    """Return the country when it is one, None for the codes of bodies of many countries."""
    return None if country in SUPRANATIONAL else country


def _body(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> ActorMention | None:
    if not seen.tail or not isinstance(seen.tail.entry, Body):
        return None
    entry = seen.tail.entry
    text = finder.words(phrase.first, phrase.last)
    country = entry.country or describe(text)[0]
    before = [hit for hit in seen.common if hit.end <= seen.tail.start]
    name = finder.text[seen.tail.start : seen.tail.end] if before else bare(text)
    noun = seen.noun or next(
        (hit for hit in reversed(seen.common) if hit.end == seen.tail.end), None
    )
    return ActorMention(
        phrase.first,
        phrase.last,
        phrase.head,
        "name",
        entry.kind,
        name,
        country=country,
        role=entry.role_on(finder.on) or describe(text, finder.on)[1],
        noun=same_noun(finder.text[noun.start : noun.end]) if noun else "",
        plural=entry.kind == "force" and seen.tail.entry.name.lower().endswith("forces"),
    )


def _country(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> ActorMention | None:
    if not seen.tail or not isinstance(seen.tail.entry, CountryName):
        return None
    entry = seen.tail.entry
    head = finder.parse.tokens[phrase.head]
    name = bare(finder.words(phrase.first, phrase.last))
    if entry.sort == "people":
        if head.tag not in ("NNPS", "NNS") and not head.text.endswith("s"):
            return None
        return ActorMention(
            phrase.first, phrase.last, phrase.head, "noun", "people", name,
            country=iso(entry.code), role="CVL", named=False, plural=True,
            definite=_definite(finder, phrase),
        )  # fmt: skip
    if entry.sort == "region" and entry.role != "PRE":
        return None
    if not acts_as_government(finder.parse, phrase, seat=entry.sort != "name"):
        return None
    if _within_a_name(finder, phrase, seen.tail):
        return None
    alone = finder.text[seen.tail.start : seen.tail.end]
    kind: ActorKind = "government" if entry.sort == "seat" else "country"
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "name", kind, alone,
        country=iso(entry.code), role=entry.role,
    )  # fmt: skip


ERAS = frozenset("nazi soviet imperial communist mainland rival ally".split())


def _within_a_name(finder: Finder, phrase: NounPhrase, tail: ActorMatch) -> bool:
    """Return whether a country ends a longer name: "Radio Sudan" is no country."""
    inside = finder.parse.tokens[phrase.first : phrase.last]
    before = [token for token in inside if token.end <= tail.start]
    if not before or tail.end != inside[-1].end:
        return False
    last = before[-1]
    return last.pos == "PROPN" and last.dep == "compound" and last.lower not in ERAS


def _definite(finder: Finder, phrase: NounPhrase) -> bool:
    tokens = finder.parse.tokens[phrase.first : phrase.last]
    if tokens[0].lower in DEFINITE or any(token.tag == "POS" for token in tokens):
        return True
    if any(each.lower in ("a", "an") for each in finder.parse.dependents(tokens[-1], "det")):
        return False
    bare_office = tokens[-1].tag in ("NN", "NNP") and tokens[0].tag in ("NN", "NNP", "JJ", "NNPS")
    return bare_office and tokens[-1].dep in SUBJECTS


@dataclass(frozen=True)
class NounContext:
    """A phrase that ends in a common noun; `entry` is the noun in the table of nouns."""

    finder: Finder
    phrase: NounPhrase
    seen: KnownNames
    entry: Noun

    @property
    def first(self) -> Token:
        return self.finder.parse.tokens[self.phrase.first]

    @property
    def head(self) -> Token:
        return self.finder.parse.tokens[self.phrase.head]

    @cached_property
    def text(self) -> str:
        return self.finder.words(self.phrase.first, self.phrase.last)

    @cached_property
    def plural(self) -> bool:
        return self.head.tag in ("NNS", "NNPS") or fold(self.head.text) in PLURAL_WORDS

    @cached_property
    def definite(self) -> bool:
        return _definite(self.finder, self.phrase)

    @property
    def indefinite(self) -> bool:
        return self.first.lower in ("a", "an", "some", "any", "no")

    @cached_property
    def country(self) -> str | None:
        return describe(self.text)[0]

    @cached_property
    def role(self) -> str | None:
        return role_of(take_apart(self.text))

    @cached_property
    def proper(self) -> bool:
        """Return whether a name or a country makes it one actor among many."""
        tokens = self.finder.parse.tokens[self.phrase.first : self.phrase.last]
        return self.country is not None or any(token.pos == "PROPN" for token in tokens)

    @property
    def kind(self) -> ActorKind:
        if self.plural and self.entry.kind == "person":
            return "people"
        irregular = self.entry.kind == "force" and self.role in ("REB", "PRM")
        return "armed_group" if irregular else self.entry.kind


def _noun(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> ActorMention | None:
    """Return the actor of a common noun: "the Sudanese army", "two officials"."""
    if not seen.noun or not isinstance(seen.noun.entry, Noun):
        return None
    noun = NounContext(finder, phrase, seen, seen.noun.entry)
    refusal = first_that_holds(NOUN_REFUSALS, noun)
    if refusal is not None:
        span = span_of(finder.parse, phrase.first, phrase.last)
        trace("actor", span, "dropped", refusal, noun.entry.noun)
        return None
    said = finder.text[seen.noun.start : seen.noun.end]
    kind, named = noun.kind, False
    if noun.proper and not noun.indefinite and kind != "people":
        named = kind != "person" or noun.definite
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "noun", kind, bare(noun.text),
        country=iso(noun.country), role=noun.role, named=named,
        title=bare(noun.text) if kind == "person" else None,
        gender=noun.entry.gender or gender_of("", said, None), plural=noun.plural,
        definite=noun.definite, noun=same_noun(noun.entry.noun if noun.plural else said),
    )  # fmt: skip


def _is_no_actor(noun: NounContext) -> bool:
    return noun.entry.inanimate


def _ends_in_country(noun: NounContext) -> bool:
    """Return whether it is part of the name of a country or a people that ends the phrase."""
    tail, common = noun.seen.tail, noun.seen.noun
    if tail is None or common is None or not isinstance(tail.entry, CountryName):
        return False
    return common.start >= tail.start


def _is_weak_journalist(noun: NounContext) -> bool:
    """Return whether a weak noun of the press is in the singular: "source", "channel"."""
    return noun.entry.role == "JRN" and noun.entry.weak and not noun.plural


def _is_owned_press(noun: NounContext) -> bool:
    """Return whether a word of the press has an owner: "his reporters"."""
    return noun.entry.role == "JRN" and noun.first.tag == "PRP$"


def _is_predicate(noun: NounContext) -> bool:
    """Return whether it says what someone is: "she became minister"."""
    predicate = noun.head.dep in ("attr", "oprd") and not noun.plural
    return predicate and noun.first == noun.head


def _is_weak_body(noun: NounContext) -> bool:
    """Return whether a weak noun of a body is neither named nor definite: "group", "a team"."""
    weak = noun.entry.kind == "organisation" and noun.entry.weak
    return weak and not (noun.proper or noun.definite)


NOUN_REFUSALS: tuple[Rule[Callable[[NounContext], bool]], ...] = (
    Rule("noun of no actor", "Four drones hit the port.", _is_no_actor),
    Rule(
        "within a country's name",
        "Historians recall the fall of the Soviet Union.",
        _ends_in_country,
    ),
    Rule("weak noun of the press", "The report said so.", _is_weak_journalist),
    Rule("press with an owner", "His reporters left the town.", _is_owned_press),
    Rule("predicate", "She became minister in May.", _is_predicate),
    Rule("weak noun of a body", "A team cleared the rubble.", _is_weak_body),
)


def _organisation(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> ActorMention | None:
    token = finder.parse.tokens[phrase.head]
    if token.entity not in ("ORG", "NORP") or token.pos != "PROPN":
        return None
    if any(mark.isdigit() for mark in token.text) or not acts(finder.parse, token):
        return None
    if seen.tail:
        return None
    text = finder.words(phrase.first, phrase.last)
    country, role = describe(text)
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "name", "organisation", bare(text),
        country=iso(country), role=role,
    )  # fmt: skip


Classifier = Callable[[Finder, NounPhrase, KnownNames], ActorMention | None]

CLASSES: tuple[Rule[Classifier], ...] = (
    Rule("person's name", "Governor Mutai left the town.", read_person),
    Rule("known body", "The Red Cross left the town.", _body),
    Rule("country or people", "Kenya closed the border.", _country),
    Rule("common noun", "The rebels left the town.", _noun),
    Rule(
        "organisation by the parser",
        "Elbridge Industries Inc. said it made the shells.",
        _organisation,
    ),
)
