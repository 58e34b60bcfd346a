"""Short reports for tests of linking: who said what in them is given, nothing is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sayso.linking.linker import LinkedLedger, link
from sayso.record import (
    Attribution,
    Block,
    Claim,
    Claimant,
    Document,
    Event,
    FoldedClaim,
    Incident,
    Judgement,
    Modality,
    Place,
    Polarity,
    Quantity,
    Reading,
    Span,
    Stance,
    Verdict,
    content_hash,
)

START = datetime(2025, 6, 3, 8, tzinfo=UTC)

PLACES = {
    "Kutum": Place(Span(0, 0), "Kutum", "city", "town", 371760, 14.2, 24.66, "SDN", 0.9),
    "Nyala": Place(Span(0, 0), "Nyala", "city", "town", 367927, 12.05, 24.88, "SDN", 0.9),
    "Izmail": Place(Span(0, 0), "Izmail", "city", "town", 707052, 45.35, 28.84, "UKR", 0.9),
}


@dataclass(frozen=True)
class Who:
    """A claimant; without a country and a role a person of no side, None the outlet itself."""

    name: str
    country: str | None = None
    role: str | None = None
    named: bool = True


ARMY = Who("Sudanese army", "SDN", "MIL")
MINISTRY = Who("Sudan's Defence Ministry", "SDN", "GOV")
RSF = Who("Rapid Support Forces", "SDN", "REB")
DOCTORS = Who("Sudan Doctors Network", "SDN", "NGO")
OFFICIALS = Who("officials", None, "GOV", named=False)
KYIV = Who("Ukraine's air force", "UKR", "MIL")
MOSCOW = Who("Russia's Defence Ministry", "RUS", "GOV")


@dataclass(frozen=True)
class Says:
    """A statement: `figures` are (as said, low, unit, role), `high` None for an open range."""

    who: Who | None
    words: str
    kind: str | None = "casualties"
    figures: tuple[tuple[str, float, str, str], ...] = ()
    polarity: Polarity = "asserts"
    modality: Modality = "actual"
    doer: str | None = None
    target: str | None = None
    place: str | None = None
    stance: Stance = "neutral"
    bound: str = "exact"
    chain: tuple[str, ...] = ()


def report(
    name: str,
    *says: Says,
    outlet: str = "Harbour Post",
    hours: float = 0.0,
    title: str = "",
    agency: str | None = None,
) -> Reading:
    """A document of `says`, a paragraph each, published `hours` after the first."""
    text, claims, layers = title + "\n\n" if title else "", [], _Layers()
    blocks = [Block("headline", Span(0, len(title)))] if title else []
    key = content_hash("made", name, outlet, hours, [each.words for each in says])
    for number, each in enumerate(says):
        lead = f"{each.who.name} said " if each.who else ""
        start = len(text) + len(lead)
        evidence = Span(start, start + len(each.words))
        blocks.append(Block("paragraph", Span(len(text), evidence.end)))
        source = Span(len(text), len(text) + len(each.who.name)) if each.who else None
        text += lead + each.words + "\n\n"
        claims.append(layers.claim(content_hash(key, number), each, evidence, source, outlet))
    document = Document(
        text,
        given_id=name,
        outlet=outlet,
        published=START + timedelta(hours=hours),
        title=title or None,
        agency=agency,
    )
    return Reading(
        document,
        blocks=tuple(blocks),
        attributions=tuple(layers.attributions),
        events=tuple(layers.events),
        claims=tuple(claims),
        quantities=tuple(layers.quantities),
        places=tuple(layers.places),
        moments=(),
        actors=(),
    )


class _Layers:
    def __init__(self) -> None:
        self.attributions: list[Attribution] = []
        self.events: list[Event] = []
        self.quantities: list[Quantity] = []
        self.places: list[Place] = []

    def claim(
        self, key: str, each: Says, evidence: Span, source: Span | None, outlet: str
    ) -> Claim:
        def at(words: str | None) -> Span | None:
            if words is None:
                return None
            start = evidence.start + each.words.index(words)
            return Span(start, start + len(words))

        attribution = None
        if source is not None:
            attribution = len(self.attributions)
            cue = Span(source.end + 1, source.end + 5)
            made = Attribution((source,), (cue,), (evidence,), "indirect", stance=each.stance)
            self.attributions.append(made)
        event = None
        if each.kind is not None:
            event = len(self.events)
            trigger = Span(evidence.start, evidence.start + 1)
            self.events.append(Event(each.kind, trigger, at(each.doer), at(each.target)))
        quantities = []
        for words, low, unit, role in each.figures:
            quantities.append(len(self.quantities))
            span = at(words)
            assert span is not None
            open_range = words.split()[0] in ("dozens", "scores")
            high = None if open_range else low
            self.quantities.append(
                Quantity(span, low, high, None, unit, role, each.bound)  # type: ignore[arg-type]
            )
        places = []
        if each.place is not None:
            span = at(each.place)
            assert span is not None
            known = PLACES[each.place]
            places.append(len(self.places))
            self.places.append(
                Place(
                    span, *(getattr(known, name) for name in Place.__slots__ if name != "as_said")
                )
            )
        who = each.who or Who(outlet)
        return Claim(
            key,
            attribution,
            Claimant(who.name, who.name, who.named, who.country, who.role),
            (*each.chain, who.name),
            evidence,
            event,
            each.polarity,
            each.modality,
            tuple(quantities),
            tuple(places),
        )


def linked(*readings: Reading, judgements: tuple[Judgement, ...] = ()) -> LinkedLedger:
    return link(readings, judgements)


def only_incident(*readings: Reading, judgements: tuple[Judgement, ...] = ()) -> Incident:
    """The one incident that all readings tell of."""
    found = linked(*readings, judgements=judgements)
    assert len(found.incidents) == 1, [each.title for each in found.incidents]
    return found.incidents[0]


def claim_with(found: LinkedLedger, words: str) -> FoldedClaim:
    """The folded claim that has an appearance with these words in it."""
    fits = [
        claim
        for claim in found.claims
        if any(words in appearance.words for appearance in claim.appearances)
    ]
    assert len(fits) == 1, words
    return fits[0]


def statement(reading: Reading, number: int = 0) -> str:
    """The id of a reading's statement."""
    return (reading.claims or ())[number].id


def judgement(verdict: Verdict, *claims: str, by: str = "Maria", hours: float = 100) -> Judgement:
    return Judgement(verdict, claims, by, START + timedelta(hours=hours), "as I read them")
