"""The fields of a claim: what they say in words, and how a person's values are set in a claim."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from sayso.gazetteer import PRECISIONS, Entry, open_gazetteer, precision_of
from sayso.lexicon.actor_codes import describe
from sayso.lexicon.comparison import person_classes
from sayso.lexicon.countries import alpha3
from sayso.lexicon.events import kinds, ontology
from sayso.lexicon.figure_notation import FigureError, counted, label, read_figure, written
from sayso.lexicon.quantities import is_a
from sayso.record import (
    MODALITIES,
    OUTLET,
    POLARITIES,
    Actor,
    Claim,
    Claimant,
    Event,
    Grain,
    Moment,
    Place,
    PlaceCandidate,
    Quantity,
    Reading,
    Span,
)
from sayso.record.resolved import ResolvedClaim
from sayso.text.numerals import find_numerals

FIELDS = (
    "claimant", "event", "polarity", "modality", "figures", "place", "when",
    "initiator", "target", "evidence",
)  # fmt: skip
"""What may be corrected of a claim."""

SEPARATOR = "; "
SHORTEST_WORDS = 2
"""Letters of who did it or what was hit."""

LEAST_EVIDENCE = 2
"""Words of evidence."""

GEONAMES = re.compile(r"(?P<name>.+?) \((?:[A-Z]{3}, )?GeoNames (?P<id>\d+)\)")
INSTANT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T(?P<hour>\d\d):(?P<minute>\d\d)"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?"
)


class CorrectionError(ValueError):
    """A value that a field can't take; the message says why, and what it takes."""


def fields_of(resolved: ResolvedClaim) -> dict[str, str]:
    """Return the fields of a claim in words: what a person reads, and may type, "" for nothing."""
    claim, event, text = resolved.claim, resolved.event, resolved.reading.document.text
    moment = resolved.moment
    return {
        "claimant": claim.claimant.name or claim.claimant.said,
        "event": event.kind if event else "",
        "polarity": claim.polarity,
        "modality": claim.modality,
        "figures": SEPARATOR.join(figure_words(each, text) for each in resolved.quantities),
        "place": SEPARATOR.join(dict.fromkeys(each.name for each in resolved.places)),
        "when": (resolved.words(moment.as_said) or moment.value) if moment else "",
        "initiator": resolved.words(event.initiator) if event else "",
        "target": resolved.words(event.target) if event else "",
        "evidence": resolved.evidence,
    }


def figure_words(quantity: Quantity, text: str) -> str:
    """Return a figure with what was counted: "71 of 83 drones intercepted".

    An open range ("dozens") stays in its own words.
    """
    said = {each.low for each in find_numerals(quantity.as_said.of(text))}
    unit = quantity.unit or ""
    of_a_class = is_a(unit, "person") and person_classes().get(unit) != "anyone"
    if of_a_class and said and quantity.whole not in said:
        quantity = replace(quantity, whole=None)  # "31 civilians, among them nine children"
    if quantity.high is None and quantity.bound not in ("at_least", "more_than"):
        role = (quantity.role or "").replace("_", " ")
        return f"“{quantity.as_said.of(text).strip()}” {role}".rstrip()
    return f"{written(quantity)} {label(quantity)}".rstrip()


def words_of(quantity: Quantity, text: str) -> str:
    """Return the words of a figure; of one that a person gave, as a report would word it."""
    return " ".join(quantity.as_said.of(text).split()) or counted(quantity)


@dataclass(slots=True)
class Layers:
    """The layers of a reading, to which people's values add; nothing is taken out of them."""

    whole: Reading
    events: list[Event] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.events += self.whole.events or ()
        self.quantities += self.whole.quantities or ()
        self.places += self.whole.places or ()
        self.moments += self.whole.moments or ()

    @property
    def text(self) -> str:
        return self.whole.document.text

    def reading(self, claims: Sequence[Claim]) -> Reading:
        """Return the reading with these claims and all that was added to its layers."""
        return replace(
            self.whole,
            claims=tuple(claims),
            events=tuple(self.events),
            quantities=tuple(self.quantities),
            places=tuple(self.places),
            moments=tuple(self.moments),
        )


def check_value(reading: Reading, claim: Claim, name: str, value: str, kind: str) -> None:
    """Raise CorrectionError where a field of a claim, of which `kind` is the event's, can't take a
    value.
    """
    layers = Layers(reading)
    if name in ("initiator", "target"):
        claim = _with_event(layers, claim, kind)
    SETTERS[name](layers, claim, value)


Setter = Callable[[Layers, Claim, str], Claim]


def _with_claimant(layers: Layers, claim: Claim, value: str) -> Claim:
    """Return a claim with another claimant: one of the text with its codes, or a new one."""
    if not value:
        raise CorrectionError("A claim has a claimant. For the report's own words: the outlet.")
    if value == OUTLET:
        outlet = layers.whole.document.outlet
        claimant = Claimant("", outlet or OUTLET, outlet is not None)
        return replace(claim, claimant=claimant, chain=(claimant.name,), attribution=None)
    actor = actor_named(layers.whole, value)
    if actor is not None:
        said = actor.as_said.of(layers.text)
        claimant = Claimant(said, actor.name, actor.named, actor.country, actor.role)
    else:
        country, role = describe(value)
        named = any(letter.isupper() for letter in value)
        claimant = Claimant("", value, named, country, role)
    return replace(claim, claimant=claimant, chain=(*claim.chain[:-1], claimant.name))


def actor_named(reading: Reading, name: str) -> Actor | None:
    """Return the first actor of a reading with this name, in any case; None for none."""
    folded = name.casefold().removeprefix("the ")
    named = (each for each in reading.actors or () if each.name.casefold() == folded)
    return next(named, None)


def _with_event(layers: Layers, claim: Claim, value: str) -> Claim:
    if not value:
        return replace(claim, event=None)
    if value not in kinds():
        raise CorrectionError(f"There is no kind of event “{value}”.")
    codes = ontology()[value][-1]
    read = layers.events[claim.event] if claim.event is not None else None
    if read is None:
        triggers = (each.trigger for each in layers.events)
        inside = (layers.events[number] for number in numbers_in(claim.evidence, triggers))
        read = next((each for each in inside if each.kind == value), None)
    event = replace(
        read or Event(value, claim.evidence),
        kind=value,
        plover=codes.plover,
        acled=codes.acled,
        cameo=codes.cameo,
        main=False,
    )
    layers.events.append(event)
    return replace(claim, event=len(layers.events) - 1)


def _with_polarity(_layers: Layers, claim: Claim, value: str) -> Claim:
    if value not in POLARITIES:
        raise CorrectionError(f"The polarity is one of {', '.join(POLARITIES)}.")
    return replace(claim, polarity=value)


def _with_modality(_layers: Layers, claim: Claim, value: str) -> Claim:
    if value not in MODALITIES:
        raise CorrectionError(f"The modality is one of {', '.join(MODALITIES)}.")
    return replace(claim, modality=value)


def items_of(value: str) -> list[str]:
    """Return the items of a value with several: figures, places."""
    return [each.strip() for each in value.split(";") if each.strip()]


def _with_figures(layers: Layers, claim: Claim, value: str) -> Claim:
    """Return a claim with other figures; those that were read in its words stay what they are."""
    inside = numbers_in(claim.evidence, (each.as_said for each in layers.quantities))
    read = {
        figure_words(layers.quantities[number], layers.text): number
        for number in (*inside, *claim.quantities)
    }
    numbers = []
    for words in items_of(value):
        if words in read:
            numbers.append(read[words])
            continue
        figure = figure_typed(words, layers.text)
        nowhere = Span(claim.evidence.start, claim.evidence.start)
        layers.quantities.append(replace(figure, as_said=nowhere))
        numbers.append(len(layers.quantities) - 1)
    return replace(claim, quantities=tuple(numbers))


def figure_typed(words: str, text: str) -> Quantity:
    """Return the figure that somebody typed of a text. Raises CorrectionError."""
    try:
        return read_figure(words, text)
    except FigureError as error:
        raise CorrectionError(str(error)) from None


def _with_places(layers: Layers, claim: Claim, value: str) -> Claim:
    inside = list(numbers_in(claim.evidence, (each.as_said for each in layers.places)))
    read = {layers.places[number].name: number for number in (*inside, *claim.places)}
    by_id = {layers.places[number].geonameid: number for number in inside}
    numbers = []
    for words in items_of(value):
        if words in read:
            numbers.append(read[words])
            continue
        match = GEONAMES.fullmatch(words)
        if match is None:
            raise CorrectionError(f"“{words}” is not in the gazetteer.")
        if int(match["id"]) in by_id:
            numbers.append(by_id[int(match["id"])])
            continue
        said = _words_in(layers, claim, match["name"])
        layers.places.append(place_numbered(match["name"], int(match["id"]), said, layers.places))
        numbers.append(len(layers.places) - 1)
    return replace(claim, places=tuple(numbers))


def place_numbered(name: str, geonameid: int, said: Span, places: Iterable[Place]) -> Place:
    """Return the place with a GeoNames id: of the gazetteer, else a candidate of the reading."""
    entry = next((each for each in _entries(name) if each.geonameid == geonameid), None)
    if entry is not None:
        return Place(
            said, entry.name, entry.kind, precision_of(entry), geonameid,
            entry.latitude, entry.longitude, alpha3(entry.country), 1.0,
        )  # fmt: skip
    for place in places:
        for candidate in place.candidates:
            if candidate.geonameid == geonameid:
                return _of_candidate(candidate, said)
    return Place(said, name, "city", "unknown", geonameid, score=1.0)


def _of_candidate(candidate: PlaceCandidate, said: Span) -> Place:
    return Place(
        said, candidate.name, candidate.kind, PRECISIONS.get(candidate.kind, "unknown"),
        candidate.geonameid, candidate.latitude, candidate.longitude, candidate.country, 1.0,
    )  # fmt: skip


@lru_cache(maxsize=4_096)
def _entries(name: str) -> tuple[Entry, ...]:
    return open_gazetteer().find(name)


def place_words(entry: Entry) -> str:
    """Return a place as a correction names it: "Kutum (SDN, GeoNames 372801)"."""
    country = alpha3(entry.country)
    return f"{entry.name} ({f'{country}, ' if country else ''}GeoNames {entry.geonameid})"


def place_words_of(place: Place) -> str:
    """Return a place as a correction names it; one with no number by its name alone."""
    if place.geonameid is None:
        return place.name
    country = f"{place.country}, " if place.country else ""
    return f"{place.name} ({country}GeoNames {place.geonameid})"


def _words_in(layers: Layers, claim: Claim, words: str) -> Span:
    """Return where words stand in the evidence, else in the text; an empty span for nowhere."""
    for within in (claim.evidence, Span(0, len(layers.text))):
        at = within.of(layers.text).find(words) if words else -1
        if at >= 0:
            return Span(within.start + at, within.start + at + len(words))
    return Span(claim.evidence.start, claim.evidence.start)


def _with_moment(layers: Layers, claim: Claim, value: str) -> Claim:
    """Return a claim with another day or interval: "2025-06-03", "2025-06-03/2025-06-05"."""
    if not value:
        return replace(claim, moment=None)
    inside = list(numbers_in(claim.evidence, (each.as_said for each in layers.moments)))
    for number in inside:
        if layers.moments[number].as_said.of(layers.text) == value:
            return replace(claim, moment=number)
    published = layers.whole.document.published
    zone = published.tzinfo if published else None
    earliest, latest, grain = period_of(value, zone)
    for number in inside:
        moment = layers.moments[number]
        if (moment.earliest, moment.latest) == (earliest, latest):
            return replace(claim, moment=number)
    said = Span(claim.evidence.start, claim.evidence.start)
    layers.moments.append(
        Moment(said, "TIME" if "T" in value else "DATE", value, earliest, latest, grain)
    )
    return replace(claim, moment=len(layers.moments) - 1)


def period_of(value: str, zone: tzinfo | None) -> tuple[datetime, datetime, Grain]:
    """Return the first and last instants of "2025-06-03" or "2025-06-03/2025-06-05".

    Raises CorrectionError.
    """
    begin, _, end = value.partition("/")
    earliest, latest, grain = _interval(begin, zone)
    if end:
        latest = _interval(end, zone)[1]
    if latest < earliest:
        raise CorrectionError(f"“{value}” ends before it begins.")
    return earliest, latest, grain


def _interval(value: str, zone: tzinfo | None) -> tuple[datetime, datetime, Grain]:
    match = INSTANT.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)
        year, month, day = int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)
        first = date(year, month, day)
        if match["zone"]:
            zone = datetime.fromisoformat(f"2000-01-01T00:00{match['zone']}").tzinfo
        if match["hour"]:
            at = datetime.combine(first, time(int(match["hour"]), int(match["minute"])), zone)
            return at, at.replace(second=59), "minute"
        last = first
        grain: Grain = "day"
        if not match["month"]:
            last, grain = date(year, 12, 31), "year"
        elif not match["day"]:
            last, grain = date(year, month, monthrange(year, month)[1]), "month"
    except ValueError:
        raise CorrectionError(
            f"“{value}” is no day. Write 2025-06-03, 2025-06 or 2025-06-03T14:30, or two of them"
            " with / between."
        ) from None
    return (
        datetime.combine(first, time(0, 0), zone),
        datetime.combine(last, time(23, 59, 59), zone),
        grain,
    )


def _party(name: str) -> Setter:
    def with_party(layers: Layers, claim: Claim, value: str) -> Claim:
        if claim.event is None:
            raise CorrectionError(f"A claim without an event has no {name}: give the kind first.")
        said = _words_in(layers, claim, value) if value else None
        if said is not None and (not len(said) or len(value) < SHORTEST_WORDS):
            raise CorrectionError(f"The article doesn't say “{value}”. Write its own words.")
        event = layers.events[claim.event]
        changed = (
            replace(event, initiator=said) if name == "initiator" else replace(event, target=said)
        )
        layers.events.append(changed)
        return replace(claim, event=len(layers.events) - 1)

    return with_party


def numbers_in(evidence: Span, spans: Iterable[Span]) -> Iterator[int]:
    """Yield the numbers of those of a layer's spans that are words of a claim's evidence."""
    for number, span in enumerate(spans):
        if len(span) and evidence.contains(span):
            yield number


def _with_evidence(layers: Layers, claim: Claim, value: str) -> Claim:
    """Return a claim with other words of its document, verbatim."""
    said = _words_in(layers, claim, value)
    if not len(said):
        raise CorrectionError(f"The article doesn't say “{value}”. Copy its words exactly.")
    blocks = [each for each in layers.whole.blocks or () if each.span.overlap(said)]
    if len(blocks) > 1 or len(value.split()) < LEAST_EVIDENCE:
        raise CorrectionError("The evidence is some words of one paragraph, two at the least.")
    return replace(claim, evidence=said)


SETTERS: Mapping[str, Setter] = {
    "evidence": _with_evidence,
    "claimant": _with_claimant,
    "event": _with_event,
    "polarity": _with_polarity,
    "modality": _with_modality,
    "figures": _with_figures,
    "place": _with_places,
    "when": _with_moment,
    "initiator": _party("initiator"),
    "target": _party("target"),
}
"""How each field is set, in the order in which they are: words are looked for in the evidence."""
