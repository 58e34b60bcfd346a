"""Who makes a claim: the source's words led back to the fullest name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sayso.lexicon.cues import speaking_documents
from sayso.record import Actor, Attribution, Claimant
from sayso.stages.actors.lookup import actor_at, fullest
from sayso.text.parse import Parse

UNNAMED = Claimant(said="", name="unnamed source", named=False)
"""Who speaks where an attribution has no source: "it was reported that"."""

HEADLINE_MARKS = frozenset((":", "–", "—"))
"""Cues that are no words: what stands behind them is a source only when it is a known actor or
a thing that speaks ("Report")."""

HEARSAY = frozenset("reports rumors rumours claims allegations accusations speculation".split())
"""Cues that stand for whoever says it."""

ARTICLES = ("the ", "a ", "an ")
PRONOUNS = frozenset("i we me us my our it this that he she they who which you".split())


def claimant(text: str, actors: Sequence[Actor], attribution: Attribution) -> Claimant:
    """The claimant of an attribution, by the actor that its source's words mention."""
    if not attribution.source:
        return _by_noun(text, attribution)
    source = attribution.source[0]
    said = source.of(text)
    found = actor_at(actors, source)
    if found is None:
        return Claimant(said, clean(_bare(said)), named=_capitalised(said))
    actor = fullest(actors, found)
    return Claimant(said, clean(actor.name), actor.named, actor.country, actor.role)


def _by_noun(text: str, attribution: Attribution) -> Claimant:
    """Who speaks where only the cue tells: "amid reports that …"."""
    for span in attribution.cue:
        for word in span.of(text).split():
            if word.lower() in HEARSAY:
                return Claimant(word, word.lower(), named=False)
    return UNNAMED


def clean(name: str) -> str:
    """A name without line breaks, runs of white space and marks that no one sees."""
    seen = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace())
    return " ".join(seen.split())


def _bare(said: str) -> str:
    for article in ARTICLES:
        if said.lower().startswith(article):
            return said[len(article) :]
    return said


def _capitalised(said: str) -> bool:
    """Whether words beyond the first have capitals, as names do."""
    bare = _bare(said)
    words = bare.split()
    after_article = bare != said and bare[:1].isupper()
    return after_article or any(word[:1].isupper() for word in words[1:])


def can_speak(text: str, parse: Parse, actors: Sequence[Actor], attribution: Attribution) -> bool:
    """Whether the source is someone, or a thing that speaks for someone ("the report").

    "Weak demand points to a slowdown" has the form of an attribution and is none.
    """
    if not attribution.source:
        return True
    source = attribution.source[0]
    if actor_at(actors, source) is not None:
        return True
    if attribution.cue and attribution.cue[0].of(text) in HEADLINE_MARKS:
        return False
    if _capitalised(source.of(text)):
        return True
    head = parse.root(tokens) if (tokens := parse.within(source)) else None
    return (
        head is None or head.pos in ("PROPN", "ADJ") or head.lemma.lower() in speaking_documents()
    )


def inside_a_speech(
    text: str, attributions: Sequence[Attribution], attribution: Attribution
) -> bool:
    """Whether these are only the words of one who is quoted already: "we believe that …"."""
    if attribution.parent is None or attributions[attribution.parent].manner != "direct":
        return False
    source = attribution.source[0].of(text).lower() if attribution.source else ""
    return not source or source in PRONOUNS


def outlet(name: str | None) -> Claimant:
    """The outlet itself, for narration."""
    return Claimant(said="", name=name or "the outlet", named=name is not None)


def chain(
    claimants: Sequence[Claimant], attributions: Sequence[Attribution], index: int
) -> tuple[str, ...]:
    """Names from the outermost relay to the claimant of attribution `index`.

    `claimants` are those of `attributions`, one for each.

    Only statements relay: "Peskov believes" inside a speech of Peskov adds no link.
    """
    names: list[str] = []
    at: int | None = index
    while at is not None:
        each = attributions[at]
        if at == index or (each.kind == "statement" and each.source):
            name = claimants[at].name
            if not names or names[-1] != name:
                names.append(name)
        at = each.parent
    return tuple(reversed(names))
