"""Names of private persons harmed, kept out of exports unless they are asked for.

The rule. A person is *private* when no mention of the name in the document has a public role (an
office, a uniform, a seat, a party, an armed group: `PUBLIC`) and the name is not in the table of
people in office. A private person is *harmed* when the name stands

1. in the target of an event that harms (an assault, a detention, a killing ...), or is whom a
   pronoun there means, or
2. in the sentence of such an event's trigger or in the evidence of a claim of one, and the person
   is not the one who says it, or
3. as the claimant who reports such an event in the first person ("my brother was shot").

Every letter of the name, and of its capitalised parts elsewhere in the document, becomes "█", so
that all offsets still hold. An address that spells the name is cut back to its host.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from sayso.lexicon.actors import OfficeHolder, fold, known, nouns, pieces
from sayso.record import Actor, Claim, Document, Event, Reading, Span

Layer = TypeVar("Layer")

MASK = "█"

PUBLIC = frozenset("GOV MIL SPY COP LEG JUD ELI PTY REB PRM UAF IGO".split())
"""PLOVER sectors of people who act in public or under arms. Not among them: journalists, doctors,
teachers, activists, suspects."""

HARM_KINDS = frozenset(
    "casualties attack_on_civilians abduction sexual_violence detention prisoner_exchange"
    " mob_violence force_against_protesters violent_demonstration crime".split()
)
HARM_ROOTS = frozenset({"ASSAULT", "COERCE"})

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
    names = names_of_the_harmed(reading)
    return _Veil(names, _spared(reading, names)).over(reading) if names else reading


def names_of_the_harmed(reading: Reading) -> frozenset[str]:
    """Return the names of private persons harmed, as their fullest mentions have them."""
    harmful = [each for each in reading.events or () if _harms(each)]
    if not harmful:
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
    for actor in reading.actors or ():
        if (
            actor.kind == "person"
            and actor.named
            and _is_name(actor.name)
            and actor.as_said not in places
            and not any(actor.as_said.overlap(span) for span in triggers)
        ):
            yield actor


def _is_name(words: str) -> bool:
    """Return whether words are a name: capitals, no pronoun, and no common noun or country
    in them.
    """
    letters = [each for each in words.split() if each[0].isalpha()]
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
    text = reading.document.text
    targets = [each.target for each in harmful if each.target is not None]
    ends = _Sentences(text)
    harm = [ends.around(each.trigger) for each in harmful if each.kind in HARM_KINDS]
    harm += [each.evidence for each in reading.claims or () if _reports_harm(reading, each)]
    speakers = [span for each in reading.attributions or () for span in each.source]
    for person in people:
        said = person.as_said
        # Who speaks in a sentence about harm reports it: not a reason to take them for harmed.
        near = _overlaps(said, harm) and not _overlaps(said, speakers)
        if near or _overlaps(said, targets):
            yield person.name
    yield from _meant(reading, targets, people)


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


def _harmed_claimants(reading: Reading, people: Sequence[Actor]) -> Iterator[str]:
    names = {each.name for each in people}
    for claim in reading.claims or ():
        who, said = claim.claimant, claim.evidence.of(reading.document.text)
        if (
            claim.attribution is not None
            and who.named
            and who.role not in PUBLIC
            and who.name in names
            and _reports_harm(reading, claim)
            and FIRST_PERSON.search(said)
        ):
            yield who.name


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


class _Veil:
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
        return self._words.sub(lambda match: _masked(match[0]), words)

    def _maybe(self, words: str | None) -> str | None:
        return None if words is None else self.mask(words)

    def over(self, reading: Reading) -> Reading:
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
            url=self._address(document.url),
            title=self._maybe(document.title),
            other_titles=tuple(map(self.mask, document.other_titles)),
            problems=tuple(replace(e, message=self.mask(e.message)) for e in document.problems),
        )

    def _address(self, url: str | None) -> str | None:
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
        )

    def _actor(self, actor: Actor) -> Actor:
        return replace(actor, name=self.mask(actor.name), title=self._maybe(actor.title))


def _masked(words: str) -> str:
    return "".join(each if each.isspace() or each in "-'’" else MASK for each in words)


def _each(
    layer: tuple[Layer, ...] | None, change: Callable[[Layer], Layer]
) -> tuple[Layer, ...] | None:
    return None if layer is None else tuple(map(change, layer))
