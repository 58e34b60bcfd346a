"""Names of private persons harmed, kept out of exports unless they are asked for.

The rule. A person is *private* when no mention of the name in the document has a public role (an
office, a uniform, a seat, a party, an armed group: `PUBLIC`) and the name is not in the table of
people in office. A private person is *harmed* when the name stands

1. in the target of an event that harms (an assault, a detention, a killing ...), or is whom a
   pronoun there means, or
2. in the sentence of such an event's trigger or in the evidence of a claim of one, or in one with a
   word of harm ("lost a leg", "fled", "was taken"), and the person is not the one who says it or
   does it, or
3. as the claimant who reports such an event in the first person ("my brother was shot"), or whose
   relative is spoken of ("Hodan's brother") beside a word of harm.

Who is sentenced for violence, and who is named as an author, is not harmed.

Every letter of the name, and of its capitalised parts elsewhere in the document, becomes "█", so
that all offsets still hold. An address that spells the name is cut back to its host.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlsplit

from sayso.lexicon.actors import OfficeHolder, fold, known, nouns, pieces
from sayso.record import Actor, Claim, Claimant, Document, Event, Reading, Span

Layer = TypeVar("Layer")

MASK = "█"

PUBLIC = frozenset("GOV MIL SPY COP LEG JUD ELI PTY REB PRM UAF IGO CRM".split())
"""PLOVER sectors of people who act in public or under arms. Not among them: journalists, doctors,
teachers, activists, suspects."""

HARM_KINDS = frozenset(
    "casualties attack_on_civilians abduction sexual_violence detention prisoner_exchange"
    " mob_violence force_against_protesters violent_demonstration crime".split()
)
HARM_ROOTS = frozenset({"ASSAULT", "COERCE"})

HARMED = re.compile(
    r"\b(?:kill\w*|dead|die[ds]?|dying|death|slain|murder\w*|shot|wound\w*|injur\w*|maim\w*"
    r"|amputat\w*|raped?|raping|assault\w*|tortur\w*|beat\w*|flogg\w*|whipp\w*|detain\w*"
    r"|arrest\w*|jail\w*|abduct\w*|kidnap\w*|disappear\w*|enslav\w*|captiv\w*|hostage\w*"
    r"|ransom\w*|surviv\w*|widow\w*|orphan\w*|displac\w*|fled|flee\w*|buried|burial|funeral"
    r"|mourn\w*|bod(?:y|ies)|bled|stabb\w*|executed|hanged|behead\w*|burn(?:ed|t) alive"
    r"|shrapnel|gunshot|pulled (?:\w+ )?from|rubble|ambulance|morgue|mortuary"
    r"|taken (?:from|away|by)|dragged|sold|missing|bullets?|cut off|severed|hacked|chopped"
    r"|(?:house|home|village)s? (?:had |has |have |was |were )?(?:been )?(?:burn\w*|destroyed"
    r"|bombed)"
    r"|they (?:kept|held|hit|took|tied|locked|forced|threw|made|chained|starved) (?:me|us|my \w+)"
    r"|(?:was|were|been) (?:seized|grabbed|picked up|led away|rounded up|driven out|evicted)"
    r"|lost (?:a|an|his|her|their|both|two|three|my|our) (?:\w+ )?(?:legs?|arms?|hands?|foot|feet"
    r"|eyes?|sight|hearing|fingers?|husband|wife|son|sons|daughters?|child|children|brothers?"
    r"|sisters?|father|mother|parents|family|home|house)"
    r"|(?:was|were|been|being) (?:hit|struck|burned|crushed|trapped))\b",
    re.IGNORECASE,
)
"""Words of harm to persons."""

SENTENCED = re.compile(
    r"\b(?:sentenc\w+|convict\w+|found guilty|charged|indict\w+|accused|on trial|wanted"
    r"|extradit\w+)\b",
    re.IGNORECASE,
)
VIOLENCE = re.compile(
    r"\b(?:for|of|over|with|in) (?:\w+ ){0,4}?(?:kill\w*|murder\w*|tortur\w*|rap\w+|war crimes"
    r"|crimes against|genocide|massacre|massacres|bombing|bombings|attack\w*|enslave\w*|abduct\w*"
    r"|kidnap\w*|terror\w*|beating\w*|shooting\w*|trafficking)\b",
    re.IGNORECASE,
)

KIN = (
    r"(?:husband|wife|son|sons|daughters?|child|children|brothers?|sisters?|fathers?|mothers?|parents"
    r"|family|cousins?|uncles?|aunts?|nephews?|nieces?|grand\w+|fiancée?|in-law)"
)

FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Uu]s|[Oo]ur)\b")
SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*\s+|\n")
SHORTEST_PART = 3

PRONOUNS = frozenset("he she her him his hers they them their it who i we you me us".split())
PARTICLES = frozenset(
    "al el ul bin ben ibn bint bou abu abd ad de der den di da du van von".split()
)


def withhold(reading: Reading) -> Reading:
    """Return the reading with the names of private persons harmed masked; itself where there are
    none.

    The document keeps its id; its fingerprint is that of the masked text.
    """
    veil = veil_of(reading)
    return veil.over(reading) if veil else reading


def veil_of(reading: Reading) -> Veil | None:
    """Return what masks the names of private persons harmed in a reading, None without any."""
    names = names_of_the_harmed(reading)
    return Veil(names, _spared(reading, names)) if names else None


class Masks:
    """Masks of the names of private persons harmed, in words that are put together of documents.

    Where a name is withheld in one document, it is in the words of all: a summary names nobody whom
    one of its sources would not.
    """

    def __init__(self, readings: Iterable[tuple[str, Reading]]) -> None:
        """Take readings with their documents' fingerprints; none of them is kept."""
        self._own: dict[str, Veil] = {}
        names: set[str] = set()
        spared: set[str] = set()
        for key, reading in readings:
            withheld, kept = names_of_the_harmed(reading), frozenset[str]()
            if withheld:
                kept = _spared(reading, withheld)
                self._own[key] = Veil(withheld, kept)
            names |= withheld
            spared |= kept
        self._all = Veil(names, frozenset(spared)) if names else None

    def words(self, words: str, document: str = "") -> str:
        """Return words with the names masked; those of one document by its own names first."""
        own = self._own.get(document)
        words = own.mask(words) if own else words
        return self._all.mask(words) if self._all else words

    def address(self, url: str, document: str) -> str:
        """Return the address of a document, cut back to its host where it spells such a name."""
        veils = (each for each in (self._own.get(document), self._all) if each is not None)
        shown: str | None = url
        for veil in veils:
            shown = veil.address(shown)
        return shown or ""


def names_of_the_harmed(reading: Reading) -> frozenset[str]:
    """Return the names of private persons harmed, as their fullest mentions have them."""
    harmful = [each for each in reading.events or () if _harms(each)]
    if not harmful and HARMED.search(reading.document.text) is None:
        return frozenset()
    people = tuple(_people(reading))
    public = {fold(each.name) for each in people if _is_public(each.name, each.role)}
    names = {
        name
        for name in (*_harmed_actors(reading, harmful, people), *_harmed_claimants(reading, people))
        if fold(name) not in public and not _is_public(name, None)
    }
    return frozenset(names)


def _harms(event: Event) -> bool:
    root = (event.plover or "").partition(":")[0]
    return event.kind in HARM_KINDS or root in HARM_ROOTS


def _people(reading: Reading) -> Iterator[Actor]:
    """Yield mentions of persons by name, those apart that are rather places or events in title
    case.
    """
    places = {each.as_said for each in reading.places or ()}
    triggers = [each.trigger for each in reading.events or ()]
    persons = _called_persons(reading) | _harmed_by_verb(reading)
    for number, actor in enumerate(reading.actors or ()):
        if (
            (actor.kind == "person" or number in persons)
            and actor.named
            and _is_name(actor.name)
            and actor.as_said not in places
            and not any(actor.as_said.overlap(span) for span in triggers)
        ):
            yield actor


PASSIVE = re.compile(r",? (?:\w+, )?(?:was|were|had been|has been|died|lost)\b.{0,60}", re.DOTALL)


def _harmed_by_verb(reading: Reading) -> frozenset[int]:
    """Return the mentions without a role, taken for bodies, to whom a verb of harm happens."""
    text = reading.document.text
    harmed = set()
    for number, actor in enumerate(reading.actors or ()):
        if actor.named and actor.role is None and len(actor.name.split()) in (2, 3):
            after = PASSIVE.match(text, actor.as_said.end)
            if after is not None and HARMED.search(after[0]):
                harmed.add(number)
    return frozenset(harmed)


NAMED_AFTER = frozenset(
    "street road avenue square lane boulevard hospital clinic school university college mosque"
    " church bridge airport stadium brigade battalion camp market hall foundation prize dam"
    " barracks".split()
)
"""What is named after persons: "Simón Bolívar Street" is nobody."""

PERSONAL = frozenset("he she his her him who hers himself herself".split())


def _called_persons(reading: Reading) -> frozenset[int]:
    """Return the mentions without a role, taken for bodies, that "she" or "who" leads back to."""
    actors = reading.actors or ()
    text = reading.document.text
    return frozenset(
        each.refers_to
        for each in actors
        if each.refers_to is not None and each.refers_to < len(actors)
        if each.as_said.of(text).lower() in PERSONAL and actors[each.refers_to].role is None
    )


ARTICLE = re.compile(r"\b(?:al|el|ad|an|as|at|ar|az|ul)[-‑](?=[A-Z])")
"""The article of Arabic names: "al-Qadasi" is a capital word."""


def _is_name(words: str) -> bool:
    """Return whether words are a name: capitals, no pronoun, and no common noun or country
    in them.
    """
    if words.split()[-1:] and words.split()[-1].lower() in NAMED_AFTER:
        return False
    letters = [each for each in ARTICLE.sub("", words).split() if each[0].isalpha()]
    if not letters or words.lower() in PRONOUNS:
        return False
    capitals = [each for each in letters if each[0] == each[0].upper()]
    plain = [each for each in letters if each[0] != each[0].upper()]
    described = nouns().find(words, pieces(words))
    return bool(capitals) and all(each in PARTICLES for each in plain) and not described


def _is_public(name: str, role: str | None) -> bool:
    if role in PUBLIC:
        return True
    words = pieces(name)
    hits = known().find(name, words)
    return any(
        isinstance(hit.entry, OfficeHolder) and len(words) == hit.last - hit.first for hit in hits
    )


def _harmed_actors(
    reading: Reading, harmful: list[Event], people: Sequence[Actor]
) -> Iterator[str]:
    targets = [each.target for each in harmful if each.target is not None]
    around = _Surroundings.of(reading, harmful)
    for person in people:
        if _is_set_apart(around, person):
            continue
        harmed = around.harms(person) or _overlaps(person.as_said, targets)
        if harmed or _is_bereaved(around, person):
            yield person.name
    yield from _meant(reading, targets, people)
    yield from _named_only_as_targets(reading, targets)


@dataclass(frozen=True)
class _Surroundings:
    """What stands around the names of a document: harm, speakers, and who does what."""

    text: str
    sentences: _Sentences
    harm: Sequence[Span]
    speakers: Sequence[Span]
    initiators: Sequence[Span]

    @classmethod
    def of(cls, reading: Reading, harmful: Iterable[Event]) -> _Surroundings:
        """Return those of a reading."""
        text = reading.document.text
        ends = _Sentences(text)
        harm = [ends.around(each.trigger) for each in harmful if each.kind in HARM_KINDS]
        harm += [each.evidence for each in reading.claims or () if _reports_harm(reading, each)]
        speakers = [span for each in reading.attributions or () for span in each.source]
        events = reading.events or ()
        initiators = [each.initiator for each in events if each.initiator is not None]
        return cls(text, ends, harm, speakers, initiators)

    def sentence(self, person: Actor) -> str:
        """Return the words of the sentence in which a person is named."""
        return self.sentences.around(person.as_said).of(self.text)

    def harms(self, person: Actor) -> bool:
        """Return whether harm is spoken of beside a name.

        Who speaks in a sentence about harm reports it, and who is its initiator does it: neither
        is a reason to take them for harmed.
        """
        said = person.as_said
        if _overlaps(said, self.speakers) or _overlaps(said, self.initiators):
            return False
        return _overlaps(said, self.harm) or HARMED.search(self.sentence(person)) is not None


def _is_set_apart(around: _Surroundings, person: Actor) -> bool:
    """Return whether words beside a name say that it is of one sentenced, armed, or long dead."""
    text, said, sentence = around.text, person.as_said, around.sentence(person)
    if SENTENCED.search(sentence) and VIOLENCE.search(sentence):
        return True
    before = text[max(0, said.start - 80) : said.start]
    return bool(NOT_HARMED.search(before) or ARMED_AFTER.match(text, said.end))


NOT_HARMED = re.compile(
    r"\b(?:picture|portrait|statue|bust|poster|painting|photograph|mural) of (?:the \w+ )?$"
    r"|\bnamed (?:after|for|in honou?r of) (?:the \w+ )?$"
    r"|\b(?:leader|commander|chief|warlord|boss|kingpin|militant|fighter|gunman|bomber|sniper"
    r"|mastermind|emir|ringleader|deputy)s?\b[^.;!?]{0,45}, $"
    r"|\b(?:answering to|led by|commanded by|headed by|loyal to|known as) $"
    r"|\b(?:in|at|near|entered|outside|from|into|around) $"
    r"|\b(?:leader|commander|warlord|kingpin|militant|fighter|gunman|bomber|mastermind|emir) $"
    r"|\b(?:by|writes|author|historian|novelist|poet) $",
    re.IGNORECASE,
)
"""Words before a name of one who is armed, long dead, or writes, or of a place taken for one."""

ARMED_AFTER = re.compile(
    r",? (?:(?:described|known|identified)[^.;,]{0,25} as |who (?:led|headed|commanded) |an? |the )"
    r"(?:[\w’'-]+ ){0,5}?(?:commander|leader|chief|militant|fighter|emir|warlord|kingpin|gunman"
    r"|bomber|collector|recruiter|quartermaster)\b",
    re.IGNORECASE,
)


RELATIVE = re.compile(
    rf"[’']s? (?:[\w-]+ )?{KIN}\b|, (?:a|an|the|his|her|whose) [^.,]{{0,30}}\b{KIN}\b"
)
"""Words after a name by which a relative is spoken of."""


def _is_bereaved(around: _Surroundings, person: Actor) -> bool:
    """Return whether a relative of a person is spoken of near a word of harm."""
    text = around.text
    if RELATIVE.match(text, person.as_said.end) is None:
        return False
    sentence = around.sentences.around(person.as_said)
    next_start = min(len(text), sentence.end + 1)
    following = around.sentences.around(Span(next_start, min(len(text), next_start + 1)))
    near = Span(sentence.start, max(sentence.end, following.end)).of(text)
    return HARMED.search(near) is not None or BLAST.search(near) is not None


BLAST = re.compile(
    r"\b(?:blast|explosion|bomb\w*|shell\w*|strike|raid|attack|mine)\b", re.IGNORECASE
)


def _named_only_as_targets(reading: Reading, targets: Iterable[Span]) -> Iterator[str]:
    """Yield names in targets that no mention of an actor covers: "killing Amélia Chibuto, 61"."""
    text, actors = reading.document.text, reading.actors or ()
    places = [each.as_said for each in reading.places or ()]
    for target in targets:
        words = target.of(text)
        if _overlaps(target, [each.as_said for each in actors]) or _overlaps(target, places):
            continue
        capitals = all(each[:1].isupper() for each in words.split())
        if capitals and len(words.split()) > 1 and _is_name(words):
            yield words


def _overlaps(span: Span, spans: Iterable[Span]) -> bool:
    return any(span.overlap(each) for each in spans)


def _meant(reading: Reading, targets: list[Span], people: Sequence[Actor]) -> Iterator[str]:
    """Yield names that the pronouns and short forms in targets lead back to."""
    actors = reading.actors or ()
    fullest = {id(each) for each in people}
    for short in actors:
        if not any(short.as_said.overlap(span) for span in targets):
            continue
        full = short
        for _ in actors:  # as many steps as there are mentions, should they lead in a circle
            if full.refers_to is None or full.refers_to >= len(actors):
                break
            full = actors[full.refers_to]
        if full is not short and id(full) in fullest:
            yield full.name


def _claimants(claim: Claim) -> Iterator[Claimant]:
    """Yield who makes a claim, and who was read to where people corrected that: a correction by
    which nobody is named must not unmask who was.
    """
    read = next((each.read for each in claim.corrections if each.field == "claimant"), "")
    if read and not claim.added_by:
        yield Claimant(read, read, True)
    if not claim.narrated:
        yield claim.claimant


def _harmed_claimants(reading: Reading, people: Sequence[Actor]) -> Iterator[str]:
    names = {each.name for each in people}
    for claim in reading.claims or ():
        said = claim.evidence.of(reading.document.text)
        for who in _claimants(claim):
            if (
                who.named
                and who.role not in PUBLIC
                and who.name in names
                and _reports_own_harm(reading, replace(claim, claimant=who), said)
            ):
                yield who.name


MYSELF = re.compile(r"\b(?:I|[Mm]e|[Mm]y)\b")
"""A doctor's "we" is the hospital."""

WITNESS_ROLES = frozenset((None, "CVL", "LAB", "BUS", "REF"))
"""Sectors of those who speak of themselves rather than of their work."""

THEIR_OWN = re.compile(
    rf"\b(?:his|her|their) (?:\w+ )?(?:{KIN}|house|home|village|shop|farm|street|hands?|legs?)\b",
    re.IGNORECASE,
)


def _reports_own_harm(reading: Reading, claim: Claim, said: str) -> bool:
    """Return whether a private claimant says what happened to himself or to his people."""
    witness = claim.claimant.role in WITNESS_ROLES
    own = (FIRST_PERSON if witness else MYSELF).search(said) is not None
    if _reports_harm(reading, claim):
        return own
    if not witness:
        return False
    harm = HARMED.search(said) or BLAST.search(said)
    # "Naw Paw and her mother fled after their village was bombed, she said": of herself.
    of_himself = claim.claimant.name in said and THEIR_OWN.search(said)
    if of_himself and harm:
        return True
    return own and (harm is not None or HARMED.search(reading.document.text) is not None)


def _reports_harm(reading: Reading, claim: Claim) -> bool:
    return claim.event is not None and (reading.events or ())[claim.event].kind in HARM_KINDS


class _Sentences:
    """Sentences by their marks and line ends; an abbreviation may cut one short."""

    def __init__(self, text: str) -> None:
        ends = list(SENTENCE_END.finditer(text))
        self._starts = [0, *(each.end() for each in ends)]
        self._stops = [*(each.start() for each in ends), len(text)]

    def around(self, span: Span) -> Span:
        """Return the span of the sentences in which `span` begins and ends, and all between."""
        first = bisect_right(self._starts, span.start) - 1
        last = bisect_right(self._starts, max(span.start, span.end - 1)) - 1
        return Span(self._starts[first], max(self._stops[last], span.end))


def _spared(reading: Reading, names: Iterable[str]) -> frozenset[str]:
    """Return words that stay where they stand alone: of the names of others and of places."""
    withheld = frozenset(names)
    unharmed = [each.name for each in reading.actors or () if each.name not in withheld]
    unharmed += [each.name for each in reading.places or ()]
    return frozenset(word for name in unharmed for word in name.split())


class Veil:
    """Masks names, and their parts that are capitalised and no word of another's name."""

    def __init__(self, names: Iterable[str], spared: frozenset[str]) -> None:
        whole = sorted(names, key=lambda each: (-len(each), each))
        parts = {part for name in whole for part in name.split()} - spared
        self._parts = sorted(
            part for part in parts if len(part) >= SHORTEST_PART and part[0].isupper()
        )
        full = "|".join(r"\s+".join(map(re.escape, each.split())) for each in whole)
        alone = "|".join(re.escape(form) for each in self._parts for form in (each, each.upper()))
        self._words = re.compile(rf"(?<!\w)(?:(?i:{full}){'|' + alone if alone else ''})(?!\w)")

    def mask(self, words: str) -> str:
        """Return words with the names in them masked."""
        return self._words.sub(lambda match: _masked(match[0]), words)

    def _maybe(self, words: str | None) -> str | None:
        return None if words is None else self.mask(words)

    def over(self, reading: Reading) -> Reading:
        """Return a reading with the names masked wherever they stand."""
        return replace(
            reading,
            document=self._document(reading.document),
            claims=_each(reading.claims, self._claim),
            actors=_each(reading.actors, self._actor),
            warnings=_each(reading.warnings, lambda e: replace(e, message=self.mask(e.message))),
            problems=tuple(replace(e, message=self.mask(e.message)) for e in reading.problems),
        )

    def _document(self, document: Document) -> Document:
        return replace(
            document,
            text=self.mask(document.text),
            given_id=document.id,
            url=self.address(document.url),
            title=self._maybe(document.title),
            other_titles=tuple(map(self.mask, document.other_titles)),
            problems=tuple(replace(e, message=self.mask(e.message)) for e in document.problems),
        )

    def address(self, url: str | None) -> str | None:
        """Return an address, cut back to its host where it spells a name."""
        if url is None:
            return None
        spelt = {piece.folded for piece in pieces(url.replace("_", " "))}
        if not any(piece.folded in spelt for part in self._parts for piece in pieces(part)):
            return self.mask(url)
        split = urlsplit(url)
        return f"{split.scheme}://{split.netloc}/" if split.netloc else None

    def _claim(self, claim: Claim) -> Claim:
        who = claim.claimant
        return replace(
            claim,
            claimant=replace(who, said=self.mask(who.said), name=self.mask(who.name)),
            chain=tuple(map(self.mask, claim.chain)),
            corrections=tuple(
                replace(each, read=self.mask(each.read), value=self.mask(each.value))
                for each in claim.corrections
            ),
        )

    def _actor(self, actor: Actor) -> Actor:
        return replace(actor, name=self.mask(actor.name), title=self._maybe(actor.title))


def _masked(words: str) -> str:
    return "".join(each if each.isspace() or each in "-'’" else MASK for each in words)


def _each(
    layer: tuple[Layer, ...] | None, change: Callable[[Layer], Layer]
) -> tuple[Layer, ...] | None:
    return None if layer is None else tuple(map(change, layer))
