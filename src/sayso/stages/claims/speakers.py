"""Whether a source can speak: a person, a body, or a document that speaks for someone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sayso.lexicon.actors import Noun, nouns, pieces
from sayso.lexicon.cues import voices, yardsticks
from sayso.lexicon.quantities import is_a, singular
from sayso.record import Actor, Attribution
from sayso.record.trace import Rule, decide, is_tracing, trace
from sayso.stages.actors.lookup import actor_at
from sayso.stages.claims.appended_names import name_after_comma
from sayso.stages.claims.claimants import HEADLINE_MARKS, PRONOUNS_OF_NO_ONE
from sayso.stages.claims.sources import SourcePhrase
from sayso.text.parse import Parse


@dataclass(frozen=True, slots=True)
class Speaker:
    """An attribution with its source, of which it is asked whether it can speak at all."""

    source: SourcePhrase
    attribution: Attribution


def _is_an_actor(speaker: Speaker) -> bool | None:
    source = speaker.source
    if source.head is None:
        return True if actor_at(source.actors, source.span) is not None else None
    return True if source.mention(source.head) is not None else None


def _is_a_label(speaker: Speaker) -> bool | None:
    """Decide where a mark is the cue: a label stands before it."""
    attribution, source = speaker.attribution, speaker.source
    if not attribution.cue or attribution.cue[0].of(source.text) not in HEADLINE_MARKS:
        return None
    return True if source.span.end <= attribution.cue[0].start else None


def _signs_off(speaker: Speaker) -> bool | None:
    """Return True of a person or body in lower case after a mark that is the cue."""
    attribution, source = speaker.attribution, speaker.source
    if not attribution.cue or attribution.cue[-1].of(source.text) not in HEADLINE_MARKS:
        return None
    if source.span.start < attribution.cue[-1].end:
        return None
    words = source.span.of(source.text)
    listed = (hit.entry for hit in nouns().find(words, pieces(words)))
    return any(isinstance(each, Noun) and not each.inanimate for each in listed) or None


def _has_a_name(speaker: Speaker) -> bool | None:
    head = speaker.source.head
    if head is None or head.pos in ("PROPN", "ADJ") or head.text.startswith("@"):
        return True
    capital = head.text[:1].isupper() and head.pos in ("NOUN", "X", "VERB")
    return True if capital or (head.text.isupper() and len(head.text) > 1) else None


ADDRESSED = frozenset("you your i we".split())
"""Those who speak and are spoken to in a text that nobody quotes: where "we" is the outlet, its
claims are its own."""


def _no_word(speaker: Speaker) -> bool | None:
    """Return False of what names nobody: an article alone, the one who is spoken to."""
    source, head = speaker.source, speaker.source.head
    if len(source.span.of(source.text).strip("'’\"“” ").removeprefix("s")) == 0:
        return False
    nobody = head is not None and (
        head.pos in ("DET", "PART", "PUNCT", "CCONJ") or head.lower in ADDRESSED
    )
    alone = nobody and head is not None and head.lower not in PRONOUNS_OF_NO_ONE
    return False if alone else None


ASKING = frozenset("attempt effort request call inquiry enquiry query try".split())
"""What is done to learn something, and says nothing."""


def _only_asks(speaker: Speaker) -> bool | None:
    """Return False of attempts to reach somebody, and of inquiries that nobody is said to make."""
    head = speaker.source.head
    if head is None or head.lemma.lower() not in ASKING or head.pos == "PROPN":
        return None
    below = speaker.source.parse.dependents(head, "prep", "poss", "amod", "compound", "det")
    reaches = any(each.lower == "to" for each in speaker.source.parse.dependents(head, "prep"))
    bare = head.tag == "NNS" and not below
    verbs = speaker.source.parse.dependents(head, "acl", "relcl")
    return False if bare or reaches or any(verb.tag == "VB" for verb in verbs) else None


def _is_named_after(speaker: Speaker) -> bool | None:
    return True if name_after_comma(speaker.source) is not None else None


def _is_a_document(speaker: Speaker) -> bool | None:
    return True if speaker.source.is_document else None


OUTLETS = frozenset(
    "station portal site channel paper daily weekly page account blog feed radio television tv"
    " broadcaster newspaper newswire magazine gazette".split()
)
"""Nouns of what publishes news, beyond those that the tables of actors hold."""


def _some_of_people(speaker: Speaker) -> bool | None:
    """Return True of a number of people: "two of the villagers"."""
    head = speaker.source.head
    if head is None or head.pos != "NUM":
        return None
    links = [each for each in speaker.source.parse.dependents(head, "prep") if each.lower == "of"]
    below = (noun for link in links for noun in speaker.source.parse.dependents(link, "pobj"))
    return any(is_a(singular(noun.text), "person") for noun in below) or None


def _is_a_body(speaker: Speaker) -> bool | None:
    """Return True of people and bodies in common nouns: "a local youth group", "state radio"."""
    head = speaker.source.head
    if head is None or head.pos not in ("NOUN", "PROPN"):
        return None
    hits = (hit.entry for hit in nouns().find(head.text, pieces(head.text)))
    listed = any(isinstance(each, Noun) and not each.inanimate for each in hits)
    listed = listed or head.lemma.lower() in OUTLETS
    return listed or is_a(singular(head.text), "person") or None


def _with_a_voice(speaker: Speaker) -> bool | None:
    """Return True where the cue is of those that nobody but a speaker has: "the plant said"."""
    attribution, source = speaker.attribution, speaker.source
    if attribution.score < LIKELY or source.head is None or source.head.pos in ("NUM", "SYM"):
        return None
    cue = [token for span in attribution.cue for token in source.parse.within(span)]
    if any(token.pos == "VERB" and token.lemma.lower() in voices() for token in cue):
        return True
    according = any(token.lower == "according" for token in cue)
    return True if according and source.head.lemma.lower() not in yardsticks() else None


def _cannot(_speaker: Speaker) -> bool | None:
    return False


CAN_SPEAK: tuple[Rule[Callable[[Speaker], bool | None]], ...] = (
    Rule("no word for anyone", "You said that nine men were hurt.", _no_word),
    Rule("only asks", "Inquiries showed that the shell came from the north.", _only_asks),
    Rule("an actor", "The army said that it had retaken the palace.", _is_an_actor),
    Rule(
        "a speaker's label",
        "Interview\n\nMARCHENKO: We left the town.\n\nQ: Why?\n\nMARCHENKO: We had to.",
        _is_a_label,
    ),
    Rule("a speaker at the end", "Car bomb kills nine in a northern town: monitor", _signs_off),
    Rule("a name", "Israel Okoro told Reuters that nine men died.", _has_a_name),
    Rule("named behind", "A network, Hands of Mercy, said that nine died.", _is_named_after),
    Rule("a document", "The list shows that nine men were hurt.", _is_a_document),
    Rule("some of people", "Two of the villagers said that nine men died.", _some_of_people),
    Rule("a body", "A local youth group put the number of dead at four.", _is_a_body),
    Rule("a verb of speakers", "A refinery said that nine men were hurt.", _with_a_voice),
    Rule("nobody", "The weather suggests that the offensive will stop.", _cannot),
)
"""Whether a source can speak, or a document that speaks for someone; the first that decides."""

LIKELY = 0.5
"""Least score of an attribution whose cue alone shows that somebody speaks."""


def can_speak(text: str, parse: Parse, actors: Sequence[Actor], attribution: Attribution) -> bool:
    """Return whether the source is someone, or a document that speaks for someone ("the report").

    "Weak demand points to a slowdown" has the form of an attribution and is none.
    """
    if not attribution.source:
        return True
    speaker = Speaker(SourcePhrase(text, parse, actors, attribution.source[0]), attribution)
    decided = decide(CAN_SPEAK, speaker)
    if decided is None:
        return False
    rule, speaks = decided
    if is_tracing():
        detail = "" if speaks else "its words make no claim"
        trace("claimant", attribution.source[0], "made" if speaks else "dropped", rule, detail)
    return speaks
