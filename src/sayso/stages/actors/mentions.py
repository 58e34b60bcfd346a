"""Every mention of someone who acts or speaks, in text order, before they are led back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

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

WOMEN = frozenset("queen princess mother sister wife daughter widow actress girl aunt nun".split())
MEN = frozenset("king prince father brother husband son widower actor boy uncle monk".split())
"""Words in a title that tell the gender of the one who bears it."""

PLURAL_WORDS = frozenset(
    "forces troops police authorities people media armed forces defenses defences".split()
)


@dataclass(slots=True)
class Finder:
    """What the finding of mentions needs of a document. `surnames` are folded.

    `surnames` are the first and last words of people's full names, `lasts` the last ones alone.
    """

    text: str
    parse: Parse
    on: date | None = None
    surnames: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)

    def words(self, first: int, last: int) -> str:
        return span_of(self.parse, first, last).of(self.text)


def classify(finder: Finder, phrase: NounPhrase) -> ActorMention | None:
    """The mention that a noun phrase is, or None when no one acts or speaks in it."""
    start, end = span_of(finder.parse, phrase.first, phrase.last).start, 0
    end = finder.parse.tokens[phrase.last - 1].end
    words = pieces(finder.text, start, end)
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
    for attempt in (_person, _body, _country):
        mention = attempt(finder, phrase, seen)
        if mention:
            return mention
    if tail and isinstance(tail.entry, CountryName) and (not noun or noun.start >= tail.start):
        return None
    return _noun(finder, phrase, seen) or _organisation(finder, phrase, seen)


def _is_a_surname(
    finder: Finder, phrase: NounPhrase, tail: ActorMatch | None, noun: ActorMatch | None
) -> bool:
    """Whether the last word is someone's surname here, though tables know it as something else.

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
    tokens = finder.parse.tokens
    if seen.noun and not _rare_name(finder, phrase):
        return None
    if seen.tail and not isinstance(seen.tail.entry, OfficeHolder):
        return None
    entry = seen.tail.entry if seen.tail and isinstance(seen.tail.entry, OfficeHolder) else None
    start = _name_start(finder, phrase, seen)
    if start is None or not (tokens[start].text[:1].isupper() or entry):
        return None
    if not (entry or _looks_like_person(finder, phrase, start)):
        return None
    name = finder.words(start, phrase.last)
    title = _title(finder, phrase.first, start)
    described = describe(f"{title} {name}" if title else name, finder.on)
    own = describe(title) if title else (None, None)
    titles = [
        hit for hit in seen.common if hit.end <= tokens[start].start and isinstance(hit.entry, Noun)
    ]
    return ActorMention(
        phrase.first,
        phrase.last,
        phrase.head,
        "name",
        "person",
        name,
        country=own[0] or (entry.country if entry else described[0] if title else None),
        role=own[1] or (entry.role(finder.on) if entry else described[1]) or _honoured(title),
        title=title,
        gender=_gender(name, title, entry),
        noun=same_noun(finder.text[titles[-1].start : titles[-1].end]) if titles else "",
    )


def _rare_name(finder: Finder, phrase: NounPhrase) -> bool:
    """A name that is also a common noun ("Bishop", "Major") where the parser saw a person."""
    token = finder.parse.tokens[phrase.last - 1]
    return (
        token.entity == "PERSON"
        and token.pos == "PROPN"
        and phrase.last - phrase.first > 1
        and finder.parse.tokens[phrase.last - 2].entity == "PERSON"
        and fold(finder.parse.tokens[phrase.last - 2].text) in first_names()
    )


def _name_start(finder: Finder, phrase: NounPhrase, seen: _Known) -> int | None:
    """The first token of the name at the end of a phrase: after the last title or country."""
    tokens = finder.parse.tokens
    floor = phrase.first
    for hit in (*seen.hits, *seen.common):
        if hit is seen.tail or hit is seen.noun or isinstance(hit.entry, OfficeHolder):
            continue
        index = phrase.first
        while index < phrase.last and tokens[index].start < hit.end:
            index += 1
        if index < phrase.last:
            floor = max(floor, index)
    start = phrase.last
    for index in range(phrase.last - 1, floor - 1, -1):
        token = tokens[index]
        if token.tag == "POS" or fold(token.text.rstrip(".")) in honorifics():
            break
        small = token.text in ("-", "–") or token.lower in PARTICLES
        if not (token.text[:1].isupper() and token.text[:1].isalpha()) and not small:
            break
        if token.pos not in ("PROPN", "NOUN", "X", "ADJ") and not small:
            break
        start = index
    while start < phrase.last and tokens[start].text in ("-", "–"):
        start += 1
    if seen.tail and isinstance(seen.tail.entry, OfficeHolder):
        while start > phrase.first and tokens[start - 1].end > seen.tail.start:
            start -= 1  # "Hassan Sheikh Mohamud": a title inside a name is a part of it
    return start if start < phrase.last else None


def _looks_like_person(finder: Finder, phrase: NounPhrase, start: int) -> bool:
    tokens = finder.parse.tokens[start : phrase.last]
    last = tokens[-1]
    if any(each.text.isdigit() or each.entity == "DATE" for each in tokens):
        return False
    if len(tokens) == 1 and fold(last.text) in finder.surnames:
        return last.pos == "PROPN" and last.entity != "FAC"
    if any(mark.isdigit() for mark in last.text) or (last.text.isupper() and len(last.text) < 6):
        return False
    titled = start > phrase.first and _is_titled(finder, phrase.first, start)
    if titled:
        return True
    if any(each.entity == "FAC" for each in tokens):
        return False
    if len(tokens) > 1 and fold(tokens[0].text) in first_names():
        return last.pos == "PROPN"
    if last.entity == "PERSON" and last.pos == "PROPN":
        return len(tokens) > 1 or _speaks(finder.parse, last)
    return False


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
    """Whether the token is the subject of a verb, an agent, or owns something."""
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
    """A phrase without its article and a possessive ending."""
    front, _, rest = text.partition(" ")
    bare = rest if front.lower() in DETERMINERS and rest else text
    for ending in ("'s", "’s"):
        bare = bare.removesuffix(ending)
    return bare.strip(" ,")


def iso(country: str | None) -> str | None:
    """The country when it is one, None for the codes of bodies of many countries."""
    return None if country in SUPRANATIONAL else country


def _body(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
    if not seen.tail or not isinstance(seen.tail.entry, Body):
        return None
    entry = seen.tail.entry
    text = finder.words(phrase.first, phrase.last)
    country = entry.country or describe(text)[0]
    before = [hit for hit in seen.common if hit.end <= seen.tail.start]
    name = finder.text[seen.tail.start : seen.tail.end] if before else bare(text)
    noun = seen.noun or next((h for h in reversed(seen.common) if h.end == seen.tail.end), None)
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


def _noun(finder: Finder, phrase: NounPhrase, seen: _Known) -> ActorMention | None:
    if not seen.noun or not isinstance(seen.noun.entry, Noun) or seen.noun.entry.inanimate:
        return None
    entry = seen.noun.entry
    head = finder.parse.tokens[phrase.head]
    said = finder.text[seen.noun.start : seen.noun.end]
    text = finder.words(phrase.first, phrase.last)
    plural = head.tag in ("NNS", "NNPS") or fold(head.text) in PLURAL_WORDS
    if entry.role == "JRN" and entry.weak and not plural:
        return None
    if entry.role == "JRN" and finder.parse.tokens[phrase.first].tag == "PRP$":
        return None
    kind: ActorKind = "people" if plural and entry.kind == "person" else entry.kind
    country, _ = describe(text)
    role = role_of(take_apart(text))
    proper = country is not None or any(
        token.pos == "PROPN" for token in finder.parse.tokens[phrase.first : phrase.last]
    )
    definite = _definite(finder, phrase)
    if head.dep in ("attr", "oprd") and not plural and finder.parse.tokens[phrase.first] == head:
        return None
    if kind == "force" and role in ("REB", "PRM"):
        kind = "armed_group"
    if entry.kind == "organisation" and entry.weak and not (proper or definite):
        return None
    indefinite = finder.parse.tokens[phrase.first].lower in ("a", "an", "some", "any", "no")
    group = kind not in ("people", "person") and proper and not indefinite
    officer = kind == "person" and not indefinite and definite and proper
    return ActorMention(
        phrase.first, phrase.last, phrase.head, "noun", kind, bare(text),
        country=iso(country), role=role, named=group or officer,
        title=bare(text) if kind == "person" else None,
        gender=entry.gender or _gender("", said, None), plural=plural,
        definite=definite, noun=same_noun(entry.noun if plural else said),
    )  # fmt: skip


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
