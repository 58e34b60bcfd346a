"""How a claim stands to what happened: the cue's stance and the event's own mood together."""

from __future__ import annotations

from sayso.record import Attribution, Event, Modality, Polarity

BY_STANCE: dict[str, Polarity] = {
    "denies": "denies",
    "admits": "acknowledges",
    "doubts": "doubts",
}


def polarity(attribution: Attribution | None, event: Event | None) -> Polarity:
    """A denying cue denies; else the event's own negation counts ("no dates are fixed")."""
    if attribution is not None and attribution.stance in BY_STANCE:
        return BY_STANCE[attribution.stance]
    return event.polarity if event is not None else "asserts"


def modality(text: str, attribution: Attribution | None, event: Event | None) -> Modality:
    """What a threat or a demand holds is threatened or demanded; else the event's own mood."""
    own: Modality = event.modality if event is not None else "actual"
    if attribution is None or own == "historical":
        return own
    cue = " ".join(span.of(text).lower() for span in attribution.cue)
    if "threat" in cue or "vow" in cue or (event is not None and event.kind == "threat"):
        return "threatened"
    if attribution.stance == "demands" and attribution.manner != "direct":
        return "demanded"
    return own
