"""Polarity and modality of a claim: the stance of its cue together with those of its event."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sayso.record import Attribution, Event, Modality, Polarity
from sayso.record.trace import Rule
from sayso.stages.decisions import decide

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
    """Return the polarity of a claim whose evidence is `words`.

    `outer` is the attribution around its own: what one denies, the other asserts ("rejected
    Western claims that …"), unless its own words say no.
    """
    return polarity_by_rule(Meaning(words, "", attribution, outer, event))[1]


def modality(text: str, attribution: Attribution | None, event: Event | None) -> Modality:
    """Return the modality of a claim: the cue's, where it threatens or demands, or the event's."""
    return modality_by_rule(Meaning("", text, attribution, None, event))[1]


def polarity_by_rule(meaning: Meaning) -> tuple[str, Polarity]:
    """Return the name of the rule that gives a claim's polarity, and the polarity."""
    return decide(POLARITY_RULES, meaning) or ("no negation", "asserts")


def modality_by_rule(meaning: Meaning) -> tuple[str, Modality]:
    """Return the name of the rule that gives a claim's modality, and the modality."""
    return decide(MODALITY_RULES, meaning) or ("no modal word", "actual")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A claim's evidence, attribution, the attribution around that, and its event."""

    words: str
    text: str
    attribution: Attribution | None
    outer: Attribution | None
    event: Event | None

    @property
    def polarity(self) -> Polarity:
        return self.event.polarity if self.event is not None else "asserts"

    @property
    def modality(self) -> Modality:
        return self.event.modality if self.event is not None else "actual"

    @property
    def cue(self) -> str:
        spans = self.attribution.cue if self.attribution is not None else ()
        return " ".join(span.of(self.text).lower() for span in spans)


def _denied_denial(meaning: Meaning) -> Polarity | None:
    if meaning.polarity != "denies" or meaning.outer is None or meaning.outer.stance != "denies":
        return None
    return "denies" if NEGATION.search(meaning.words) else "asserts"


def _stance(meaning: Meaning) -> Polarity | None:
    return BY_STANCE.get(meaning.attribution.stance) if meaning.attribution is not None else None


def _threat(meaning: Meaning) -> Modality | None:
    named = meaning.event is not None and meaning.event.kind == "threat"
    return "threatened" if "threat" in meaning.cue or named else None


def _promise(meaning: Meaning) -> Modality | None:
    promised = meaning.modality == "actual" and PROMISE.search(meaning.cue)
    return "planned" if promised else None


def _demand(meaning: Meaning) -> Modality | None:
    """Quoted words carry their own modality: "“Let them come,” he demanded"."""
    attribution = meaning.attribution
    demands = attribution is not None and attribution.stance == "demands"
    quoted = attribution is not None and attribution.manner == "direct"
    return "demanded" if demands and not quoted else None


POLARITY_RULES: tuple[Rule[Callable[[Meaning], Polarity | None]], ...] = (
    Rule(
        "stance of the cue",
        "The army denied that its troops had shelled the market.",
        _stance,
    ),
    Rule(
        "denial inside a denial",
        "The minister rejected reports that no one was killed in the strike.",
        _denied_denial,
    ),
    Rule(
        "polarity of the event",
        "The mayor said that nobody was killed in the strike.",
        lambda meaning: None if meaning.polarity == "asserts" else meaning.polarity,
    ),
)
"""Whether a claim asserts or denies; it asserts where none says."""

MODALITY_RULES: tuple[Rule[Callable[[Meaning], Modality | None]], ...] = (
    Rule(
        "history",
        "The army said that the 2014 annexation of Crimea was condemned.",
        lambda meaning: "historical" if meaning.modality == "historical" else None,
    ),
    Rule(
        "narrated modality",
        "The army attacked the port.",
        lambda meaning: meaning.modality if meaning.attribution is None else None,
    ),
    Rule(
        "cue threatens",
        "The militia threatened to shell the port of Haifa.",
        _threat,
    ),
    Rule(
        "cue promises",
        "The governor promised repairs.",
        _promise,
    ),
    Rule(
        "cue demands",
        "The minister demanded that the rebels release the hostages.",
        _demand,
    ),
    Rule(
        "modality of the event",
        "The army said it would attack Bor.",
        lambda meaning: None if meaning.modality == "actual" else meaning.modality,
    ),
)
"""Whether it happened, is planned, threatened or demanded; it happened where none says."""
