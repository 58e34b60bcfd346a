"""The register of claimants: which names in a ledger are those of one claimant.

Each claimant as read has an **identity**: a key that is the same for all names of one body, state
or person, whatever else is in the ledger. So the register grows with the ledger, and comes out the
same in any order. Within one incident a little more is known: there "Kim" is the one Vitaliy Kim
who is quoted, and "the regional governor" the one governor. What people judge outranks both.

Two different bodies must never be one, so a rule accounts for every word of a name: "Iran's Health
Ministry" is the ministry of Iran, "Iran's acting health ministry official" is words of their own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from sayso.lexicon.actor_codes import PAST
from sayso.lexicon.actors import (
    ActorMatch,
    CountryName,
    Noun,
    Piece,
    first_names,
    honorifics,
    known,
    nouns,
    pieces,
)
from sayso.lexicon.claimants import (
    PARTICLES,
    KnownBody,
    body_names,
    country_words,
    fold_name,
    institution_names,
    name_key,
    offices,
    people,
    skeleton,
    state_names,
)
from sayso.lexicon.countries import country_names
from sayso.linking.features import StatementFeatures
from sayso.record import Claimant, Reading, content_hash
from sayso.record.trace import Rule, decide

Kind = Literal["body", "institution", "state", "person", "named", "unnamed"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a name is of. `key` is the same for all names of one claimant.

    `name` is how the register shows it; "" where that is the name read most often. `rule` is what
    decided.
    """

    key: str
    kind: Kind
    name: str = ""
    short: str = ""
    country: str | None = None
    wikidata: str | None = None
    rule: str = ""

    @property
    def id(self) -> str:
        return entry_id(self.key)


def entry_id(key: str) -> str:
    """Return the id of the register's entry with this key."""
    return content_hash("claimant", key)


# Names in the whole ledger

SPOKEN_FOR = re.compile(
    r"(?:an?|the|one)?\s*(?:spokes(?:man|woman|person)|press (?:service|office|centre|center))"
    r" (?:for|of) (?P<body>.+)",
    re.IGNORECASE,
)
SPOKEN_BY = re.compile(
    r"(?P<body>.+?)(?:['’]s|['’])? (?:spokes(?:man|woman|person)|press (?:service|office|centre"
    r"|center)|statement)",
    re.IGNORECASE,
)
"""Unnamed speakers of a body: "a spokesman for the UN", "the ministry's press service"."""

LINKING_WORDS = frozenset("the a an s".split())
INSIDE = frozenset("of in".split())
"""Before a country: "the Ministry of Health of Sudan", "the Defence Ministry in Moscow"."""

LONGEST_PERSON = 4
ORGANISATIONS = frozenset(("NGO", "IGO", "JRN", "MED", "BUS", "EDU", "HLH", "REB", "PRM"))
"""Sectors whose named claimants are bodies unless the first word is a first name."""


def _known_body(claimant: Claimant) -> Identity | None:
    body = _body_of(claimant.name, claimant.country)
    return _identity_of_body(body) if body else None


def _body_of(name: str, country: str | None) -> KnownBody | None:
    fitting = [
        body
        for body in body_names().get(name_key(name), ())
        if body.country is None or country is None or body.country == country
    ]
    return fitting[0] if len(fitting) == 1 else None


def _identity_of_body(body: KnownBody) -> Identity:
    return Identity(f"body {body.name}", "body", body.name, body.short, body.country, body.wikidata)


def _speaks_for_a_body(claimant: Claimant) -> Identity | None:
    """Return the body whose unnamed spokesperson or press service speaks."""
    match = SPOKEN_FOR.fullmatch(claimant.name) or SPOKEN_BY.fullmatch(claimant.name)
    if match is None:
        return None
    spoken_for = replace(claimant, name=match["body"], named=True)
    for test in (_known_body, _institution_of_a_state):
        identity = test(spoken_for)
        if identity is not None:
            return identity
    return None


def _institution_of_a_state(claimant: Claimant) -> Identity | None:
    """Return an institution by its country: "Russian MoD", "Ministry of Defence of Russia"."""
    name = claimant.name.replace(".", "")
    words = pieces(name)
    hits = country_words().find(name, words)
    country = _only(hit.entry.code for hit in hits if isinstance(hit.entry, CountryName))
    institution = institution_names().get(_without(words, hits))
    if institution is None or country is None or claimant.country not in (None, country):
        return None
    by_seat = any(isinstance(hit.entry, CountryName) and hit.entry.sort == "seat" for hit in hits)
    # "Kyiv's Foreign Ministry" is Ukraine's; "the Kyiv government" may be the city's.
    if by_seat and not institution.name.endswith("Ministry"):
        return None
    shown = f"{_possessive(country)} {institution.name}"
    if (body := _body_of(shown, country)) is not None:
        return _identity_of_body(body)
    return Identity(
        f"institution {country} {institution.name}",
        "institution",
        shown,
        f"{_possessive(country)} {institution.short}" if institution.short else "",
        country,
    )


def _without(words: Sequence[Piece], lands: Iterable[ActorMatch]) -> tuple[str, ...]:
    """Return the words of an institution, folded, without those for its country."""
    taken: set[int] = set()
    for hit in lands:
        linked = hit.first > 0 and words[hit.first - 1].folded in INSIDE
        taken.update(range(hit.first - linked, hit.last))
    return tuple(
        word.folded
        for at, word in enumerate(words)
        if at not in taken and word.folded not in LINKING_WORDS
    )


def _possessive(country: str) -> str:
    name = country_names().get(country, country)
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _state(claimant: Claimant) -> Identity | None:
    """Return a state by its name or seat: "Moscow said" is Russia's government speaking."""
    code, seat = state_names().get(name_key(claimant.name), (None, False))
    if code is None or claimant.country not in (None, code):
        return None
    if seat and claimant.role != "GOV":
        return None
    return Identity(f"state {code}", "state", country_names().get(code, code), "", code)


def _person_in_office(claimant: Claimant) -> Identity | None:
    person = people().get(untitled(claimant.name))
    if person is None or claimant.country not in (None, person.country):
        return None
    return Identity(
        f"person {person.country or '-'} {_person_key(fold_name(person.name))}",
        "person",
        person.name,
        "",
        person.country,
    )


def _person_by_full_name(claimant: Claimant) -> Identity | None:
    if not claimant.named or not looks_like_a_person(claimant):
        return None
    parts = untitled(claimant.name).split()
    if len(parts) < 2:
        return None
    key = f"person {claimant.country or '-'} {_person_key(' '.join(parts))}"
    return Identity(key, "person", country=claimant.country)


def _person_key(folded: str) -> str:
    """Return what spellings of a person's name share."""
    return " ".join(map(skeleton, folded.split()))


def looks_like_a_person(claimant: Claimant) -> bool:
    """Return whether a name is two to four capitalised parts, none of them a word for a body."""
    titled = untitled(claimant.name)
    words = [each for each in pieces(claimant.name) if each.folded in titled.split()]
    if not 1 < len(words) <= LONGEST_PERSON or words[0].folded in PAST:
        return False
    if not all(each.capital or each.folded in PARTICLES for each in words):
        return False
    if words[0].folded in first_names():
        return True
    bare = " ".join(claimant.name[each.start : each.end] for each in words)
    again = pieces(bare)
    not_a_name = nouns().find(bare, again) or known().find(bare, again)
    return not not_a_name and claimant.role not in ORGANISATIONS


@lru_cache(maxsize=50_000)
def untitled(name: str) -> str:
    """Return a person's name, folded, without titles before it: "Gov. Vitaliy Kim"."""
    words = pieces(name)
    lands = {hit.first: hit.last for hit in country_words().find(name, words)}
    # "Team Trump" and "the Trump campaign" are no people: only nouns for people are titles.
    ends = {
        hit.first: hit.last
        for hit in nouns().find(name, words)
        if hit.last < len(words) and isinstance(hit.entry, Noun) and hit.entry.kind == "person"
    }
    begun = 0
    while begun < len(words) - 1:
        of_a_land = lands.get(begun, begun)
        if begun in ends:
            begun = ends[begun]
        elif of_a_land in ends:
            begun = of_a_land
        elif of_a_land > begun and words[of_a_land : of_a_land + 1] and _is_s(words[of_a_land]):
            begun = of_a_land + 1
        elif words[begun].folded in honorifics() or words[begun].folded in LINKING_WORDS:
            begun += 1
        else:
            break
    return " ".join(each.folded for each in words[begun:])


def _is_s(piece: Piece) -> bool:
    """Return whether a piece of a name is the ending of "Ukraine's"."""
    return piece.folded == "s"


def _own_words(claimant: Claimant) -> Identity:
    """Return what is only known by its own words, in its country."""
    kind: Kind = "named" if claimant.named else "unnamed"
    key = name_key(claimant.name or claimant.said).lower()
    return Identity(f"{kind} {claimant.country or '-'} {key}", kind, country=claimant.country)


IDENTITIES: tuple[Rule[Callable[[Claimant], Identity | None]], ...] = (
    Rule("known_body", "“WHO” is the World Health Organization.", _known_body),
    Rule(
        "speaks_for_a_body",
        "“a spokesman for Chad’s army” is Chad’s army.",
        _speaks_for_a_body,
    ),
    Rule(
        "institution_of_a_state",
        "“the Sudanese Ministry of Health” is Sudan’s Health Ministry.",
        _institution_of_a_state,
    ),
    Rule("state", "“Ankara” is Turkey, where it speaks for the government.", _state),
    Rule("person_in_office", "“President Zelensky” is Volodymyr Zelensky.", _person_in_office),
    Rule(
        "person_by_full_name",
        "“Col. Serhii Bondar” is Serhiy Bondar of the same country.",
        _person_by_full_name,
    ),
    Rule("own_words", "“Sudan Doctors Union” is only itself.", _own_words),
)
"""Which claimant a name is of, wherever it is read; the first rule that gives one decides."""


@lru_cache(maxsize=100_000)
def identity_of(claimant: Claimant) -> Identity:
    """Return who a claimant as read is, by its name, country and role alone."""
    decided = decide(IDENTITIES, claimant)
    if decided is None:  # the last rule always gives one
        return _own_words(claimant)
    rule, identity = decided
    return replace(identity, rule=rule)


# Names within one incident


@dataclass(frozen=True, slots=True)
class LocalClaimant:
    """A claimant of one statement in an incident.

    `titles` are what the same document calls a person, and `places` the names of the regions that
    the statement is about.
    """

    statement: str
    claimant: Claimant
    titles: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()

    @property
    def identity(self) -> Identity:
        return identity_of(self.claimant)


@dataclass(frozen=True, slots=True)
class Office:
    """An office in a state, a region or a town. `where` is a country's code or a folded name."""

    name: str
    where: str


@dataclass(frozen=True, slots=True)
class Present:
    """Who else speaks in an incident: people by key, with their countries and offices, bodies."""

    people: Mapping[str, Identity]
    offices: Mapping[str, frozenset[Office]]
    bodies: Mapping[str, Identity]


ACTING = frozenset("acting the of local regional city s a an region oblast province krai".split())
"""Beside an office and the name of a region: "head of the Bryansk region"."""

REGION_WORDS = frozenset("region oblast province krai governorate republic".split())


def local_claimants(features: Iterable[StatementFeatures]) -> list[LocalClaimant]:
    """Return who speaks in the statements of an incident; narration is left out."""
    titles: dict[int, dict[str, list[str]]] = {}
    made = []
    for statement in features:
        if statement.claim.narrated:
            continue
        reading = statement.reading
        if id(reading) not in titles:
            titles[id(reading)] = _titles(reading)
        claimant = statement.claim.claimant
        named = titles[id(reading)].get(untitled(claimant.name), ())
        places = [(reading.places or ())[at] for at in statement.claim.places]
        regions = frozenset(
            _region(place.name)
            for place in places
            if place.precision == "region" and place.geonameid is not None
        )
        made.append(LocalClaimant(statement.key, claimant, tuple(dict.fromkeys(named)), regions))
    return made


def _titles(reading: Reading) -> dict[str, list[str]]:
    """Return what a document calls people, by their names without titles."""
    titles: dict[str, list[str]] = defaultdict(list)
    for actor in reading.actors or ():
        if actor.title and actor.named:
            titles[untitled(actor.name)].append(actor.title)
    return titles


def _region(name: str) -> str:
    return " ".join(each for each in fold_name(name).split() if each not in REGION_WORDS)


def present(spoken: Iterable[LocalClaimant]) -> Present:
    """Return who speaks in an incident, by its statements."""
    known_people: dict[str, Identity] = {}
    known_offices: dict[str, set[Office]] = defaultdict(set)
    known_bodies: dict[str, Identity] = {}
    for claimant in spoken:
        identity = claimant.identity
        if identity.kind == "person":
            known_people[identity.key] = identity
            known_offices[identity.key] |= set(_offices_held(claimant))
        elif identity.kind == "body":
            known_bodies[identity.key] = identity
    frozen = {key: frozenset(held) for key, held in known_offices.items()}
    return Present(known_people, frozen, known_bodies)


def _offices_held(spoken: LocalClaimant) -> Iterable[Office]:
    for title in (*spoken.titles, _title_in(spoken.claimant.said)):
        yield from offices_in(title, spoken.claimant.country, spoken.places)


def _title_in(said: str) -> str:
    """Return the words before or after a name that say who it is: "local Gov." of a governor."""
    head, comma, tail = said.partition(",")
    if comma and not looks_like_a_person(Claimant(tail.strip(), tail.strip(), True)):
        return tail.strip()
    words = pieces(head)
    kept = untitled(head).split()
    first = len(words) - len(kept)
    return head[: words[first].start].strip() if 0 < first < len(words) else ""


@lru_cache(maxsize=50_000)
def offices_in(phrase: str, country: str | None, places: frozenset[str]) -> tuple[Office, ...]:
    """Return the office that a phrase names, with what it is of; () for none, or for unclear words.

    A region or town that the phrase does not name is the only one that the statement is about.
    """
    bare = phrase.replace("\u200b", "").replace("\u200d", "").replace(".", "")
    words = pieces(bare)
    hits = country_words().find(bare, words)
    inside = {at for hit in hits for at in range(hit.first, hit.last)}
    left = [each.folded for at, each in enumerate(words) if at not in inside]
    state = tuple(each for each in left if each not in LINKING_WORDS and each != "acting")
    while state and state[-1] in INSIDE:
        state = state[:-1]
    office, of = offices().get(state, ("", ""))
    lands = {hit.entry.code for hit in hits if isinstance(hit.entry, CountryName)}
    land = next(iter(lands), country)
    if of == "state":
        return (Office(office, land),) if land and len(lands) < 2 else ()
    return tuple(_local_offices([each.folded for each in words], places))


def _local_offices(words: Sequence[str], places: frozenset[str]) -> Iterable[Office]:
    """Yield the offices of a region or town that words name, with the words for where."""
    rest = [word for word in words if word not in ACTING]
    for name, (office, of) in offices().items():
        if of == "state" or len(name) > 1 or name[0] not in words:
            continue
        where = " ".join(word for word in rest if word != name[0])
        if where:
            yield Office(office, where)
        elif of == "region" and len(places) == 1:
            yield Office(office, next(iter(places)))
    if "head" in words and not REGION_WORDS.isdisjoint(words):
        where = " ".join(word for word in rest if word != "head")
        if where:
            yield Office("governor", where)


def _country_read_elsewhere(spoken: LocalClaimant, among: Present) -> str | None:
    """Return the one person of this very name whose country another document gives."""
    identity = spoken.identity
    if identity.kind != "person" or identity.country is not None:
        return None
    parts = identity.key.split(" ", 2)[2]
    return _only(
        key
        for key, other in among.people.items()
        if other.country is not None and key.split(" ", 2)[2] == parts
    )


def _last_name(spoken: LocalClaimant, among: Present) -> str | None:
    """Return the one person in the incident with this last name and no other country."""
    identity, country = spoken.identity, spoken.claimant.country
    if identity.kind not in ("named", "unnamed"):
        return None
    words = pieces(spoken.claimant.name)
    parts = untitled(spoken.claimant.name).split()
    if len(parts) != 1 or not words[-1].capital or nouns().find(parts[0], pieces(parts[0])):
        return None
    return _only(
        key
        for key, other in among.people.items()
        if key.split()[-1] == skeleton(parts[0])
        and (country is None or other.country is None or other.country == country)
    )


def _short_form(spoken: LocalClaimant, among: Present) -> str | None:
    """Return the one body in the incident that has all words of a name: "the Observatory"."""
    if spoken.identity.kind != "named":
        return None
    name = re.sub(r"\w+-based ", "", spoken.claimant.name)
    words = pieces(name)
    if not words or not all(each.capital for each in words):
        return None
    if country_words().find(name, words) or name_key(name) in state_names():
        return None
    said = {each.folded for each in words}
    return _only(
        key
        for key, body in among.bodies.items()
        if said < set(fold_name(body.name).split()) and said - GENERIC
    )


GENERIC = frozenset("office service ministry command forces group state agency commission".split())
"""Words that are no short form of a body by themselves."""


def _office(spoken: LocalClaimant, among: Present) -> str | None:
    """Return the one person in the incident who holds the office: "the regional governor"."""
    if spoken.identity.kind not in ("named", "unnamed"):
        return None
    claimant = spoken.claimant
    wanted = set(offices_in(claimant.name, claimant.country, spoken.places))
    if not wanted:
        return None
    return _only(key for key, held in among.offices.items() if wanted & held)


def _only(keys: Iterable[str]) -> str | None:
    """Return the key where there is exactly one."""
    distinct = list(dict.fromkeys(keys))
    return distinct[0] if len(distinct) == 1 else None


LOCAL: tuple[Rule[Callable[[LocalClaimant, Present], str | None]], ...] = (
    Rule(
        "country_read_elsewhere",
        "“Sean Spicer” is the American of that name whom another report quotes.",
        _country_read_elsewhere,
    ),
    Rule("last_name", "“Kim” is Vitaliy Kim, the only Kim who is quoted.", _last_name),
    Rule(
        "short_form",
        "“the Observatory” is the Syrian Observatory for Human Rights, the only one quoted.",
        _short_form,
    ),
    Rule(
        "office",
        "“the regional governor” is Gov. Yuri Slyusar, where both speak of one region.",
        _office,
    ),
)
"""Whom a claimant is within its incident: no name is joined where two people could be meant."""


def keys_within(spoken: Sequence[LocalClaimant]) -> dict[str, tuple[str, str]]:
    """Return the key that each statement's claimant has within its incident, and by which rule.

    Left out are those whose key is that of the whole ledger.
    """
    among = present(spoken)
    keys = {}
    for claimant in spoken:
        decided = decide(LOCAL, claimant, among)
        if decided is not None:
            rule, key = decided
            keys[claimant.statement] = (key, rule)
    return keys
