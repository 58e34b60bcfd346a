"""Names of people: where a name begins, whether it is a person's, and whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.actor_codes import describe
from sayso.lexicon.actors import (
    ActorMatch,
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
from sayso.record.trace import Rule, decide, trace
from sayso.stages.actors.finder import Finder, KnownNames
from sayso.stages.actors.mention import SPEAKING, ActorMention, same_noun
from sayso.stages.actors.phrases import NounPhrase, span_of
from sayso.stages.actors.seats import SUBJECTS
from sayso.text.parse import Parse, Token

DETERMINERS = frozenset(
    "the a an this that these those some any each every no its their his her".split()
)

PARTICLES = frozenset("al el bin ben von de der van da di le la ibn abu ag ould ul dos du".split())
"""Small words inside names of people."""

HYPHENS = frozenset({"-", "–"})
QUOTES = frozenset("\"“”'‘’«»„")
"""Marks around a nickname inside a name; no phrase holds others."""

WOMEN = frozenset("queen princess mother sister wife daughter widow actress girl aunt nun".split())
MEN = frozenset("king prince father brother husband son widower actor boy uncle monk".split())
"""Words in a title that give the gender of the one who bears it."""


def read_person(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> ActorMention | None:
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
    country, role = _country_and_role(finder, title, entry)
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
        gender=gender_of(name, title, entry),
        noun=_last_title(finder, seen, start),
    )


def _country_and_role(
    finder: Finder, title: str | None, entry: OfficeHolder | None
) -> tuple[str | None, str | None]:
    """Return what the title says; else what the table of offices does."""
    own_country, own_role = describe(title) if title else (None, None)
    if entry:
        if own_country is None and same_noun(title or "").rpartition(" ")[2] in SPEAKING:
            own_role = None  # a spokesman of M23 is no government's: the table knows whose
        return own_country or entry.country, own_role or entry.role(finder.on) or _honoured(title)
    # A name says nothing: Jordan Miller is of no country for it, nor is Petro Kolos of Colombia.
    return own_country, own_role or _honoured(title)


def _last_title(finder: Finder, seen: KnownNames, start: int) -> str:
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


def _name_start(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> int | None:
    """Return the first token of the name that ends the phrase, after its titles and countries."""
    tokens = finder.parse.tokens
    start = _run_of_name(finder, phrase, _after_titles(finder, phrase, seen))
    while start < phrase.last and tokens[start].text in HYPHENS | QUOTES:
        start += 1
    if seen.tail and isinstance(seen.tail.entry, OfficeHolder):
        while start > phrase.first and tokens[start - 1].end > seen.tail.start:
            start -= 1  # "Hassan Sheikh Mohamud": a title inside a name is a part of it
    return start if start < phrase.last else None


def _after_titles(finder: Finder, phrase: NounPhrase, seen: KnownNames) -> int:
    """Return the first token after the titles and countries that the phrase has before a name."""
    tokens = finder.parse.tokens
    after = phrase.first
    for hit in (*seen.hits, *seen.common):
        if hit is seen.tail or hit is seen.noun or isinstance(hit.entry, OfficeHolder):
            continue
        if _is_given_name(finder, phrase, hit):
            continue
        inside = range(phrase.first, phrase.last)
        index = next((i for i in inside if tokens[i].start >= hit.end), None)
        if index is not None:
            after = max(after, index)
    return after


def _is_given_name(finder: Finder, phrase: NounPhrase, hit: ActorMatch) -> bool:
    """Return whether a country's name is somebody's first one: Jordan, Israel, Chad."""
    if not (isinstance(hit.entry, CountryName) and hit.entry.sort == "name"):
        return False
    inside = [finder.parse.tokens[i] for i in range(phrase.first, phrase.last)]
    own = [token for token in inside if hit.start <= token.start < hit.end]
    if len(own) != 1 or own[0].index + 1 >= phrase.last:
        return False
    surname = finder.parse.tokens[own[0].index + 1]
    alone = surname.index + 1 == phrase.last and surname.pos == "PROPN"
    return alone and "PERSON" in (own[0].entity, surname.entity)


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
    if token.text in HYPHENS or token.text in QUOTES or token.lower in PARTICLES:
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
    decided = decide(PERSON_SIGNS, context)
    if decided is None:
        return False
    rule, person = decided
    span = span_of(finder.parse, start, phrase.last)
    trace("actor", span, "made" if person else "dropped", rule, "as a person")
    return person


def _number_or_date(name: NameContext) -> bool | None:
    dated = any(token.text.isdigit() or token.entity == "DATE" for token in name.tokens)
    return False if dated else None


OUTLET_WORDS = frozenset(
    "news press agency radio tv television channel network observatory media newspaper herald"
    " tribune gazette times daily newsroom".split()
)
"""Last words of names that outlets and monitors have, and people hardly."""


FIRST_OF_OUTLETS = frozenset(("Radio", "TV", "Television", "Channel", "Agence"))
"""First words of their names: "Radio Fana" is not somebody called Fana."""


def _outlet(name: NameContext) -> bool | None:
    first = name.finder.parse.tokens[name.phrase.first]
    return False if name.last.lower in OUTLET_WORDS or first.text in FIRST_OF_OUTLETS else None


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
    return True if titled and is_titled(name.finder, name.phrase.first, name.start) else None


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
    return len(name.tokens) > 1 or acts(name.finder.parse, name.last)


TITLE_REACH = 8
"""Tokens behind a name and a comma among which the noun of a title ends."""


def _title_after(name: NameContext) -> bool | None:
    """Return True of two or more names with the noun of an office behind a comma."""
    tokens, at = name.finder.parse.tokens, name.phrase.last
    if len(name.tokens) < 2 or at >= len(tokens) or tokens[at].text != ",":
        return None
    if not all(token.pos == "PROPN" for token in name.tokens):
        return None
    end = at + 1
    while end < min(at + TITLE_REACH, len(tokens)) and tokens[end].pos in TITLE_WORDS:
        end += 1
    if end == at + 1 or tokens[end - 1].tag != "NN":
        return None
    if end < len(tokens) and tokens[at].sentence != tokens[end].sentence:
        return None
    words = pieces(name.finder.text, tokens[at + 1].start, tokens[end - 1].end)
    hits = nouns().find(name.finder.text, words)
    titles = [hit.entry for hit in hits if hit.end == tokens[end - 1].end]
    return any(isinstance(each, Noun) and each.kind == "person" for each in titles) or None


def _title_before(name: NameContext) -> bool | None:
    """Return True of a name between commas behind an office: "the delegate, Safari, said"."""
    tokens, first, last = name.finder.parse.tokens, name.phrase.first, name.phrase.last
    if name.start != first or first < 2 or last >= len(tokens):
        return None
    if tokens[first - 1].text != "," or tokens[last].text != ",":
        return None
    before = tokens[first - 2]
    if before.tag != "NN" or before.sentence != tokens[first].sentence:
        return None
    if not all(token.pos == "PROPN" for token in name.tokens):
        return None
    hits = nouns().find(before.text, pieces(before.text))
    return any(isinstance(h.entry, Noun) and h.entry.kind == "person" for h in hits) or None


TITLE_WORDS = frozenset(("DET", "ADJ", "NOUN", "PROPN", "PRON", "PART", "NUM"))
"""What may stand between the comma and the noun of a title: "the group's chief spokesman"."""


def _no_sign(_name: NameContext) -> bool | None:
    return False


PERSON_SIGNS: tuple[Rule[Callable[[NameContext], bool | None]], ...] = (
    Rule("number or date in it", "Black Friday drew crowds.", _number_or_date),
    Rule("name of an outlet", "Amhara News showed the crater.", _outlet),
    Rule("known surname", "Ivan Petrov left. Later Petrov returned.", _known_surname),
    Rule("code or acronym", "The SVD was found in the barn.", _code_or_acronym),
    Rule("title before it", "Governor Mutai left the town.", _after_title),
    Rule("title before a comma", "The group's delegate, Safi, left the town.", _title_before),
    Rule("facility", "Rebels shelled the Antonov Airport.", _facility),
    Rule("first name", "Maria Okello left the town.", _first_name),
    Rule("person by the parser", "Widad Salih left the town.", _parsed_person),
    Rule("title behind it", "Sar Pal Wek, a village elder, left the town.", _title_after),
    Rule("no sign of a person", "Rebels crossed the Limpopo at night.", _no_sign),
)


def is_titled(finder: Finder, first: int, start: int) -> bool:
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


def acts(parse: Parse, token: Token) -> bool:
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


def gender_of(name: str, title: str | None, entry: OfficeHolder | None) -> Gender | None:
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
