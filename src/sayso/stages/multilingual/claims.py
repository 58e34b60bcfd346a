"""The claims of a document in a language without a parser: sentence by sentence.

Each sentence of what is attributed is a claim of its claimant, and each sentence of nobody else
that holds an event or a figure is one of the outlet.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.lexicon.multilingual import endings
from sayso.record import (
    Attribution,
    Block,
    Claim,
    Claimant,
    Event,
    Moment,
    Place,
    Polarity,
    Quantity,
    Span,
    content_hash,
)
from sayso.stages.claims import NARRATION_SCORE
from sayso.stages.claims.claimants import outlet as narrator
from sayso.stages.claims.modality import BY_STANCE
from sayso.stages.multilingual.attribution import tidied, unspoken
from sayso.stages.multilingual.claimants import claimant_of, publisher_of
from sayso.stages.multilingual.sentences import sentences
from sayso.text.spans import SpanIndex


@dataclass(frozen=True, slots=True)
class DocumentLayers:
    """A document's text with what was read of it so far, its key, outlet and language."""

    text: str
    fingerprint: str
    outlet: str | None
    code: str
    blocks: Sequence[Block]
    attributions: Sequence[Attribution]
    events: Sequence[Event]
    quantities: Sequence[Quantity]
    places: Sequence[Place]
    moments: Sequence[Moment]


def read_claims(layers: DocumentLayers) -> tuple[Claim, ...]:
    """Return the claims of a document, in the order of its text."""
    maker = ClaimMaker(layers)
    claims = [*maker.attributed(), *maker.narrated()]
    claims.sort(key=lambda each: (each.evidence, each.narrated))
    return tuple({each.id: each for each in claims}.values())


class ClaimMaker:
    """What makes the claims of one document."""

    def __init__(self, layers: DocumentLayers) -> None:
        self._layers = layers
        self._events = SpanIndex([each.trigger for each in layers.events])
        self._quantities = SpanIndex([each.as_said for each in layers.quantities])
        self._places = SpanIndex([each.as_said for each in layers.places])
        self._moments = SpanIndex([each.as_said for each in layers.moments])

    def attributed(self) -> Iterator[Claim]:
        """Yield the claims of every attribution."""
        layers = self._layers
        earlier: deque[Claimant] = deque()
        publisher = publisher_of(layers.outlet, layers.code)
        for index, attribution in enumerate(layers.attributions):
            if not attribution.source and publisher is not None:
                claimant = publisher
            else:
                claimant = claimant_of(layers.text, attribution, layers.code, earlier)
                earlier.appendleft(claimant)
            for content in attribution.content:
                for sentence in sentences(layers.text, content, layers.code):
                    evidence = self._evidence(sentence)
                    if len(evidence):
                        yield self._claim(evidence, claimant, index)

    def _evidence(self, sentence: Span) -> Span:
        """Return a sentence of what is said without the "that" that opens it."""
        text = self._layers.text
        opening = re.compile(rf"(?i:(?:{endings(self._layers.code).that})\s+)")
        that = opening.match(text, sentence.start, sentence.end)
        return tidied(text, Span(that.end() if that else sentence.start, sentence.end))

    def narrated(self) -> Iterator[Claim]:
        """Yield the outlet's claims: sentences of nobody else with an event or figure."""
        layers = self._layers
        for sentence in unspoken(layers.text, layers.blocks, layers.attributions, layers.code):
            evidence = tidied(layers.text, sentence)
            if self._quantities.inside(evidence) or self._events.inside(evidence):
                yield self._claim(evidence, narrator(layers.outlet), None)

    def _claim(self, evidence: Span, claimant: Claimant, index: int | None) -> Claim:
        layers = self._layers
        attribution = None if index is None else layers.attributions[index]
        about = next(iter(self._events.inside(evidence)), None)
        event = None if about is None else layers.events[about]
        kind = event.kind if event is not None else None
        names = (claimant.name,)
        start, end = evidence.start, evidence.end
        return Claim(
            id=content_hash("claim", layers.fingerprint, names, start, end, kind),
            attribution=index,
            claimant=claimant,
            chain=names,
            evidence=evidence,
            event=about,
            polarity=_polarity(attribution, event),
            modality=event.modality if event is not None else "actual",
            quantities=self._quantities.inside(evidence),
            places=self._places.inside(evidence),
            moment=self._moment(evidence),
            score=NARRATION_SCORE if attribution is None else attribution.score,
        )

    def _moment(self, evidence: Span) -> int | None:
        """Return the first dated moment in a claim's own words."""
        moments = self._layers.moments
        inside = self._moments.inside(evidence)
        return next((i for i in inside if moments[i].earliest is not None), None)


def _polarity(attribution: Attribution | None, event: Event | None) -> Polarity:
    """Return whether a claim asserts: the cue's stance decides, then the event's own words."""
    by_stance = BY_STANCE.get(attribution.stance) if attribution is not None else None
    return by_stance or (event.polarity if event is not None else "asserts")
