"""How a claim stands to what happened: the cue's stance and the event's own mood together."""

from __future__ import annotations

import re

from sayso.record import Attribution, Event, Modality, Polarity

BY_STANCE: dict[str, Polarity] = {
    "denies": "denies",
    "admits": "acknowledges",
    "doubts": "doubts",
}


NEGATION = re.compile(
    r"\b(?:no|not|none|never|neither|nobody|nothing|cannot|without)\b|n['’]t\b", re.I
)

PROMISE = re.compile(r"\b(?:vow|pledg|promis)(?:e[sd]?|s|ed|ing)?\b")


def polarity(
    words: str, attribution: Attribution | None, outer: Attribution | None, event: Event | None
) -> Polarity:
    """A denying cue denies; else the event's own negation counts ("no dates are fixed").

    `words` are the claim's evidence, `outer` the attribution around its own: what one denies, the
    other asserts ("rejected Western claims that …"), unless its own words say no.
    """
    if attribution is not None and attribution.stance in BY_STANCE:
        return BY_STANCE[attribution.stance]
    own: Polarity = event.polarity if event is not None else "asserts"
    if own == "denies" and outer is not None and outer.stance == "denies":
        return "denies" if NEGATION.search(words) else "asserts"
    return own


def modality(text: str, attribution: Attribution | None, event: Event | None) -> Modality:
    """What a threat or a demand holds is threatened or demanded; else the event's own mood."""
    own: Modality = event.modality if event is not None else "actual"
    if attribution is None or own == "historical":
        return own
    cue = " ".join(span.of(text).lower() for span in attribution.cue)
    if "threat" in cue or (event is not None and event.kind == "threat"):
        return "threatened"
    if own == "actual" and PROMISE.search(cue):
        return "planned"
    if attribution.stance == "demands" and attribution.manner != "direct":
        return "demanded"
    return own
