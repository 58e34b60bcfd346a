"""Mentions of those who act or speak, before coreference is resolved: one noun phrase at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sayso.lexicon.actor_codes import describe, role_of, take_apart
from sayso.lexicon.actors import (
    SUPRANATIONAL,
    ActorMatch,
    Body,
    CountryName,
    Gender,
    Noun,
    OfficeHolder,
    first_names,
    fold,
    honorifics,
    known,
    nouns,
    pieces,
)
from sayso.record import ActorKind
from sayso.record.trace import Rule, trace
from sayso.stages.actors.mention import ActorMention, same_noun
from sayso.stages.actors.phrases import NounPhrase, span_of
from sayso.stages.actors.seats import SUBJECTS, acts_as_government
from sayso.text.parse import Parse, Token

DETERMINERS = frozenset(
    "the a an this that these those some any each every no its their his her".split()
)
DEFINITE = frozenset("the this that these those its his her their our".split())
PARTICLES = frozenset("al el bin ben von de der van da di le la ibn abu ag ould ul dos du".split())
"""Small words inside names of people."""

HYPHENS = frozenset({"-", "–"})

WOMEN = frozenset("queen princess mother sister wife daughter widow actress girl aunt nun".split())
MEN = frozenset("king prince father brother husband son widower actor boy uncle monk".split())
"""Words in a title that give the gender of the one who bears it."""

PLURAL_WORDS = frozenset(
    "forces troops police authorities people media armed forces defenses defences".split()
)


@dataclass(slots=True)
class Finder:
    """What is needed of a document to find its mentions.

    `surnames` are the folded first and last words of people's full names, `lasts` the last alone.
    """

    text: str
    parse: Parse
    on: date | None = None
    surnames: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)

    def words(self, first: int, last: int) -> str:
        return span_of(self.parse, first, last).of(self.text)


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
    seen = _Known(tail, noun, hits, common)
    for rule in CLASSES:
        mention = rule.test(finder, phrase, seen)
        if mention:
            mention.rules = (rule.name,)
            return mention
    return None


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
    return named and tail is not None and not _is_titled(finder, phrase.first, phrase.last - 1)


@dataclass(frozen=True, slots=True)
class _Known:
    tail: ActorMatch | None
    noun: ActorMatch | None
    hits: list[ActorMatch]
    common: list[ActorMatch]


def _person(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
    """Return the person whose name ends the phrase, with the title before it."""
    if seen.noun and not _rare_name(finder, phrase):
        return None
    if seen.tail and not isinstance(seen.tail.entry, OfficeHolder):
        return None
    entry = seen.tail.entry if seen.tail and isinstance(seen.tail.entry, OfficeHolder) else None
    start = _name_start(finder, phrase, seen)
    if start is None or not (finder.parse.tokens[start].text[:1].isupper() or entry):
        return None
    if not (entry or _looks_like_person(finder, phrase, start)):
        return None
    name = finder.words(start, phrase.last)
    title = _title(finder, phrase.first, start)
    country, role = _country_and_role(finder, name, title, entry)
    return ActorMention(
        phrase.first,
        phrase.last,
        phrase.head,
        "name",
        "person",
        name,
        country=country,
        role=role,
        title=title,
        gender=_gender(name, title, entry),
        noun=_last_title(finder, seen, start),
    )


def _country_and_role(
    finder: Finder, name: str, title: str | None, entry: OfficeHolder | None
) -> tuple[str | None, str | None]:
    """Return what the title says; else what the table of offices does, else title and name."""
    described = describe(f"{title} {name}" if title else name, finder.on)
    own_country, own_role = describe(title) if title else (None, None)
    if entry:
        country, role = entry.country, entry.role(finder.on)
    else:
        country, role = described[0] if title else None, described[1]
    return own_country or country, own_role or role or _honoured(title)


def _last_title(finder: Finder, seen: _Known, start: int) -> str:
    """Return the noun of the last title before the name, by which "the minister" refers to it."""
    before = finder.parse.tokens[start].start
    titles = [hit for hit in seen.common if hit.end <= before and isinstance(hit.entry, Noun)]
    return same_noun(finder.text[titles[-1].start : titles[-1].end]) if titles else ""


def _rare_name(finder: Finder, phrase: NounPhrase) -> bool:
    """Return whether a common noun ("Bishop", "Major") is a name, where the parser has a person."""
    token = finder.parse.tokens[phrase.last - 1]
    return (
        token.entity == "PERSON"
        and token.pos == "PROPN"
        and phrase.last - phrase.first > 1
        and finder.parse.tokens[phrase.last - 2].entity == "PERSON"
        and fold(finder.parse.tokens[phrase.last - 2].text) in first_names()
    )


def _name_start(finder: Finder, phrase: NounPhrase, seen: _Known) -> int | None:
    """Return the first token of the name that ends the phrase, after its titles and countries."""
    tokens = finder.parse.tokens
    start = _run_of_name(finder, phrase, _after_titles(finder, phrase, seen))
    while start < phrase.last and tokens[start].text in HYPHENS:
        start += 1
    if seen.tail and isinstance(seen.tail.entry, OfficeHolder):
        while start > phrase.first and tokens[start - 1].end > seen.tail.start:
            start -= 1  # "Hassan Sheikh Mohamud": a title inside a name is a part of it
    return start if start < phrase.last else None


def _after_titles(finder: Finder, phrase: NounPhrase, seen: _Known) -> int:
    """Return the first token after the titles and countries that the phrase has before a name."""
    tokens = finder.parse.tokens
    after = phrase.first
    for hit in (*seen.hits, *seen.common):
        if hit is seen.tail or hit is seen.noun or isinstance(hit.entry, OfficeHolder):
            continue
        inside = range(phrase.first, phrase.last)
        index = next((i for i in inside if tokens[i].start >= hit.end), None)
        if index is not None:
            after = max(after, index)
    return after


def _run_of_name(finder: Finder, phrase: NounPhrase, first: int) -> int:
    """Return where the words of a name begin that end the phrase, not before token `first`."""
    tokens = finder.parse.tokens
    start = phrase.last
    while start > first and _is_name_word(tokens[start - 1]):
        start -= 1
    return start


def _is_name_word(token: Token) -> bool:
    if token.tag == "POS" or fold(token.text.rstrip(".")) in honorifics():
        return False
    if token.text in HYPHENS or token.lower in PARTICLES:
        return True
    capital = token.text[:1].isupper() and token.text[:1].isalpha()
    return capital and token.pos in ("PROPN", "NOUN", "X", "ADJ")


@dataclass(frozen=True, slots=True)
class NameContext:
    """The `tokens` of what may be a person's name, from token `start` of its phrase."""

    finder: Finder
    phrase: NounPhrase
    start: int
    tokens: tuple[Token, ...]

    @property
    def last(self) -> Token:
        return self.tokens[-1]


def _looks_like_person(finder: Finder, phrase: NounPhrase, start: int) -> bool:
    context = NameContext(finder, phrase, start, finder.parse.tokens[start : phrase.last])
    for rule in PERSON_SIGNS:
        person = rule.test(context)
        if person is not None:
            span = span_of(finder.parse, start, phrase.last)
            trace("actor", span, "made" if person else "dropped", rule.name, "as a person")
            return person
    return False


def _number_or_date(name: NameContext) -> bool | None:
    dated = any(token.text.isdigit() or token.entity == "DATE" for token in name.tokens)
    return False if dated else None


def _known_surname(name: NameContext) -> bool | None:
    """Return whether "Petrov" is a person after "Ivan Petrov": a street may bear the name."""
    if len(name.tokens) > 1 or fold(name.last.text) not in name.finder.surnames:
        return None
    return name.last.pos == "PROPN" and name.last.entity != "FAC"


def _code_or_acronym(name: NameContext) -> bool | None:
    text = name.last.text
    code = any(mark.isdigit() for mark in text) or (text.isupper() and len(text) < 6)
    return False if code else None


def _after_title(name: NameContext) -> bool | None:
    titled = name.start > name.phrase.first
    return True if titled and _is_titled(name.finder, name.phrase.first, name.start) else None


def _facility(name: NameContext) -> bool | None:
    return False if any(token.entity == "FAC" for token in name.tokens) else None


def _first_name(name: NameContext) -> bool | None:
    if len(name.tokens) < 2 or fold(name.tokens[0].text) not in first_names():
        return None
    return name.last.pos == "PROPN"


def _parsed_person(name: NameContext) -> bool | None:
    """Return whether one word that the parser takes for a person also acts; two need not."""
    if name.last.entity != "PERSON" or name.last.pos != "PROPN":
        return None
    return len(name.tokens) > 1 or _speaks(name.finder.parse, name.last)


def _no_sign(_name: NameContext) -> bool | None:
    return False


PERSON_SIGNS: tuple[Rule[Callable[[NameContext], bool | None]], ...] = (
    Rule("number or date in it", "Black Friday drew crowds.", _number_or_date),
    Rule("known surname", "Ivan Petrov left. Later Petrov returned.", _known_surname),
    Rule("code or acronym", "The SVD was found in the barn.", _code_or_acronym),
    Rule("title before it", "Governor Mutai left the town.", _after_title),
    Rule("facility", "Rebels shelled the Antonov Airport.", _facility),
    Rule("first name", "Maria Okello left the town.", _first_name),
    Rule("person by the parser", "Widad Salih left the town.", _parsed_person),
    Rule("no sign of a person", "Rebels crossed the Limpopo at night.", _no_sign),
)


def _is_titled(finder: Finder, first: int, start: int) -> bool:
    tokens = finder.parse.tokens
    before = tokens[start - 1]
    if fold(before.text.rstrip(".")) in honorifics():
        return True
    words = pieces(finder.text, tokens[first].start, before.end)
    hits = nouns().find(finder.text, words)
    if not hits or hits[-1].end < before.end:
        return False
    entry = hits[-1].entry
    return isinstance(entry, Noun) and entry.kind == "person" and not before.tag.endswith("S")


def _speaks(parse: Parse, token: Token) -> bool:
    """Return whether the token is the subject of a verb, an agent, or owns something."""
    if token.dep in SUBJECTS or token.dep == "poss":
        return True
    return token.dep == "pobj" and parse.head(token).lower in ("by", "to", "with", "according")


def _title(finder: Finder, first: int, start: int) -> str | None:
    tokens = finder.parse.tokens
    while first < start and tokens[first].lower in DETERMINERS | {"his", "her", "’s", "'s"}:
        first += 1
    if first >= start:
        return None
    if tokens[start - 1].tag == "POS":
        return None
    return finder.words(first, start).strip(" ,") or None


def _gender(name: str, title: str | None, entry: OfficeHolder | None) -> Gender | None:
    if title:
        for word in title.lower().replace(".", "").split():
            if word in honorifics() and honorifics()[word][1]:
                return honorifics()[word][1]
            if word.endswith("woman") or word in WOMEN:
                return "f"
            if word.endswith("man") or word in MEN:
                return "m"
    if entry and entry.gender:
        return entry.gender
    whole = known().find(name, pieces(name))
    if whole and isinstance(whole[0].entry, OfficeHolder):
        return whole[0].entry.gender
    first = name.split()[0] if name.split() else ""
    return first_names().get(fold(first)) if " " in name else None


def _honoured(title: str | None) -> str | None:
    words = (title or "").lower().replace(".", "").split()
    return next((honorifics()[word][0] for word in words if word in honorifics()), None)


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


def _body(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
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


def _country(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
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
    alone = finder.text[seen.tail.start : seen.tail.end]
    kind: ActorKind = "government" if entry.sort == "seat" else "country"
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "name", kind, alone,
        country=iso(entry.code), role=entry.role,
    )  # fmt: skip


def _definite(finder: Finder, phrase: NounPhrase) -> bool:
    tokens = finder.parse.tokens[phrase.first : phrase.last]
    if tokens[0].lower in DEFINITE or any(token.tag == "POS" for token in tokens):
        return True
    bare_office = tokens[-1].tag in ("NN", "NNP") and tokens[0].tag in ("NN", "NNP", "JJ", "NNPS")
    return bare_office and tokens[-1].dep in SUBJECTS


@dataclass(frozen=True)
class NounContext:
    """A phrase that ends in a common noun; `entry` is the noun in the table of nouns."""

    finder: Finder
    phrase: NounPhrase
    seen: _Known
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


def _noun(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
    """Return the actor of a common noun: "the Sudanese army", "two officials"."""
    if not seen.noun or not isinstance(seen.noun.entry, Noun):
        return None
    noun = NounContext(finder, phrase, seen, seen.noun.entry)
    for rule in NOUN_REFUSALS:
        if rule.test(noun):
            span = span_of(finder.parse, phrase.first, phrase.last)
            trace("actor", span, "dropped", rule.name, noun.entry.noun)
            return None
    said = finder.text[seen.noun.start : seen.noun.end]
    kind, named = noun.kind, False
    if noun.proper and not noun.indefinite and kind != "people":
        named = kind != "person" or noun.definite
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "noun", kind, bare(noun.text),
        country=iso(noun.country), role=noun.role, named=named,
        title=bare(noun.text) if kind == "person" else None,
        gender=noun.entry.gender or _gender("", said, None), plural=noun.plural,
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


def _organisation(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
    token = finder.parse.tokens[phrase.head]
    if token.entity not in ("ORG", "NORP") or token.pos != "PROPN":
        return None
    if any(mark.isdigit() for mark in token.text) or not _speaks(finder.parse, token):
        return None
    if seen.tail:
        return None
    text = finder.words(phrase.first, phrase.last)
    country, role = describe(text)
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "name", "organisation", bare(text),
        country=iso(country), role=role,
    )  # fmt: skip


Classifier = Callable[[Finder, NounPhrase, _Known], ActorMention | None]

CLASSES: tuple[Rule[Classifier], ...] = (
    Rule("person's name", "Governor Mutai left the town.", _person),
    Rule("known body", "The Red Cross left the town.", _body),
    Rule("country or people", "Kenya closed the border.", _country),
    Rule("common noun", "The rebels left the town.", _noun),
    Rule(
        "organisation by the parser",
        "Elbridge Industries Inc. said it made the shells.",
        _organisation,
    ),
)
