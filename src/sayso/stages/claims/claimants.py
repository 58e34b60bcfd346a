"""Who makes a claim: the source's words resolved to the fullest name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from sayso.lexicon.cues import speaking_documents
from sayso.record import Actor, Attribution, Claimant
from sayso.record.trace import Rule, decide
from sayso.stages.actors.lookup import actor_at, fullest
from sayso.text.parse import Parse

UNNAMED = Claimant(said="", name="unnamed source", named=False)
"""Who speaks where an attribution has no source: "it was reported that"."""

HEADLINE_MARKS = frozenset((":", "–", "—"))
"""Cues that are no words: what follows them is a source only when it is a known actor or a
document that speaks ("Report")."""

HEARSAY = frozenset("reports rumors rumours claims allegations accusations speculation".split())
"""Cues that stand for whoever says it."""

ARTICLES = ("the ", "a ", "an ")
PRONOUNS = frozenset("i we me us my our it this that he she they who which you".split())


def claimant(text: str, actors: Sequence[Actor], attribution: Attribution) -> Claimant:
    """Return the claimant of an attribution, by the actor that its source's words mention."""
    return claimant_by_rule(text, actors, attribution)[1]


def claimant_by_rule(
    text: str, actors: Sequence[Actor], attribution: Attribution
) -> tuple[str, Claimant]:
    """Return the claimant of an attribution, and the name of the rule that gave it."""
    return decide(CLAIMANTS, text, actors, attribution) or ("no one named", UNNAMED)


def _hearsay(text: str, _: Sequence[Actor], attribution: Attribution) -> Claimant | None:
    if attribution.source:
        return None
    for span in attribution.cue:
        for word in span.of(text).split():
            if word.lower() in HEARSAY:
                return Claimant(word, word.lower(), named=False)
    return None


def _no_source(text: str, actors: Sequence[Actor], attribution: Attribution) -> Claimant | None:  # noqa: ARG001
    return None if attribution.source else UNNAMED


def _known_actor(text: str, actors: Sequence[Actor], attribution: Attribution) -> Claimant | None:
    source = attribution.source[0]
    mention = actor_at(actors, source)
    if mention is None:
        return None
    actor = fullest(actors, mention)
    return Claimant(source.of(text), clean(actor.name), actor.named, actor.country, actor.role)


def _words_of_source(text: str, _: Sequence[Actor], attribution: Attribution) -> Claimant | None:
    said = attribution.source[0].of(text)
    return Claimant(said, clean(_bare(said)), named=_capitalised(said))


CLAIMANTS: tuple[Rule[Callable[[str, Sequence[Actor], Attribution], Claimant | None]], ...] = (
    Rule(
        "noun of hearsay",
        "There were reports that the bridge had fallen.",
        _hearsay,
    ),
    Rule(
        "no one named",
        "It was reported that the bridge had been destroyed.",
        _no_source,
    ),
    Rule(
        "known actor",
        "The Sudanese army said that it had retaken the palace.",
        _known_actor,
    ),
    Rule(
        "words of the source",
        "The 2019 report said so.",
        _words_of_source,
    ),
)
"""Who makes a claim; the first that says who."""


def clean(name: str) -> str:
    """Return a name without line breaks, runs of white space and marks that no one sees."""
    seen = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(seen.split())


def _bare(said: str) -> str:
    for article in ARTICLES:
        if said.lower().startswith(article):
            return said[len(article) :]
    return said


def _capitalised(said: str) -> bool:
    """Return whether words beyond the first have capitals, as names do."""
    bare = _bare(said)
    words = bare.split()
    after_article = bare != said and bare[:1].isupper()
    return after_article or any(word[:1].isupper() for word in words[1:])


def can_speak(text: str, parse: Parse, actors: Sequence[Actor], attribution: Attribution) -> bool:
    """Return whether the source is someone, or a document that speaks for someone ("the report").

    "Weak demand points to a slowdown" has the form of an attribution and is none.
    """
    if not attribution.source:
        return True
    source = attribution.source[0]
    if actor_at(actors, source) is not None:
        return True
    if attribution.cue and attribution.cue[0].of(text) in HEADLINE_MARKS:
        return source.end <= attribution.cue[0].start  # a speaker's label: "MARCHENKO: …"
    if _capitalised(source.of(text)):
        return True
    head = parse.root(tokens) if (tokens := parse.within(source)) else None
    return (
        head is None or head.pos in ("PROPN", "ADJ") or head.lemma.lower() in speaking_documents()
    )


def inside_a_speech(
    text: str, attributions: Sequence[Attribution], attribution: Attribution
) -> bool:
    """Return whether these are only the words of one who is quoted already: "we believe that …"."""
    if attribution.parent is None or attributions[attribution.parent].manner != "direct":
        return False
    source = attribution.source[0].of(text).lower() if attribution.source else ""
    return not source or source in PRONOUNS


def outlet(name: str | None) -> Claimant:
    """Return the outlet itself, for narration."""
    return Claimant(said="", name=name or "the outlet", named=name is not None)


def chain(
    claimants: Sequence[Claimant], attributions: Sequence[Attribution], index: int
) -> tuple[str, ...]:
    """Return the names from the outermost relay to the claimant of attribution `index`.

    `claimants` are those of `attributions`, one for each.

    Only statements relay: "Peskov believes" inside a speech of Peskov adds no link.
    """
    names: list[str] = []
    at: int | None = index
    while at is not None:
        attribution = attributions[at]
        if at == index or (attribution.kind == "statement" and attribution.source):
            name = claimants[at].name
            if not names or names[-1] != name:
                names.append(name)
        at = attribution.parent
    return tuple(reversed(names))
