"""Polarity and modality of a claim: the stance of its cue together with those of its event."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sayso.lexicon.events import scope_words
from sayso.record import Attribution, Event, Modality, Polarity, Span
from sayso.record.trace import Rule, decide
from sayso.stages.claims.clauses import (
    AT_FIRST,
    CHARGE_DENIED,
    CONDITION,
    INTENDED,
    IS_UNTRUE,
    NAMED_UNTRUE,
    NAMING,
    POSSIBLE,
    PREVENTION,
    SENSED,
    SUPPOSED,
    TAKEN_BACK,
    UNTRUE,
    acts_on_purpose,
    disowns,
    forbids,
    in_own_clause,
    modal,
    plans_by_infinitive,
    says_no,
)
from sayso.text.parse import Parse

BY_STANCE: dict[str, Polarity] = {
    "denies": "denies",
    "admits": "acknowledges",
    "doubts": "doubts",
}


NEGATION = re.compile(
    r"\b(?:no|not|none|never|neither|nobody|nothing|cannot|without)\b|n['’]t\b", re.I
)

WARNS = re.compile(r"\b(?:warn|caution|predict|fear|estimat|argu)")
"""Cues after which "would" supposes; after others it is the future as seen from then."""

PROMISE = re.compile(r"\b(?:vow|pledg|promis)(?:e[sd]?|s|ed|ing)?\b")


def polarity_by_rule(meaning: Meaning) -> tuple[str, Polarity]:
    """Return the name of the rule that gives a claim's polarity, and the polarity."""
    return decide(POLARITY_RULES, meaning) or ("no negation", "asserts")


def modality_by_rule(meaning: Meaning) -> tuple[str, Modality]:
    """Return the name of the rule that gives a claim's modality, and the modality."""
    return decide(MODALITY_RULES, meaning) or ("no modal word", "actual")


@dataclass(frozen=True, slots=True)
class Meaning:
    """A claim's evidence, attribution, the attribution around that, and its event.

    What `outer` denies, the inner one asserts ("rejected Western claims that …"), unless its own
    words say no.
    """

    parse: Parse
    span: Span
    text: str
    attribution: Attribution | None
    outer: Attribution | None
    event: Event | None

    @property
    def words(self) -> str:
        return self.span.of(self.text)

    @property
    def event_inside(self) -> Event | None:
        """The event, where the words themselves name it: not the speech act of the cue."""
        inside = self.event is not None and self.span.contains(self.event.trigger)
        return self.event if inside else None

    @property
    def before_event(self) -> str:
        event = self.event_inside
        return "" if event is None else self.text[self.span.start : event.trigger.start]

    @property
    def polarity(self) -> Polarity:
        """The event's, but for a denial whose words are another one's: "denied it and accused"."""
        if self.event is None:
            return "asserts"
        turned = self.event.polarity == "denies" and self.attribution is not None
        return "asserts" if turned and not self._says_no() else self.event.polarity

    def _says_no(self) -> bool:
        """Return whether a word that denies stands in the claim's words or in its cue."""
        if NEGATION.search(self.words) or NEGATION.search(self.around_cue):
            return True
        cue = self.attribution.cue if self.attribution is not None else ()
        said = [token for span in (self.span, *cue) for token in self.parse.within(span)]
        forms = {form for token in said for form in (token.lower, token.lemma.lower())}
        return any(
            effect == "denies" and not forms.isdisjoint(word.split())
            for (_, word), effect in scope_words().items()
        )

    @property
    def modality(self) -> Modality:
        return self.event.modality if self.event is not None else "actual"

    @property
    def around_cue(self) -> str:
        """The cue with a few words before it, where "not" may stand."""
        spans = self.attribution.cue if self.attribution is not None else ()
        return self.text[max(0, spans[0].start - 12) : spans[-1].end + 4] if spans else ""

    @property
    def before(self) -> str:
        """The words of its sentence before the claim."""
        first = self.parse.at(self.span.start)
        if first is None:
            return ""
        return self.text[self.parse.sentences[first.sentence].span.start : self.span.start]

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


def _not_true(meaning: Meaning) -> Polarity | None:
    frame = UNTRUE.search(meaning.words)
    if frame is None:
        return None
    denied = NEGATION.search(meaning.words, frame.end())
    return None if denied else "denies"


def _charge_denied(meaning: Meaning) -> Polarity | None:
    return "denies" if CHARGE_DENIED.search(meaning.words) else None


def _may_be(meaning: Meaning) -> Polarity | None:
    possible = POSSIBLE.search(meaning.words) or POSSIBLE.search(meaning.around_cue)
    return "asserts" if possible else None


def _prevents(meaning: Meaning) -> Polarity | None:
    return "asserts" if PREVENTION.search(meaning.before_event) else None


def _forbids(meaning: Meaning) -> Polarity | None:
    return "asserts" if forbids(meaning.parse, meaning.span, meaning.text) else None


def _called_untrue(meaning: Meaning) -> Polarity | None:
    """What is called a lie is denied, unless it is the denial itself that is called one."""
    if meaning.attribution is None:
        return None
    if meaning.outer is not None and meaning.outer.stance == "denies":
        return None  # "dismissed reports that it shelled the port as false": so says who dismisses
    frame = IS_UNTRUE.search(meaning.words)
    if frame is None and NAMING.search(meaning.cue):
        frame = NAMED_UNTRUE.search(meaning.words)
    if frame is None or NEGATION.search(meaning.words, 0, frame.start() + 8):
        return None
    return "denies"


def _taken_back(meaning: Meaning) -> Polarity | None:
    return "denies" if TAKEN_BACK.search(meaning.before) else None


def _disowned(meaning: Meaning) -> Polarity | None:
    return "denies" if disowns(meaning.parse, meaning.span, meaning.text) else None


def _clause_denies(meaning: Meaning) -> Polarity | None:
    """The main clause says no, where the words name no event whose own polarity counts."""
    if meaning.attribution is None or meaning.event_inside is not None:
        return None
    return "denies" if says_no(meaning.parse, meaning.span) else None


def _supposed(meaning: Meaning) -> Modality | None:
    words = meaning.words
    supposed = CONDITION.match(words) or _may_be(meaning)
    return "hypothetical" if supposed or PREVENTION.search(meaning.before_event) else None


def _sensed(meaning: Meaning) -> Modality | None:
    sensed = meaning.modality == "hypothetical" and SENSED.search(meaning.words)
    return "actual" if sensed else None


def _conditioned(meaning: Meaning) -> Modality | None:
    """What will happen only if something else does, or does not."""
    word = modal(meaning.parse, meaning.span)
    conditioned = (word in INTENDED or word == "would") and CONDITIONED.search(meaning.words)
    return "hypothetical" if conditioned else None


CONDITIONED = re.compile(r"(?<!even )(?<!as )\b(?:unless|if)\b", re.I)
"""What opens the condition of a clause."""


def _clause_modal(meaning: Meaning) -> Modality | None:
    """The main clause's modal verb, unless an event with a clause of its own is what is said."""
    event = meaning.event_inside
    if meaning.modality != "actual" and event is not None:
        return None
    if event is not None and in_own_clause(meaning.parse, event, meaning.span):
        return None
    word = modal(meaning.parse, meaning.span)
    if word in SUPPOSED:
        return None if SENSED.search(meaning.words) else "hypothetical"
    if word == "would":
        meant = acts_on_purpose(meaning.parse, meaning.span) and not WARNS.search(meaning.cue)
        return "planned" if meant else "hypothetical"
    return "planned" if word in INTENDED else None


def _headline_infinitive(meaning: Meaning) -> Modality | None:
    if meaning.modality != "actual" or meaning.cue not in (":", "–", "—", "-"):
        return None
    return "planned" if plans_by_infinitive(meaning.parse, meaning.span) else None


def _threat(meaning: Meaning) -> Modality | None:
    named = meaning.event is not None and meaning.event.kind == "threat"
    # "If the dam bursts, homes will be lost, the engineer warned" threatens nobody.
    named = named and not CONDITION.match(meaning.words)
    return "threatened" if "threat" in meaning.cue or named else None


def _said_at_first(meaning: Meaning) -> Modality | None:
    """Return "historical" for what somebody said before saying something else."""
    attribution = meaning.attribution
    if (
        attribution is None
        or not attribution.cue
        or meaning.modality not in ("actual", "historical")
    ):
        return None
    if attribution.cue[0].start > meaning.span.start:
        return None
    return "historical" if AT_FIRST.search(f"{meaning.before}{meaning.words[:40]}") else None


def _promise(meaning: Meaning) -> Modality | None:
    promised = meaning.modality == "actual" and PROMISE.search(meaning.cue)
    return "planned" if promised else None


ORDERED_TO = re.compile(r"(?:not\s+)?to\s+\w", re.I)
"""What somebody is ordered to do."""


def _demand(meaning: Meaning) -> Modality | None:
    """Quoted words carry their own modality: "“Let them come,” he demanded".

    Who calls reports a lie calls for nothing.
    """
    if NAMING.search(meaning.cue) and _called_untrue(meaning) is not None:
        return None
    attribution = meaning.attribution
    demands = attribution is not None and attribution.stance == "demands"
    quoted = attribution is not None and attribution.manner == "direct"
    quoted = quoted and any(
        token.tag in ("VBD", "VBZ", "VBP", "MD", "VB")
        for token in meaning.parse.within(meaning.span)
    )
    ordered = bool(ORDERED_TO.match(meaning.words)) and meaning.cue.split()[-1:] in (
        ["told"],
        ["tells"],
    )
    return "demanded" if (demands and not quoted) or ordered else None


POLARITY_RULES: tuple[Rule[Callable[[Meaning], Polarity | None]], ...] = (
    Rule(
        "not ruled out",
        "An attack on the dam cannot be ruled out, the governor said.",
        _may_be,
    ),
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
        "called untrue",
        "It is not true that 12 soldiers were killed, the army said.",
        _not_true,
    ),
    Rule(
        "charge denied",
        "“They say we burned the village. We did not,” the captain said.",
        _charge_denied,
    ),
    Rule(
        "should be prevented",
        "The army said it takes every measure to prevent civilian casualties.",
        _prevents,
    ),
    Rule(
        "should not be",
        "“There must be no raid on the camp,” the envoy said.",
        _forbids,
    ),
    Rule(
        "called a lie",
        "The ministry said the reports of a raid were fabricated.",
        _called_untrue,
    ),
    Rule(
        "taken back",
        "The council retracted its statement that nine men were shot.",
        _taken_back,
    ),
    Rule(
        "no part in it",
        "The militia said it had nothing to do with the ambush.",
        _disowned,
    ),
    Rule(
        "main clause denies",
        "The agency said there was no leak at the plant.",
        _clause_denies,
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
        "said at first",
        "The council had initially said that nine men were shot.",
        _said_at_first,
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
        "supposed",
        "“If they come again they will lose more,” the general said.",
        _supposed,
    ),
    Rule(
        "seen or heard",
        "The mayor said residents could hear shelling near the palace.",
        _sensed,
    ),
    Rule(
        "conditioned",
        "The agency cautioned that stocks will run out unless the road reopens.",
        _conditioned,
    ),
    Rule(
        "main clause is modal",
        "The army said that the death toll could exceed 90.",
        _clause_modal,
    ),
    Rule(
        "headline's infinitive",
        "Delegates to sign truce in Nairobi on Monday: Kenya\n\nThe talks lasted a week.",
        _headline_infinitive,
    ),
    Rule(
        "modality of the event",
        "The army said it would attack Bor.",
        lambda meaning: None if meaning.modality == "actual" else meaning.modality,
    ),
)
"""Whether it happened, is planned, threatened or demanded; it happened where none says."""
