"""Claims as cards in their claimant's column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.exports.page.figures import Cite, caveats
from sayso.exports.page.voices import ClaimantStyle, Key, key_of
from sayso.linking.claim_fields import figure_words
from sayso.record import ADDED, Claim, Moment, Reading


@dataclass(slots=True)
class ClaimCard:
    """A claim in its claimant's column. The same words met again only add a pointer."""

    anchor: str
    words: str
    chain: tuple[str, ...]
    cue: str
    stance: str
    notes: tuple[str, ...]
    events: list[str]
    figures: list[str]
    places: tuple[str, ...]
    moment: str
    cites: list[Cite] = field(default_factory=list)


@dataclass(slots=True)
class ClaimantColumn:
    """A claimant, what the claimant says, and which cite leads to which card."""

    voice: ClaimantStyle
    cards: list[ClaimCard]


def columns_of(
    readings: Sequence[Reading], known: dict[Key, ClaimantStyle]
) -> tuple[list[ClaimantColumn], dict[str, str]]:
    """Return a column for each claimant, and for each mark ("d1-c0") the anchor of its card."""
    by_claimant: dict[str, dict[tuple[object, ...], ClaimCard]] = {
        each.code: {} for each in known.values()
    }
    cards: dict[str, str] = {}
    for at, reading in enumerate(readings, 1):
        for index, claim in enumerate(reading.claims or ()):
            card = _card(claim, reading, f"claim-{at}-{index}")
            key = (" ".join(card.words.casefold().split()), card.notes)
            kept = by_claimant[known[key_of(claim, at)].code].setdefault(key, card)
            _fold(kept, card)
            cards[f"d{at}-c{index}"] = kept.anchor
            if all(cite.number != at for cite in kept.cites):
                outlet = reading.document.outlet or f"document {at}"
                kept.cites.append(Cite(at, f"#d{at}-c{index}", outlet))
    return [
        ClaimantColumn(voice, list(by_claimant[voice.code].values())) for voice in known.values()
    ], cards


def _fold(kept: ClaimCard, card: ClaimCard) -> None:
    kept.events.extend(kind for kind in card.events if kind not in kept.events)
    kept.figures.extend(figure for figure in card.figures if figure not in kept.figures)


def _card(claim: Claim, reading: Reading, anchor: str) -> ClaimCard:
    text = reading.document.text
    cue, stance = _cue(claim, reading)
    events, places = reading.events or (), reading.places or ()
    quantities, moments = reading.quantities or (), reading.moments or ()
    acknowledged = ("acknowledges",) if claim.polarity == "acknowledges" else ()
    return ClaimCard(
        anchor=anchor,
        words=claim.evidence.of(text).strip(),
        chain=claim.chain if len(claim.chain) > 1 else (),
        cue=cue,
        stance=stance,
        notes=caveats(claim) + acknowledged + corrections(claim),
        events=[] if claim.event is None else [events[claim.event].kind.replace("_", " ")],
        figures=[figure_words(quantities[index], text) for index in claim.quantities],
        places=tuple(dict.fromkeys(places[index].name for index in claim.places)),
        moment="" if claim.moment is None else _when(moments[claim.moment], text),
    )


def _when(moment: Moment, text: str) -> str:
    """Return the words of a moment; its value where a person gave it."""
    return moment.as_said.of(text) or moment.value


def corrections(claim: Claim) -> tuple[str, ...]:
    """Return who added a claim, and what people corrected of it, by whom, and what was read."""
    return tuple(
        f"added by {each.by}"
        if each.field == ADDED
        else f"{each.field} corrected by {each.by}; read: {each.read or 'nothing'}"
        for each in claim.corrections
    )


SAID_ALREADY = {"denies": "denies", "doubts": "doubts", "admits": "acknowledges"}
SAID_ALREADY |= {"demands": "demanded", "warns": "threatened"}
"""Stances that the polarity or modality of the claim says too."""


def _cue(claim: Claim, reading: Reading) -> tuple[str, str]:
    """Return the cue's words, and the stance they take unless it is plain from elsewhere."""
    if claim.attribution is None or not reading.attributions:
        return "", ""
    attribution = reading.attributions[claim.attribution]
    cue = " … ".join(span.of(reading.document.text) for span in attribution.cue)
    stance = attribution.stance
    evident = SAID_ALREADY.get(stance) in (claim.polarity, claim.modality)
    # "accused" needs no label "accuses" beside it.
    plain = stance == "neutral" or cue.casefold().startswith(stance[:4])
    return cue, "" if evident or plain else stance
