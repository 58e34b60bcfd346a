"""English words for what was read in a text of another language.

Two reports are compared by the words that they share. A post in Ukrainian shares none with an
English one but names and numbers. So a passage in another language has, beside its own words, those
that English reports use for what was read in it: units and roles of its figures, kinds of its
events, English names of its bodies and places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from sayso.lexicon.table import rows
from sayso.linking.words import terms_of
from sayso.record import Claim, Place, Reading, Span

OWN_WORDS = 0.35
"""What the words of a language that the table of rarities lacks weigh: they all look rare there."""


@cache
def gloss_words() -> Mapping[str, str]:
    """Return English words by role of figures and kind of events."""
    return {row[0]: row[1] for row in rows("gloss_words.tsv")}


def is_glossed(reading: Reading) -> bool:
    """Return whether a reading is of a text in another language than English."""
    return not (reading.document.language or "en").lower().startswith("en")


def gloss(
    reading: Reading, claims: Sequence[Claim], spans: Sequence[Span], places: Iterable[Place]
) -> Counter[str]:
    """Return the terms of English words for what was read in a passage, each once or more."""
    return terms_of(" ".join(_words(reading, claims, spans, places)))


def _words(
    reading: Reading, claims: Sequence[Claim], spans: Sequence[Span], places: Iterable[Place]
) -> Iterator[str]:
    words = gloss_words()
    for claim in claims:
        for position in claim.quantities:
            quantity = (reading.quantities or ())[position]
            yield quantity.unit or ""
            yield words.get(quantity.role or "", "")
        if claim.event is not None:
            yield words.get((reading.events or ())[claim.event].kind, "")
        if claim.claimant.named:
            yield claim.claimant.name
    for actor in reading.actors or ():
        if any(span.contains(actor.as_said) for span in spans):
            yield actor.name
    for place in places:
        yield place.name
