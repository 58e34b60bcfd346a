"""What the main clause of a claim's words does with what they say: deny, plan, suppose."""

from __future__ import annotations

import re

from sayso.lexicon.actor_codes import describe
from sayso.record import Event, Span
from sayso.text.parse import Parse, Token
from sayso.text.syntax import not_even_one

NO = frozenset(("no", "neither", "none", "nobody"))
FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))

UNTRUE = re.compile(
    r"\b(?:(?:is|was|are|were|be|been|’s|'s)\s+(?:simply\s+|absolutely\s+)?"
    r"(?:not\s+(?:true|the\s+case|correct|accurate)|untrue|false|a\s+lie)|"
    r"(?:isn|wasn)['’]t\s+(?:true|the\s+case|correct)|no\s+truth\s+(?:to|in)\s+\w+(?:\s+\w+)?)"
    r"\s+that\b",
    re.I,
)
"""A frame that takes back what follows: "it is not true that"."""

CHARGE_DENIED = re.compile(
    r"\b(?:say|says|claim|claims|allege|alleges|accuse)\b[^.!?]*[.!?]\s+"
    r"(?:But\s+)?(?:we|i|they|he|she|it)\s+"
    r"(?:did|do|does|have|has|are|were|was|is)(?:\s+not|n['’]t)[.!]?[\"”]?$",
    re.I,
)
"""A charge, and an answer that says no to it: "They say we shelled it. We did not."."""

DISOWNED = re.compile(
    r"\b(?:ha(?:s|d|ve|ving)|play(?:s|ed)?|took|tak(?:e|es|en|ing)|bore|bears?)\s+(?:absolutely\s+)?"
    r"(?:nothing\s+(?:whatsoever\s+|at\s+all\s+)?to\s+do\s+with"
    r"|no\s+(?:\w+\s+)?(?:part|role|hand|involvement|responsibility|connection|link)\b)",
    re.I,
)
"""What says that somebody had no part in something: "it had nothing to do with the raid"."""

_UNTRUTH = (
    r"(?:false(?:hoods?)?|fake|untrue|unfounded|baseless|groundless|(?:a\s+)?lies?|nonsense|hoax"
    r"|(?:an?\s+)?(?:invention|fabrication)|fabricated|invented|disinformation|misinformation)\b"
)
IS_UNTRUE = re.compile(
    r"\b(?:is|are|was|were|as|being)\s+[\"“‘']?(?:an?\s+|\w+ly\s+|pure\s+|complete\s+|total\s+)*"
    + _UNTRUTH,
    re.I,
)
"""A predicate that takes back its subject: "the reports are fabricated"."""

NAMED_UNTRUE = re.compile(r"[\"“‘']?" + _UNTRUTH, re.I)
"""The same words anywhere, behind a verb of naming: "called it a lie"."""

NAMING = re.compile(r"\b(?:call|brand|label|term|dub|describ|dismiss|denounc)\w*\b", re.I)

POSSIBLE = re.compile(r"\b(?:not|n['’]t|cannot|never)\s+(?:be\s+)?(?:yet\s+)?ruled?\s+out\b", re.I)
"""What is not ruled out may be."""

PREVENTION = re.compile(
    r"(?<!managed )(?<!able )(?<!unable )(?<!failed )(?<!helped )(?<!succeeded )"
    r"\bto\s+(?:prevent|avoid|avert|minimi[sz]e)\b[^,;.]*$",
    re.I,
)
"""An aim, up to what it should prevent: no denial that it happened."""

CONDITION = re.compile(r"(?:if|whether|unless)\b", re.I)

TAKEN_BACK = re.compile(
    r"\b(?:retract\w*|withdr[ae]w\w*|t(?:ook|akes?|aken|aking)\s+back|walk\w*\s+back|recant\w*"
    r"|disavow\w*)\s+(?:[\w’'-]+\s+){0,4}?(?:figures?|numbers?|counts?|tolls?|tally|estimates?|claims?"
    r"|statements?|reports?|assertions?|allegations?|accusations?|announcements?)"
    r"(?:\s+(?:that|of|about|on))?\s*$",
    re.I,
)
"""Words before a claim by which its speaker takes it back: "retracted its statement that"."""

NOTE_OF_EDITORS = re.compile(
    r"\W{0,3}\((?:This (?:story|version|report|article) )?(?:has been )?"
    r"(?:Correct|Updat|Recast|Refil|Clarif|Amend|Remov|Delet|Fix|Add)(?:s|es|ed|ies|ified)\b"
)
"""How a news agency's note on its own report begins: "(Corrects the toll in paragraph 2)"."""

AT_FIRST = re.compile(
    r"\b(?:initially|originally|at\s+first)\b"
    r"|\b(?:earlier|previously)\b(?=.{0,60}\b(?:put|given?|gave|set)\b.{0,30}?"
    r"\b(?:number|toll|figure|count|tally|dead|deaths|total)\b)",
    re.I,
)
"""What marks a statement as one that another has followed: "had initially said"."""

SENSED = re.compile(
    r"\bcould\s+(?:also\s+|still\s+)?(?:hear|see|smell|be\s+(?:heard|seen))\b", re.I
)
"""Ability in the past: it happened."""

NEEDS = frozenset("require need like prefer".split())
"""Verbs whose "would" is a way to state a need or a wish: "a summit would require groundwork"."""

PERSONS = frozenset(("i", "we", "he", "she", "they", "it"))
SUPPOSED = frozenset(("could", "may", "might"))
INTENDED = frozenset(("will", "shall", "'ll", "’ll", "wo"))


def main_verb(parse: Parse, span: Span) -> Token | None:
    """Return the word that governs all others of a span; None for more than one sentence."""
    tokens = [token for token in parse.within(span) if token.pos != "PUNCT"]
    if not tokens or tokens[0].sentence != tokens[-1].sentence:
        return None
    return parse.root(tokens)


def modal(parse: Parse, span: Span) -> str | None:
    """Return the modal verb of the main clause of a span, in small letters, or None."""
    verb = main_verb(parse, span)
    if verb is None:
        return None
    if verb.lemma.lower() in NEEDS:
        return None
    modals = [each for each in parse.dependents(verb, "aux") if each.tag == "MD"]
    return modals[0].lower if modals and span.contains(modals[0].span) else None


def acts_on_purpose(parse: Parse, span: Span) -> bool:
    """Return whether the subject of the main clause is someone who can intend what it says."""
    verb = main_verb(parse, span)
    subjects = parse.dependents(verb, "nsubj") if verb is not None else []
    return any(
        noun.entity in ("ORG", "PERSON", "GPE", "NORP")
        or noun.lower in PERSONS
        or describe(noun.text) != (None, None)
        for noun in subjects
    )


def says_no(parse: Parse, span: Span) -> bool:
    """Return whether the main clause of a span is negated: by "not", or "no" on its subject."""
    verb = main_verb(parse, span)
    if verb is None or verb.pos not in ("VERB", "AUX"):
        return False
    below = parse.dependents(verb, "nsubj", "nsubjpass")
    there = parse.dependents(verb, "expl")
    if (below or there) and parse.dependents(verb, "neg"):
        # "We cannot name dates" and "we will not yield" deny no fact.
        return not _only(parse, verb) and not any(
            each.tag == "MD" for each in parse.dependents(verb, "aux")
        )
    if there:
        below += parse.dependents(verb, "attr", "nsubj")
    return any(
        noun.lower in NO
        or not_even_one(parse, noun)
        or any(_says_none(parse, each) for each in parse.dependents(noun, "det", "neg"))
        for noun in below
        if span.contains(noun.span)
    )


FORBIDDEN = re.compile(r"there\s+(?:must|should)\s+(?:never\s+)?be\s+no\b", re.I)
"""What opens a demand that something should not be."""


def forbids(parse: Parse, span: Span, text: str) -> bool:
    """Return whether a span demands that something not be: that denies nothing that was."""
    if FORBIDDEN.match(text, span.start, span.end):
        return True
    verb = main_verb(parse, span)
    if verb is None or verb.pos not in ("VERB", "AUX"):
        return False
    auxiliaries = parse.dependents(verb, "aux")
    obliged = any(each.lower in ("must", "should") for each in auxiliaries)
    done = any(each.lemma.lower() == "have" for each in auxiliaries)
    return obliged and not done and bool(parse.dependents(verb, "neg"))


def _says_none(parse: Parse, word: Token) -> bool:
    """Return whether a word leaves none; "no fewer than nine" leaves nine."""
    following = parse.tokens[min(word.index + 1, len(parse.tokens) - 1)].lower
    return word.lower in NO and following not in ("fewer", "less", "more")


def disowns(parse: Parse, span: Span, text: str) -> bool:
    """Return whether the main clause says that its subject had no part in something."""
    disowned = DISOWNED.search(text, span.start, span.end)
    verb = parse.at(disowned.start()) if disowned is not None else None
    if verb is None:
        return False
    return verb.dep not in ("relcl", "acl", "advcl") and not any(
        above.dep in ("relcl", "acl", "advcl")
        for above in parse.ancestors(verb)
        if span.contains(above.span) and above.start < verb.start
    )


def _only(parse: Parse, verb: Token) -> bool:
    return any(
        each.lower in ("only", "just", "merely") for each in parse.dependents(verb, "advmod")
    )


def plans_by_infinitive(parse: Parse, span: Span) -> bool:
    """Return whether a headline's words have no verb but "to" and an infinitive after a name."""
    tokens = parse.within(span)
    finite = any(token.tag in FINITE for token in tokens)
    infinitives = [
        token
        for token in tokens
        if token.tag in ("VB", "NN") and token.index > 0
        if parse.tokens[token.index - 1].lower == "to"
    ]
    verb = infinitives[0] if infinitives else None
    leads = verb is not None and verb.tag == "VB" and verb.index - tokens[0].index <= HEADED
    return not finite and leads and not any(token.tag == "VBN" for token in tokens)


HEADED = 6
"""Most words before the infinitive of a headline: "Syrian president to meet"."""


def in_own_clause(parse: Parse, event: Event, span: Span) -> bool:
    """Return whether an event stands in a clause of its own below the main one of a span."""
    trigger = parse.at(event.trigger.start)
    verb = main_verb(parse, span)
    if trigger is None or verb is None or trigger is verb:
        return False
    for word in (trigger, *parse.ancestors(trigger)):
        if word is verb:
            return False
        if word.dep in ("relcl", "advcl", "ccomp", "parataxis", "acl"):
            return True
    return False
